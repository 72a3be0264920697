"""Geometry of what is drawn over the years: a line a subject, a bar a campaign.

Like `reports.charts`: attributes only, lengths in pixels of the chart's own box.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.charts import FONT
from reports.editions import Recorded, Share

STEP, HEIGHT, EDGE = 64, 76, 8  # between two campaigns; of the box; its margin
BAR, WIDE, TALL = 84, 48, 130  # of a bar: its place, its width, its height
HEAD, FOOT = 26, 44  # of the words above and below


@dataclass(frozen=True, slots=True)
class Mark:
    """A campaign's figure in a line: a dot, ▼ under the bound, ◇ of a second vote."""

    x: float
    y: float
    kind: str  # dot, low, again


@dataclass(frozen=True, slots=True)
class Tick:
    """The bound of one campaign, across its place."""

    x: float
    y: float

    @property
    def start(self) -> float:
        return self.x - STEP / 3

    @property
    def end(self) -> float:
        return self.x + STEP / 3


@dataclass(frozen=True, slots=True)
class LineChart:
    """One subject over the years: a stroke for each stretch that can be compared."""

    width: int
    height: int
    strokes: tuple[str, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[float, ...]
    bottom: int = HEIGHT - EDGE


@dataclass(frozen=True, slots=True)
class Scale:
    """What stands at the foot and at the head; of a share 0 and 100 %."""

    floor: int
    ceiling: int

    def y(self, value: Fraction, point: Recorded) -> float:
        low, high = (0, 1) if point.percent else (self.floor, self.ceiling)
        part = min(max(float((value - low) / (high - low)), 0.0), 1.0)
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * part, 1)


def line(
    points: Sequence[Recorded | None],
    again: Sequence[Recorded | None],
    broken: Sequence[bool],
    ceiling: int = 1,
    floor: int = 0,
) -> LineChart:
    """Lay out a line; it breaks where `broken` says so and where no figure is shown."""
    scale = Scale(floor, ceiling)
    marks = list(_marks(points, "dot", scale))
    ticks = [
        Tick(x, scale.y(p.bound, p)) for x, p in _placed(points) if p.bound is not None
    ]
    return LineChart(
        STEP * len(points),
        HEIGHT,
        tuple(_strokes(points, broken, scale)),
        (*marks, *_marks(again, "again", scale)),
        tuple(ticks),
        tuple(float(STEP * at) for at, cut in enumerate(broken) if cut),
    )


def _x(at: int) -> float:
    return STEP * at + STEP / 2


def _placed(points: Sequence[Recorded | None]) -> Iterator[tuple[float, Recorded]]:
    for at, point in enumerate(points):
        if point and point.value is not None:
            yield _x(at), point


def _marks(
    points: Sequence[Recorded | None], kind: str, scale: Scale
) -> Iterator[Mark]:
    for x, point in _placed(points):
        shape = "low" if point.low and kind == "dot" else kind
        yield Mark(x, scale.y(point.value or Fraction(0), point), shape)


def _strokes(
    points: Sequence[Recorded | None], broken: Sequence[bool], scale: Scale
) -> Iterator[str]:
    """Corners of each stretch of two campaigns or more."""
    stretch: list[str] = []
    for at, (point, cut) in enumerate(zip(points, broken, strict=True)):
        if cut or not (point and point.value is not None):
            yield from [" ".join(stretch)] * (len(stretch) > 1)
            stretch = []
        if point and point.value is not None:
            stretch.append(f"{_x(at)},{scale.y(point.value, point)}")
    yield from [" ".join(stretch)] * (len(stretch) > 1)


@dataclass(frozen=True, slots=True)
class Column:
    """The bar of one campaign: the part that passes, of all that were decided."""

    left: float
    x: float
    y: float
    filled: float
    middle: float
    label: str
    printed: str
    share: Share
    cut: bool  # what passes is another thing than before


@dataclass(frozen=True, slots=True)
class BarChart:
    """The share that passes, campaign by campaign."""

    width: int
    columns: tuple[Column, ...]
    height: int = HEAD + TALL + FOOT
    top: int = HEAD
    tall: int = TALL
    bottom: int = HEAD + TALL
    wide: int = WIDE
    font: str = FONT


def bars(
    shares: Sequence[Share],
    labels: Sequence[str],
    printed: Sequence[str],
    cut: Sequence[bool],
) -> BarChart:
    """Lay out the shares; `cut` where the rules are not those before."""
    columns = []
    for at, share in enumerate(shares):
        filled = round(TALL * float(share.value or 0), 1)
        left, y = float(BAR * at), round(HEAD + TALL - filled, 1)
        place = (left, left + (BAR - WIDE) / 2, y, filled, left + BAR / 2)
        columns.append(Column(*place, labels[at], printed[at], share, cut[at]))
    return BarChart(BAR * len(shares), tuple(columns))
