"""What may be shown: the one place that decides it, for page, PDF, Excel and JSON.

Decided by numbers of ballots alone, never by what was answered: else hiding would be
a disclosure itself (design §6; trust.md §3, D1-D5). Pure functions.

A figure hidden for its small number can be worked out if it is the only one missing
from a sum. So the next smallest is hidden with it, until those hidden together are as
many as the floor demands of one alone.
"""

from collections.abc import (
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, TypeVar

from campaigns.definition import Floors

FEWEST_COMMENTS = 3
K = TypeVar("K", bound=Hashable)
Place = tuple[int, int]  # section, item


class Level(IntEnum):
    """How much of a cell is shown; each level shows what those before it show."""

    NONE = 0
    RATE = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Numbers of one subject, together or from one pool.

    `valid` ballots; `deciding`, those that answered the deciding row; `least`, those
    that answered the item with the fewest answers. Without blank items all three are
    the same.
    """

    valid: int
    deciding: int
    least: int


def subject_level(cell: Cell, floors: Floors) -> Level:
    """What is shown of a subject, all pools together; its items, by `hidden_items`."""
    if cell.deciding < floors.rate:
        return Level.NONE
    return Level.FULL if cell.valid >= floors.distribution else Level.RATE


def withheld(
    sizes: Mapping[K, int], floor: int, already: Collection[K] = ()
) -> frozenset[K]:
    """Which of the parts of a known sum to hide: the too small ones and their cover.

    `already` are hidden for another reason. If all parts together do not reach the
    floor, all are hidden, and whoever shows the sum answers for it.
    """
    hidden = {key for key, size in sizes.items() if size < floor or key in already}
    others = sorted((key for key in sizes if key not in hidden), key=sizes.__getitem__)
    for key in others:
        if not hidden or sum(sizes[k] for k in hidden) >= floor:
            break
        hidden.add(key)
    return frozenset(hidden)


def pool_levels(
    pools: Mapping[K, Cell], together: Level, floors: Floors
) -> dict[K, Level]:
    """What is shown of each pool of one subject, its total being shown as `together`.

    A pool without ballots hides nothing: that nobody voted is in the account.
    """
    voted = {key: cell for key, cell in pools.items() if cell.valid}
    no_rate = withheld({k: c.deciding for k, c in voted.items()}, floors.rate)
    least = {k: c.least for k, c in voted.items()}
    no_counts = withheld(least, floors.distribution, no_rate)
    levels = {}
    for key in pools:
        own = Level.NONE if key in no_rate else Level.RATE
        own = own if key in no_counts else Level.FULL
        levels[key] = min(own, together) if key in voted else Level.FULL
    return levels


def alone_level(pool: Cell, floors: Floors) -> Level:
    """What is shown of a class that is in no sum: an open link, of whatever size.

    The items of a class are shown all together or not at all, so the one with the
    fewest answers decides.
    """
    if not pool.valid:
        return Level.FULL
    return subject_level(replace(pool, valid=min(pool.valid, pool.least)), floors)


def hidden_items(
    sections: Sequence[Sequence[int]], floor: int, summed: Collection[Place] = ()
) -> frozenset[Place]:
    """Items of a form to hide, as (section, item), from the answers to each.

    `summed`: those whose sum is shown as well, because they decide together. Then what
    the hidden sections hide of it together must reach the floor, too; ticks, which are
    in no sum, cover nothing.
    """
    sizes = {(s, i): n for s, row in enumerate(sections) for i, n in enumerate(row)}
    hidden = {key for key, size in sizes.items() if size < floor}
    others = sorted(set(summed) - hidden, key=lambda key: (sizes[key], key))
    for key in others:
        parts = _parts({place: sizes[place] for place in hidden & {*summed}}, floor)
        if not parts or sum(parts) >= floor:
            break
        hidden.add(key)
    return frozenset(hidden)


def _parts(hidden: Mapping[Place, int], floor: int) -> list[int]:
    """Hidden answers of each section whose sum is hidden with them."""
    parts = []
    for section in {section for section, _item in hidden}:
        within = [n for place, n in hidden.items() if place[0] == section]
        if sum_hidden(within, floor):
            parts.append(sum(within))
    return parts


def sum_hidden(answers: Sequence[int], floor: int) -> bool:
    """Whether a section's sum must go too, given the answers to its hidden items."""
    few = sum(answers) < floor
    return len(answers) == 1 or (bool(answers) and few)


def comments_shown(valid: int, comments: int, floors: Floors) -> bool:
    """Few comments point at people; none at all hide nothing."""
    if not comments:
        return True
    return valid >= floors.comments and comments >= FEWEST_COMMENTS


Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which two versions of a result are too close, and why.

    `why`: few ballots differ; figures are altered though none does; or what was hidden
    is shown, so that the rest follows from both.
    """

    cell: tuple[str, str, str]  # keys of subject, pool and item; "" is all of them
    why: str
    n: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What one version shows of a cell: its ballots, and its figures if any."""

    ballots: int | None
    figures: Any


def compare(old: Plain, new: Plain, floors: Floors) -> list[Difference]:
    """Where two versions of a result give away more than either alone (D7).

    Both as `reports.plain` writes them. Late ballots may come, but not fewer at once
    than would be shown alone.
    """
    before, after = dict(_cells(old)), dict(_cells(new))
    nothing = Shown(0, None)
    found = []
    for key in {**before, **after}:
        then, now = before.get(key, nothing), after.get(key, nothing)
        why, n, floor = _why(then, now, floors)
        if why:
            found.append(Difference(key, why, n, floor))
    return found


def _why(then: Shown, now: Shown, floors: Floors) -> tuple[str, int, int]:
    if then.figures is None and now.figures is not None and then.ballots != 0:
        return "unhidden", 0, 0
    if then.ballots is None or now.ballots is None:
        return "", 0, 0
    full = isinstance(now.figures, Mapping)  # every option of an item
    floor = floors.distribution if full else floors.rate
    n = abs(now.ballots - then.ballots)
    if 0 < n < floor:
        return "few", n, floor
    same = now.figures is None or now.figures == then.figures
    return ("", 0, 0) if n or same else ("altered", 0, 0)


def _cells(results: Plain) -> Iterator[tuple[tuple[str, str, str], Shown]]:
    """Every cell of a result, by its keys, with what is shown of it."""
    for group in results["groups"]:
        for subject in group["subjects"]:
            key, whole = subject["key"], subject["account"]["valid"]
            rates = [subject["rate"], *(one["rate"] for one in subject["measures"])]
            yield (key, "", ""), Shown(whole, _given(rates))
            for section in subject["sections"]:
                yield from _items((key, ""), section["items"], whole)
            for pool in subject["pools"]:
                at, n = (key, pool["key"]), pool["account"]["valid"]
                yield (*at, ""), Shown(n, _given([pool["rate"]]))
                yield from _items(at, pool["items"], n)


def _given(rates: Sequence[Plain | None]) -> list[str] | None:
    """The exact figures that are there; None where all are hidden."""
    return [str(rate["value"]) for rate in rates if rate] or None


def _items(
    at: tuple[str, str], items: Sequence[Plain], valid: int
) -> Iterator[tuple[tuple[str, str, str], Shown]]:
    for item in items:
        figures = {key: item[key] for key in ("counts", "numbers")}
        there = item["counts"] is not None
        answered = valid - item["blank"] if there else None
        yield (*at, item["key"]), Shown(answered, figures if there else None)


def smallest(pools: Mapping[K, Cell], keys: Iterable[K]) -> K:
    """The pool on whose account others are hidden."""
    return min(keys, key=lambda key: pools[key].valid)
