"""Casting: exactly once, whatever comes at the same time."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from ballots.checker import check
from ballots.models import (
    NotYetOpen,
    Slip,
    Ticket,
    TicketSpent,
    TicketVoid,
    VotingClosed,
    lock,
)
from ballots.sealing import Binding, Key, new_box, unseal
from campaigns.definition import Place
from campaigns.models import Campaign
from tests.ballots.make import Hall, make_open_box

SKEY, OTHER = "a" * 32, "b" * 32
postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")


@pytest.fixture
def hall(db: None) -> Hall:
    return make_open_box()


def vote(hall: Hall, slip: Slip, skey: str = SKEY, option: str = "good") -> str:
    """Vote as the ballot's page does."""
    definition, subjects = hall.box.definition, hall.subjects(slip)
    checked = check(definition, subjects, hall.answers(slip, option), {})
    ticket = Ticket.objects.for_rater().get(pk=slip.key.public)
    return ticket.vote(slip.key, definition, checked.cards, skey)


def stored(hall: Hall, slip: Slip) -> tuple[str, Any, Any]:
    ticket = hall.ticket(slip)
    return ticket.state, ticket.box and bytes(ticket.box), ticket.receipt


def test_a_vote_is_stored_sealed_and_signed(hall: Hall) -> None:
    slip = hall.slip()
    receipt = vote(hall, slip)
    ticket = hall.ticket(slip)
    assert (ticket.state, ticket.receipt) == (Ticket.State.USED, receipt)
    binding = Binding(hall.campaign.pk, hall.box.definition.hash)
    private = bytes.fromhex(hall.box.key_file.read_text())
    envelope = type("Stored", (), {"box": ticket.box, "signature": ticket.signature})
    plain = unseal(envelope, private, slip.key.public, binding)
    assert plain[0] == 1


def test_all_envelopes_of_a_pool_have_one_length(hall: Hall) -> None:
    slips = [hall.slip() for _ in range(3)]
    for slip, option in zip(slips, ("good", "fair", "poor"), strict=True):
        vote(hall, slip, option=option)
    assert len({len(stored(hall, slip)[1]) for slip in slips}) == 1


def test_the_same_sending_gets_the_same_receipt(hall: Hall) -> None:
    slip = hall.slip()
    first = vote(hall, slip)
    kept = stored(hall, slip)
    assert vote(hall, slip, option="poor") == first
    assert stored(hall, slip) == kept


def test_the_same_sending_is_known_after_closing(hall: Hall) -> None:
    slip = hall.slip()
    receipt = vote(hall, slip)
    hall.box.close()
    assert vote(hall, slip) == receipt


def test_another_sending_with_a_used_slip_is_refused(hall: Hall) -> None:
    slip = hall.slip()
    vote(hall, slip)
    kept = stored(hall, slip)
    with pytest.raises(TicketSpent):
        vote(hall, slip, OTHER)
    assert stored(hall, slip) == kept


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"state": Ticket.State.VOID}, TicketVoid),
        ({"state": Ticket.State.ISSUED}, TicketVoid),
    ],
)
def test_only_an_active_ticket_votes(
    hall: Hall, columns: dict[str, Any], why: type[Exception]
) -> None:
    slip = hall.slip()
    Ticket.objects.filter(pk=slip.key.public).update(**columns)
    with pytest.raises(why):
        vote(hall, slip)
    assert stored(hall, slip)[1:] == (None, None)


def soon() -> dict[str, Any]:
    return {"opens_at": timezone.now() + timedelta(hours=1)}


def over() -> dict[str, Any]:
    return {"closes_at": timezone.now() - timedelta(seconds=1)}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (soon, NotYetOpen),
        (over, VotingClosed),
        (lambda: {"state": Campaign.State.FROZEN}, NotYetOpen),
        (lambda: {"state": Campaign.State.CLOSED}, VotingClosed),
        (lambda: {"state": Campaign.State.SUSPENDED}, VotingClosed),
        (lambda: {"opens_at": None}, NotYetOpen),
        (lambda: {"closes_at": None}, VotingClosed),
    ],
    ids=["soon", "over", "frozen", "closed", "suspended", "no start", "no end"],
)
def test_the_window_and_the_state_decide(
    hall: Hall, change: Callable[[], dict[str, Any]], why: type[Exception]
) -> None:
    slip = hall.slip()
    hall.change(**change())
    with pytest.raises(why):
        vote(hall, slip)
    ticket = Ticket.objects.for_rater().get(pk=slip.key.public)
    with pytest.raises(why):
        ticket.refuse(ticket.now)
    assert stored(hall, slip) == (Ticket.State.ACTIVE, None, None)


def test_nothing_stands_in_the_way_of_a_good_ticket(hall: Hall) -> None:
    ticket = hall.ticket(hall.slip())
    assert ticket.refuse() is None


