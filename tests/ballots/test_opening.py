"""Opening: what comes out of the box, whatever happens on the way."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import translation

from audit.models import Entry
from ballots import opening
from ballots.checker import BLANK, Card, pack
from ballots.custody import opener
from ballots.forensics.carving import image
from ballots.models import (
    Account,
    Ballot,
    Batch,
    Box,
    Comment,
    OpeningFailed,
    Receipt,
    Tally,
    Ticket,
)
from ballots.opening import open_box, rewrite
from ballots.sealing import Binding, Key, _digest, new_box, seal
from ballots.trustees import WrongKey
from ballots.verifying import BatchAltered, CountAltered, TicketAltered
from campaigns import frozen
from campaigns.definition import Place
from campaigns.frozen import DefinitionAltered
from campaigns.models import Campaign, Pool, Unit, WrongState
from tests.ballots.desk import make_hall, tally, vote
from tests.ballots.make import Hall
from tests.make import behind

State = Campaign.State
Damage = Callable[[Hall, Ticket], None]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def hall(db: None) -> Hall:
    return make_hall(own=3, cross=1)


@pytest.fixture
def real(database_url: str) -> Hall:
    """A hall that a child process sees too."""
    return make_hall(own=3, cross=1)


def private(box: Box) -> bytes:
    return bytes.fromhex(box.key_file.read_text())


def count(box: Box, progress: Callable[[int], None] = lambda _done: None) -> None:
    """Open in this process."""
    open_box(box, private(box), progress)


def account(pool: str = "own", unit: str = "A") -> tuple[int, ...]:
    row = Account.objects.get(pool__key=pool, unit__code=unit)
    return row.issued, row.returned, row.valid, row.void, row.abstained


# what comes out ----------------------------------------------------------------


def test_ballots_tallies_accounts_and_receipts(hall: Hall) -> None:
    box = hall.box
    receipts = [
        vote(box, hall.slip(), "good", "一"),
        vote(box, hall.slip(), "poor"),
        vote(box, hall.slip(), None),
        vote(box, hall.slip("cross"), "fair", "二"),
    ]
    assert box.close() == 4
    seen: list[int] = []
    count(box, seen.append)
    assert seen == [1, 2, 3, 4]
    assert Campaign.objects.get().state == State.COUNTED
    assert account() == (3, 3, 2, 0, 1)
    assert account(unit="B") == (3, 0, 0, 0, 0)
    cross = Account.objects.get(group__key="G1")
    assert (cross.issued, cross.returned, cross.valid) == (4, 1, 1)
    of_a = Account.objects.get(subject__key="A", pool__key="own")
    assert (of_a.issued, of_a.returned, of_a.valid, of_a.abstained) == (3, 3, 2, 1)
    cells = [row for row in tally(box) if row[0] == "A" and row[2] == "overall"]
    assert cells == [
        ("A", "cross", "overall", 1, 1),
        ("A", "own", "overall", 0, 1),
        ("A", "own", "overall", 2, 1),
    ]
    assert Ballot.objects.count() == 2 + 4
    assert sorted(Comment.objects.values_list("subject__key", "text")) == [
        ("A", "一"),
        ("A", "二"),
    ]
    assert list(Receipt.objects.values_list("pk", flat=True)) == sorted(receipts)


def test_comments_come_out_alike_and_empty_ones_not_at_all(hall: Hall) -> None:
    vote(hall.box, hall.slip(), "good", "张局长好!!!!!!👍👍")
    vote(hall.box, hall.slip(), "good", "\ufe0f\n\ufe0f")
    hall.box.close()
    count(hall.box)
    assert Comment.objects.get().text == "张局长好！！！[+]"


def test_nothing_ties_a_ticket_to_a_ballot(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    count(hall.box)
    columns = ("box", "signature", "skey_hash", "receipt")
    assert set(Ticket.objects.values_list(*columns)) == {(None,) * 4}
    assert Ticket.objects.used().count() == 1


def test_receipts_are_stored_sorted(hall: Hall) -> None:
    for slip in hall.slips.pop(("own", next(iter(hall.slips))[1])):
        vote(hall.box, slip)
    hall.box.close()
    stored: list[str] = []
    keep = Receipt.objects.bulk_create

    def watch(rows: Any, **how: Any) -> Any:
        made = list(rows)
        stored.extend(row.number for row in made)
        return keep(made, **how)

    with patch.object(Receipt.objects, "bulk_create", watch):
        count(hall.box)
    assert len(stored) == 3
    assert stored == sorted(stored)


def test_tallies_are_stored_sorted(hall: Hall) -> None:
    """Their keys count: in order of opening they told what the first envelope held."""
    vote(hall.box, hall.slip(), "poor")
    vote(hall.box, hall.slip(), "good")
    hall.box.close()
    count(hall.box)
    columns = ("subject__key", "pool__key", "item", "value")
    stored = list(Tally.objects.order_by("pk").values_list(*columns))
    assert len(stored) == 2 * 14
    assert stored == sorted(stored)


def test_the_same_tally_whatever_the_order(db: None) -> None:
    used, chance = opening._used, random.Random(7)  # noqa: S311 - no secret

    def shuffled(box: Box) -> Iterator[Ticket]:
        tickets = list(used(box))
        chance.shuffle(tickets)
        return iter(tickets)

    found = []
    for _number in range(3):
        hall = make_hall(own=3, cross=1)
        votes = [
            (slip, option)
            for slips in hall.slips.values()
            for slip, option in zip(slips, ("good", "poor", None), strict=False)
        ]
        chance.shuffle(votes)
        for slip, option in votes:
            vote(hall.box, slip, option)
        hall.box.close()
        with patch.object(opening, "_used", shuffled):
            count(hall.box)
        columns = ("pool__key", "unit__code", "subject__key", "valid", "abstained")
        accounts = Account.objects.filter(campaign=hall.campaign).values_list(*columns)
        recorded = Entry.objects.of(hall.campaign.pk).get(action="count").detail
        found.append((tally(hall.box), sorted(map(str, accounts)), recorded["tally"]))
    assert found[0][0]
    # the digest in the chain, too: it is of the same bytes
    assert found[0] == found[1] == found[2]


# what is bad -------------------------------------------------------------------


def broken(_hall: Hall, ticket: Ticket) -> None:
    data = bytes(ticket.box or b"")
    Ticket.objects.filter(pk=ticket.pk).update(box=data[:-1] + bytes([data[-1] ^ 1]))


def unsigned(_hall: Hall, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(signature=b"\0" * 64)


def copied(hall: Hall, ticket: Ticket) -> None:
    """Another ticket's envelope, in the place of this one's."""
    slip = hall.slip()
    vote(hall.box, slip)
    other = Ticket.objects.get(pk=slip.key.public)
    Ticket.objects.filter(pk=ticket.pk).update(box=other.box, signature=other.signature)


def by_another_key(hall: Hall, ticket: Ticket) -> None:
    own = hall.box.definition
    subjects = own.subjects_at(own.pools["own"], ticket.place)
    cards = {s.key: Card((0,) * len(s.form.items)) for s in subjects}
    write(hall, ticket, pack(subjects, cards), Key(b"\7" * 32))


def write(hall: Hall, ticket: Ticket, plain: bytes, key: Key) -> None:
    binding = Binding(hall.campaign.pk, hall.box.definition.hash)
    envelope = seal(plain, bytes(hall.box.public_key), key, binding)
    Ticket.objects.filter(pk=ticket.pk).update(
        box=envelope.box, signature=envelope.signature, receipt=envelope.receipt
    )


@pytest.mark.parametrize("damage", [broken, unsigned, copied, by_another_key])
def test_a_bad_envelope_is_void_and_the_account_adds_up(
    damage: Damage, hall: Hall
) -> None:
    slip = hall.slip()
    receipt = vote(hall.box, slip)
    good = vote(hall.box, hall.slip("cross"))
    damage(hall, Ticket.objects.get(pk=slip.key.public))
    returned = hall.box.close() - 1
    count(hall.box)
    assert account() == (3, returned, returned - 1, 1, 0)
    listed = set(Receipt.objects.values_list("pk", flat=True))
    assert good in listed
    assert receipt not in listed
    assert len(listed) == returned


@pytest.mark.parametrize("copier", ["first", "last"])
def test_an_envelope_that_is_there_twice_counts_once(copier: str, hall: Hall) -> None:
    """Who holds a slip and the database may sign somebody's envelope once more.

    It counts for whose it is, here of unit A, whichever of the two is met first.
    """
    slip, own = hall.slip(), hall.slip(place=Place("unit", "B"))
    receipt = vote(hall.box, slip)
    vote(hall.box, own, "poor")
    box = bytes(Ticket.objects.get(pk=slip.key.public).box or b"")
    digest = _digest(box, Binding(hall.campaign.pk, hall.box.definition.hash))
    Ticket.objects.filter(pk=own.key.public).update(
        box=box, signature=own.key.signer.sign(digest)
    )
    hall.box.close()
    used = opening._used

    def met(box: Box) -> Iterator[Ticket]:
        last = slip.key.public if copier == "first" else own.key.public
        yield from sorted(used(box), key=lambda ticket: ticket.pk == last)

    with patch.object(opening, "_used", met):
        count(hall.box)
    assert account() == (3, 1, 1, 0, 0)
    assert account(unit="B") == (3, 1, 0, 1, 0)
    assert Receipt.objects.get().pk == receipt


def sealed_by_its_own(hall: Hall, plain: bytes) -> None:
    """An envelope that is signed rightly and holds what no page of ours sends."""
    slip = hall.slip()
    vote(hall.box, slip)
    write(hall, Ticket.objects.get(pk=slip.key.public), plain, slip.key)
    hall.box.close()
    count(hall.box)
    assert account() == (3, 1, 0, 1, 0)
    assert not Ballot.objects.exists()


def plain(hall: Hall, values: int, comment: str = "") -> bytes:
    definition = hall.box.definition
    slip = hall.slips["own", next(iter(hall.slips))[1]][0]
    subjects = definition.subjects_at(definition.pools["own"], slip.place)
    cards = {s.key: Card((values,) * len(s.form.items), comment) for s in subjects}
    return pack(subjects, cards)


def test_a_ballot_with_gaps_is_void(hall: Hall) -> None:
    sealed_by_its_own(hall, plain(hall, BLANK))


def test_a_ballot_that_no_database_takes_is_void(hall: Hall) -> None:
    sealed_by_its_own(hall, plain(hall, 0, "a\0b"))


def test_a_ballot_of_another_length_is_void(hall: Hall) -> None:
    sealed_by_its_own(hall, b"\0")


def test_a_row_without_an_envelope_is_void(hall: Hall) -> None:
    """As a hand in the database may leave it, past the constraints."""
    ticket = Ticket.objects.get(pk=hall.slip().key.public)
    ticket.state = Ticket.State.USED
    contents = opening.Contents()
    opening._open(ticket, hall.box.definition, private(hall.box), contents)
    assert dict(contents.void) == {("own", ticket.place): 1}
    assert not contents.receipts


# what is refused ---------------------------------------------------------------


def unchanged(box: Box) -> None:
    box.refresh_from_db()
    assert Campaign.objects.get(pk=box.pk).state == State.CLOSED
    assert box.opened_at is None
    assert not Ballot.objects.exists()
    assert not Account.objects.exists()
    assert Ticket.objects.exclude(box=None).count() == box.closed_with


def forged(hall: Hall) -> None:
    """One more ticket in a recorded batch."""
    batch = Batch.objects.get()
    unit, pool = Unit.objects.get(code="A"), Pool.objects.get(key="own")
    row = Ticket(
        code_pk=Key(b"\1" * 32).public, campaign=hall.campaign, pool=pool, unit=unit
    )
    row.batch = batch
    row.save(force_insert=True)


def stray(hall: Hall) -> None:
    """A ticket of this campaign in the batch of another."""
    other = make_hall(own=1, cross=1)
    Ticket.objects.filter(campaign=other.campaign, unit__code="A").update(
        campaign=hall.campaign
    )


def moved(hall: Hall) -> None:
    row = Ticket.objects.filter(unit__code="A").earliest("pk")
    Ticket.objects.filter(pk=row.pk).update(unit=Unit.objects.get(code="B"))


def dropped(_hall: Hall) -> None:
    Ticket.objects.filter(unit__code="C").earliest("pk").delete()


@pytest.mark.parametrize("change", [forged, moved, dropped])
def test_an_altered_batch_is_refused_by_name(
    change: Callable[[Hall], None], hall: Hall
) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    change(hall)
    with pytest.raises(BatchAltered, match=r"^Batch \d+-1 holds tickets that were not"):
        count(hall.box)
    unchanged(hall.box)


def test_a_ticket_of_no_batch_is_refused_by_name(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    stray(hall)
    with pytest.raises(TicketAltered, match=r"^Ticket \w{8} is of no batch"):
        count(hall.box)
    unchanged(hall.box)


def put_in(hall: Hall) -> None:
    hall.change(state="open")
    vote(hall.box, hall.slip())


def taken_out(_hall: Hall) -> None:
    gone = dict.fromkeys(("box", "signature", "skey_hash", "receipt"))
    Ticket.objects.used().update(state=Ticket.State.ACTIVE, **gone)


@pytest.mark.parametrize("change", [put_in, taken_out])
def test_the_number_at_closing_is_for_ever(
    change: Callable[[Hall], None], hall: Hall
) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    change(hall)
    hall.change(state="closed")
    before = Ticket.objects.exclude(box=None).count()
    with pytest.raises(CountAltered):
        count(hall.box)
    assert Ticket.objects.exclude(box=None).count() == before
    assert Campaign.objects.get().state == State.CLOSED


@pytest.mark.parametrize("key", [new_box()[0], b"short"])
def test_another_key_is_refused(key: bytes, hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    with pytest.raises(WrongKey):
        open_box(hall.box, key, lambda _done: None)
    unchanged(hall.box)


def test_an_altered_definition_is_refused(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    document = Campaign.objects.get().definition or {}
    document["rules"][0]["bound"] = "1/3"
    with patch.dict(frozen._parsed, clear=True):
        alter(hall.campaign, document)
        box = Box.objects.select_related("campaign").get()
        with pytest.raises(DefinitionAltered):
            count(box)
    unchanged(hall.box)


def alter(campaign: Campaign, document: dict[str, Any]) -> None:
    behind(campaign, definition=document)


@pytest.mark.parametrize("state", set(State.values) - {"closed"})
def test_opening_in_the_wrong_state(state: str, hall: Hall) -> None:
    hall.change(state=state)
    with pytest.raises(WrongState):
        count(hall.box)
    assert Campaign.objects.get().state == state


# the child process -------------------------------------------------------------


def run(box: Box, *more: str, key: str | None = None) -> str:
    """The command, in this process; what it says on standard error."""
    errors = StringIO()
    text = box.key_file.read_text() if key is None else key
    with patch("sys.stdin", StringIO(text)):
        call_command("unseal", box.pk, *more, stderr=errors)
    return errors.getvalue()


@pytest.mark.django_db(transaction=True)
def test_child_opens_the_box(real: Hall) -> None:
    vote(real.box, real.slip(), "good", "一")
    real.box.close()
    real.box.unseal()
    assert real.box.campaign.state == State.COUNTED
    assert real.box.rewritten
    assert account() == (3, 1, 1, 0, 0)
    assert not real.box.progress_file.exists()


@pytest.mark.django_db(transaction=True)
def test_child_outlives_the_request(real: Hall) -> None:
    vote(real.box, real.slip())
    real.box.close()
    real.box.start_unsealing()
    wait(lambda: Campaign.objects.get().state == State.COUNTED)
    wait(lambda: not real.box.progress.running)
    assert not real.box.progress_file.exists()


def wait(what: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_killed_child_changes_nothing_and_runs_again(real: Hall) -> None:
    vote(real.box, real.slip(), "good")
    vote(real.box, real.slip(), "poor")
    real.box.close()
    handle = real.box.progress.claim()
    outlet, inlet = os.pipe()
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    child = subprocess.Popen(
        [sys.executable, manage, "unseal", str(real.box.pk), "--lock", str(handle)],
        stdin=outlet,
        pass_fds=[handle],
    )
    os.close(handle)
    os.close(outlet)
    assert real.box.progress.running  # it waits for the key
    child.send_signal(signal.SIGKILL)
    child.wait()
    os.close(inlet)
    assert not real.box.progress.running
    unchanged(real.box)
    real.box.unseal()
    assert account() == (3, 2, 2, 0, 0)


def test_killed_in_the_middle_rolls_back(hall: Hall) -> None:
    vote(hall.box, hall.slip(), "good")
    vote(hall.box, hall.slip(), "poor")
    hall.box.close()

    def at_the_second(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count(hall.box, at_the_second)
    unchanged(hall.box)
    hall.box.campaign.refresh_from_db()
    count(hall.box)
    assert account() == (3, 2, 2, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_openers_one_wins(real: Hall) -> None:
    vote(real.box, real.slip())
    real.box.close()
    handle = real.box.progress.claim()
    with pytest.raises(CommandError, match="Another process is opening this box"):
        run(real.box)
    unchanged(real.box)
    key = real.box.key_file.read_bytes()
    first = opener(real.box.pk, handle, key, stderr=subprocess.PIPE)
    os.close(handle)
    first.communicate()
    assert first.returncode == 0
    late = real.box.progress.claim()
    second = opener(real.box.pk, late, key, stderr=subprocess.PIPE)
    os.close(late)
    errors = second.communicate()[1]
    assert second.returncode == 2
    assert errors.strip() == "CommandError: The box is not closed."
    assert not real.box.progress_file.exists()
    assert account() == (3, 1, 1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_child_that_fails_says_why_and_no_secret(
    real: Hall, capfd: pytest.CaptureFixture[str]
) -> None:
    vote(real.box, real.slip(), "good", "秘密")
    real.box.close()
    key = real.box.key_file.read_text()
    forged(real)
    # the desk's own check comes first; past it the child still refuses
    with (
        patch.object(Box, "stops"),
        pytest.raises(OpeningFailed, match=r"CommandError: .*\d+-1") as failed,
    ):
        real.box.unseal()
    assert real.box.progress.line == f"! BatchAltered {real.box.pk}-1"
    out = "".join(capfd.readouterr()) + str(failed.value) + real.box.progress.line
    assert key not in out
    assert "秘密" not in out
    unchanged(real.box)


def test_command_by_hand(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    with patch("ballots.management.commands.unseal.rewrite") as cleared:
        assert run(hall.box) == ""
    cleared.assert_called_once_with()
    assert account() == (3, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("key", "kind"), [("zz", "ValueError"), ("00" * 32, "WrongKey")]
)
def test_command_with_a_wrong_key(key: str, kind: str, hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    with pytest.raises(CommandError, match=rf"^{kind}$"):
        run(hall.box, key=key)
    assert hall.box.progress.line == f"! {kind}"
    assert not hall.box.progress.running
    unchanged(hall.box)


def test_command_tells_how_far_it_is(hall: Hall) -> None:
    for _number in range(2):
        vote(hall.box, hall.slip())
    hall.box.close()
    said: list[str] = []
    with (
        patch("ballots.management.commands.unseal.STEP", 2),
        patch("ballots.management.commands.unseal.say", lambda _h, s: said.append(s)),
        patch("ballots.management.commands.unseal.rewrite", side_effect=DatabaseError),
    ):
        assert run(hall.box) == "Not rewritten: DatabaseError\n"
    assert said == ["2"]
    assert Campaign.objects.get().state == State.COUNTED


# the rewrite -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rewrite_waits_while_another_campaign_is_open(real: Hall) -> None:
    vote(real.box, real.slip())
    real.box.close()
    other = make_hall(own=1, cross=1)
    real.box.unseal()
    assert not real.box.rewritten
    assert not rewrite()
    other.box.close()
    assert rewrite()
    real.box.refresh_from_db()
    other.box.refresh_from_db()
    assert (real.box.rewritten, other.box.rewritten) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_envelope_is_left_in_the_files(real: Hall) -> None:
    slip = real.slip()
    vote(real.box, slip)
    sealed = bytes(Ticket.objects.get(pk=slip.key.public).box or b"")
    assert sealed[:64] in on_disk()  # the look finds one
    real.box.close()
    count(real.box)
    assert sealed[:64] in on_disk()  # erased, and still there
    assert rewrite()
    data = on_disk()
    assert sealed[:64] not in data
    assert slip.key.public.encode() in data


def on_disk() -> bytes:
    """The files of the tickets' table, or of SQLite's whole database."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        files = [Path(name), Path(f"{name}-wal")]
    else:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT current_setting('data_directory'), pg_relation_filepath(oid),"
                " pg_relation_filepath(reltoastrelid)"
                " FROM pg_class WHERE relname = 'ballots_ticket'"
            )
            folder, *names = cursor.fetchone()
        files = [Path(folder) / name for name in names]
    return b"".join(image(file) for file in files)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a matter of SQLite's log")
@pytest.mark.django_db(transaction=True)
def test_rewrite_waits_for_readers(real: Hall) -> None:
    import sqlite3  # noqa: PLC0415

    real.box.close()
    real.box.unseal()
    Box.objects.update(rewritten=False)
    reader = sqlite3.connect(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM ballots_ticket").fetchone()
    try:
        assert not rewrite()
    finally:
        reader.close()
    assert rewrite()


# a large box -------------------------------------------------------------------


def test_rows_are_stored_in_parts(hall: Hall) -> None:
    """400,000 rows at once would take a gigabyte of memory."""
    there: list[int] = []

    def rows() -> Iterator[Receipt]:
        for number in range(5):
            there.append(Receipt.objects.count())
            yield Receipt(campaign=hall.campaign, number=str(number))

    with patch.object(opening, "CHUNK", 2):
        opening._insert(rows())
    assert there == [0, 0, 2, 2, 4]
    assert Receipt.objects.count() == 5
