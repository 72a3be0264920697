"""Ranking: places, and what a subject's neighbours are to a relative bound."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


def rank(values: Sequence[Fraction | None]) -> list[int | None]:
    """The place of each value, the highest first; None of one that is not decided.

    Equal values share a place and the next ones are skipped: 1, 2, 2, 4
    (counting.md §1.10).
    """
    field = compared(values)
    return [None if value is None else field.place(value) for value in values]


@dataclass(frozen=True, slots=True)
class Field:
    """The decided values of the subjects that are compared, the lowest first."""

    values: tuple[Fraction, ...] = ()

    def place(self, value: Fraction) -> int:
        """1 and the number of those that are higher."""
        return 1 + len(self.values) - bisect_right(self.values, value)

    def end(self, value: Fraction) -> int:
        """The last of the places that equal values would take if they did not share."""
        return len(self.values) - bisect_left(self.values, value)

    @property
    def mean(self) -> Fraction | None:
        """The mean of all; None of nothing."""
        if not self.values:
            return None
        return sum(self.values, Fraction(0)) / len(self.values)

    def mean_of_others(self, own: Fraction) -> Fraction | None:
        """The mean of all but one whose value is `own`; None if there is no other.

        Who lies below the mean of all lies below this one too, and the other way
        round; but this one stays where it is when the own value changes.
        """
        others = len(self.values) - 1
        if others < 1:
            return None
        return (sum(self.values, Fraction(0)) - own) / others

    def last(self, n: int, own: Fraction) -> Fraction | None:
        """The value below which one is among the last `n`: the n-th lowest of others.

        Whoever lies below it has, with those that equal him, at most `n` places at the
        end. So the last `n` never grow beyond `n`: of a block of equals that does not
        fit in whole none is found; at the bound itself are those who would make them
        grow. The best is never among the last. None where `n` is 0 or there is no
        other.
        """
        n = min(n, len(self.values) - 1)
        if n < 1:
            return None
        return self.values[n] if own <= self.values[n - 1] else self.values[n - 1]

    def first(self, n: int, own: Fraction) -> Fraction | None:
        """The same from the other end: above it one is among the first `n`."""
        bound = Field(tuple(-value for value in self.values[::-1])).last(n, -own)
        return None if bound is None else -bound

    def number(self, last: Fraction, share: bool) -> int:
        """How many "the last n" are: n, or a share of all, rounded down."""
        return math.floor(last * len(self.values) if share else last)


def compared(values: Iterable[Fraction | None]) -> Field:
    """The field of some values; those not decided are left out."""
    return Field(tuple(sorted(value for value in values if value is not None)))
