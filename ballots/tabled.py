"""The turnout as the table of the desk: pools, their places, and the sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ballots.models import Turnout
from ballots.models.turnout import Snapshot, shown
from campaigns.definition import Definition
from campaigns.text import Text

BAR = 220  # the length of a bar, in its own units


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the turnout: a pool, a place of it, or everybody."""

    name: Text | str
    due: int
    voted: int
    kind: str = ""
    is_open: bool = False

    @property
    def left(self) -> int:
        return max(self.due - self.voted, 0)

    @property
    def bar(self) -> str:
        """How far the bar reaches; a string, so that no locale touches it."""
        return f"{BAR * min(self.voted, self.due) / self.due:.1f}" if self.due else "0"


def table(definition: Definition, now: Snapshot) -> list[Line]:
    """By pool and place, with the sum; open pools below it; counts only."""
    rows = shown(definition, now.rows)
    found = {p: list(_lines(definition, p, rows)) for p in definition.pools}
    pools = definition.pools.values()
    return [
        *(line for p in pools if not p.is_open for line in found[p.key]),
        Line(_("Together"), now.due, now.voted, "sum"),
        *(line for p in pools if p.is_open for line in found[p.key]),
    ]


def _lines(
    definition: Definition, key: str, everywhere: Sequence[Turnout]
) -> Iterator[Line]:
    """A pool, and below it its places."""
    pool = definition.pools[key]
    rows = [row for row in everywhere if row.pool == key]
    if not rows:
        return
    due, voted = sum(r.due for r in rows), sum(r.voted for r in rows)
    yield Line(pool.name, due, voted, "group", pool.is_open)
    for row in rows if len(rows) > 1 else ():
        name = definition.place_name(row.place)
        yield Line(name, row.due, row.voted, "", pool.is_open)
