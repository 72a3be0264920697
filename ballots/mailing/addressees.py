"""Who would be written to: counts by group and pool, no names."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ballots.models import Letter, Mailing
from campaigns.contact import email_in
from campaigns.definition import Definition, Group, Pool
from campaigns.frozen import frozen
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Row:
    """The raters of a pool in a group, by how they can be reached."""

    group: Group | None
    pool: Pool | None
    mail: int
    phone: int
    nothing: int
    reached: int

    @property
    def all(self) -> int:
        return self.mail + self.phone + self.nothing

    @property
    def paper(self) -> int:
        """Those who get the notice on paper."""
        return self.phone + self.nothing


@dataclass(frozen=True)
class Addressees:
    """All raters of a campaign, counted in two queries."""

    campaign: Campaign

    @cached_property
    def definition(self) -> Definition:
        return frozen(self.campaign)

    @cached_property
    def notice(self) -> Mailing | None:
        return Mailing.objects.notice(self.campaign)

    @cached_property
    def _groups(self) -> dict[str, str]:
        groups = self.definition.groups.values()
        return {code: group.key for group in groups for code in group.units}

    @cached_property
    def _counts(self) -> Counter[tuple[str, str, str]]:
        """By group, pool and way; `reached` are those whom the notice went to."""
        found: Counter[tuple[str, str, str]] = Counter()
        rows = self.campaign.raters.order_by().select_related(None)
        columns = ("unit__code", "pool__key", "contact")
        for unit, pool, contact in rows.values_list(*columns):
            found[self._groups.get(unit, ""), pool, _way(contact)] += 1
        if self.notice:
            for unit, pool, n in Letter.objects.reached(self.notice):
                found[self._groups.get(unit, ""), pool, "reached"] += n
        return found

    def rows(self) -> Iterator[Row]:
        """Group by group and pool by pool, as far as somebody is on the list."""
        for group in self.definition.groups.values():
            for pool in self.definition.pools.values():
                row = self._row(group, pool)
                if row.all:
                    yield row

    def _row(self, group: Group, pool: Pool) -> Row:
        ways = ("mail", "phone", "nothing", "reached")
        return Row(
            group, pool, *(self._counts[group.key, pool.key, way] for way in ways)
        )

    @cached_property
    def sum(self) -> Row:
        rows = list(self.rows())
        return Row(
            None,
            None,
            sum(row.mail for row in rows),
            sum(row.phone for row in rows),
            sum(row.nothing for row in rows),
            sum(row.reached for row in rows),
        )


def _way(contact: str) -> str:
    if email_in(contact):
        return "mail"
    return "phone" if contact else "nothing"
