"""A group at a glance, its subjects by sections and pools: page, PDF and workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from reports.report import Figure, GroupReport, PoolRow, SectionRow, SubjectReport
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


@dataclass(frozen=True, slots=True)
class Overview:
    sections: tuple[Head, ...]
    pools: tuple[Head, ...]
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]

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
        return [
            (row.subject.title, reason)
            for row in self.rows
            for reason in (row.subject.hidden, row.subject.pools_hidden)
            if reason
        ]


def overview(group: GroupReport, by_name: bool = False) -> Overview:
    """The table of `group`, in its own order (need first) or by name."""
    subjects = list(group.subjects)
    if by_name:
        subjects.sort(key=attrgetter("name"))
    sections = _section_heads(subjects)
    pools = _pool_heads(subjects)
    rows = tuple(_row(subject, sections, pools) for subject in subjects)
    return Overview(sections, pools, rows, rules(subjects))


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


def _section_heads(subjects: Iterable[SubjectReport]) -> tuple[Head, ...]:
    found = {s.key: s.title for subject in subjects for s in _sections(subject)}
    return tuple(Head(key, title) for key, title in found.items())


def _sections(subject: SubjectReport) -> list[SectionRow]:
    return [s for s in subject.sections if s.title and s.rated and not s.is_main]


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
    subject: SubjectReport, sections: Iterable[Head], pools: Iterable[Head]
) -> Row:
    bounds = [rule.bound for rule in rules([subject])]
    of_sections = {s.key: (s.figure, s.hidden) for s in _sections(subject)}
    of_pools = {pool.key: (pool.figure, pool.hidden) for pool in subject.pools}
    decides = {"": (subject.figure, subject.figure_hidden)}
    return Row(
        subject,
        _cell(Head("", ""), decides, bounds),
        tuple(_cell(head, of_sections, bounds) for head in sections),
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
