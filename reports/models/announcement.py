"""Acts of releasing: which version, to whom, by whom and when, for ever."""

from collections.abc import Iterator
from itertools import pairwise

from django.db import models
from django.utils import timezone

from campaigns.models import Audience, Campaign


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def on(self, campaign: Campaign) -> list["Announcement"]:
        """Every act on the results of a campaign, the first first."""
        return list(self.filter(campaign=campaign))

    def make(
        self, campaign: Campaign, version: int, to: int, by: str, reason: str = ""
    ) -> "Announcement":
        """Keep one, and turn the campaign's results to that audience."""
        Campaign.objects.filter(pk=campaign.pk).update(audience=to)
        campaign.audience = to
        words = {"made_by": by, "reason": reason}
        return self.create(campaign=campaign, version=version, audience=to, **words)

    def ever_public(self, campaign: Campaign) -> bool:
        """Whether the public has ever been shown a version of it."""
        return self.filter(campaign=campaign, audience=Audience.PUBLIC).exists()


class Announcement(models.Model):
    """That a version was released to an audience (公布); appended, never changed.

    `reason`: why the version before it was taken back, by this one that says so.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="announcements")
    version = models.PositiveSmallIntegerField()
    audience = models.PositiveSmallIntegerField(choices=Audience)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.version} {self.get_audience_display()}"


def taken_back(
    rows: list[Announcement],
) -> Iterator[tuple[Announcement, Announcement]]:
    """Each act that was taken back, with the one that took it back."""
    return (pair for pair in pairwise(rows) if pair[1].reason)
