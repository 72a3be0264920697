"""The report: frozen objects that page, PDF, workbook and JSON all read.

Everything that may not be shown is already out of it (`ballots.disclosure` decides,
by n alone): a figure that is None is hidden, and no renderer can bring it back.
Texts are in the language that was active when the report was built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _

from audit.chain import ON_PAPER
from reports.moments import day
from reports.tables import Column, Figure, ItemRow, PoolRow, SectionRow
from reports.tally import Account, Finding


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says of a subject: a part of the verdict, with its finding.

    `rule` is the rule's place in the definition.
    """

    state: str
    sentence: str
    consequence: str
    finding: Finding
    rule: int = 0


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

    @property
    def told(self) -> list[Reason]:
        """Each sentence once: rules with one bound and two consequences say the same.

        Found, each names its consequence and stands for itself.
        """
        return list({(one.state, one.sentence): one for one in self.reasons}.values())


@dataclass(frozen=True, slots=True)
class Bound:
    """A line of the charts: the bound as written, as a fraction, ballots needed."""

    text: str
    value: Fraction
    needed: int
    consequence: str


@dataclass(frozen=True, slots=True)
class Comments:
    """What was written on a subject, as far as it is out; `texts` None: it is not.

    `state` is none (nobody wrote), few (hidden for good), unread (the supervision team
    has not let them go), released, drill (nobody reads first), or words (this reader
    gets the team's own words alone, and no number: None). `shared` are those texts that
    stand on other units as well.
    """

    state: str
    note: str
    written: int | None = 0
    read: int | None = 0
    withheld: int | None = 0
    texts: tuple[str, ...] | None = None
    summary: str = ""  # the supervision team's own words
    shared: frozenset[str] = frozenset()


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
    comments: Comments
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
    group_key: str = ""
    unit_kind: str = ""  # as the office calls it, or ""

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
    verbatim: bool = False  # whether the unit gets comments word for word
    basis: str = ""  # the hash of all that it is made of
    version: int = 0  # the released one that it is, or that it comes after
    released_at: datetime | None = None  # when that version was
    changed: bool = False  # since that version; not released as it is
    taken_back: tuple[str, ...] = ()  # what was said of versions before it
    approval: str = ""  # how lists and papers took effect, where a team approves them
    head: str = ""  # of the audit chain, its last act: number and hash
    several: bool = False  # whether this reader has more than one group in it

    @property
    def short_head(self) -> str:
        """As much of it as a line on each page has room for."""
        return self.head[: self.head.find("-") + 1 + ON_PAPER]

    @property
    def dated(self) -> str:
        """The day of the release; empty before it, to be written by hand."""
        if self.released_at is None or self.changed or not self.released:
            return ""
        return day(self.released_at, self.time_zone)

    def in_other_words(self) -> Self:
        """For readers whom comments reach in the words of the supervision team."""
        if self.verbatim:
            return self
        groups = [
            replace(group, subjects=tuple(map(_summed_up, group.subjects)))
            for group in self.groups
        ]
        return replace(self, groups=tuple(groups))


def _summed_up(subject: SubjectReport) -> SubjectReport:
    """No comment word for word, and not how many there are."""
    note = _(
        "The supervision team reads the comments and passes them on in its own words."
    )
    summary = subject.comments.summary
    comments = Comments("words", note, None, None, None, summary=summary)
    return replace(subject, comments=comments)
