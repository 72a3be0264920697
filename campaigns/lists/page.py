"""What the page of the roster shows: lists group by group, and the people asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from campaigns.approval.leaders import Leaders
from campaigns.lists.standing import Filled, Standing
from campaigns.models import Campaign, Group, Rater, Unit

SHOWN = 200  # people on one page; who looks for somebody narrows it down


@dataclass(frozen=True)
class RosterPage:
    """The lists of a campaign, narrowed down by what was asked for."""

    campaign: Campaign
    asked: Mapping[str, str] = field(repr=False)

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.campaign)

    @property
    def named(self) -> bool:
        """Whether there is somebody to be looked for."""
        return bool(self.standing.n and not self.campaign.erased_at)

    @property
    def q(self) -> str:
        return self._said("q").strip()

    @property
    def group(self) -> str:
        return self._said("group")

    @property
    def unit(self) -> str:
        return self._said("unit")

    @property
    def pool(self) -> str:
        return self._said("pool")

    def _said(self, name: str) -> str:
        """PostgreSQL stores no NUL, and looks for none."""
        return self.asked.get(name, "").replace("\0", "")[:60]

    @property
    def odd_only(self) -> bool:
        return self.asked.get("only") == "odd"

    @property
    def leaders_only(self) -> bool:
        return self.asked.get("only") == "leaders"

    @property
    def asks(self) -> bool:
        """Whether people are asked for, and not lists alone."""
        return bool(self.q or self.unit or self.leaders_only)

    @property
    def narrowed(self) -> bool:
        return bool(self.asks or self.group or self.pool or self.odd_only)

    @cached_property
    def groups(self) -> list[tuple[Group, list[tuple[Unit, list[Filled]]]]]:
        """Units of each group with their lists; groups without one are left out."""
        found = []
        for group in self.standing.groups:
            if self.group in ("", group.key):
                rows = [(s.unit, self.standing.of(s.unit)) for s in group.seats.all()]
                rows = [row for row in rows if self._wanted(*row)]
                found += [(group, rows)] if rows else []
        return found

    def _wanted(self, unit: Unit, lists: list[Filled]) -> bool:
        if self.unit not in ("", unit.code):
            return False
        if self.leaders_only:
            return unit.pk in self._led
        return not self.odd_only or not all(each.fits for each in lists)

    @cached_property
    def _led(self) -> set[int]:
        """Units that have found people on their lists."""
        return {row.unit_id for row in self.people}

    @cached_property
    def people(self) -> list[Rater]:
        """Those of a unit or pool, found by a word, or with the name of a leader.

        Nobody until it is asked.
        """
        if not self.asks:
            return []
        rows = self.campaign.raters.in_order()
        if self.q:
            rows = rows.holding(self.q)
        if self.unit:
            rows = rows.filter(unit__code=self.unit)
        if self.group:
            rows = rows.filter(unit__in=self._units_of_group())
        if self.pool:
            rows = rows.filter(pool__key=self.pool)
        if self.leaders_only:
            rows = rows.filter(pk__in=self._leaders())
        return list(rows[: SHOWN + 1])

    def _leaders(self) -> list[int]:
        groups = self.standing.groups
        seats = [seat for group in groups for seat in group.seats.all()]
        return Leaders.of(self.campaign, seats).listed()

    def _units_of_group(self) -> list[int]:
        groups = (g for g in self.standing.groups if g.key == self.group)
        return [seat.unit_id for group in groups for seat in group.seats.all()]

    @property
    def shown(self) -> list[Rater]:
        return self.people[:SHOWN]

    @property
    def more(self) -> bool:
        return len(self.people) > SHOWN
