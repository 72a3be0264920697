"""All that is to be handed in: units with their lists and papers, group by group."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from campaigns.approval.item import Item, pools_of
from campaigns.approval.kinds import PAPERS, SETTLED, Kind
from campaigns.approval.known import OF_LIST, known_by
from campaigns.lists.standing import Filled, Standing
from campaigns.roles import Mandate

if TYPE_CHECKING:
    from campaigns.models import (
        Campaign,
        Exchange,
        Group,
        GroupUnit,
        Pool,
        Submission,
        Unit,
    )

Lines = list[tuple[str, str, str, str]]  # unit, pool, name, category


@dataclass(frozen=True)
class Board:
    """A campaign, or one group of it; as many queries however many units there are.

    Of the kinds that are asked for; what makes up the others is not read.
    """

    campaign: "Campaign"
    keys: frozenset[str] | None = None  # of groups; None: all
    kinds: tuple[Kind, ...] = tuple(Kind)

    @cached_property
    def groups(self) -> list["Group"]:
        rows = self.campaign.groups.with_units().select_related("team")
        rows = rows.prefetch_related("seats__team")
        return list(rows if self.keys is None else rows.filter(key__in=self.keys))

    @cached_property
    def pools(self) -> list["Pool"]:
        return list(self.campaign.pools.all())

    @cached_property
    def lines(self) -> dict[tuple[int, int], Lines]:
        """The raters by unit and pool."""
        rows = self.campaign.raters.order_by()
        if self.keys is not None:
            rows = rows.filter(unit__seats__group__in=self.groups)
        found: dict[tuple[int, int], Lines] = defaultdict(list)
        for unit, pool, *line in rows.values_list("unit", "pool", *OF_LIST):
            found[unit, pool].append(tuple(line))  # type: ignore[arg-type]
        return found

    @cached_property
    def papers(self) -> dict[tuple[int, str], list[Any]]:
        """What papers say, by unit and kind."""
        rows = self.campaign.documents.filter(kind__in=PAPERS, subject=None)
        if self.keys is not None:
            rows = rows.filter(unit__seats__group__in=self.groups)
        found: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for row in rows.order_by():
            found[row.unit_id, row.kind].append([row.fingerprint])
        return found

    @cached_property
    def rows(self) -> dict[tuple[str, int], "Submission"]:
        """What was handed in or decided, by kind and unit or group."""
        rows = self.campaign.submissions.filter(kind__in=self.kinds)
        rows = rows.prefetch_related("exchanges")
        if self.keys is not None:
            rows = rows.within(self.groups)
        return {(row.kind, row.unit_id or row.group_id): row for row in rows}  # type: ignore[misc]

    @cached_property
    def items(self) -> list[Item]:
        """Unit by unit, and each group's cross-unit list after its units."""
        return [item for group in self.groups for item in self._of(group)]

    def _of(self, group: "Group") -> Iterator[Item]:
        for seat in group.seats.all():
            kinds = (kind for kind in self._kinds(seat) if kind in self.kinds)
            yield from (self._item(kind, group, seat) for kind in kinds)
        cross = Kind.CROSS in self.kinds and pools_of(Kind.CROSS, self.pools)
        if cross and group.seats.all():
            yield self._item(Kind.CROSS, group, None)

    def _kinds(self, seat: "GroupUnit") -> Iterator[Kind]:
        """What a unit hands in: whoever is not rated neither list nor papers."""
        own, rated = pools_of(Kind.LIST, self.pools), self._standing
        if any(rated.rates(pool, seat.unit) for pool in own):
            yield Kind.LIST
        if self.campaign.approves_papers and rated.is_rated(seat.unit):
            yield from PAPERS

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.campaign)

    def _item(self, kind: Kind, group: "Group", seat: "GroupUnit | None") -> Item:
        place = seat.unit if seat else group
        new = self.campaign.submissions.model
        row = self.rows.get((kind, place.pk)) or new(kind=kind)
        # what is there already, so that nothing is asked for again
        row.campaign, row.unit, row.group = (
            self.campaign,
            seat.unit if seat else None,
            None if seat else group,
        )
        if kind in PAPERS:
            said = self.papers.get((place.pk, kind), [])
            return Item(self.campaign, kind, group, seat, row, known_by(said))
        units = [seat.unit] if seat else [each.unit for each in group.seats.all()]
        return self._list(kind, group, seat, row, units)

    def _list(
        self,
        kind: Kind,
        group: "Group",
        seat: "GroupUnit | None",
        row: "Submission",
        units: list["Unit"],
    ) -> Item:
        lists, lines = [], []
        for unit in units:
            for pool in pools_of(kind, self.pools):
                found = self.lines.get((unit.pk, pool.pk), [])
                lines += found
                if self._standing.rates(pool, unit):
                    there = Counter(category for *_rest, category in found)
                    lists.append(Filled(pool, unit, there, self._required[pool.pk]))
        known = known_by(lines)
        exchanged, asked = _exchanges(row)
        return Item(
            self.campaign, kind, group, seat, row, known, tuple(lists), exchanged, asked
        )

    @cached_property
    def _required(self) -> dict[int, Any]:
        return {pool.pk: pool.categories for pool in self.pools}

    def lacking(self, kinds: Collection[Kind]) -> list[Item]:
        """What of these is neither approved nor let pass."""
        return [i for i in self.items if i.kind in kinds and not i.settled]

    def find(self, kind: str, code: str) -> Item | None:
        found = (i for i in self.items if i.kind == kind and i.code == code)
        return next(found, None)


def _exchanges(row: "Submission") -> tuple[int, int]:
    """How many names were exchanged since the list was approved, how many wait."""
    if not row.is_stored:
        return 0, 0
    states = Counter(
        each.state
        for each in row.exchanges.all()
        if each.state == "asked" or _since(row, each)
    )
    return states["done"], states["asked"]


def _since(row: "Submission", exchange: "Exchange") -> bool:
    if row.state not in SETTLED or not (row.decided_at and exchange.decided_at):
        return False
    return exchange.decided_at >= row.decided_at


def board_of(campaign: "Campaign", kind: str, code: str) -> Board:
    """The group that something is in; of what there is not, an empty board."""
    if kind == Kind.CROSS:
        return Board(campaign, frozenset({code}))
    keys = campaign.groups.filter(seats__unit__code=code).values_list("key", flat=True)
    return Board(campaign, frozenset(keys))


def board_for(campaign: "Campaign", mandate: Mandate) -> Board:
    """The groups in which somebody has something to do or to look at."""
    if mandate.office:
        return Board(campaign)
    mine = Q(seats__unit__in=mandate.units) | Q(seats__team__in=mandate.teams)
    mine |= Q(team__in=mandate.teams)
    return Board(
        campaign, frozenset(campaign.groups.filter(mine).values_list("key", flat=True))
    )
