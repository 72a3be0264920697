"""A unit's own list beside what is typed, pasted or uploaded: nothing of other units.

The rules are those of the workbooks of the office; only what is seen is narrower.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.core import signing
from django.utils.translation import gettext as _

from campaigns.approval.item import Item, pools_of
from campaigns.approval.known import known_by
from campaigns.lists.cells import folded, plain, typed, word
from campaigns.lists.columns import RATERS
from campaigns.lists.forms import CARRIED, VALID
from campaigns.lists.plan import Plan
from campaigns.lists.problem import Problem
from campaigns.lists.raters import Raters, Wanted, Words
from campaigns.lists.reading import Line, Lists, Table
from campaigns.lists.refusals import Refused
from campaigns.lists.roster import Roster
from campaigns.models import GroupUnit, Pool, Rater

COLUMNS = {"name": 0, "category": 1, "contact": 2, "code": 3, "pool": 4}
# without a category, which stays as it is
STANDING = {name: at for name, at in COLUMNS.items() if name != "category"}


MARKS = ("\t", "，", ",", "、", ";", "；")
HEADS = ("姓名", "name", "序号", "no")


def seats_of(item: Item) -> list[GroupUnit]:
    """The units whose raters are on the list."""
    return [item.seat] if item.seat else list(item.group.seats.all())


def pools(item: Item) -> list[Pool]:
    return pools_of(item.kind, list(item.campaign.pools.all()))


@dataclass
class OwnRaters(Raters):
    """Lines of one list; whose unit it is goes without saying where there is one."""

    def _unit(self, line: Line) -> tuple[str, list[Problem]]:
        said = line.get("code") or line.get("unit")
        if len(self.units) == 1 and not said:
            return next(iter(self.units)), []
        code, wrong = super()._unit(line)
        if wrong and said:
            names = "、".join(name for name, _kind in self.units.values())
            text = _("this list is of “%s” only; take the line off") % names
            wrong = [line.problem("code" if line.get("code") else "unit", text)]
        return code, wrong

    def _composed(
        self, rows: Sequence[Wanted], pool: Pool, kind: str, words: Words
    ) -> Iterator[Problem]:
        """The page of the list says it all along."""
        return iter(())


@dataclass
class OwnRoster(Roster):
    """Beside the lines of this list alone."""

    item: Item = field(kw_only=True)

    def reader(self) -> Raters:
        return OwnRaters(self.units, pools(self.item))

    @cached_property
    def before(self) -> list[Rater]:
        return list(self.item.row.raters.in_order())

    def check(self) -> None:
        super().check()
        self.problems.extend(self._elsewhere())

    def _elsewhere(self) -> Iterator[Problem]:
        """Somebody is on one list of a unit; which is the other stays unsaid."""
        units = [seat.unit_id for seat in seats_of(self.item)]
        mine = [row.pk for row in self.before]
        others = self.campaign.raters.filter(unit__in=units).exclude(pk__in=mine)
        rows = others.values_list("unit__code", "name", "contact")
        there = {(code, plain(name), contact) for code, name, contact in rows}
        for each in self.asked.wanted:
            if (each.unit, plain(each.name), each.contact or "") in there:
                text = _("“%s” is on another list of the unit already") % each.name
                yield each.line.problem("name", text)


@dataclass
class OwnPlan(Plan):
    """What would become of one list."""

    item: Item = field(kw_only=True)

    @classmethod
    def of(cls, item: Item, lists: Lists) -> Self:
        """Of a workbook the tables of raters; a list of units is the office's."""
        tables = lists.of(RATERS)
        return cls(item.campaign, Lists(tables, lists.problems), item=item)

    @cached_property
    def roster(self) -> Roster:
        units = {s.unit.code: (s.unit.name, s.unit.kind) for s in seats_of(self.item)}
        tables = self.lists.of(RATERS)
        found = OwnRoster(self.campaign, tables, units, (), False, item=self.item)
        found.check()
        return found

    @property
    def _there(self) -> int:
        rows = self.item.row.raters.order_by("pk").values_list(
            "unit", "pool", "name", "category", "contact", "position"
        )
        return int(known_by(rows)[:15] or "0", 16)

    def _take_over(self, by: str, shown: list[int]) -> None:
        """Raises WrongState where the list has been handed in meanwhile."""
        with self.item.row.alone("open", "returned"):
            super()._take_over(by, shown)

    def _held(self) -> Self:
        return type(self)(self.campaign, self.lists, item=self.item)

    def tell(self, by: str) -> None:
        self.item.row.tell("list written", by, **self.told())

    # carried by the page that shows it -------------------------------------------

    def carried(self, user: Any) -> str:
        """What taking over needs, for a hidden field. Raises Refused for too much."""
        told = [self.lists.packed(), self.numbers]
        text = signing.dumps(told, salt=_salt(self.item, user), compress=True)
        if len(text) > CARRIED:
            raise Refused(_("These are too many lines for one list."))
        return text


