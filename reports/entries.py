"""What papers say of points and measures; `reports.entered` reads it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Self


@dataclass(frozen=True, slots=True)
class Drawn:
    """A measure of a unit, in words."""

    unit_code: str
    unit: str
    text: str
    owner: str
    due: date | None
    state: str
    labels: tuple[str, ...] = ()  # of the points that it serves


@dataclass(frozen=True, slots=True)
class Entry:
    """One point as it stands, in words; `told`: the unit knows of it."""

    unit_code: str
    unit: str
    label: str
    text: str
    source: str
    raised_on: date
    owner: str
    due: date | None
    state: str
    told: bool
    closed: bool
    response: str
    answer: str
    answered_on: date | None
    late: bool  # it was answered after the day on which it was due
    reopened: int
    measures: tuple[str, ...]


class Numbers(NamedTuple):
    """How far a ledger is: points, and the measures drawn."""

    told: int
    answered: int
    on_time: int
    closed: int
    measures: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The points and measures of a campaign that one reader may see."""

    entries: tuple[Entry, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    as_of: date | None = None  # of the last step on any of them
    order: tuple[str, ...] = ()  # the codes of units, as their lists stand

    def __bool__(self) -> bool:
        return bool(self.entries or self.drawn)

    def of(self, code: str) -> Self:
        """One unit's part, points that are not assigned with it."""
        entries = (one for one in self.entries if one.unit_code == code)
        drawn = (one for one in self.drawn if one.unit_code == code)
        return replace(self, entries=tuple(entries), drawn=tuple(drawn))

    def told(self, code: str) -> Self:
        """What a unit may read: its own, as far as it is assigned."""
        of = self.of(code)
        return replace(of, entries=tuple(one for one in of.entries if one.told))

    @property
    def numbers(self) -> Numbers:
        """Of the points that units know of."""
        told = [one for one in self.entries if one.told]
        answered = [one for one in told if one.answered_on]
        return Numbers(
            told=len(told),
            answered=len(answered),
            on_time=sum(not one.late for one in answered),
            closed=sum(one.closed for one in told),
            measures=len(self.drawn),
        )

    @property
    def units(self) -> list[tuple[str, str]]:
        """Code and name of those with a point or a measure, in order."""
        every: list[Entry | Drawn] = [*self.entries, *self.drawn]
        names = {one.unit_code: one.unit for one in every}
        codes = dict.fromkeys((*self.order, *names))
        return [(code, names[code]) for code in codes if code in names]
