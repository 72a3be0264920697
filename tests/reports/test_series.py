"""Campaigns of a series beside each other, as they were released."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override

from ballots import when
from campaigns.models import Campaign, Role, Unit
from reports import history, series
from reports.build import build
from reports.casework import opening
from reports.editions import Recorded, Share, passed
from reports.models import SmallRating
from reports.releasing import first
from reports.trend import _breaks, _heads
from tests.make import behind, make_document
from tests.reports.sample import S1, make_result, make_team
from tests.reports.years import make_three_years, make_year

pytestmark = pytest.mark.django_db
VETOES = ("public order", "family planning", "stability", "civilised unit",
          "work safety", "rule of law", "audit", "environment",
          "efficiency")  # fmt: skip
ELSEWHERE = [
    "Integrity assessment, points: 85.5, reaches 70.",
    "Target-management grade: Good, reaches Pass.",
]


@pytest.fixture
def office():
    return get_user_model().objects.create_user("office", is_staff=True)


def reasons(campaign, key):
    """Badge and sentences of a subject's verdict, in English."""
    with override("en"):
        (group,) = build(campaign).groups
    verdict = next(s.verdict for s in group.subjects if s.key == key)
    return verdict.badge, [part.sentence for part in verdict.reasons]


def vetoes(found=""):
    return [
        f"Veto: {name}: is there; ineligibility is proposed."
        if name == found
        else f"Veto: {name}: is not there."
        for name in VETOES
    ]


def title(seen, then=""):
    then = f"; {then} is proposed" if then else ""
    return f"Title of the year: lost, {seen} in a row of the 3 that it takes{then}."


PROPOSED = "7 ballots short; ineligibility is proposed."
LOW = f"Satisfaction rate: 70.0 %, below 80 %, {PROPOSED}"


def test_s10_over_three_years(office):
    """Every reason of every team, three in a row, the trend (seed system S10)."""
    years = make_three_years()
    fine = ["Satisfaction rate: 90.0 %, reaches 80 %.", *ELSEWHERE]
    kept = "Title of the year: kept."
    a, b, c = ([reasons(year, key) for year in years] for key in "ABC")
    low = [LOW, *ELSEWHERE, *vetoes()]
    assert a == [
        ("Ineligibility proposed", [*low, title(1)]),
        ("Ineligibility proposed", [*low, title(2)]),
        ("Replacement proposed", [*low, title(3, "replacing the head")]),
    ]
    # a leader under 70 % costs the team its title; the next year it is kept
    assert b[0] == (
        "Found, not yet often enough", [*fine, *vetoes(), title(1)],
    )  # fmt: skip
    assert reasons(years[0], "B-secretary")[1][0] == (
        f"Excellent rate: 60.0 %, below 70 %, {PROPOSED}"
    )
    assert b[1] == b[2] == ("Nothing found", [*fine, *vetoes(), kept])
    assert c[1] == (
        "Ineligibility proposed", [*fine, *vetoes("work safety"), title(1)],
    )  # fmt: skip
    badge, sentences = c[2]  # 80 % exactly: reached, with no ballot to spare
    assert badge == "Close to a bound"
    assert sentences[0] == (
        "Satisfaction rate: 80.0 %, reaches 80 %, no ballot to spare."
    )
    found = series.of(years[0], office)
    assert [year.label for year in found.years] == ["2011", "2012", "2013"]
    assert found.shares == [Share(1, 3, 0), Share(1, 3, 0), Share(2, 3, 0)]
    lines = {line.key[1]: line.points for line in found.lines}
    assert sorted(lines) == ["A", "B", "C"]
    assert [point.passed for point in lines["A"]] == [False] * 3
    assert [(point.seen, point.full) for point in lines["A"]] == [
        (1, False), (2, False), (3, True),
    ]  # fmt: skip
    assert [point.passed for point in lines["B"]] == [False, True, True]
    assert [point.printed for point in lines["C"]] == ["90.0", "90.0", "80.0"]
    assert [year.broken for year in found.years] == [False] * 3
    assert {point.bound for row in lines.values() for point in row} == {Fraction(4, 5)}


def test_what_is_not_entered_is_not_decided(office):
    year = make_year(2011, facts={("veto-audit", "A"): "", ("veto-audit", "B"): ""})
    found = series.of(year, office)
    points = {line.key[1]: line.points[0] for line in found.lines}
    assert [points[key].passed for key in "ABC"] == [False, None, True]
    assert found.shares == [Share(1, 2, 1)]


def test_persons_and_others_are_asked_for(office):
    year = make_year(2011)
    found = series.of(year, office, "person")
    assert len(found.lines) == 12
    assert found.lines[0].title == "单位甲 · 党委（党组）书记"
    assert found.kinds == {"team", "person"}
    assert series.of(year, office, "pledge").kind == "team"


