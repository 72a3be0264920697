"""Papers in volumes: of a long document WeasyPrint needs memory for every page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from ballots.papers.pack import Pack, Report, Sheet

MOST = 50  # pages of a volume, by an estimate that is rather too high
LONGEST = 40  # pages of one list or report; what is longer is cut
ROWS = 18  # lines of a list on a page
LINES, SYMBOLS = 28, 36  # of a report
HEAD = 8  # lines that the head of a report takes
Part = object
NOTHING: Part = None


def volumes(pack: Pack, what: str) -> list[Sequence[Part]]:
    """What goes into each document of a paper; none where there is nothing to print."""
    found: list[list[Part]] = []
    pages = MOST
    for part, estimate in _parts(pack, what):
        if pages + estimate > MOST:
            found.append([])
            pages = 0
        found[-1].append(part)
        pages += estimate
    return list(found)


def _parts(pack: Pack, what: str) -> Iterator[tuple[Part, int]]:
    if what in ("roster", "signin"):
        for sheet in pack.sheets():
            yield from _cut(sheet)
    elif what == "reports":
        for report in pack.reports():
            yield from _bound(report)
    elif what == "form":
        yield from ((form, ceil(len(form.items) / ROWS)) for form in pack.forms())
    else:
        yield NOTHING, 1


def _cut(sheet: Sheet) -> Iterator[tuple[Sheet, int]]:
    """A list, in as many parts as it needs; each says of which unit and pool it is."""
    size = LONGEST * ROWS
    for at in range(0, len(sheet.lines), size):
        lines = sheet.lines[at : at + size]
        yield replace(sheet, lines=lines), ceil(len(lines) / ROWS)


def _bound(report: Report) -> Iterator[tuple[Report, int]]:
    some: list[str] = []
    lines = HEAD
    for paragraph in report.paragraphs:
        needed = ceil(len(paragraph) / SYMBOLS)
        if lines + needed > LONGEST * LINES:
            yield replace(report, paragraphs=tuple(some)), LONGEST
            some, lines = [], HEAD
        some.append(paragraph)
        lines += needed
    yield replace(report, paragraphs=tuple(some)), ceil(lines / LINES)
