"""What was released: each version of a campaign's results, for ever."""

from django.db import models
from django.utils import timezone

from campaigns.models import Campaign


class ReleaseQuerySet(models.QuerySet["Release"]):
    def latest_of(self, campaign: Campaign) -> "Release | None":
        """The version that stands; None before certification."""
        return self.filter(campaign=campaign).order_by("-version").first()


class Release(models.Model):
    """One version of the results: their canonical JSON and its SHA-256 (T18).

    A later version takes its place and never its row. `basis` is the hash of all that
    the report is made of, in no language: when it differs, the report has changed.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="releases")
    version = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    results = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "version"), name="release_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.version}"
