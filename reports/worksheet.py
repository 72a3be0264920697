"""Worksheets as an office prints them: text that cannot run, fixed bytes, A4."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from paper.office import EPOCH, legal, repack
from reports.charts import HATCH
from reports.report import Figure

Value = str | int | Figure | None

NAME_LIMIT, TEXT_LIMIT = 31, 32_767
STARTS_FORMULA = tuple("=+-@\t\r＝＋－＠")
CUT = "…"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
THIN = Side(style="thin", color="808080")
BOX = Border(THIN, THIN, THIN, THIN)
GREY, DARK = PatternFill("solid", "EBE9E2"), PatternFill("solid", "8F3D12")
LINE = 15  # points
HIGHEST = 409  # points: Excel takes a higher row for a broken file
CORE = "docProps/core.xml"


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that XML can hold."""
    text = legal(text)
    if text.lstrip(" \n").startswith(STARTS_FORMULA):
        text = "'" + text
    return text if _units(text) <= TEXT_LIMIT else _cut(text, CUT, TEXT_LIMIT)


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A legal name near `wanted` that differs from those `taken`."""
    plain = legal(NOT_IN_NAMES.sub(" ", wanted), "").strip(" '") or "-"
    used, name, number = {each.casefold() for each in taken}, _cut(plain, ""), 1
    while name.casefold() in used | {"history"}:
        number += 1
        name = _cut(plain, f" {number}")
    return name


def lines_in(text: str, width: int) -> int:
    """Lines that a text takes in a column; a Chinese character is two wide."""
    wide = sum(1 + (east_asian_width(character) in "WF") for character in text)
    return max(1, -(-wide // max(width - 1, 1)))


def _units(text: str) -> int:
    """Excel counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, tail: str, limit: int = NAME_LIMIT) -> str:
    room = (limit - len(tail)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + tail


@dataclass(frozen=True, slots=True)
class Fonts:
    """Named, never embedded: an office has them."""

    title: str
    body: str


@dataclass(slots=True)
class Page:
    """A worksheet that is filled from top to bottom."""

    sheet: Worksheet
    fonts: Fonts
    decimals: int
    hidden: str  # the word for a figure that is hidden
    widths: Sequence[int]
    row: int = 0

    def __post_init__(self) -> None:
        for column, width in enumerate(self.widths, 1):
            letter = get_column_letter(column)
            self.sheet.column_dimensions[letter].width = width

    def title(self, text: str, size: int = 16) -> None:
        """A line in bold across the page."""
        cell = self._next()
        self._text(cell, text)
        cell.font = Font(name=self.fonts.title, size=size, bold=True)
        self.sheet.row_dimensions[self.row].height = 1.7 * size

    def line(self, text: str = "") -> None:
        """A line across the page."""
        cell = self._next()
        self._text(cell, text)
        cell.font = Font(name=self.fonts.body, size=11)
        self.sheet.row_dimensions[self.row].height = 6 + LINE

    def head(self, texts: Sequence[str]) -> None:
        """The head of a table."""
        self.row += 1
        for column, text in enumerate(texts, 1):
            cell = self.sheet.cell(self.row, column)
            self._text(cell, text)
            cell.font = Font(name=self.fonts.title, size=11, bold=True)
            cell.fill, cell.border = GREY, BOX
            cell.alignment = Alignment("center", "center", wrap_text=True)
        self._fit(texts)

    def values(
        self,
        values: Sequence[Value],
        bold: bool = False,
        wide: tuple[int, int] = (0, 0),
    ) -> None:
        """A row of a table; a rate is a number, None the word for what is hidden.

        `wide`: the columns, first and last, over which the first one's text goes.
        """
        self.row += 1
        for column, value in enumerate(values, 1):
            cell = self.sheet.cell(self.row, column)
            cell.font = Font(name=self.fonts.body, size=11, bold=bold)
            cell.border = BOX
            self._fill(cell, value, bold)
        first, last = wide
        if first < last:
            self.sheet.merge_cells(None, self.row, first, self.row, last)
        self._fit(values, wide)

    def _fit(self, values: Sequence[Value], wide: tuple[int, int] = (0, 0)) -> None:
        """Make the row as high as its longest text wants; nobody else does."""
        first, last = wide
        widths = list(self.widths)
        if first < last:
            widths[first - 1] = sum(widths[first - 1 : last])
        pairs = zip(values, widths, strict=False)
        texts = (lines_in(v, width) for v, width in pairs if isinstance(v, str))
        lines = max(texts, default=1)
        self.sheet.row_dimensions[self.row].height = min(6 + LINE * lines, HIGHEST)

    def _next(self) -> Cell:
        self.row += 1
        cell: Cell = self.sheet.cell(self.row, 1)
        return cell

    def _fill(self, cell: Cell, value: Value, bold: bool) -> None:
        cell.alignment = Alignment("center", "center")
        if isinstance(value, Figure):
            self._figure(cell, value, bold)
        elif isinstance(value, int):
            cell.value, cell.number_format = value, "0"
        elif value is None:
            self._text(cell, self.hidden)
        else:
            self._text(cell, value)
            cell.alignment = Alignment("left", "center", wrap_text=True)

    def _figure(self, cell: Cell, figure: Figure, bold: bool) -> None:
        """The number itself; what is under the line turns over and gets a mark."""
        shape = "0." + "0" * self.decimals if self.decimals else "0"
        cell.value = float(figure.value)
        cell.number_format = f"{shape}{figure.unit}"
        if figure.low:
            cell.number_format, cell.fill = f'"▼ "{shape}{figure.unit}', DARK
            cell.font = Font(name=self.fonts.body, size=11, bold=bold, color="FFFFFF")

    def _text(self, cell: Cell, text: str) -> None:
        """Text stays text, whatever it begins with and whoever edits the cell."""
        if text:
            cell.value = safe(text)
            cell.data_type = "s"
            cell.quotePrefix = True


def print_setup(sheet: Worksheet, pages: str, warning: str, mark: str) -> None:
    """A4 across, one page wide, with page numbers; `warning` and `mark` on each."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = pages
    if warning:  # openpyxl cannot read an empty header again
        sheet.oddHeader.center.text = warning
    sheet.oddHeader.right.text = mark
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_options.horizontalCentered = True


def stacked_chart(
    sheet: Worksheet, head: int, rows: int, columns: tuple[int, int], colours: list[str]
) -> BarChart:
    """Distributions as stacked bars; the table's own cells are the data.

    `head` is the row of the options' labels, `columns` the first and last option; the
    items stand in the column before.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = (
        "bar",
        "percentStacked",
        100,
        40,
    )
    first, last = columns
    box = {"min_row": head, "max_row": head + rows}
    data = Reference(sheet, min_col=first, max_col=last, **box)
    chart.add_data(data, titles_from_data=True)
    items = Reference(sheet, min_col=first - 1, min_row=head + 1, max_row=head + rows)
    chart.set_categories(items)
    for series, colour in zip(chart.series, colours, strict=True):
        series.graphicalProperties = _paint(colour)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.number_format, chart.y_axis.majorGridlines = "0%", None
    chart.y_axis.majorUnit = 0.2
    chart.y_axis.crosses = "max"  # at the foot, although the items run downwards
    chart.legend.position = "b"
    chart.width, chart.height = 15, 4 + 0.75 * rows
    return chart


def _paint(colour: str) -> GraphicalProperties:
    if colour == HATCH:
        hatch = PatternFillProperties(
            prst="wdUpDiag",
            fgClr=ColorChoice(srgbClr="8F3D12"),
            bgClr=ColorChoice(srgbClr="FFFFFF"),
        )
        paint = GraphicalProperties(pattFill=hatch)
    else:
        paint = GraphicalProperties(solidFill=colour.lstrip("#"))
    paint.line.solidFill = "1C2430"
    return paint


def saved(book: Workbook, creator: str, when: datetime | None) -> bytes:
    """The file; the same content gives the same bytes.

    openpyxl writes the time of saving in three places; they are set right here.
    """
    known = when or datetime(*EPOCH, tzinfo=UTC)
    moment = known.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    creator = legal(creator, "")
    fixed = DocumentProperties(creator=creator, created=moment, modified=moment)
    book.properties = fixed
    draft, file = BytesIO(), BytesIO()
    book.save(draft)
    fixed.modified = moment
    repack(draft, file, {CORE: tostring(fixed.to_tree())})
    return file.getvalue()
