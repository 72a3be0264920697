"""The ledger on paper (整改台账), and the letter on the points (意见反馈函)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.entries import Drawn, Entry, Ledger
from reports.moments import calendar
from reports.papers import parts
from reports.papers.document import Block, Heading, Paper, Row, Table, Text, rows
from reports.papers.unit import of_unit, without_ranks
from reports.report import Report

PART = 100  # points in one document; a longer one takes too much of a process

TOGETHER = "\N{NO-BREAK SPACE}"


def campaign(report: Report, ledger: Ledger) -> Iterator[Paper]:
    """Every point, unit by unit, in papers to be joined."""
    blocks: list[Block] = [*_intro(ledger), _by_unit(ledger)]
    n = 0
    for code, name in ledger.units:
        of = ledger.of(code)
        if n and n + len(of.entries) > PART:
            yield _paper(report, ledger, blocks)
            blocks, n = [], 0
        n += len(of.entries)
        blocks += [Text(name, "subject"), *_unit(of)]
    yield _paper(report, ledger, blocks)


def book(report: Report, ledger: Ledger) -> Paper:
    """The same as tables to be sorted: one of points, one of measures, one of units."""
    blocks = [_flat(ledger), _measures(ledger.drawn, named=True), _by_unit(ledger)]
    return _paper(report, ledger, blocks)


def unit(report: Report, ledger: Ledger, code: str) -> Paper:
    """A unit's own points, what it has answered, its measures."""
    of = ledger.told(code)
    blocks = [*_intro(of)]
    if of.entries:
        blocks += [Heading(_("Points")), _points(of.entries)]
        blocks += [Heading(_("What was answered")), *_answers(of.entries)]
    blocks += [Heading(_("Measures")), *_own_measures(of)]
    return _paper(report, of, blocks, _name(report, code))


def letter(report: Report, ledger: Ledger, code: str) -> Paper:
    """What the unit is asked to answer, by when, and where."""
    of, report = ledger.told(code), without_ranks(report)
    title = _("Letter on the points raised in %(title)s") % {
        "title": parts.inner(report.title)
    }
    blocks = [Text(text) for text in _asked(report, of, code)]
    day = calendar(of.as_of) if of.as_of else ""
    name, office = _name(report, code), report.office
    table = (Heading(_("Points")), _asks(of.entries))
    where = (Heading(_("Where to answer")), Text(_where()))
    return Paper((title,), (*blocks, *table, *where), name, office, day, office)


# parts ----------------------------------------------------------------------------


def _paper(
    report: Report, ledger: Ledger, blocks: Sequence[Block], unit: str = ""
) -> Paper:
    title = [parts.inner(report.title), _("Ledger of points and measures")]
    if unit:
        title.insert(1, unit)
    day = calendar(ledger.as_of) if ledger.as_of else ""
    return Paper(tuple(title), tuple(blocks), "", report.office, day, report.office)


def _name(report: Report, code: str) -> str:
    return of_unit(report, code)[0][1].unit


def _intro(ledger: Ledger) -> Iterator[Block]:
    numbers = ledger.numbers
    words = {"n": numbers.told, "time": numbers.on_time, **numbers._asdict()}
    text = _(
        "Points assigned %(n)d, answered %(answered)d, of these on time %(time)d, "
        "closed %(closed)d. Measures drawn %(measures)d."
    )
    yield Text(text % words, "box")
    if ledger.as_of:
        yield Text(_("As of the last step: %s.") % calendar(ledger.as_of), "note")


def _by_unit(ledger: Ledger) -> Table:
    head = (
        _("Unit"),
        pgettext("points", "Assigned"),
        pgettext("points", "Answered"),
        pgettext("points", "Answered on time"),
        pgettext("points", "Closed"),
        pgettext("of a unit", "Measures"),
    )
    found = [(name, *ledger.of(code).numbers) for code, name in ledger.units]
    return Table(pgettext("ledger", "By unit"), head, rows(found), (40, *[12] * 5))


def _unit(of: Ledger) -> Iterator[Block]:
    if of.entries:
        yield _points(of.entries)
    alone = [one for one in of.drawn if not one.labels]
    if alone:
        yield _measures(alone)


def _points(entries: Sequence[Entry]) -> Table:
    """The points; what is done about them has a column where there is any."""
    columns = [
        (pgettext("of the ledger", "No."), 7, [one.label for one in entries]),
        (pgettext("of the ledger", "Point"), 33, [one.text for one in entries]),
        (_("Source"), 19, [_from(one) for one in entries]),
        (_("Responsible"), 11, [one.owner for one in entries]),
        (_("To be answered by"), 19, [_day(one.due) for one in entries]),
        (pgettext("of a point", "State"), 11, [_state(one) for one in entries]),
    ]
    if any(one.measures for one in entries):
        measures = ["\n".join(one.measures) for one in entries]
        columns.append((pgettext("of a unit", "Measures"), 25, measures))
    head, widths, values = zip(*columns, strict=True)
    found = list(zip(*values, strict=True))
    return Table(_("Points"), head, rows(found), widths)


