"""What waits for somebody in cases and measures, for the start page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.roles import TEAM, UNIT, is_office
from reports.models import Case
from reports.models.moving import State

MOST = 8


@dataclass(frozen=True, slots=True)
class Waits:
    """One case in which it is somebody's turn, and what is to be done."""

    case: Case

    @property
    def todo(self) -> str:
        return todo(self.case)


def todo(case: Case) -> str:
    """The next step, in the words of whoever takes it."""
    return {
        State.ANALYSIS: _("analyse and propose"),
        State.PROPOSED: _("decide on the proposal"),
        State.PLAN: _("write the plan"),
        State.REVIEW: _("confirm the plan"),
        State.WORK: _("carry out the measures")
        if case.turn == UNIT
        else _("propose the second vote or the end"),
        State.READY: _("make the second vote"),
        State.VOTE: _("propose to close or to go on")
        if case.turn == TEAM
        else _("hold the second vote"),
        State.ACTION: _("carry it out and report"),
        State.CLOSING: _("decide whether to close"),
    }.get(State(case.state), "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """All cases that wait for a user: how many, and the first ones."""

    n: int
    rows: list[Waits]
    proposals: int

    @property
    def headline(self) -> str:
        """Of the office how many proposals wait."""
        if not self.proposals:
            return ""
        text = ngettext(
            "%d proposal waits for a decision.",
            "%d proposals wait for a decision.",
            self.proposals,
        )
        return text % self.proposals


def waiting(user: Any) -> Waiting:
    """The cases in which it is this user's turn, the first deadline first."""
    rows = Case.objects.waiting_for(user)
    found = [Waits(row) for row in rows.listed()[:MOST]]
    decides = (State.PROPOSED, State.CLOSING)
    n = rows.filter(state__in=decides).count() if is_office(user) else 0
    return Waiting(rows.count(), found, n)
