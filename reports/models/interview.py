"""Talks with people drawn at random (抽样访谈), kept apart from every ballot.

A talk knows the draw and the place in it, no name; nothing leads from here to a ticket,
a slip or a ballot, nor from there to here.
"""

from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import record
from campaigns.models import Campaign, Draw, GroupUnit, Unit, WrongState

State = Campaign.State
# before voting closes nobody is known as drawn while he may still vote
TALKING = (State.CLOSED, State.COUNTED, State.RELEASED)
COLUMNS = ("outcome", "held_on", "place", "notes", "points")


def alone(campaign: Campaign, unit: Unit) -> None:
    """Alone with the talks of a campaign, in a transaction. Raises WrongState.

    Once they are fed back to the head of the unit nothing of its talks changes.
    """
    now = Campaign.objects.select_for_update().get(pk=campaign.pk)
    fed_back = unit.feedbacks.filter(campaign=campaign).exists()
    if now.state not in TALKING or fed_back:
        raise WrongState(f"{campaign.pk}: no talks of {unit.code} now")


class InterviewQuerySet(models.QuerySet["Interview"]):
    def for_user(self, user: Any) -> Self:
        """Those of the units whose original team `user` is in; the office all."""
        seats = GroupUnit.objects.for_user(user).filter(
            group__campaign=OuterRef("campaign"), unit=OuterRef("unit")
        )
        return self.filter(Exists(seats))

    def held(self) -> Self:
        return self.filter(outcome=Interview.Outcome.HELD)

    def missed(self) -> Self:
        """Those in whose place a reserve is asked."""
        return self.exclude(outcome=Interview.Outcome.HELD)

    def counts(self) -> dict[int, int]:
        """How many were held, by unit; of draws that another replaced none."""
        rows = self.held().filter(draw__replaced_by=None).order_by()
        return dict(rows.values_list("unit").annotate(n=Count("pk")))

    def noted(self) -> Self:
        """Those of which something was written down."""
        return self.exclude(notes="", points="", place="")

    def erase(self) -> int:
        """Forget what was said and who noted it, for archiving; counts stay."""
        return self.update(notes="", points="", place="", by=None)


class Interview(models.Model):
    """The talk with the n-th drawn: whether it was held, and what is noted of it."""

    class Outcome(models.TextChoices):
        HELD = "held", pgettext_lazy("talk", "held")
        NOT_REACHED = "not-reached", _("not reached: a reserve is asked")
        DECLINED = "declined", _("declined: a reserve is asked")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="interviews")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="interviews")
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="interviews")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    held_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True)
    notes = models.TextField(max_length=4000, blank=True)
    # what may be told to the head of the unit, a line each, without who said it
    points = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="interviews", null=True
    )
    version = models.PositiveIntegerField(default=1)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ("draw", "number")
        constraints = (
            models.UniqueConstraint(fields=("draw", "number"), name="interview_once"),
        )

    def __str__(self) -> str:
        return f"{self.draw_id}-{self.number}"

    @property
    def is_held(self) -> bool:
        return self.outcome == self.Outcome.HELD

    def write(self, user: Any, seen: int) -> None:
        """Store it in place of the version that was `seen`, 0 for none.

        Raises WrongState when somebody else was first, or talks are over.
        """
        self.by = user
        with transaction.atomic():
            alone(self.campaign, self.unit)
            if not (self._renew(seen) if seen else self._begin()):
                raise WrongState(f"{self}: somebody else has noted it")
            self._tell("talk changed" if seen else "talk noted", user)

    def _begin(self) -> bool:
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def _renew(self, seen: int) -> bool:
        values = {name: getattr(self, name) for name in COLUMNS}
        rows = Interview.objects.filter(pk=self.pk, version=seen)
        return bool(rows.update(**values, by=self.by, version=F("version") + 1))

    def remove(self, user: Any, seen: int) -> None:
        """Take it back as if it had not been noted. Raises WrongState as `write`."""
        with transaction.atomic():
            alone(self.campaign, self.unit)
            if not Interview.objects.filter(pk=self.pk, version=seen).delete()[0]:
                raise WrongState(f"{self}: somebody else has noted it")
            self._tell("talk deleted", user)

    def _tell(self, act: str, user: Any) -> None:
        """Numbers only: which of which draw, never how it went."""
        record(
            act,
            by=user.get_username(),
            campaign=self.campaign_id,
            unit=self.unit.code,
            draw=self.draw_id,
            talk=self.number,
        )