def test_a_state_that_changed_back_is_still_not_taken(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The UPDATE missed, and a moment later nothing seems to be in the way."""
    slip = hall.slip()
    hall.change(**over())
    monkeypatch.setattr(Ticket, "refuse", lambda self: None)
    with pytest.raises(VotingClosed):
        vote(hall, slip)


def test_an_unknown_key_has_no_ticket(hall: Hall) -> None:
    with pytest.raises(Ticket.DoesNotExist):
        Ticket.objects.for_rater().get(pk=Key(bytes(32)).public)


def test_acknowledged_knows_one_number_only(hall: Hall) -> None:
    slip = hall.slip()
    assert hall.ticket(slip).acknowledged(SKEY) is None
    receipt = vote(hall, slip)
    ticket = hall.ticket(slip)
    assert ticket.acknowledged(SKEY) == receipt
    assert [ticket.acknowledged(skey) for skey in (OTHER, "")] == [None, None]


def test_the_row_for_a_rater_takes_one_query(
    hall: Hall, django_assert_num_queries: Any
) -> None:
    slip = hall.slip("cross")
    with django_assert_num_queries(1):
        ticket = Ticket.objects.for_rater().get(pk=slip.key.public)
        assert ticket.refuse(ticket.now) is None
        assert ticket.place == Place("group", "G1")
        assert (ticket.campaign.box.pk, ticket.pool.key) == (hall.box.pk, "cross")


def test_a_ticket_of_the_whole_campaign_has_no_place(hall: Hall) -> None:
    ticket = hall.ticket(hall.slip())
    ticket.unit = None
    assert ticket.place == Place("campaign")
    assert str(ticket) == ticket.code_pk[:8]


def test_tickets_are_found_by_place(hall: Hall) -> None:
    own = Ticket.objects.at(Place("unit", "A")).issued().count()
    cross = Ticket.objects.at(Place("group", "G1")).count()
    everywhere = Ticket.objects.at(Place("campaign")).count()
    assert (own, cross, everywhere) == (3, 4, 0)


def test_half_an_envelope_cannot_be_stored(hall: Hall) -> None:
    slip = hall.slip()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=slip.key.public).update(box=b"x")


def test_a_void_batch_spares_the_used_slips(hall: Hall) -> None:
    slip, unused = hall.slip(), hall.slip()
    vote(hall, slip)
    batch = hall.ticket(slip).batch
    assert str(batch) == f"{hall.campaign.pk}-{batch.number}"
    batch.declare_void()
    states = [hall.ticket(s).state for s in (slip, unused)]
    assert states == [Ticket.State.USED, Ticket.State.VOID]
    assert batch.void


def test_a_batch_notices_a_ticket_moved_elsewhere(hall: Hall) -> None:
    slip = hall.slip()
    ticket = hall.ticket(slip)
    assert ticket.batch.intact()
    elsewhere = Ticket.objects.at(Place("unit", "B")).values("unit")[:1]
    Ticket.objects.filter(pk=ticket.pk).update(unit=elsewhere)
    assert not ticket.batch.intact()


def test_a_slip_does_not_print_its_code(hall: Hall) -> None:
    slip = hall.slip()
    assert slip.code not in repr(slip)
    assert slip.key.hex not in repr(slip)


# two at once, on PostgreSQL: SQLite has one writer -------------------------------


def in_thread(act: Callable[[], Any], results: list[Any]) -> threading.Thread:
    def run() -> None:
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waits(thread: threading.Thread) -> bool:
    thread.join(0.4)
    return thread.is_alive()


@postgresql
@pytest.mark.parametrize("skey", [SKEY, OTHER], ids=["same sending", "another"])
@pytest.mark.django_db(transaction=True)
def test_of_two_votes_at_once_one_is_taken(skey: str) -> None:
    hall = make_open_box()
    slip = hall.slip()
    results: list[Any] = []
    with transaction.atomic():
        # what the first writes before its COMMIT
        held = Ticket.objects.for_rater().get(pk=slip.key.public)
        durable = transaction.atomic
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transaction, "atomic", lambda durable=False: _same())
            first = held.vote(slip.key, hall.box.definition, _cards(hall, slip), SKEY)
        assert transaction.atomic is durable
        second = in_thread(lambda: vote(hall, slip, skey), results)
        assert waits(second)
    second.join()
    if skey == SKEY:
        assert results == [first]
    else:
        assert [type(result) for result in results] == [TicketSpent]
    assert hall.ticket(slip).receipt == first
    assert Ticket.objects.used().count() == 1


class _same:
    """Stay in the transaction that is held open."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...


def _cards(hall: Hall, slip: Slip) -> Any:
    answers = hall.answers(slip)
    return check(hall.box.definition, hall.subjects(slip), answers, {}).cards


@postgresql
@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_vote_and_a_vote_for_closing() -> None:
    hall = make_open_box()
    slip, late = hall.slip(), hall.slip()
    closed: list[Any] = []
    with transaction.atomic():
        lock(hall.campaign.pk, shared=True)
        vote_beside: list[Any] = []
        beside = in_thread(lambda: vote(hall, slip), vote_beside)
        assert not waits(beside)  # votes do not wait for each other
        closing = in_thread(lambda: hall.box.close(), closed)
        assert waits(closing)
    closing.join()
    assert closed == [1]
    with pytest.raises(VotingClosed):
        vote(hall, late)


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_vote_does_not_wait_for_ever() -> None:
    hall = make_open_box()
    slip = hall.slip()
    results: list[Any] = []
    with transaction.atomic():
        lock(hall.campaign.pk, shared=False)
        thread = in_thread(lambda: vote(hall, slip), results)
        thread.join()
    assert isinstance(results[0], DatabaseError)
    assert stored(hall, slip) == (Ticket.State.ACTIVE, None, None)


def test_boxes_have_keys_of_their_own() -> None:
    assert new_box() != new_box()
