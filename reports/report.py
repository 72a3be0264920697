"""The report: frozen objects that page, PDF, workbook and JSON all read.

Everything that may not be shown is already out of it (`reports.disclosure` decides,
by n alone): a figure that is None is hidden, and no renderer can bring it back.
Texts are in the language that was active when the report was built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from reports.tally import Account, Finding, Rate


@dataclass(frozen=True, slots=True)
class Column:
    """An option as table head and chart legend: key, label, whether satisfied."""

    key: str
    label: str
    satisfied: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate or score, with its counts and what it is printed as ("65.7", no sign).

    `rate` is None of a score, of a mean of items and of pools by weight: these are no
    share of one number; `of` then says how many answers or ballots are behind it.
    """

    value: Fraction
    printed: str
    low: bool  # under the lowest bound of a rework rule: turned over on page and paper
    unit: str  # " %", or nothing
    of: int
    rate: Rate | None = None

    @property
    def counts(self) -> str:
        """Where it comes from, as short as it goes: 23/35, or n = 35."""
        if self.rate:
            return f"{self.rate.hits}/{self.rate.of}"
        return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{self.of}"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item: its distribution in option order (None when hidden) and its rate."""

    key: str
    number: int | None
    text: str
    main: bool
    columns: tuple[Column, ...]
    counts: tuple[int, ...] | None
    blank: int | None
    figure: Figure | None
    kind: str = "choice"
    shares: tuple[str, ...] = ()  # of ticks: each option as printed
    numbers: tuple[tuple[int, int], ...] = ()  # of a number: value, how many gave it
    mean: Figure | None = None  # of a number: the mean of what was given
    rated: bool = True  # whether it has a figure at all
    decides: bool = False  # whether its figure alone heads the result

    @property
    def hidden(self) -> bool:
        """Whether its figure is hidden, and not just one of nothing."""
        return self.rated and self.counts is None and self.figure is None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of the form with the sum over its items."""

    key: str
    title: str
    items: tuple[ItemRow, ...]
    figure: Figure | None
    hidden: bool = False  # the figure is hidden, and not just one of nothing

    @property
    def rated(self) -> bool:
        """Whether there is a figure, shown or hidden."""
        return self.figure is not None or self.hidden

    @property
    def is_main(self) -> bool:
        return all(item.main for item in self.items)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool's part: valid ballots, and figures unless they are hidden."""

    key: str
    name: str
    short: str
    account: Account
    items: tuple[ItemRow, ...]
    figure: Figure | None
    hidden: bool = False  # the figure is hidden, and not just one of no ballots
    weight: str = ""  # as it is written, where pools have weights
    public: bool = False  # an open link: not one ballot a person, not added by heads

    @property
    def main(self) -> ItemRow | None:
        return next((item for item in self.items if item.main), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says of a subject: a part of the verdict, with its finding."""

    state: str
    sentence: str
    consequence: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Measure:
    """One of several figures named side by side; None is hidden or of nothing."""

    key: str
    name: str
    figure: Figure | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What an indicator from elsewhere says; `text` empty: nothing was entered."""

    key: str
    name: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of a subject, as badge and sentence; a proposal.

    `state` is act (somebody must decide), near (close to or under a softer bound), ok
    or none (not decided). `reasons` has each rule's part.
    """

    state: str
    badge: str
    margin: str
    sentence: str
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...] = ()
    simple: bool = False  # bounds on one figure, told as one sentence


@dataclass(frozen=True, slots=True)
class Bound:
    """A line of the charts: the bound as written, as a fraction, ballots needed."""

    text: str
    value: Fraction
    needed: int
    consequence: str


@dataclass(frozen=True, slots=True)
class SubjectReport:
    key: str
    name: str
    unit: str
    unit_code: str
    group: str
    account: Account
    verdict: Verdict
    figure: Figure | None
    bounds: tuple[Bound, ...]
    sections: tuple[SectionRow, ...]
    pools: tuple[PoolRow, ...]
    pools_hidden: str  # the sentence why, or ""
    comments: tuple[str, ...] | None  # None: too few ballots to show them
    comment_count: int
    hidden: str = ""  # the sentence why figures of the items are hidden, or ""
    ticks: tuple[Bound, ...] = ()  # those of them that a bar of its counts can show
    figure_hidden: bool = False  # what heads the result is, and is not just nothing
    pools_note: str = ""  # what the figures of the pools stand for
    kind: str = "team"
    measures: tuple[Measure, ...] = ()
    grade: str = ""
    place: str = ""  # the rank, as "3 / 12"; shared places are equal
    readings: tuple[Reading, ...] = ()
    quorum: str = ""  # why there is no result, or ""
    statements: tuple[tuple[str, str], ...] = ()  # (kind and author, title)

    @property
    def title(self) -> str:
        """With its unit, where it is not the unit's team itself."""
        return self.name if self.name == self.unit else f"{self.unit} · {self.name}"

    @property
    def main(self) -> ItemRow | None:
        rows = (item for section in self.sections for item in section.items)
        return next((item for item in rows if item.main), None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The options of its own form, which need not be those of the campaign's first.

        Of the overall item, or else of the first answered by one option: what heads
        its tables. None where nothing is.
        """
        rows = [item for section in self.sections for item in section.items]
        if self.main:
            rows.insert(0, self.main)
        return next((item.columns for item in rows if item.kind == "choice"), ())

    @property
    def span(self) -> int:
        """Columns of a table that the answers to an item take."""
        return max(1, len(self.columns))


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group: its ticket account and its subjects, those that need action first."""

    key: str
    title: str
    account: Account
    account_note: str
    slips: Mapping[str, int]  # printed, and what became of them
    slips_note: str
    headline: str
    subjects: tuple[SubjectReport, ...]
    statements: str = ""  # how many commented on how many, or ""


@dataclass(frozen=True, slots=True)
class Report:
    campaign: int
    title: str
    stage: str
    office: str
    drill: bool
    language: str
    time_zone: str
    opens_at: datetime | None
    closed_at: datetime | None
    opened_at: datetime | None
    custody: str
    replaced: int
    definition_hash: str
    columns: tuple[Column, ...]
    groups: tuple[GroupReport, ...]
    words: tuple[tuple[str, str], ...]  # the formula, (term, sentence)
    text: str  # the formula as running text
    decimals: int
    totals: Mapping[str, int] = field(default_factory=dict)
    released: bool = True  # certified by the office and the supervision team
    measure: str = ""  # what heads the result, by name
    unit: str = ""  # of what heads it: " %", or nothing
    graded: bool = False
    ranked: bool = False
