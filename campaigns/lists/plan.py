"""What uploaded lists would change, and taking all of it over or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Detail, record
from campaigns.approval.kinds import CHANGING
from campaigns.approval.leaders import Leaders
from campaigns.composition import unasked
from campaigns.lists import seated
from campaigns.lists.columns import RATERS, UNITS
from campaigns.lists.problem import Problem
from campaigns.lists.reading import Lists
from campaigns.lists.roster import Roster
from campaigns.lists.seating import Seating
from campaigns.models import Campaign, GroupUnit, WrongState
from campaigns.words.basic import joined

COUNTED = ("added", "changed", "same", "removed")


class Altered(Exception):
    """Between looking and taking over the lists of the campaign became others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the account of what would change."""

    label: str | Promise
    added: int
    changed: int
    same: int
    removed: int


@dataclass
class Plan:
    """Lists beside a campaign. `rest`: what they do not name goes."""

    campaign: Campaign
    lists: Lists
    rest: bool = False

    @cached_property
    def seating(self) -> Seating:
        found = Seating(self.campaign, self.lists.of(UNITS), self.rest)
        found.check()
        return found

    @cached_property
    def roster(self) -> Roster:
        tables = self.lists.of(RATERS)
        gone = {seat.unit.code for seat in self.seating.leaving}
        units = self.seating.units()
        found = Roster(self.campaign, tables, units, gone, self.rest)
        found.check()
        return found

    @cached_property
    def problems(self) -> list[Problem]:
        found = [*self.lists.problems, *self.seating.problems, *self.roster.problems]
        found += self._leaders()
        order = {table.sheet: at for at, table in enumerate(self.lists.tables)}
        return sorted(
            found, key=lambda p: (not p.stops, order.get(p.sheet, -1), p.row, p.column)
        )

    def _leaders(self) -> Iterator[Problem]:
        """A hint: a namesake can only be told apart once the line is on the list."""
        leaders = Leaders(self.campaign, self.seating.led())
        for each, row in self.roster.pairs:
            reach = self.roster.asked.closed[each.pool].reach
            told_apart = row and row.namesake
            if not told_apart and leaders.has(each.name, each.unit, reach):
                text = _(
                    "“%s” has the name of a leader who is rated; leaders are kept off "
                    "the lists"
                )
                yield each.line.problem("name", text % each.name, stops=False)

    @property
    def stops(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.stops]

    @property
    def hints(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.stops]

    @property
    def changes(self) -> bool:
        return self.seating.changes or self.roster.changes

    @cached_property
    def account(self) -> list[Row]:
        """How many lines would be added, changed, left and removed."""
        rows = []
        if self.lists.of(UNITS):
            counts = self.seating.counts
            rows.append(Row(gettext_lazy("units"), *(counts[n] for n in COUNTED)))
        if self.lists.of(RATERS) or self.roster.changes:
            counts = self.roster.counts
            rows.append(Row(gettext_lazy("raters"), *(counts[n] for n in COUNTED)))
        return rows

    def notes(self) -> Iterator[str]:
        """What comes of it besides the lines themselves."""
        titles, teams = self.seating.new_groups, self.seating.new_teams
        if titles:
            yield _("New groups: %s") % joined(titles, "/")
        if teams:
            yield _("New supervision teams, without members yet: %s") % joined(
                teams, "/"
            )
        gone = [group.title for group in self.seating.emptied]
        if gone:
            yield _("Groups that go: %s") % joined(gone, "/")
        if self.seating.moved:
            yield _("Groups and units then stand in the order of the workbook.")
        if self.seating.leaving:
            yield _(
                "Units that leave take along their subjects, papers and raters in this "
                "campaign: %s"
            ) % joined((seat.unit.name for seat in self.seating.leaving), "/")

    def kindless(self) -> str:
        """Of how many units a share is not asked, because their kind is not known."""
        pools = self.roster.asked.closed.values()
        names = [c.name for pool in pools for c in pool.categories if c.by_kind]
        n = sum(not kind for _name, kind in self.seating.units().values())
        return unasked(n, joined(dict.fromkeys(names), "/")) if n and names else ""

    @property
    def numbers(self) -> list[int]:
        """By which the plan that is taken over is known as the one that was shown."""
        found = [
            n
            for row in self.account
            for n in (row.added, row.changed, row.same, row.removed)
        ]
        return [*found, self._there]

    @property
    def _there(self) -> int:
        """What it was compared with: of other lists the numbers may be the same."""
        raters = self.campaign.raters.order_by("pk").values_list(
            "unit", "pool", "name", "category", "contact", "position"
        )
        seats = GroupUnit.objects.filter(group__campaign=self.campaign).order_by("pk")
        places = seats.values_list("group__title", "unit", "lead", "team", "leaders")
        text = repr([list(raters), list(places)])
        return int(hashlib.sha256(text.encode()).hexdigest()[:15], 16)

    def take_over(self, by: str, shown: list[int]) -> None:
        """Everything, or nothing. Raises WrongState and Altered."""
        try:
            self._take_over(by, shown)
        except IntegrityError as error:
            # a unit, team or group of that name was made elsewhere at the same moment
            raise Altered from error

    def _take_over(self, by: str, shown: list[int]) -> None:
        with transaction.atomic():
            fresh = self._held()
            if fresh.stops or fresh.numbers != shown:
                raise Altered
            seated.take_over(fresh.seating)
            fresh.roster.take_over()
            fresh.tell(by)

    def tell(self, by: str) -> None:
        record("lists", by=by, campaign=self.campaign.pk, **self.told())

    def _held(self) -> Self:
        """The same plan on what is there now, which nobody changes meanwhile."""
        rows = Campaign.objects.select_for_update(no_key=True)
        campaign = rows.filter(pk=self.campaign.pk, state__in=CHANGING).first()
        if campaign is None:
            raise WrongState("lists")
        return type(self)(campaign, self.lists, self.rest)

    def told(self) -> dict[str, Detail]:
        """For the log: how many, never who."""
        found: dict[str, Detail] = {}
        for part, counts in (
            ("units", self.seating.counts),
            ("raters", self.roster.counts),
        ):
            found |= {
                f"{part} {n}": counts[n] for n in COUNTED if n != "same" and counts[n]
            }
        return found
