"""Campaigns that follow each other: figures and passes over the years, as released.

Read from the recorded releases, so that a line shows what was certified, and nothing
is shown here that a reader may not see campaign by campaign.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from ballots import when
from campaigns.comparison import Change, breaks, same_rules
from campaigns.definition import TITLE, Definition
from campaigns.frozen import frozen
from campaigns.models import Campaign, Subject
from campaigns.roles import CERTIFIED
from reports.models import Release
from reports.reasons import MILD

Key = tuple[str, str]  # unit, subject
CEILINGS = (1, 5, 10, 100)  # the highest a score is drawn against


@dataclass(frozen=True, slots=True)
class Point:
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

    @property
    def unit(self) -> str:
        return " %" if self.percent else ""

    @property
    def full(self) -> bool:
        """Whether it was found as often as the rule asks."""
        return 0 < self.times <= self.seen


@dataclass(frozen=True)
class Year:
    """One campaign of the series, with what changed since the one before."""

    campaign: Campaign
    definition: Definition
    points: Mapping[str, Point]  # by subject, those that the reader may see
    again: Mapping[str, Point]  # of a second vote
    label: str
    changes: tuple[Change, ...] = ()
    same_rules: bool = True

    @property
    def broken(self) -> bool:
        """Whether its figures cannot be laid beside those before."""
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class Line:
    """One subject over the years; None where it was not rated, or is not shown."""

    key: Key
    title: str
    group: str
    points: tuple[Point | None, ...]
    again: tuple[Point | None, ...]

    @property
    def last(self) -> Point | None:
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the subjects that were decided pass in one campaign."""

    passed: int
    of: int
    undecided: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.passed, self.of) if self.of else None


@dataclass(frozen=True)
class Series:
    """The campaigns of a series, the oldest first, and one line a subject."""

    years: tuple[Year, ...]
    kind: str  # of what is rated
    kinds: frozenset[str]  # that there are

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """In the order of the newest campaign; those that are gone last."""
        keys: dict[Key, Definition] = {}
        for year in reversed(self.years):
            for subject in year.definition.subjects.values():
                if subject.key in year.points and subject.kind == self.kind:
                    keys.setdefault((subject.unit, subject.key), year.definition)
        return tuple(self._line(key, where) for key, where in keys.items())

    def _line(self, key: Key, where: Definition) -> Line:
        unit, subject = where.units[key[0]].name, where.subjects[key[1]].name
        same = str(unit) == str(subject)
        return Line(
            key,
            str(subject) if same else f"{unit} · {subject}",
            str(where.group_of(key[0]).title),
            tuple(_at(year, key, year.points) for year in self.years),
            tuple(_at(year, key, year.again) for year in self.years),
        )

    @property
    def shares(self) -> list[Share]:
        """How many pass, campaign by campaign."""
        found = []
        for at in range(len(self.years)):
            there = [line.points[at] for line in self.lines]
            passed = [point.passed for point in there if point]
            decided = [one for one in passed if one is not None]
            undecided = len(passed) - len(decided)
            found.append(Share(sum(decided), len(decided), undecided))
        return found

    @cached_property
    def scores(self) -> list[Fraction]:
        """The figures that are no shares."""
        points = [point for line in self.lines for point in line.points if point]
        scores = (one.value for one in points if not one.percent)
        return [value for value in scores if value is not None]

    @property
    def ceiling(self) -> int:
        """What a score is drawn against: the least round one that holds all."""
        return _above(max(self.scores, default=Fraction(1)))

    @property
    def floor(self) -> int:
        """The same below zero; 0 unless a score is negative."""
        least = min(self.scores, default=Fraction(0))
        return -_above(-least) if least < 0 else 0


def _above(most: Fraction) -> int:
    return next((top for top in CEILINGS if most <= top), int(most) + 1)


def _at(year: Year, key: Key, points: Mapping[str, Point]) -> Point | None:
    """Another unit's subject with the same key is another subject."""
    subject = year.definition.subjects.get(key[1])
    return points.get(key[1]) if subject and subject.unit == key[0] else None


# what was released ---------------------------------------------------------------


