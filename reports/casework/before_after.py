"""Before and after: the first result beside that of the second vote, figure by figure.

Both come from the same builder, so that what is hidden in either stays hidden here, and
every change is worked out from the exact fractions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from campaigns.comparison import Change, between_votes
from reports import tally
from reports.build import build
from reports.case_file import Row
from reports.casework.reader import EVERYTHING, Reader
from reports.models import Case
from reports.releasing import shown
from reports.report import Figure, Reason, Report, SubjectReport
from reports.rows import SECTIONS
from reports.unshown import UNSHOWN, told


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results; `why`: it cannot be shown."""

    report: Report | None
    subject: SubjectReport | None
    why: str = ""

    @property
    def when(self) -> datetime | None:
        return self.report.closed_at if self.report else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a case shows of figures."""

    before: Side
    after: Side | None
    rows: tuple[Row, ...]
    then: Reason | None  # what its rule found
    now: Reason | None  # what the same rule finds in the second vote
    changes: tuple[Change, ...]  # what was changed in between, besides who is rated

    @property
    def told(self) -> dict[str, str]:
        """The new figure for the record of the case."""
        figure = self.rows[0].after if self.rows else None
        if figure is None:
            return {}
        return {"counts": figure.counts, "figure": figure.printed + figure.unit}


def of(case: Case, reader: Reader = EVERYTHING) -> Comparison:
    """The figures of a case, as far as they are there and for this reader."""
    before = _side(case, case.campaign_id, reader.inside)
    voted = case.voted and reader.after
    after_it = _side(case, case.second_id or 0, reader.inside) if voted else None
    old, new = before.subject, after_it.subject if after_it else None
    then = _reason(old, case.rule)
    now = _same(new, then) if new and then else None
    rows = tuple(_rows(before, after_it)) if old else ()
    changes = _changes(case) if reader.after else ()
    return Comparison(before, after_it, rows, then, now, changes)


def _side(case: Case, pk: int, inside: bool) -> Side:
    campaign = type(case.campaign).objects.get(pk=pk)
    try:
        made = build(campaign, subjects={case.subject.key}, detail=SECTIONS)
        report = shown(campaign, made, inside=inside)
    except UNSHOWN as error:
        return Side(None, None, told(error))
    subjects = [subject for group in report.groups for subject in group.subjects]
    return Side(report, subjects[0])


def _reason(subject: SubjectReport | None, rule: int) -> Reason | None:
    parts = subject.verdict.reasons if subject else ()
    return next((part for part in parts if part.rule == rule), None)


def _same(subject: SubjectReport, then: Reason) -> Reason | None:
    """What the same rule says; its place in the definition may be another."""
    parts = subject.verdict.reasons
    return next((p for p in parts if p.finding.rule == then.finding.rule), None)


def _rows(before: Side, after: Side | None) -> Iterator[Row]:
    """What heads the result first, then section by section."""
    old, new = before.subject, after.subject if after else None
    report = before.report
    if old is None or report is None:
        return
    figures = old.figure, new.figure if new else None
    hidden = old.figure_hidden, bool(new and new.figure_hidden)
    yield Row(report.measure, *figures, _change(report, *figures), hidden, main=True)
    later = {row.key: row for row in new.sections} if new else {}
    for section in old.sections:
        match = later.get(section.key)
        pair = section.figure, match.figure if match else None
        out = section.hidden, bool(match and match.hidden)
        if section.rated and not section.is_main:
            yield Row(section.title, *pair, _change(report, *pair), out)


def _change(report: Report, old: Figure | None, new: Figure | None) -> str:
    """By how much, with its sign; of a rate in hundredths."""
    if old is None or new is None:
        return ""
    by = new.value - old.value
    text = (tally.percent if old.unit else tally.printed)(abs(by), report.decimals)
    sign = "+" if by > 0 else "\N{MINUS SIGN}" if by < 0 else "±"
    return sign + text


def _changes(case: Case) -> tuple[Change, ...]:
    """What differs besides title, units and subjects, which have to."""
    if case.second is None:
        return ()
    return tuple(between_votes(case.campaign.current(), case.second.current()))
