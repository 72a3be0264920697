"""How names, codes and groups are put in order, for reader and database alike."""

from itertools import pairwise

import pytest

from campaigns.models import Team, Unit
from campaigns.order import by_sound

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
