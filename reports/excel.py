"""The workbook of a group: real numbers, a native chart a unit, words how it counts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from reports.charts import fills
from reports.moments import moment
from reports.overview import Cell, Head, Overview, Row, overview
from reports.report import GroupReport, ItemRow, PoolRow, Report, SubjectReport
from reports.tally import Account
from reports.worksheet import (
    Fonts,
    Page,
    Value,
    print_setup,
    saved,
    sheet_name,
    stacked_chart,
)

FIRST_OPTION = 3  # after section and item


def render_workbook(report: Report, group: GroupReport | None = None) -> bytes:
    """The workbook of one group, or of all groups of the campaign."""
    groups = [group] if group else list(report.groups)
    book = Workbook()
    book.remove(book.active)
    for each in groups:
        _overview(book, report, each)
    for each in groups:
        for subject in each.subjects:
            _subject(book, report, subject)
    _words(book, report, groups)
    return saved(book, report.office, report.closed_at)


def _page(book: Workbook, report: Report, name: str, *widths: int) -> Page:
    """A new sheet with what every sheet says: that it is a drill, or not yet valid."""
    sheet = book.create_sheet(sheet_name(name, book.sheetnames))
    chinese = report.language.startswith("zh")
    fonts = Fonts("宋体", "仿宋") if chinese else Fonts("Arial", "Arial")
    warning = ""
    if report.drill:
        warning = _("Drill — not a real result")
    elif not report.released:
        warning = _("Not yet released")
    print_setup(sheet, _("Page &P of &N"), warning)
    word = pgettext("a figure", "hidden")
    page = Page(sheet, fonts, report.decimals, word, widths)
    if warning:
        page.title(warning, size=14)
    return page


# the overview ------------------------------------------------------------------


def _overview(book: Workbook, report: Report, group: GroupReport) -> None:
    table = overview(group)
    shares = len(table.sections) + 2 * len(table.pools)
    page = _page(book, report, group.title, 26, 18, 26, 9, 9, 11, *[12] * shares)
    page.title(f"{report.title} {group.title}")
    page.line(group.headline)
    page.line(group.account_note)
    page.head(_overview_head(table))
    page.sheet.print_title_rows = f"{page.row}:{page.row}"
    page.sheet.freeze_panes = page.sheet.cell(page.row + 1, 2)
    for row in table.rows:
        page.values(_overview_row(row))
    for name, reason in table.reasons:
        page.line(_("%(name)s: %(reason)s") % {"name": name, "reason": reason})
    page.line()
    page.head([_("Ballot account"), *_account_head()])
    for row in table.rows:
        page.values([row.subject.name, *_numbers(row.subject.account)])
    page.values([_("Ballots of the group"), *_numbers(group.account)], bold=True)


def _account_head() -> list[str]:
    return [
        _("Issued"),
        _("Returned"),
        _("Valid"),
        _("Void ballots"),
        _("Abstained"),
    ]


def _overview_head(table: Overview) -> list[str]:
    sections = [_share(head) for head in table.sections]
    pools = [text for head in table.pools for text in (_size(head), _share(head))]
    rate = [_("Satisfied votes"), _("Out of"), _("Deciding rate")]
    return [_("Unit"), _("Finding"), _("Margin"), *rate, *sections, *pools]


def _share(head: Head) -> str:
    return _("%(what)s: rate") % {"what": head.title}


def _size(head: Head) -> str:
    return _("%(what)s: valid ballots") % {"what": head.title}


def _overview_row(row: Row) -> list[Value]:
    subject, decides = row.subject, row.decides.figure
    rate: list[Value] = [None, None, None]
    if decides:
        share = decides.rate
        rate = [share.hits if share else "", decides.of, decides]
    sizes = [pool.account.valid for pool in subject.pools]
    there = iter(sizes)
    pools = [
        value
        for cell in row.pools
        for value in (next(there) if cell.there else "", _shown(cell))
    ]
    return [
        subject.name,
        subject.verdict.badge,
        subject.verdict.margin,
        *rate,
        *(_shown(cell) for cell in row.sections),
        *pools,
    ]


def _shown(cell: Cell) -> Value:
    """A figure, the word for a hidden one, or nothing where there is none."""
    return cell.figure or (None if cell.hidden else "")


def _numbers(account: Account) -> list[Value]:
    return [
        account.issued,
        account.returned,
        account.valid,
        account.void,
        account.abstained,
    ]


# a subject ---------------------------------------------------------------------


def _subject(book: Workbook, report: Report, subject: SubjectReport) -> None:
    labels = [column.label for column in subject.columns]
    page = _page(book, report, subject.name, 20, 42, *[10] * len(labels), 9, 11)
    page.title(subject.name)
    page.line(subject.verdict.sentence)
    page.head([_("Section"), _("Item"), *labels, _("Blank"), _("Rate")])
    head = page.row
    page.sheet.print_title_rows = f"{head}:{head}"
    page.sheet.freeze_panes = page.sheet.cell(head + 1, FIRST_OPTION)
    for section in subject.sections:
        for item in section.items:
            title = "" if section.is_main else section.title
            page.values([title, *_item(subject, item)], bold=item.main)
    items = page.row - head
    _sections(page, subject)
    _pools(page, subject)
    if subject.main and subject.main.counts:
        _chart(page, subject, head, items)


def _item(subject: SubjectReport, item: ItemRow) -> list[Value]:
    figure = subject.figure if item.main and not item.figure else item.figure
    return [_text(item), *_counts(subject, item), item.blank, figure]


def _text(item: ItemRow) -> str:
    return f"{item.number}. {item.text}" if item.number else item.text


def _counts(subject: SubjectReport, item: ItemRow) -> Sequence[Value]:
    """The options' counts; those of another scale do not fit under this head."""
    if item.counts is None:
        return [None] * len(subject.columns)
    if item.kind == "choice" and item.columns == subject.columns:
        return item.counts
    labels = [column.label for column in item.columns]
    pairs = zip(labels, item.counts, strict=True) if labels else item.numbers
    text = " ".join(f"{label} {n}" for label, n in pairs)
    return [text, *[""] * (len(subject.columns) - 1)]


