"""A paper as headings, sentences and tables: PDF and DOCX are made of the same one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.report import Figure, Report

Value = str | int | Figure | None  # None: the word for what is hidden
NUMERALS = [*"一二三四五六七八九十", "十一", "十二"]
CROWDED = 8  # columns
BLANK = "〔…〕"  # to be filled in by hand


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a part; the paper numbers them."""

    text: str
    kind = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `kind` note is small and box framed."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    texts: tuple[str, ...]
    kind = "points"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is written, and over how many columns."""

    text: str
    span: int
    number: bool
    low: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `wide`: the columns that one value takes, counted from 1."""

    values: tuple[Value, ...]
    bold: bool = False
    wide: tuple[int, int] = (0, 0)

    @property
    def cells(self) -> Iterator[Cell]:
        """Those taken by a wide one left out."""
        first, last = self.wide
        for at, value in enumerate(self.values, 1):
            if first < at <= last:
                continue
            span = last - first + 1 if at == first else 1
            number = isinstance(value, int | Figure) or value is None
            low = isinstance(value, Figure) and value.low
            yield Cell(written(value), span, number, low)


@dataclass(frozen=True, slots=True)
class Table:
    """What it is about, the head, the rows, and what each column gets of the width."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    kind = "table"

    @property
    def shares(self) -> list[int]:
        """The widths in percent."""
        return [round(100 * one / sum(self.widths)) for one in self.widths]

    @property
    def crowded(self) -> bool:
        """Whether its type has to be small."""
        return len(self.head) > CROWDED

    def __post_init__(self) -> None:
        for row in self.rows:
            if not len(self.head) == len(self.widths) == len(row.values):
                raise ValueError(f"{self.title}: {row}")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on."""

    names: tuple[str, ...]
    kind = "signatures"


@dataclass(frozen=True, slots=True)
class Break:
    """The next part begins on a page of its own."""

    kind = "break"


Block = Heading | Text | Points | Table | Signatures | Break


@dataclass(frozen=True, slots=True)
class Paper:
    """What is on it, whom it goes to and who signs it; `day` is empty for a blank."""

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    to: str = ""
    sender: str = ""
    day: str = ""
    head: str = ""  # the office in red, as on a letter; none on a draft

    @property
    def name(self) -> str:
        return "".join(self.title) if _chinese(self.title) else " ".join(self.title)

    @property
    def numbered(self) -> Iterator[Block]:
        """The blocks, their headings numbered as an office does: 一、 or 1."""
        n = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                n += 1
                words = {"n": _numeral(n), "text": block.text}
                number = pgettext("a numbered heading", "%(n)s. %(text)s")
                yield replace(block, text=number % words)
                continue
            if isinstance(block, Break):
                n = 0
            yield block


def written(value: Value) -> str:
    """A value as it stands on paper, the same as on the page."""
    if isinstance(value, Figure):
        # a number and its sign stay on one line
        unit = value.unit.replace(" ", "\N{NO-BREAK SPACE}")
        return f"{'▼' if value.low else ''}{value.printed}{unit}"
    return pgettext("a figure", "hidden") if value is None else str(value)


def rows(values: Sequence[Sequence[Value]]) -> tuple[Row, ...]:
    """Rows that nothing is special about."""
    return tuple(Row(tuple(each)) for each in values)


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands around a paper, whatever it says: on each page, in the file."""

    office: str
    language: str
    drill: bool
    known_at: datetime | None  # since when there is what it says
    mark: str
    warning: str = ""


def edge(report: Report) -> Edge:
    """Of a paper on results: known at the release, or when the box was closed."""
    return Edge(
        report.office,
        report.language,
        report.drill,
        report.released_at or report.closed_at,
        mark(report),
        warning(report),
    )


def mark(report: Report) -> str:
    """Version, head of the log and fingerprint of the rules, as on each page."""
    version = _("Version %d") % report.version if report.version else ""
    log = _("Log %s") % report.short_head
    rules = fingerprint(report.definition_hash)
    return " · ".join(filter(None, [version, log, rules]))


def fingerprint(definition_hash: str) -> str:
    """Of the rules, in fours of digits."""
    fours = " ".join(definition_hash[at : at + 4] for at in range(0, 16, 4))
    return _("Rules %(digits)s") % {"digits": fours}


def warning(report: Report) -> str:
    """What must stand on each page of what is no result, or none yet."""
    if report.drill:
        return no_result()
    return "" if report.released else _("Not yet released")


def no_result() -> str:
    return _("Drill — not a real result")


def _numeral(n: int) -> str:
    english = (get_language() or "").startswith("en")
    return str(n) if english else NUMERALS[n - 1]


def _chinese(texts: Sequence[str]) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for text in texts for letter in text)
