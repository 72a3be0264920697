"""The summaries: of a group, and of the whole campaign for the superior."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.editions import Edition, Recorded, Share, Trend, by_kind, passed
from reports.excel import account_head, account_numbers
from reports.moments import day
from reports.overview import Cell, Head, Overview, overview
from reports.papers import parts
from reports.papers.document import (
    Block,
    Break,
    Heading,
    Paper,
    Points,
    Row,
    Signatures,
    Table,
    Text,
    Value,
    rows,
    written,
)
from reports.papers.subject import subject
from reports.plain import findings
from reports.report import GroupReport, Report, SubjectReport
from reports.tally import percent, printed

NOTHING = "—"


def group(report: Report, one: GroupReport) -> Paper:
    """A group at a glance, then each of its subjects."""
    title = _("Results of %(group)s") % {"group": one.title}
    return parts.letter(report, [report.title, title], list(_group(report, one)))


def _group(report: Report, one: GroupReport) -> Iterator[Block]:
    table = overview(one.subjects)
    yield Text(parts.account(one.account), "box")
    yield Text(parts.joined(one.account_note, one.statements), "note")
    yield Text(one.headline)
    words = {"measure": report.measure}
    yield Heading(_("%(measure)s by unit and section") % words)
    yield _results(report, one.subjects, groups=False)
    yield from _parts(table)
    for name, reason in table.reasons:
        yield Text(parts.named(name, reason), "note")
    yield from parts.counting(report, one.slips_note)
    yield Signatures(parts.to_sign())
    for row in one.subjects:
        yield Break()
        yield Text(row.title, "subject")
        yield from subject(report, row)


def _parts(table: Overview) -> Iterator[Block]:
    """Sections and classes of raters side by side, the counts under the rates."""
    heads = [*table.sections, *table.pools]
    head = (_("Unit"), *(_head(one) for one in heads))
    found = [
        Row((row.subject.title, *map(_cell, (*row.sections, *row.pools))))
        for row in table.rows
    ]
    yield Heading(_("By section and class of rater"))
    widths = (24, *[max(8, 76 // len(heads))] * len(heads))
    yield Table(_("By section and class of rater"), head, tuple(found), widths)


def _head(head: Head) -> str:
    if head.size is None:
        return head.title
    votes = ngettext("%(n)d vote", "%(n)d votes", head.size) % {"n": head.size}
    return f"{head.title}\n{votes}"


def _cell(cell: Cell) -> Value:
    if cell.figure:
        return f"{written(cell.figure)}\n{cell.figure.counts}"
    return None if cell.there and cell.hidden else NOTHING


def _results(report: Report, subjects: Sequence[SubjectReport], groups: bool) -> Table:
    """A row a subject: what heads its result, and what follows from it."""
    named = [(pgettext("rank", "Place"), 8)] if report.ranked else []
    named += [(_("Unit"), 24), *([(_("Group"), 12)] if groups else [])]
    named += [(_("Votes that count"), 9), (_("Out of"), 9), (report.measure, 14)]
    named += [(_("Grade"), 10)] if report.graded else []
    named += [(_("Finding"), 24)]
    found = [_row(report, one, groups) for one in subjects]
    head, widths = zip(*named, strict=True)
    return Table(_("Results"), head, rows(found), widths)


def _row(report: Report, one: SubjectReport, groups: bool) -> list[Value]:
    figure, nothing = one.figure, None if one.figure_hidden else NOTHING
    hits: Value = figure.rate.hits if figure and figure.rate else nothing
    if figure and not figure.rate:
        hits = NOTHING
    found: list[Value] = [one.place or NOTHING] if report.ranked else []
    found += [one.title, *([one.group] if groups else [])]
    found += [hits, figure.of if figure else nothing, figure or nothing]
    found += [one.grade or NOTHING] if report.graded else []
    return [*found, one.quorum or parts.short(one.verdict)]


# the whole campaign -------------------------------------------------------------


def campaign(report: Report, trend: Trend) -> Paper:
    """For the superior: figures, places, what is proposed, how the series went on."""
    title = [report.title, _("Summary of the results")]
    return parts.letter(report, title, list(_campaign(report, trend)))


def subjects_of(report: Report) -> list[SubjectReport]:
    """All of them, the best first, those without a figure last; equal ones by group."""
    found = [one for each in report.groups for one in each.subjects]
    return sorted(found, key=_standing)


def _standing(one: SubjectReport) -> tuple[bool, Fraction]:
    return one.figure is None, -one.figure.value if one.figure else Fraction(0)


def _campaign(report: Report, trend: Trend) -> Iterator[Block]:
    found = subjects_of(report)
    yield Heading(_("Overview"))
    yield Text(_told(report, found))
    yield _accounts(report)
    for titles, note in _account_notes(report):
        yield Text(parts.named(titles, note), "note")
    yield Heading(_("Results"))
    yield _results(report, found, groups=len(report.groups) > 1)
    yield from _proposals(found)
    yield from _trend(report, found, trend)
    yield from parts.counting(report)
    yield Signatures(parts.to_sign())


def _told(report: Report, found: Sequence[SubjectReport]) -> str:
    opened = report.opened_at
    when = day(opened, report.time_zone) if opened else parts.blank()
    text = _(
        "%(title)s. Units: %(units)d; groups: %(groups)d; subjects rated: "
        "%(subjects)d. The box was opened on %(day)s."
    )
    words = {
        "title": report.title,
        "units": len({one.unit_code for one in found}),
        "groups": len(report.groups),
        "subjects": len(found),
        "day": when,
    }
    return text % words


def _accounts(report: Report) -> Table:
    head = (_("Ballot account"), *account_head())
    found = [
        Row((each.title, *account_numbers(each.account))) for each in report.groups
    ]
    whole = [report.totals[name] for name in ("issued", "returned", "valid")]
    whole += [report.totals[name] for name in ("void", "abstained")]
    found.append(Row((_("Whole campaign"), *whole), bold=True))
    return Table(head[0], head, tuple(found), (35, 13, 13, 13, 13, 13))


def _account_notes(report: Report) -> Iterator[tuple[str, str]]:
    """How its ballots make the votes of a group, and of which groups it is told."""
    titles: dict[str, list[str]] = {}
    for each in report.groups:
        titles.setdefault(each.account_note, []).append(each.title)
    for note, named in titles.items():
        alike = len(named) == len(report.groups) > 1
        yield _("Each group") if alike else parts.listed(named), note


def _proposals(found: Sequence[SubjectReport]) -> Iterator[Block]:
    yield Heading(_("What is proposed"))
    named = [one for one in found if one.verdict.state in ("act", "near")]
    if not named:
        yield Text(_("No unit is flagged: nothing has to be decided."))
        return
    yield Points(tuple(parts.named(one.title, parts.proposed(one)) for one in named))


def _trend(
    report: Report, found: Sequence[SubjectReport], trend: Trend
) -> Iterator[Block]:
    if not trend.editions:
        return
    yield Heading(_("The series campaign by campaign"))
    yield _editions(report, found, trend)
    if {one.measure for one in trend.editions} != {report.measure}:
        text = _(
            "Not every campaign of the series is headed by the same figure: compare "
            "with care."
        )
        yield Text(text, "note")
    for edition in trend.editions:
        yield from _broken(edition)
    titles = [one.title for one in trend.editions]
    head = (_("Unit"), *titles, report.title, pgettext("of a figure", "Change"))
    values = [_through(one, trend) for one in found]
    widths = (28, *[72 // (len(titles) + 2)] * (len(titles) + 2))
    yield Table(_("Unit by unit through the series"), head, rows(values), widths)


def _broken(edition: Edition) -> Iterator[Block]:
    """Why no change since this campaign is given; of several kinds each reason once."""
    sentences = [text for found in edition.broken.values() for text in found]
    if sentences:
        text = _("Not to be compared with “%(title)s”, so no change is given:")
        told = text % {"title": edition.title}
        yield Text(parts.joined(told, *dict.fromkeys(sentences)), "note")


def _editions(report: Report, found: Sequence[SubjectReport], trend: Trend) -> Table:
    """How many there were, and how many of them passed."""
    head = (
        _("Campaign"),
        pgettext("a day", "Closed"),
        _("Subjects"),
        pgettext("a number", "Decided"),
        pgettext("a share", "Pass"),
        pgettext("of those who pass", "Share"),
    )
    shares = by_kind((one.kind, passed(findings(one))) for one in found)
    told = [(e.title, e.closed_at, e.time_zone, e.shares) for e in trend.editions]
    told.append((report.title, report.closed_at, report.time_zone, shares))
    rated = [row for one in told for row in _passing(*one, trend.kinds)]
    return Table(
        _("Campaigns of the series"), head, rows(rated), (26, 22, 12, 12, 13, 15)
    )


def _passing(
    title: str,
    closed_at: datetime | None,
    zone: str,
    shares: Mapping[str, Share],
    kinds: Mapping[str, str],
) -> Iterator[tuple[Value, ...]]:
    """A row a kind: how many were rated, decided and passed; the share of the last."""
    closed = day(closed_at, zone) if closed_at else NOTHING
    for kind, found in shares.items():
        name = title if len(shares) == 1 else f"{title} · {kinds[kind]}"
        part = NOTHING if found.value is None else f"{percent(found.value, 1)} %"
        yield name, closed, found.rated, found.of, found.passed, part


def _through(one: SubjectReport, trend: Trend) -> list[Value]:
    """Its figure in each campaign; the change since the last one it was in."""
    then = [each.subjects.get((one.unit_code, one.key)) for each in trend.editions]
    change = _since(one, trend)
    now: Value = one.figure or (None if one.figure_hidden else NOTHING)
    if one.figure and one.place:
        now = f"{written(one.figure)}\n{one.place}"
    return [one.title, *map(_then, then), now, change]


def _since(one: SubjectReport, trend: Trend) -> str:
    """The change since the last campaign it was in, if it can be compared."""
    place = one.unit_code, one.key
    last = next((e for e in reversed(trend.editions) if e.figure(place)), None)
    if last is None or one.figure is None or one.kind in last.broken:
        return NOTHING
    then = last.subjects[place]
    if then.unit != one.figure.unit or then.value is None:
        return NOTHING
    return _change(one.figure.value - then.value, one.figure.unit)


def _then(then: Recorded | None) -> str:
    if then is None or then.value is None:
        return NOTHING
    return "\n".join(filter(None, [then.figure, then.place]))


def _change(difference: Fraction, unit: str) -> str:
    """In points of a hundred, or of the score; rounded for the eye alone."""
    number = printed(abs(difference) * (100 if unit else 1), 1)
    if Fraction(number) == 0:
        return "0"
    return f"{'+' if difference > 0 else '−'}{number}"
