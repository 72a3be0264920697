"""What the lines of “units and groups” ask for, and what is wrong with them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from campaigns.lists.cells import MOST, folded, name_of, plain, word
from campaigns.lists.problem import Meant, Problem
from campaigns.lists.reading import Line, Table
from campaigns.models import Group, Unit
from campaigns.models.group import APART

if TYPE_CHECKING:
    from campaigns.models import Campaign

YES = frozenset(map(word, ("是", "牵头", "牵头单位", "yes", "y", "true", "1", "lead")))
YES_MARKS = frozenset("√✓✔☑●○*")
NO = frozenset(("", *map(word, ("否", "不是", "no", "n", "false", "0"))))
LONGEST = {"unit": 120, "kind": 60, "group": 80, "run": 120, "team": 120}
LONGEST |= {"leaders": MOST - 1}
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit in a group, as a line asks for it; None: as it is."""

    code: str
    name: str
    group: str
    lead: bool | None
    kind: str
    team: str | None
    leaders: str | None
    line: Line


class Known:
    """Every unit there is, found by its code or by its name."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.by_code = {unit.code: unit for unit in units}
        self.codes: dict[str, list[str]] = defaultdict(list)
        self.meant = Meant(self.codes)
        for unit in units:
            self.add(unit.code, unit.name)

    def add(self, code: str, name: str) -> None:
        """A unit that is to be made can be named further down."""
        key = plain(name)
        if code not in self.codes[key]:
            self.codes[key].append(code)


@dataclass(slots=True)
class Units:
    """Reads the lines one by one; `seats` by code, groups by key in their order."""

    campaign: "Campaign"
    known: Known
    problems: list[Problem] = field(default_factory=list)
    seats: dict[str, Seat] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str | None] = field(default_factory=dict)
    leads: dict[str, Line] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def read(self, tables: Sequence[Table], groups: Sequence[Group]) -> None:
        for group in groups:
            self.keys[_known_by(group.title)] = group.key
            self.keys[_known_by(group.key)] = group.key
        for table in tables:
            for line in table.lines:
                self.problems.extend(self._line(line))
        # a lead unit may be named before its own line
        for seat in self.seats.values():
            self.problems.extend(self._of_group(seat))

    def _line(self, line: Line) -> Iterator[Problem]:
        found = list(too_long(line, LONGEST))
        if found:
            yield from found
            return
        code, wrong = self._unit(line)
        if not line.get("group"):
            wrong.append(line.problem("group", _("the group is missing")))
        yield from wrong
        if wrong:
            return
        seat = self._seat(line, code)
        yield from self._twice(seat)
        if code not in self.seats:
            self.seats[code] = seat
            self.known.add(code, seat.name)

    # the unit --------------------------------------------------------------------

    def _unit(self, line: Line) -> tuple[str, list[Problem]]:
        """The code of the unit, or why there is none."""
        code, name = folded(line.get("code")), name_of(line.get("unit"))
        if not code:
            return self._by_name(line, name)
        there = self.known.by_code.get(code)
        if not KEY.fullmatch(code):
            text = _("“%s” is no code: use Latin letters, digits, - and _ only")
            return code, [line.problem("code", text % code[:40])]
        if there and name and plain(there.name) != plain(name):
            text = _(
                "the code %(code)s belongs to “%(there)s”, not to “%(name)s”; give the "
                "new unit another code, or write the name as it is there"
            )
            words = {"code": code, "there": there.name, "name": name}
            return code, [line.problem("unit", text % words)]
        if not (there or name):
            return code, [line.problem("unit", _("the name of the unit is missing"))]
        return code, self._other_code(line, code, name)

    def _other_code(self, line: Line, code: str, name: str) -> list[Problem]:
        """The same name under two codes is nearly always one unit."""
        same = self.known.codes.get(plain(name), ())
        others = [each for each in same if each != code]
        if not others or code in self.known.by_code:
            return []
        text = _("“%(name)s” is there already with the code %(code)s")
        words = {"name": name, "code": others[0]}
        return [line.problem("code", text % words)]

    def _by_name(self, line: Line, name: str) -> tuple[str, list[Problem]]:
        if not name:
            return "", [line.problem("unit", _("the unit is missing"))]
        codes = self.known.codes.get(plain(name), [])
        if len(codes) == 1:
            return codes[0], []
        text = _("several units are called “%s”; write the code") % name
        if not codes:
            text = _("there is no unit “%s” yet: a new one needs a code") % name
            text += self.known.meant(plain(name))
        return "", [line.problem("code", text)]

    # its seat --------------------------------------------------------------------

    def _seat(self, line: Line, code: str) -> Seat:
        there = self.known.by_code.get(code)
        name = there.name if there else name_of(line.get("unit"))
        has = line.table.columns
        return Seat(
            code,
            name,
            self._group(line.get("group")),
            self._is_lead(line, name) if "lead" in has else None,
            kept(line.get("kind"), there.kind) if there else line.get("kind"),
            line.get("team") if "team" in has else None,
            leaders_of(line.get("leaders")) if "leaders" in has else None,
            line,
        )

    def _group(self, text: str) -> str:
        """The key of a group; a new one gets the next that is free."""
        key = self.keys.get(_known_by(text))
        if key is None:
            own = code if KEY.fullmatch(code := folded(text)) else ""
            taken = set(self.keys.values())
            numbers = (f"G{n}" for n in range(1, len(taken) + 2))
            key = own or next(each for each in numbers if each not in taken)
            self.keys[_known_by(text)] = key
            self.titles[key] = text
        return key

    def _is_lead(self, line: Line, name: str) -> bool:
        """Marked with a word, or by the name of the unit, as merged cells have it."""
        text = line.get("lead")
        return (
            word(text) in YES
            or folded(text) in YES_MARKS
            or plain(text) in (plain(name), folded(line.get("code")) or plain(name))
        )

    def _twice(self, seat: Seat) -> Iterator[Problem]:
        first = self.seats.get(seat.code)
        if first is None:
            return
        words = {
            "unit": seat.name,
            "row": first.line.row,
            "group": first.line.get("group"),
        }
        text = _("“%(unit)s” stands in row %(row)d already")
        if first.group != seat.group:
            text = _("“%(unit)s” is in two groups: in row %(row)d in “%(group)s”")
        yield seat.line.problem("unit", text % words)

    def _of_group(self, seat: Seat) -> Iterator[Problem]:
        """What a group has once: its lead unit, its responsible team."""
        line, key = seat.line, seat.group
        if seat.lead:
            first = self.leads.setdefault(key, line)
            if first is not line:
                text = _(
                    "a second lead unit of “%(group)s”; the first is in row %(row)d"
                )
                words = {"group": line.get("group"), "row": first.row}
                yield line.problem("lead", text % words)
        elif seat.lead is False and not self._understood(line):
            text = _("“%s” is no answer here: write 是 for the lead unit, or nothing")
            yield line.problem("lead", text % line.get("lead")[:40])
        if "run" in line.table.columns:
            run = self.teams.setdefault(key, line.get("run"))
            if plain(run or "") != plain(line.get("run")):
                text = _(
                    "“%(group)s” has another responsible team further up: “%(team)s”"
                )
                words = {"group": line.get("group"), "team": run}
                yield line.problem("run", text % words)

    def _understood(self, line: Line) -> bool:
        text = folded(line.get("lead"))
        return word(text) in NO or plain(text) in self.known.codes or text in "×xX-—/"


def leaders_of(text: str) -> str:
    """Names one a line; a cell has commas between them, or spaces alone."""
    parts = text.split()
    apart = len(parts) > 1 and all(len(part) > 1 for part in parts)
    if text.isascii() or not apart or APART.search(text):
        parts = APART.split(text)
    return "\n".join(filter(None, map(name_of, map(str.strip, parts))))


def _known_by(title: str) -> str:
    """第一组 and （第一组） are one; ★ and ☆ are not."""
    return word(title) or folded(title)


def kept(text: str, there: str) -> str:
    """What is there, unless the text is another one, and not only in its signs."""
    return there if plain(text) in ("", plain(there)) else text


def too_long(line: Line, longest: Mapping[str, int]) -> Iterator[Problem]:
    for name, most in longest.items():
        said = line.get(name)
        if max(len(said), len(folded(said))) > most:
            text = _("longer than %d characters")
            yield line.problem(name, text % most)
