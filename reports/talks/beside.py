"""What a unit's result page says of its talks and their small rating."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.models import looked
from campaigns.models import Campaign, GroupUnit, Subject, Unit
from reports.build import NotCounted, Unbalanced, build
from reports.models import Feedback, SmallRating
from reports.releasing import TooClose, shown
from reports.report import Report, SubjectReport
from reports.talks.progress import Progress
from reports.talks.unit import Talks


@dataclass(frozen=True, slots=True)
class Small:
    """The small rating of a unit; without subjects it has no result to show."""

    campaign: Campaign
    group: str
    subjects: tuple[SubjectReport, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a unit's result; whatever is not for this user is left out."""

    unit: Unit
    progress: Progress | None = None
    feedback: Feedback | None = None
    small: tuple[Small, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.progress or self.feedback or self.small)


def may_talk(user: Any, campaign: Campaign) -> bool:
    """Whether `user` holds talks in a unit of the campaign."""
    seats = GroupUnit.objects.for_user(user).filter(group__campaign=campaign)
    return seats.exists()


def beside(campaign: Campaign, code: str, user: Any) -> Beside:
    """Of the unit with this code."""
    unit = Unit.objects.get(code=code)
    holds = GroupUnit.objects.for_user(user).filter(group__campaign=campaign, unit=unit)
    progress = Talks(campaign, unit).progress if holds.exists() else None
    told = Feedback.objects.for_user(user).filter(campaign=campaign, unit=unit).first()
    return Beside(unit, progress, told, tuple(_small(campaign, unit, user)))


def _small(campaign: Campaign, unit: Unit, user: Any) -> Iterator[Small]:
    """Only what the user finds on the page of the small rating itself."""
    for row in SmallRating.objects.of(campaign).for_user(user):
        rated = Subject.objects.for_user(user).filter(campaign=row.campaign, unit=unit)
        keys = set(rated.values_list("key", flat=True))
        report = _report(row.campaign, keys) if keys else None
        for group in report.groups if report else ():
            page, by = f"{group.key}/{unit.code}", user.get_username()
            looked(page, by=by, campaign=row.campaign.pk)
            yield Small(row.campaign, group.key, group.subjects)


def _report(campaign: Campaign, keys: set[str]) -> Report | None:
    """Its report; none before it is counted, nor while it may not be shown."""
    try:
        return shown(campaign, build(campaign, subjects=keys))
    except (NotCounted, Unbalanced, TooClose):
        return None
