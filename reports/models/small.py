"""The second small rating (小测评): people who were drawn rate the head."""

from typing import Any, Self

from django.db import models

from campaigns.models import Campaign


class SmallRatingQuerySet(models.QuerySet["SmallRating"]):
    def of(self, campaign: Campaign) -> Self:
        """Those that follow a campaign, unless they were declared void."""
        rows = self.filter(follows=campaign).exclude(campaign__state="void")
        return rows.select_related("campaign").order_by("pk")

    def for_user(self, user: Any) -> Self:
        return self.filter(campaign__in=Campaign.objects.for_user(user))


class SmallRating(models.Model):
    """A campaign that is the small rating after the talks of another.

    It has a box, slips and results of its own and is never a stage of any series.
    """

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="small_rating"
    )
    follows = models.ForeignKey(Campaign, models.CASCADE, related_name="small_ratings")

    objects = SmallRatingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.campaign)
