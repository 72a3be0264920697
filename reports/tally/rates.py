"""Rates: shares of ballots that keep the counts they came from (counting.md §1.3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from reports.tally.counts import Account, Answers, Counts

NO_POSITIONS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that keeps the counts it came from."""

    hits: int
    of: int

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.hits + other.hits, self.of + other.of)

    @property
    def value(self) -> Fraction | None:
        """The share; None of nothing."""
        return Fraction(self.hits, self.of) if self.of else None


class Denominator(StrEnum):
    """What a rate is taken of (counting.md §1.3); on one item."""

    VALID = "valid"
    ANSWERED = "answered"
    INSIDE = "inside"
    RETURNED = "returned"
    ISSUED = "issued"
    DUE = "due"

    def of(self, counts: Answers, outside: Collection[int], account: Account) -> int:
        """The number below the line for one item."""
        return {
            Denominator.VALID: account.valid,
            Denominator.ANSWERED: counts.answered,
            Denominator.INSIDE: account.valid - counts.at(outside),
            Denominator.RETURNED: account.returned,
            Denominator.ISSUED: account.issued,
            Denominator.DUE: account.full,
        }[self]


class Share(StrEnum):
    """What the parts of an item of ticks are shares of (counting.md §1.11)."""

    PEOPLE = "people"
    TICKS = "ticks"


def rate(
    counts: Answers,
    satisfied: Collection[int],
    outside: Collection[int],
    account: Account,
    denominator: Denominator,
) -> Rate:
    """The rate of one item; `satisfied` and `outside` are positions of options.

    Of numbers both are values: `range(90, 101)`, and nothing outside. An option that
    is left out of the denominator is no hit either, so that no rate exceeds 1.
    """
    left_out = outside if denominator == Denominator.INSIDE else NO_POSITIONS
    hits = counts.at(set(satisfied) - set(left_out))
    return Rate(hits, denominator.of(counts, outside, account))


def total(rates: Iterable[Rate]) -> Rate:
    """Several rates as one, their counts added."""
    return sum(rates, Rate(0, 0))


def shares(counts: Counts, share: Share) -> tuple[Rate, ...]:
    """The share of each option of an item of ticks, of those who ticked or of ticks."""
    of = counts.answered if share == Share.PEOPLE else sum(counts.options)
    return tuple(Rate(n, of) for n in counts.options)
