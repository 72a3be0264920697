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
    """One rate with its counts and what it is printed as ("65.7", no sign)."""

    rate: Rate
    printed: str
    low: bool  # under the lowest bound of a rework rule: turned over on page and paper


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


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of the form with the sum over its items."""

    key: str
    title: str
    items: tuple[ItemRow, ...]
    figure: Figure | None

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

    @property
    def main(self) -> ItemRow | None:
        return next((item for item in self.items if item.main), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of a subject, as badge and sentence; a proposal.

    `state` is act (rework proposed), near (close to or under a softer bound), ok or
    none (too few ballots: not decided).
    """

    state: str
    badge: str
    margin: str
    sentence: str
    findings: tuple[Finding, ...]


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

    @property
    def main(self) -> ItemRow | None:
        rows = (item for section in self.sections for item in section.items)
        return next((item for item in rows if item.main), None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The options of its own form, which need not be those of the campaign's first.

        Of the overall item, or else of the first: what heads its tables.
        """
        first = next(item for section in self.sections for item in section.items)
        return (self.main or first).columns


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group: its ticket account and its subjects, those that need action first."""

    key: str
    title: str
    account: Account
    account_note: str
    headline: str
    subjects: tuple[SubjectReport, ...]


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
