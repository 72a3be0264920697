"""The arithmetic: exact integers and fractions, standard library only, never a float.

Counts go in, rates and findings come out. What may be shown is decided elsewhere
(`reports.disclosure`), and so are words (`reports.wording`). A rounded figure exists
only as the text that `printed` returns; it decides nothing.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from fractions import Fraction

NO_POSITIONS: frozenset[int] = frozenset()


class Unbalanced(ValueError):
    """A ballot account that does not add up; there is no result until it does."""

    def __init__(self, account: "Account") -> None:
        super().__init__(f"the account does not add up: {account}")
        self.account = account


@dataclass(frozen=True, slots=True)
class Account:
    """The ballot account (票数): what was given out and what became of it."""

    issued: int = 0
    returned: int = 0
    abstained: int = 0
    valid: int = 0
    void: int = 0

    def __add__(self, other: "Account") -> "Account":
        return Account(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def outstanding(self) -> int:
        """Issued and not returned."""
        return self.issued - self.returned

    def check(self) -> None:
        """Raise Unbalanced unless both equations of the account hold."""
        parts = self.valid + self.void + self.abstained
        if self.returned > self.issued or self.returned != parts:
            raise Unbalanced(self)


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


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers to one item: how many chose each option, how many left it blank."""

    options: tuple[int, ...]
    blank: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        pairs = zip(self.options, other.options, strict=True)
        return Counts(tuple(map(sum, pairs)), self.blank + other.blank)

    @property
    def answered(self) -> int:
        return sum(self.options)

    def at(self, positions: Collection[int]) -> int:
        """How many chose one of the options at `positions`."""
        return sum(self.options[position] for position in positions)


class Denominator(StrEnum):
    """What a rate is taken of (counting.md §1.3); on one item."""

    VALID = "valid"
    ANSWERED = "answered"
    INSIDE = "inside"
    RETURNED = "returned"
    ISSUED = "issued"

    def of(self, counts: Counts, outside: Collection[int], account: Account) -> int:
        """The number below the line for one item."""
        return {
            Denominator.VALID: account.valid,
            Denominator.ANSWERED: counts.answered,
            Denominator.INSIDE: account.valid - counts.at(outside),
            Denominator.RETURNED: account.returned,
            Denominator.ISSUED: account.issued,
        }[self]


def rate(
    counts: Counts,
    satisfied: Collection[int],
    outside: Collection[int],
    account: Account,
    denominator: Denominator,
) -> Rate:
    """The rate of one item; `satisfied` and `outside` are positions of options.

    An option that is left out of the denominator is no hit either, so that no rate
    exceeds 1.
    """
    left_out = outside if denominator is Denominator.INSIDE else NO_POSITIONS
    hits = counts.at(set(satisfied) - set(left_out))
    return Rate(hits, denominator.of(counts, outside, account))


def total(rates: Iterable[Rate]) -> Rate:
    """Several rates as one, their counts added."""
    return sum(rates, Rate(0, 0))


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound on a rate and what follows below it; `text` is the bound as written."""

    bound: Fraction
    inclusive: bool
    consequence: str
    margin: int
    text: str

    def flags(self, rate: Rate) -> bool:
        """Whether the rate falls under the bound; a rate of nothing does not."""
        return rate.of > 0 and rate.hits < needed(rate.of, self.bound, self.inclusive)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a rate: under its bound or not, and by how many votes.

    Not decided (too few ballots): `below` is None, and so is `rate`, because a finding
    goes into the report and would show there what is hidden.
    """

    rule: Rule
    rate: Rate | None
    needed: int
    below: bool | None
    short: int
    spare: int

    @property
    def close(self) -> bool:
        """Passed, with no more votes to spare than the rule's margin."""
        return self.below is False and self.spare <= self.rule.margin


def needed(of: int, bound: Fraction, inclusive: bool) -> int:
    """The smallest number of hits of `of` that is not flagged.

    Below 2/3 of 35 it is 24; at or below 2/3 of 30 it is 21. At or below 100 % it is
    more than there are, which is what such a rule says.
    """
    line = bound * of
    return math.floor(line) + 1 if inclusive else math.ceil(line)


def judge(
    rate: Rate, rules: Sequence[Rule], ballots: int, floor: int
) -> tuple[Finding, ...]:
    """A finding a rule, in their order; not decided under `floor` ballots."""
    if ballots < floor or not rate.of:
        return tuple(Finding(rule, None, 0, None, 0, 0) for rule in rules)
    return tuple(_find(rate, rule) for rule in rules)


def _find(rate: Rate, rule: Rule) -> Finding:
    need = needed(rate.of, rule.bound, rule.inclusive)
    short = need - rate.hits
    return Finding(rule, rate, need, short > 0, max(short, 0), max(-short, 0))


def printed(value: Fraction, decimals: int) -> str:
    """The number with so many decimals, the exact half rounded away from zero."""
    scaled = abs(value) * 10**decimals
    digits = str(math.floor(scaled + Fraction(1, 2))).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and int(digits) else ""
    cut = len(digits) - decimals
    return sign + digits[:cut] + ("." + digits[cut:] if decimals else "")


def percent(value: Fraction, decimals: int) -> str:
    """A share as the number in front of the % sign."""
    return printed(value * 100, decimals)
