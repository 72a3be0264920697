"""A measure: what a unit does about what was found, by whom and by when.

Every unit draws its measures, flagged or not: a measure belongs to a unit in a
campaign, and to a case only where it is part of its plan.
"""

from collections.abc import Sequence
from typing import Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Detail
from campaigns.models import Campaign, GroupUnit, Unit
from campaigns.roles import CERTIFIED, TEAM, UNIT, sides, told_of
from reports.models import moving
from reports.models.evidence import Evidence, Handed
from reports.models.step import Signed, signature
from reports.models.stepping import Meanwhile, OfUnits, Stepping, acts_as


class MeasureQuerySet(OfUnits["Measure"]):
    def in_force(self) -> Self:
        return self.exclude(state=Measure.State.WITHDRAWN)

    def confirmed(self) -> Self:
        """Without those of a plan that is not confirmed, or of a case that is over."""
        return self.exclude(case__state__in=Measure.NOT_NOW)

    def late(self) -> Self:
        """Those that were to be done by now."""
        return self.filter(Campaign.objects.past("due"), state__in=Measure.TO_DO)

    def waiting_for(self, user: Any) -> Self:
        """Those in which it is the turn of `user`: to do as unit, to close as team.

        Where it is his turn in the case, that says so; not, that one of its measures
        is late before the case is.
        """
        cases = apps.get_model("reports", "Case").objects
        first = Q(pk__in=self.late()) & ~Campaign.objects.past("case__due")
        own = Q(state__in=Measure.TO_DO) & told_of(user)
        own &= ~Q(case__in=cases.turn_of(UNIT)) | first
        seats = GroupUnit.objects.watched(user)
        kept = Q(seats, state=Measure.State.REPORTED, campaign__state__in=CERTIFIED)
        kept &= ~Q(case__in=cases.turn_of(TEAM))
        return self.confirmed().filter(own | kept)

    def draw(self, user: Any, **columns: Any) -> "Measure":
        """A new measure of a unit; the unit draws it. Raises PermissionDenied."""
        made = Measure(**columns)
        acts_as(sides(user, made.campaign, made.unit), UNIT)
        with transaction.atomic():
            made.save(force_insert=True)
            made.tell(user, UNIT, Progress.Kind.PLANNED)
        return made

    def with_course(self) -> Self:
        """With what was done on each, the files that show it, and where it was."""
        files = Progress.with_files("progress__files")
        rows = self.select_related("campaign").defer("campaign__definition")
        return rows.prefetch_related("progress", files)


class Measure(Stepping):
    """What is to be done: text, owner, due date, and how far it is."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of a measure", "planned")
        BEGUN = "begun", pgettext_lazy("of a measure", "under way")
        REPORTED = "reported", pgettext_lazy("of a measure", "reported done")
        CLOSED = "closed", pgettext_lazy("of a measure", "closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a measure", "withdrawn")

    # the unit still has to do something
    TO_DO = (State.PLANNED, State.BEGUN)
    # of its case: nothing of it is to be done yet, or any more
    NOT_NOW = (moving.State.PLAN, moving.State.REVIEW, moving.State.CLOSED)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="measures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures")
    case = models.ForeignKey(
        "Case", models.PROTECT, related_name="measures", null=True, blank=True
    )
    text = models.CharField(pgettext_lazy("of a unit", "measure"), max_length=500)
    owner = models.CharField(_("responsible"), max_length=80)
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("cases:measure", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the unit still has to do something."""
        return self.state in self.TO_DO

    @property
    def is_late(self) -> bool:
        return self.is_open and self.campaign.is_past(self.due)

    @property
    def stands(self) -> bool:
        """Whether it may still move: not once its case is closed."""
        return self.case is None or not self.case.is_closed

    def taken(self) -> Any:
        return self.progress

    @property
    def evidence(self) -> "Progress | None":
        """What was reported last."""
        rows = [p for p in self.progress.all() if p.kind == Progress.Kind.REPORTED]
        return rows[-1] if rows else None

    # steps ---------------------------------------------------------------------

    def begin(self, user: Any, text: str = "") -> None:
        """The unit has begun."""
        with self._alone(user, UNIT, self.State.PLANNED):
            self._move(self.State.BEGUN, user, UNIT, Progress.Kind.BEGUN, text)

    def report(self, user: Any, text: str, files: Sequence[Handed] = ()) -> None:
        """The unit reports it done, with what shows it."""
        with self._alone(user, UNIT, *self.TO_DO):
            kind = Progress.Kind.REPORTED
            self._move(self.State.REPORTED, user, UNIT, kind, text, files)

    def close(self, user: Any, text: str = "") -> None:
        """The supervision team is content."""
        with self._alone(user, TEAM, self.State.REPORTED):
            self._turn(self.State.CLOSED)
            mine = Evidence.objects.filter(progress__measure=self)
            mine.erase_late(self.campaign)
            self.tell(user, TEAM, Progress.Kind.CLOSED, text)

    def reopen(self, user: Any, text: str) -> None:
        """The supervision team, or those who raised it, are not content."""
        with self._alone(user, TEAM, self.State.REPORTED, self.State.CLOSED):
            self._move(self.State.BEGUN, user, TEAM, Progress.Kind.REOPENED, text)

    def withdraw(self, user: Any, text: str) -> None:
        """The unit takes it back; of a confirmed plan nothing is taken back."""
        with self._alone(user, UNIT, self.State.PLANNED):
            if self.case and not self.case.is_planned:
                raise Meanwhile(self.pk)
            kind = Progress.Kind.WITHDRAWN
            self._move(self.State.WITHDRAWN, user, UNIT, kind, text)

    def _move(self, state: str, user: Any, side: str, kind: str, *how: Any) -> None:
        self._turn(state)
        self.tell(user, side, kind, *how)

    def _turn(self, state: str) -> None:
        self.state = state
        self.save(update_fields=["state"])

    def tell(
        self,
        user: Any,
        side: str,
        kind: str,
        text: str = "",
        files: Sequence[Handed] = (),
    ) -> None:
        """Keep who did it, and put it into the campaign's audit chain."""
        made = self.progress.create(kind=kind, text=text, **signature(user, side))
        said: dict[str, Any] = {"measure": self.text, "words": text}
        told: dict[str, Detail] = {"measure": self.pk, "on": self.unit.code}
        if files:
            said["files"] = Evidence.objects.keep(made, files)
            told["files"] = len(said["files"])
        self._tell(user, f"measure {kind}", said, **told)


class Progress(Signed):
    """What somebody did on a measure; appended, never changed."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("Measure planned")
        BEGUN = "begun", _("Begun")
        REPORTED = "reported", _("Reported done")
        CLOSED = "closed", pgettext_lazy("of a measure", "Closed")
        REOPENED = "reopened", _("Reopened")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="progress")
    kind = models.CharField(max_length=10, choices=Kind)

    def __str__(self) -> str:
        return f"{self.measure_id}-{self.pk} {self.kind}"

    @staticmethod
    def with_files(path: str = "files") -> models.Prefetch:
        """To read steps with their files, of which the bytes stay where they are."""
        return models.Prefetch(path, Evidence.objects.light())
