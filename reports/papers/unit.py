"""What a unit gets, and what it writes: the feedback, and a draft of its own report."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.moments import day
from reports.papers import parts
from reports.papers.document import (
    Block,
    Break,
    Heading,
    Paper,
    Points,
    Signatures,
    Table,
    Text,
    Value,
    rows,
)
from reports.papers.subject import subject
from reports.report import GroupReport, ItemRow, Report, SubjectReport

WEAKEST = 3  # items that the draft names

Rated = Sequence[tuple[GroupReport, SubjectReport]]


def without_ranks(report: Report) -> Report:
    """A unit reads its own figures, and the comments in the way that was fixed."""
    told = report.in_other_words()
    groups = tuple(
        replace(group, subjects=tuple(replace(s, place="") for s in group.subjects))
        for group in told.groups
    )
    return replace(told, groups=groups, ranked=False)


def of_unit(report: Report, code: str) -> Rated:
    """The subjects of one unit, with their group."""
    return [
        (group, one)
        for group in report.groups
        for one in group.subjects
        if one.unit_code == code
    ]


def feedback(report: Report, code: str) -> Paper:
    """Its own figures and the comments that were let go; no places among others."""
    report = without_ranks(report)
    rated = of_unit(report, code)
    title = _("Feedback on the results of %(title)s") % {
        "title": parts.inner(report.title)
    }
    return parts.letter(report, [title], list(_feedback(report, rated)), _unit(rated))


def _unit(rated: Rated) -> str:
    return rated[0][1].unit


def _feedback(report: Report, rated: Rated) -> Iterator[Block]:
    for at, (group, one) in enumerate(rated):
        if at:
            yield Break()
        if len(rated) > 1:
            yield Text(one.title, "subject")
        yield Text(_rated(report, group, one))
        yield from subject(report, one)
    yield from parts.counting(report, rated[0][0].slips_note)
    yield Signatures(parts.to_sign())


def _rated(report: Report, group: GroupReport, one: SubjectReport) -> str:
    text = _(
        "In %(title)s, %(group)s, %(name)s was rated anonymously; the box was opened "
        "on %(day)s. The results are as follows."
    )
    words = {
        "title": parts.inner(report.title),
        "group": group.title,
        "name": one.name,
        "day": _opened(report),
    }
    return text % words


def _opened(report: Report) -> str:
    opened = report.opened_at
    return day(opened, report.time_zone) if opened else parts.blank()


# the unit's own report ----------------------------------------------------------


def draft(report: Report, code: str) -> Paper:
    """The usual headings with the figures filled in; what is 〔…〕 the unit writes."""
    report = without_ranks(report)
    rated = of_unit(report, code)
    unit = _unit(rated)
    words = {"unit": unit, "title": parts.inner(report.title)}
    title = _("Report of %(unit)s on the results of %(title)s") % words
    to = _("%(office)s and the supervision team") % {"office": report.office}
    blocks = list(_draft(report, rated))
    day_of = pgettext("on a draft", "〔day month year〕")
    return Paper((title,), tuple(blocks), to, unit, day_of)


def _draft(report: Report, rated: Rated) -> Iterator[Block]:
    yield Text(_("Draft: the figures are filled in; the rest is yours."), "note")
    yield Heading(_("Basic facts"))
    for group, one in rated:
        yield Text(_facts(report, group, one))
    yield Text(parts.blank())
    yield Heading(_("Results of the appraisal"))
    for _group, one in rated:
        yield from _result(report, one)
    weak = [(one, item) for _group, one in rated for item in weakest(one)]
    yield Heading(_("Problems"))
    yield from _problems(report, rated, weak)
    yield Heading(_("Causes"))
    yield Text(parts.blank())
    yield Heading(_("Measures"))
    yield _measures(weak)


def _facts(report: Report, group: GroupReport, one: SubjectReport) -> str:
    text = _(
        "In %(title)s, %(group)s, %(name)s was rated anonymously; the box was opened "
        "on %(day)s. %(account)s."
    )
    words = {
        "title": parts.inner(report.title),
        "group": group.title,
        "name": one.name,
        "day": _opened(report),
        "account": parts.account(one.account),
    }
    return text % words


def _result(report: Report, one: SubjectReport) -> Iterator[Block]:
    told = [parts.headed(report, one), one.quorum or parts.proposed(one)]
    if one.grade:
        told.insert(1, _("Grade: %(grade)s.") % {"grade": one.grade})
    yield Text(parts.named(one.title, parts.joined(*told)))
    values: list[list[Value]] = [
        [row.title, row.figure or None, row.figure.counts if row.figure else ""]
        for row in one.sections
        if row.title and row.rated and not row.is_main
    ]
    if values:
        head = (_("Section"), report.measure, pgettext("results", "Counts"))
        title = _("By section")
        yield Table(title, head, rows(values), (50, 25, 25))


def weakest(one: SubjectReport) -> list[ItemRow]:
    """The items with the lowest figures, as far as these are shown; the lowest first.

    Without the overall item, which no one can mend as such.
    """
    rated = [
        item
        for section in one.sections
        for item in section.items
        if item.figure and not item.main
    ]
    return sorted(rated, key=lambda item: item.figure.value)[:WEAKEST]  # type: ignore[union-attr]


def _problems(
    report: Report, rated: Rated, weak: Sequence[tuple[SubjectReport, ItemRow]]
) -> Iterator[Block]:
    if weak:
        yield Text(_("The items with the lowest figures:"))
        yield Points(tuple(_weak(report, one, item) for one, item in weak))
    for _group, one in rated:
        if one.comments.summary:
            text = _("The supervision team sums the comments up: %(text)s")
            yield Text(text % {"text": one.comments.summary})
    yield Text(parts.blank())


def _weak(report: Report, one: SubjectReport, item: ItemRow) -> str:
    figure = item.figure
    words = {
        "item": item.text,
        "measure": report.measure,
        "figure": f"{figure.printed}{figure.unit}" if figure else "",
        "counts": figure.counts if figure else "",
        "blank": parts.blank(),
    }
    text = _("%(item)s: %(measure)s %(figure)s (%(counts)s). How it shows: %(blank)s")
    return text % words


def _measures(weak: Sequence[tuple[SubjectReport, ItemRow]]) -> Table:
    """Who does what by when; a line an item, and one to spare."""
    head = (_("Problem"), _("Measure to take"), _("Responsible"), _("Deadline"))
    named = [item.text for _one, item in weak]
    values = [[text, *[parts.blank()] * 3] for text in [*named, parts.blank()]]
    return Table(_("Measures"), head, rows(values), (34, 34, 16, 16))
