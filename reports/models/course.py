"""The course of a case: each step, who may take it, and from where.

Finding → analysis and proposal (supervision team) → decision (office) → plan (unit) →
its confirmation (team) → work → second vote, or evidence → closing (proposed by the
team, decided by the office). Nothing is decided by the software.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from audit.models import Detail
from campaigns.models import Campaign
from campaigns.roles import OFFICE, TEAM, UNIT
from reports.models.moving import CARRIED_OUT, WITH_PLAN, Moving, State
from reports.models.step import Outcome, Step
from reports.models.stepping import Meanwhile

if TYPE_CHECKING:
    from reports.models.measure import Measure

Kind = Step.Kind


class Course(Moving):
    """The acts on a case."""

    class Meta:
        abstract = True

    # analysis and proposal -----------------------------------------------------

    def talk(self, user: Any, text: str, people: int) -> None:
        """The team has talked to people; what they said stays with team and office."""
        with self._alone(user, TEAM, State.ANALYSIS):
            self._step(user, TEAM, Kind.TALKS, text, people=people)

    def analyse(self, user: Any, text: str) -> None:
        """What the team makes of the figures and the talks."""
        with self._alone(user, TEAM, State.ANALYSIS):
            self._step(user, TEAM, Kind.ANALYSED, text)

    def propose(self, user: Any, text: str, outcome: str) -> None:
        """The team proposes an outcome to the office."""
        with self._alone(user, TEAM, State.ANALYSIS):
            self.proposed = outcome
            self._go(State.PROPOSED)
            self._step(user, TEAM, Kind.PROPOSED, text, outcome=outcome)

    def decide(self, user: Any, text: str, outcome: str, due: date | None) -> None:
        """The office decides; somebody else than who proposed. Raises SamePerson."""
        with self._alone(user, OFFICE, State.PROPOSED):
            self._other(user, Kind.PROPOSED)
            self.outcome, self.decided_at = outcome, timezone.now()
            if outcome in WITH_PLAN:
                self._go(State.PLAN, due)
            elif outcome in CARRIED_OUT:
                self._go(State.ACTION, due)
            else:
                self._go(State.CLOSED)
            self._step(user, OFFICE, Kind.DECIDED, text, outcome=outcome)

    # plan ----------------------------------------------------------------------

    def plan(self, user: Any, text: str, owner: str, due: date | None) -> "Measure":
        """One more measure of the plan, or of the work under way."""
        with self._alone(user, UNIT, State.PLAN, State.WORK):
            found: Measure = self.measures.draw(
                user,
                campaign=self.campaign,
                unit=self.unit,
                case=self,
                text=text,
                owner=owner,
                due=due,
            )
            self._reach(due)
            self._step(user, UNIT, Kind.MEASURE, text, measure=found.pk)
            return found

    def submit(self, user: Any, text: str) -> None:
        """The unit submits its plan. Raises Meanwhile when there is no measure."""
        with self._alone(user, UNIT, State.PLAN):
            if not self.measures.in_force().exists():
                raise Meanwhile(self.pk)
            self._go(State.REVIEW)
            n = self.measures.in_force().count()
            self._step(user, UNIT, Kind.SUBMITTED, text, measures=n)

    def confirm(self, user: Any, text: str) -> None:
        """The team confirms the plan; work lasts until the last measure is due."""
        with self._alone(user, TEAM, State.REVIEW):
            self._go(State.WORK, self._last_due())
            self._step(user, TEAM, Kind.CONFIRMED, text)

    def send_back(self, user: Any, text: str, due: date | None) -> None:
        """The plan to the unit; from the office, what is not ready to the team."""
        back = {State.REVIEW: (TEAM, State.PLAN)}
        back |= dict.fromkeys((State.READY, State.CLOSING), (OFFICE, State.WORK))
        side, to = back.get(State(self.state), (OFFICE, State.WORK))
        with self._alone(user, side, self.state):
            if self.state not in back:
                raise Meanwhile(self.pk)
            self._go(to, due)
            self._step(user, side, Kind.SENT_BACK, text)

    # work ----------------------------------------------------------------------

    def evidence(self, user: Any, text: str) -> None:
        """What the unit has to show, besides its measures."""
        with self._alone(user, UNIT, State.WORK, State.VOTE):
            self._step(user, UNIT, Kind.EVIDENCE, text)

    def ask(self, user: Any, text: str) -> None:
        """The team tells the office that the second vote can be held."""
        with self._alone(user, TEAM, State.WORK):
            self._go(State.READY)
            self._step(user, TEAM, Kind.ASKED, text)

    def vote(self, user: Any, campaign: Campaign) -> None:
        """The office has made the second vote, which is a draft. See `may_vote`."""
        with self._alone(user, OFFICE, State.WORK, State.READY, State.VOTE):
            if not self.may_vote:
                raise Meanwhile(self.pk)
            self.second = campaign
            self._go(State.VOTE)
            self._step(user, OFFICE, Kind.VOTE, vote=campaign.pk)

    def go_on(self, user: Any, text: str, due: date | None) -> None:
        """The second vote was not enough, or the unit has more to do."""
        with self._alone(user, TEAM, State.VOTE):
            self._voted()
            self._go(State.WORK, due)
            self._step(user, TEAM, Kind.GONE_ON, text)

    def do_without(self, user: Any, text: str, due: date | None) -> None:
        """The second vote came to nothing: the office has the unit go on working."""
        with self._alone(user, OFFICE, State.VOTE):
            if not self.vote_gone:
                raise Meanwhile(self.pk)
            self._go(State.WORK, due)
            self._step(user, OFFICE, Kind.GONE_ON, text)

    # the end -------------------------------------------------------------------

    def end(self, user: Any, text: str, **figures: Detail) -> None:
        """The team proposes to close: after the second vote, or on evidence."""
        with self._alone(user, TEAM, State.WORK, State.VOTE):
            if self.state == State.VOTE:
                self._voted()
            self._go(State.CLOSING)
            self._step(user, TEAM, Kind.CLOSING, text, **figures)

    def close(self, user: Any, text: str) -> None:
        """The office agrees; somebody else than who proposed. Raises SamePerson."""
        with self._alone(user, OFFICE, State.CLOSING):
            self._other(user, Kind.CLOSING)
            self._go(State.CLOSED)
            self._step(user, OFFICE, Kind.CLOSED, text)

    def hold(self, user: Any, text: str) -> None:
        """The team has carried out what was decided: the talk, the training."""
        with self._alone(user, TEAM, State.ACTION):
            self._go(State.CLOSED)
            self._step(user, TEAM, Kind.HELD, text)

    def waive(self, user: Any, text: str) -> None:
        """The team sees no need for a talk with a unit that only just passed."""
        with self._alone(user, TEAM, State.ACTION):
            if not self.light:
                raise Meanwhile(self.pk)
            self.outcome = Outcome.REFUSED
            self._go(State.CLOSED)
            self._step(user, TEAM, Kind.WAIVED, text)

    def reopen(self, user: Any, text: str, due: date | None) -> None:
        """The office takes up again what was closed.

        What goes back to the analysis is undecided again, and not for the unit to read.
        """
        with self._alone(user, OFFICE, State.CLOSED):
            if self.outcome in WITH_PLAN:
                self._go(State.WORK, due)
            elif self.light or self.outcome in CARRIED_OUT:
                self.outcome = Outcome.TALK if self.light else self.outcome
                self._go(State.ACTION, due)
            else:
                self.outcome = self.proposed = ""
                self.decided_at = None
                self._go(State.ANALYSIS, due)
            self._step(user, OFFICE, Kind.REOPENED, text)