# the series of S1 ---------------------------------------------------------------


def make(year=2024, votes=S1, document=None, state="released", **fields):
    opens = datetime(year, fields.pop("month", 6), fields.pop("day", 18), tzinfo=UTC)
    window = {"opens_at": opens, "closes_at": opens.replace(hour=9)}
    document = document or make_document()
    document["campaign"] = {"series": "年度"} | document["campaign"]
    campaign = make_result(votes, document, **window | fields)
    first(campaign)
    if state != "released":
        behind(campaign, state=state)
        campaign.refresh_from_db()
    return campaign


def changed(**formula):
    document = make_document()
    document["formula"] |= formula
    return document


def labels(found):
    return [year.label for year in found.years]


def test_only_released_ones_of_the_series_and_no_drill(office):
    campaign = make(2022)
    make(2023, state="archived")
    make(2024, state="counted")
    make(2025, drill=True)
    other = make_document()
    other["campaign"]["series"] = "别的"
    make(2026, document=other)
    found = series.of(campaign, office)
    assert labels(found) == ["2022", "2023"]
    assert labels(series.of(Campaign.objects.get(drill=True), office)) == labels(found)


def test_without_a_series_a_campaign_stands_alone(office):
    document = make_document()
    document["campaign"]["series"] = ""
    campaign = make(2022, document=document)
    make(2023, document=document)
    assert labels(series.of(campaign, office)) == ["2022"]


def test_second_vote_is_a_mark_and_no_year(office):
    campaign = make(2022)
    again = S1 | {"A": S1["D"]}
    second = make(2022, votes=again, month=9, parent=campaign)
    found = series.of(campaign, office)
    assert labels(found) == ["2022"]
    line = next(line for line in found.lines if line.key[1] == "A")
    assert (line.points[0].counts, line.again[0].counts) == ("23/35", "33/35")
    later = make(2023)
    assert history.before(later) == [campaign]
    assert second not in history.before(later)


def test_a_small_rating_after_talks_is_no_mark(office):
    campaign = make(2022)
    small = make(2022, votes=S1 | {"A": S1["D"]}, month=9, parent=campaign)
    SmallRating.objects.create(campaign=small, follows=campaign)
    found = series.of(campaign, office)
    assert labels(found) == ["2022"]
    line = next(line for line in found.lines if line.key[1] == "A")
    assert (line.points[0].counts, line.again) == ("23/35", (None,))
    later = make(2023)
    assert history.before(later) == [campaign]
    assert not opening.may_open(office, small, small.subjects.get(key="A"))


def test_labels_are_as_fine_as_they_must_be(office):
    campaign = make(2022)
    make(2022, month=7)
    assert labels(series.of(campaign, office)) == ["2022-06", "2022-07"]
    make(2022, month=7, day=19)
    assert labels(series.of(campaign, office))[1:] == ["2022-07-18", "2022-07-19"]
    assert when.years([Campaign(opens_at=None)]) == ["—"]


@override("en")
def test_a_line_breaks_where_figures_became_others(office):
    campaign = make(2020)
    make(2021, document=changed(denominator="issued"))
    floors = changed(denominator="issued")
    floors["campaign"]["floors"] = {"rate": 6, "distribution": 9, "comments": 12}
    make(2022, document=floors)
    rules = floors | {"rules": [{"bound": "1/2", "consequence": "rework"}]}
    make(2023, document=rules)
    found = series.of(campaign, office)
    assert [year.broken for year in found.years] == [False, True, True, False]
    assert [year.same_rules for year in found.years] == [True, True, True, False]
    first_, second, third = _breaks(found.years)
    assert first_.sentences[0].startswith("Denominator: was “")
    assert second.sentences == (
        "Shown from (rate, distribution, comments): was “5, 8, 10”, is “6, 9, 12”.",
    )
    assert (third.figures, third.number, third.after) == (False, 3, "2023")
    assert third.sentences == ("The rules: what passes is not what passed before.",)


@override("en")
def test_a_line_breaks_where_raters_or_the_deciding_item_changed(office):
    campaign = make(2020)
    pools = make_document()
    pools["pools"][1]["quota"] = 6
    make(2021, document=pools)
    items = make_document()
    items["pools"][1]["quota"] = 6
    rows = {line["key"]: line for line in items["forms"][0]["lines"]}
    rows["overall"]["text_en"] = "All in all"
    rows["study-1"]["text_en"] = "Which decides nothing"
    make(2022, document=items)
    found = series.of(campaign, office)
    sentences = [one.sentences for one in _breaks(found.years)]
    assert len(sentences[0]) == len(sentences[1]) == 1
    assert "6 a unit" in sentences[0][0]
    assert "All in all" in sentences[1][0]


