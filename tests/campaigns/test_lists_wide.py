"""Full-width signs in names: what goes out comes back, and is the same to the eye."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from campaigns.composition import composition
from campaigns.lists.cells import contact_of, folded, person, plain, typed
from campaigns.models import Campaign, Group, GroupUnit, Rater, Team, Unit
from tests.campaigns.books import (
    HEAD,
    UNITS,
    brought,
    roster,
    said,
    saved,
    units,
    upload,
    workbook,
)
from tests.campaigns.wide import (
    GROUP,
    ORIGINAL,
    PEOPLE,
    RUN,
    UNIT,
    folds,
    named,
    nothing_changes,
    people,
)
from tests.make import make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def campaign(db: None) -> Campaign:
    made = make_campaign()
    named(made)
    people(made)
    return made


def there() -> tuple[Any, ...]:
    """All that names something."""
    return tuple(
        tuple(rows.order_by("pk").values_list(*fields))
        for rows, *fields in (
            (Unit.objects, "code", "name", "kind"),
            (Team.objects, "name"),
            (Group.objects, "key", "title", "team__name"),
            (Rater.objects, "name", "category", "contact"),
        )
    )


# there and back ------------------------------------------------------------------


@pytest.mark.parametrize("file", ["template", "lists"])
@pytest.mark.parametrize("state", ["draft", "frozen"])
@pytest.mark.parametrize("rest", ["keep", "remove"])
def test_what_goes_out_comes_back(
    file: str, state: str, rest: str, campaign: Campaign, office: Client
) -> None:
    if state == "frozen":
        campaign.freeze()
    content = office.get(f"/lists/{campaign.pk}/{file}.xlsx").content
    for each in (content, folds(content)):
        page = upload(office, campaign, each, rest=rest)
        nothing_changes(page)
        assert [row.same for row in page.context["plan"].account] == [4, 3]


def test_a_new_person_leaves_all_others_as_they_are(
    campaign: Campaign, office: Client
) -> None:
    book = load_workbook(
        BytesIO(office.get(f"/lists/{campaign.pk}/template.xlsx").content)
    )
    sheet = book["Raters"]
    free = next(row for row in sheet.iter_rows(min_row=4) if not row[3].value)
    free[3].value = "钱七（小）"
    before = there()
    for content in (saved(book), folds(saved(book))):
        page = brought(office, campaign, content)
        assert page.status_code == 200
        assert there()[:3] == before[:3]
        assert there()[3][:3] == before[3]
        Rater.objects.last().delete()  # type: ignore[union-attr]


@pytest.mark.parametrize("wide", [True, False])
def test_the_name_of_a_unit_alone(
    wide: bool, campaign: Campaign, office: Client
) -> None:
    name = UNIT if wide else folded(UNIT)
    lines = [(code, name, "本单位（干部）", PEOPLE[0], "", "") for code in ("", "A")]
    assert said(upload(office, campaign, roster(lines[0]))) == []
    assert said(upload(office, campaign, roster(lines[1]))) == []
    by_sheet = {name: [("参评类型", "姓名"), ("own", PEOPLE[0])]}
    assert said(upload(office, campaign, workbook(by_sheet))) == []
    seat = ("", name, "", GROUP, name, RUN, ORIGINAL)
    rest = [(code, "", "", GROUP, "", folded(RUN), "") for code in "BCD"]
    nothing_changes(upload(office, campaign, units(seat, *rest)))


def test_what_is_read_from_a_cell_is_half_width(
    campaign: Campaign, office: Client
) -> None:
    Unit.objects.create(code="X-1", name="某局")
    line = ("Ａ", "", "ｏｗｎ", "李四", "", "（０３７１）６３８００００１")
    seats = [(code, "", "", "Ｇ１", "", "", "") for code in ("Ａ", *"BCD")]
    seats.append(("Ｘ－１", "", "", "North－２", "＊", "", ""))
    page = brought(office, campaign, workbook({
        "名单": [[f"{head}（必填）" for head in HEAD], line], "单位": [UNITS, *seats],
    }))  # fmt: skip
    assert page.status_code == 200
    assert Rater.objects.get().contact == "037163800001"
    seat = GroupUnit.objects.get(group__campaign=campaign, unit__code="X-1")
    assert (seat.group.key, seat.group.title, seat.lead) == (
        "North-2",
        "North－2",
        True,
    )


# what is new ---------------------------------------------------------------------


def test_a_new_name_keeps_its_signs(campaign: Campaign, office: Client) -> None:
    lines = [(code, "", "", GROUP, "", RUN, "") for code in "ABCD"]
    new = (
        "E",
        "戊　局（Ｅ）本级",
        "街道（镇）",
        "第二组（区直）",
        "",
        "新组（一）",
        "",
    )
    other = ("F", "己局", "", "第二组(区直)", "", "新组(一)", "新组(一)")
    content = workbook({
        "单位": [UNITS, *lines, new, other],
        "名单": [HEAD, ("E", "", "own", "孙　八（Ａ）", "群众（Ａ）", "")],
    })  # fmt: skip
    page = upload(office, campaign, content)
    assert list(page.context["plan"].notes()) == [
        "New groups: 第二组（区直）",
        "New supervision teams, without members yet: 新组（一）",
    ]
    brought(office, campaign, content)
    unit = Unit.objects.get(code="E")
    assert (unit.name, unit.kind) == ("戊局（E）本级", "街道（镇）")
    assert list(Team.objects.filter(name__startswith="新")) == [
        Team.objects.get(name="新组（一）")
    ]
    rater = Rater.objects.get(unit=unit)
    # categories are counted by those of the pool, which are folded
    assert (rater.name, rater.category) == ("孙八（A）", "群众(A)")
    nothing_changes(upload(office, campaign, content))
    nothing_changes(upload(office, campaign, folds(content)))


def test_teams_that_were_there_in_both_ways_stay_apart(
    campaign: Campaign, office: Client
) -> None:
    """What an upload of before has made does not take the place of the real one."""
    for name in (folded(RUN), folded(ORIGINAL)):
        Team.objects.create(name=name)
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    nothing_changes(upload(office, campaign, content))
    nothing_changes(upload(office, campaign, folds(content)))


def test_another_kind_or_team_is_a_change(campaign: Campaign, office: Client) -> None:
    lines = [("A", "", "机关（执法）", GROUP, "是", RUN, "第二组（市直）")]
    lines += [(code, "", "", GROUP, "", RUN, "") for code in "BCD"]
    page = upload(office, campaign, units(*lines))
    assert page.context["plan"].account[0].changed == 1
    brought(office, campaign, units(*lines))
    assert Unit.objects.get(code="A").kind == "机关（执法）"
    head = (*UNITS, "领导班子成员")
    led = [(*line, "王五(正)､赵六" if line[0] == "A" else "") for line in lines]
    brought(office, campaign, units(*led, head=head))
    seat = GroupUnit.objects.get(group__campaign=campaign, unit__code="A")
    assert seat.leader_names == ["王五(正)", "赵六"]


# one person ----------------------------------------------------------------------


def test_one_person_in_two_ways_is_there_twice(
    campaign: Campaign, office: Client
) -> None:
    lines = [("A", "", "own", name, "", "") for name in ("李四（大）", "李四(大)")]
    (problem,) = upload(office, campaign, roster(*lines)).context["plan"].stops
    assert problem.text == "“李四(大)” is there twice: also on “参评人员名单”, row 4"
    (problem,) = (
        upload(office, campaign, roster(("A", "", "cross", "张三(大)", "党员", "")))
        .context["plan"]
        .stops
    )
    assert "is there twice" in problem.text
    reach = "13800000001"
    lines = [(code, "", "own", "李四（大）", "", reach) for code in "AB"]
    lines[1] = ("B", "", "own", "李四(大)", "", reach)
    told = said(upload(office, campaign, roster(*lines)))
    assert "with the same contact is in another unit" in told[0]


def test_the_category_of_the_pool_is_the_one_that_counts(
    campaign: Campaign, office: Client
) -> None:
    campaign.pools.filter(key="own").update(composition="党员老; 群众")
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    page = brought(office, campaign, content)
    assert page.status_code == 200
    assert set(Rater.objects.values_list("category", flat=True)) == {"党员老"}
    nothing_changes(upload(office, campaign, content))


@pytest.mark.parametrize(
    ("text", "kept", "compared"),
    [
        ("张　三（１）", "张三（1）", "张三(1)"),
        ("买买提．艾力", "买买提·艾力", "买买提·艾力"),
        ("Ｊ． Ｓｍｉｔｈ", "J． Smith", "J. Smith"),
        ("区局，驻地：甲", "区局，驻地：甲", "区局,驻地:甲"),
        ("'＝甲", "＝甲", "=甲"),
        ("张\u200b三", "张三", "张三"),
    ],
)
def test_what_is_kept_and_what_is_compared(text: str, kept: str, compared: str) -> None:
    assert person(typed(text)) == kept
    assert plain(text) == plain(kept) == plain(compared) == compared


def test_a_contact_in_full_width() -> None:
    assert contact_of("ｌｉ＠ｅｘａｍｐｌｅ．ｏｒｇ") == "li@example.org"
    assert contact_of("＋８６－１３８０００００００１") == "13800000001"


def test_a_kind_in_full_width_is_the_kind_of_a_category() -> None:
    (category,) = composition("服务对象 1/2 (Ａ类)")
    assert category.least(4, "Ａ类（窗口）") == category.least(4, "A类") == 2
