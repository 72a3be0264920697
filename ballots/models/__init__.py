"""The tables of voting, and those that exist only after opening."""

from ballots.models.ballot import Account, Ballot, Comment, Receipt, Tally
from ballots.models.box import Box, OpeningFailed, Turnout, Want
from ballots.models.salt import Salt
from ballots.models.ticket import (
    Batch,
    NotTaken,
    NotYetOpen,
    Slip,
    Ticket,
    TicketSpent,
    TicketVoid,
    VotingClosed,
    lock,
)

__all__ = [
    "Account",
    "Ballot",
    "Batch",
    "Box",
    "Comment",
    "NotTaken",
    "NotYetOpen",
    "OpeningFailed",
    "Receipt",
    "Salt",
    "Slip",
    "Tally",
    "Ticket",
    "TicketSpent",
    "TicketVoid",
    "Turnout",
    "VotingClosed",
    "Want",
    "lock",
]
