"""What a case is put on paper from: plain rows, as one reader may know them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from reports.report import Figure, Reason


@dataclass(frozen=True, slots=True)
class Row:
    """A figure before and after; None is hidden, or there is none."""

    title: str
    before: Figure | None
    after: Figure | None
    change: str
    hidden: tuple[bool, bool] = (False, False)
    main: bool = False

    @property
    def shares(self) -> tuple[Fraction, Fraction] | None:
        """Both as parts of one, where a chart can show them."""
        if not (self.before and self.after and self.before.unit):
            return None
        return self.before.value, self.after.value


@dataclass(frozen=True, slots=True)
class Figures:
    """The first vote, and beside it the second one where it has a result."""

    rows: tuple[Row, ...] = ()
    voted: bool = False
    days: tuple[datetime | None, datetime | None] = (None, None)
    rules: tuple[Reason, ...] = ()  # the same rule, then and now
    changes: tuple[str, ...] = ()  # what was not the same in both votes
    why: tuple[str, ...] = ()  # why figures are not shown


@dataclass(frozen=True, slots=True)
class Told:
    """One step: what, by whom and as what, when, and in which words."""

    kind: str
    name: str
    side: str
    by: str
    at: datetime
    text: str = ""
    outcome: str = ""
    counts: str = ""
    people: int = 0
    measure: int = 0  # its number in the plan


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed in as evidence; its hash is of what the site keeps."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One measure as it stands; `reported` is what was said when it was done."""

    number: int
    text: str
    owner: str
    due: date | None
    state: str
    reported: Told | None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as it stood after its last step, at `as_of`.

    `whole`: with what people said in talks, which the unit does not read.
    """

    number: str
    title: str
    unit: str
    campaign: str
    office: str
    language: str
    time_zone: str
    drill: bool
    version: int
    definition_hash: str
    state: str
    outcome: str
    turn: str  # whose it is, by name; nobody's of a closed case
    due: date | None
    finding: str
    figures: Figures
    steps: tuple[Told, ...]
    course: tuple[Told, ...]  # with the steps of its measures
    measures: tuple[Planned, ...]
    second: str
    whole: bool
    opened_at: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """A case of which there is a paper, read when it is made.

    `stamp` differs as soon as the case has moved.
    """

    about: str
    stamp: str
    read: Callable[[], CaseFile]
