"""Names, slips and unreleased words go, once for ever; figures stay as they were."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from audit.chain import walk
from audit.models import Entry
from ballots.desk import Desk
from ballots.models import Batch, Box, Comment, CommentRelease, Receipt, Ticket
from ballots.models.archiving import Archiving, told
from ballots.models.turnout import shown
from ballots.rehearsal import rehearse
from ballots.retaining import due, retain
from campaigns.models import Campaign, Draw, Rater, WrongState
from campaigns.roles import Scope
from reports.build import build
from reports.plain import plain
from tests.ballots.make import Hall
from tests.ballots.over import (
    CONTACT,
    DRAWN,
    LISTED,
    NAME,
    WORDS,
    ended,
    make_over,
    make_roster,
    make_void,
)
from tests.ballots.test_races import in_thread, postgresql, waits
from tests.make import make_campaign, unguarded

__all__ = ["connection"]  # which `postgresql` asks
State = Campaign.State
ERASED = {
    "names": 2 * LISTED - 1,
    "names drawn": 2,
    "exchanges": 0,
    "handed in": 0,
    "agreements": 0,
    "leaders": 0,
    "slips": 11,
    "comments": 3,
    "papers": 0,
    "notes": 0,
    "evidence": 0,
    "official papers": 0,
}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def over(db: None) -> Hall:
    """Released a hundred days ago."""
    return make_over()


def fresh(hall: Hall) -> Box:
    """As the next request reads it."""
    return Box.objects.select_related("campaign").get(pk=hall.box.pk)


def figures(hall: Hall) -> dict[str, Any]:
    """All that pages show of slips and turnout."""
    box = fresh(hall)
    desk = Desk(box.campaign)
    parts = (Scope(units=frozenset("A")), Scope(groups=frozenset(["G1"])))
    return {
        "account": box.slip_account(),
        "balanced": box.snapshot().balanced,
        "rows": shown(box.definition, box.turnout()),
        "lines": desk.lines(),
        "list": desk.turnout(),
        "public": box.snapshot().public,
        "piles": [(p.due, p.made, p.missing, p.printable) for p in desk.piles],
        "settled": desk.done(),
        "parts": [(s.due, s.voted, s.left) for s in map(box.snapshot().of, parts)],
    }


def unchanged(hall: Hall) -> None:
    """Nothing was erased."""
    box = fresh(hall)
    assert (box.campaign.state, box.campaign.erased_at) == (State.RELEASED, None)
    assert Archiving(box).numbers() == ERASED
    assert not Entry.objects.filter(action="archive").exists()


def test_names_slips_and_unreleased_words_go(over: Hall) -> None:
    assert Archiving(over.box).do("office") == ERASED
    box = fresh(over)
    assert box.campaign.state == State.ARCHIVED
    assert box.campaign.erased_at is not None
    assert not Rater.objects.exists()
    assert not Ticket.objects.exists()
    assert [draw.names for draw in Draw.objects.all()] == [[]]
    assert set(Comment.objects.values_list("text", "published")) == {("", "")}
    assert Receipt.objects.count() == 5  # a rater can still look his up
    entry = Entry.objects.of(box.pk).last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("archive", "office")
    assert entry.detail == {**ERASED, "early": False}
    assert list(walk(box.pk))


def test_nothing_of_another_campaign_goes(over: Hall) -> None:
    other = make_campaign()
    make_roster(other)
    Archiving(over.box).do("office")
    assert other.raters.count() == 2 * LISTED - 1
    assert other.draws.named().count() == 1


@pytest.mark.parametrize("how", [{}, {"activation": "present"}], ids=["all", "present"])
def test_figures_stay_as_they_were(db: None, how: dict[str, str]) -> None:
    hall = make_over(**how)
    before, report = figures(hall), plain(build(hall.campaign))
    assert before["balanced"]
    assert before["account"]["void"] == 1
    assert before["account"]["kept"] == bool(how)
    assert (before["public"], before["list"][0]) == (1, 4)
    Archiving(hall.box).do("office")
    assert figures(hall) == before
    assert plain(build(fresh(hall).campaign)) == report


def test_of_peers_nobody_is_left_who_can_be_told_from_others(over: Hall) -> None:
    """Whether this very person has voted goes with his slip."""
    Archiving(over.box).do("office")
    peers = [row for row in fresh(over).last_turnout or () if row[0] == "peers"]
    assert [row[1] for row in peers] == [["unit", "A"]]
    assert "p1" not in str(fresh(over).last_turnout)


def test_how_many_were_on_the_lists_stays(over: Hall) -> None:
    Archiving(over.box).do("office")
    listed = fresh(over).campaign.listed
    # a category that no list has to have may say who it was
    assert [dict(each) for each in listed.values()] == [{"": LISTED}, {"": LISTED - 1}]


def test_of_what_a_list_has_to_be_made_up_stays_how_many(over: Hall) -> None:
    with unguarded():
        over.campaign.pools.filter(key="own").update(composition="党员 1/3")
    assert {row[2:] for row in over.campaign.raters.numbers()} == {
        ("党员", LISTED - 1), ("党员", LISTED - 2), ("", 1)
    }  # fmt: skip


def test_the_system_does_it_when_it_is_due_and_not_before(over: Hall) -> None:
    ended(over, 89)
    assert not list(due())
    with pytest.raises(WrongState):
        Archiving(over.box).do()
    unchanged(over)
    ended(over, 91)
    assert [outcome.numbers for outcome in retain()] == [ERASED]
    entry = Entry.objects.get(action="archive")
    assert (entry.actor, entry.detail["early"]) == ("", False)
    assert not list(retain())


def test_earlier_takes_a_name_and_is_recorded(over: Hall) -> None:
    ended(over, 3)
    Archiving(over.box).do("office", "有人要求")
    detail = Entry.objects.get(action="archive").detail
    assert (detail["early"], detail["reason"]) == (True, "有人要求")


def test_it_is_done_once(over: Hall) -> None:
    Archiving(over.box).do("office")
    with pytest.raises(WrongState):
        Archiving(fresh(over)).do("office")
    with pytest.raises(WrongState):
        Archiving(fresh(over)).keep(30, "office", "x")
    assert Entry.objects.filter(action="archive").count() == 1


@pytest.mark.parametrize("state", ["frozen", "open", "closed", "counted", "archived"])
def test_before_the_end_nothing_goes(state: str, over: Hall) -> None:
    over.change(state=state)
    with pytest.raises(WrongState):
        Archiving(fresh(over)).do("office")
    assert Archiving(over.box).numbers() == ERASED


@pytest.mark.django_db(transaction=True)
def test_a_drill_is_wiped_instead(database_url: str) -> None:
    drill = rehearse(make_campaign())
    with pytest.raises(WrongState):
        Archiving(drill.box).do("office")
    ended(Hall(drill.box, {}), 1000)
    assert not list(due())


# a void one ------------------------------------------------------------------------


def test_a_void_campaign_loses_its_names_and_stays_void(db: None) -> None:
    hall = make_void()
    assert Ticket.objects.exclude(box=None).count() == 5
    before = figures(hall)
    assert [outcome.box.pk for outcome in retain()] == [hall.box.pk]
    campaign = fresh(hall).campaign
    assert (campaign.state, campaign.raters.count()) == (State.VOID, 0)
    assert not Ticket.objects.exists()
    # of a box that was never opened they were not written down before
    first, second = Batch.objects.order_by("number")
    assert (first.used, first.unused, second.voided) == (4, 5, 1)
    assert figures(hall) == before
    assert not list(retain())


# what was written ------------------------------------------------------------------


def test_of_comments_that_were_let_go_the_words_stay(over: Hall) -> None:
    redacted, withheld, passed = Comment.objects.order_by("pk")
    redacted.review, redacted.published = "passed", "办事大厅〔某日〕没有人值班"
    withheld.review = "withheld"
    passed.review, passed.published = "passed", passed.text
    for row in (redacted, withheld, passed):
        row.save()
    CommentRelease.objects.create(campaign=over.campaign)
    assert Archiving(over.box).do("office")["comments"] == 2
    texts = {row.pk: (row.text, row.published) for row in Comment.objects.all()}
    assert texts == {
        redacted.pk: (redacted.published, redacted.published),
        withheld.pk: ("", ""),
        passed.pk: (passed.text, passed.text),
    }


# broken off ------------------------------------------------------------------------


def test_broken_off_in_the_middle_nothing_is_erased(over: Hall, settings: Any) -> None:
    above, settings.ALSO_ERASED = settings.ALSO_ERASED, ["tests.ballots.over.FAILING"]
    with pytest.raises(ZeroDivisionError):
        Archiving(fresh(over)).do("office")
    settings.ALSO_ERASED = above
    unchanged(over)
    assert Archiving(fresh(over)).do("office") == ERASED


KILLED = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.ALSO_ERASED = ["tests.ballots.over.DEADLY"]
call_command("retain")
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again_it_is_complete(database_url: str) -> None:
    hall = make_over()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "appraisal.settings"}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, check=False
    )
    assert killed.returncode == 9
    unchanged(hall)
    assert [outcome.numbers for outcome in retain()] == [ERASED]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_does_it() -> None:
    hall = make_over()
    results: list[Any] = []
    with transaction.atomic():
        first = Archiving(fresh(hall)).do("office")
        second = in_thread(lambda: list(retain()), results)
        assert waits(second)
    second.join()
    assert (first, results) == (ERASED, [[]])
    assert Entry.objects.filter(action="archive").count() == 1


# more ------------------------------------------------------------------------------


def test_an_app_above_has_something_erased_too(over: Hall, settings: Any) -> None:
    settings.ALSO_ERASED = ["tests.ballots.over.NOTES"]
    erased = Archiving(fresh(over)).do("office")
    others = ("evidence", "official papers")
    rest = {key: n for key, n in ERASED.items() if key not in others}
    assert erased == rest | {"notes": 1}
    assert Entry.objects.get(action="archive").detail["notes"] == 1
    assert told(erased) == (
        "5 names, 2 drawn names, 11 slips, words of 3 comments that were not "
        "released, 1 notes"
    )


def test_what_there_is_none_of_is_not_told() -> None:
    assert told({"names": 0, "slips": 1, "comments": 0}) == "0 names, 1 slip"


def test_days_are_changed_with_a_trace(over: Hall) -> None:
    Archiving(over.box).keep(200, "office", "有人申诉")
    assert fresh(over).campaign.names_kept_days == 200
    assert not list(due())
    entry = Entry.objects.get(action="keep")
    assert entry.actor == "office"
    assert entry.detail == {"before": 90, "days": 200, "reason": "有人申诉"}
    # somebody has asked for more time since the round began
    with pytest.raises(WrongState):
        Archiving(over.box).do()


def test_neither_erasing_nor_clearing_changes_the_head_of_papers(over: Hall) -> None:
    before = build(over.campaign).head
    Archiving(over.box).keep(100, "office", "x")
    Archiving(over.box).do("office")
    over.box.tell("rewrite", "")
    assert build(fresh(over).campaign).head == before


def test_no_entry_names_anybody(over: Hall) -> None:
    Archiving(over.box).do("office")
    told = str(list(Entry.objects.values_list("detail")))
    assert "archive" in Entry.objects.values_list("action", flat=True)
    for word in (NAME, CONTACT, DRAWN, WORDS):
        assert word not in told
