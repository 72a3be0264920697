"""Workbooks made of a paper's tables, alone or before those of groups."""

from openpyxl import Workbook

from reports import excel
from reports.papers.document import Paper, Table
from reports.report import Report
from reports.worksheet import saved

WIDE = 1.4  # a sheet across holds more than a page upright


def campaign(report: Report, paper: Paper) -> bytes:
    """One sheet a table of the summary, then every group and subject."""
    tables = [block for block in paper.blocks if isinstance(block, Table)]

    def first(book: Workbook) -> None:
        for table in tables:
            _sheet(book, report, table)

    return excel.render_workbook(report, first=first)


def tables(report: Report, paper: Paper) -> bytes:
    """A workbook of a paper's tables alone, one sheet each."""
    made = Workbook()
    made.remove(made.active)
    for block in paper.blocks:
        if isinstance(block, Table):
            _sheet(made, report, block)
    return saved(made, report.office, report.closed_at)


def _sheet(book: Workbook, report: Report, table: Table) -> None:
    page = excel.new_page(
        book, report, table.title, *(round(WIDE * one) for one in table.widths)
    )
    page.title(table.title)
    page.head(table.head)
    page.sheet.print_title_rows = f"{page.row}:{page.row}"
    page.sheet.freeze_panes = page.sheet.cell(page.row + 1, 2)
    for row in table.rows:
        page.values(row.values, row.bold)
