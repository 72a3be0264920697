"""Who may do what on a campaign: the one place that knows the roles (design §7).

Campaign office, administrator, supervision team, and what `Role` gives: head of a unit,
liaison, teller, auditor. The querysets' `for_user()` ask here and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    from campaigns.approval.item import Item
    from campaigns.models import Account, Campaign, Unit

HEAD, LIAISON, TELLER, AUDITOR = "head", "liaison", "teller", "auditor"
OFFICE_GIVES = (HEAD, LIAISON, TELLER)
CERTIFIED = ("released", "archived")


def is_administrator(user: Any) -> bool:
    """Whether `user` keeps the accounts; nothing of ballots and results is for him."""
    return bool(user.is_active and user.is_superuser)


def is_office(user: Any) -> bool:
    """Whether `user` is of the campaign office (活动办)."""
    return bool(user.is_active and user.is_staff and not user.is_superuser)


def keeps_people(user: Any) -> bool:
    """Whether `user` makes accounts, gives roles and sends invitations."""
    return is_office(user) or is_administrator(user)


def gives(user: Any, kind: str) -> bool:
    """Whether `user` lets people into a role.

    Office, supervision team and auditors hold each other in check, by acts that take
    two and by cards of which two open a box: none of them makes a member of these, or
    has the link to the account of one. The administrator does.
    """
    return is_administrator(user) or (is_office(user) and kind in OFFICE_GIVES)


def keeps(user: Any, account: "Account") -> bool:
    """Whether `user` may invite, change and deactivate an account."""
    return all(gives(user, duty.kind) for duty in account.duties())


def reads_configuration(user: Any) -> bool:
    """Whether `user` may look at the configuration; to change it takes the office."""
    return bool(user.is_active and user.is_staff)


def is_auditor(user: Any) -> bool:
    """Whether `user` checks campaigns: reads what was released, changes nothing."""
    return not sees_nothing(user) and user.roles.of_kind(AUDITOR).exists()


def supervises(user: Any, campaign: "Campaign", group: str = "") -> bool:
    """Whether `user` is in a supervision team (督导组) of the campaign, or of a group.

    The team that runs the meeting of a group, or the original team of a unit.
    """
    mine = Q(team__members=user) | Q(seats__team__members=user)
    groups = campaign.groups.filter(mine)
    if group:
        groups = groups.filter(key=group)
    return not sees_nothing(user) and groups.exists()


def is_bound(user: Any) -> bool:
    """Whether a second factor is obligatory: office, administrator, supervision."""
    return reads_configuration(user) or user.is_superuser or user.teams.exists()


def reads_comments(user: Any, campaign: "Campaign") -> bool:
    """Whether comments are shown to `user` word by word, names and all."""
    return is_office(user) or supervises(user, campaign)


def sees_nothing(user: Any) -> bool:
    """Whether no campaign at all is for `user`, whatever roles he was given."""
    return not user.is_active or is_administrator(user)


def campaigns_of(user: Any) -> Q:
    """The campaigns in which somebody outside the office has something to look at."""
    teams = Q(groups__team__members=user) | Q(groups__seats__team__members=user)
    at_work = Q(groups__in=user.roles.of_kind(TELLER).values("group"))
    at_work |= Q(groups__seats__unit__in=user.roles.of_kind(LIAISON).values("unit"))
    certified = Q(groups__seats__unit__in=user.roles.of_kind(HEAD).values("unit"))
    if is_auditor(user):
        return teams | ~Q(state="draft")
    return teams | at_work & ~Q(state="draft") | certified & Q(state__in=CERTIFIED)


def subjects_of(user: Any) -> Q:
    """Whose results, besides those of a team's units, are released to `user`."""
    if is_auditor(user):
        return Q(campaign__state__in=CERTIFIED)
    units = user.roles.of_kind(HEAD).values("unit")
    return Q(campaign__state__in=CERTIFIED, unit__in=units)


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


def for_templates(request: HttpRequest) -> dict[str, Any]:
    """What templates ask about the user; looked up only where one asks."""

    def lazily(asked: Callable[[Any], bool]) -> SimpleLazyObject:
        return SimpleLazyObject(lambda: asked(request.user))

    return {
        "of_office": lazily(is_office),
        "configures": lazily(reads_configuration),
        "keeps_people": lazily(keeps_people),
    }


def reads_log(user: Any, campaign: "Campaign") -> bool:
    """Whether `user` may read who did what on the campaign."""
    if is_office(user):
        return True
    begun = not campaign.is_draft
    mine = supervises(user, campaign) or (begun and is_auditor(user))
    return mine and not campaign.drill


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
