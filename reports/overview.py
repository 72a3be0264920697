"""Subjects at a glance, by sections and pools: page, PDF and workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from reports.report import Figure, PoolRow, SectionRow, SubjectReport
from reports.tally import Rule

STEPS = ("h1-90", "h2-80", "h3-23", "h4-lo", "h5-lo")
NINE_TENTHS, HALF = Fraction(9, 10), Fraction(1, 2)
WIDEST = 6  # sections and pools side by side on an upright sheet


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `size` where every subject has as many ballots there."""

    key: str
    title: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure under a head; `there` is false where the subject has no such part."""

    title: str
    there: bool
    figure: Figure | None
    hidden: bool
    step: str  # of the heat table, by the campaign's own lines


@dataclass(frozen=True, slots=True)
class Row:
    subject: SubjectReport
    decides: Cell
    sections: tuple[Cell, ...]
    pools: tuple[Cell, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences why figures of it are hidden."""
        sentences = (self.subject.hidden, self.subject.pools_hidden)
        return tuple(filter(None, sentences))

    @property
    def why(self) -> tuple[str, ...]:
        """The same; where nothing is shown at all, what its verdict says of that."""
        verdict = self.subject.verdict
        hidden = self.subject.figure_hidden and not self.notes
        return (verdict.margin or verdict.sentence,) if hidden else self.notes


@dataclass(frozen=True, slots=True)
class Why:
    """What hides figures of some subjects alike; hidden cells lead to its number."""

    number: int
    names: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    sections: tuple[Head, ...]
    pools: tuple[Head, ...]
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    items: bool = False  # whether the sections are one section and its items

    @property
    def lines(self) -> list[str]:
        """The bounds that the charts draw, as written."""
        subjects = [row.subject for row in self.rows]
        return lines(subjects)

    @property
    def wide(self) -> bool:
        """Whether the pools do not fit on paper beside the sections."""
        return len(self.sections) + len(self.pools) > WIDEST

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why figures are hidden, by the subject's name."""
        return [(row.subject.title, why) for row in self.rows for why in row.notes]

    @property
    def whys(self) -> list[Why]:
        """The same once for all that are hidden alike, numbered."""
        found: dict[tuple[str, ...], list[str]] = {}
        for row in self.rows:
            if row.why:
                found.setdefault(row.why, []).append(row.subject.title)
        return [
            Why(number, tuple(names), sentences)
            for number, (sentences, names) in enumerate(found.items(), 1)
        ]

    @property
    def numbered(self) -> list[tuple[Row, int]]:
        """Each row with the number of its reason, 0 where nothing is hidden."""
        numbers = {why.sentences: why.number for why in self.whys}
        return [(row, numbers.get(row.why, 0)) for row in self.rows]


def overview(subjects: Sequence[SubjectReport], section: str = "") -> Overview:
    """The table of some subjects in their order; of one section with its items."""
    parts = {subject.key: _parts(subject, section) for subject in subjects}
    heads = {part.key: part.title for row in parts.values() for part in row}
    sections = tuple(Head(key, title) for key, title in heads.items())
    pools = () if section else _pool_heads(subjects)
    rows = tuple(
        _row(subject, parts[subject.key], sections, pools) for subject in subjects
    )
    return Overview(sections, pools, rows, rules(subjects), bool(section))


def rules(subjects: Iterable[SubjectReport]) -> tuple[Rule, ...]:
    """The bounds on the figure that heads the result, the lowest first."""
    found = {
        finding.rule: None
        for subject in subjects
        for finding in subject.verdict.findings
        if heads(finding.rule)
    }
    return tuple(sorted(found, key=attrgetter("bound")))


def lines(subjects: Iterable[SubjectReport]) -> list[str]:
    """The bounds that the charts of some subjects draw, the lowest first."""
    bounds = {bound.value: bound.text for s in subjects for bound in s.ticks}
    return [bounds[value] for value in sorted(bounds)]


def heads(rule: Rule) -> bool:
    """Whether a rule is a bound on the very figure that heads the result."""
    elsewhere = rule.measure or rule.item or rule.pool or rule.above
    return rule.against == "bound" and rule.times == 1 and not elsewhere


def step(figure: Figure | None, bounds: Iterable[Fraction]) -> str:
    """The step of the heat table a figure stands on; bounds are compared exactly."""
    if figure is None:
        return "hidden"
    value = figure.value
    if figure.low:
        return "h5-lo" if figure.unit and value < HALF else "h4-lo"
    if value < max(bounds, default=0):
        return "h3-23"
    return "h2-80" if figure.unit and value < NINE_TENTHS else "h1-90"


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands under one head: a section, or an item of the one that is chosen."""

    key: str
    title: str
    figure: Figure | None
    hidden: bool


def sections(subject: SubjectReport) -> list[SectionRow]:
    """Those that have a column of their own."""
    return [s for s in subject.sections if s.title and s.rated and not s.is_main]


def _parts(subject: SubjectReport, chosen: str) -> list[_Part]:
    rows = [s for s in sections(subject) if chosen in ("", s.key)]
    found = [_Part(s.key, s.title, s.figure, s.hidden) for s in rows]
    for item in (i for s in rows for i in s.items if chosen and i.rated):
        title = f"{item.number}. {item.text}" if item.number else item.text
        found.append(_Part(f"{chosen}/{item.key}", title, item.figure, item.hidden))
    return found


def _pool_heads(subjects: Iterable[SubjectReport]) -> tuple[Head, ...]:
    found: dict[str, list[PoolRow]] = {}
    for subject in subjects:
        for pool in subject.pools:
            found.setdefault(pool.key, []).append(pool)
    heads = []
    for key, pools in found.items():
        sizes = {pool.account.valid for pool in pools}
        heads.append(
            Head(key, pools[0].short, sizes.pop() if len(sizes) == 1 else None)
        )
    return tuple(heads)


def _row(
    subject: SubjectReport,
    parts: Iterable[_Part],
    heads: Iterable[Head],
    pools: Iterable[Head],
) -> Row:
    bounds = [rule.bound for rule in rules([subject])]
    of_parts = {part.key: (part.figure, part.hidden) for part in parts}
    of_pools = {pool.key: (pool.figure, pool.hidden) for pool in subject.pools}
    decides = {"": (subject.figure, subject.figure_hidden)}
    return Row(
        subject,
        _cell(Head("", ""), decides, bounds),
        tuple(_cell(head, of_parts, bounds) for head in heads),
        tuple(_cell(head, of_pools, bounds) for head in pools),
    )


def _cell(
    head: Head,
    figures: Mapping[str, tuple[Figure | None, bool]],
    bounds: Iterable[Fraction],
) -> Cell:
    figure, hidden = figures.get(head.key, (None, False))
    there = head.key in figures
    return Cell(head.title, there, figure, hidden, step(figure, bounds))
