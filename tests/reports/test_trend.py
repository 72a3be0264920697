"""The pages of overviews and of a series, as they are sent and printed."""

import re
from datetime import UTC, datetime
from fractions import Fraction
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from audit.models import Entry
from campaigns.parser import parse
from reports import lines
from reports.editions import Recorded, Share
from reports.trend import _running
from tests.make import make_document
from tests.reports.sample import S1, make_document_in_two_groups, make_result
from tests.reports.test_series import changed, make
from tests.reports.test_views import make_office, make_office_once, page
from tests.reports.whole import store
from tests.reports.years import make_three_years, make_year

LETTERS = {"accept-language": "en"}


def point(value, low=False, bound=Fraction(2, 3), percent=True):
    value = None if value is None else Fraction(value)
    return Recorded(value, "", percent, "", low, 35, None, bound)


# geometry -----------------------------------------------------------------------


def test_line_breaks_at_changes_and_where_nothing_is_shown():
    points = [point("1/2", low=True), point("3/4"), point("3/4"), None, point("1"),
              point(None), point("1")]  # fmt: skip
    broken = [False, False, True, False, False, False, False]
    chart = lines.line(points, [None] * 7, broken)
    assert chart.strokes == ("32.0,38.0 96.0,23.0",)
    assert [mark.kind for mark in chart.marks] == ["low", *["dot"] * 4]
    assert chart.breaks == (128.0,)
    assert [tick.x for tick in chart.ticks] == [mark.x for mark in chart.marks]
    assert (chart.ticks[0].start, chart.ticks[0].end) == (32 - 64 / 3, 32 + 64 / 3)
    assert chart.width == 7 * 64


def test_scores_are_drawn_against_their_ceiling_and_second_votes_marked():
    first = [point("5", percent=False, bound=None)]
    chart = lines.line(first, [point("10", percent=False)], [False], 10)
    assert [(mark.y, mark.kind) for mark in chart.marks] == [(38, "dot"), (8, "again")]
    assert chart.ticks == ()
    assert chart.strokes == ()


def test_a_score_below_zero_stays_in_the_chart():
    points = [point(value, percent=False, bound=None) for value in ("-5", "0", "-99")]
    chart = lines.line(points, [None] * 3, [False] * 3, 5, -5)
    assert [mark.y for mark in chart.marks] == [68, 38, 68]


def test_bars_are_parts_of_a_whole():
    shares = [Share(1, 2, 0), Share(0, 0, 3), Share(3, 3, 0)]
    chart = lines.bars(
        shares, ["a", "b", "c"], ["50.0", "", "100.0"], [False, True, False]
    )
    assert [(c.y, c.filled) for c in chart.columns] == [(91, 65), (156, 0), (26, 130)]
    assert [c.left for c in chart.columns if c.cut] == [84]
    assert (chart.width, chart.bottom) == (252, 156)


# pages --------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_result(document=make_document_in_two_groups())


def overview(campaign, query=""):
    return reverse("reports:campaign", args=[campaign.pk]) + query


def rows(text):
    """The units of the table, in its order."""
    return re.findall(r'class="name full"><a href="[^"]+">([^<]+)</a>', text)


def test_campaign_is_a_heat_map_of_all_its_units(campaign):
    text = page(make_office(), overview(campaign))
    assert rows(text) == ["Unit A", "Unit B", "Unit C", "Unit D"]
    assert "<b>4 of 4 shown</b> · Order: needs action first" in text
    assert "▼ 65.7</b><small>23/35</small>" in text
    assert "<small>115/175</small>" in text
    assert 'href="?flag=act#heat"' in text
    assert text.count("Results of Group") == 2
    assert text.count(">Group 2</span>") == 2


def test_view_is_in_the_address(campaign):
    client = make_office()
    text = page(client, overview(campaign, "?group=G2&sort=name&section=study&q="))
    assert rows(text) == ["Unit C", "Unit D"]
    address = "http://testserver" + overview(campaign)
    assert f'value="{address}?group=G2&amp;section=study&amp;sort=name"' in text
    assert "<b>2 of 4 shown</b> · Group: Group 2 · Columns: Study" in text
    assert 'href="?">Clear</a>' in text
    assert "<small>item</small>1. " in text
    assert "Cross-unit" not in text.split("<table")[1].split("</table>")[0]


