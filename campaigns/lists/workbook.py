"""Opens an uploaded workbook: what its cells show, never what their formulas would do.

openpyxl reads row by row, which keeps 10,000 lines cheap; what it leaves out that way,
merged cells and formulas without a value, is looked up in the sheet's own part.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from campaigns.lists.cells import ERRORS, folded, text_of
from campaigns.lists.refusals import Refused, broken, opened

logger = logging.getLogger(__name__)
ROWS = 20_000
# also empty ones: a cell at the very end of a sheet makes a million of them
LOOKED_AT = 1_500_000
COLUMNS = 40
SHEETS = 60
# of a range that is merged over more rows than a list has, the first ones
MERGED = 2000
MERGES = 2000
MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
UNSEEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
Place = tuple[int, int]
Read = Callable[[str], str]


@dataclass(slots=True)
class Sheet:
    """A sheet: its rows that are not empty, by number; `faults` are cells in it.

    `unseen`: those of the rows that nobody sees who opens the workbook.
    """

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)
    hidden: bool = False
    unseen: list[int] = field(default_factory=list)


def read_sheets(content: bytes, read: Read = folded) -> list[Sheet]:
    """What every sheet shows. Raises Refused with a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a spreadsheet has besides cells
            return _sheets(content, opened(content), read)
    except Refused:
        raise
    except Exception as error:
        # the one net for whatever a damaged or hostile file makes zipfile, zlib, the
        # XML parser and openpyxl stumble over; the class alone, so that a mistake of
        # ours is seen and no name of a list is logged
        logger.warning("a workbook could not be read: %s", type(error).__name__)
        raise Refused(broken()) from error


def _sheets(content: bytes, archive: ZipFile, read: Read) -> list[Sheet]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    if len(book.worksheets) > SHEETS:
        raise Refused(_("The workbook has more than %d sheets.") % SHEETS)
    written = None  # opened once: every sheet of it has the texts of all
    found, left, room = [], LOOKED_AT, ROWS
    for sheet in book.worksheets:
        raw = archive.read(sheet._worksheet_path)
        shown = Sheet(sheet.title, dict(_rows(sheet, left, room, read)))
        left -= max(shown.rows, default=0)
        room -= len(shown.rows)
        shown.hidden = sheet.sheet_state != "visible"
        shown.unseen = [row for row in _unseen(raw) if row in shown.rows]
        _fill(shown, raw)
        _errors(shown)
        if FORMULA.search(raw):
            written = written or load_workbook(BytesIO(content), read_only=True)
            _formulas(shown, written[shown.name])
        found.append(shown)
    return found


def _rows(
    sheet: Any, left: int, room: int, read: Read
) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something. What the sheet says of its own size is often wrong."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=COLUMNS, values_only=True)
    seen = 0
    for number, row in enumerate(rows, 1):
        if any(value is not None for value in row):
            texts = [text_of(value, read) for value in row]
            if any(texts):
                seen += 1
                yield number, texts
        if seen > room or number > left:
            why = _("The workbook has more than %d rows. Upload it in parts.")
            raise Refused(why % ROWS)


def _unseen(raw: bytes) -> Iterator[int]:
    """Rows that are hidden, by hand or by a filter."""
    for row in ROW.finditer(raw) if UNSEEN.search(raw) else ():
        number = NUMBER.search(row[0])
        if number and UNSEEN.search(row[0]):
            yield int(number[1])


def _fill(sheet: Sheet, raw: bytes) -> None:
    """What is merged shows one value, and means it of every cell under it."""
    for seen, match in enumerate(MERGE.finditer(raw)):
        if seen >= MERGES:
            why = _("A sheet has more than %d merged ranges. Upload plain lists.")
            raise Refused(why % MERGES)
        left, top, right, bottom = range_boundaries(match[1].decode())
        text = sheet.rows.get(top, [""] * COLUMNS)[left - 1 : left]
        if not (text and text[0]):
            continue
        for number in range(top, min(bottom, top + MERGED) + 1):
            if number in sheet.rows:
                for column in range(left, min(right, COLUMNS) + 1):
                    sheet.rows[number][column - 1] = text[0]


def _errors(sheet: Sheet) -> None:
    for number, row in sheet.rows.items():
        for column, text in enumerate(row, 1):
            if text in ERRORS:
                why = _("the cell shows the error %s instead of a value")
                sheet.faults[number, column] = why % text


def _formulas(sheet: Sheet, written: Any) -> None:
    """Formulas that were never worked out: nobody here does."""
    written.reset_dimensions()
    why = _(
        "a formula without a value; open the workbook, save it, and upload it again, "
        "or type the value"
    )
    for number, row in enumerate(written.iter_rows(max_col=COLUMNS), 1):
        for cell in row:
            if cell.data_type == "f" and not _shown(sheet, number, cell.column):
                sheet.faults[number, cell.column] = why
                sheet.rows.setdefault(number, [""] * COLUMNS)


def _shown(sheet: Sheet, number: int, column: int) -> str:
    return sheet.rows.get(number, [""] * COLUMNS)[column - 1]


def letter(column: int) -> str:
    """The name of a column, from 1 on."""
    return str(get_column_letter(column))
