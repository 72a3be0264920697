"""Groups of units that are rated together."""

import re
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from audit.models import record
from campaigns.models.campaign import Campaign
from campaigns.models.unit import Team, Unit, is_key
from campaigns.order import LAST
from campaigns.roles import talks_of
from campaigns.text import Text

APART = re.compile(r"[\n\r,，､、;；]+")


class GroupQuerySet(models.QuerySet["Group"]):
    def with_units(self) -> Self:
        """With seats and their units, in two queries.

        Joined, because prefetching 1,000 units by their keys makes an expression that
        is too deep for SQLite.
        """
        seats = GroupUnit.objects.select_related("unit")
        return self.prefetch_related(models.Prefetch("seats", queryset=seats))


class Group(models.Model):
    """Units rated together at one meeting (组), run by the responsible team."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="groups", verbose_name=_("campaign")
    )
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        related_name="groups",
        null=True,
        blank=True,
        verbose_name=_("responsible team"),
        help_text=_("Runs the meeting (责任督导组)."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=LAST)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("campaign", "position", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="group_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Text:
        return Text(self.title, self.title_en)


class GroupUnitQuerySet(models.QuerySet["GroupUnit"]):
    def for_user(self, user: Any) -> Self:
        """Whose talks `user` holds: the office all, an original team its own units'."""
        return self.filter(talks_of(user), group__campaign__drill=False)

    def watched(self, user: Any, unit: str = "unit") -> models.Exists:
        """Of rows of a campaign: those of which `user` is in the unit's original team.

        `unit` is the way to the unit.
        """
        mine = self.filter(team__members=user)
        there = mine.filter(group__campaign=OuterRef("campaign"), unit=OuterRef(unit))
        return Exists(there)

    def in_order(self) -> Self:
        """Group by group, and as they sit there."""
        return self.order_by("group__position", "group__key", "position", "pk")

    def led(self) -> Self:
        """Those of which it is known who leads the unit."""
        return self.exclude(leaders="")

    def people(self) -> int:
        """How many names of leaders there are in all of them."""
        return sum(len(seat.leader_names) for seat in self)

    def erase(self) -> int:
        """Forget who leads the units, for archiving; how many they were."""
        n = self.people()
        self.update(leaders="")
        return n


class GroupUnit(models.Model):
    """A unit's seat in a group; its original team (原督导组) sees its results."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="seats")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="seats", verbose_name=_("unit")
    )
    lead = models.BooleanField(_("lead unit"), default=False)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        related_name="seats",
        null=True,
        blank=True,
        verbose_name=_("original team"),
        help_text=_("Tallies, interviews and feeds back; sees the unit's results."),
    )
    leaders = models.TextField(
        _("leadership team"),
        max_length=2000,
        blank=True,
        help_text=_(
            "Names of its members, one a line: nobody of that name rates this unit."
        ),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = GroupUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit of the group")
        verbose_name_plural = _("units of the group")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("group", "unit"), name="groupunit_once"),
            models.UniqueConstraint(
                fields=("group",),
                condition=models.Q(lead=True),
                name="groupunit_lead",
                violation_error_code="lead",
                violation_error_message=_("A group has one lead unit."),
            ),
        )

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def leader_names(self) -> list[str]:
        """As they were typed or pasted: lines, or names with a comma between them."""
        return [name for name in map(str.strip, APART.split(self.leaders)) if name]

    def keep_leaders(self, by: str) -> None:
        """Store them, also of a frozen campaign: who leads a unit may change."""
        with transaction.atomic():
            self.save(update_fields=["leaders"])
            n, campaign = len(self.leader_names), self.group.campaign_id
            place = self.unit.code
            record("leaders", by=by, campaign=campaign, place=place, number=n)
