"""What is counted: the account of the ballots, and the answers to one item."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass


class Unbalanced(ValueError):
    """A ballot account that does not add up; there is no result until it does."""

    def __init__(self, account: "Account") -> None:
        super().__init__(f"the account does not add up: {account}")
        self.account = account


@dataclass(frozen=True, slots=True)
class Account:
    """The ballot account (票数): what was given out and what became of it.

    `due` (应评) is the full number of raters, 0 where none was recorded. It takes no
    part in the balance: a lost slip that was replaced is issued twice.
    """

    issued: int = 0
    returned: int = 0
    abstained: int = 0
    valid: int = 0
    void: int = 0
    due: int = 0

    def __add__(self, other: "Account") -> "Account":
        return Account(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def outstanding(self) -> int:
        """Issued and not returned."""
        return self.issued - self.returned

    @property
    def full(self) -> int:
        """Those due; where no number was recorded, those who were given a slip."""
        return self.due or self.issued

    def check(self) -> None:
        """Raise Unbalanced unless both equations of the account hold."""
        parts = self.valid + self.void + self.abstained
        if self.returned > self.issued or self.returned != parts:
            raise Unbalanced(self)


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers to one item: how many chose each option, how many left it blank.

    Of ticks `options` adds up to the ticks, so `answered_by` holds the ballots that
    ticked anything; None means that each answer is a ballot.
    """

    options: tuple[int, ...]
    blank: int = 0
    answered_by: int | None = None

    def __add__(self, other: "Counts") -> "Counts":
        """Answers of two pools; raises ValueError where the options differ."""
        pairs = zip(self.options, other.options, strict=True)
        ticks = self.answered_by is not None or other.answered_by is not None
        by = self.answered + other.answered if ticks else None
        return Counts(tuple(map(sum, pairs)), self.blank + other.blank, by)

    @property
    def answered(self) -> int:
        """Ballots that answered the item."""
        return sum(self.options) if self.answered_by is None else self.answered_by

    def at(self, positions: Collection[int]) -> int:
        """How many chose one of the options at `positions`."""
        return sum(self.options[position] for position in positions)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Answers to an item answered by a whole number: how many gave each value."""

    values: tuple[tuple[int, int], ...] = ()
    blank: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        both = Counter(dict(self.values)) + Counter(dict(other.values))
        return numbers(both, self.blank + other.blank)

    @property
    def answered(self) -> int:
        """Ballots that answered the item."""
        return sum(n for _value, n in self.values)

    def at(self, values: Collection[int]) -> int:
        """How many gave one of `values`, for which a range will do."""
        return sum(n for value, n in self.values if value in values)

    def at_least(self, least: int) -> int:
        """How many gave `least` or more."""
        return sum(n for value, n in self.values if value >= least)


# The answers to one item, whatever its kind.
Answers = Counts | Numbers


def numbers(values: Mapping[int, int], blank: int = 0) -> Numbers:
    """Numbers from a mapping of values to how many gave them, in any order."""
    return Numbers(tuple(sorted((v, n) for v, n in values.items() if n)), blank)


def ticked(masks: Mapping[int, int], options: int, blank: int = 0) -> Counts:
    """Counts of an item of ticks, from how many ballots hold each bit mask.

    Bit i stands for the option at position i, as ballots store it.
    """
    each = (
        sum(n for mask, n in masks.items() if mask >> position & 1)
        for position in range(options)
    )
    return Counts(tuple(each), blank, sum(masks.values()))
