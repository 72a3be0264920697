"""Units and groups of a workbook beside those of the campaign, and taking them over."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from campaigns.approval.leaders import Led
from campaigns.lists.cells import plain
from campaigns.lists.problem import Problem
from campaigns.lists.reading import Table
from campaigns.lists.units import Known, Seat, Units, kept
from campaigns.models import Campaign, Group, GroupUnit, Team, Unit


@dataclass
class Seating:
    """What would become of units and groups; nothing without a list of them."""

    campaign: Campaign
    tables: Sequence[Table]
    rest: bool  # whether what is not named goes
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def groups(self) -> dict[str, Group]:
        rows = self.campaign.groups.with_units().select_related("team")
        return {group.key: group for group in rows}

    @cached_property
    def before(self) -> dict[str, GroupUnit]:
        """The seats there are, by the code of the unit."""
        seats = [seat for group in self.groups.values() for seat in group.seats.all()]
        return {seat.unit.code: seat for seat in seats}

    @cached_property
    def known(self) -> Known:
        return Known(list(Unit.objects.all()))

    @cached_property
    def asked(self) -> Units:
        units = Units(self.campaign, self.known)
        units.read(self.tables, list(self.groups.values()))
        return units

    @cached_property
    def named(self) -> set[str]:
        """Keys of the groups that the workbook lists, which it does in full."""
        return {seat.group for seat in self.asked.seats.values()}

    @cached_property
    def leaving(self) -> list[GroupUnit]:
        """Seats that are there and would not be."""
        if not self.tables:
            return []
        gone = (self.rest and set(self.groups)) or self.named
        return [
            seat
            for code, seat in self.before.items()
            if code not in self.asked.seats and self._key(seat) in gone
        ]

    @cached_property
    def _keys(self) -> dict[int, str]:
        return {group.pk: key for key, group in self.groups.items()}

    def _key(self, seat: GroupUnit) -> str:
        return self._keys[seat.group_id]

    @cached_property
    def emptied(self) -> list[Group]:
        """Groups that go, because nothing is left in them."""
        if not (self.tables and self.rest):
            return []
        return [g for key, g in self.groups.items() if key not in self.named]

    def units(self) -> dict[str, tuple[str, str]]:
        """Name and kind of each unit that has a seat afterwards, by its code."""
        gone = {seat.unit.code for seat in self.leaving}
        found = {
            code: (seat.unit.name, seat.unit.kind)
            for code, seat in self.before.items()
            if code not in gone
        }
        asked = self.asked.seats.values() if self.tables else ()
        return found | {seat.code: (seat.name, seat.kind) for seat in asked}

    def led(self) -> list[Led]:
        """Who leads each unit that has a seat afterwards."""
        asked = list(self.asked.seats.values()) if self.tables else []
        out = {seat.code for seat in asked} | {seat.unit.code for seat in self.leaving}
        stay = [Led.of(seat) for code, seat in self.before.items() if code not in out]
        return stay + [
            Led(seat.code, seat.group, self.leaders(seat).splitlines())
            for seat in asked
        ]

    # what is different -----------------------------------------------------------

    def check(self) -> None:
        self.problems += self.asked.problems
        for seat in self.asked.seats.values():
            self.problems.extend(self._elsewhere(seat))
            if not self.campaign.is_draft and self.change(seat) != "same":
                text = _("units and groups stand since freezing; this line differs")
                self.problems.append(seat.line.problem("unit", text))
        for gone in self.leaving if not self.campaign.is_draft else ():
            text = _("units and groups stand since freezing; “%s” is not on the list")
            problem = Problem(text % gone.unit.name, self.tables[0].sheet)
            self.problems.append(problem)

    def _elsewhere(self, seat: Seat) -> Iterator[Problem]:
        """A unit that sits in a group which is not on the list would sit in two."""
        there = self.before.get(seat.code)
        if there is None or self.rest:
            return
        key = self._key(there)
        if key != seat.group and key not in self.named:
            text = _(
                "“%(unit)s” is in two groups: it sits in “%(group)s”, which is not on "
                "the list"
            )
            words = {"unit": seat.name, "group": self.groups[key].title}
            yield seat.line.problem("group", text % words)

    def lead(self, seat: Seat) -> bool:
        there = self.before.get(seat.code)
        if seat.lead is None:
            return bool(there and there.lead and self._key(there) == seat.group)
        return seat.lead

    def leaders(self, seat: Seat) -> str:
        there = self.before.get(seat.code)
        known = there.leader_names if there else []
        names = known if seat.leaders is None else seat.leaders.split("\n")
        same = list(map(plain, names)) == list(map(plain, known))
        return "\n".join(known if same else names)

    def team(self, seat: Seat) -> str:
        """The name of its original team."""
        there = self.before.get(seat.code)
        now = there.team.name if there and there.team else ""
        return now if seat.team is None else self._team(seat.team, now)

    def run(self, key: str) -> str:
        """The name of the responsible team of a group."""
        group, asked = self.groups.get(key), self.asked.teams.get(key)
        now = group.team.name if group and group.team else ""
        return now if asked is None else self._team(asked, now)

    def _team(self, text: str, now: str) -> str:
        """A team as it is called already; a new one as its first line has it."""
        name = text and kept(text, now)
        if not name or name == now or name in self._teams:
            return name
        return self._spelled.setdefault(plain(name), name)

    @cached_property
    def _teams(self) -> set[str]:
        return set(Team.objects.values_list("name", flat=True))

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {plain(name): name for name in sorted(self._teams)}

    def change(self, seat: Seat) -> str:
        """Whether a line adds its unit, changes something of it, or is as it is."""
        there = self.before.get(seat.code)
        if there is None:
            return "added"
        return "same" if self._now(there) == self._then(seat) else "changed"

    def _now(self, seat: GroupUnit) -> tuple[object, ...]:
        group = self.groups[self._key(seat)]
        run = group.team.name if group.team else ""
        team = seat.team.name if seat.team else ""
        leaders = "\n".join(seat.leader_names)
        return group.key, seat.lead, seat.unit.kind, team, run, leaders

    def _then(self, seat: Seat) -> tuple[object, ...]:
        team, run = self.team(seat), self.run(seat.group)
        lead, leaders = self.lead(seat), self.leaders(seat)
        return seat.group, lead, seat.kind, team, run, leaders

    @cached_property
    def counts(self) -> Counter[str]:
        found = Counter(self.change(seat) for seat in self.asked.seats.values())
        found["removed"] = len(self.leaving)
        return found

    @property
    def changes(self) -> bool:
        counted = any(self.counts[name] for name in ("added", "changed", "removed"))
        return counted or self.moved

    @cached_property
    def moved(self) -> bool:
        """Whether those that are there would stand in another order."""
        asked = self.asked.seats
        groups = list(dict.fromkeys(seat.group for seat in asked.values()))
        places = {key: place for place, key in enumerate(groups)}
        then = sorted(asked, key=lambda code: places[asked[code].group])
        now = [code for code in self.before if code in asked]
        there = [code for code in then if code in self.before]
        return self.campaign.is_draft and there != now

    @cached_property
    def new_groups(self) -> list[str]:
        return [title for key, title in self.asked.titles.items() if key in self.named]

    @cached_property
    def new_teams(self) -> list[str]:
        seats = self.asked.seats.values()
        names = [*map(self.run, self.asked.teams), *map(self.team, seats)]
        asked = filter(None, dict.fromkeys(names))
        return [name for name in asked if name not in self._teams]
