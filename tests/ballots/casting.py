"""Votes as the ballot's page does, without the page."""

from typing import Any

from ballots.checker import check
from ballots.models import (
    Slip,
    Ticket,
)
from tests.ballots.make import Hall

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
