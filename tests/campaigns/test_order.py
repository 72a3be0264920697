"""How names, codes and groups are put in order, for reader and database alike."""

from itertools import pairwise

import pytest
from django.contrib.auth.models import User

from campaigns.models import Account, Team, Unit
from campaigns.order import by_sound
from campaigns.people.forms import groups
from tests.make import make_campaign

CODES = ["A", "a2", "A10", "B", "U1", "U1-9", "U1-10", "U2", "U10"]
NAMES = [
    "第一组", "第２组", "第三组", "第九组", "第10组", "第十一组", "第二十组",
    "第九十九组", "第一百零五组", "第120组",
]  # fmt: skip


@pytest.mark.parametrize("names", [CODES, NAMES, ["2", "10", "李1", "李12", "张"]])
def test_numbers_go_by_their_size(names: list[str]) -> None:
    mixed = names[::-1]
    assert sorted(mixed, key=by_sound) == names


def test_a_number_that_is_a_part_of_a_name_is_none() -> None:
    assert by_sound("三亚") != by_sound("3亚")
    assert by_sound("第三组") == by_sound("第3组") == by_sound("第３组")


@pytest.mark.django_db
def test_units_and_teams_stand_in_this_order() -> None:
    Unit.objects.bulk_create(Unit(code=code, name=code) for code in reversed(CODES))
    Team.objects.bulk_create(Team(name=name) for name in reversed(NAMES))
    assert [unit.code for unit in Unit.objects.all()] == CODES
    assert [team.name for team in Team.objects.all()] == NAMES
    team = Team.objects.get(name="第一组")
    team.name = "第七组"
    team.save()
    assert [team.name for team in Team.objects.all()][2:4] == ["第七组", "第九组"]
    rows = Unit.objects.values_list("code_order", flat=True)
    assert all(a < b for a, b in pairwise(rows))


@pytest.mark.django_db
def test_names_go_by_their_sound_in_the_database_too() -> None:
    names = ["安监局", "第2分局", "第10分局", "李村", "张村"]
    for number, name in enumerate(reversed(names)):
        Unit.objects.create(code=f"N{number}", name=name)
    found = Unit.objects.order_by("name_order").values_list("name", flat=True)
    assert list(found) == names


@pytest.mark.django_db
def test_groups_of_the_newest_campaign_are_offered_first() -> None:
    for _year in range(2):
        campaign = make_campaign()
        campaign.groups.create(key="G10", title="第十组", position=30)
        campaign.groups.create(key="G9", title="第九组", position=20)
    first, second = sorted({group.campaign_id for group in groups()})
    found = [(group.campaign_id, group.key) for group in groups()]
    keys = ("G1", "G9", "G10")
    assert found == [(pk, key) for pk in (second, first) for key in keys]


@pytest.mark.django_db
def test_who_is_to_be_invited_stands_by_name(admin_user: User) -> None:
    for number, name in enumerate(("张三", "李四", "安康")):
        account = Account(username=f"u{number}", last_name=name, is_staff=True)
        account.set_unusable_password()
        account.save()
    found = Account.objects.uninvited(admin_user)
    assert [row.last_name for row in found] == ["安康", "李四", "张三"]
