"""Margins: how few ballots would have to change for a figure to reach a bound.

Counted in runs of equal gains, never ballot by ballot, so that 400,000 ballots cost no
more than forty.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, chain, pairwise, product
from typing import NamedTuple


class Run(NamedTuple):
    """So many ballots, each worth the same points or the same gain."""

    points: Fraction
    n: int


# What a figure gains by each ballot that changes, in the order in which they do.
Curve = tuple[Run, ...]


class _Opening(NamedTuple):
    """A beginning of a curve that is taken whole, and what may follow it freely."""

    n: int
    gain: Fraction
    after: Curve


def scaled(curve: Curve, factor: Fraction) -> Curve:
    """Each point of a curve so many times."""
    return tuple(Run(points * factor, n) for points, n in curve)


def cut(curve: Curve, start: int, stop: int) -> Curve:
    """The ballots of a curve from `start` up to, not including, `stop`."""
    found, at = [], 0
    for points, n in curve:
        inside = min(at + n, stop) - max(at, start)
        if inside > 0:
            found.append(Run(points, inside))
        at += n
    return tuple(found)


def aligned(curves: Sequence[Curve]) -> Curve:
    """Several curves as one: its i-th gain is the sum of their i-th gains."""
    jumps: dict[int, Fraction] = defaultdict(Fraction)
    for curve in curves:
        at = 0
        for points, n in curve:
            jumps[at] += points
            at += n
            jumps[at] -= points
    return tuple(_heights(jumps))


def _heights(jumps: dict[int, Fraction]) -> Iterator[Run]:
    height = Fraction(0)
    for start, end in pairwise(sorted(jumps)):
        height += jumps[start]
        yield Run(height, end - start)


def changeable(curves: Sequence[Curve]) -> int:
    """How many ballots have anything to change, up to the last that gains."""
    found = 0
    for curve in curves:
        ends = accumulate(run.n for run in curve)
        gaining = [end for end, run in zip(ends, curve, strict=True) if run.points]
        found += max(gaining, default=0)
    return found


def short(curves: Sequence[Curve], gap: Fraction, beyond: bool = False) -> int:
    """The fewest ballots whose change gains `gap`, or more than it if `beyond`.

    A curve a pool: its gains in the order in which its ballots are best changed; the
    pools are drawn on where a ballot gains most. Which answers lie on one ballot is
    not known, so a ballot is taken to hold the answers that gain most: no fewer can
    suffice, and with one deciding item so many do. Where not even all of them
    suffice, one more than there are: the same as `needed` says of a plain rate.
    """
    choices = product(*map(_openings, curves))
    found = (_greedy(choice, gap, beyond) for choice in choices)
    reached = [n for n in found if n is not None]
    return min(reached, default=changeable(curves) + 1)


def spare(curves: Sequence[Curve], lead: Fraction, beyond: bool = False) -> int:
    """How many ballots may change for the worse without losing `lead`.

    One fewer than `short` finds along the curves of what is lost.
    """
    return short(curves, lead, beyond) - 1


def _openings(curve: Curve) -> list[_Opening]:
    """Where to stop in a curve so that what may follow gains less and less.

    Most curves fall throughout and have one opening. With a trimmed row the first
    change may gain less than the next, because the lowest answer was left out anyway;
    then each run up to the last rise is tried as the one that is not used up.
    """
    rises = (i for i, (a, b) in enumerate(pairwise(curve), 1) if b.points > a.points)
    head = max(rises, default=0)
    found, n, gain = [], 0, Fraction(0)
    for run in curve[:head]:
        found.append(_Opening(n, gain, (run,)))
        n, gain = n + run.n, gain + run.points * run.n
    return [*found, _Opening(n, gain, curve[head:])]


def _greedy(openings: Sequence[_Opening], gap: Fraction, beyond: bool) -> int | None:
    """The largest gains first; None if they do not suffice."""
    taken = sum(opening.n for opening in openings)
    missing = gap - sum(opening.gain for opening in openings)
    runs = chain.from_iterable(opening.after for opening in openings)
    for points, n in sorted(runs, reverse=True):
        if missing < 0 or not points:
            break
        steps = missing / points
        wanted = math.floor(steps) + 1 if beyond else math.ceil(steps)
        if wanted <= n:
            return taken + wanted
        taken, missing = taken + n, missing - points * n
    reached = missing < 0 or (missing == 0 and not beyond)
    return taken if reached else None
