"""What the papers say of one subject: the tables of its sheet in the workbook."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.papers import parts
from reports.papers.document import (
    Block,
    Heading,
    Points,
    Row,
    Table,
    Text,
    rows,
)
from reports.report import Comments, Report, SubjectReport
from reports.subject_sheet import (
    FIRST_OPTION,
    figure_values,
    item_values,
    labels,
    pool_values,
    wide_columns,
)


def subject(report: Report, row: SubjectReport) -> Iterator[Block]:
    """Everything of one subject, as the PDF has it; tables take the charts' place."""
    yield Text(parts.account(row.account), "box")
    told = list(parts.verdict(row))
    yield Text(parts.joined(parts.headed(report, row), _standing(row), told[0]))
    if told[1:]:
        yield Points(tuple(told[1:]))
    yield from _measures(row)
    yield Heading(_("Votes item by item"))
    yield items(report, row)
    if row.hidden:
        yield Text(row.hidden, "note")
    yield from _sections(report, row)
    yield from _pools(report, row)
    yield from _besides(row)
    yield from _comments(report, row.comments)


def _standing(row: SubjectReport) -> str:
    """Grade and place, where there are any."""
    grade = _("Grade: %(grade)s.") % {"grade": row.grade} if row.grade else ""
    place = _("Place: %(place)s.") % {"place": row.place} if row.place else ""
    return parts.joined(grade, place)


def items(report: Report, row: SubjectReport) -> Table:
    """Votes item by item, a section's name in front of its items."""
    head = [_("Section"), _("Item"), *labels(row), _("Blank"), report.measure]
    found = []
    for section in row.sections:
        for item in section.items:
            title = "" if section.is_main else section.title
            wide = wide_columns(row, item, FIRST_OPTION)
            found.append(Row((title, *item_values(row, item)), item.main, wide))
    options = [8] * len(row.columns) or [24]
    widths = (18, 38, *options, 8, 14)
    return Table(_("Votes item by item"), tuple(head), tuple(found), widths)


def _measures(row: SubjectReport) -> Iterator[Block]:
    if len(row.measures) < 2:
        return
    yield Heading(_("All rates and scores"))
    head = (_("Measure"), _("Votes that count"), _("Out of"), _("Figure"))
    values = [
        [one.name, *figure_values(one.figure, None if one.hidden else "")]
        for one in row.measures
    ]
    yield Table(_("All rates and scores"), head, rows(values), (40, 20, 20, 20))


def _sections(report: Report, row: SubjectReport) -> Iterator[Block]:
    values = [
        [one.title, *figure_values(one.figure, None if one.hidden else "")]
        for one in row.sections
        if one.title and not one.is_main and one.rated
    ]
    if values:
        yield Heading(_("By section"))
        head = (_("Section"), _("Votes that count"), _("Out of"), report.measure)
        yield Table(_("By section"), head, rows(values), (40, 20, 20, 20))


def _pools(report: Report, row: SubjectReport) -> Iterator[Block]:
    if len(row.pools) < 2:
        return
    yield Heading(_("By class of rater"))
    head = [_("Class of rater"), _("Valid ballots"), *labels(row), _("Blank")]
    found = [
        Row(tuple(pool_values(row, pool)), wide=wide_columns(row, pool.main, 3))
        for pool in row.pools
    ]
    widths = (36, 14, *([8] * len(row.columns) or [24]), 8, 14)
    table = (_("By class of rater"), (*head, report.measure), tuple(found), widths)
    yield Table(*table)
    for text in filter(None, (row.pools_hidden, row.pools_note)):
        yield Text(text, "note")


def _besides(row: SubjectReport) -> Iterator[Block]:
    if row.readings:
        yield Heading(_("From elsewhere"))
        head = (_("Indicator"), _("Value"), _("Source"))
        found = [
            (one.name, one.text or _("nothing was entered"), one.source)
            for one in row.readings
        ]
        yield Table(_("From elsewhere"), head, rows(found), (30, 40, 30))
    if row.statements:
        yield Heading(_("Read beside the form"))
        text = _("%(who)s: %(title)s")
        told = [text % {"who": who, "title": title} for who, title in row.statements]
        yield Points(tuple(told))


def _comments(report: Report, comments: Comments) -> Iterator[Block]:
    """As far as the unit gets them: word for word only where that was fixed."""
    if not comments.written and comments.state != "words":
        return
    yield Heading(_("Comments"))
    if comments.summary:
        yield Text(comments.summary)
    if report.verbatim and comments.texts:
        yield Points(tuple(_text(text, comments) for text in comments.texts))
    elif comments.texts is not None and not comments.summary:
        text = _(
            "The supervision team passes comments on in its own words; it has written "
            "no summary on this subject."
        )
        yield Text(text)
    yield Text(comments.note, "note")


def _text(text: str, comments: Comments) -> str:
    return f"{text} {_('(several units)')}" if text in comments.shared else text
