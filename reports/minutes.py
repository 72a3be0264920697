"""What the minutes of a count say, as frozen objects; `reports.minuted` reads them."""

from dataclasses import dataclass
from datetime import datetime

from reports.tally import Account


@dataclass(frozen=True, slots=True)
class Act:
    """An act on the box: what, when, by whom; `by` is empty for the system itself."""

    name: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """The account of one class of raters at one place; an open link is in no sum."""

    pool: str
    place: str
    account: Account
    public: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A batch of slips and what became of them."""

    number: int
    group: str
    slips: int
    used: int
    unused: int
    kept: int
    voided: int
    void: bool
    root: str


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Cards on one subject that do not count."""

    subject: str
    void: int
    abstained: int


@dataclass(frozen=True, slots=True)
class Minutes:
    acts: tuple[Act, ...]
    lines: tuple[Line, ...]
    batches: tuple[Printed, ...]
    spoilt: tuple[Spoilt, ...]
    rules: tuple[str, ...]  # what makes a card void, in words
    envelopes: int | None  # at closing; None where the log does not hold it
    opened: int | None
    unreadable: int | None  # envelopes that could not be opened, of the whole campaign
    digests: tuple[tuple[str, str], ...]

    @property
    def total(self) -> Account:
        """All slips, open links apart."""
        return sum((line.account for line in self.lines if not line.public), Account())
