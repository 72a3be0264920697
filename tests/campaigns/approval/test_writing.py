"""A liaison writes his list: one by one, pasted, by workbook; nothing of others."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.approval import own
from campaigns.lists.plan import Altered
from campaigns.models import Campaign, WrongState
from tests.campaigns.approval.make import Stage, approved, fill, handed_in, said, text
from tests.campaigns.books import roster, shown, units, workbook

pytestmark = pytest.mark.django_db
A = "liaison-a"


def names(stage: Stage, code: str = "A") -> list[str]:
    rows = stage.campaign.raters.filter(unit__code=code).in_order()
    return [row.name for row in rows]


def add(stage: Stage, **data: str) -> Any:
    return stage.post(A, "person/", **{"category": "", "contact": "", **data})


# one by one ----------------------------------------------------------------------


def test_people_are_added_changed_and_taken_off(stage: Stage) -> None:
    answer = add(stage, name="张　三", contact="138 0000 0001")
    assert said(answer) == ["Added: 张 三"]
    add(stage, name="李四")
    row = stage.campaign.raters.get(name="张三")
    assert row.contact == "13800000001"
    page = stage.get(A, f"person/{row.pk}/")
    assert 'value="张三"' in text(page)
    stage.post(A, f"person/{row.pk}/", name="张三", category="", contact="")
    row.refresh_from_db()
    assert row.contact == ""
    stage.post(A, f"person/{row.pk}/", name="王五", category="", contact="")
    assert names(stage) == ["王五", "李四"]
    answer = stage.post(A, f"person/{stage.rater('李四')}/", remove=1)
    assert said(answer) == ["Taken off: 李四"]
    stage.post(A, f"person/{stage.rater('王五')}/", remove=1)
    assert names(stage) == []
    assert "Nobody is on the list yet." in text(stage.get(A))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "1234"}, "“1234” is no name"),
        ({"name": "张三", "contact": "12"}, "“12” is neither a phone number nor"),
        ({"name": "甲Aown"}, "“甲Aown” is there twice"),
        ({"name": "甲Across"}, "“甲Across” is on another list of the unit already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    data: dict[str, str], told: str, stage: Stage
) -> None:
    fill(stage, "A", ("own", "cross"))
    stage.campaign.raters.get(name="乙Aown").delete()
    before = names(stage)
    answer = add(stage, **data)
    assert answer.status_code == 422
    assert told in text(answer)
    assert f'value="{data["name"]}"' in text(answer) or not data["name"]
    assert names(stage) == before


def test_a_list_has_its_quota(filled: Stage) -> None:
    answer = add(filled, name="张三")
    assert answer.status_code == 422
    assert "1 line more than the quota of 2" in text(answer)


def test_a_line_that_would_be_wrong_is_not_changed(filled: Stage) -> None:
    end = f"person/{filled.rater('甲Aown')}/"
    answer = filled.post(A, end, name="乙Aown", category="", contact="")
    assert answer.status_code == 422
    assert "Not saved yet" in text(answer)


def test_categories_are_chosen(stage: Stage) -> None:
    pool = stage.campaign.pools.get(key="own")
    pool.composition = "科室负责人; 退休人员"
    pool.save()
    assert '<option value="退休人员">' in text(stage.get(A))
    answer = add(stage, name="张三", category="")
    assert "the category is missing" in text(answer)
    add(stage, name="张三", category="退休人员")
    assert stage.campaign.raters.get().category == "退休人员"
    # a line of before that names none does not stand in the way
    stage.campaign.raters.update(category="")
    add(stage, name="李四", category="退休人员")
    assert names(stage) == ["张三", "李四"]


def test_the_cross_unit_list_has_places_of_every_unit(stage: Stage) -> None:
    data = {"name": "张三", "category": "党员", "contact": "", "part": "B:cross"}
    stage.post(A, "person/", "cross", "G1", **data)
    row = stage.campaign.raters.get()
    assert (row.unit.code, row.pool.key) == ("B", "cross")
    answer = stage.post(A, "person/", "cross", "G1", **data | {"part": "C:cross"})
    assert answer.status_code == 422
    page = stage.get(A, f"person/{row.pk}/", "cross", "G1")
    assert "part" not in page.context["form"].fields


def test_several_pools_of_a_group_are_told_apart(stage: Stage) -> None:
    stage.campaign.pools.create(key="all", name="全区", reach="campaign", quota=1)
    page = text(stage.get(A, "", "cross", "G1"))
    assert '<option value="A:all">单位甲 · 全区</option>' in page.replace(
        "Unit A", "单位甲"
    )
    assert page.count("· 全区") >= 2


def test_a_leader_is_kept_off_or_said_to_be_another(stage: Stage) -> None:
    seat = stage.item().seat
    seat.leaders = "張三、李四"
    seat.save()
    fill(stage)
    add_name = stage.campaign.raters.get(name="乙Aown")
    add_name.name = "张三"
    add_name.save()
    page = text(stage.get(A))
    assert "“张三” has the name of a leader who is rated" in page
    assert stage.get(A, "hand-in/").status_code == 409
    answer = stage.post(A, f"person/{add_name.pk}/", namesake=1)
    assert said(answer) == ["Noted: “张三” is another person."]
    assert "and is said to be another" in text(answer)
    assert stage.get(A, "hand-in/").status_code == 200
    # another name is another person
    stage.post(A, f"person/{add_name.pk}/", name="李四", category="", contact="")
    assert "“李四” has the name of a leader" in text(stage.get(A))


@pytest.mark.parametrize("data", [{"name": "王五"}, {"remove": "1"}, {"namesake": "1"}])
def test_a_list_that_was_handed_in_is_not_written_any_more(
    data: dict[str, str], filled: Stage
) -> None:
    before = names(filled)
    handed_in(filled)
    end = f"person/{filled.rater('甲Aown')}/"
    filled.post(A, end, **data, category="", contact="")
    for end in ("person/", "paste/", "upload/"):
        answer = filled.post(A, end, name="王五", lines="王五")
        assert said(answer)[0].startswith("Nothing was done")
    assert names(filled) == before


def test_what_two_tabs_send_is_not_written_over(
    filled: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handed in between the page and its act."""
    end = f"person/{filled.rater('甲Aown')}/"
    monkeypatch.setattr(own.OwnPlan, "take_over", late)
    answer = filled.post(A, end, name="王五", category="", contact="")
    assert answer.status_code == 422
    handed_in(filled)
    monkeypatch.setattr("campaigns.approval.item.Item.open", True)
    for data in ({"remove": 1}, {"namesake": 1}):
        assert said(filled.post(A, end, **data))[0].startswith("Nothing was done")


