"""Who is kept off a list: who leads what its raters rate. Imports no table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.contrib.auth import get_user_model

from campaigns.approval.item import pools_of
from campaigns.approval.kinds import OWN_REACH, Kind
from campaigns.lists.alike import skeleton

if TYPE_CHECKING:
    from campaigns.models import Campaign, GroupUnit, Pool


@dataclass(frozen=True, slots=True)
class Led:
    """A unit with the group it sits in and the names in its leadership team."""

    code: str
    group: str
    names: Sequence[str]

    @classmethod
    def of(cls, seat: "GroupUnit") -> Self:
        return cls(seat.unit.code, seat.group.key, seat.leader_names)


@dataclass(frozen=True)
class Leaders:
    """Those of some units of a campaign: members of the leadership teams, persons who
    are rated and heads, in two queries however many units there are."""

    campaign: "Campaign"
    units: Sequence[Led]

    @classmethod
    def of(cls, campaign: "Campaign", seats: Iterable["GroupUnit"]) -> Self:
        return cls(campaign, [Led.of(seat) for seat in seats])

    @cached_property
    def _by_unit(self) -> dict[str, set[str]]:
        """In one spelling."""
        found = {led.code: set(map(skeleton, led.names)) for led in self.units}
        persons = self.campaign.subjects.filter(kind="person", unit__code__in=found)
        for code, name in persons.values_list("unit__code", "name"):
            found[code].add(skeleton(name))
        heads = get_user_model().objects.filter(
            is_active=True, roles__kind="head", roles__unit__code__in=found
        )
        rows = heads.values_list("roles__unit__code", "first_name", "last_name")
        for code, *names in rows:
            found[code].add(skeleton(" ".join(names)))
        return {code: names - {""} for code, names in found.items()}

    @cached_property
    def all(self) -> set[str]:
        return set().union(*self._by_unit.values())

    @cached_property
    def _by_group(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {led.group: set() for led in self.units}
        for led in self.units:
            found[led.group] |= self._by_unit[led.code]
        return found

    @cached_property
    def _groups(self) -> dict[str, str]:
        return {led.code: led.group for led in self.units}

    @cached_property
    def _everywhere(self) -> bool:
        return reach_all(self.campaign)

    def has(self, name: str, code: str, reach: str) -> bool:
        """Whether a rater of this unit, in a pool of this reach, has such a name."""
        return skeleton(name) in self._kept_off(code, reach)

    def _kept_off(self, code: str, reach: str) -> set[str]:
        if reach in OWN_REACH:
            return self._by_unit.get(code, set())
        if self._everywhere:
            return self.all
        return self._by_group.get(self._groups.get(code, ""), set())

    def listed(self) -> list[int]:
        """The lines of the lists with such a name, but those said to be another."""
        if not self.all:
            return []
        rows = self.campaign.raters.filter(namesake=False).order_by()
        columns = ("pk", "name", "unit__code", "pool__reach")
        return [pk for pk, *line in rows.values_list(*columns) if self.has(*line)]


def reach_all(campaign: "Campaign") -> bool:
    """Whether some raters of cross-unit lists rate every unit of the campaign."""
    pools: list[Pool] = pools_of(Kind.CROSS, list(campaign.pools.all()))
    return any(pool.reach == "campaign" for pool in pools)
