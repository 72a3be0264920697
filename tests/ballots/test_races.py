"""Two at once, on PostgreSQL: SQLite has one writer."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ballots.checker import check
from ballots.models import (
    Box,
    OpenLink,
    Slip,
    Ticket,
    TicketSpent,
    VotingClosed,
    lock,
)
from ballots.opening import open_box
from ballots.rehearsal import issue_all
from ballots.sealing import Key
from campaigns.models import Blocked, Campaign
from tests.ballots.casting import OTHER, SKEY, stored, vote, vote_openly
from tests.ballots.make import Hall, make_open_box
from tests.ballots.mixed import make_mixed_box
from tests.campaigns.approval.make import approved, fill, make_stage, waived

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")


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
            patch.setattr(transaction, "atomic", lambda durable=False: _Same())
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


class _Same:
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
def test_the_box_is_not_opened_while_somebody_acts_on_the_campaign() -> None:
    hall = make_open_box()
    vote(hall, hall.slip())
    hall.box.close()
    key = bytes.fromhex(hall.box.key_file.read_text())
    results: list[Any] = []
    with transaction.atomic():
        lock(hall.campaign.pk, shared=True)
        opening = in_thread(partial(open_box, hall.box, key, print), results)
        assert waits(opening)
    opening.join()
    assert results == [None]


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


@postgresql
@pytest.mark.django_db(transaction=True)
def test_of_posts_at_once_one_makes_the_ticket_of_an_open_link() -> None:
    hall = make_mixed_box()
    link = OpenLink.objects.at(OpenLink.objects.get().token)
    key = Key(b"k" * 32)
    results: list[Any] = []
    tickets = [link.ticket(key, "B") for _ in range(4)]
    threads = [
        in_thread(lambda t=ticket: vote_openly(hall, t, key, SKEY), results)
        for ticket in tickets
    ]
    for thread in threads:
        thread.join()
    assert results == [Ticket.objects.get(batch=None).receipt] * 4


@postgresql
@pytest.mark.django_db(transaction=True)
def test_voting_does_not_open_with_a_list_that_is_being_sent_back() -> None:
    stage = make_stage("lists")
    fill(stage, "ABCD", ("own", "cross"))
    row = approved(stage)
    waived(stage)
    box = Box.objects.freeze(stage.campaign)
    issue_all(box)
    results: list[Any] = []
    with transaction.atomic():
        row.send_back("team-a", "x")
        opening = in_thread(box.open_voting, results)
        assert waits(opening)
    opening.join()
    assert isinstance(results[0], Blocked)
    assert Campaign.objects.get().state == "frozen"
    row.hand_in("liaison-a", row.content())
    row.approve("team-a", row.content())
    box.open_voting()
    assert Campaign.objects.get().state == "open"