def test_nothing_to_show_and_nonsense_are_said(campaign):
    client = make_office()
    text = page(client, overview(campaign, "?group=G2&flag=act"))
    assert "Nothing here is like that." in text
    assert "<table" not in text
    text = page(client, overview(campaign, "?group=%3Cb%3E&page=x"))
    assert "there is no “&lt;b&gt;” here; it was left out." in text
    assert len(rows(text)) == 4


def test_what_hides_a_figure_is_one_press_away(campaign):
    few = S1 | {"B": ((9, 0, 0), (3, 0, 0)), "D": ((2, 0, 0), (1, 0, 0))}
    two = make_result(few, make_document_in_two_groups(), drill=True)
    client = make_office()
    text = page(client, overview(two))
    assert text.count('<a href="#why-') > 5
    for number in set(re.findall(r'href="#(why-\d)"', text)):
        assert f'<li id="{number}" tabindex="-1">' in text
    assert 'href="#why-' not in page(client, overview(campaign))


def test_one_group_keeps_the_view(campaign):
    one = make_result(drill=True)
    client = make_office()
    answer = client.get(overview(one, "?sort=name"))
    group = reverse("reports:group", args=[one.pk, "G1"])
    assert answer["Location"] == f"{group}?sort=name"
    assert rows(page(client, group + "?sort=rate"))[0] == "Unit A"


def test_many_units_go_on_the_next_page(campaign, monkeypatch):
    monkeypatch.setattr("reports.views.A_PAGE", 3)
    client = make_office()
    text = page(client, overview(campaign, "?sort=name"))
    assert len(rows(text)) == 3
    assert 'href="?sort=name&amp;page=2"' in text
    text = page(client, overview(campaign, "?sort=name&page=2"))
    assert rows(text) == ["Unit D"]
    assert 'href="?sort=name&amp;page=1"' in text


def test_as_many_queries_for_a_few_units_as_for_many(campaign):
    small = make_document_in_two_groups()
    for group in small["groups"]:
        group["units"] = group["units"][:1]
        group["lead"] = group["units"][0]
    small["units"] = [u for u in small["units"] if u["code"] in "AC"]
    small["subjects"] = [s for s in small["subjects"] if s["unit"] in "AC"]
    fewer, client = make_result(document=small), make_office()

    def queries(address):
        client.get(address)  # that somebody looked is recorded once an hour
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    assert queries(overview(fewer)) == queries(overview(campaign)) <= 20
    groups = [reverse("reports:group", args=[c.pk, "G1"]) for c in (fewer, campaign)]
    assert len(set(map(queries, groups))) == 1


def subject_page(campaign, key):
    address = reverse("reports:subject", args=[campaign.pk, "G1", key])
    return page(make_office_once(), address)


def test_items_of_both_classes_stand_beside_each_other():
    campaign = make_result(S1 | {"B": ((9, 0, 0), (3, 0, 0))})
    table = subject_page(campaign, "A").split('<h2 id="beside">')[1]
    table = table.split("</table>")[0]
    assert table.count('<tr><th scope="row">') == 2 * 14
    assert "Good\xa010, Fair\xa04, Poor\xa01" in table
    assert "Good\xa013, Fair\xa05, Poor\xa02" in table
    assert "#pools-hidden" not in table
    hidden = subject_page(campaign, "B")
    assert 'id="beside"' not in hidden
    assert "Good\xa09" not in hidden


def test_a_class_that_is_hidden_beside_one_that_is_shown():
    campaign = store()  # own unit and clients alike, and an open link of few
    text = subject_page(campaign, "C").split('<h2 id="beside">')[1]
    table = text.split("</table>")[0]
    assert "hidden</a>" in table


def test_a_class_without_ballots_has_none():
    campaign = make_result(S1 | {"D": ((15, 0, 0), (0, 0, 0))})
    assert subject_page(campaign, "D").count("no ballots") == 14


# the series ---------------------------------------------------------------------


def years(campaign, query=""):
    return reverse("reports:series", args=[campaign.pk]) + query


