"""What is filled in: scales, items, sections, forms."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from campaigns.text import Text


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a scale; `score` None has no part in any score."""

    key: str
    label: Text
    satisfied: bool = False
    outside: bool = False
    excellent: bool = False
    reason: bool = False
    score: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """How an item is answered: one option, several ticks, or a whole number.

    `low`, `high` and the values from which on a number counts as satisfied or
    excellent (None: never) are a number's; `share` says what ticks are a share of.
    """

    key: str
    title: Text
    options: tuple[Option, ...]
    kind: str = "choice"
    share: str = "people"
    low: int = 0
    high: int = 100
    satisfied_from: int | None = None
    excellent_from: int | None = None

    @property
    def satisfied(self) -> frozenset[int]:
        """Positions of the options that count as satisfied."""
        return frozenset(i for i, o in enumerate(self.options) if o.satisfied)

    @property
    def excellent(self) -> frozenset[int]:
        """Positions of the options that count as excellent."""
        return frozenset(i for i, o in enumerate(self.options) if o.excellent)

    @property
    def outside(self) -> frozenset[int]:
        """Positions of the options that may be left out of the denominator."""
        return frozenset(i for i, o in enumerate(self.options) if o.outside)

    @property
    def scores(self) -> tuple[Fraction | None, ...]:
        """The score of each option."""
        return tuple(option.score for option in self.options)

    @property
    def falls(self) -> bool:
        """Whether the satisfied options come before all others that are inside."""
        inside = [o.satisfied for o in self.options if not o.outside]
        return inside == sorted(inside, reverse=True)

    @property
    def scored(self) -> bool:
        """Whether a score can be made of the answers."""
        return self.kind == "number" or any(s is not None for s in self.scores)

    def bears(self, measure: str, options: Collection[str] = ()) -> bool:
        """Whether answers can make a measure; `options` are those of a named rate."""
        if self.kind == "ticks":
            return False
        if measure == "score":
            return self.scored
        if self.kind == "number":
            satisfied, excellent = self.satisfied_from, self.excellent_from
            bounds = {"satisfied": satisfied, "excellent": excellent}
            return bounds.get(measure) is not None
        if options:
            return any(option.key in options for option in self.options)
        return bool(self.excellent if measure == "excellent" else self.satisfied)

    def allows(self, value: int) -> bool:
        """Whether a stored answer, not blank, is one of this scale's."""
        if self.kind == "number":
            return self.low <= value <= self.high
        if self.kind == "ticks":
            return 0 < value < 1 << len(self.options)
        return 0 <= value < len(self.options)


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    text: Text
    main: bool
    scale: Scale
    number: int | None
    position: int
    optional: bool = False
    weight: Fraction = Fraction(1)

    @property
    def kind(self) -> str:
        """choice, ticks or number."""
        return self.scale.kind


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Text
    items: tuple[Item, ...]
    weight: Fraction = Fraction(1)

    @property
    def is_main(self) -> bool:
        """Whether the section holds nothing but the overall item."""
        return all(item.main for item in self.items)


@dataclass(frozen=True)
class Form:
    key: str
    title: Text
    note: Text
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def main(self) -> Item | None:
        return next((item for item in self.items if item.main), None)
