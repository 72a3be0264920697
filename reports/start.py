"""What the start page tells people who are signed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballots.models import Box, Proposal
from ballots.models.comment import READABLE
from ballots.models.turnout import Snapshot
from ballots.when import day, upcoming
from campaigns.models import Account, Campaign, Subject
from campaigns.roles import is_office, keeps_people
from jobs.models import Job
from reports.history import WITH_RESULTS
from reports.models import TALKING, Case
from reports.reading import Reading
from reports.report import GroupReport, SubjectReport
from reports.rows import SECTIONS
from reports.seen import seen
from reports.talks.progress import UnderWay, under_way
from reports.unshown import UNSHOWN, told

SOON = timedelta(days=14)
RECENT = 3  # campaigns whose results the start page looks through
State = Campaign.State
NEXT_ACT = {
    State.DRAFT: _("Complete the configuration, then freeze"),
    State.FROZEN: _("Print the slips, then open voting"),
    State.OPEN: _("Voting runs; close it when the time has come"),
    State.CLOSED: _("Open the box"),
    State.COUNTED: _("Check the result, then ask for its release"),
    State.SUSPENDED: _("Suspended: decide how it goes on"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group with results: what needs action in it, or that it does not add up."""

    campaign: Campaign
    group: GroupReport | None
    reason: str = ""  # why there is no result
    cases: Mapping[str, Case] = field(default_factory=dict)

    @property
    def flagged(self) -> list[SubjectReport]:
        """Subjects about which somebody has to decide something, as yet in no case."""
        return [row for row in self._found if row.key not in self.cases]

    @property
    def under_way(self) -> bool:
        """Whether all that was flagged is in cases; the unit is not told which."""
        return bool(self._found) and not self.flagged

    @property
    def _found(self) -> list[SubjectReport]:
        subjects = self.group.subjects if self.group else ()
        return [row for row in subjects if row.verdict.state != "ok"]


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign on the office's desk, its next act, turnout while voting runs."""

    campaign: Campaign
    next: Promise
    turnout: Snapshot | None

    @property
    def when(self) -> str:
        """By when it is due."""
        return upcoming(self.campaign)


def asked(user: Any) -> list[Proposal]:
    """Acts that wait for this user to agree, as the second of two."""
    return list(Proposal.objects.for_user(user))


def counting(user: Any) -> list[Campaign]:
    """Campaigns whose slips this user's team activates by the number present."""
    rows = Campaign.objects.for_user(user).real()
    return list(rows.filter(activation="present", state__in=Campaign.LIVE))


def running() -> list[Running]:
    """What the office has under way, drills left out."""
    rows = Campaign.objects.real().filter(state__in=NEXT_ACT)
    return [Running(row, NEXT_ACT[State(row.state)], _turnout(row)) for row in rows]


def _turnout(campaign: Campaign) -> Snapshot | None:
    """How many have voted; nothing else of a vote is known before the box is opened."""
    voting = campaign.state == State.OPEN
    return Box.objects.get(campaign=campaign).snapshot() if voting else None


def cards(user: Any) -> list[Campaign]:
    """Campaigns whose trustee cards wait for a supervision team."""
    if is_office(user):  # the desk tells the office
        return []
    rows = Campaign.objects.for_user(user).filter(state=State.FROZEN)
    return list(rows.filter(box__custody=Box.Custody.CARDS, box__tried_at=None))


def waiting(user: AbstractBaseUser | AnonymousUser) -> Iterator[Waiting]:
    """The groups of the user's latest results; of a second vote its case tells."""
    mine = Subject.objects.for_user(user)
    campaigns = Campaign.objects.for_user(user).first_votes()
    rows = campaigns.filter(state__in=WITH_RESULTS, pk__in=mine.values("campaign"))
    for campaign in rows[:RECENT]:
        try:
            report = seen(user, campaign, detail=SECTIONS)
        except UNSHOWN as error:
            yield Waiting(campaign, None, told(error))
        else:
            cases = Case.objects.on(campaign)
            yield from (Waiting(campaign, g, cases=cases) for g in report.groups)


def uninvited(user: Any) -> int:
    """Accounts that wait for their invitation, for whoever sends them."""
    return len(Account.objects.uninvited(user)) if keeps_people(user) else 0


def leaving(user: Any) -> list[tuple[Campaign, str]]:
    """Campaigns whose names go within a fortnight, with the day; for the office."""
    if not is_office(user):
        return []
    soon = timezone.now() + SOON
    rows = Campaign.objects.holding().defer("definition")
    return [
        (row, day(row.names_go_at, row))
        for row in rows
        if row.names_go_at and row.names_go_at <= soon
    ]


def jobs(user: Any) -> list[Job]:
    """Long work of the user's own that runs or was broken off."""
    mine = Job.objects.filter(by=user.get_username())
    return list(mine.exclude(state=Job.State.DONE)[:RECENT])


def talks(user: Any) -> list[UnderWay]:
    """Talks that the user's teams hold; the office finds them at its desk."""
    if is_office(user):
        return []
    rows = Campaign.objects.for_user(user).real().filter(state__in=TALKING)
    return under_way(rows.defer("definition")[:RECENT], user)


def unread(user: AbstractBaseUser | AnonymousUser) -> list[Reading]:
    """Comments on the user's units that are not released yet, drills left out."""
    rows = Campaign.objects.for_user(user).real().filter(state__in=READABLE)
    readings = [Reading(c, user) for c in rows.filter(comment_release=None)[:RECENT]]
    return [reading for reading in readings if reading.lines]
