"""Units and groups by workbook: until freezing, with what is rated of them."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from campaigns.lists import seated
from campaigns.load import load
from campaigns.models import Campaign, GroupUnit, Rater, Team, Unit
from tests.campaigns.books import (
    HEAD,
    UNITS,
    brought,
    said,
    shown,
    take_over,
    units,
    upload,
    workbook,
)
from tests.make import make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FOUR = (
    ("A", "单位甲", "", "第一组", "是", "", ""),
    ("B", "单位乙", "", "第一组", "", "", ""),
    ("C", "单位丙", "", "第一组", "", "", ""),
    ("D", "单位丁", "", "第一组", "", "", ""),
)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def counts(page: Any) -> tuple[int, ...]:
    row = page.context["plan"].account[0]
    return row.added, row.changed, row.same, row.removed


def seats(campaign: Campaign) -> list[str]:
    rows = GroupUnit.objects.filter(group__campaign=campaign).order_by(
        "group__key", "position"
    )
    return [
        f"{s.group.key} {s.unit.code}{'*' if s.lead else ''}"
        for s in rows.select_related("group", "unit")
    ]


def test_the_same_changes_nothing(campaign: Campaign, office: Client) -> None:
    page = upload(office, campaign, units(*FOUR))
    assert counts(page) == (0, 0, 4, 0)
    assert page.context["plan"].problems == []
    assert not page.context["carried"]


def seat(group: str) -> tuple[str, ...]:
    """The line of the one unit of a group."""
    number = "".join(filter(str.isdecimal, group))
    return (f"U{number}", f"单位{number}", "", group, "", "", "")


def test_groups_stand_as_they_do_in_the_workbook(
    campaign: Campaign, office: Client
) -> None:
    """The tenth is behind the ninth; by its key, G10, it was before the second."""
    twelve = [f"第{number}组" for number in range(1, 13)]
    brought(office, campaign, units(*map(seat, twelve)))
    assert titles(campaign) == ["第一组", *twelve]
    document = campaign.document()
    assert [group["title"] for group in document["groups"]] == ["第一组", *twelve]
    assert titles(load(document)) == ["第一组", *twelve]
    out = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    rows = shown(out)["Units and groups"]
    assert list(dict.fromkeys(row[3] for row in rows))[2:] == ["第一组", *twelve]


def test_what_is_not_in_the_workbook_stays_where_it_is(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, units(*map(seat, ("第1组", "第2组", "第3组"))))
    brought(office, campaign, units(*map(seat, ("第3组", "第9组", "第1组", "第8组"))))
    found = ["第一组", "第3组", "第2组", "第9组", "第1组", "第8组"]
    assert titles(campaign) == found
    brought(office, campaign, units(*map(seat, reversed(found[1:]))), rest="remove")
    assert titles(campaign) == found[:0:-1]


def test_another_order_alone_is_said_and_taken_over(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, units(*FOUR[::-1]))
    assert counts(page) == (0, 0, 4, 0)
    assert "then stand in the order of the workbook" in page.text
    take_over(office, campaign, page)
    assert seats(campaign) == ["G1 D", "G1 C", "G1 B", "G1 A*"]
    page = upload(office, campaign, units(*FOUR[::-1]))
    assert not page.context["carried"]
    assert "then stand in the order" not in page.text
    campaign.freeze()
    page = upload(office, campaign, units(*FOUR))
    assert page.context["plan"].problems == []
    assert not page.context["carried"]


def titles(campaign: Campaign) -> list[str]:
    return [group.title for group in campaign.groups.all()]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (("", "", "", "第一组", "", "", ""), "column B: the unit is missing"),
        (("", "区统计局", "", "第一组", "", "", ""),
         "column A: there is no unit “区统计局” yet: a new one needs a code"),
        (("", "单位庚", "", "第一组", "", "", ""),
         "column A: there is no unit “单位庚” yet: a new one needs a code. Did"),
        (("甲", "单位庚", "", "第一组", "", "", ""), "column A: “甲” is no code"),
        (("X", "", "", "第一组", "", "", ""), "column B: the name of the unit is miss"),
        (("A", "单位庚", "", "第一组", "", "", ""),
         "column B: the code A belongs to “单位甲”, not to “单位庚”"),
        (("X", "单位甲", "", "第一组", "", "", ""),
         "column A: “单位甲” is there already with the code A"),
        (("X", "单位庚", "", "", "", "", ""), "column D: the group is missing"),
        (("X", "单位庚", "", "组" * 81, "", "", ""), "column D: longer than 80"),
        (("A", "", "", "第一组", "", "", ""), "column B: “单位甲” stands in row 2"),
        (("A", "", "", "第二组", "", "", ""),
         "column B: “单位甲” is in two groups: in row 2 in “第一组”"),
        (("X", "单位庚", "", "第一组", "是", "", ""),
         "column E: a second lead unit of “第一组”; the first is in row 2"),
        (("X", "单位庚", "", "第一组", "也许", "", ""),
         "column E: “也许” is no answer here"),
        (("X", "单位庚", "", "第一组", "", "二组", ""),
         "column F: “第一组” has another responsible team further up: “”"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place(
    line: Sequence[str], problem: str, campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, units(*FOUR, line))
    assert [text.split("row 6, ")[1][: len(problem)] for text in said(page)] == [
        problem
    ]
    assert seats(campaign) == ["G1 A*", "G1 B", "G1 C", "G1 D"]


def test_several_units_of_one_name_need_the_code(
    campaign: Campaign, office: Client
) -> None:
    Unit.objects.create(code="A2", name="单位甲")
    page = upload(office, campaign, units(("", "单位甲", "", "第一组", "", "", "")))
    assert "several units are called “单位甲”; write the code" in said(page)[0]


def test_a_unit_of_a_group_that_is_not_on_the_list_would_be_in_two(
    campaign: Campaign, office: Client
) -> None:
    content = units(("A", "", "", "第二组", "", "", ""))
    page = upload(office, campaign, content)
    assert "“单位甲” is in two groups: it sits in “第一组”" in said(page)[0]
    # the workbook holds everything: then it moves
    brought(office, campaign, content, rest="remove")
    assert seats(campaign) == ["G2 A"]


def test_fifty_groups_of_four(campaign: Campaign, office: Client) -> None:
    lines = [
        (f"U{n}", f"第{n}单位", "机关", f"第{n // 4 + 1}组", "是" if n % 4 == 0 else "",
         f"第{n // 40 + 1}督导组", "")
        for n in range(200)
    ]  # fmt: skip
    page = brought(office, campaign, units(*lines), rest="remove")
    assert page.redirect_chain
    assert campaign.groups.count() == 50
    assert GroupUnit.objects.filter(group__campaign=campaign, lead=True).count() == 50
    assert campaign.subjects.count() == 200
    assert campaign.subjects.order_by("position")[199].unit.code == "U199"
    assert Team.objects.count() == 5
    assert campaign.groups.filter(team__isnull=True).count() == 0
    campaign.refresh_from_db()
    assert [b.text for b in campaign.definition_blockers() if b.stops] == []
    exported = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    again = upload(office, campaign, exported, rest="remove")
    assert counts(again) == (0, 0, 200, 0)
    assert said(again) == []


def test_a_unit_that_leaves_takes_along_what_is_of_it(
    campaign: Campaign, office: Client
) -> None:
    pool, unit = campaign.pools.all()[0], Unit.objects.get(code="D")
    campaign.raters.create(pool=pool, unit=unit, name="张三")
    campaign.documents.create(unit=unit, title="报告", body="x")
    new = ("E", "单位戊", "窗口", "第一组", "", "", "")
    page = upload(office, campaign, units(*FOUR[:3], new))
    assert counts(page) == (1, 0, 3, 1)
    assert [row.removed for row in page.context["plan"].account] == [1, 1]
    assert "Units that leave take along their subjects" in page.content.decode()
    brought(office, campaign, units(*FOUR[:3], new))
    assert seats(campaign) == ["G1 A*", "G1 B", "G1 C", "G1 E"]
    assert [s.unit.code for s in campaign.subjects.all()] == ["A", "B", "C", "E"]
    assert not Rater.objects.exists()
    assert not campaign.documents.exists()
    assert Unit.objects.filter(code="D").exists()


def test_groups_change_places_leads_teams_and_kinds(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, units(
        ("A", "", "机关", "第一组", "否", "甲队", "甲队"),
        ("B", "", "机关", "第一组", "单位乙", "甲队", "乙队"),
        ("C", "", "", "North", "单位丁", "乙队", "乙队"),
        ("D", "", "", "North", "√", "乙队", "乙队"),
    ))  # fmt: skip
    assert seats(campaign) == ["G1 A", "G1 B*", "North C", "North D*"]
    assert Unit.objects.get(code="A").kind == "机关"
    team = GroupUnit.objects.get(group__campaign=campaign, unit__code="B").team
    assert str(team) == "乙队"
    # without these columns they stay as they are; a team is taken off by an empty cell
    head = ("单位代码", "组", "原督导组")
    lines = [("A", "第一组", "甲队"), ("B", "第一组", ""),
             ("C", "North", "乙队"), ("D", "North", "乙队")]  # fmt: skip
    page = upload(office, campaign, units(*lines, head=head))
    assert counts(page) == (0, 1, 3, 0)
    brought(office, campaign, units(*lines, head=head))
    assert seats(campaign) == ["G1 A", "G1 B*", "North C", "North D*"]
    assert str(campaign.groups.get(key="G1").team) == "甲队"
    lines = [line[:2] for line in lines]
    assert counts(upload(office, campaign, units(*lines, head=head[:2]))) == (
        0,
        0,
        4,
        0,
    )


def test_after_freezing_units_stand_and_raters_do_not(
    campaign: Campaign, office: Client
) -> None:
    campaign.freeze()
    new = ("E", "单位戊", "", "第一组", "", "", "")
    page = upload(office, campaign, units(*FOUR[:3], new))
    assert said(page) == [
        "Sheet “单位和分组”: units and groups stand since freezing; “单位丁” is not on "
        "the list",
        "Sheet “单位和分组”, row 5, column B: units and groups stand since freezing; "
        "this line differs",
    ]
    person = ("A", "", "本单位", "张三", "", "")
    both = {"单位": [UNITS, *FOUR], "名单": [HEAD, person]}
    brought(office, campaign, workbook(both))
    assert campaign.raters.count() == 1


def test_raters_of_units_that_the_same_workbook_brings(
    campaign: Campaign, office: Client
) -> None:
    sheets = {
        "名单": [HEAD, ("E", "", "本单位", "张三", "", ""),
                 ("", "单位戊", "本单位", "李四", "", "")],
        "单位": [UNITS, *FOUR, ("E", "单位戊", "", "第二组", "", "", "")],
    }  # fmt: skip
    page = upload(office, campaign, workbook(sheets))
    assert "New groups: 第二组" in page.content.decode()
    brought(office, campaign, workbook(sheets))
    assert [r.unit.code for r in campaign.raters.all()] == ["E", "E"]


def test_units_without_a_form_get_no_subject(
    campaign: Campaign, office: Client
) -> None:
    new = ("E", "单位戊", "", "第一组", "", "", "")
    campaign.subjects.update(kind="initiative")
    brought(office, campaign, units(*FOUR, new))
    assert campaign.subjects.count() == 4
    campaign.subjects.all().delete()
    new = ("F", "单位己", "", "第一组", "", "", "")
    brought(office, campaign, units(*FOUR, new))
    assert sorted(s.key for s in campaign.subjects.all()) == ["A", "B", "C", "D", "F"]


def test_units_are_known_by_their_names(campaign: Campaign, office: Client) -> None:
    head = ("单位", "组", "牵头单位")
    lines = [("单位甲", "G1", ""), ("单位乙", "G1", "是"), ("单位丙", "第二组", ""),
             ("单位丁", "第二组", "")]  # fmt: skip
    brought(office, campaign, units(*lines, head=head))
    assert seats(campaign) == ["G1 A", "G1 B*", "G2 C", "G2 D"]
    page = upload(office, campaign, units(*lines, ("单位戊", "G1", ""), head=head))
    assert said(page) == [
        "Sheet “单位和分组”, row 6: there is no unit “单位戊” yet: a new one needs a "
        "code. Did you mean “单位甲”?"
    ]


def test_a_unit_made_elsewhere_at_the_same_moment(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = ("E", "单位戊", "", "第一组", "", "", "")
    page = upload(office, campaign, units(*FOUR, new))
    take = seated.take_over

    def late(seating: Any) -> None:
        Unit.objects.create(code="E", name="别的单位")
        take(seating)

    monkeypatch.setattr(seated, "take_over", late)
    assert take_over(office, campaign, page).status_code == 409
    assert seats(campaign) == ["G1 A*", "G1 B", "G1 C", "G1 D"]


def test_groups_named_by_signs(campaign: Campaign, office: Client) -> None:
    titles = ("★", "☆", "第一组", "（第一组）")
    pairs = zip(FOUR, titles, strict=True)
    lines = [(*unit[:3], title, "", "", "") for unit, title in pairs]
    brought(office, campaign, units(*lines))
    assert seats(campaign) == ["G1 C", "G1 D", "G2 A", "G3 B"]


def test_an_empty_draft_begins_with_a_workbook(office: Client) -> None:
    campaign = make_campaign(make_document())
    campaign.subjects.all().delete()
    campaign.groups.all().delete()
    page = office.get(f"/lists/{campaign.pk}/").content.decode()
    assert "There are no units and groups yet." in page
    assert office.get(f"/lists/{campaign.pk}/template.xlsx").status_code == 200
    brought(office, campaign, units(*FOUR))
    assert seats(campaign) == ["G1 A*", "G1 B", "G1 C", "G1 D"]
    assert campaign.subjects.count() == 4
