"""Grades (等次) from figures, votes and places (counting.md §1.7).

A grade is the position of a step or of an option, 0 the best; None: no grade.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.tally.counts import Counts
from reports.tally.ranking import compared
from reports.tally.rates import NO_POSITIONS


@dataclass(frozen=True, slots=True)
class Step:
    """A band: from which figure on; `lowest` None takes everything below the others."""

    lowest: Fraction | None = None
    inclusive: bool = True

    def holds(self, value: Fraction) -> bool:
        """Whether a value is high enough for this step."""
        if self.lowest is None:
            return True
        return value > self.lowest or (self.inclusive and value == self.lowest)


def band(value: Fraction | None, steps: Sequence[Step]) -> int | None:
    """The first step, the best first, that a value is high enough for.

    None of a value that is not decided, or that no step takes.
    """
    if value is None:
        return None
    return next((i for i, step in enumerate(steps) if step.holds(value)), None)


def majority(
    counts: Counts,
    of: int,
    bound: Fraction,
    inclusive: bool = True,
    outside: Collection[int] = NO_POSITIONS,
) -> int | None:
    """The first option with which the votes, added from the best down, reach `bound`.

    A share of `of`, whatever the formula has below the line: of the full membership
    with `Denominator.DUE`. The last option at the latest. Options `outside` (不了解)
    are no grades and are passed over. None where nobody chose any other.
    """
    options = [i for i in range(len(counts.options)) if i not in outside]
    if not counts.at(options):
        return None
    votes, step = 0, Step(bound * of, inclusive)
    for option in options:
        votes += counts.options[option]
        if step.holds(Fraction(votes)):
            return option
    return options[-1]


def plurality(counts: Counts, outside: Collection[int] = NO_POSITIONS) -> int | None:
    """The option with most votes; None where two have as many or nobody voted.

    Options `outside` (不了解) are no grades and are passed over.
    """
    options = [i for i in range(len(counts.options)) if i not in outside]
    most = max((counts.options[i] for i in options), default=0)
    first = [i for i in options if counts.options[i] == most]
    return first[0] if most and len(first) == 1 else None


def quota(
    values: Sequence[Fraction | None],
    shares: Sequence[Fraction],
    fails: Fraction | None = None,
) -> list[int | None]:
    """Grades by place: so large a share of those ranked for each step, the best first.

    Numbers are rounded down, the last step takes the rest. Equals go together, and
    where they do not all fit into a step, to a lower one; that they do does not push
    those after them down. Below `fails` the last step, whatever the place. None of a
    value that is not decided.
    """
    field, last, end, ends = compared(values), len(shares) - 1, 0, []
    for share in shares[:-1]:
        end += math.floor(share * len(field.values))
        ends.append(end)

    def grade(value: Fraction) -> int:
        if fails is not None and value < fails:
            return last
        end = field.end(value)
        return next((i for i, upto in enumerate(ends) if end <= upto), last)

    return [None if value is None else grade(value) for value in values]
