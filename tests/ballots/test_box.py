"""The box from freezing to releasing: its key, its counts, what blocks which act."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation

from ballots.custody import KeyFile, OpeningRuns, Progress, say
from ballots.models import Batch, Box, Ticket, Want
from ballots.models.issuing import Issuing
from ballots.rehearsal import issue_all
from ballots.sealing import merkle_root
from campaigns.definition import Place
from campaigns.models import Blocked, Campaign, Unit, WrongState
from tests.ballots.desk import agreed, make_hall, make_supervisor, the_group, vote
from tests.ballots.make import Hall
from tests.make import behind, make_campaign

State = Campaign.State
PRINTING = ("frozen", "open", "suspended")


@pytest.fixture(autouse=True)
def in_english() -> Any:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """A folder of keys for each test: SQLite gives the same ids again."""
    settings.KEY_DIR = tmp_path / "keys"


@pytest.fixture
def box(db: None) -> Box:
    campaign = make_campaign()
    make_supervisor(campaign)
    Unit.objects.update(kind="机关")
    return Box.objects.freeze(campaign)


@pytest.fixture
def hall(db: None) -> Hall:
    hall = make_hall()
    make_supervisor(hall.campaign)
    return hall


def put(box: Box, state: str) -> None:
    behind(box.campaign, state=state)


def said(blocked: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [blocker.text for blocker in blocked.value.blockers]


# freezing and the key ----------------------------------------------------------


def test_frozen_box_has_its_key_in_a_file(box: Box) -> None:
    assert box.key_file.stat().st_mode & 0o777 == 0o400
    assert len(bytes.fromhex(box.key_file.read_text())) == 32
    assert box.campaign.state == State.FROZEN
    assert str(box) == str(box.campaign)


def keys(campaign: Campaign) -> list[Path]:
    folder = KeyFile.of(campaign.pk, b"").path.parent
    return list(folder.glob(f"{campaign.pk}-*.key"))


def test_freezing_twice_leaves_one_key(box: Box) -> None:
    campaign = Campaign.objects.get(pk=box.pk)
    with pytest.raises(WrongState):
        Box.objects.freeze(campaign)
    assert keys(campaign) == [box.key_file]


def test_blocked_freezing_leaves_no_key(db: None) -> None:
    campaign = make_campaign(opens_at=None, closes_at=None)
    with pytest.raises(Blocked):
        Box.objects.freeze(campaign)
    assert keys(campaign) == []


def test_key_is_on_the_disk_before_the_box_is_in_the_database(db: None) -> None:
    campaign = make_campaign()
    with (
        patch("audit.key_file.os.fsync", side_effect=OSError("disk full")),
        pytest.raises(OSError, match="disk full"),
    ):
        Box.objects.freeze(campaign)
    campaign.refresh_from_db()
    assert campaign.state == State.DRAFT
    assert keys(campaign) == []


def test_destroyed_key_is_overwritten(box: Box) -> None:
    other = box.key_file.with_suffix(".link")
    os.link(box.key_file, other)
    box.key.destroy()
    assert not box.key_file.exists()
    assert other.read_text() == "0" * 64
    box.key.destroy()  # nothing to do


# progress ----------------------------------------------------------------------


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(tmp_path / "7.progress")


def test_progress_belongs_to_one(progress: Progress) -> None:
    assert (progress.running, progress.line) == (False, "")
    handle = progress.claim()
    say(handle, "100")
    assert (progress.running, progress.line) == (True, "100")
    with pytest.raises(OpeningRuns):
        progress.claim()
    say(handle, "50")
    os.close(handle)
    assert (progress.running, progress.line) == (False, "50")
    progress.done()
    assert not progress.path.exists()
    progress.done()


# issuing -----------------------------------------------------------------------


def test_wants_what_is_due(box: Box) -> None:
    wants = box.wants(the_group(box))
    own = [Want("own", Place("unit", unit), 15) for unit in "ABCD"]
    assert wants == [*own, Want("cross", Place("group", "G1"), 20)]


def test_issue_makes_what_is_wanted(box: Box) -> None:
    batch, slips = box.issue(the_group(box), by="wang")
    assert (batch.number, batch.slips, batch.made_by) == (1, 80, "wang")
    assert str(batch) == f"{box.pk}-1"
    assert batch.intact()
    assert batch.root == merkle_root([slip.leaf for slip in slips])
    assert box.wants(the_group(box)) == []
    assert {str(ticket.state) for ticket in batch.tickets.all()} == {"issued"}
    with pytest.raises(Blocked) as blocked:
        box.issue(the_group(box))
    assert said(blocked) == ["This group has all its slips."]


def test_issue_replaces_a_void_batch(box: Box) -> None:
    batch, _slips = box.issue(the_group(box))
    box.void(batch)
    agreed(box, "slips", about="G1", slips=80)
    again, slips = box.issue(the_group(box))
    assert (again.number, len(slips)) == (2, 80)
    account = {"printed": 160, "used": 0, "unused": 80, "void": 80, "kept": 0}
    assert box.slip_account() == account


@pytest.mark.parametrize("state", set(State.values) - {*PRINTING})
def test_issue_in_the_wrong_state(state: str, box: Box) -> None:
    put(box, state)
    with pytest.raises(Blocked) as blocked:
        box.issue(the_group(box))
    assert said(blocked) == ["Slips are made between freezing and closing."]
    assert not Ticket.objects.exists()


def test_of_two_printing_at_once_one_wins(box: Box) -> None:
    group, stretching = the_group(box), Issuing._slips
    other = Box.objects.select_related("campaign").get(pk=box.pk)

    def meanwhile(self: Issuing, wants: list[Want]) -> Any:
        if self.box is box:
            other.issue(group)
        return stretching(self, wants[:1])

    with patch.object(Issuing, "_slips", meanwhile), pytest.raises(Blocked) as blocked:
        box.issue(group)
    assert said(blocked) == ["Slips of this group were made at this very moment."]
    assert Batch.objects.get().slips == Ticket.objects.count() == 15


def test_a_batch_knows_when_its_tickets_were_moved(box: Box) -> None:
    batch, _slips = box.issue(the_group(box))
    unit = Unit.objects.get(code="B")
    moved = Ticket.objects.filter(unit__code="A").order_by("pk").first()
    assert moved is not None
    Ticket.objects.filter(pk=moved.pk).update(unit=unit)
    assert not batch.intact()


@pytest.mark.parametrize("state", set(State.values) - {*PRINTING})
def test_void_in_the_wrong_state(state: str, box: Box) -> None:
    batch, _slips = box.issue(the_group(box))
    put(box, state)
    with pytest.raises(WrongState):
        box.void(batch)
    batch.refresh_from_db()
    assert not batch.void


# counts ------------------------------------------------------------------------


def test_turnout_counts_by_pool_and_place(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    vote(hall.box, hall.slip("cross"))
    rows = {(r.pool, r.place.key): (r.due, r.voted, r.left) for r in hall.box.turnout()}
    assert rows == {
        ("own", "A"): (8, 1, 7),
        ("own", "B"): (8, 0, 8),
        ("own", "C"): (8, 0, 8),
        ("own", "D"): (8, 0, 8),
        ("cross", "G1"): (8, 1, 7),
    }


def test_void_slips_do_not_change_who_is_due(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.void(Batch.objects.get())
    now = hall.box.snapshot()
    assert (now.due, now.voted, now.left, now.unused) == (40, 1, 39, 0)
    assert now.account == {"printed": 40, "used": 1, "unused": 0, "void": 39, "kept": 0}
    assert now.balanced


def test_snapshot_stands_for_a_minute_while_open(hall: Hall) -> None:
    moment = timezone.now().replace(second=59)
    with patch("ballots.models.box.timezone.now") as now:
        now.return_value = moment
        assert hall.box.snapshot().voted == 0
        vote(hall.box, hall.slip())
        now.return_value = moment + timedelta(seconds=59)
        assert hall.box.snapshot().voted == 0
        now.return_value = moment + timedelta(seconds=60)
        assert hall.box.snapshot().voted == 1


# lifecycle ---------------------------------------------------------------------


def test_whole_life_without_opening(box: Box) -> None:
    issue_all(box)
    box.open_voting()
    assert box.close() == 0
    put(box, State.COUNTED)
    agreed(box, "release")
    box.refresh_from_db()
    assert (box.campaign.state, box.closed_with) == (State.RELEASED, 0)
    assert not box.key_file.exists()


ACTS: dict[str, tuple[str, Callable[[Box], Any]]] = {
    "open_voting": (State.FROZEN, Box.open_voting),
    "close": ("open suspended", Box.close),
    "unseal": (State.CLOSED, Box.unseal),
    "start_unsealing": (State.CLOSED, Box.start_unsealing),
    "certify": (State.COUNTED, Box.certify),
}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        (n, s)
        for n, (ok, _) in ACTS.items()
        for s in State.values
        if s not in ok.split()
    ],
)
def test_act_in_the_wrong_state(name: str, state: str, box: Box) -> None:
    put(box, state)
    with pytest.raises(WrongState):
        ACTS[name][1](box)
    assert Campaign.objects.get().state == state
    box.refresh_from_db()
    assert (box.closed_with, box.closed_at, box.opened_at) == (None, None, None)
    assert box.key_file.exists()
    assert not box.progress_file.exists()


def test_closing_counts_with_the_state(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    with (
        patch.object(Box, "save", side_effect=OSError("killed")),
        pytest.raises(OSError, match="killed"),
        transaction.atomic(),
    ):
        hall.box.close()
    assert Campaign.objects.get().state == State.OPEN
    assert hall.box.close() == 1
    hall.box.refresh_from_db()
    assert hall.box.closed_with == 1
    with pytest.raises(WrongState):
        hall.box.close()


def test_releasing_again_after_a_crash(hall: Hall) -> None:
    hall.box.close()
    put(hall.box, State.COUNTED)
    hall.box.key.destroy()
    agreed(hall.box, "release")
    assert Campaign.objects.get().state == State.RELEASED


# blockers ----------------------------------------------------------------------


def texts(box: Box) -> list[tuple[bool, str]]:
    box.campaign.refresh_from_db()
    return [(blocker.stops, blocker.text) for blocker in box.blockers()]


def test_voting_needs_slips(box: Box) -> None:
    assert texts(box) == [(True, "“Group 1” lacks 80 slips.")]
    with pytest.raises(Blocked) as blocked:
        box.open_voting()
    assert said(blocked) == ["“Group 1” lacks 80 slips."]
    issue_all(box)
    assert texts(box) == []


def test_voting_needs_time(box: Box) -> None:
    issue_all(box)
    now = timezone.now()
    Campaign.objects.update(opens_at=now - timedelta(hours=2), closes_at=now)
    assert texts(box) == [(True, "The time at which voting closes has passed.")]
    with pytest.raises(Blocked):
        box.open_voting()


def test_voting_needs_a_window(box: Box) -> None:
    """It can be emptied after freezing, and once voting is open not be mended."""
    issue_all(box)
    Campaign.objects.update(opens_at=None)
    assert texts(box) == [(True, "It is not said when voting opens and closes.")]
    with pytest.raises(Blocked):
        box.open_voting()


def test_rows_deleted_by_hand_block(box: Box) -> None:
    issue_all(box)
    Ticket.objects.filter(pk=Ticket.objects.earliest("pk").pk).delete()
    stops = [text for stops, text in texts(box) if stops]
    assert stops == [
        "“Group 1” lacks 1 slip.",
        "The account of slips does not add up: 80 printed, but 0 used, 79 unused, "
        "0 void and 0 not handed out.",
    ]


def test_opening_needs_the_key(hall: Hall) -> None:
    hall.box.close()
    hall.box.key_file.unlink()
    assert texts(hall.box) == [(True, "The key file is not on this server.")]
    with pytest.raises(Blocked):
        hall.box.start_unsealing()


def test_opening_warns_of_what_will_be_hidden(hall: Hall) -> None:
    for _number in range(2):
        vote(hall.box, hall.slip())
    hall.box.close()
    make_hall()
    assert texts(hall.box) == [
        (
            False,
            "Unit A: 2 ballots, fewer than 5: no figure will be shown.",
        ),
        (
            False,
            "Another campaign is open: the erased envelopes leave the database's files "
            "only when none is.",
        ),
    ]


def test_counted_box_is_to_be_cleared(hall: Hall) -> None:
    hall.box.close()
    put(hall.box, State.COUNTED)
    assert texts(hall.box) == [
        (
            False,
            "The erased envelopes still lie in the database's files; they go when no "
            "campaign is open.",
        )
    ]
    Box.objects.update(rewritten=True)
    hall.box.refresh_from_db()
    assert texts(hall.box) == []


def test_nothing_blocks_where_no_act_follows(hall: Hall) -> None:
    assert texts(hall.box) == []


def test_opening_once_at_a_time(hall: Hall) -> None:
    hall.box.close()
    handle = hall.box.progress.claim()
    with pytest.raises(Blocked) as blocked:
        hall.box.start_unsealing()
    assert said(blocked) == ["The box is being opened at this moment."]
    os.close(handle)
