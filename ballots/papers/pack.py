"""What the papers of a group's meeting say."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ballots import when
from ballots.models.turnout import made
from campaigns.definition import PRINTED, Definition, Form, Group, Pool
from campaigns.models import Campaign, Rater
from campaigns.text import Text

PAPERS: dict[str, Promise] = {
    "cover": gettext_lazy("Cover sheet"),
    "notice": gettext_lazy("Notice to the raters"),
    "form": gettext_lazy("Annex 1: the form"),
    "roster": gettext_lazy("Annex 2: the roster"),
    "signin": gettext_lazy("Sign-in sheet"),
    "tellers": gettext_lazy("Tellers' sheet"),
    "reports": gettext_lazy("Reports of the units"),
}
NAMED = ("roster", "signin")  # these hold names


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on a list; without a name it is still to be filled in by hand."""

    number: int
    name: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The list of one unit in one pool: as many lines as are on it, or are due."""

    unit: Text
    pool: Pool
    lines: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a unit, as it is read beside the form."""

    unit: Text
    title: Text
    author: Text
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slips:
    """A line of the tellers' sheet; 0 made is not known yet, or not any more."""

    place: Text
    pool: Pool
    due: int
    made: int
    void: int


@dataclass(frozen=True)
class Pack:
    """What the papers of one group say, from the frozen definition and the roster."""

    campaign: Campaign
    definition: Definition
    group: Group

    @cached_property
    def pools(self) -> list[Pool]:
        """Those whose raters are on a list: not an open link, not persons by name."""
        pools = self.definition.pools.values()
        return [pool for pool in pools if pool.reach not in ("open", "peers")]

    @property
    def units(self) -> list[Text]:
        return [self.definition.units[code].name for code in self.group.units]

    def forms(self) -> list[Form]:
        """Every form that somebody of the group is rated on, once."""
        subjects = self.definition.subjects.values()
        mine = [s.form for s in subjects if s.unit in self.group.units]
        return list({form.key: form for form in mine}.values())

    def sheets(self) -> Iterator[Sheet]:
        """Unit by unit and pool by pool, in the order of the definition."""
        for code in self.group.units:
            for pool in self.pools:
                if pool.reach == "unit" and not self.definition.rates_at(pool, code):
                    continue  # in a second vote it only sends raters
                names = self._names.get((code, pool.key), [])
                # lines are due, not what was listed: a list may still be incomplete
                blank = max(pool.quota - len(names), 0)
                rows = [*names, *[("", "")] * blank]
                lines = (Entry(n, *row) for n, row in enumerate(rows, 1))
                yield Sheet(self.definition.units[code].name, pool, tuple(lines))

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        rows = Rater.objects.filter(
            campaign=self.campaign, unit__code__in=self.group.units
        ).in_order()
        found = groupby(rows, key=lambda row: (row.unit.code, row.pool.key))
        return {at: [(r.name, r.category) for r in some] for at, some in found}

    def places(self) -> list[tuple[Text, Pool, int]]:
        """Where slips are handed out, with the number due."""
        return [
            (self.definition.place_name(place), pool, due)
            for pool in self.pools
            for place, due in self.definition.places(pool, self.group)
        ]

    @property
    def due(self) -> int:
        """Slips due at all places together."""
        return sum(due for _place, _pool, due in self.places())

    @cached_property
    def slips(self) -> list[Slips]:
        """What is known of the slips of each place as the paper is printed."""
        known = made(self.campaign, self.group.key)
        found = []
        for pool in self.pools:
            for place, due in self.definition.places(pool, self.group):
                unit = place.key if place.kind == "unit" else ""
                of = known.get((pool.key, unit), (0, 0))
                name = self.definition.place_name(place)
                found.append(Slips(name, pool, due, *of))
        return found

    @property
    def together(self) -> tuple[int, int]:
        """Slips made at all places, and void; no sum while one place has none."""
        if not all(line.made for line in self.slips if line.due):
            return 0, 0
        return sum(n.made for n in self.slips), sum(n.void for n in self.slips)

    @property
    def now(self) -> str:
        return when.moment(timezone.now(), self.campaign)

    def listed(self) -> list[tuple[Text, list[tuple[int, int]]]]:
        """Of each unit how many are on the list of each pool, and how many are due."""
        return [
            (
                self.definition.units[code].name,
                [
                    (len(self._names.get((code, pool.key), ())), pool.quota)
                    for pool in self.pools
                ],
            )
            for code in self.group.units
        ]

    def reports(self) -> list[Report]:
        """Of each unit of the group, without self-assessments and comments."""
        return [
            Report(
                self.definition.units[paper.unit].name,
                paper.title,
                paper.author,
                tuple(line for line in str(paper.body).splitlines() if line.strip()),
            )
            for code in self.group.units
            for paper in self.definition.documents
            if paper.unit == code and paper.kind in PRINTED
        ]
