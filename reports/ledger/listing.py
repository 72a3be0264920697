"""The ledger as a list: its filters besides, its counts, and the ledgers of units."""

from functools import cached_property
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, Subject, Unit
from campaigns.roles import is_auditor, is_office, sees_nothing, told_of, units_of
from reports import listing
from reports.ledger.counts import Counts, counts
from reports.models import Point

RECENT = 20


class Listing(listing.Listing):
    """Points, of one campaign, unit or source or of all."""

    model = Point
    WORDS = ("unit__name", "unit__name_en", "text")
    ORDERS = {
        "due": (gettext_lazy("by deadline"), (F("due").asc(nulls_last=True), "pk")),
        "unit": (gettext_lazy("by unit"), ("-campaign_id", "unit", "number")),
        "new": (gettext_lazy("newest first"), ("-pk",)),
    }
    ONLY = ("mine", "late", "reopened")

    @property
    def source(self) -> str:
        return self.one_of(Point.Source.values, "source")

    @property
    def sources(self) -> list[tuple[str, Any]]:
        return list(Point.Source.choices)

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """Those with points that the user sees, the newest first."""
        rows = Campaign.objects.filter(pk__in=self.mine.values("campaign"))
        return list(rows.defer("definition").order_by("-pk"))

    @cached_property
    def campaign(self) -> Campaign | None:
        number = self.asked.get("campaign", "")
        return next((row for row in self.campaigns if str(row.pk) == number), None)

    @cached_property
    def units(self) -> list[Unit]:
        rows = Unit.objects.filter(pk__in=self._there().values("unit"))
        return list(rows)

    @cached_property
    def unit(self) -> Unit | None:
        code = self.asked.get("unit", "")
        return next((row for row in self.units if row.code == code), None)

    def _there(self) -> Any:
        return self.mine.filter(campaign=self.campaign) if self.campaign else self.mine

    def _of_unit(self) -> Any:
        return self._there().filter(unit=self.unit) if self.unit else self._there()

    @cached_property
    def counts(self) -> Counts:
        """Of the campaign and unit that are chosen, in whatever state."""
        return counts(self._of_unit())

    def chosen(self) -> Any:
        rows = self._of_unit()
        return rows.filter(source=self.source) if self.source else rows

    def narrowed(self, rows: Any) -> Any:
        if self.only == "reopened":
            return rows.filter(reopened__gt=0)
        return super().narrowed(rows)

    @cached_property
    def ledgers(self) -> list[tuple[str, str]]:
        """Where there is more than points: campaigns, and one's own unit in them."""
        rows = Campaign.objects.certified().defer("definition").order_by("-pk")
        return [*_watched(self.user, rows), *_own(self.user, rows)]


def _watched(user: Any, rows: Any) -> list[tuple[str, str]]:
    """The latest campaigns whose ledger the user keeps or checks."""
    if sees_nothing(user):
        return []
    if not (is_office(user) or is_auditor(user)):
        rows = rows.filter(groups__seats__team__members=user).distinct()
    return [
        (str(row), reverse("ledger:campaign", args=[row.pk])) for row in rows[:RECENT]
    ]


def _own(user: Any, rows: Any) -> list[tuple[str, str]]:
    """The user's units, in the latest campaigns whose results they are told by now."""
    mine = Unit.objects.filter(pk__in=units_of(user))
    told = Subject.objects.filter(told_of(user))
    return [
        (f"{unit} · {row}", reverse("ledger:unit", args=[row.pk, unit.code]))
        for unit in mine
        for row in rows.filter(pk__in=told.filter(unit=unit).values("campaign"))[
            :RECENT
        ]
    ]
