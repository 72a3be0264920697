"""The sheet of one subject in the workbook: verdict, figures, items, pools."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.charts import fills
from reports.report import Figure, ItemRow, PoolRow, Report, SubjectReport
from reports.spread import MARKS, outcome, spread
from reports.worksheet import Page, Value, stacked_chart

FIRST_OPTION = 3  # after section and item


def widths(subject: SubjectReport) -> list[int]:
    """Of the columns: section, item, the options, blank, rate."""
    options = [10] * len(subject.columns) or [30]
    return [20, 42, *options, 9, 11]


def fill(page: Page, report: Report, subject: SubjectReport) -> None:
    """Everything that the report says of a subject."""
    page.title(subject.title)
    _verdict(page, report, subject)
    page.head([_("Section"), _("Item"), *labels(subject), _("Blank"), report.measure])
    head = page.row
    page.sheet.print_title_rows = f"{head}:{head}"
    page.sheet.freeze_panes = page.sheet.cell(head + 1, FIRST_OPTION)
    for section in subject.sections:
        for item in section.items:
            title = "" if section.is_main else section.title
            wide = wide_columns(subject, item, FIRST_OPTION)
            page.values([title, *item_values(subject, item)], item.main, wide)
    items = page.row - head
    if subject.hidden:
        page.line(subject.hidden)
    _shares(page, subject)
    _sections(page, report, subject)
    _measures(page, subject)
    _pools(page, report, subject)
    _besides(page, subject)
    if subject.columns and subject.main and subject.main.counts:
        _chart(page, subject, head, items)


def _verdict(page: Page, report: Report, subject: SubjectReport) -> None:
    verdict = subject.verdict
    named = ((_("Grade"), subject.grade), (pgettext("rank", "Place"), subject.place))
    for name, text in named:
        if text:
            page.line(_("%(name)s: %(reason)s") % {"name": name, "reason": text})
    if verdict.simple or not verdict.reasons:
        page.line(subject.quorum or verdict.sentence)
        return
    page.line(
        subject.quorum or ": ".join(filter(None, [verdict.badge, verdict.margin]))
    )
    page.head([_("Rule by rule"), _("What it says"), *[""] * subject.span])
    for part in verdict.told:
        word = f"{MARKS.get(part.state, '—')} {outcome(part)}"
        last = FIRST_OPTION + subject.span - 1
        blank = [""] * subject.span
        page.values([word, part.sentence, *blank], wide=(2, last))
    page.line()


def labels(subject: SubjectReport) -> list[str]:
    return [column.label for column in subject.columns] or [_("Answers")]


def item_values(subject: SubjectReport, item: ItemRow) -> list[Value]:
    return [item_text(item), *_counts(subject, item), item.blank, _rate(subject, item)]


def _rate(subject: SubjectReport, item: ItemRow) -> Value:
    """Its figure, the word for a hidden one, or nothing where there is none."""
    if item.decides and not item.figure:
        return subject.figure or (None if subject.figure_hidden else "")
    return item.figure or (None if item.hidden else "")


def item_text(item: ItemRow) -> str:
    return f"{item.number}. {item.text}" if item.number else item.text


def _fits(subject: SubjectReport, item: ItemRow) -> bool:
    """Whether its counts stand under the options of the head."""
    return item.kind == "choice" and item.columns == subject.columns


def wide_columns(
    subject: SubjectReport, item: ItemRow | None, first: int
) -> tuple[int, int]:
    """The columns that the answers take as one text; none if they are numbers."""
    if item is None or item.counts is None or _fits(subject, item):
        return 0, 0
    return first, first + subject.span - 1


def _counts(subject: SubjectReport, item: ItemRow) -> Sequence[Value]:
    """The options' counts; answers of another kind do not fit under this head."""
    if item.counts is None:
        return [None] * subject.span
    if _fits(subject, item):
        return item.counts
    text = spread(item)
    if item.mean:
        words = {"mean": item.mean.printed, "counts": item.mean.counts}
        text += " · " + _("mean %(mean)s (%(counts)s)") % words
    return [text, *[""] * (subject.span - 1)]


def _shares(page: Page, subject: SubjectReport) -> None:
    """The overall item's options as they are printed, which may be made to add up."""
    main = subject.main
    if main and main.kind == "choice" and any(main.shares):
        page.values([_("Shares, %"), item_text(main), *main.shares])


def _sections(page: Page, report: Report, subject: SubjectReport) -> None:
    page.line()
    counts = [_("Votes that count"), _("Out of")]
    page.head([_("Section"), "", *counts, report.measure])
    for section in subject.sections:
        if section.title and not section.is_main and section.rated:
            nothing = None if section.hidden else ""
            page.values([section.title, "", *figure_values(section.figure, nothing)])


def _measures(page: Page, subject: SubjectReport) -> None:
    """All named figures, where there are several."""
    if len(subject.measures) < 2:
        return
    page.line()
    page.head([_("Measure"), "", _("Votes that count"), _("Out of"), _("Figure")])
    for one in subject.measures:
        page.values(
            [one.name, "", *figure_values(one.figure, None if one.hidden else "")]
        )


def figure_values(figure: Figure | None, nothing: Value) -> list[Value]:
    """Hits, what they are of, and the figure."""
    if figure is None:
        return [nothing] * 3
    return [figure.rate.hits if figure.rate else "", figure.of, figure]


def _pools(page: Page, report: Report, subject: SubjectReport) -> None:
    page.line()
    own = [_("Class of rater"), _("Valid ballots"), *labels(subject), _("Blank")]
    page.head([*own, report.measure])
    for pool in subject.pools:
        wide = wide_columns(subject, pool.main, FIRST_OPTION)
        page.values(pool_values(subject, pool), wide=wide)
    for text in (subject.pools_hidden, subject.pools_note):
        if text and len(subject.pools) > 1:
            page.line(text)


def pool_values(subject: SubjectReport, pool: PoolRow) -> list[Value]:
    main, name = pool.main, pool.name
    if pool.weight:
        name += " · " + _("weight %(weight)s") % {"weight": pool.weight}
    if pool.public:
        open_link = _("open link: not one ballot a person, not added to other votes")
        name += " · " + open_link
    counts = _counts(subject, main) if main else [""] * subject.span
    blank = main.blank if main else ""
    rate = pool.figure or (None if pool.hidden else "")
    return [name, pool.account.valid, *counts, blank, rate]


def _besides(page: Page, subject: SubjectReport) -> None:
    """What comes from elsewhere, and what was read beside the form."""
    if subject.readings:
        page.line()
        page.head([_("Indicator"), _("Value"), _("Source")])
    for one in subject.readings:
        text = one.text or _("nothing was entered")
        page.values([one.name, text, one.source])
    if subject.statements:
        page.line()
        page.head([_("Read beside the form"), ""])
    for who, title in subject.statements:
        page.values([who, title])


def _chart(page: Page, subject: SubjectReport, head: int, items: int) -> None:
    last = FIRST_OPTION + len(subject.columns) - 1
    colours = list(fills(subject.columns))
    chart = stacked_chart(page.sheet, head, items, (FIRST_OPTION, last), colours)
    chart.title = _("Distribution")
    page.sheet.add_chart(chart, page.sheet.cell(head, last + 4).coordinate)
