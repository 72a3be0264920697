"""Values: what one figure of a subject comes to, over items, sections and pools."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter

from reports.tally.margins import Curve, aligned, scaled
from reports.tally.rates import Rate
from reports.tally.rows import Row, Score

Curves = tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """An exact figure with what it came from and what changed ballots would do to it.

    `value` is None where nothing was answered: not decided. `rate` are its counts
    where it is a share of ballots or answers, `score` its points where it is one mean
    of points; of a mean of several, or of several pools by weight, both are None.
    `rows` or `parts` are what it was made of: from them margins are worked out when a
    rule asks, which of most figures none does. A figure from elsewhere has neither.
    """

    value: Fraction | None = None
    rate: Rate | None = None
    score: Score | None = None
    rows: tuple[Row, ...] = ()
    parts: tuple[tuple[Fraction, "Value"], ...] = ()  # by weights that add up to 1
    one_ballot: bool = False  # parts are items of one pool, else pools side by side

    @property
    def up(self) -> Curves:
        """A curve a pool: what each ballot that becomes the best adds to the value."""
        return self._curves([row.gains for row in self.rows], attrgetter("up"))

    @property
    def down(self) -> Curves:
        """What each ballot that becomes the worst takes from it."""
        return self._curves([row.losses for row in self.rows], attrgetter("down"))

    def _curves(self, own: list[Curve], of: "Callable[[Value], Curves]") -> Curves:
        if own:
            part = Fraction(1, sum(row.score.of for row in self.rows))
            return (scaled(aligned(own), part),)
        curves = [tuple(scaled(c, w) for c in of(v)) for w, v in self.parts]
        return _one_ballot(curves) if self.one_ballot else _several_pools(curves)


Weighted = Sequence[tuple[Fraction, Value]]


class Empty(StrEnum):
    """What becomes of a pool without ballots when pools have weights (design §5)."""

    UNDECIDED = "undecided"
    SPREAD = "spread"
    ZERO = "zero"


def pooled(rows: Iterable[Row]) -> Value:
    """Rows of one form from one pool set as one: points and denominators added.

    One row is that item alone; all rows are `deciding = "items"`. A ballot that
    changes, changes in all its items at once.
    """
    rows = tuple(rows)
    score = sum((row.score for row in rows), Score(Fraction(0), 0))
    if not score.of:
        return Value()
    counted = all(row.counted for row in rows)
    return Value(
        score.value,
        Rate(int(score.total), score.of) if counted else None,
        None if counted else score,
        rows,
    )


def mean(parts: Weighted) -> Value:
    """The weighted mean of items of one pool set, or of sections (`deciding = "mean"`).

    Sections are means themselves: `mean([(w, mean(items)), ...])`. A part without a
    value is left out and the others' weights stand for the whole. Where blanks are in
    the denominator an item that nobody answered has a value, which is 0.
    """
    return _weigh(_decided(parts), one_ballot=True)


def combine(parts: Weighted, empty: Empty) -> Value:
    """Each pool's own figure by its weight (counting.md §1.6), `pools = "weights"`.

    A pool of weight 0 plays no part. `Empty.ZERO` counts a pool without a figure as
    0; where no pool has one, nothing is decided whatever `empty` says.
    """
    parts = [(weight, value) for weight, value in parts if weight]
    decided = _decided(parts)
    if not decided or (empty == Empty.UNDECIDED and len(decided) < len(parts)):
        return Value()
    if empty == Empty.ZERO:
        nothing = Value(Fraction(0))
        decided = [(w, v if v.value is not None else nothing) for w, v in parts]
    return _weigh(decided, one_ballot=False)


def _decided(parts: Weighted) -> list[tuple[Fraction, Value]]:
    return [(w, value) for w, value in parts if w and value.value is not None]


def _weigh(parts: Weighted, one_ballot: bool) -> Value:
    if len(parts) == 1:
        return parts[0][1]
    whole = sum((weight for weight, _value in parts), Fraction(0))
    if not whole:
        return Value()
    by = tuple((weight / whole, value) for weight, value in parts)
    figure = sum((w * (v.value or 0) for w, v in by), Fraction(0))
    return Value(figure, parts=by, one_ballot=one_ballot)


def _one_ballot(curves: Sequence[Curves]) -> Curves:
    """Items of one pool: a ballot changes all of them at once."""
    return tuple(aligned(pool) for pool in zip(*curves, strict=True))


def _several_pools(curves: Sequence[Curves]) -> Curves:
    """Pools side by side: a ballot changes its own alone."""
    return tuple(curve for pool in curves for curve in pool)
