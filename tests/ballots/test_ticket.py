"""Casting: exactly once, whatever comes at the same time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ballots.models import (
    NotActive,
    NotYetOpen,
    Ticket,
    TicketSpent,
    TicketVoid,
    VotingClosed,
)
from ballots.sealing import Binding, Key, unseal
from campaigns.definition import Place
from campaigns.models import Campaign
from tests.ballots.casting import OTHER, SKEY, stored, vote
from tests.ballots.make import Hall, make_open_box


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


@pytest.mark.django_db(transaction=True)
def test_casting_is_a_transaction_of_its_own() -> None:
    """Within another one, what was acknowledged could still be rolled back."""
    hall = make_open_box()
    slip = hall.slip()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        vote(hall, slip)
    assert stored(hall, slip) == (Ticket.State.ACTIVE, None, None)


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
        ({"state": Ticket.State.ISSUED}, NotActive),
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


def test_the_row_at_entry_takes_one_query(
    hall: Hall, django_assert_num_queries: Any
) -> None:
    slip = hall.slip()
    with django_assert_num_queries(1):
        ticket = Ticket.objects.at_entry().get(pk=slip.key.public)
        assert ticket.refuse(ticket.now) is None
        assert ticket.acknowledged(SKEY) is None


def test_a_ticket_of_the_whole_campaign_has_no_place(hall: Hall) -> None:
    ticket = hall.ticket(hall.slip())
    ticket.unit = None
    assert ticket.place == Place("campaign")
    assert str(ticket) == ticket.code_pk[:8]


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
    elsewhere = Ticket.objects.filter(unit__code="B").values("unit")[:1]
    Ticket.objects.filter(pk=ticket.pk).update(unit=elsewhere)
    assert not ticket.batch.intact()


def test_a_slip_does_not_print_its_code(hall: Hall) -> None:
    slip = hall.slip()
    assert slip.code not in repr(slip)
    assert slip.key.hex not in repr(slip)
