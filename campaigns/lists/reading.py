"""Finds the tables in a workbook: heads by their words, and the lines under them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.lists.cells import typed, word
from campaigns.lists.columns import ASIDE, COLUMNS, RATERS, UNITS, recognised
from campaigns.lists.problem import Problem
from campaigns.lists.refusals import Refused
from campaigns.lists.workbook import Sheet, read_sheets

HEAD = 30  # rows among which the head is looked for


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table, its cells by the names of the columns."""

    table: "Table"
    row: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def problem(self, name: str, text: str, *, stops: bool = True) -> Problem:
        """A problem at a cell of this line."""
        column = self.table.columns.get(name, -1) + 1
        return Problem(text, self.table.sheet, self.row, column, stops)


@dataclass(slots=True)
class Table:
    """A list that stands on a sheet."""

    kind: str
    sheet: str
    columns: Mapping[str, int]
    lines: list[Line] = field(default_factory=list)
    # put right by hand: then also another sign is meant
    by_hand: bool = False

    def add(self, row: int, cells: Mapping[str, str]) -> None:
        self.lines.append(Line(self, row, cells))


@dataclass(slots=True)
class Lists:
    """What a workbook holds, and what is wrong with its cells themselves."""

    tables: list[Table]
    problems: list[Problem] = field(default_factory=list)

    def of(self, kind: str) -> list[Table]:
        return [table for table in self.tables if table.kind == kind]

    def packed(self) -> list[Any]:
        """Only what JSON knows, to be carried by the page that shows it."""
        return [
            [
                table.kind,
                table.sheet,
                table.columns,
                [[line.row, *map(line.get, table.columns)] for line in table.lines],
            ]
            for table in self.tables
        ]

    @classmethod
    def unpacked(cls, packed: Sequence[Any]) -> "Lists":
        tables = []
        for kind, sheet, columns, lines in packed:
            table = Table(kind, sheet, columns)
            for row, *cells in lines:
                table.add(row, dict(zip(columns, cells, strict=True)))
            tables.append(table)
        return cls(tables)


def read(content: bytes) -> Lists:
    """The lists of a workbook. Raises Refused."""
    found = Lists([])
    sheets = read_sheets(content, typed)
    for sheet in sheets:
        if sheet.rows and not any(each in word(sheet.name) for each in ASIDE):
            _take(sheet, found)
    if not found.tables:
        raise Refused(_nothing(sheets))
    return found


def _nothing(sheets: Sequence[Sheet]) -> str:
    names = "”, “".join(sheet.name for sheet in sheets[:5])
    heads = {
        "names": names,
        "raters": ", ".join(str(column.head) for column in COLUMNS[RATERS]),
        "units": ", ".join(str(column.head) for column in COLUMNS[UNITS]),
    }
    return (
        _(
            "No list was found on “%(names)s”: no row is a head with “%(raters)s” or "
            "“%(units)s”. Download the template and put the lines under its head."
        )
        % heads
    )


def _take(sheet: Sheet, found: Lists) -> None:
    """Every table of a sheet: a head seen again begins another one."""
    table: Table | None = None
    for number, cells in sheet.rows.items():
        head = recognised(cells) if table or number <= HEAD else None
        if head:
            table = _begun(found, sheet, table, head)
        elif table:
            _line(sheet, table, number, cells, found)
    if table is None:
        text = _("left out: no head of a list was found on this sheet")
        found.problems.append(Problem(text, sheet.name, stops=False))
    else:
        found.problems += _unseen(sheet)


def _unseen(sheet: Sheet) -> Iterator[Problem]:
    """What is read although nobody sees it who opens the workbook."""
    if sheet.hidden:
        text = _("this sheet is hidden in the workbook; it is read all the same")
        yield Problem(text, sheet.name, stops=False)
    elif n := len(sheet.unseen):
        text = ngettext(
            "%d row is hidden in the workbook and read all the same",
            "%d rows are hidden in the workbook and read all the same",
            n,
        )
        yield Problem(text % n, sheet.name, sheet.unseen[0], stops=False)


def _begun(
    found: Lists, sheet: Sheet, table: Table | None, head: tuple[str, dict[str, int]]
) -> Table:
    """A head that is printed again on each page goes on with the same table."""
    kind, columns = head
    if table and (table.kind, table.columns) == (kind, columns):
        return table
    begun = Table(kind, sheet.name, columns)
    found.tables.append(begun)
    return begun


def _line(
    sheet: Sheet, table: Table, number: int, cells: Sequence[str], found: Lists
) -> None:
    faults = list(_faults(sheet, table, number))
    found.problems.extend(faults)
    values = {name: cells[at] for name, at in table.columns.items()}
    if any(values.values()) and not faults and not _is_note(values):
        table.add(number, values)


def _faults(sheet: Sheet, table: Table, number: int) -> Iterator[Problem]:
    for at in table.columns.values():
        text = sheet.faults.get((number, at + 1))
        if text:
            yield Problem(text, sheet.name, number, at + 1)


def _is_note(values: Mapping[str, str]) -> bool:
    """A line under the table, such as 注：… or 合计, alone or merged over all of it."""
    said = {text for text in values.values() if text}
    start = word(next(iter(said)))
    notes = (
        "注",
        "备注",
        "说明",
        "合计",
        "总计",
        "共计",
        "填表",
        "制表",
        "note",
        "total",
    )
    return len(said) == 1 and start.startswith(notes)