def late(*_what: Any) -> None:
    raise Altered


def test_a_line_that_has_gone_since_one_looked(filled: Stage) -> None:
    row, rater = filled.item().row, filled.campaign.raters.get(name="甲Aown")
    filled.campaign.raters.filter(pk=rater.pk).delete()
    for act in (row.take_off, row.tell_apart):
        with pytest.raises(WrongState):
            act(rater, A)
    with pytest.raises(WrongState):
        row.reach(rater, "13800000009", A)


def test_a_contact_can_be_put_right_at_any_time(filled: Stage) -> None:
    approved(filled)
    end = f"person/{filled.rater('甲Aown')}/"
    assert "has been handed in" in text(filled.get(A, end))
    answer = filled.post(A, end, contact="x")
    assert answer.status_code == 422
    filled.post(A, end, contact="13800000009")
    row = filled.campaign.raters.get(name="甲Aown")
    assert row.contact == "13800000009"
    assert filled.item().state == "approved"
    twin = filled.campaign.raters.get(name="乙Aown")
    filled.campaign.raters.filter(pk=twin.pk).update(name="甲Aown")
    answer = filled.post(A, f"person/{twin.pk}/", contact="13800000009")
    assert "“甲Aown” is on a list of the unit already" in text(answer)
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="closed")
    assert said(filled.post(A, end, contact=""))[0].startswith("Nothing was done")


# pasted --------------------------------------------------------------------------


def paste(stage: Stage, lines: str, how: str = "add", **more: str) -> Any:
    return stage.post(A, "paste/", lines=lines, how=how, **more)


def take_over(stage: Stage, page: Any, kind: str = "list", code: str = "A") -> Any:
    found = re.search(r'name="lists" value="([^"]*)"', page.content.decode())
    assert found
    return stage.post(A, "take-over/", kind, code, lists=found[1])


def test_lines_are_pasted_looked_at_and_taken_over(stage: Stage) -> None:
    assert stage.get(A, "paste/").status_code == 200
    page = paste(stage, "姓名\t类别\t电话\n1\t张三\t党员\t13800000001\n\n李 四")
    assert names(stage) == []
    answer = take_over(stage, page)
    assert said(answer) == ["The list is taken over."]
    rows = stage.campaign.raters.in_order()
    found = [(row.name, row.category, row.contact) for row in rows]
    assert found == [("张三", "党员", "13800000001"), ("李四", "", "")]
    # once more: two tabs, a double press
    assert said(take_over(stage, page)) == ["The list is like that already."]


def test_pasted_lines_come_to_the_others_or_take_their_place(stage: Stage) -> None:
    add(stage, name="张三")
    page = paste(stage, "李四")
    assert "1 person is taken off" not in text(page)
    take_over(stage, page)
    assert names(stage) == ["张三", "李四"]
    page = paste(stage, "王五，党员，wang@example.org", "replace")
    assert "2 people are taken off" in text(page)
    take_over(stage, page)
    assert names(stage) == ["王五"]


