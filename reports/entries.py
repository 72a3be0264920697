"""What papers say of points and measures; `reports.entered` reads it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self


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


@dataclass(frozen=True, slots=True)
class Ledger:
    """The points and measures of a campaign that one reader may see."""

    entries: tuple[Entry, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    as_of: date | None = None  # of the last step on any of them

    def __bool__(self) -> bool:
        return bool(self.entries or self.drawn)

    def told(self, code: str) -> Self:
        """What a unit may read: its own, as far as it is assigned."""
        entries = (one for one in self.entries if one.unit_code == code and one.told)
        drawn = (one for one in self.drawn if one.unit_code == code)
        return replace(self, entries=tuple(entries), drawn=tuple(drawn))

    @property
    def units(self) -> list[tuple[str, str]]:
        """Code and name of those with a point or a measure."""
        asked = {(one.unit_code, one.unit) for one in self.entries}
        return sorted(asked | {(one.unit_code, one.unit) for one in self.drawn})
