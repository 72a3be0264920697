"""Whose campaigns, results, talks and cases somebody sees."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from campaigns.audience import Audience
from campaigns.roles.people import (
    CERTIFIED,
    HEAD,
    LIAISON,
    OFFICE,
    TEAM,
    TELLER,
    UNIT,
    is_auditor,
    is_office,
    sees_nothing,
)

if TYPE_CHECKING:
    from campaigns.models import Campaign, Unit


# of those who speak for a unit: with which audience its result reaches them
REACHED = {HEAD: Audience.HEAD, LIAISON: Audience.UNIT}


def campaigns_of(user: Any) -> Q:
    """The campaigns in which somebody outside the office has something to look at."""
    teams = Q(groups__team__members=user) | Q(groups__seats__team__members=user)
    at_work = Q(groups__in=user.roles.of_kind(TELLER).values("group"))
    at_work |= Q(groups__seats__unit__in=user.roles.of_kind(LIAISON).values("unit"))
    told = Q(groups__seats__unit__in=user.roles.of_kind(HEAD).values("unit"))
    told &= Q(state__in=CERTIFIED, audience__gte=REACHED[HEAD])
    if is_auditor(user):
        return teams | ~Q(state="draft")
    return teams | at_work & ~Q(state="draft") | told


def subjects_of(user: Any) -> Q:
    """Whose results, besides those of a team's units, are released to `user`."""
    if is_auditor(user):
        return Q(campaign__state__in=CERTIFIED)
    return told_of(user)


def told_of(user: Any, unit: str = "unit") -> Q:
    """Rows of units to which the results of their campaign are released by now.

    First to their heads, then to their liaisons; what is taken back they see no more.
    `unit` is the way to the unit.
    """
    found = Q(pk__in=[])
    for kind, audience in REACHED.items():
        mine = {f"{unit}__in": user.roles.of_kind(kind).values("unit")}
        found |= Q(campaign__audience__gte=audience, **mine)
    return found & Q(campaign__state__in=CERTIFIED, campaign__drill=False)


def talks_of(user: Any) -> Q:
    """The seats of units whose people `user` draws and talks with, and whose notes.

    The office all; the original team its own units'. Neither the team that runs the
    meeting nor the unit, its head or an auditor.
    """
    if is_office(user):
        return Q()
    return Q(pk__in=[]) if sees_nothing(user) else Q(team__members=user)


def told_to(user: Any) -> Q:
    """Who reads what was fed back of talks: the unit's head, with its result."""
    if sees_nothing(user):
        return Q(pk__in=[])
    units = user.roles.of_kind(HEAD).values("unit")
    return told_of(user) & Q(unit__in=units)


def units_of(user: Any) -> Any:
    """The units, by number, that `user` speaks for: as their head or liaison."""
    return user.roles.filter(kind__in=(HEAD, LIAISON)).values("unit")


def is_told(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` speaks for a unit to which the results are released by now."""
    if sees_nothing(user):
        return False
    kinds = [kind for kind, whom in REACHED.items() if campaign.is_released_to(whom)]
    rows = user.roles.filter(kind__in=kinds, unit=unit)
    return bool(rows.exists())


def sides(user: Any, campaign: "Campaign", unit: "Unit") -> frozenset[str]:
    """As what `user` takes part in what follows from a unit's result.

    Its original team analyses and proposes, the office decides, the unit does, once
    its result is released to it.
    """
    if sees_nothing(user):
        return frozenset()
    asked = {
        OFFICE: is_office(user),
        TEAM: _is_team(user, campaign, unit),
        UNIT: is_told(user, campaign, unit),
    }
    return frozenset(side for side, there in asked.items() if there)


def _is_team(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` is in the unit's original team."""
    seats = campaign.groups.filter(seats__unit=unit, seats__team__members=user)
    return bool(seats.exists())


def is_inside(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` reads all that follows from a unit's result: who checks it.

    The office, the unit's original team, auditors. Whoever speaks for the unit, too,
    reads what is for the unit.
    """
    if is_office(user) or is_auditor(user):
        return True
    return not sees_nothing(user) and _is_team(user, campaign, unit)


def reads_unit(user: Any, unit: "Unit") -> bool:
    """Whether `user` reads the record of a unit: whoever has to do with it."""
    if is_office(user) or is_auditor(user):
        return True
    if sees_nothing(user):
        return False
    teams = unit.seats.filter(team__members=user)
    return teams.exists() or units_of(user).filter(unit=unit).exists()


def reads_cases(user: Any) -> bool:
    """Whether there may be cases for `user`: all but tellers and strangers."""
    if is_office(user) or is_auditor(user):
        return True
    if sees_nothing(user) or not user.is_authenticated:
        return False
    return user.teams.exists() or units_of(user).exists()


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a campaign whose turnout is shown: all, or groups and units."""

    whole: bool = False
    groups: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.groups or self.units)


EVERYTHING = Scope(whole=True)


def turnout_scope(user: Any, campaign: "Campaign") -> Scope:
    """Whose turnout `user` sees: a team and a teller a group's, a liaison a unit's."""
    if is_office(user):
        return EVERYTHING
    if sees_nothing(user) or campaign.drill or campaign.is_draft:
        return Scope()
    if is_auditor(user):
        return EVERYTHING
    groups = campaign.groups.filter(
        Q(team__members=user) | Q(pk__in=user.roles.of_kind(TELLER).values("group"))
    )
    seats = Q(seats__team__members=user)
    seats |= Q(seats__unit__in=user.roles.of_kind(LIAISON).values("unit"))
    units = campaign.groups.filter(seats).values_list("seats__unit__code", flat=True)
    keys = groups.values_list("key", flat=True)
    return Scope(False, frozenset(keys), frozenset(units))
