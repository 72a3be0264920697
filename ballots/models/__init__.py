"""The tables of voting, and those that exist only after opening."""

from ballots.models.ballot import Account, Ballot, Comment, Receipt, Tally
from ballots.models.box import Box, OpeningFailed
from ballots.models.link import OpenLink
from ballots.models.not_taken import (
    NotTaken,
    NotYetOpen,
    TicketSpent,
    TicketVoid,
    VotingClosed,
)
from ballots.models.salt import Salt
from ballots.models.slip import Slip
from ballots.models.ticket import Batch, Ticket, lock
from ballots.models.trustee import Trustee, Wrap
from ballots.models.turnout import Snapshot, Turnout, Want

__all__ = [
    "Account",
    "Ballot",
    "Batch",
    "Box",
    "Comment",
    "NotTaken",
    "NotYetOpen",
    "OpenLink",
    "OpeningFailed",
    "Receipt",
    "Salt",
    "Slip",
    "Snapshot",
    "Tally",
    "Ticket",
    "TicketSpent",
    "TicketVoid",
    "Trustee",
    "Turnout",
    "VotingClosed",
    "Want",
    "Wrap",
    "lock",
]
