"""The list of cases: filters, order, pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from campaigns.models import Team
from reports.models import Case

A_PAGE = 50
ORDERS = {
    "due": (gettext_lazy("by deadline"), (F("day").asc(nulls_last=True), "pk")),
    "new": (gettext_lazy("newest first"), ("-pk",)),
    "unit": (gettext_lazy("by unit"), ("subject__unit__name", "-pk")),
}


@dataclass(frozen=True)
class Listing:
    """What one user asked to see; a question that makes no sense is left out."""

    user: Any
    asked: Mapping[str, str]

    @cached_property
    def mine(self) -> Any:
        return Case.objects.for_user(self.user)

    @property
    def q(self) -> str:
        return self.asked.get("q", "").replace("\0", "").strip()[:80]

    @property
    def state(self) -> str:
        """One of the states; "open" is all that stand open, which is the default."""
        found = self.asked.get("state", "open")
        return found if found in (*Case.State.values, "all") else "open"

    @property
    def only(self) -> str:
        found = self.asked.get("only", "")
        return found if found in ("mine", "late") else ""

    @property
    def order(self) -> str:
        found = self.asked.get("order", "due")
        return found if found in ORDERS else "due"

    @property
    def team(self) -> Team | None:
        number = self.asked.get("team", "")
        rows = [team for team in self.teams if str(team.pk) == number]
        return rows[0] if rows else None

    @cached_property
    def teams(self) -> list[Team]:
        """Teams of the cases that the user sees; of one there is nothing to choose."""
        seats = Q(seats__unit__in=self.mine.values("subject__unit"))
        return list(Team.objects.filter(seats).distinct())

    @property
    def states(self) -> list[tuple[str, Any]]:
        return list(Case.State.choices)

    @property
    def orders(self) -> list[tuple[str, Any]]:
        return [(key, label) for key, (label, _order) in ORDERS.items()]

    def _filtered(self) -> Any:
        rows = self.mine
        if self.state == "open":
            rows = rows.standing()
        elif self.state != "all":
            rows = rows.filter(state=self.state)
        if self.only == "mine":
            rows = rows.filter(pk__in=rows.waiting_for(self.user).values("pk"))
        if self.only == "late":
            rows = rows.late()
        if self.team:
            rows = rows.of_team(self.team)
        if self.q:
            unit = Q(subject__unit__name__icontains=self.q)
            unit |= Q(subject__unit__name_en__icontains=self.q)
            rows = rows.filter(unit | Q(campaign__title__icontains=self.q))
        return rows.listed().order_by(*ORDERS[self.order][1])

    @cached_property
    def page(self) -> Page[Case]:
        return Paginator(self._filtered(), A_PAGE).get_page(self.asked.get("page"))

    @property
    def is_empty(self) -> bool:
        """Whether there is no case at all for this user."""
        return not self.mine.exists()

    @property
    def query(self) -> str:
        """The question without its page, for the links to the other pages."""
        names = ("q", "state", "only", "order", "team")
        return urlencode({k: self.asked[k] for k in names if self.asked.get(k)})