@override("en")
def test_a_line_breaks_where_the_scale_changed(office):
    campaign = make(2020)
    worded = make_document()
    worded["scales"][0]["options"][1]["label_en"] = "Middling"
    make(2021, document=worded)
    counted = make_document()
    counted["scales"][0]["options"][1] |= {
        "label_en": "Middling", "roles": ["satisfied"],
    }  # fmt: skip
    make(2022, document=counted)
    make(2023, document=counted)
    found = series.of(campaign, office)
    assert [year.broken for year in found.years] == [False, True, True, False]
    first_, _second = _breaks(found.years)
    assert "Middling" in first_.sentences[0]


@override("en")
def test_a_class_that_came_or_went_is_said():
    new = series.Change("Raters", "Clients", "", "whole group")
    gone = series.Change("Raters", "Clients", "whole group", "")
    assert new.sentence == "Raters, new: Clients (whole group)."
    assert gone.sentence == "Raters, no longer there: Clients (whole group)."


def test_everybody_sees_the_units_that_are_his(office, django_assert_num_queries):
    campaigns = [make(2021), make(2022)]
    head = get_user_model().objects.create_user("head")
    Role.objects.create(user=head, kind="head", unit=Unit.objects.get(code="A"))
    team = make_team(campaigns[1], "B", "C")
    stranger = get_user_model().objects.create_user("stranger")

    def lines(user):
        found = series.of(campaigns[0], user)
        return {line.key[1]: line.points for line in found.lines}

    assert sorted(lines(office)) == list("ABCD")
    assert sorted(lines(head)) == ["A"]
    assert len(lines(head)["A"]) == 2
    # in 2021 another team had them
    assert labels(series.of(campaigns[1], team)) == ["2022"]
    assert sorted(series.of(campaigns[1], team).years[0].points) == ["B", "C"]
    assert lines(stranger) == {}
    series.of(campaigns[0], office)
    with django_assert_num_queries(4):
        series.of(campaigns[0], office)


def test_a_subject_that_moved_to_another_unit_is_another_line(office):
    campaign = make(2021)
    moved = make_document()
    moved["subjects"][0]["unit"], moved["subjects"][1]["unit"] = "B", "A"
    make(2022, document=moved)
    found = series.of(campaign, office)
    lines = {line.key: line.points for line in found.lines}
    assert lines["A", "A"][1] is None
    assert lines["B", "A"][0] is None


def test_hidden_figures_stay_hidden(office):
    few = S1 | {"B": ((2, 0, 0), (1, 0, 0)), "C": ((0, 0, 0), (0, 0, 0))}
    found = series.of(make(2021, votes=few), office)
    points = {line.key[1]: line.points[0] for line in found.lines}
    assert (points["B"].value, points["B"].printed, points["B"].valid) == (None, "", 3)
    assert (points["C"].value, points["C"].valid) == (None, 0)
    assert points["B"].passed is None


def test_a_score_keeps_its_answers_and_is_drawn_against_a_round_number(office):
    document = changed(measure="score", denominator="answered")
    for option, score in zip(document["scales"][0]["options"], "530", strict=True):
        option["score"] = score
    document["rules"] = []
    found = series.of(make(2021, document=document), office)
    point = found.lines[0].points[0]
    assert (point.percent, point.unit, point.counts) == (False, "", "n\xa0=\xa035")
    assert point.passed is None
    assert (found.floor, found.ceiling) == (0, 5)
    years = [replace(found.years[0], points={"A": replace(point, value=Fraction(250))})]
    assert replace(found, years=tuple(years)).ceiling == 251
    for low, floor in ((Fraction(-1, 2), -1), (Fraction(-40), -100), (-300, -301)):
        low_one = replace(point, value=Fraction(low))
        years = [replace(found.years[0], points={"A": low_one})]
        assert replace(found, years=tuple(years)).floor == floor
    assert Recorded(None, "", True, "", False, 0, None, None).unit == " %"


def test_of_two_campaigns_of_a_day_each_has_its_own_break(office):
    found = series.of(make(2021), office)
    make(2022, document=changed(denominator="answered"))
    found = series.of(found.years[0].campaign, office)
    years = tuple(replace(year, label="2021-06-18") for year in found.years)
    (change,) = _breaks(years)
    assert _heads(years, [change]) == [(years[0], None), (years[1], change)]


def test_passing():
    def finding(state="reached", found=False, consequence="rework", measure=""):
        return {"state": state, "found": found, "consequence": consequence,
                "measure": measure}  # fmt: skip

    assert passed([finding()]) is True
    assert passed([finding(found=True)]) is False
    assert passed([finding("below", True, "reminder")]) is True
    assert passed([finding(), finding("undecided", None)]) is None
    assert passed([]) is None
    assert passed([finding("below", measure="title"), finding()]) is False
    assert passed([finding("undecided", measure="title"), finding()]) is None
    assert Share(0, 0, 3).value is None
