"""Where a case stands, until when, and how a step of it is kept."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Detail
from campaigns.models import Campaign
from reports.models.evidence import Evidence
from reports.models.step import Outcome, signature
from reports.models.stepping import Meanwhile, Stepping

# what is followed by a plan, and what is simply carried out; the rest ends the case
WITH_PLAN = (Outcome.REWORK, Outcome.IMPROVED)
CARRIED_OUT = (Outcome.TALK, Outcome.TRAINING)


class SamePerson(Exception):
    """Who has proposed something does not decide on it."""


class State(models.TextChoices):
    ANALYSIS = "analysis", pgettext_lazy("of a case", "analysis")
    PROPOSED = "proposed", pgettext_lazy("of a case", "decision")
    PLAN = "plan", pgettext_lazy("of a case", "plan")
    REVIEW = "review", pgettext_lazy("of a case", "confirmation of the plan")
    WORK = "work", pgettext_lazy("of a case", "work under way")
    READY = "ready", pgettext_lazy("of a case", "ready for the second vote")
    VOTE = "vote", pgettext_lazy("of a case", "second vote")
    ACTION = "action", pgettext_lazy("of a case", "to be carried out")
    CLOSING = "closing", pgettext_lazy("of a case", "closing")
    CLOSED = "closed", pgettext_lazy("of a case", "closed")


# days for what is next, unless somebody sets a date
DAYS = {
    State.ANALYSIS: 7,
    State.PROPOSED: 7,
    State.REVIEW: 5,
    State.READY: 7,
    State.ACTION: 14,
    State.CLOSING: 7,
}


class Moving(Stepping):
    """Where a case stands and until when."""

    State = State
    Outcome = Outcome

    state = models.CharField(max_length=10, choices=State, default=State.ANALYSIS)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    proposed = models.CharField(max_length=10, choices=Outcome, blank=True)
    due = models.DateField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    light: bool
    subject: Any
    measures: Any
    second: Any

    class Meta:
        abstract = True

    @property
    def voted(self) -> bool:
        """Whether the second vote has a released result."""
        return self.second is not None and self.second.is_certified

    @property
    def may_vote(self) -> bool:
        """Whether a second vote can be made: none that stands is under way."""
        if self.outcome not in WITH_PLAN:
            return False
        return self.vote_gone if self.state == State.VOTE else True

    @property
    def vote_gone(self) -> bool:
        """Whether there is no second vote that stands: none made, deleted, or void."""
        return self.second is None or self.second.state == Campaign.State.VOID

    def _voted(self) -> None:
        if not self.voted:
            raise Meanwhile(self.pk)

    def _other(self, user: Any, kind: str) -> None:
        last = self.steps.filter(kind=kind).last()
        if last and last.by == user.get_username():
            raise SamePerson

    def _last_due(self) -> date | None:
        """When the last measure is due; None where none of them has a date."""
        dates = self.measures.in_force().values_list("due", flat=True)
        return max((day for day in dates if day), default=None)

    def _reach(self, due: date | None) -> None:
        """Work lasts at least until this measure is due, added while it is under way.

        A plan that is still written has its own deadline.
        """
        if self.state == State.WORK and due and (self.due is None or self.due < due):
            self.due = due
            self.save(update_fields=["due"])

    def _go(self, state: str, due: date | None = None) -> None:
        """To a state, until a day: the one that was set, or the usual number."""
        days = DAYS.get(State(state))
        usual = self.campaign.today() + timedelta(days=days) if days else None
        self.state, self.due = state, due or usual
        self.closed_at = timezone.now() if state == State.CLOSED else None
        self.save()
        if state == State.CLOSED:
            shown = Evidence.objects.filter(progress__measure__case=self.pk)
            shown.erase_late(self.campaign)

    def _step(
        self, user: Any, side: str, kind: str, text: str = "", **told: Detail
    ) -> None:
        """Keep who did it, and put it into the campaign's audit chain."""
        self.steps.create(
            kind=kind, text=text, told=told, due=self.due, **signature(user, side)
        )
        said = {"words": text} if text else {}
        told |= {"case": self.pk, "on": self.subject.key}
        self._tell(user, f"case {kind}", said, **told)
