"""Reads a list of people from a workbook: a line is a role of a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.lists.cells import person
from campaigns.lists.problem import Problem
from campaigns.lists.refusals import Refused
from campaigns.lists.workbook import Sheet, read_sheets
from campaigns.people.columns import HEADS, recognised

HEAD = 30  # rows among which the head is looked for
MOST = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list and where it stands."""

    sheet: str
    row: int
    columns: dict[str, int]
    username: str
    name: str
    email: str
    role: str
    place: str

    def problem(self, field: str, text: str, *, stops: bool = True) -> Problem:
        column = self.columns.get(field, -1) + 1
        return Problem(text, self.sheet, self.row, column, stops)

    def packed(self) -> list[Any]:
        """Only what JSON knows, to be carried by the page that shows it."""
        cells = [self.username, self.name, self.email, self.role, self.place]
        return [self.sheet, self.row, self.columns, *cells]


def read(content: bytes) -> tuple[list[Line], list[Problem]]:
    """The lines of a workbook and its cells that hold no value. Raises Refused."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for sheet in read_sheets(content):
        found = _head(sheet)
        if found:
            lines += _lines(sheet, *found)
            problems += _faults(sheet, *found)
    if not (lines or problems):
        raise Refused(_nothing())
    if len(lines) > MOST:
        text = _("The list has more than %d lines. Upload it in parts.")
        raise Refused(text % MOST)
    return lines, problems


def _nothing() -> str:
    text = _(
        "No list of people was found: no row is a head with “%s”, or no line stands "
        "under it. Download the template and put the lines under its head."
    )
    return text % ", ".join(str(head) for head, _others in HEADS.values())


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number, cells in sheet.rows.items():
        columns = recognised(cells) if number <= HEAD else None
        if columns:
            return number, columns
    return None


def _lines(sheet: Sheet, head: int, columns: dict[str, int]) -> Iterator[Line]:
    for number, cells in sheet.rows.items():
        found = {name: _cell(cells, columns, name) for name in HEADS}
        if number > head and any(found.values()) and not recognised(cells):
            found["name"] = person(found["name"])
            yield Line(sheet.name, number, columns, **found)


def _cell(cells: Sequence[str], columns: dict[str, int], name: str) -> str:
    at = columns.get(name, len(cells))
    return cells[at] if at < len(cells) else ""


def _faults(sheet: Sheet, head: int, columns: dict[str, int]) -> Iterator[Problem]:
    for (row, column), text in sheet.faults.items():
        if row > head and column - 1 in columns.values():
            yield Problem(text, sheet.name, row, column)
