"""Who hands in, decides and reads lists and papers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from campaigns.roles.people import (
    HEAD,
    LIAISON,
    is_auditor,
    is_office,
    sees_nothing,
)

if TYPE_CHECKING:
    from campaigns.approval.item import Item
    from campaigns.models import Campaign, Unit


@dataclass(frozen=True, slots=True)
class Mandate:
    """What somebody may do with lists and papers: of which units, in which teams.

    The unit draws up and hands in, of a cross-unit list the lead unit; a supervision
    team approves. The office stands in for a unit, and never for a team.
    """

    office: bool = False
    units: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.office or bool(self.units or self.teams)

    def hands_in(self, item: "Item") -> bool:
        return self.office or item.drawn_up_by in self.units

    def decides(self, item: "Item") -> bool:
        return not self.office and item.decided_by in self.teams

    def reads(self, item: "Item") -> bool:
        """A unit its own, the teams of a group all of the group."""
        return self.hands_in(item) or bool(item.read_by & self.teams)


def mandate(user: Any, campaign: "Campaign") -> Mandate:
    """Of a campaign in which nothing is handed in, and of a drill: none."""
    if sees_nothing(user) or not campaign.approves_lists:
        return Mandate()
    units = user.roles.of_kind(LIAISON).filter(unit__seats__group__campaign=campaign)
    mine = Q(groups__campaign=campaign) | Q(seats__group__campaign=campaign)
    return Mandate(
        is_office(user),
        frozenset(units.values_list("unit", flat=True)),
        frozenset(user.teams.filter(mine).values_list("pk", flat=True)),
    )


def writes_papers(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` may write the papers of a unit: the office, or its liaison.

    The liaison until the campaign is frozen; then nobody changes a paper, and the
    state is asked by whoever stores one.
    """
    if is_office(user):
        return True
    mine = campaign.is_draft and _is_liaison(user, campaign, unit)
    return mine and not campaign.drill


def papers_of(user: Any, campaign: "Campaign") -> Q:
    """The seats of units whose papers `user` may read before raters do.

    Besides the unit's liaison its supervision teams, which approve them, and, once they
    are fixed, its head and auditors. A condition on `GroupUnit`.
    """
    if is_office(user):
        return Q()
    if sees_nothing(user) or campaign.drill:
        return Q(pk__in=())
    mine = Q(group__team__members=user) | Q(team__members=user)
    mine |= Q(unit__in=user.roles.of_kind(LIAISON).values("unit"))
    if campaign.is_draft:
        return mine
    if is_auditor(user):
        return Q()
    return mine | Q(unit__in=user.roles.of_kind(HEAD).values("unit"))


def reads_papers(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` may read the papers of a unit before raters do."""
    seats = unit.seats.filter(group__campaign=campaign)
    return seats.filter(papers_of(user, campaign)).exists()


def _is_liaison(user: Any, campaign: "Campaign", unit: "Unit") -> bool:
    """Whether `user` is the liaison of a unit that has a seat in the campaign."""
    if sees_nothing(user):
        return False
    mine = user.roles.of_kind(LIAISON).filter(unit=unit).exists()
    return mine and campaign.groups.filter(seats__unit=unit).exists()
