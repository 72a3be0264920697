"""Writes lists as a workbook: the template, and what is there, as import takes it."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.lists.cells import STARTS_FORMULA
from campaigns.lists.columns import (
    CHOICES,
    COLUMNS,
    EXAMPLE,
    RATERS,
    SHEETS,
    UNITS,
    Column,
)
from campaigns.lists.standing import Standing
from campaigns.models import Campaign

HEAD = 3  # the row of the head, under the title and what is to be said
FREE = 300  # lines under the last one that are laid out like the others
SLOTS = 6000  # lines of a template that say whose place they are, at most
THIN = Side(style="thin", color="808080")
BOX = Border(THIN, THIN, THIN, THIN)
GREY = PatternFill("solid", "EBE9E2")
Lines = Iterable[Sequence[str]]


def template(campaign: Campaign) -> bytes:
    """What is there, places that are still free, and an example beside it."""
    return written(Standing(campaign), slots=True)


def export(campaign: Campaign) -> bytes:
    """What is there; uploaded again, it changes nothing."""
    return written(Standing(campaign), slots=False)


def written(standing: Standing, *, slots: bool, units: bool = True) -> bytes:
    """The lists of a campaign or a part of it, with the list of units or without."""
    campaign, book = standing.campaign, Workbook()
    book.remove(book.active)
    choices = _choices(standing)
    if units:
        sheet = book.create_sheet(str(SHEETS[UNITS]))
        _fill(sheet, UNITS, _title(campaign, UNITS), _units(campaign))
        _offer(sheet, UNITS, choices)
    raters = book.create_sheet(str(SHEETS[RATERS]))
    _fill(raters, RATERS, _title(campaign, RATERS), _raters(standing, slots))
    _offer(raters, RATERS, choices)
    if slots:
        _example(book.create_sheet(str(EXAMPLE)), choices, units=units)
    _keep(book.create_sheet(str(CHOICES)), choices)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _title(campaign: Campaign, kind: str) -> tuple[str, str]:
    notes = {
        UNITS: _(
            "A line a unit. Write the code of a new unit once; groups and supervision "
            "teams come of their names. One lead unit a group."
        ),
        RATERS: _(
            "A line a person. The list of a unit and pool is always written in full: "
            "who is not on it any more is taken off. Lines without a name are left out."
        ),
    }
    return f"{campaign} · {SHEETS[kind]}", notes[kind]


# what stands in the sheets -----------------------------------------------------


def _units(campaign: Campaign) -> Lines:
    groups = campaign.groups.with_units().select_related("team")
    for group in groups.prefetch_related("seats__team"):
        run = group.team.name if group.team else ""
        for seat in group.seats.all():
            team = seat.team.name if seat.team else ""
            lead = _yes() if seat.lead else ""
            unit = seat.unit
            leaders = "、".join(seat.leader_names)
            yield unit.code, unit.name, unit.kind, group.title, lead, run, team, leaders


def _yes() -> str:
    """What the column of the lead unit is filled with; read in both languages."""
    return next(c for c in COLUMNS[UNITS] if c.field == "lead").examples[0]


def _raters(standing: Standing, slots: bool) -> Lines:
    """Unit by unit and pool by pool, with lines for who is still missing."""
    known: dict[tuple[int, int], list[Any]] = {}
    for row in standing.campaign.raters.in_order():
        known.setdefault((row.unit_id, row.pool_id), []).append(row)
    few = slots and standing.quota <= SLOTS
    for each in standing.lists():
        start = each.unit.code, each.unit.name, str(each.pool)
        for row in known.get((each.unit.pk, each.pool.pk), ()):
            yield *start, row.name, row.category, row.contact
        for _free in range(each.missing if few else 0):
            yield *start, "", "", ""


def _choices(standing: Standing) -> dict[str, list[str]]:
    """What may be chosen, column by column."""
    categories = [c.name for pool in standing.pools for c in pool.categories]
    return {
        "code": [unit.code for unit in standing.units],
        "unit": [unit.name for unit in standing.units],
        "pool": [str(pool) for pool in standing.pools],
        "category": list(dict.fromkeys(categories)),
        "lead": [_yes()],
    }


# how they look -----------------------------------------------------------------


def _fill(sheet: Worksheet, kind: str, title: tuple[str, str], lines: Lines) -> None:
    columns = COLUMNS[kind]
    for number, text in enumerate(title, 1):
        put(
            sheet,
            number,
            1,
            text,
            Font(size=15 if number == 1 else 11, bold=number == 1),
        )
        sheet.merge_cells(None, number, 1, number, len(columns))
    sheet.row_dimensions[2].height = 34
    sheet.cell(2, 1).alignment = Alignment("left", "top", wrap_text=True)
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        cell = put(sheet, HEAD, at, str(column.head), Font(bold=True))
        cell.fill, cell.border = GREY, BOX
    number = HEAD
    for number, line in enumerate(lines, HEAD + 1):
        for at, text in enumerate(line, 1):
            put(sheet, number, at, text)
    for free in range(number + 1, number + 1 + FREE):
        for at in range(1, len(columns) + 1):
            # as text: a spreadsheet would make 1.38E+10 of a phone number
            sheet.cell(free, at).number_format = "@"
    sheet.freeze_panes = sheet.cell(HEAD + 1, 1)
    _on_paper(sheet)
    sheet.print_title_rows = f"{HEAD}:{HEAD}"


def _on_paper(sheet: Worksheet) -> None:
    """A4, one page wide."""
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def put(
    sheet: Worksheet, row: int, at: int, text: str, font: Font | None = None
) -> Any:
    """Text stays text, whatever it begins with and whoever edits the cell."""
    cell = sheet.cell(row, at)
    cell.number_format = "@"
    if font:
        cell.font = font
    if text:
        cell.value = safe(text)
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; import takes the mark off again."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)
    return "'" + plain if plain.startswith(STARTS_FORMULA) else plain


def _offer(sheet: Worksheet, kind: str, choices: dict[str, list[str]]) -> None:
    """Lists to choose from; units are offered where they are there already."""
    offered = {"lead"} if kind == UNITS else {"code", "unit", "pool", "category"}
    for at, column in enumerate(COLUMNS[kind], 1):
        values = choices.get(column.field, [])
        if column.field not in offered or not values:
            continue
        place = get_column_letter(list(choices).index(column.field) + 1)
        known = f"'{CHOICES}'!${place}$2:${place}${len(values) + 1}"
        rule = DataValidation(type="list", formula1=known, allow_blank=True)
        # a hint, not a wall: import says what it does not know
        rule.errorStyle, rule.error = "warning", _("This is not one of the choices.")
        letter = get_column_letter(at)
        rule.add(f"{letter}{HEAD + 1}:{letter}{sheet.max_row}")
        sheet.add_data_validation(rule)


def _example(sheet: Worksheet, choices: dict[str, list[str]], *, units: bool) -> None:
    """The tables filled in; import leaves this sheet out."""
    put(sheet, 1, 1, _("An example. This sheet is not read."), Font(bold=True, size=13))
    _on_paper(sheet)
    row = 3
    for kind in (UNITS, RATERS) if units else (RATERS,):
        put(sheet, row, 1, str(SHEETS[kind]), Font(bold=True))
        for at, column in enumerate(COLUMNS[kind], 1):
            cell = put(sheet, row + 1, at, str(column.head), Font(bold=True))
            cell.fill, cell.border = GREY, BOX
            width = sheet.column_dimensions[get_column_letter(at)]
            width.width = max(column.width, width.width)
            for number, text in enumerate(_shown(column, choices)):
                put(sheet, row + 2 + number, at, text)
        row += 6


def _shown(column: Column, choices: dict[str, list[str]]) -> Sequence[str]:
    """The example of a column, with the campaign's own words where it has some."""
    own = choices[column.field] if column.field in ("pool", "category") else []
    return (own[0], own[-1]) if own else column.examples


def _keep(sheet: Worksheet, choices: dict[str, list[str]]) -> None:
    for at, values in enumerate(choices.values(), 1):
        for number, text in enumerate(values, 2):
            put(sheet, number, at, text)
    sheet.sheet_state = "hidden"