def test_pasted_lines_that_are_wrong_are_mended_there(stage: Stage) -> None:
    page = paste(stage, "张三 党员 区长 138\n12345")
    assert page.status_code == 422
    assert "“138” is neither a phone number" in text(page)
    assert "“12345” is no name" in text(page)
    assert "张三 党员 区长 138" in text(page)
    assert 'name="lists"' not in text(page)
    assert paste(stage, "  \n ").status_code == 422
    assert paste(stage, "").status_code == 422


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("张三\t党员\t1380000", ["张三", "党员", "1380000"]),
        ("3.\t张三", ["张三"]),
        ("张 三 党员", ["张三", "党员"]),
        ("张三、李四", ["张三", "李四"]),
        ("  ", []),
        ("\t\t", []),
    ],
)
def test_cells_of_a_line(line: str, cells: list[str]) -> None:
    assert own.cells(line) == cells


def test_a_list_that_changed_since_one_looked_is_shown_anew(stage: Stage) -> None:
    page = paste(stage, "张三")
    add(stage, name="李四")
    answer = take_over(stage, page)
    assert answer.status_code == 409
    assert "the list has changed since you looked" in text(answer)
    assert names(stage) == ["李四"]


def test_a_preview_that_is_none(stage: Stage) -> None:
    answer = stage.post(A, "take-over/", lists="nonsense")
    assert said(answer) == ["The preview is no longer valid. Do it once more."]
    assert stage.clients[A].get(stage.path("take-over/")).status_code == 302


def test_a_preview_is_of_its_list_and_its_user(stage: Stage) -> None:
    found = re.search(
        r'name="lists" value="([^"]*)"', paste(stage, "张三").content.decode()
    )
    for who, kind, code in (("office", "list", "A"), (A, "cross", "G1")):
        answer = stage.post(who, "take-over/", kind, code, lists=found[1])
        assert "no longer valid" in said(answer)[0]


def test_handed_in_between_looking_and_taking_over(stage: Stage) -> None:
    fill(stage)
    page = paste(stage, "王五", "replace")
    handed_in(stage)
    assert said(take_over(stage, page))[0].startswith("Nothing was done")


def test_too_much_for_one_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "CARRIED", 10)
    page = paste(stage, "张三")
    assert "too many lines for one list" in text(page)
    assert 'name="lists"' not in text(page)


# by workbook ---------------------------------------------------------------------


def upload(stage: Stage, content: bytes, kind: str = "list", code: str = "A") -> Any:
    file = SimpleUploadedFile("名单.xlsx", content)
    return stage.post(A, "upload/", kind, code, file=file)


def test_a_workbook_of_the_own_list(stage: Stage) -> None:
    assert stage.get(A, "upload/").status_code == 200
    page = upload(
        stage, roster(("A", "", "本单位", "张三", "", ""), ("", "", "", "李四", "", ""))
    )
    take_over(stage, page)
    assert names(stage) == ["张三", "李四"]


def test_lines_of_another_unit_are_refused_and_nothing_of_it_is_told(
    stage: Stage,
) -> None:
    fill(stage, "B")
    lines = ("B", "", "本单位", "甲Bown", "", ""), ("A", "", "全评", "张三", "", "")
    page = upload(stage, roster(*lines))
    assert "this list is of “单位甲” only; take the line off" in text(page)
    assert "there is no pool “全评”" in text(page)
    assert "twice" not in text(page)
    page = upload(stage, roster(("", "单位乙", "本单位", "张三", "", "")))
    assert "this list is of “单位甲” only" in text(page)


def test_a_list_of_units_in_the_workbook_is_left_alone(stage: Stage) -> None:
    book = workbook({
        "单位和分组": [("单位代码", "单位", "组"), ("A", "单位甲", "别的组")],
        "参评人员名单": [("姓名", "参评类型"), ("张三", "本单位")],
    })  # fmt: skip
    take_over(stage, upload(stage, book))
    assert names(stage) == ["张三"]
    assert stage.campaign.groups.count() == 2
    assert "the same already" in text(upload(stage, units(("A", "单位甲", "", "组"))))


def test_a_file_that_is_no_workbook(stage: Stage) -> None:
    answer = upload(stage, b"nonsense")
    assert answer.status_code == 422
    assert "not a workbook" in text(answer)


def test_template_and_export_hold_the_own_list_alone(filled: Stage) -> None:
    filled.campaign.raters.get(name="乙Aown").delete()
    sheets = shown(filled.get(A, "template.xlsx").content)
    assert "单位和分组" not in sheets
    everything = str(sheets)
    for other in ("单位乙", "甲Bown", "Unit B", "甲Across"):
        assert other not in everything
    answer = filled.get(A, "list.xlsx")
    assert "甲Aown" in str(shown(answer.content))
    assert filled.clients[A].head(filled.path("list.xlsx")).status_code == 200
    page = upload(filled, answer.content)
    assert "the same already" in text(page)
    cross = filled.get(A, "list.xlsx", "cross", "G1")
    found = str(shown(cross.content))
    assert "甲Bcross" in found
    assert "甲Bown" not in found