def _answers(entries: Sequence[Entry]) -> Iterator[Block]:
    """As it may be posted for those who raised them."""
    answered = [one for one in entries if one.answer]
    if not answered:
        yield Text(_("No point is answered yet."))
        return
    head = (
        pgettext("of the ledger", "No."),
        pgettext("of the ledger", "Point"),
        _("Accepted or not"),
        _("What is done about it, or why not"),
    )
    found = [(one.label, one.text, one.response, one.answer) for one in answered]
    yield Table(_("What was answered"), head, rows(found), (9, 36, 13, 42))


def _own_measures(of: Ledger) -> Iterator[Block]:
    if of.drawn:
        yield _measures(of.drawn)
    else:
        yield Text(_("No measure is drawn yet."))


def _measures(drawn: Sequence[Drawn], named: bool = False) -> Table:
    head = [
        pgettext("of a unit", "Measure"),
        _("Responsible"),
        pgettext("of a measure", "Due"),
        pgettext("of a measure", "State"),
        pgettext("of a measure", "Serves"),
    ]
    found = [
        [one.text, one.owner, _day(one.due), one.state, ", ".join(one.labels) or "—"]
        for one in drawn
    ]
    widths = [39, 13, 20, 14, 14]
    if named:
        head.insert(0, _("Unit"))
        found = [[one.unit, *row] for one, row in zip(drawn, found, strict=True)]
        widths.insert(0, 20)
    return Table(_("Measures"), tuple(head), rows(found), tuple(widths))


def _flat(ledger: Ledger) -> Table:
    """Every point in one table, with all that is known of it."""
    head = (
        pgettext("of the ledger", "No."),
        _("Unit"),
        pgettext("of the ledger", "Point"),
        _("Source"),
        _("Raised on"),
        _("Responsible"),
        _("To be answered by"),
        pgettext("of a point", "State"),
        _("Accepted or not"),
        pgettext("of a point", "Answer"),
        _("Answered on"),
        _("Times reopened, raters not content"),
        pgettext("of a unit", "Measures"),
    )
    found = [
        (one.label, one.unit, one.text, one.source, one.raised_on.isoformat(),
         one.owner, _iso(one), one.state, one.response, one.answer,
         one.answered_on.isoformat() if one.answered_on else "", one.reopened,
         "\n".join(one.measures))
        for one in ledger.entries
    ]  # fmt: skip
    widths = (8, 14, 30, 12, 9, 9, 9, 8, 8, 30, 9, 8, 24)
    return Table(_("Points"), head, rows(found), widths)


def _iso(one: Entry) -> str:
    return one.due.isoformat() if one.due else ""


def _day(due: date | None) -> str:
    return _column(due) if due else "—"


def _from(one: Entry) -> str:
    return f"{one.source}\n{_column(one.raised_on)}"


def _column(value: date) -> str:
    """A day in a narrow column: it breaks beside the year and nowhere else."""
    first, second, *rest = calendar(value).split(" ")
    return f"{first}{TOGETHER}{second} {TOGETHER.join(rest)}"


def _state(one: Entry) -> str:
    """With the answer, and that raters were not content."""
    again = _("raters were not content") if one.reopened else ""
    return "\n".join(filter(None, (one.state, one.response, again)))


# the letter -----------------------------------------------------------------------


def _asked(report: Report, of: Ledger, code: str) -> Iterator[str]:
    words = {"title": parts.inner(report.title), "unit": _name(report, code)}
    text = _("In %(title)s, points were raised on %(unit)s.") % words
    numbers = [one.comments.written or 0 for _group, one in of_unit(report, code)]
    # where it gets no comment word for word, it is not told how many there are
    written = sum(numbers) if report.verbatim else 0
    n = len(of.entries)
    made = ngettext(
        "%d point is passed on to you, as below.",
        "%d points are passed on to you, as below.",
        n,
    )
    yield parts.joined(text, _comments(written), made % n)
    yield _(
        "Please answer each by the day that stands beside it: whether you accept it, "
        "and what you do about it or why not. Draw measures where something is to be "
        "mended, say who is responsible and by when. The supervision team closes a "
        "point when it is mended, and opens it again when those who raised it are not "
        "content."
    )


def _comments(written: int) -> str:
    """How many comments there were; nothing where the unit is not told of them."""
    if not written:
        return ""
    text = ngettext("Raters wrote %d comment.", "Raters wrote %d comments.", written)
    return text % written


def _asks(entries: Sequence[Entry]) -> Table:
    head = (
        pgettext("of the ledger", "No."),
        pgettext("of the ledger", "Point"),
        _("Source"),
        _("Responsible"),
        _("To be answered by"),
    )
    found = [
        Row((one.label, one.text, _from(one), one.owner, _day(one.due)))
        for one in entries
    ]
    return Table(_("Points"), head, tuple(found), (8, 38, 20, 14, 20))


def _where() -> str:
    address = settings.PUBLIC_BASE_URL + reverse("ledger:list")
    return _("On the page “Ledger” of the appraisal site: %s") % address