def of(campaign: Campaign, user: Any, kind: str = "") -> Series:
    """The series of a campaign as this user may see it; no years where he sees none.

    Drills are no part of it; a second vote is a mark beside the first, and a small
    rating after talks is none. `kind`: of what is rated, teams where there are any.
    """
    rows = Campaign.objects.for_user(user).real().filter(state__in=CERTIFIED)
    same = rows.filter(series=campaign.series) if campaign.series else rows
    alone = {} if campaign.series else {"pk": campaign.pk}
    first = list(same.filter(parent=None, **alone).order_by("opens_at", "pk"))
    again = rows.filter(parent__in=first, small_rating=None).order_by("opens_at", "pk")
    second = list(again)
    points = _points([*first, *second], user)
    first = [row for row in first if points.get(row.pk)]
    kinds = frozenset(
        subject.kind
        for row in first
        for subject in frozen(row).subjects.values()
        if subject.key in points[row.pk]
    )
    wanted = kind if kind in kinds else max(kinds, default="")  # a team before others
    return Series(tuple(_years(first, second, points, wanted)), wanted, kinds)


def _years(
    first: Sequence[Campaign],
    second: Sequence[Campaign],
    points: Mapping[int, Mapping[str, Point]],
    kind: str,
) -> Iterable[Year]:
    before: Definition | None = None
    for row, label in zip(first, when.years(first), strict=True):
        now = frozen(row)
        changes = breaks(before, now, kind) if before else []
        again = [points.get(one.pk, {}) for one in second if one.parent_id == row.pk]
        marks = {key: point for found in again for key, point in found.items()}
        same = before is None or same_rules(before, now)
        yield Year(row, now, points[row.pk], marks, label, tuple(changes), same)
        before = now


def _points(rows: Sequence[Campaign], user: Any) -> dict[int, dict[str, Point]]:
    """What was released last of each campaign, by subject, as far as he may see it."""
    seen: dict[int, set[str]] = {}
    subjects = Subject.objects.for_user(user).filter(campaign__in=rows)
    for pk, key in subjects.values_list("campaign", "key"):
        seen.setdefault(pk, set()).add(key)
    last = Release.objects.filter(campaign__in=seen).order_by("version")
    found = {}
    for pk, sha256 in dict(last.values_list("campaign", "sha256")).items():
        every = _released(sha256, pk)
        found[pk] = {key: every[key] for key in every if key in seen[pk]}
    return found


@lru_cache(maxsize=64)
def _released(sha256: str, campaign: int) -> dict[str, Point]:
    """A release by the hash of what it says: a kept one can never be an old one."""
    rows = Release.objects.filter(sha256=sha256, campaign=campaign)
    results = rows.values_list("results", flat=True)[0]
    return {
        subject["key"]: _point(subject)
        for group in results["groups"]
        for subject in group["subjects"]
    }


def _point(subject: Mapping[str, Any]) -> Point:
    rate, findings = subject["rate"], subject["findings"]
    counting = [one for one in findings if one["times"] > 1 and one["seen"]]
    most = max(counting, key=lambda one: one["seen"] / one["times"], default=None)
    return Point(
        value=Fraction(rate["value"]) if rate else None,
        printed=rate["printed"] if rate else "",
        percent=bool(rate and rate["percent"]),
        counts=_counts(rate) if rate else "",
        low=bool(rate and rate["low"]),
        valid=subject["account"]["valid"],
        passed=passed(findings),
        bound=_bound(findings),
        seen=most["seen"] if most else 0,
        times=most["times"] if most else 0,
    )


def _counts(rate: Mapping[str, Any]) -> str:
    if rate["hits"] is None:
        return f"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{rate['of']}"
    return f"{rate['hits']}/{rate['of']}"


def passed(findings: Sequence[Mapping[str, Any]]) -> bool | None:
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


def _bound(findings: Iterable[Mapping[str, Any]]) -> Fraction | None:
    """The lowest bound on the figure that heads the result, from which more follows."""
    plain = [
        Fraction(one["value"])
        for one in findings
        if not (one["measure"] or one["item"] or one["pool"] or one["above"])
        if one["against"] == "bound" and one["consequence"] not in MILD
    ]
    return min(plain, default=None)
