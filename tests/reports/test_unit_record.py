"""The record of a unit: only what was released, and only for whom it is."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override

from campaigns.definition import digest
from campaigns.models import GroupUnit, Unit
from campaigns.parser import parse
from reports.casework.record import Record, _mark
from reports.models import Release, SmallRating
from reports.releasing import first
from tests.make import make_document
from tests.reports.cases import People, bring, make_case
from tests.reports.sample import S1, make_result
from tests.reports.years import make_three_years

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FEW = {**S1, "A": ((2, 0, 0), (1, 1, 0))}


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield


def record(people: People, who: str = "boss", code: str = "A") -> Record:
    return Record(Unit.objects.get(code=code), people[who])


def test_results_as_they_were_released(people):
    first(make_result(FEW))
    make_result(state="counted")
    hidden, shown = record(people).results()
    assert (shown.found.figure, shown.found.counts) == ("65.7 %", "23/35")
    assert shown.marks == [("act", "below 2/3"), ("near", "below 80 %")]
    assert (hidden.found.figure, hidden.found.valid) == ("", 4)
    assert hidden.marks == [("none", "not decided")]
    best = record(people, code="D").results()[-1]
    assert best.marks == [("ok", "nothing found")]
    just = record(people, code="B").results()[-1]
    assert just.marks[0] == ("near", "just reaches 2/3")


def test_what_is_no_ordinary_rating_says_so(people):
    again = make_result(parent=people.campaign)
    small = make_result(document=make_document() | {"rules": []})
    SmallRating.objects.create(campaign=small, follows=people.campaign)
    for campaign in (again, small):
        first(campaign)
    rows = {row.campaign.pk: row for row in record(people).results()}
    assert rows[people.campaign.pk].what == ""
    assert rows[again.pk].what == "Second vote"
    assert rows[small.pk].what == "Small rating after the talks"
    assert rows[small.pk].marks == [("none", "no rule to find anything")]
    assert "Small rating after the talks" in people.client("boss").get("/units/A/").text


def test_what_has_no_recorded_version_is_left_out(people):
    Release.objects.all().delete()
    assert record(people).results() == []
    text = people.client("boss").get("/units/A/").text
    assert "Nothing of this unit has been released yet." in text
    assert "There is no case." in text
    assert "There is no measure yet." in text


def test_a_subject_that_the_version_does_not_hold(people):
    release = Release.objects.get()
    release.results["groups"] = []
    release.sha256 = digest(release.results)
    release.save()
    assert record(people).results() == []


ONCE = {"times": 1, "seen": 1}


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        ({"bound": "", "found": True, "state": "below", "measure": "veto-audit"},
         ("act", "Veto: audit")),
        ({"bound": "", "found": False, "state": "reached"}, None),
        ({"bound": "", "found": False, "state": "below", "measure": "veto-law"}, None),
        ({"bound": "80 %", "state": "below", "above": True, "found": True,
          "consequence": "spread"}, ("near", "above 80 %")),
        ({"bound": "80 %", "state": "below", "above": False, "found": False,
          "consequence": "rework"}, ("near", "below 80 %")),
        ({"bound": "80 %", "state": "below", "above": False, "found": False,
          "consequence": "rework", "times": 2, "measure": ""},
         ("near", "below 80 %; 1 in a row of the 2 that it takes")),
    ],
)  # fmt: skip
def test_what_a_rule_came_to_in_a_word(found, mark):
    definition = parse(make_document("satisfactory-team"))
    assert _mark(ONCE | found, definition) == mark


def test_three_in_a_row_stand_in_the_record():
    make_three_years()
    boss = get_user_model().objects.create_user("boss", is_staff=True)
    client = Client()
    client.force_login(boss)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get("/units/A/").text
    for n in (1, 2, 3):
        assert f"Title of the year lost; {n} in a row of the 3 that it takes" in text
    assert "found by a rule" not in text


def test_who_reads_it(people):
    bring(make_case(people), people, "work")
    for who in ("boss", "team", "auditor", "head", "liaison"):
        page = people.client(who).get("/units/A/")
        assert page.status_code == 200
        assert "23/35" in page.text
        assert "每周三下午" in page.text
        assert "/G1/A/" in page.text
        assert page["Cache-Control"] == "no-store"
    for who in ("other", "nobody"):
        assert people.client(who).get("/units/A/").status_code == 404
    assert people.client("boss").get("/units/X/").status_code == 404
    people["boss"].is_active = False
    assert not record(people).is_readable


def test_a_team_reads_the_campaigns_in_which_the_unit_was_its_own(people):
    other = make_result(document=make_document())
    first(other)
    assert len(record(people, "team").results()) == 1
    assert len(record(people, "boss").results()) == 2
    assert len(record(people, "liaison").results()) == 2
    GroupUnit.objects.update(team=None)
    assert not record(people, "team").is_readable
