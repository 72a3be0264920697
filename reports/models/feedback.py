"""What the original team feeds back of the talks to the head of the unit (反馈)."""

import secrets
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.models import record
from campaigns.models import Campaign, GroupUnit, Unit
from campaigns.roles import told_to
from reports.models.interview import Interview, alone

FEWEST_TALKS = 3  # of fewer every point is somebody's


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def for_user(self, user: Any) -> Self:
        """For those who hold the talks, and the head once the result is released."""
        seats = GroupUnit.objects.for_user(user).filter(
            group__campaign=OuterRef("campaign"), unit=OuterRef("unit")
        )
        return self.filter(Exists(seats) | told_to(user))


class Feedback(models.Model):
    """How many talks were held in a unit, and the points of all of them, mixed.

    Given once and all at once: points that came one by one would be those of whoever
    was talked with that day. They are copied, so that the notes can be erased.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="feedbacks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="feedbacks")
    held = models.PositiveIntegerField()
    points = models.JSONField(default=list)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.CharField(max_length=150)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "unit"), name="feedback_once"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.unit_id}"

    @classmethod
    def give(cls, campaign: Campaign, unit: Unit, user: Any) -> "Feedback":
        """Feed back what is noted by now. Raises WrongState when that was done."""
        name = user.get_username()
        with transaction.atomic():
            alone(campaign, unit)
            rows = Interview.objects.filter(campaign=campaign, unit=unit).held()
            made = cls(campaign=campaign, unit=unit, held=len(rows), given_by=name)
            made.points = mixed(rows) if made.held >= FEWEST_TALKS else []
            made.save()
            record(
                "talks fed back",
                by=name,
                campaign=campaign.pk,
                unit=unit.code,
                held=made.held,
                points=len(made.points),
            )
        return made


def mixed(rows: models.QuerySet[Interview]) -> list[str]:
    """Every point for itself, in an order that is nobody's."""
    lines = [line.strip() for row in rows for line in row.points.splitlines()]
    found = [line for line in lines if line]
    secrets.SystemRandom().shuffle(found)
    return found
