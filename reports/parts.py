"""What the start page tells people with a role: their part in each campaign.

Everything is asked of what `for_user` shows: nobody reads of another group here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.models import Box
from ballots.models.turnout import Snapshot
from ballots.when import day, upcoming
from campaigns.models import (
    Account,
    Campaign,
    Duty,
    Group,
    GroupUnit,
    Subject,
    Team,
    Unit,
)
from campaigns.roles import (
    HEAD,
    LIAISON,
    is_auditor,
    is_office,
    sees_nothing,
    turnout_scope,
)
from reports.models import TALKING

State = Campaign.State
MOST = 8  # campaigns, the newest first
# nothing to do yet, nothing to do any more
ELSEWHEN = (State.DRAFT, State.ARCHIVED, State.VOID)
# what somebody in a role has to do while a campaign is in a state
TASKS: dict[tuple[str, str], str | Promise] = {
    (State.FROZEN, "team"): gettext_lazy(
        "Prepare the meeting; slips are handed out before voting opens."
    ),
    (State.FROZEN, "liaison"): gettext_lazy(
        "Tell the raters of your unit when and where they vote."
    ),
    (State.FROZEN, "teller"): gettext_lazy(
        "Be at the meeting: count the slips handed out and those left over."
    ),
    (State.OPEN, "team"): gettext_lazy("Take care that everybody votes unobserved."),
    (State.OPEN, "liaison"): gettext_lazy(
        "Remind all raters of your unit alike: nobody can see who has voted."
    ),
    (State.OPEN, "teller"): gettext_lazy("Count the slips that are left over."),
    (State.CLOSED, "teller"): gettext_lazy("Be there when the box is opened."),
    (State.COUNTED, "team"): gettext_lazy(
        "Check the result; it is released when you agree."
    ),
    (State.RELEASED, "team"): gettext_lazy("Analyse the result with your units."),
    (State.RELEASED, "head"): gettext_lazy("Read the result of your unit."),
    (State.RELEASED, "liaison"): gettext_lazy("Read the result of your unit."),
    (State.RELEASED, "auditor"): gettext_lazy(
        "Check how the result came about: figures and log."
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a campaign: as what, what to do, by when, how far it is."""

    campaign: Campaign
    duties: tuple[Duty, ...]
    turnout: Snapshot | None
    results: str
    log: str
    talks: str = ""

    @property
    def tasks(self) -> list[str]:
        """Each once; a unit is told to read when there is something to read."""
        state, kinds = self.campaign.state, {duty.kind: None for duty in self.duties}
        if state == State.RELEASED and not self.results:
            kinds = {kind: None for kind in kinds if kind not in (HEAD, LIAISON)}
        found = (TASKS.get((state, kind)) for kind in kinds)
        return [str(text) for text in dict.fromkeys(filter(None, found))]

    @property
    def when(self) -> str:
        """The moment that matters next, with its time zone; empty when none is set."""
        row = self.campaign
        if row.names_go_at:
            text = _("Names, contacts and slips are erased on %s.")
            return text % day(row.names_go_at, row)
        return upcoming(row)


def duties(user: Any) -> list[Duty]:
    """What the user is, for the head of the start page."""
    return Account.objects.with_duties().get(pk=user.pk).duties()


def parts(user: Any) -> Iterator[Part]:
    """One for each campaign in which the user has a role; the office has its desk."""
    if is_office(user) or sees_nothing(user):
        return
    held = duties(user)
    rows = Campaign.objects.for_user(user).real().exclude(state__in=ELSEWHEN)
    for campaign in rows.defer("definition")[:MOST]:
        mine = tuple(duty for duty in held if _within(duty, campaign))
        yield Part(campaign, mine, _turnout(user, campaign), *_links(user, campaign))


def _within(duty: Duty, campaign: Campaign) -> bool:
    """Whether a duty is of this campaign."""
    place, groups = duty.place, campaign.groups
    if isinstance(place, Group):
        return bool(place.campaign_id == campaign.pk)
    if isinstance(place, Unit):
        return groups.filter(seats__unit=place).exists()
    if isinstance(place, Team):
        return groups.filter(Q(team=place) | Q(seats__team=place)).exists()
    return True


def _turnout(user: Any, campaign: Campaign) -> Snapshot | None:
    """Counts of the user's own group or unit while voting runs, and of nothing else."""
    scope = turnout_scope(user, campaign)
    if campaign.state != State.OPEN or not scope:
        return None
    return Box.objects.get(campaign=campaign).snapshot().of(scope)


def _links(user: Any, campaign: Campaign) -> tuple[str, str, str]:
    """Results and log, where the user may read them; talks, where he holds them."""
    certified = campaign.state == State.RELEASED
    mine = Subject.objects.for_user(user).filter(campaign=campaign)
    results = reverse("reports:campaign", args=[campaign.pk])
    log = reverse("reports:log", args=[campaign.pk])
    shown = certified and mine.exists()
    seats = GroupUnit.objects.for_user(user).filter(group__campaign=campaign)
    holds = campaign.state in TALKING and seats.exists()
    talks = reverse("talks:campaign", args=[campaign.pk]) if holds else ""
    return (results if shown else "", log if is_auditor(user) else "", talks)
