"""A name for another on a list that was approved, until voting closes."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.approval.kinds import SETTLED
from campaigns.models.campaign import WrongState
from campaigns.models.listed import Twice
from campaigns.models.rater import Rater
from campaigns.models.submission import WORDS, OwnWork, Submission


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def asked(self) -> Self:
        return self.filter(state=Exchange.State.ASKED)

    def worded(self) -> Self:
        """Those that wait, or say who goes or comes, or why."""
        said = self.exclude(name="", contact="", reason="", answer="")
        return said | self.asked()

    def erase(self) -> int:
        """Forget names and words, for archiving; what waits is withdrawn.

        The rows stay: reports count them.
        """
        keys, ended = list(self.values_list("pk", flat=True)), Exchange.State.WITHDRAWN
        rows = Exchange.objects.filter(pk__in=keys)
        rows.asked().update(state=ended, decided_at=timezone.now())
        return rows.update(name="", contact="", reason="", answer="")


class Exchange(models.Model):
    """Who goes, and who comes: proposed by the unit, decided by the supervision team.

    Names are kept as long as it waits; afterwards the list has the one, and nothing
    the other. Archiving withdraws what still waits.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the supervision team")
        DONE = "done", _("exchanged")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="exchanges", verbose_name=_("list")
    )
    # not there any more when the line went with an upload
    rater = models.ForeignKey(Rater, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=60, blank=True)
    category = models.CharField(_("category"), max_length=30, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)
    namesake = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=WORDS)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    # why the team refused
    answer = models.CharField(max_length=WORDS, blank=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.submission} {self.asked_at:%Y-%m-%d}"

    def ask(self) -> None:
        """Propose it. Raises WrongState where the list is not approved."""
        with self.submission.alone(*SETTLED):
            self.save(force_insert=True)
            self.submission.tell("exchange asked for", self.asked_by)

    def do(self, by: str) -> None:
        """The one goes, the other comes. Raises WrongState, Twice and OwnWork.

        Of what is not asked for yet it is the asking as well.
        """
        with self.submission.alone(*SETTLED):
            self._held()
            if self.pk and by == self.asked_by:
                raise OwnWork
            self._put(self.submission.line(self.rater_id or 0))
            self.rater = None
            self._end(self.State.DONE, by)
            self.submission.exchanged(by, category=self.category)

    def refuse(self, by: str, answer: str) -> None:
        """Everything stays. Raises WrongState."""
        with self.submission.alone():
            self._held()
            self.answer = answer
            self._end(self.State.REFUSED, by)
            self.submission.tell("exchange refused", by)

    def withdraw(self, by: str) -> None:
        """Whoever asked for it needs it no more. Raises WrongState."""
        with self.submission.alone():
            self._held()
            self._end(self.State.WITHDRAWN, by)
            self.submission.tell("exchange withdrawn", by)

    def _held(self) -> None:
        if self.pk and not Exchange.objects.asked().filter(pk=self.pk).exists():
            raise WrongState(f"{self.pk}: decided already")

    def _put(self, row: Rater) -> None:
        """In the place of `row` a new one: another person was not written to yet.

        What else was proposed for whoever goes finds nobody any more.
        """
        comes = Rater(
            campaign=row.campaign,
            pool=row.pool,
            unit=row.unit,
            position=row.position,
            name=self.name,
            category=self.category,
            contact=self.contact,
            namesake=self.namesake,
        )
        row.delete()
        if comes.is_twice:
            raise Twice(self.name)
        comes.save()

    def _end(self, state: str, by: str) -> None:
        """It is decided, and the names are forgotten."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.name = self.contact = ""
        self.save()
