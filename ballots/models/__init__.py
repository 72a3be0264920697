"""The tables of voting, and those that exist only after opening."""

from ballots.models.ballot import Account, Ballot, Receipt, Tally
from ballots.models.batch import Batch
from ballots.models.box import Box, OpeningFailed
from ballots.models.comment import Comment, CommentRelease, Summary
from ballots.models.consent import Proposal
from ballots.models.link import OpenLink
from ballots.models.mailing import Letter, Mailing, Nobody, TodayAlready
from ballots.models.not_taken import (
    NotActive,
    NotTaken,
    NotYetOpen,
    TicketSpent,
    TicketVoid,
    VotingClosed,
)
from ballots.models.salt import Salt
from ballots.models.slip import Slip
from ballots.models.ticket import Ticket, lock
from ballots.models.trustee import Trustee, Wrap
from ballots.models.turnout import Snapshot, Turnout, Want

__all__ = [
    "Account",
    "Ballot",
    "Batch",
    "Box",
    "Comment",
    "CommentRelease",
    "Letter",
    "Mailing",
    "Nobody",
    "NotActive",
    "NotTaken",
    "NotYetOpen",
    "OpenLink",
    "OpeningFailed",
    "Proposal",
    "Receipt",
    "Salt",
    "Slip",
    "Snapshot",
    "Summary",
    "Tally",
    "Ticket",
    "TicketSpent",
    "TicketVoid",
    "TodayAlready",
    "Trustee",
    "Turnout",
    "VotingClosed",
    "Want",
    "Wrap",
    "lock",
]
