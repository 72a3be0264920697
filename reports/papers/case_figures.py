"""The figures of a case on paper: the first vote alone, or both side by side."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.case_file import CaseFile, Figures, Row
from reports.moments import day
from reports.papers.document import Block, Points, Table, Text, Value, written
from reports.papers.document import Row as TableRow
from reports.spread import MARKS, outcome

NOTHING = "—"


def figures(file: CaseFile) -> Iterator[Block]:
    """The first vote alone, or both side by side."""
    found = file.figures
    for text in found.why:
        yield Text(text, "note")
    if found.rows:
        yield _both(file, found) if found.voted else _first(file, found)


def _first(file: CaseFile, figures: Figures) -> Table:
    head = (pgettext("column", "Figure"), _dated(file, _("First vote"), 0))
    found = [
        TableRow((one.title, _figure(one, 0, " · ")), bold=one.main)
        for one in figures.rows
    ]
    return Table(_("Figures"), head, tuple(found), (60, 40))


def _both(file: CaseFile, figures: Figures) -> Table:
    head = (
        pgettext("column", "Figure"),
        _dated(file, _("Before"), 0),
        _dated(file, _("After"), 1),
        pgettext("column", "Change"),
    )
    found = [
        TableRow(
            (one.title, _figure(one, 0), _figure(one, 1), one.change or NOTHING),
            bold=one.main,
        )
        for one in figures.rows
    ]
    return Table(_("Before and after"), head, tuple(found), (40, 23, 23, 14))


def _dated(file: CaseFile, name: str, at: int) -> str:
    when = file.figures.days[at]
    return f"{name}\n{day(when, file.time_zone)}" if when else name


def _figure(row: Row, at: int, between: str = "\n") -> Value:
    """With its counts; None where it is hidden."""
    figure = (row.before, row.after)[at]
    if figure is None:
        return None if row.hidden[at] else NOTHING
    return f"{written(figure)}{between}{figure.counts}"


def compared(figures: Figures) -> Iterator[Block]:
    """What the rule said both times, and what was not the same."""
    names = _("Before"), _("After")
    told = [
        f"{name} {MARKS.get(one.state, NOTHING)} {outcome(one)} {one.sentence}"
        for name, one in zip(names, figures.rules, strict=False)
    ]
    if told:
        yield Points(tuple(told))
    if figures.changes:
        yield Text(_("Not the same in both votes"), "note")
        yield Points(figures.changes)
        return
    text = _("The same form, classes of raters, formula and rules in both votes.")
    yield Text(text, "note")
