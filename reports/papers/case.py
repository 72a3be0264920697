"""A case on paper (案卷): what was found, decided, done, and who did it when."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.case_file import CaseFile, Planned, Told
from reports.moments import calendar, day, moment
from reports.papers import docx, parts, sheet
from reports.papers.case_figures import compared, figures
from reports.papers.document import (
    Block,
    Edge,
    Heading,
    Paper,
    Signatures,
    Table,
    Text,
    fingerprint,
    no_result,
    rows,
)

NOTHING = "—"
# which steps are told in which part, in their words
ANALYSIS, PROPOSAL, DECISION = ("talks", "analysed"), ("proposed",), ("decided",)
WORK = ("submitted", "sent-back", "confirmed", "evidence", "asked")
VOTE = ("vote", "gone-on")
END = ("closing", "held", "waived", "closed", "reopened")
KILO = 1024


def render(file: CaseFile, how: str) -> bytes:
    """As a file, PDF or DOCX; the same case gives the same bytes."""
    maker = docx if how == "docx" else sheet
    return maker.render(case(file), edge(file))


def case(file: CaseFile) -> Paper:
    """The whole of it; what has not been reached is left out."""
    title = (file.campaign, _("Case of %(name)s") % {"name": parts.inner(file.title)})
    on = day(file.as_of, file.time_zone)
    blocks = tuple(_blocks(file))
    return Paper(title, blocks, sender=file.office, day=on, head=file.office)


def edge(file: CaseFile) -> Edge:
    """Its number and what it rests on; known since the last step."""
    told = [file.number, _("Version %d") % file.version]
    mark = " · ".join([*told, fingerprint(file.definition_hash)])
    warning = no_result() if file.drill else ""
    known = file.as_of
    return Edge(file.office, file.language, file.drill, known, mark, warning)


def _blocks(file: CaseFile) -> Iterator[Block]:
    yield Text(_standing(file), "box")
    yield Heading(_("What was found"))
    yield Text(file.finding)
    if not file.figures.voted:
        yield from figures(file)
    for title, kinds in (
        (_("Analysis"), ANALYSIS), (_("Proposal"), PROPOSAL), (_("Decision"), DECISION),
    ):  # fmt: skip
        yield from _part(file, title, _steps(file, kinds))
    yield from _work(file)
    yield from _vote(file)
    title = _("How it ends")
    yield from _part(file, title, _steps(file, END))
    yield Heading(_("All steps"))
    yield _course(file)
    if not file.whole:
        note = _("The unit's version: what people said in talks is not in it.")
        yield Text(note, "note")
    yield Heading(_("Signatures"))
    team = _("Head of the supervision team")
    yield Signatures((_("Head of the unit"), team, _("Campaign office")))


def _standing(file: CaseFile) -> str:
    """Number, opening, where it stands and whose turn it is."""
    told = [
        _("Case %(number)s") % {"number": file.number},
        _("opened %(day)s") % {"day": day(file.opened_at, file.time_zone)},
        _("stands at: %(state)s") % {"state": file.state},
    ]
    if file.outcome:
        told.append(_("outcome: %(outcome)s") % {"outcome": file.outcome})
    if file.turn:
        told.append(_("waiting for %(who)s") % {"who": file.turn})
    if file.due:
        told.append(_("until %(day)s") % {"day": calendar(file.due)})
    return parts.clauses(*told)


# parts --------------------------------------------------------------------------------


def _steps(file: CaseFile, kinds: Sequence[str]) -> list[Told]:
    """Those in which somebody said something, or decided."""
    rows = [step for step in file.steps if step.kind in kinds]
    return [step for step in rows if step.text or step.outcome]


def _part(file: CaseFile, title: str, steps: Sequence[Told]) -> Iterator[Block]:
    if steps:
        yield Heading(title)
        yield from _said(file, steps)


def _said(file: CaseFile, steps: Sequence[Told]) -> Iterator[Block]:
    """Each in its words, and whose these are."""
    for step in steps:
        if step.outcome:
            yield Text(_("Outcome: %(outcome)s.") % {"outcome": step.outcome})
        yield from _paragraphs(step.text)
        yield Text(_signed(file, step), "note")


def _paragraphs(text: str) -> Iterator[Text]:
    for line in filter(None, map(str.strip, text.splitlines())):
        yield Text(line)


def _signed(file: CaseFile, step: Told) -> str:
    told = [_what(step), step.side, step.by, moment(step.at, file.time_zone)]
    if step.people:
        n = step.people
        people = ngettext("%(n)d person talked to", "%(n)d people talked to", n)
        told.insert(1, people % {"n": n})
    return " · ".join(filter(None, told))


def _what(step: Told) -> str:
    """The step by name, with the measure that it is about."""
    name = f"{step.name} {step.counts}".strip()
    if not step.measure:
        return name
    words = {"step": name, "n": step.measure}
    return _("%(step)s (measure %(n)d)") % words


def _work(file: CaseFile) -> Iterator[Block]:
    """The plan with its measures, what shows that they were done, and what was said."""
    said = _steps(file, WORK)
    if not (file.measures or said):
        return
    yield Heading(_("Plan and measures"))
    if file.measures:
        yield _plan(file)
        yield from _evidence(file)
    yield from _said(file, said)


def _plan(file: CaseFile) -> Table:
    head = (
        _("No."),
        pgettext("of a unit", "Measure"),
        _("Responsible"),
        pgettext("of a measure", "Due"),
        pgettext("of a measure", "State"),
        _("Reported"),
    )
    values = [
        (
            str(one.number),
            one.text,
            one.owner,
            calendar(one.due) if one.due else _("without an end"),
            one.state,
            _reported(file, one.reported),
        )
        for one in file.measures
    ]
    title = pgettext("of a unit", "Measures")
    return Table(title, head, rows(values), (7, 32, 15, 16, 14, 16))


def _reported(file: CaseFile, told: Told | None) -> str:
    return day(told.at, file.time_zone) if told else NOTHING


def _evidence(file: CaseFile) -> Iterator[Block]:
    """What was reported of each, and the files with it."""
    for one in file.measures:
        if one.reported:
            words = {"n": one.number, "text": one.reported.text}
            yield from _paragraphs(_("Evidence of measure %(n)d: %(text)s") % words)
            yield Text(_signed(file, one.reported), "note")
    if any(one.files for one in file.measures):
        yield _files(file.measures)


def _files(measures: Sequence[Planned]) -> Table:
    """By their hash anybody can tell whether it is the file that was handed in."""
    head = (pgettext("of a unit", "Measure"), _("File"), _("Size"), "SHA-256")
    values = [
        (str(one.number), file.name, _size(file.size), file.sha256)
        for one in measures
        for file in one.files
    ]
    return Table(_("Files with the evidence"), head, rows(values), (9, 34, 12, 45))


def _size(n: int) -> str:
    return f"{max(1, round(n / KILO))} kB"


def _vote(file: CaseFile) -> Iterator[Block]:
    """The second vote, its figures beside the first ones, and what was said of it."""
    said = _steps(file, VOTE)
    if not (file.second or said):
        return
    yield Heading(_("Second vote"))
    if file.second:
        yield Text(file.second)
    if file.figures.voted:
        yield from figures(file)
        yield from compared(file.figures)
    yield from _said(file, said)


def _course(file: CaseFile) -> Table:
    """Who did what when; the words stand above."""
    head = (_("Moment"), _("Step"), _("As what"), _("By"))
    values = [
        (moment(step.at, file.time_zone), _step(step), step.side, step.by)
        for step in file.course
    ]
    return Table(_("All steps"), head, rows(values), (30, 34, 16, 20))


def _step(step: Told) -> str:
    if not step.outcome:
        return _what(step)
    words = {"name": step.name, "reason": step.outcome}
    return _("%(name)s: %(reason)s") % words
