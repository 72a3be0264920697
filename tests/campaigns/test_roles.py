"""Who is of the office, and who supervises a campaign."""

import pytest
from django.contrib.auth import get_user_model

from campaigns.models import Group, GroupUnit, Team
from campaigns.roles import is_office, supervises
from tests.make import make_campaign

pytestmark = pytest.mark.django_db


def test_office_is_staff_that_is_active() -> None:
    users = get_user_model().objects
    assert is_office(users.create_user("office", is_staff=True))
    assert not is_office(users.create_user("gone", is_staff=True, is_active=False))
    assert not is_office(users.create_user("supervisor"))


@pytest.mark.parametrize("rows", [Group, GroupUnit])
def test_supervises_with_the_team_of_a_group_or_of_a_unit(rows: type) -> None:
    campaign, other = make_campaign(), make_campaign()
    user = get_user_model().objects.create_user("supervisor")
    team = Team.objects.create(name="第一督导组")
    team.members.add(user)
    of = "campaign" if rows is Group else "group__campaign"
    rows.objects.filter(**{of: campaign}).update(team=team)
    assert supervises(user, campaign)
    assert not supervises(user, other)