def _sections(page: Page, subject: SubjectReport) -> None:
    page.line()
    page.head([_("Section"), "", _("Satisfied votes"), _("Out of"), _("Rate")])
    for section in subject.sections:
        numbers: list[Value] = [None, None]
        if section.figure:
            share = section.figure.rate
            numbers = [share.hits if share else "", section.figure.of]
        if not section.is_main:
            page.values([section.title, "", *numbers, section.figure])


def _pools(page: Page, subject: SubjectReport) -> None:
    labels = [column.label for column in subject.columns]
    page.line()
    page.head([_("Class of rater"), _("Valid ballots"), *labels, _("Blank"), _("Rate")])
    for pool in subject.pools:
        page.values(_pool(subject, pool))
    if subject.pools_hidden or subject.hidden:
        page.line(subject.pools_hidden or subject.hidden)


def _pool(subject: SubjectReport, pool: PoolRow) -> list[Value]:
    main = pool.main
    counts = _counts(subject, main) if main else [""] * len(subject.columns)
    blank = main.blank if main else ""
    rate = pool.figure or (None if pool.hidden else "")
    return [pool.name, pool.account.valid, *counts, blank, rate]


def _chart(page: Page, subject: SubjectReport, head: int, items: int) -> None:
    last = FIRST_OPTION + len(subject.columns) - 1
    colours = list(fills(subject.columns))
    chart = stacked_chart(page.sheet, head, items, (FIRST_OPTION, last), colours)
    chart.title = _("Distribution")
    page.sheet.add_chart(chart, page.sheet.cell(head, last + 4).coordinate)


# words -------------------------------------------------------------------------


def _words(book: Workbook, report: Report, groups: Sequence[GroupReport]) -> None:
    name = _("How it was counted")
    page = _page(book, report, name, 24, 78, *[10] * 5)
    page.title(name)
    page.head([_("Clause"), _("As the campaign has it")])
    for term, sentence in report.words:
        page.values([term, sentence])
    weaker = _("%(custody)s (the weaker of two ways)") % {"custody": report.custody}
    page.values([_("Custody of the key"), weaker])
    page.values([_("Slips replaced"), report.replaced])
    if report.opened_at:
        page.values([_("Box opened"), moment(report.opened_at, report.time_zone)])
    page.values([_("Fingerprint of the rules"), report.definition_hash])
    page.line()
    page.head([_("Ballot account"), "", *_account_head()])
    for group in groups:
        page.values([group.title, "", *_numbers(group.account)])
