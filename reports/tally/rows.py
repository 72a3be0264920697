"""Rows: the answers to one item as points, so that rate and score are one computation.

A rate is points 1 and 0 over its denominator, a score the points of the options over
the answers that have any (counting.md §1.1, §1.2, §1.9).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.tally.counts import Answers, Numbers
from reports.tally.margins import Curve, Run, aligned, cut, scaled
from reports.tally.rates import Rate


@dataclass(frozen=True, slots=True)
class Trim:
    """Of a score: `each` highest and lowest answers of a row are left out.

    From `least` answers on, and only where that leaves any (counting.md §1.9).
    """

    each: int = 0
    least: int = 0

    def of(self, answers: int) -> int:
        """How many of so many answers are left out at each end."""
        return self.each if answers >= self.least and answers > 2 * self.each else 0


@dataclass(frozen=True, slots=True)
class Score:
    """A mean of points that keeps what it came from; `of` answers had points."""

    total: Fraction
    of: int

    def __add__(self, other: "Score") -> "Score":
        return Score(self.total + other.total, self.of + other.of)

    @property
    def value(self) -> Fraction | None:
        """The mean; None of nothing."""
        return self.total / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Row:
    """The answers to one item in points, the lowest first.

    `worst` and `best` are what an answer could have been worth. `counted` says that
    the points are 1 and 0, so that their sum is a number of ballots.
    """

    runs: Curve
    worst: Fraction
    best: Fraction
    trim: Trim = Trim()
    counted: bool = False

    @property
    def answers(self) -> int:
        """Those that have points, trimmed or not."""
        return sum(run.n for run in self.runs)

    @property
    def score(self) -> Score:
        """The points and what they are divided by, after trimming."""
        t = self.trim.of(self.answers)
        kept = cut(self.runs, t, self.answers - t) if t else self.runs
        return Score(
            sum((points * n for points, n in kept), Fraction(0)),
            sum(run.n for run in kept),
        )

    @property
    def gains(self) -> Curve:
        """What the sum of points gains by each answer that becomes the best.

        The lowest changes first, which no other choice outdoes. With `t` answers cut
        off at each end a change takes the lowest kept answer out and lets in the
        lowest of those cut off above, then the best itself.
        """
        n, t = self.answers, self.trim.of(self.answers)
        above = (*cut(self.runs, n - t, n), Run(self.best, n - 2 * t))
        below = cut(self.runs, t, n)
        return aligned([above, scaled(below, Fraction(-1))])

    @property
    def losses(self) -> Curve:
        """What it loses by each answer that becomes the worst, the highest first."""
        turned = scaled(self.runs[::-1], Fraction(-1))
        return Row(turned, -self.best, -self.worst, self.trim).gains


def rated(rate: Rate) -> Row:
    """A rate as a row: whatever is below the line and no hit is worth nothing."""
    runs = (Run(Fraction(0), rate.of - rate.hits), Run(Fraction(1), rate.hits))
    return Row(runs, Fraction(0), Fraction(1), counted=True)


def scored(
    answers: Answers, scores: Sequence[Fraction | None] = (), trim: Trim = Trim()
) -> Row:
    """The answers by the scores of their options; one without a score has no part.

    Numbers are their own scores, and `scores` the lowest and the highest that could be
    given (left empty: that were given). Raises ValueError where scores and options
    are not as many.
    """
    if isinstance(answers, Numbers):
        pairs = [(Fraction(value), n) for value, n in answers.values]
    else:
        given = zip(scores, answers.options, strict=True)
        pairs = [(points, n) for points, n in given if points is not None]
    runs = tuple(Run(points, n) for points, n in sorted(pairs) if n)
    known = [points for points in scores if points is not None]
    ends = known or [run.points for run in runs] or [Fraction(0)]
    return Row(runs, min(ends), max(ends), trim)


def score(
    answers: Answers, scores: Sequence[Fraction | None] = (), trim: Trim = Trim()
) -> Score:
    """The score of one item (counting.md §1.2), as `scored` reads it."""
    return scored(answers, scores, trim).score
