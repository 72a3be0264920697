"""A letter to somebody who is late, on its way."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.models.campaign import Campaign


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def refused(self, campaign: Campaign) -> Self:
        """Those whose last letter the mail server did not take."""
        later = Reminder.objects.filter(
            campaign=OuterRef("campaign"), user=OuterRef("user"), pk__gt=OuterRef("pk")
        )
        rows = self.filter(campaign=campaign, refused=True)
        return rows.exclude(Exists(later))


class Reminder(models.Model):
    """That a reminder was asked for, and whether it has gone out."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders"
    )
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    # the mail server has refused the address
    refused = models.BooleanField(default=False)

    objects = ReminderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
