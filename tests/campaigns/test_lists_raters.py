"""Rosters by workbook: every mistake by sheet and row, what changes, who is alike."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from campaigns.lists.alike import SIMPLIFIED, TRADITIONAL, skeleton
from campaigns.models import Campaign, Rater, Unit
from tests.campaigns.books import HEAD, brought, roster, said, upload, workbook
from tests.make import make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
COMPOSITION = "服务对象 1/2 (窗口); 党员; 居民"


@pytest.fixture
def campaign(db: None) -> Campaign:
    document = make_document()
    document["pools"][0]["quota"] = 3
    document["pools"][1] |= {"quota": 2, "composition": COMPOSITION}
    document["pools"].append({"key": "web", "name": "群众", "reach": "open"})
    return make_campaign(document)


def own(name: str, contact: str = "", unit: str = "A") -> tuple[str, ...]:
    return (unit, "", "本单位", name, "", contact)


def cross(name: str, category: str, unit: str = "A") -> tuple[str, ...]:
    return (unit, "", "全评", name, category, "")


def counts(page: Any) -> tuple[int, ...]:
    row = page.context["plan"].account[-1]
    return row.added, row.changed, row.same, row.removed


def lines(campaign: Campaign) -> list[tuple[str, ...]]:
    rows = campaign.raters.in_order()
    return list(
        rows.values_list("unit__code", "pool__key", "name", "category", "contact")
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (("", "", "本单位", "张三", "", ""), "column B: the unit is missing"),
        (("X", "", "本单位", "张三", "", ""),
         "column A: there is no unit “X” in this campaign"),
        (("", "单位申", "本单位", "张三", "", ""),
         "column B: there is no unit “单位申” in this campaign. Did you mean “单位"),
        (("A", "单位乙", "本单位", "张三", "", ""),
         "column B: the code A is that of “单位甲”, not of “单位乙”"),
        (("A", "", "", "张三", "", ""),
         "column C: the pool is missing; it is one of: Own-unit raters, Cross-un"),
        (("A", "", "互评", "张三", "", ""), "column C: there is no pool “互评”; it is"),
        (("A", "", "群众", "张三", "", ""), "column C: “群众” has no list"),
        (("A", "", "本单位", "", "", "13800000001"), "column D: the name is missing"),
        (("A", "", "本单位", "=张三", "", ""), "column D: a formula without a value"),
        (("A", "", "本单位", "'=张三", "", ""), "column D: “=张三” is no name"),
        (("A", "", "本单位", "13800000001", "", ""), "column D: “13800000001” is"),
        (("A", "", "本单位", "张" * 61, "", ""), "column D: longer than 60"),
        (("A", "", "全评", "张三", "", ""),
         "column E: the category is missing; it is one of: 服务对象, 党员, 居民"),
        (("A", "", "全评", "张三", "群众", ""), "column E: there is no category"),
        (("A", "", "本单位", "张三", "", "不详"), "column F: “不详” is neither a"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place(
    line: Sequence[str], problem: str, campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(own("李四"), line))
    assert [text.split("row 5, ")[1][: len(problem)] for text in said(page)] == [
        problem
    ]
    assert not page.context["carried"]
    assert "1 thing to mend in the workbook" in page.content.decode()
    assert not Rater.objects.exists()


def test_two_units_of_one_name_need_the_code(
    campaign: Campaign, office: Client
) -> None:
    Unit.objects.filter(code="B").update(name="单位甲")
    page = upload(office, campaign, roster(("", "单位甲", "本单位", "张三", "", "")))
    assert "several units of this campaign are called “单位甲”" in said(page)[0]


def test_too_many(campaign: Campaign, office: Client) -> None:
    page = upload(office, campaign, roster(*(own(f"张{n}") for n in "一二三四五")))
    assert said(page) == [
        "Sheet “参评人员名单”, row 7, column D: “单位甲”, “Own-unit raters”: 2 lines "
        "more than the quota of 3; this is the first"
    ]


def test_not_made_up_as_required_is_a_hint(campaign: Campaign, office: Client) -> None:
    Unit.objects.filter(code="A").update(kind="窗口单位")
    content = roster(cross("张三", "党员"), cross("李四", "居民"))
    page = upload(office, campaign, content)
    (problem,) = page.context["plan"].problems
    assert not problem.stops
    assert "“服务对象”, at least 1 of 2 are required" in problem.text
    assert page.context["carried"]
    # while there is room for one more, nothing is wrong yet; nor of another unit
    assert said(upload(office, campaign, roster(cross("张三", "党员")))) == []
    content = roster(cross("张三", "党员", "B"), cross("李四", "居民", "B"))
    assert said(upload(office, campaign, content)) == []


# the same person -----------------------------------------------------------------


def test_twice_in_the_file_stops(campaign: Campaign, office: Client) -> None:
    content = roster(own("张三"), own("李四"), ("A", "", "全评", "张　三", "党员", ""))
    (problem,) = (page := upload(office, campaign, content)).context["plan"].stops
    assert problem.text == "“张三” is there twice: also on “参评人员名单”, row 4"
    assert problem.row == 6
    assert not page.context["carried"]


def test_two_people_of_one_name_are_told_apart_by_their_contacts(
    campaign: Campaign, office: Client
) -> None:
    content = roster(own("张三", "13800000001"), own("张三", "13800000002"))
    brought(office, campaign, content)
    assert [line[2:] for line in lines(campaign)] == [
        ("张三", "", "13800000001"), ("张三", "", "13800000002")
    ]  # fmt: skip


def test_twice_beside_a_list_that_is_not_in_the_file(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(own("张三")))
    page = upload(office, campaign, roster(cross("张三", "党员")))
    (problem,) = page.context["plan"].stops
    assert (
        problem.text == "“张三” is there twice: also on the list of “Own-unit raters”"
    )


@pytest.mark.parametrize("other", ["張三", "张 叁".replace("叁", "三")])
def test_names_that_look_alike(other: str, campaign: Campaign, office: Client) -> None:
    content = roster(own("张三", "13800000001"), own(other, "13800000002"))
    page = upload(office, campaign, content)
    hints = page.context["plan"].hints
    told = [h.text for h in hints]
    wanted = ["“張三” looks like “张三” on “参评人员名单”, row 4; are they two people?"]
    assert told == (wanted if other == "張三" else [])
    assert page.context["carried"]


def test_the_same_person_in_two_units_is_a_hint(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(own("张三", "13800000001")))
    content = roster(own("张三", "13800000001", "B"), own("张三", "", "C"))
    page = upload(office, campaign, content)
    (problem,) = page.context["plan"].problems
    assert not problem.stops
    assert "with the same contact is in another unit, too: on the list" in problem.text


def test_the_table_of_characters_is_in_pairs() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    assert skeleton("歐陽鋒") == skeleton("欧阳锋")
    assert skeleton("买买提·艾力") == skeleton("買買提艾力")


# what changes --------------------------------------------------------------------


def test_a_list_stands_in_full_and_others_stay(
    campaign: Campaign, office: Client
) -> None:
    content = roster(own("张三", "13800000001"), own("李四"), own("王五", "", "B"),
                     cross("赵六", "党员"))  # fmt: skip
    brought(office, campaign, content)
    content = roster(own("钱七"), own("张三", "13900000009"))
    page = upload(office, campaign, content)
    assert counts(page) == (1, 1, 0, 1)
    assert "1 person is taken off" in page.content.decode()
    brought(office, campaign, content)
    assert lines(campaign) == [
        ("A", "own", "钱七", "", ""),
        ("A", "own", "张三", "", "13900000009"),
        ("A", "cross", "赵六", "党员", ""),
        ("B", "own", "王五", "", ""),
    ]


def test_what_the_workbook_does_not_name_goes_where_that_is_asked(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(own("张三"), own("王五", "", "B")))
    content = roster(own("张三"))
    assert counts(upload(office, campaign, content)) == (0, 0, 1, 0)
    assert counts(upload(office, campaign, content, rest="remove")) == (0, 0, 1, 1)
    brought(office, campaign, content, rest="remove")
    assert [line[2] for line in lines(campaign)] == ["张三"]


def test_two_lines_may_take_each_others_contact(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(own("张三", "13800000001"), own("李四")))
    content = roster(own("张三"), own("李四", "13800000001"))
    page = upload(office, campaign, content)
    assert counts(page) == (0, 2, 0, 0)
    keys = set(Rater.objects.values_list("pk", flat=True))
    brought(office, campaign, content)
    assert [line[4] for line in lines(campaign)] == ["", "13800000001"]
    assert set(Rater.objects.values_list("pk", flat=True)) == keys


def test_somebody_goes_over_to_another_list(campaign: Campaign, office: Client) -> None:
    brought(office, campaign, roster(own("张三"), own("李四"), cross("王五", "党员")))
    content = roster(own("李四"), cross("王五", "党员"), cross("张三", "居民"))
    assert counts(upload(office, campaign, content)) == (0, 1, 2, 0)
    brought(office, campaign, content)
    assert [line[1:3] for line in lines(campaign)] == [
        ("own", "李四"), ("cross", "王五"), ("cross", "张三")
    ]  # fmt: skip


def test_columns_that_are_not_there_change_nothing(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(own("张三", "13800000001"), own("李四")))
    content = roster(("单位甲", "本单位", "张三"), ("单位甲", "本单位", "王五"),
                     head=("单位", "参评类型", "姓名"))  # fmt: skip
    assert counts(upload(office, campaign, content)) == (1, 0, 1, 1)
    brought(office, campaign, content)
    assert [line[2:] for line in lines(campaign)] == [
        ("张三", "", "13800000001"), ("王五", "", "")
    ]  # fmt: skip


def test_sheets_may_name_the_unit_or_the_pool(
    campaign: Campaign, office: Client
) -> None:
    head = ("单位", "姓名")
    by_pool = {"本单位": [head, ("单位甲", "张三")], "全评参评人员": [(*head, "类别"),
               ("B", "王五", "党员")]}  # fmt: skip
    brought(office, campaign, workbook(by_pool))
    by_unit = {"单位丙": [("参评类型", "姓名"), ("own", "李四")]}
    brought(office, campaign, workbook(by_unit))
    assert [line[:3] for line in lines(campaign)] == [
        ("A", "own", "张三"), ("B", "cross", "王五"), ("C", "own", "李四")
    ]  # fmt: skip


def test_one_pool_needs_no_name(campaign: Campaign, office: Client) -> None:
    campaign.pools.filter(key="cross").delete()
    brought(office, campaign, roster(("A", "张三"), head=("单位代码", "姓名")))
    assert lines(campaign) == [("A", "own", "张三", "", "")]


def test_lines_without_a_person_are_left_out(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(own(""), own("张三"), own("")))
    assert counts(page) == (1, 0, 0, 0)
    assert "2 places on these lists are still free" in page.content.decode()


def test_english_heads(campaign: Campaign, office: Client) -> None:
    head = ("Unit code", "Unit", "Pool", "Name", "Category", "Contact")
    content = roster(("A", "", "Own unit", "J. Smith", "", "j@example.org"), head=head)
    brought(office, campaign, content)
    assert lines(campaign) == [("A", "own", "J. Smith", "", "j@example.org")]
    assert head != HEAD


def test_so_many_lines_are_deleted_in_parts(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.lists.roster.MANY", 1)
    brought(office, campaign, roster(own("张三"), own("李四"), own("王五")))
    brought(office, campaign, roster(own("张三")))
    assert [line[2] for line in lines(campaign)] == ["张三"]


def test_a_workbook_of_another_campaign(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is told; what was meant is looked for so many times only."""
    monkeypatch.setattr("campaigns.lists.problem.LOOKED_FOR", 1)
    strange = [("", f"单位{n}", "本单位", "张三", "", "") for n in range(1001)]
    page = upload(office, campaign, roster(*strange))
    told = [problem.text for problem in page.context["plan"].problems]
    assert len(told) == 1001
    assert len([text for text in told if "Did you mean" in text]) == 1
    assert "The first 1,000 of 1001 are shown." in page.content.decode()
