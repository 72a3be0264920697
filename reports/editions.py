"""How a series went on: what was released of each campaign, and who passed.

The lines over the years, the official papers and the record of a unit are all made of
these, so that a figure and the share of those that pass are the same on each of them.
`reports.recorded` reads them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Self

from reports.tally import MILD

Found = Mapping[str, Any]  # a finding as `reports.plain` writes it
TITLE = "title"  # the measure of a rule by which a title can be lost
UNTOLD = "untold"  # the state of a finding that is not for this reader


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one campaign came to for one subject.

    `value` None: hidden, or nobody voted (`valid` 0). `passed` None: not decided.
    `seen` of `times` is how far a rule that looks back has counted; 0: none has.
    """

    value: Fraction | None
    printed: str
    percent: bool
    counts: str
    low: bool
    valid: int
    passed: bool | None
    bound: Fraction | None
    seen: int = 0
    times: int = 0
    place: str = ""
    group: str = ""
    unit_code: str = ""
    findings: tuple[Found, ...] = field(default=(), repr=False)

    @property
    def unit(self) -> str:
        return " %" if self.percent else ""

    @property
    def figure(self) -> str:
        """As it was printed; nothing where it is hidden."""
        return f"{self.printed}{self.unit}" if self.value is not None else ""

    @property
    def full(self) -> bool:
        """Whether it was found as often as the rule asks."""
        return 0 < self.times <= self.seen

    @property
    def counting(self) -> Found | None:
        """What counts over campaigns and is furthest, as far as it is told."""
        return furthest(self.findings) if self.seen else None

    @property
    def rests_on_earlier(self) -> bool:
        """Whether it says something of campaigns before it."""
        return any(map(_looks_back, self.findings))

    def alone(self) -> Self:
        """Without what rests on campaigns before it."""
        kept = [one for one in self.findings if not _looks_back(one)]
        findings = tuple(
            {**one, "state": UNTOLD} if _looks_back(one) else one
            for one in self.findings
        )
        failed = passed(kept) is False
        return replace(
            self, findings=findings, passed=False if failed else None, seen=0, times=0
        )


def furthest(findings: Iterable[Found]) -> Found | None:
    """Of findings that count over campaigns the one that is nearest to its number."""
    counting = (one for one in findings if one["times"] > 1 and one["seen"])
    return max(counting, key=lambda one: one["seen"] / one["times"], default=None)


def _looks_back(finding: Found) -> bool:
    return bool(finding["times"] > 1 or finding["measure"] == TITLE)


def passed(findings: Sequence[Found]) -> bool | None:
    """Whether a subject passes: keeps its title where one can be lost (S10).

    Else that nothing was found from which more than a talk follows; None, not decided.
    """
    titles = [one["state"] for one in findings if one["measure"] == TITLE]
    if titles:
        return None if titles[0] == "undecided" else titles[0] != "below"
    if any(one["found"] and one["consequence"] not in MILD for one in findings):
        return False
    decided = findings and all(one["state"] != "undecided" for one in findings)
    return True if decided else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the subjects that were decided pass in one campaign."""

    passed: int
    of: int
    undecided: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.passed, self.of) if self.of else None

    @property
    def rated(self) -> int:
        return self.of + self.undecided


def share(verdicts: Iterable[bool | None]) -> Share:
    """How many pass, of what `passed` says of each."""
    every = list(verdicts)
    decided = [one for one in every if one is not None]
    return Share(sum(decided), len(decided), len(every) - len(decided))


def by_kind(verdicts: Iterable[tuple[str, bool | None]]) -> dict[str, Share]:
    """The share of each kind of subject: a team and a person pass by other rules."""
    found: dict[str, list[bool | None]] = {}
    for kind, verdict in verdicts:
        found.setdefault(kind, []).append(verdict)
    return {kind: share(verdicts) for kind, verdicts in found.items()}


@dataclass(frozen=True, slots=True)
class Edition:
    """One released campaign of a series; subjects by unit and key."""

    title: str
    measure: str
    closed_at: datetime | None
    time_zone: str
    shares: Mapping[str, Share]  # of those that pass, by kind of what is rated
    subjects: Mapping[tuple[str, str], Recorded]
    # kinds whose figures cannot be set against those of now, and why
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def figure(self, place: tuple[str, str]) -> str:
        """What was shown of a subject; nothing where it was hidden or not rated."""
        found = self.subjects.get(place)
        return found.figure if found else ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The campaigns before this one, the oldest first, and what kinds are called."""

    editions: tuple[Edition, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
