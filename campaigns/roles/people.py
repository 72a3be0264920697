"""What somebody is, whatever campaign it is about."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from campaigns.models import Account, Campaign

# as what somebody takes part in what follows from a result
OFFICE, TEAM, UNIT = "office", "team", "unit"
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


def reads_log(user: Any, campaign: "Campaign") -> bool:
    """Whether `user` may read who did what on the campaign."""
    if is_office(user):
        return True
    begun = not campaign.is_draft
    mine = supervises(user, campaign) or (begun and is_auditor(user))
    return mine and not campaign.drill
