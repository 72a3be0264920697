"""Controls of I1, I3, I4 and I5: with the guard taken out, what it prevents happens.

Each is run with the guard as well, so that a control cannot fail for another reason.
"""

import secrets
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ballots.models import Slip, Ticket, TicketSpent, VotingClosed, box, ticket
from ballots.sealing import Envelope
from tests.ballots.casting import OTHER, SKEY, vote
from tests.ballots.make import Hall, make_open_box
from tests.ballots.posting import ballot, post_json
from tests.ballots.test_races import in_thread, waits

pytestmark = pytest.mark.django_db(transaction=True)
GUARDS = pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
TABS = 6


@pytest.fixture
def hall() -> Hall:
    return make_open_box()


@GUARDS
def test_i1_one_slip_in_many_tabs(
    guarded: bool, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is `state = 'active'` in the one UPDATE."""

    def fill(self: Ticket, columns: Mapping[str, Any]) -> bool:
        return Ticket.objects.filter(pk=self.pk).update(**columns) == 1

    if not guarded:
        monkeypatch.setattr(Ticket, "_fill", fill)
    slip = hall.slip()
    tabs = [f"{number:032x}" for number in range(TABS)]
    found: list[Any] = []
    acts = [lambda tab=tab: vote(hall, slip, tab) for tab in tabs]
    for thread in [in_thread(act, found) for act in acts]:
        thread.join()
    taken = [receipt for receipt in found if isinstance(receipt, str)]
    if guarded:
        assert len(taken) == 1
        assert sum(isinstance(one, TicketSpent) for one in found) == TABS - 1
    else:
        # each was told that its ballot is in; the last one has replaced the others
        assert len(set(taken)) == TABS


def submit(hall: Hall, slip: Slip, skey: str) -> tuple[int, str]:
    """What a page of this number is told: the status, and its receipt or why not."""
    answer = post_json(Client(), ballot(hall, slip, skey=skey))
    told = answer.json()
    return answer.status_code, told.get("receipt") or told["error"]


@GUARDS
def test_i3_the_answer_was_lost(
    guarded: bool, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is the number of the page, by which a second sending is known."""
    if not guarded:
        monkeypatch.setattr(ticket, "skey_digest", lambda _skey: secrets.token_hex(32))
    slip = hall.slip()
    first = submit(hall, slip, SKEY)
    assert first[0] == 200
    assert submit(hall, slip, SKEY) == (first if guarded else (409, "spent"))
    assert submit(hall, slip, OTHER) == (409, "spent")


@GUARDS
def test_i4_sent_again_after_closing(
    guarded: bool, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is to look for the same sending before looking at the window."""
    cast = Ticket.cast

    def window_first(self: Ticket, envelope: Envelope, skey_hash: str) -> str:
        if not ticket._running(self.campaign_id).exists():
            raise VotingClosed
        return cast(self, envelope, skey_hash)

    if not guarded:
        monkeypatch.setattr(Ticket, "acknowledged", lambda _ticket, _skey: None)
        monkeypatch.setattr(Ticket, "cast", window_first)
    slip = hall.slip()
    first = submit(hall, slip, SKEY)
    assert hall.box.close() == 1
    # told that voting is over, though the ballot is in
    assert submit(hall, slip, SKEY) == (first if guarded else (410, "closed"))


@GUARDS
def test_i5_closing_while_a_ballot_is_on_its_way(
    guarded: bool, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is the campaign's lock; on SQLite there is one writer anyhow."""
    if not guarded:
        if connection.vendor == "sqlite":
            pytest.skip("no lock to take out")
        for module in (box, ticket):
            monkeypatch.setattr(module, "lock", lambda _campaign, *, shared: None)
    written, go_on = threading.Event(), threading.Event()
    fill = Ticket._fill

    def slowly(self: Ticket, columns: Mapping[str, Any]) -> bool:
        done = fill(self, columns)
        written.set()
        assert go_on.wait(30)
        return done

    monkeypatch.setattr(Ticket, "_fill", slowly)
    slip = hall.slip()
    voting = in_thread(lambda: vote(hall, slip), voted := [])
    assert written.wait(30)
    closing = in_thread(hall.box.close, closed := [])
    assert waits(closing) == guarded
    go_on.set()
    voting.join()
    closing.join()
    assert voted == [hall.ticket(slip).receipt]
    assert closed == [1 if guarded else 0]
    assert Ticket.objects.used().count() == 1
