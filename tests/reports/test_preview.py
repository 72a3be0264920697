"""Trying a formula out with typed counts, before anybody has voted."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from reports.preview import Trial, number
from tests.make import make_campaign, make_document
from tests.reports.whole import make_whole

pytestmark = pytest.mark.django_db


def typed(own=(10, 3, 2), cross=(13, 6, 1), rest=(15, 0, 0)):
    """Counts good, fair, poor: of both pools on the overall item and on the others."""
    lines = {
        "own.main": own,
        "cross.main": cross,
        "own.quality": rest,
        "cross.quality": (20, 0, 0),
    }
    return {
        f"n.{line}.{option}": str(n)
        for line, counts in lines.items()
        for option, n in zip(("good", "fair", "poor"), counts, strict=True)
    }


def test_what_would_be_flagged_and_how_another_formula_would_have_it():
    trial = Trial(make_document(), "A", {**typed(), "best": "2"})
    first, second = trial.outcome().report, trial.other().outcome().report
    assert (first.figure.counts, first.verdict.state) == ("23/35", "act")
    assert first.verdict.reasons[0].finding.short == 1
    assert (second.figure.counts, second.verdict.state) == ("32/35", "ok")


def test_items_and_pools_of_the_other_formula():
    items = Trial(make_document(), "A", {**typed(), "deciding": "items"})
    assert items.outcome().report.figure.counts == "23/35"
    assert items.other().outcome().report.figure.counts == "478/490"
    weights = Trial(make_document(), "A", {**typed(), "pools": "weights"})
    found = weights.other().outcome().report.figure
    assert (found.rate, found.printed) == (None, "65.8")


def test_few_ballots_are_not_decided_here_either():
    trial = Trial(make_document(), "A", typed((2, 0, 0), (1, 0, 0), (2, 0, 0)))
    few = {name: n for name, n in trial.typed.items() if "quality" not in name}
    report = Trial(make_document(), "A", few).outcome().report
    assert (report.figure, report.verdict.state) == (None, "none")


def test_numbers_and_ticks_beside_options():
    counts = {"best": "8", "good": "5", "fair": "2"}
    given = {f"n.own.main.{key}": n for key, n in counts.items()}
    ticks = {"n.own.faults.slow": "9", "n.own.faults.cold": "4"}
    trial = Trial(make_whole([], pools="heads"), "A", given | ticks)
    report = trial.outcome().report
    points, faults = report.sections[1].items[1], report.sections[2].items[0]
    assert (report.figure.counts, points.numbers) == ("13/15", ())
    assert (faults.counts, faults.shares) == ((9, 4, 0), ("100.0", "44.4", "0.0"))


def test_points_are_typed_as_they_were_given():
    given = {
        "n.members.main.points": "85, 50x7 ４０×2",
        "n.public.main.points": "61×10",
    }
    trial = Trial(make_document("pledge-review"), "A-person-1", given)
    report = trial.outcome().report
    assert report.main.numbers == ((40, 2), (50, 7), (61, 10), (85, 1))
    assert (report.figure.printed, report.verdict.state) == ("56.3", "act")
    assert trial.complete


@pytest.mark.parametrize(
    "text", ["101", "-1", "85x", "x3", "8.5", "85×y", "85×1000000 1"]
)
def test_points_that_do_not_fit(text):
    trial = Trial(make_whole([]), "A", {"n.own.points.points": text})
    with override("en"):
        (cell,) = [c for line in trial.lines() for c in line.cells if c.wrong]
    assert (cell.text, trial.complete) == (text, False)
    assert cell.wrong == "Write whole numbers from 0 to 100, as in 85 90×3."


def test_rows_of_several_scales_are_told_apart():
    titles = [line.title for line in Trial(make_whole([]), "A", {}).lines()]
    assert len(set(titles)) == len(titles)


def test_more_votes_than_raters_are_said():
    trial = Trial(make_document(), "A", typed(own=(10, 3, 3)))
    assert [line.over for line in trial.lines()] == [15, 0, 0, 0]
    wrong = Trial(make_document(), "A", {"n.own.main.good": "x"})
    assert [line.over for line in wrong.lines()] == [0, 0, 0, 0]


def test_peers_are_those_of_the_whole_campaign():
    document = make_document("group-and-members")
    person = next(s for s in document["subjects"] if s.get("kind") == "person")
    trial = Trial(document, person["key"], {})
    peers = next(p for p in trial.whole.pools.values() if p.reach == "peers")
    assert trial.due(peers) == 8


@pytest.mark.parametrize(
    ("text", "found"),
    [("", 0), (" 12 ", 12), ("x", None), ("-1", None), ("9999999", None)],
)
def test_numbers(text, found):
    assert number(text) == found


@pytest.fixture
def office(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("office", is_staff=True))
    return client


def test_page(office):
    url = reverse("reports:preview", args=[make_campaign().pk])
    with override("en"):
        empty = office.get(url, headers={"accept-language": "en"}).content.decode()
        assert "Fill in some counts" in empty
        page = office.get(url, typed(), headers={"accept-language": "en"})
    assert "23/35" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0") or "no-store" in str(
        page.headers["Cache-Control"]
    )
    wrong = office.get(url, {"n.own.main.good": "many"}).content.decode()
    assert 'value="many"' in wrong
    many = office.get(
        url, typed(own=(10, 3, 3)), headers={"accept-language": "en"}
    ).content.decode()
    assert "More votes than this class has raters: 15." in many
    assert "aria-invalid" in wrong


def test_only_the_office_may_try(client, django_user_model):
    url = reverse("reports:preview", args=[make_campaign().pk])
    client.force_login(django_user_model.objects.create_user("liaison"))
    assert client.get(url).status_code == 404


def test_a_campaign_that_cannot_be_read_yet_says_why(office):
    campaign = make_campaign()
    campaign.pools.update(name="")
    url = reverse("reports:preview", args=[campaign.pk])
    assert "pools[1].name" in office.get(url).content.decode()
    campaign.subjects.all().delete()
    campaign.pools.update(name="全体")
    assert office.get(url).status_code == 200


def test_a_person_is_chosen_with_the_unit(office):
    campaign = make_campaign(make_document("community-yearend"))
    url = reverse("reports:preview", args=[campaign.pk])
    assert "单位甲 · 社区书记" in office.get(url).content.decode()
