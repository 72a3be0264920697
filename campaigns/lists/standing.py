"""How far the lists of a campaign are: against quotas and required composition."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from campaigns.composition import Category

if TYPE_CHECKING:
    from campaigns.models import Campaign, Group, Pool, Unit


@dataclass(frozen=True, slots=True)
class Share:
    """A category on one list: how many there are, and at least must be."""

    name: str
    n: int
    least: int

    @property
    def met(self) -> bool:
        return self.n >= self.least


@dataclass(frozen=True, slots=True)
class Filled:
    """The list of one unit for one pool."""

    pool: "Pool"
    unit: "Unit"
    categories: Counter[str]
    required: tuple[Category, ...]

    @property
    def n(self) -> int:
        return self.categories.total()

    @property
    def missing(self) -> int:
        return max(self.pool.quota - self.n, 0)

    @property
    def over(self) -> int:
        return max(self.n - self.pool.quota, 0)

    def shares(self) -> list[Share]:
        """Of what a list has to be made up, and whatever else is on it."""
        quota, kind = self.pool.quota, self.unit.kind
        known = [
            Share(c.name, self.categories[c.name], c.least(quota, kind))
            for c in self.required
        ]
        names = {share.name for share in known}
        rest = ((name, n) for name, n in self.categories.items() if name not in names)
        return known + [Share(name, n, 0) for name, n in rest if name]

    @property
    def unmet(self) -> list[Share]:
        return [share for share in self.shares() if not share.met]

    @property
    def fits(self) -> bool:
        return self.n == self.pool.quota and not self.unmet


@dataclass(frozen=True)
class Standing:
    """The lists of a campaign, read in as many queries however many units there are."""

    campaign: "Campaign"

    @cached_property
    def pools(self) -> list["Pool"]:
        """Those whose raters are named."""
        return [pool for pool in self.campaign.pools.all() if pool.has_roster]

    @cached_property
    def counts(self) -> dict[tuple[int, int], Counter[str]]:
        """As the lists are, or as they were when their names were erased."""
        if self.campaign.erased_at:
            return self.campaign.listed
        return self.campaign.raters.counts()

    @cached_property
    def groups(self) -> list["Group"]:
        return list(self.campaign.groups.with_units())

    @property
    def units(self) -> list["Unit"]:
        return [seat.unit for group in self.groups for seat in group.seats.all()]

    def of(self, unit: "Unit") -> list[Filled]:
        """The lists of a unit, pool by pool."""
        return [
            Filled(
                pool,
                unit,
                self.counts.get((unit.pk, pool.pk), Counter()),
                self._required[pool.pk],
            )
            for pool in self.pools
            if self.rates(pool, unit)
        ]

    def is_rated(self, unit: "Unit") -> bool:
        """In a second vote some units only send raters."""
        return not self.campaign.parent_id or unit.pk in self._kinds

    def rates(self, pool: "Pool", unit: "Unit") -> bool:
        """In a second vote units that only send raters have no own-unit list."""
        if not self.campaign.parent_id or pool.reach != pool.Reach.UNIT:
            return True
        return bool(self._kinds.get(unit.pk, set()) & pool.rated_kinds)

    @cached_property
    def _kinds(self) -> dict[int, set[str]]:
        """The kinds of subjects by unit."""
        found: dict[int, set[str]] = {}
        for unit, kind in self.campaign.subjects.values_list("unit", "kind"):
            found.setdefault(unit, set()).add(kind)
        return found

    @cached_property
    def _required(self) -> dict[int, tuple[Category, ...]]:
        return {pool.pk: pool.categories for pool in self.pools}

    @cached_property
    def by_kind(self) -> dict[int, list[str]]:
        """The categories that a pool must have of some kinds of units only."""
        found = {
            key: [category.name for category in categories if category.by_kind]
            for key, categories in self._required.items()
        }
        return {key: names for key, names in found.items() if names}

    def kindless(self) -> list["Unit"]:
        """Units of which it is not known whether such a category is required."""
        pools = [pool for pool in self.pools if pool.pk in self.by_kind]
        return [
            unit
            for unit in (self.units if pools else ())
            if not unit.kind and any(self.rates(pool, unit) for pool in pools)
        ]

    def lists(self) -> Iterator[Filled]:
        for unit in self.units:
            yield from self.of(unit)

    @property
    def n(self) -> int:
        return sum(each.total() for each in self.counts.values())

    @property
    def quota(self) -> int:
        return sum(each.pool.quota for each in self.lists())
