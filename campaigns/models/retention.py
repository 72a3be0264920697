"""How long the names of a campaign are kept, and when they were erased."""

from collections import Counter
from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 3650  # days
ENDED = ("released", "void")


class Retention(models.Model):
    """The part of a campaign that knows how long its names are kept.

    No part of what is frozen: who is on a list changes no result. `ended_at` is when it
    was released or declared void; the days run from then.
    """

    names_kept_days = models.PositiveSmallIntegerField(
        _("days for which names are kept"),
        default=90,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_(
            "So many days after the release, or after the campaign was declared void, "
            "the names and contacts of the lists and the slips are erased for ever. "
            "From the start of voting on it is changed at the desk, with a reason."
        ),
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    # unit, pool, category and how many were on that list: what stays of the names
    roster_counts = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def names_go_at(self) -> datetime | None:
        """When names and slips are erased; None before the end and after erasing."""
        if self.ended_at is None or self.erased_at:
            return None
        return self.ended_at + timedelta(days=self.names_kept_days)

    @property
    def names_are_due(self) -> bool:
        """Whether the day has come."""
        at = self.names_go_at
        return at is not None and at <= timezone.now()

    @property
    def listed(self) -> dict[tuple[int, int], Counter[str]]:
        """How many were on the list of a unit and pool when the names were erased."""
        found: dict[tuple[int, int], Counter[str]] = {}
        for unit, pool, category, n in self.roster_counts or ():
            found.setdefault((unit, pool), Counter())[category] = n
        return found
