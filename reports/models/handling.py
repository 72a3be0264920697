"""The way of a point: entered, assigned, answered, closed; reopened.

The original team or the office keeps the ledger; the unit answers and draws measures.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Detail
from campaigns.roles import OFFICE, TEAM, UNIT
from reports.models.measure import Measure
from reports.models.step import signature
from reports.models.stepping import Meanwhile, Stepping

KEEPERS = (TEAM, OFFICE)


class PointState(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("of a point", "entered")
    ASSIGNED = "assigned", pgettext_lazy("of a point", "assigned")
    ANSWERED = "answered", pgettext_lazy("of a point", "answered")
    CLOSED = "closed", pgettext_lazy("of a point", "closed")
    STRUCK = "struck", pgettext_lazy("of a point", "struck out")


# nothing is answered yet: it may be struck out, and more comments come into it
UNANSWERED = (PointState.ENTERED, PointState.ASSIGNED)
# the unit knows of it
TOLD = (PointState.ASSIGNED, PointState.ANSWERED, PointState.CLOSED)
# the unit may draw measures for it
AT_WORK = (PointState.ASSIGNED, PointState.ANSWERED)
# nobody has to do anything with it
DONE = (PointState.CLOSED, PointState.STRUCK)

# the steps that set a day
DATED = ("assigned", "sent-back", "reopened")


class Response(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("answer to a point", "accepted")
    PARTLY = "partly", pgettext_lazy("answer to a point", "accepted in part")
    REFUSED = "refused", pgettext_lazy("answer to a point", "not accepted")


class Handling(Stepping):
    """How far a point is, and the acts on it."""

    State = PointState
    Response = Response

    text = models.TextField(pgettext_lazy("of the ledger", "point"), max_length=2000)
    owner = models.CharField(_("responsible"), max_length=80, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=PointState, default=PointState.ENTERED
    )
    response = models.CharField(max_length=10, choices=Response, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    # how often it was reopened because those who raised it were not content
    reopened = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField(default=timezone.now)
    assigned_at = models.DateTimeField(null=True)
    # a day of the campaign's time zone, to be held against the one it was due
    answered_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    unit_id: int
    number: Any
    measures: Any

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """A-03: the unit's code and a number of its own."""
        return f"{self.unit.code}-{self.number:02d}"

    # the team or the office ------------------------------------------------------

    def word(self, user: Any, text: str) -> None:
        """Put it in other words, before the unit has read it."""
        with self._alone(user, KEEPERS, PointState.ENTERED) as side:
            self.text = text
            self.save(update_fields=["text"])
            self._step(user, side, "changed", text)

    def assign(self, user: Any, text: str, owner: str, due: date | None) -> None:
        """The unit learns of it, who answers, and by when; again: with another day."""
        with self._alone(user, KEEPERS, *UNANSWERED) as side:
            self.owner, self.due = owner, due
            self.assigned_at = self.assigned_at or timezone.now()
            self._move(PointState.ASSIGNED, user, side, "assigned", text)

    def strike(self, user: Any, text: str) -> None:
        """It was entered by mistake, or twice."""
        with self._alone(user, KEEPERS, *UNANSWERED) as side:
            self._move(PointState.STRUCK, user, side, "struck", text)

    def send_back(self, user: Any, text: str, due: date | None) -> None:
        """The answer is none: the unit is asked once more."""
        with self._alone(user, KEEPERS, PointState.ANSWERED) as side:
            self._again(due)
            self._move(PointState.ASSIGNED, user, side, "sent-back", text)

    def close(self, user: Any, text: str = "") -> None:
        """What was asked is answered or mended (销号)."""
        with self._alone(user, KEEPERS, PointState.ANSWERED) as side:
            self.closed_at = timezone.now()
            self._move(PointState.CLOSED, user, side, "closed", text)

    def reopen(self, user: Any, text: str, due: date | None, discontent: bool) -> None:
        """It is not mended, or those who raised it are not content."""
        with self._alone(user, KEEPERS, PointState.CLOSED) as side:
            self._again(due)
            self.closed_at = None
            self.reopened += discontent
            told: dict[str, Detail] = {"discontent": True} if discontent else {}
            self._move(PointState.ASSIGNED, user, side, "reopened", text, **told)

    def _again(self, due: date | None) -> None:
        """Wait for an answer as if there had been none; the steps keep the old one."""
        self.due, self.response, self.answer, self.answered_on = due, "", "", None

    # the unit --------------------------------------------------------------------

    def reply(self, user: Any, text: str, response: str) -> None:
        """The unit answers: accepted or not, with what it does or why not."""
        with self._alone(user, UNIT, PointState.ASSIGNED) as side:
            self.response, self.answer = response, text
            self.answered_on = self.campaign.today()
            self._move(
                PointState.ANSWERED, user, side, "answered", text, response=response
            )

    def draw(self, user: Any, text: str, owner: str, due: date | None) -> Measure:
        """A new measure of the unit that serves this point."""
        with self._alone(user, UNIT, *AT_WORK) as side:
            drawn = Measure.objects.draw(
                user,
                campaign=self.campaign,
                unit=self.unit,
                text=text,
                owner=owner,
                due=due,
            )
            self._served_by(drawn, user, side)
            return drawn

    def serve(self, user: Any, measure: Measure) -> None:
        """A measure that the unit has drawn already serves this point as well."""
        with self._alone(user, UNIT, *AT_WORK) as side:
            mine = {"campaign": self.campaign_id, "unit": self.unit_id}
            rows = Measure.objects.in_force().filter(**mine).exclude(points=self.pk)
            # locked: it might be withdrawn at this moment
            if rows.select_for_update().filter(pk=measure.pk).first() is None:
                raise Meanwhile(self.pk)
            self._served_by(measure, user, side)

    def _served_by(self, measure: Measure, user: Any, side: str) -> None:
        self.measures.add(measure)
        self._step(user, side, "measure", measure.text, measure=measure.pk)

    # ------------------------------------------------------------------------------

    def _move(
        self, state: str, user: Any, side: str, kind: str, text: str, **told: Detail
    ) -> None:
        self.state = state
        self.save()
        self._step(user, side, kind, text, **told)

    def _step(
        self, user: Any, side: str, kind: str, text: str = "", **told: Detail
    ) -> None:
        """Keep who did it, and put it into the campaign's audit chain."""
        due = self.due if kind in DATED else None
        self.steps.create(
            kind=kind, text=text, told=told, due=due, **signature(user, side)
        )
        said = {"point": self.text, "words": text}
        told |= {"point": self.label, "on": self.unit.code}
        self._tell(user, f"point {kind}", said, **told)