def looked_at(text: str, item: Item, user: Any) -> tuple[OwnPlan, list[int]]:
    """The plan of a page, and its numbers. Raises BadSignature for any other text."""
    packed, numbers = signing.loads(text, salt=_salt(item, user), max_age=VALID)
    return OwnPlan.of(item, Lists.unpacked(packed)), numbers


def _salt(item: Item, user: Any) -> str:
    place = f"{item.campaign.pk}.{item.kind.value}.{item.code}"
    return f"campaigns.approval.{place}.{user.pk}"


# what is typed or pasted ---------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The part of a list that is of one unit and one pool; it stands in full."""

    code: str
    pool: Pool

    def has(self, row: Rater) -> bool:
        return (row.unit.code, row.pool_id) == (self.code, self.pool.pk)

    def table(self, sheet: str, columns: Mapping[str, int] = COLUMNS) -> Table:
        return Table(RATERS, sheet, columns)

    def add(self, table: Table, number: int, *said: str) -> None:
        """A line of name, category and contact."""
        words = dict(zip(("name", "category", "contact"), said, strict=True))
        table.add(number, words | {"code": self.code, "pool": self.pool.key})

    def typed(self, *said: str) -> Table:
        """One line: name, category and contact."""
        found = self.table(_("this line"))
        found.by_hand = True
        self.add(found, 1, *said)
        return found

    def standing(self, rows: Sequence[Rater]) -> Table:
        """The lines that stay."""
        found = self.table(_("the list as it is"), STANDING)
        for number, row in enumerate(rows, 1):
            self.add(found, number, row.name, "", row.contact)
        return found

    def pasted(self, text: str) -> Table:
        """Lines as a spreadsheet copies them, or as somebody types them."""
        found = self.table(_("What was pasted"))
        for number, line in enumerate(text.splitlines(), 1):
            said = cells(line)
            if said and word(said[0]) not in HEADS:
                self.add(found, number, *_sorted_out(said))
        return found


def instead(row: Rater, *said: str) -> OwnRaters:
    """Name, category and contact in the place of `row`, by the rules of all lists."""
    typed = Part(row.unit.code, row.pool).typed(*said)
    found = OwnRaters({row.unit.code: (row.unit.name, row.unit.kind)}, [row.pool])
    found.read([typed])
    return found


def cells(line: str) -> list[str]:
    """Cells are apart by tabs or commas, else by spaces; a running number is none."""
    mark = next((mark for mark in MARKS if mark in line), None)
    parts = [typed(part) for part in line.split(mark)]
    if not mark and len(parts) > 1 and len(parts[0]) == len(parts[1]) == 1:
        parts[:2] = [parts[0] + parts[1]]  # 张 三
    if len(parts) > 1 and folded(parts[0]).rstrip(".").isdecimal():
        del parts[0]
    return parts if any(parts) else []


def _sorted_out(said: Sequence[str]) -> tuple[str, str, str]:
    """The name comes first; what looks like a number or an address is the contact.

    Of more cells than a list has the last is taken for one, and is said to be none.
    """
    rest = [part for part in said[1:] if part]
    contact = next((part for part in rest if _reaches(part)), "")
    rest = [part for part in rest if part != contact]
    if len(rest) > 1:
        contact = rest[-1]
    return said[0], rest[0] if rest else "", contact


def _reaches(text: str) -> bool:
    return "@" in folded(text) or sum(c.isdigit() for c in text) >= 5
