"""Votes as the ballot's page does, without the page."""

from typing import Any

from ballots.checker import check
from ballots.models import (
    Slip,
    Ticket,
)
from ballots.sealing import Key
from tests.ballots.make import Hall
from tests.ballots.mixed import OWN

SKEY, OTHER = "a" * 32, "b" * 32


def vote(hall: Hall, slip: Slip, skey: str = SKEY, option: str = "good") -> str:
    """Vote as the ballot's page does."""
    definition, subjects = hall.box.definition, hall.subjects(slip)
    checked = check(definition, subjects, hall.answers(slip, option), {})
    ticket = Ticket.objects.for_rater().get(pk=slip.key.public)
    return ticket.vote(slip.key, definition, checked.cards, skey)


def stored(hall: Hall, slip: Slip) -> tuple[str, Any, Any]:
    ticket = hall.ticket(slip)
    return ticket.state, ticket.box and bytes(ticket.box), ticket.receipt


def vote_openly(hall: Hall, ticket: Ticket, key: Key, skey: str) -> str:
    """Vote on unit B over an open link; `ticket` is not stored yet."""
    definition = hall.box.definition
    checked = check(definition, [definition.subjects["B"]], {"B": OWN}, {})
    return ticket.vote(key, definition, checked.cards, skey)
