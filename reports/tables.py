"""The tables of a report: columns, and the rows of items, sections and pools."""

from dataclasses import dataclass
from fractions import Fraction

from reports.tally import Account, Rate


@dataclass(frozen=True, slots=True)
class Column:
    """An option as table head and chart legend: key, label, whether satisfied."""

    key: str
    label: str
    satisfied: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate or score, with its counts and what it is printed as ("65.7", no sign).

    `rate` is None of a score, of a mean of items and of pools by weight: these are no
    share of one number; `of` then says how many answers or ballots are behind it.
    """

    value: Fraction
    printed: str
    low: bool  # under the lowest bound of a rework rule: turned over on page and paper
    unit: str  # " %", or nothing
    of: int
    rate: Rate | None = None

    @property
    def counts(self) -> str:
        """Where it comes from, as short as it goes: 23/35, or n = 35."""
        if self.rate:
            return f"{self.rate.hits}/{self.rate.of}"
        return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{self.of}"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item: its distribution in option order (None when hidden) and its rate."""

    key: str
    number: int | None
    text: str
    main: bool
    columns: tuple[Column, ...]
    counts: tuple[int, ...] | None
    blank: int | None
    figure: Figure | None
    kind: str = "choice"
    shares: tuple[str, ...] = ()  # of ticks: each option as printed
    numbers: tuple[tuple[int, int], ...] = ()  # of a number: value, how many gave it
    mean: Figure | None = None  # of a number: the mean of what was given
    rated: bool = True  # whether it has a figure at all
    decides: bool = False  # whether its figure alone heads the result

    @property
    def hidden(self) -> bool:
        """Whether its figure is hidden, and not just one of nothing."""
        return self.rated and self.counts is None and self.figure is None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of the form with the sum over its items."""

    key: str
    title: str
    items: tuple[ItemRow, ...]
    figure: Figure | None
    hidden: bool = False  # the figure is hidden, and not just one of nothing

    @property
    def rated(self) -> bool:
        """Whether there is a figure, shown or hidden."""
        return self.figure is not None or self.hidden

    @property
    def is_main(self) -> bool:
        return bool(self.items) and all(item.main for item in self.items)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool's part: valid ballots, and figures unless they are hidden."""

    key: str
    name: str
    short: str
    account: Account
    items: tuple[ItemRow, ...]
    figure: Figure | None
    hidden: bool = False  # the figure is hidden, and not just one of no ballots
    weight: str = ""  # as it is written, where pools have weights
    public: bool = False  # an open link: not one ballot a person, not added by heads

    @property
    def main(self) -> ItemRow | None:
        return next((item for item in self.items if item.main), None)
