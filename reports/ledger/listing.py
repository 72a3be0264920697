"""The ledger as a list: filters in the address, order, pages, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, Subject, Unit
from campaigns.roles import is_auditor, is_office, sees_nothing, told_of, units_of
from reports.ledger.counts import Counts, counts
from reports.models import Point

A_PAGE, RECENT = 50, 20
ORDERS = {
    "due": (gettext_lazy("by deadline"), (F("due").asc(nulls_last=True), "pk")),
    "unit": (gettext_lazy("by unit"), ("-campaign", "unit__code", "number")),
    "new": (gettext_lazy("newest first"), ("-pk",)),
}
NAMES = ("q", "campaign", "unit", "state", "source", "only", "order")


@dataclass(frozen=True)
class Listing:
    """What one user asked to see; a question that makes no sense is left out."""

    user: Any
    asked: Mapping[str, str]

    @cached_property
    def mine(self) -> Any:
        return Point.objects.for_user(self.user)

    @property
    def q(self) -> str:
        return self.asked.get("q", "").replace("\0", "").strip()[:80]

    @property
    def state(self) -> str:
        """One of the states; "open" is all that stand open, which is the default."""
        found = self.asked.get("state", "open")
        return found if found in (*Point.State.values, "all") else "open"

    @property
    def source(self) -> str:
        found = self.asked.get("source", "")
        return found if found in Point.Source.values else ""

    @property
    def only(self) -> str:
        found = self.asked.get("only", "")
        return found if found in ("mine", "late", "reopened") else ""

    @property
    def order(self) -> str:
        found = self.asked.get("order", "due")
        return found if found in ORDERS else "due"

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
        return list(rows.order_by("code"))

    @cached_property
    def unit(self) -> Unit | None:
        code = self.asked.get("unit", "")
        return next((row for row in self.units if row.code == code), None)

    @property
    def states(self) -> list[tuple[str, Any]]:
        return list(Point.State.choices)

    @property
    def sources(self) -> list[tuple[str, Any]]:
        return list(Point.Source.choices)

    @property
    def orders(self) -> list[tuple[str, Any]]:
        return [(key, label) for key, (label, _order) in ORDERS.items()]

    def _there(self) -> Any:
        return self.mine.filter(campaign=self.campaign) if self.campaign else self.mine

    @cached_property
    def counts(self) -> Counts:
        """Of the campaign and unit that are chosen, in whatever state."""
        rows = self._there()
        return counts(rows.filter(unit=self.unit) if self.unit else rows)

    def _filtered(self) -> Any:
        rows = self._there()
        if self.unit:
            rows = rows.filter(unit=self.unit)
        if self.state == "open":
            rows = rows.standing()
        elif self.state != "all":
            rows = rows.filter(state=self.state)
        if self.source:
            rows = rows.filter(source=self.source)
        if self.q:
            unit = Q(unit__name__icontains=self.q) | Q(unit__name_en__icontains=self.q)
            rows = rows.filter(unit | Q(text__icontains=self.q))
        return self._only(rows)

    def _only(self, rows: Any) -> Any:
        if self.only == "mine":
            rows = rows.waiting_for(self.user)
        elif self.only == "late":
            rows = rows.late()
        elif self.only == "reopened":
            rows = rows.filter(reopened__gt=0)
        return rows

    @cached_property
    def page(self) -> Page[Point]:
        rows = self._filtered().listed().order_by(*ORDERS[self.order][1])
        return Paginator(rows, A_PAGE).get_page(self.asked.get("page"))

    @cached_property
    def ledgers(self) -> list[tuple[str, str]]:
        """Where there is more than points: campaigns, or one's own unit in them."""
        rows = Campaign.objects.certified().defer("definition").order_by("-pk")
        return [*_watched(self.user, rows), *_own(self.user, rows)][:RECENT]

    @property
    def is_empty(self) -> bool:
        """Whether there is no point at all for this user."""
        return not self.campaigns

    @property
    def query(self) -> str:
        """The question without its page, for the links to the other pages."""
        return urlencode({k: self.asked[k] for k in NAMES if self.asked.get(k)})


def _watched(user: Any, rows: Any) -> list[tuple[str, str]]:
    """Campaigns whose ledger the user keeps or checks."""
    if sees_nothing(user):
        return []
    if not (is_office(user) or is_auditor(user)):
        rows = rows.filter(groups__seats__team__members=user).distinct()
    return [(str(row), reverse("ledger:campaign", args=[row.pk])) for row in rows]


def _own(user: Any, rows: Any) -> list[tuple[str, str]]:
    """The user's units, in each campaign whose result is released to him by now."""
    mine = Unit.objects.filter(pk__in=units_of(user))
    told = Subject.objects.filter(told_of(user))
    return [
        (f"{unit} · {row}", reverse("ledger:unit", args=[row.pk, unit.code]))
        for unit in mine
        for row in rows.filter(pk__in=told.filter(unit=unit).values("campaign"))
    ]
