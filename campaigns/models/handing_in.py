"""Whether units hand in lists and papers for approval, and by when."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Approval(models.TextChoices):
    """What the supervision team approves."""

    NONE = "none", _("nothing: the office keeps lists and papers alone")
    LISTS = "lists", _("the lists of raters")
    ALL = "all", _("the lists of raters, and the two papers of each unit")


class HandingIn(models.Model):
    """The part of a campaign that says what is handed in; a drill asks for nothing."""

    approval = models.CharField(
        _("the supervision team approves"),
        max_length=5,
        choices=Approval,
        default=Approval.NONE,
        help_text=_(
            "Then each unit hands in its list, its lead unit that of the cross-unit "
            "raters. Papers that are not approved stand in the way of freezing, lists "
            "in the way of voting."
        ),
    )
    lists_by = models.DateField(_("lists are due on"), null=True, blank=True)
    papers_by = models.DateField(_("papers are due on"), null=True, blank=True)

    # what the campaign has besides
    drill: Any
    zone: Any

    class Meta:
        abstract = True

    @property
    def approves_lists(self) -> bool:
        return self.approval != Approval.NONE and not self.drill

    @property
    def approves_papers(self) -> bool:
        return self.approval == Approval.ALL and not self.drill

    def today(self) -> date:
        """The day where the campaign is: a deadline ends with it."""
        return timezone.localdate(timezone=self.zone)

    def is_past(self, day: date | None) -> bool:
        """Whether a deadline is over; without one nothing is late."""
        return day is not None and day < self.today()
