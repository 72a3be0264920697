"""What a unit's result page says of its talks and their small rating."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.models import looked
from campaigns.audience import Audience
from campaigns.models import Campaign, GroupUnit, Subject
from campaigns.roles import is_office
from reports.build import build
from reports.models import Feedback, SmallRating
from reports.releasing import shown
from reports.report import Report, SubjectReport
from reports.seen import reads_as
from reports.talks.progress import Progress, of_unit
from reports.unshown import UNSHOWN


@dataclass(frozen=True, slots=True)
class Small:
    """The small rating of a unit; without subjects it has no result to show."""

    campaign: Campaign
    group: str
    subjects: tuple[SubjectReport, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a unit's result; whatever is not for this user is left out."""

    progress: Progress | None = None
    feedback: Feedback | None = None
    small: tuple[Small, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.progress or self.feedback or self.small)


def may_talk(user: Any, campaign: Campaign) -> bool:
    """Whether `user` holds talks in a unit of the campaign."""
    if is_office(user):
        return not campaign.drill
    seats = GroupUnit.objects.for_user(user).filter(group__campaign=campaign)
    return seats.exists()


def beside(campaign: Campaign, code: str, user: Any) -> Beside:
    """Of the unit with this code."""
    seats = GroupUnit.objects.for_user(user).select_related("unit")
    seat = seats.filter(group__campaign=campaign, unit__code=code).first()
    told = Feedback.objects.for_user(user).filter(campaign=campaign, unit__code=code)
    progress = of_unit(campaign, seat.unit) if seat else None
    return Beside(progress, told.first(), tuple(_small(campaign, code, user)))


def _small(campaign: Campaign, code: str, user: Any) -> Iterator[Small]:
    """Only what the user finds on the page of the small rating itself."""
    for row in SmallRating.objects.of(campaign).for_user(user):
        rated = Subject.objects.for_user(user).filter(campaign=row.campaign)
        rated = rated.filter(unit__code=code)
        keys = set(rated.values_list("key", flat=True))
        to = reads_as(user, row.campaign)
        report = _report(row.campaign, keys, to) if keys else None
        for group in report.groups if report else ():
            page, by = f"{group.key}/{code}", user.get_username()
            looked(page, by=by, campaign=row.campaign.pk)
            yield Small(row.campaign, group.key, group.subjects)


def _report(campaign: Campaign, keys: set[str], to: Audience) -> Report | None:
    """Its report; none before it is counted, nor while it may not be shown."""
    try:
        made = build(campaign, subjects=keys, to=to)
        return shown(campaign, made, inside=to == Audience.TEAM)
    except UNSHOWN:
        return None
