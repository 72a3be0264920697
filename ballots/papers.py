"""The papers of a group's meeting: notice, form, roster, sign-in sheet, tellers' sheet.

Slips are not among them: printing those is an act of its own (design §4.1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.definition import Definition, Form, Group, Pool
from campaigns.models import Campaign, Rater
from campaigns.text import Text

PAPERS: dict[str, Promise] = {
    "notice": gettext_lazy("Notice to the raters"),
    "form": gettext_lazy("Annex 1: the form"),
    "roster": gettext_lazy("Annex 2: the roster"),
    "signin": gettext_lazy("Sign-in sheet"),
    "tellers": gettext_lazy("Tellers' sheet"),
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
        listed = self._listed()
        for code in self.group.units:
            for pool in self.pools:
                if pool.reach == "unit" and not self.definition.rates_at(pool, code):
                    continue  # in a second vote it only sends raters
                names = listed.get((code, pool.key), [])
                # lines are due, not what was listed: a list may still be incomplete
                blank = max(pool.quota - len(names), 0)
                rows = [*names, *[("", "")] * blank]
                lines = (Entry(n, *row) for n, row in enumerate(rows, 1))
                yield Sheet(self.definition.units[code].name, pool, tuple(lines))

    def _listed(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
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
