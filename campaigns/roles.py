"""Who may do what on a campaign: the one place that knows the roles (design §7)."""

from typing import Any

from django.db.models import Q

from campaigns.models import Campaign


def is_office(user: Any) -> bool:
    """Whether `user` is of the campaign office (活动办)."""
    return bool(user.is_active and user.is_staff)


def supervises(user: Any, campaign: Campaign) -> bool:
    """Whether `user` is in a supervision team (督导组) of the campaign.

    The team that runs the meeting of a group, or the original team of a unit.
    """
    mine = Q(team__members=user) | Q(seats__team__members=user)
    return bool(user.is_active and campaign.groups.filter(mine).exists())


def reads_log(user: Any, campaign: Campaign) -> bool:
    """Whether `user` may read who did what on the campaign."""
    return is_office(user) or (not campaign.drill and supervises(user, campaign))
