"""The privacy check before opening: what will be hidden, and what would avoid it.

From the number of ballots alone, which everybody knows by then; a card that is left
out or void makes them fewer still.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ballots.disclosure import Cell, Level, pool_levels, subject_level
from ballots.models.turnout import Turnout
from campaigns.definition import Definition, Pool, Subject
from campaigns.words import joined

NAMED = 5  # subjects that one sentence names


@dataclass(frozen=True)
class Outlook:
    """What the ballots on one subject will show, if none is void."""

    definition: Definition
    subject: Subject
    ballots: Mapping[str, int]  # of every pool that rates it

    @property
    def closed(self) -> dict[str, int]:
        pools = self.definition.pools
        closed = {k: n for k, n in self.ballots.items() if not pools[k].is_open}
        return closed or dict(self.ballots)

    @property
    def n(self) -> int:
        return sum(self.closed.values())

    @property
    def level(self) -> Level:
        return subject_level(cell(self.n), self.definition.floors)

    def sentences(self, others: Sequence["Outlook"]) -> Iterator[str]:
        """What will be hidden of it, without its name; the merge that mends it."""
        floors = self.definition.floors
        words = {"n": self.n, "floor": floors.rate, "full": floors.distribution}
        if self.n and self.level is Level.NONE:
            text = _("%(n)d ballots, fewer than %(floor)d: no figure will be shown.")
            yield joined_sentences([text % words, *self.merge(others)])
        elif self.level is Level.RATE:
            text = _(
                "%(n)d ballots, fewer than %(full)d: only the deciding rate will be "
                "shown."
            )
            yield joined_sentences([text % words, *self.merge(others)])
        if self.level:
            yield from self.pools()
        if self.level and self.n < floors.comments:
            text = _(
                "fewer than %(comments)d ballots: nobody will read the comments on it."
            )
            yield text % {"comments": floors.comments}

    def pools(self) -> Iterator[str]:
        """Pools that stand together, so that none can be worked out."""
        cells = {key: cell(n) for key, n in self.closed.items()}
        levels = pool_levels(cells, self.level, self.definition.floors)
        for level in (Level.NONE, Level.RATE):
            keys = [
                k for k, one in levels.items() if one is level and level < self.level
            ]
            if keys:
                yield self.together(keys, level)
        if self.definition.formula.weighted and Level.NONE in levels.values():
            yield _("With a pool the weighted total is hidden, too.")

    def together(self, keys: Sequence[str], level: Level) -> str:
        few = min(keys, key=self.closed.__getitem__)
        pools = self.definition.pools
        text = _(
            "%(pool)s has only %(n)d ballots; these will be reported together only: "
            "%(pools)s (%(sum)d)."
        )
        if level is Level.RATE:
            text = _(
                "%(pool)s has only %(n)d ballots; of these the rate alone will be "
                "shown, all figures only together: %(pools)s (%(sum)d)."
            )
        return text % {
            "pool": pools[few].short,
            "n": self.closed[few],
            "pools": joined([pools[key].short for key in keys], "/"),
            "sum": sum(self.closed[key] for key in keys),
        }

    def merge(self, others: Sequence["Outlook"]) -> Iterator[str]:
        """The least that would have to be reported together with it."""
        full = self.definition.floors.distribution
        sums = [(self.n + other.n, other) for other in others if self.fits(other)]
        enough = [one for one in sums if one[0] >= full]
        if enough:
            n, other = min(enough, key=lambda one: one[0])
            text = _("Reported together with %(name)s there would be %(n)d.")
            yield text % {"name": other.subject.name, "n": n}

    def fits(self, other: "Outlook") -> bool:
        """Whether one table could hold both: same group, kind and form."""
        mine, its = self.subject, other.subject
        group = self.definition.group_of
        same = mine.kind == its.kind and mine.form.key == its.form.key
        return mine != its and same and group(mine.unit) == group(its.unit)


def cell(n: int) -> Cell:
    return Cell(n, n, n)


def joined_sentences(sentences: Sequence[str]) -> str:
    """One after the other; in Chinese the full stop is space enough."""
    return " ".join(sentences).replace("。 ", "。")


def outlooks(definition: Definition, rows: Sequence[Turnout]) -> list[Outlook]:
    """Every subject with the ballots that came in on it."""
    voted: Counter[tuple[str, object]] = Counter()
    for row in rows:
        voted[row.pool, row.place] += row.voted
    return [
        Outlook(
            definition,
            subject,
            {p.key: _ballots(definition, subject, p, voted) for p in raters},
        )
        for subject in definition.subjects.values()
        if (raters := definition.raters(subject))
    ]


def _ballots(
    definition: Definition,
    subject: Subject,
    pool: Pool,
    voted: Mapping[tuple[str, object], int],
) -> int:
    if pool.reach == "peers":
        # alike for all of a unit: its own number would tell who has not voted
        peers = definition.bearers(subject.unit)
        places = definition.places(pool, definition.group_of(subject.unit))
        unit = {p for p, _n in places if p.key in {s.key for s in peers}}
        return max(0, sum(voted[pool.key, place] for place in unit) - 1)
    return sum(voted[pool.key, p] for p in definition.places_of(subject, pool))


def words(definition: Definition, rows: Sequence[Turnout]) -> Iterator[str]:
    """What will be hidden, one sentence for all subjects of which it is true."""
    found: dict[str, list[str]] = {}
    everything = outlooks(definition, rows)
    for outlook in everything:
        for sentence in outlook.sentences(everything):
            found.setdefault(sentence, []).append(str(outlook.subject.name))
    for sentence, names in found.items():
        yield _("%(names)s: %(what)s") % {"names": _some(names), "what": sentence}


def _some(names: Sequence[str]) -> str:
    told = joined(names[:NAMED], "/")
    more = len(names) - NAMED
    if more <= 0:
        return told
    return _("%(names)s and %(n)d more") % {"names": told, "n": more}
