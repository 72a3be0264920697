"""The workbook of a group: real numbers, a native chart a unit, words how it counts."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from reports import subject_sheet
from reports.commenting import MARKS, together
from reports.moments import moment
from reports.overview import Cell, Head, Overview, Row, overview
from reports.report import GroupReport, Report
from reports.tally import Account
from reports.worksheet import (
    Fonts,
    Page,
    Value,
    print_setup,
    saved,
    sheet_name,
)


def render_workbook(
    report: Report,
    group: GroupReport | None = None,
    first: Callable[[Workbook], None] | None = None,
) -> bytes:
    """The workbook of one group, or of all groups of the campaign.

    `first` adds sheets that stand before all others.
    """
    groups = [group] if group else list(report.groups)
    book = Workbook()
    book.remove(book.active)
    if first:
        first(book)
    for each in groups:
        _overview(book, report, each)
    for each in groups:
        for subject in each.subjects:
            page = new_page(book, report, subject.name, *subject_sheet.widths(subject))
            subject_sheet.fill(page, report, subject)
    _comments(book, report, groups)
    _words(book, report, groups)
    return saved(book, report.office, report.closed_at)


def new_page(book: Workbook, report: Report, name: str, *widths: int) -> Page:
    """A new sheet with what every sheet says: that it is a drill, or not yet valid."""
    sheet = book.create_sheet(sheet_name(name, book.sheetnames))
    chinese = report.language.startswith("zh")
    fonts = Fonts("Arial", "Arial")
    if chinese:
        body, title = settings.PRINT_FONT_BODY, settings.PRINT_FONT_TITLE
        fonts = Fonts(title or "宋体", body or "仿宋")
    warning = ""
    if report.drill:
        warning = _("Drill — not a real result")
    elif not report.released:
        warning = _("Not yet released")
    print_setup(sheet, _("Page &P of &N"), warning, _mark(report))
    word = pgettext("a figure", "hidden")
    page = Page(sheet, fonts, report.decimals, word, widths)
    if warning:
        page.title(warning, size=14)
    return page


def _mark(report: Report) -> str:
    """Version and head of the log, as on each page of the paper."""
    version = _("Version %d") % report.version if report.version else ""
    log = _("Log %s") % report.short_head
    return " · ".join(filter(None, [version, log]))


# the overview ------------------------------------------------------------------


def _overview(book: Workbook, report: Report, group: GroupReport) -> None:
    table = overview(group.subjects)
    more = report.graded + report.ranked + len(table.sections) + 2 * len(table.pools)
    page = new_page(book, report, group.title, 26, 18, 26, 9, 9, 11, *[12] * more)
    page.title(f"{report.title} {group.title}")
    page.line(group.headline)
    page.line(group.account_note)
    if group.slips_note:
        page.line(group.slips_note)
    if group.statements:
        page.line(group.statements)
    page.head(_overview_head(report, table))
    page.sheet.print_title_rows = f"{page.row}:{page.row}"
    page.sheet.freeze_panes = page.sheet.cell(page.row + 1, 2)
    for row in table.rows:
        page.values(_overview_row(report, row))
    for name, reason in table.reasons:
        page.line(_("%(name)s: %(reason)s") % {"name": name, "reason": reason})
    page.line()
    page.head([_("Ballot account"), *account_head()])
    for row in table.rows:
        page.values([row.subject.title, *account_numbers(row.subject.account)])
    page.values([_("Ballots of the group"), *account_numbers(group.account)], bold=True)


def account_head() -> list[str]:
    return [
        _("Issued"),
        _("Returned"),
        _("Valid"),
        _("Void ballots"),
        _("Abstained"),
    ]


def _overview_head(report: Report, table: Overview) -> list[str]:
    sections = [_share(head) for head in table.sections]
    pools = [text for head in table.pools for text in (_size(head), _share(head))]
    rate = [_("Votes that count"), _("Out of"), report.measure]
    if report.graded:
        rate.append(_("Grade"))
    if report.ranked:
        rate.append(pgettext("rank", "Place"))
    return [_("Unit"), _("Finding"), _("Margin"), *rate, *sections, *pools]


def _share(head: Head) -> str:
    return _("%(what)s: rate") % {"what": head.title}


def _size(head: Head) -> str:
    return _("%(what)s: valid ballots") % {"what": head.title}


def _overview_row(report: Report, row: Row) -> list[Value]:
    subject, decides = row.subject, row.decides.figure
    rate: list[Value] = [None if row.decides.hidden else ""] * 3
    if decides:
        share = decides.rate
        rate = [share.hits if share else "", decides.of, decides]
    if report.graded:
        rate.append(subject.grade)
    if report.ranked:
        rate.append(subject.place)
    sizes = [pool.account.valid for pool in subject.pools]
    there = iter(sizes)
    pools = [
        value
        for cell in row.pools
        for value in (next(there) if cell.there else "", _shown(cell))
    ]
    return [
        subject.title,
        subject.verdict.badge,
        subject.verdict.margin,
        *rate,
        *(_shown(cell) for cell in row.sections),
        *pools,
    ]


def _shown(cell: Cell) -> Value:
    """A figure, the word for a hidden one, or nothing where there is none."""
    return cell.figure or (None if cell.hidden else "")


def account_numbers(account: Account) -> list[Value]:
    return [
        account.issued,
        account.returned,
        account.valid,
        account.void,
        account.abstained,
    ]


# comments ----------------------------------------------------------------------


def _comments(book: Workbook, report: Report, groups: Sequence[GroupReport]) -> None:
    """On a sheet of their own, away from every figure (C-h); none, no sheet."""
    subjects = [s for g in groups for s in g.subjects if s.comments.written]
    if not subjects:
        return
    page = new_page(book, report, _("Comments"), 26, 90)
    page.title(_("Comments"))
    page.head([_("Unit"), _("Comment")])
    texts = [(s.title, s.comments) for s in subjects]
    for name, text in together(texts):
        page.values([name or _("Several units"), text])
    if any(MARKS.search(text) for _name, text in together(texts)):
        page.line(_("[+], [-] and [*] stand for an emoji."))
    page.line()
    page.head([_("Unit"), _("Summary of the supervision team")])
    for subject in subjects:
        page.values([subject.title, subject.comments.summary])
    page.line()
    page.head([_("Unit"), _("What became of them")])
    for subject in subjects:
        page.values([subject.title, subject.comments.note])


# words -------------------------------------------------------------------------


def _words(book: Workbook, report: Report, groups: Sequence[GroupReport]) -> None:
    name = _("How it was counted")
    page = new_page(book, report, name, 24, 78, *[10] * 5)
    page.title(name)
    page.head([_("Clause"), _("As the campaign has it")])
    for term, sentence in report.words:
        page.values([term, sentence])
    page.values([_("Custody of the key"), report.custody])
    page.values([_("Slips replaced"), report.replaced])
    if report.approval:
        page.values([_("Lists and papers"), report.approval])
    for text in report.taken_back:
        page.values([_("Taken back"), text])
    if report.version and not report.changed:
        page.values([_("Released version"), report.version])
    if report.opened_at:
        page.values([_("Box opened"), moment(report.opened_at, report.time_zone)])
    page.values([_("Fingerprint of the rules"), report.definition_hash])
    if report.version:
        page.values([_("Version"), report.version])
    page.values([_("Head of the log"), report.head])
    page.line()
    page.head([_("Ballot account"), "", *account_head()])
    for group in groups:
        page.values([group.title, "", *account_numbers(group.account)])