def test_three_years_of_s10():
    campaigns = make_three_years()
    client = make_office()
    text = page(client, years(campaigns[0]))
    share = re.search(r"<title>(2011[^<]+)</title>", text)[1]
    assert share == "2011: 1 of 3, 33.3 %; 2012: 1 of 3, 33.3 %; 2013: 2 of 3, 66.7 %"
    assert re.sub(r"<[^>]+>", " ", text).count("66.7 %") >= 2
    assert "1 in a row of the 3 that it takes" in text
    assert "▼ Title of the year lost; 3 in a row of the 3 that it takes" in text
    assert text.count("not passed") == 5
    assert text.count("<polyline") == 3
    assert "What changed in between" not in text
    assert "<b>3 of 3 shown</b>" in text
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(svg)  # noqa: S314 - our own
    assert Entry.objects.filter(action="view", detail__page="series").count() == 1
    assert reverse("reports:series", args=[campaigns[0].pk]) in page(
        client, reverse("reports:group", args=[campaigns[0].pk, "G1"])
    )


def test_lines_are_chosen_and_ordered():
    campaign = make_year(2011)
    make_year(2012, {"A": (10, 0, 0, 0)})
    client = make_office()

    def names(query):
        found = page(client, years(campaign, query))
        return re.findall(r'scope="row" class="name">([^<]+)<', found)

    assert names("") == ["Unit A", "Unit B", "Unit C"]
    assert names("?sort=rate") == ["Unit B", "Unit C", "Unit A"]
    assert names("?sort=name&q=unit") == ["Unit A", "Unit B", "Unit C"]
    assert names("?q=Unit%20b") == ["Unit B"]
    assert names("?q=nobody") == []
    assert names("?sort=nonsense&q=" + "x" * 99) == ["Unit A", "Unit B", "Unit C"]
    assert len(names("?what=person")) == 12
    assert "Unit A · Party secretary" in names("?what=person&sort=name")


def test_who_sees_one_unit_sees_no_share_of_others():
    campaign = make_year(2011)
    head = get_user_model().objects.create_user("head")
    unit = campaign.subjects.get(key="A").unit
    head.roles.create(kind="head", unit=unit)
    client = Client(headers=LETTERS)
    client.force_login(head)
    text = page(client, years(campaign))
    assert "Unit A" in text
    assert "Unit B" not in text
    assert "How many pass" not in text
    assert "There is one campaign so far" in text


def test_series_of_what_is_not_released_is_not_there(campaign):
    client = make_office()
    assert client.get(years(campaign)).status_code == 404  # no release is recorded
    assert client.get("/results/series/999999/").status_code == 404


def test_breaks_hidden_figures_and_second_votes_are_told():
    few = S1 | {"B": ((2, 0, 0), (1, 0, 0)), "C": ((0, 0, 0), (0, 0, 0))}
    campaign = make(2021, votes=few)
    make(2021, month=9, votes=S1 | {"A": S1["D"]}, parent=campaign)
    last = make(2022, document=changed(denominator="issued"))
    assert last.opens_at == datetime(2022, 6, 18, tzinfo=UTC)
    text = page(make_office(), years(campaign))
    assert '<a href="#hidden">hidden</a>' in text
    assert "no ballots" in text
    assert "◇ 94.3 % 33/35" in text
    assert "1. From 2021 to 2022: the lines break" in text
    assert "Denominator: was “" in text
    assert 'class="n cut"' in text
    assert 'href="#break-1"' in text
    assert 'id="break-1"' in text
    assert "<polyline" not in text


def test_the_share_alone_breaks_where_rules_changed():
    campaign = make(2021)
    other = changed()
    other["rules"] = [{"bound": "1/2", "consequence": "rework"}]
    make(2022, document=other)
    text = page(make_office(), years(campaign))
    assert "1. From 2021 to 2022: the share alone breaks" in text
    assert text.count("<polyline") == 4


@override("en")
def test_a_rule_on_a_figure_tells_how_far_it_has_counted():
    definition = parse(make_document("satisfactory-team"))
    finding = {"measure": "", "times": 2, "seen": 1}
    year = SimpleNamespace(definition=definition)
    told = _running(year, SimpleNamespace(counting=finding))
    assert told == "1 in a row of the 2 that it takes"
    assert _running(year, None) == ""
