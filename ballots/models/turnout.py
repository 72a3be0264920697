"""Counts of slips and of votes; never who."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Count, Q, Sum

from ballots.models.batch import Batch
from ballots.models.place import line
from ballots.models.ticket import Ticket
from campaigns.definition import Definition, Place
from campaigns.models import Campaign
from campaigns.roles import Scope


@dataclass(frozen=True, slots=True)
class Turnout:
    """Due, printed and voted at one place of a pool; of an open pool nobody is due."""

    pool: str
    place: Place
    group: str
    due: int
    issued: int
    voted: int
    is_open: bool = False
    # printed, and not activated by the number present
    kept: int = 0
    # of peers: a line is everybody's of the office, and nobody's who sees a part
    personal: bool = False

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """A row as it was written down when the slips were erased."""
        pool, place, *rest = row
        return cls(pool, Place(*place), *rest)

    @property
    def left(self) -> int:
        """How many have not voted."""
        # more than are due where slips were printed beyond the quota
        return 0 if self.is_open else max(self.due - self.voted, 0)

    @property
    def missing(self) -> int:
        """Slips still to be made."""
        return max(self.due - self.issued, 0)


@dataclass(frozen=True, slots=True)
class Want:
    """Slips that a group still lacks at one place of a pool."""

    pool: str
    place: Place
    missing: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Turnout and slips as they stood at one moment, which the page names."""

    at: datetime
    rows: Sequence[Turnout]
    printed: int
    void: int

    def of(self, scope: Scope) -> Self:
        """The rows of a part of the campaign; its slips are the whole campaign's."""
        return self if scope.whole else replace(self, rows=tuple(_within(self, scope)))

    @property
    def due(self) -> int:
        return sum(row.due for row in self.rows)

    @property
    def voted(self) -> int:
        """Votes with slips: those of open links are apart, not one a person."""
        return sum(row.voted for row in self.rows if not row.is_open)

    @property
    def public(self) -> int:
        """Ballots that came in over open links."""
        return sum(row.voted for row in self.rows if row.is_open)

    @property
    def left(self) -> int:
        return sum(row.left for row in self.rows)

    @property
    def unused(self) -> int:
        """Slips that may still be used, or might have been."""
        closed = [row for row in self.rows if not row.is_open]
        return sum(row.issued - row.kept - row.voted for row in closed)

    @property
    def kept(self) -> int:
        """Slips that were not handed out, where that is counted."""
        return sum(row.kept for row in self.rows)

    @property
    def balanced(self) -> bool:
        """Whether the account of slips adds up."""
        return self.printed == self.voted + self.unused + self.void + self.kept

    @property
    def account(self) -> dict[str, int]:
        """What was printed and what became of it."""
        return {
            "printed": self.printed,
            "used": self.voted,
            "unused": self.unused,
            "void": self.void,
            "kept": self.kept,
        }


def _within(now: Snapshot, scope: Scope) -> Iterator[Turnout]:
    """All of a group; of a unit its own raters, for cross-unit ones are of no unit.

    Of peers nothing: in a unit they are few.
    """
    for row in now.rows:
        of_unit = row.place.kind == "unit" and not row.personal
        unit = row.place.key if of_unit else ""
        if row.group in scope.groups or unit in scope.units:
            yield row


def count(campaign: Campaign, definition: Definition) -> list[Turnout]:
    """Every place of every pool, in the order of the definition; in one query."""
    counted, found = _counted(campaign), []
    for pool in definition.pools.values():
        for group in definition.groups.values():
            for place, due in definition.places(pool, group):
                unit = place.key if place.kind == "unit" else None
                bearer = place.key if place.kind == "bearer" else None
                # tickets of an open link are in no batch, and so of no group
                batch = None if pool.is_open else group.key
                at = (pool.key, unit, bearer, batch)
                issued, voted, kept = counted.get(at, (0, 0, 0))
                if not definition.by_presence:
                    kept = 0  # all become active together
                where = (pool.key, place, group.key)
                alone = place.kind == "bearer"
                row = Turnout(*where, due, issued, voted, pool.is_open, kept, alone)
                found.append(row)
    return found


def _counted(campaign: Campaign) -> dict[tuple[str | None, ...], tuple[int, int, int]]:
    """Printed and not void, used, and not activated; by pool and place."""
    states = Ticket.State
    rows = Ticket.objects.filter(campaign=campaign).values_list(
        "pool__key", "unit__code", "bearer__key", "batch__group__key"
    )
    return {
        (pool, unit, bearer, group): (issued, voted, kept)
        for pool, unit, bearer, group, issued, voted, kept in rows.annotate(
            issued=Count("pk", filter=~Q(state=states.VOID)),
            voted=Count("pk", filter=Q(state=states.USED)),
            kept=Count("pk", filter=Q(state__in=(states.ISSUED, states.KEPT))),
        )
    }


def made(campaign: Campaign, group: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Slips of a group by pool and unit: all that were made, and the void among them.

    The unit is empty where they are of none. Nothing once they are erased.
    """
    rows = Ticket.objects.filter(campaign=campaign, batch__group__key=group)
    counted = rows.values_list("pool__key", "unit__code").annotate(
        n=Count("pk"), void=Count("pk", filter=Q(state=Ticket.State.VOID))
    )
    return {(pool, unit or ""): (n, void) for pool, unit, n, void in counted}


def shown(definition: Definition, rows: Sequence[Turnout]) -> list[Turnout]:
    """The rows as people may see them: peers by unit, never by person."""
    found: dict[tuple[str, Place, str], list[Turnout]] = {}
    for row in rows:
        at = (row.pool, line(definition, row.place), row.group)
        found.setdefault(at, []).append(row)
    return [
        Turnout(
            pool,
            place,
            group,
            sum(row.due for row in some),
            sum(row.issued for row in some),
            sum(row.voted for row in some),
            some[0].is_open,
            sum(row.kept for row in some),
            some[0].personal,
        )
        for (pool, place, group), some in found.items()
    ]


def slips(campaign: Campaign) -> tuple[int, int]:
    """Slips as recorded with their batches, and those that are void."""
    batches = Batch.objects.filter(campaign=campaign)
    sums = {"n": Sum("slips", default=0), "void": Sum("voided", default=0)}
    found = batches.aggregate(**sums)
    if campaign.erased_at:
        return found["n"], found["void"]
    void = Ticket.objects.filter(campaign=campaign, state=Ticket.State.VOID)
    return found["n"], void.count()


def due(definition: Definition) -> int:
    """Ballots due if everybody votes."""
    return sum(
        n
        for pool in definition.pools.values()
        for group in definition.groups.values()
        for _place, n in definition.places(pool, group)
    )
