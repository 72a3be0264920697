"""Geometry of the charts: numbers that one template fragment a chart turns into SVG.

Attributes only, so that the same markup stands on a page under the strict policy and in
a PDF. Lengths are pixels of the chart's own box, rounded to a tenth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.report import Bound, Column

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
SATISFIED = ("#1f567d", "#7fa3bf", "#b9cfdf")
BETWEEN = ("#efe6cf", "#d8c79a", "#bfab77")
OUTSIDE = "#ffffff"
HATCH = "hatch"
EDGES = {"#faf1df": "dotted", "#f1d7a6": "solid"}  # of steps that differ by tint alone
MOST_CELLS = 60
ROW = 22
LABEL_ROOM = 110  # what a line's label needs beside it in a wide gauge


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stack; `fill` is a colour or HATCH."""

    x: float
    width: float
    fill: str


@dataclass(frozen=True, slots=True)
class Stack:
    """The distribution of one row, with ticks at the exact bounds."""

    id: str
    width: int
    height: int
    top: int
    bar: int
    segments: tuple[Segment, ...]
    ticks: tuple[float, ...]
    font: str = FONT

    @property
    def hatched(self) -> bool:
        return any(segment.fill == HATCH for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Cell:
    """The edge between two votes of a gauge."""

    x: float
    stroke: str


@dataclass(frozen=True, slots=True)
class Line:
    """A bound in a gauge: where it stands, and its label."""

    x: float
    text_x: float
    text_y: int
    anchor: str
    bound: Bound

    @property
    def top(self) -> int:
        return self.text_y - 13


@dataclass(frozen=True, slots=True)
class Gauge:
    """One rate against its bounds; up to 60 ballots each one is a cell."""

    id: str
    width: int
    height: int
    top: int
    bar: int
    got: int
    of: int
    filled: float  # width of the votes that were got
    edge: float  # where they end
    cells: tuple[Cell, ...]
    short: int
    missing: float  # width of the cells that are missing up to the lowest bound
    missing_x: float  # where the words about them stand
    lines: tuple[Line, ...]
    font: str = FONT

    @property
    def bottom(self) -> int:
        return self.top + self.bar


@dataclass(frozen=True, slots=True)
class Minibar:
    """A part of a whole."""

    width: int
    height: int
    filled: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A rate before (hollow) and after (solid), with ticks at the exact bounds."""

    width: int
    height: int
    before: float
    after: float
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A field of a legend: a colour, HATCH, or "tick"."""

    id: str
    fill: str

    @property
    def edge(self) -> str:
        """Of a step of the heat table the rule at its left, which survives a fax."""
        return EDGES.get(self.fill, "")


def fills(columns: Sequence[Column]) -> tuple[str, ...]:
    """Satisfied options dark to light, the last of the others hatched, the rest light.

    In this order neighbours differ in grey as well.
    """
    yes, no = iter(SATISFIED), iter(BETWEEN)
    inside = [column for column in columns if not column.outside]
    last = inside[-1].key if inside and not inside[-1].satisfied else ""
    return tuple(
        OUTSIDE
        if column.outside
        else next(yes, SATISFIED[-1])
        if column.satisfied
        else HATCH
        if column.key == last
        else next(no, BETWEEN[-1])
        for column in columns
    )


def stack(
    id: str,  # noqa: A002
    counts: Sequence[int],
    columns: Sequence[Column],
    bounds: Sequence[Fraction],
    width: int = 230,
    bar: int = 14,
) -> Stack:
    """Lay out a row's distribution; empty options take no room."""
    inner, total = width - 2, sum(counts)
    x, segments = 1.0, []
    for n, fill in zip(counts, fills(columns), strict=True):
        part = inner * n / total if total else 0
        if n:
            segments.append(Segment(round(x, 1), round(part, 1), fill))
        x += part
    ticks = tuple(round(1 + inner * float(bound), 1) for bound in bounds)
    return Stack(id, width, bar + 8, 4, bar, tuple(segments), ticks)


def gauge(
    id: str,  # noqa: A002
    got: int,
    of: int,
    bounds: Sequence[Bound],
    width: int = 700,
) -> Gauge:
    """Lay out one rate; `bounds` ascend, what is short is short of the lowest."""

    def at(n: int) -> float:
        return round(1 + (width - 2) * n / of, 1)

    lines = _lines([(at(bound.needed), bound) for bound in bounds], width)
    rows = len({line.text_y for line in lines})
    short = max(bounds[0].needed - got, 0) if bounds else 0
    top, bar = 8 + ROW * rows, 30
    return Gauge(
        id=id,
        width=width,
        height=top + bar + 26,
        top=top,
        bar=bar,
        got=got,
        of=of,
        filled=round(at(got) - 1, 1),
        edge=at(got),
        cells=tuple(
            Cell(at(n), "#ffffff" if n < got else "#d5d3cb") for n in range(1, of)
        )
        if of <= MOST_CELLS
        else (),
        short=short,
        missing=round(at(got + short) - at(got), 1),
        missing_x=_between(130, (at(got) + at(got + short)) / 2, width - 70),
        lines=lines,
    )


def minibar(n: int, of: int, width: int = 160, height: int = 10) -> Minibar:
    """Lay out a part of a whole."""
    return Minibar(width, height, round((width - 1) * n / of, 1) if of else 0)


def shift(
    before: Fraction,
    after: Fraction,
    bounds: Sequence[Fraction],
    width: int = 300,
    height: int = 26,
) -> Shift:
    """Lay out two shares on one line, from nothing to all."""

    def at(share: Fraction) -> float:
        return round(8 + (width - 16) * float(share), 1)

    return Shift(width, height, at(before), at(after), tuple(map(at, bounds)))


def _lines(places: Sequence[tuple[float, Bound]], width: int) -> tuple[Line, ...]:
    """Labels beside their lines in one row where there is room, else a row each."""
    xs = [x for x, _bound in places]
    outward = len(xs) == 2 and xs[0] > LABEL_ROOM and xs[1] < width - LABEL_ROOM
    top = 8 + ROW * (1 if outward else len(xs))
    return tuple(
        _line(x, bound, top - 10 - (0 if outward else ROW * row), left)
        for row, (x, bound) in enumerate(places)
        for left in [row == 0 if outward else x > width / 2]
    )


def _line(x: float, bound: Bound, y: int, left: bool) -> Line:
    if left:
        return Line(x, round(x - 6, 1), y, "end", bound)
    return Line(x, round(x + 6, 1), y, "start", bound)


def _between(low: float, x: float, high: float) -> float:
    return round(min(max(low, x), high), 1)
