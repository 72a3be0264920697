"""What may be shown: the one place that decides it, for page, PDF, Excel and JSON.

Decided by numbers of ballots alone, never by what was answered: else hiding would be
a disclosure itself (design §6; trust.md §3, D1-D5). Pure functions.

A figure hidden for its small number can be worked out if it is the only one missing
from a sum. So the next smallest is hidden with it, until those hidden together are as
many as the floor demands of one alone.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

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


def smallest(pools: Mapping[K, Cell], keys: Iterable[K]) -> K:
    """The pool on whose account others are hidden."""
    return min(keys, key=lambda key: pools[key].valid)
