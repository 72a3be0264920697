"""Campaigns that follow each other: figures and passes over the years, as released.

Read from the recorded releases, so that a line shows what was certified, and nothing
is shown here that a reader may not see campaign by campaign.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from ballots import when
from campaigns.comparison import Change, breaks, same_rules
from campaigns.definition import Definition
from campaigns.frozen import frozen
from campaigns.models import Campaign, Subject
from reports import recorded
from reports.editions import Recorded, Share, share
from reports.models import Release
from reports.seen import as_told

Key = tuple[str, str]  # unit, subject
CEILINGS = (1, 5, 10, 100)  # the highest a score is drawn against


@dataclass(frozen=True)
class Year:
    """One campaign of the series, with what changed since the one before."""

    campaign: Campaign
    definition: Definition
    points: Mapping[str, Recorded]  # by subject, those that the reader may see
    again: Mapping[str, Recorded]  # of a second vote
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
    points: tuple[Recorded | None, ...]
    again: tuple[Recorded | None, ...]

    @property
    def last(self) -> Recorded | None:
        return self.points[-1]


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
            found.append(share(point.passed for point in there if point))
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


def _at(year: Year, key: Key, points: Mapping[str, Recorded]) -> Recorded | None:
    """Another unit's subject with the same key is another subject."""
    subject = year.definition.subjects.get(key[1])
    return points.get(key[1]) if subject and subject.unit == key[0] else None


# what was released ---------------------------------------------------------------


def of(campaign: Campaign, user: Any, kind: str = "") -> Series:
    """The series of a campaign as this user may see it; no years where he sees none.

    Drills are no part of it; a second vote is a mark beside the first, and a small
    rating after talks is none. `kind`: of what is rated, teams where there are any.
    """
    rows = Campaign.objects.for_user(user).certified()
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
    points: Mapping[int, Mapping[str, Recorded]],
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


def _points(rows: Sequence[Campaign], user: Any) -> dict[int, Mapping[str, Recorded]]:
    """What was released last of each campaign, by subject, as far as he may see it."""
    seen: dict[int, set[str]] = {}
    subjects = Subject.objects.for_user(user).filter(campaign__in=rows)
    for pk, key in subjects.values_list("campaign", "key"):
        seen.setdefault(pk, set()).add(key)
    last = Release.objects.filter(campaign__in=seen).order_by("version")
    found, by_pk = {}, {row.pk: row for row in rows}
    for pk, sha256 in dict(last.values_list("campaign", "sha256")).items():
        every = recorded.read(pk, sha256)
        mine = {key: every[key] for key in every if key in seen[pk]}
        found[pk] = as_told(user, by_pk[pk], mine)
    return found
