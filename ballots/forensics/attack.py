"""The ways from a slip to what was written with it, and how far each one leads."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ballots.forensics.carving import Carving
from ballots.forensics.evidence import Cell, Evidence, Row, key_order

Claims = Mapping[tuple[str, Cell], bytes]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one way gave: claims, how many are right, how many chance alone gives."""

    way: str
    claims: int
    linked: int
    of: int
    chance: float

    @property
    def luck(self) -> float:
        """How likely blind guessing is to link as many: a small number is a leak."""
        return tail(self.chance, self.linked)


def attack(held: Evidence) -> list[Finding]:
    """Try every way on the evidence; the most telling first."""
    found = [_judge(held, way, claims) for way, claims in _ways(held)]
    return sorted(found, key=lambda finding: (finding.luck, -finding.linked))


def _ways(held: Evidence) -> Iterator[tuple[str, Claims]]:
    """By order: pages, transactions, and each column. By value: any two columns."""
    yield "order of storage", _in_order(held, _row_place)
    yield "order of storage, by slip", _in_order(held, _row_place, by_slip=True)
    yield "order of transactions", _in_order(held, lambda row: row.transaction)
    for name in dict.fromkeys(chain.from_iterable(row.columns for row in held.rows)):
        yield f"order of {name}", _in_order(held, _column(name))
    yield "the same transaction", _the_same(held, _transactions)
    yield "a value in common", _the_same(held, _values)
    carving = Carving(held)
    yield "order in the files", _in_order(held, carving.first)
    yield "neighbours in the files", carving.neighbours()
    yield "written in the files", carving.written()


def _row_place(row: Row) -> object:
    return row.place


def _column(name: str) -> Callable[[Row], object]:
    return lambda row: row.columns.get(name)


def _in_order(
    held: Evidence, key: Callable[[Row], object], *, by_slip: bool = False
) -> Claims:
    """Who sat down first wrote what lies first, cell by cell.

    `by_slip`: instead, the slip whose key sorts first, as a table lies by its key.
    """
    claims: dict[tuple[str, Cell], bytes] = {}
    for cell, sittings in held.cells.items():
        rows = [row for row in held.rows if row.cell == cell]
        keys = [key_order(key(row)) for row in rows]
        # what is missing or all alike is no order
        if None in keys or len(set(map(str, keys))) < 2 or len(rows) != len(sittings):
            continue
        ordered = sorted(zip(keys, range(len(rows)), strict=True), key=_sortable)
        seated = sorted(sittings, key=lambda s: s.ticket) if by_slip else sittings
        for sitting, (_key, at) in zip(seated, ordered, strict=True):
            claims[sitting.ticket, cell] = rows[at].content
    return claims


def _sortable(pair: tuple[object, int]) -> tuple[Any, int]:
    """Transaction numbers come as text."""
    key, at = pair
    number = isinstance(key, str) and key.isdecimal()
    return (int(str(key)) if number else key, at)


def _the_same(held: Evidence, marks: Callable[[Row], set[str]]) -> Claims:
    """A mark that one slip and one row of a cell have in common, and no other."""
    claims: dict[tuple[str, Cell], bytes] = {}
    for cell, sittings in held.cells.items():
        rows = [(row, marks(row)) for row in held.rows if row.cell == cell]
        common = Counter(mark for _row, own in rows for mark in own)
        by_mark = {m: row for row, own in rows for m in own if common[m] == 1}
        for sitting in sittings:
            ticket = held.tickets.get(sitting.ticket)
            own = marks(ticket) if ticket else set()
            hits = {id(by_mark[m]): by_mark[m] for m in own if m in by_mark}
            if len(hits) == 1:
                claims[sitting.ticket, cell] = next(iter(hits.values())).content
    return claims


def _transactions(row: Row) -> set[str]:
    return {row.transaction} if row.transaction else set()


def _values(row: Row) -> set[str]:
    return {str(key_order(v)) for v in row.columns.values() if v is not None}


def _judge(held: Evidence, way: str, claims: Claims) -> Finding:
    truth = {
        (sitting.ticket, cell): content
        for sitting in held.sittings
        for cell, content in sitting.contents.items()
        if content is not None
    }
    known = {at: content for at, content in claims.items() if at in truth}
    right = sum(truth[at] == content for at, content in known.items())
    chance = sum(_by_chance(held, cell, truth[t, cell]) for t, cell in known)
    return Finding(way, len(claims), right, len(truth), chance)


def _by_chance(held: Evidence, cell: Cell, content: bytes) -> float:
    """How likely a blind pick among the published ballots of the cell is right."""
    rows = held.contents.get(cell, [])
    return rows.count(content) / len(rows) if rows else 0.0


def tail(mean: float, at_least: int) -> float:
    """How likely so many hits are by chance: fixed points of a shuffle, a Poisson."""
    if at_least == 0:
        return 1.0
    below = sum(
        math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) if mean else n == 0
        for n in range(at_least)
    )
    return max(0.0, 1.0 - below)
