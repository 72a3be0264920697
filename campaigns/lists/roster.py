"""A roster of a workbook beside that of the campaign, and taking it over."""

from collections import Counter, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from campaigns.lists.cells import plain
from campaigns.lists.problem import Problem
from campaigns.lists.raters import Raters, Wanted, twice
from campaigns.lists.reading import Table
from campaigns.lists.units import kept
from campaigns.models import Campaign, Rater, Unit

MANY = 5000
COLUMNS = ("pool", "name", "category", "contact", "position")


@dataclass
class Roster:
    """What would become of the list of raters; nothing without one in the workbook."""

    campaign: Campaign
    tables: Sequence[Table]
    units: Mapping[str, tuple[str, str]]
    gone: Collection[str]  # codes of units that leave
    rest: bool  # whether lists go that are not in the workbook
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def asked(self) -> Raters:
        raters = self.reader()
        raters.read(self.tables)
        return raters

    def reader(self) -> Raters:
        return Raters(self.units, list(self.campaign.pools.all()))

    @cached_property
    def before(self) -> list[Rater]:
        return list(self.campaign.raters.in_order())

    @cached_property
    def touched(self) -> list[Rater]:
        """Lines of lists that are in the workbook, or of units that leave."""
        named = set(self.asked.rosters)
        return [
            row
            for row in self.before
            if row.unit.code in self.gone
            or (self.tables and self.rest)
            or (row.unit.code, row.pool.key) in named
        ]

    def check(self) -> None:
        self.problems += self.asked.problems
        keys = {row.pk for row in self.touched}
        stay = [row for row in self.before if row.pk not in keys]
        self.problems.extend(twice(self.asked.wanted, stay))

    # what is different -----------------------------------------------------------

    @cached_property
    def pairs(self) -> list[tuple[Wanted, Rater | None]]:
        """Each line with the one it takes the place of: same person, then same name."""
        exact = Left(self.touched, lambda r: (r.unit.code, plain(r.name), r.contact))
        found: dict[int, Rater] = {}
        for at, each in enumerate(self.asked.wanted):
            if each.contact is not None:
                row = exact.take((each.unit, plain(each.name), each.contact))
                if row:
                    found[at] = row
        used = {row.pk for row in found.values()}
        rows = [row for row in self.touched if row.pk not in used]
        named = Left(rows, lambda r: (r.unit.code, plain(r.name)))
        for at, each in enumerate(self.asked.wanted):
            row = None if at in found else named.take((each.unit, plain(each.name)))
            if row:
                found[at] = row
        return [
            (self._kept(each, found.get(at)), found.get(at))
            for at, each in enumerate(self.asked.wanted)
        ]

    def _kept(self, each: Wanted, row: Rater | None) -> Wanted:
        """The line with the signs that it has on the list already."""
        if row is None:
            return each
        name = each.name if each.line.table.by_hand else row.name
        category = each.category
        if category and not self.asked.categories[each.pool]:
            category = kept(category, row.category)
        return replace(each, name=name, category=category)

    @cached_property
    def leaving(self) -> list[Rater]:
        kept = {row.pk for _each, row in self.pairs if row}
        return [row for row in self.touched if row.pk not in kept]

    @cached_property
    def counts(self) -> Counter[str]:
        found = Counter(change(each, row) for each, row in self.pairs)
        found["removed"] = len(self.leaving)
        return found

    @property
    def changes(self) -> bool:
        return any(self.counts[name] for name in ("added", "changed", "removed"))

    @property
    def missing(self) -> int:
        """People still wanted on the lists of the workbook."""
        rosters = self.asked.rosters.items()
        quotas = (
            (self.asked.closed[key].quota, rows) for (_unit, key), rows in rosters
        )
        return sum(max(quota - len(rows), 0) for quota, rows in quotas)

    # taking over -----------------------------------------------------------------

    def take_over(self) -> None:
        """All of it; in a transaction of the caller, who holds the campaign."""
        forget(self.leaving)
        places: Counter[tuple[str, str]] = Counter()
        new: list[Rater] = []
        old: list[Rater] = []
        units = {unit.code: unit for unit in Unit.objects.all()}
        for each, row in self.pairs:
            places[each.roster] += 1
            line = row or Rater(campaign=self.campaign, unit=units[each.unit])
            if self._fill(line, each, places[each.roster]):
                (old if row else new).append(line)
        # the rows stay, what hangs on them with them: who got a letter gets no second
        _aside(old)
        Rater.objects.bulk_create(
            old,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=COLUMNS,
        )
        Rater.objects.bulk_create(new, batch_size=1000)

    def _fill(self, row: Rater, each: Wanted, position: int) -> bool:
        """Write a line; whether it was another before."""
        before = tuple(
            getattr(row, f"{name}_id" if name == "pool" else name) for name in COLUMNS
        )
        row.pool, row.name, row.position = (
            self.asked.closed[each.pool],
            each.name,
            position,
        )
        row.category = row.category if each.category is None else each.category
        row.contact = row.contact if each.contact is None else each.contact
        after = (row.pool_id, row.name, row.category, row.contact, position)
        return before != after


def forget(rows: Sequence[Rater]) -> None:
    """Delete lines."""
    for some in _piles(rows):
        some.delete()


def _aside(rows: Sequence[Rater]) -> None:
    """Make room, so that two lines may take each other's contact."""
    # what no contact is, and each another
    nobody = Concat(Value("#"), Cast("pk", CharField()))
    for some in _piles(rows):
        some.update(contact=nobody)


def _piles(rows: Sequence[Rater]) -> Iterator[QuerySet[Rater]]:
    """So many at a time as every database takes."""
    for at in range(0, len(rows), MANY):
        keys = [row.pk for row in rows[at : at + MANY]]
        yield Rater.objects.filter(pk__in=keys)


def change(each: Wanted, row: Rater | None) -> str:
    """Whether a line adds somebody, changes something of him, or is as it was."""
    if row is None:
        return "added"
    now = (row.pool.key, row.name, row.category, row.contact)
    then = (each.pool, each.name, each.category, each.contact)
    pairs = zip(now, then, strict=True)
    return "same" if all(b in (a, None) for a, b in pairs) else "changed"


class Left:
    """Lines by what they are looked for by, each found once."""

    def __init__(self, rows: Iterable[Rater], by: Callable[[Rater], Hashable]) -> None:
        self.rows: dict[Hashable, list[Rater]] = defaultdict(list)
        for row in rows:
            self.rows[by(row)].append(row)

    def take(self, key: Hashable) -> Rater | None:
        rows = self.rows.get(key)
        return rows.pop(0) if rows else None
