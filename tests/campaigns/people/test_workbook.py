"""Accounts from a workbook: looked at, then all or nothing."""

import time
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from audit.models import Entry
from campaigns.models import Account, Campaign, Duty, Team, Unit
from campaigns.people import reading
from tests.campaigns.people.make import codes, make_person
from tests.make import behind, make_campaign

pytestmark = pytest.mark.django_db
HEAD = ("登录名", "姓名", "电子邮箱", "角色", "单位、组或督导组")
Row = tuple[Any, ...]
ROWS: list[Row] = [
    ("zhangsan", "张三", "zs@example.org", "单位联络员", "A"),
    ("zhangsan", "张三", None, "单位负责人", "单位A"),
    ("lisi", "李　四", "LS@example.org", "监票人", "第一组"),
    ("wangwu", "王五", None, "督导组", "第一督导组"),
    ("zhao", "赵六", "zl@example.org", "Auditor", None),
    ("qian", "钱七", None, "活动办", None),
]


@pytest.fixture
def campaign() -> Campaign:
    Team.objects.create(name="第一督导组")
    campaign = make_campaign()
    campaign.groups.update(title="第一组")
    Unit.objects.filter(code="A").update(name="单位A")
    return campaign


def book(*rows: Row, head: Row = HEAD, above: int = 0) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet
    sheet.title = "人员"
    for _line in range(above):
        sheet.append(["某区群众评议工作人员名单"])
    for row in (head, *rows):
        sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def upload(office: Client, content: bytes, campaign: Campaign | None = None) -> Any:
    form = {"file": SimpleUploadedFile("people.xlsx", content)}
    pk = campaign.pk if campaign else ""
    return office.post("/people/workbook/", {**form, "campaign": pk})


def carried(answer: Any) -> dict[str, str]:
    """What the page of the preview sends when it is agreed to."""
    start = answer.text.index('name="rows" value="') + len('name="rows" value="')
    return {"rows": answer.text[start : answer.text.index('"', start)]}


def take_over(office: Client, answer: Any) -> Any:
    return office.post("/people/workbook/", carried(answer))


def test_seen_first_then_taken_over(office: Client, campaign: Campaign) -> None:
    answer = upload(office, book(*ROWS, above=2), campaign)
    assert answer.status_code == 200
    assert "New accounts: 5. Roles given: 6. E-mails changed: 0." in answer.text
    assert User.objects.count() == 1
    assert take_over(office, answer)["Location"] == "/people/"
    held = {row.username: [duty.key.partition(":")[0] for duty in row.duties()]
            for row in Account.objects.all()}  # fmt: skip
    assert held == {
        "office": ["office"], "zhangsan": ["head", "liaison"], "lisi": ["teller"],
        "wangwu": ["team"], "zhao": ["auditor"], "qian": ["office"],
    }  # fmt: skip
    assert User.objects.get(username="lisi").last_name == "李四"
    entry = Entry.objects.get(action="people uploaded")
    assert (entry.actor, entry.detail) == ("office", {"made": 5, "given": 6})


def test_the_same_list_again_changes_nothing(
    office: Client, campaign: Campaign
) -> None:
    take_over(office, upload(office, book(*ROWS), campaign))
    before = Entry.objects.count()
    answer = upload(office, book(*ROWS), campaign)
    assert "everything in the list is so already" in answer.text
    assert "Take the list over" not in answer.text
    take_over(office, answer)
    assert Entry.objects.count() == before
    assert User.objects.count() == 6


def test_what_is_given_out_is_taken_back(office: Client, campaign: Campaign) -> None:
    take_over(office, upload(office, book(*ROWS), campaign))
    make_person("formula", Duty("auditor"), last_name="=1+1", email="")
    content = office.get("/people/template.xlsx?filled=1").content
    answer = upload(office, content, campaign)
    assert answer.status_code == 200, answer.text
    assert "everything in the list is so already" in answer.text
    cells = [cell for row in load_workbook(BytesIO(content)).active for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_the_template_is_empty_and_names_what_there_is(
    office: Client, campaign: Campaign
) -> None:
    made = load_workbook(BytesIO(office.get("/people/template.xlsx").content))
    assert made.worksheets[0].max_row == 1
    notes = {cell.value for row in made.worksheets[1] for cell in row}
    assert {"A", "单位A", "G1", "第一组", "第一督导组", "活动办"} <= notes
    answer = upload(office, office.get("/people/template.xlsx").content)
    assert "No list of people was found" in answer.text


WRONG: list[tuple[Row, str]] = [
    (("张三", "张三", None, "审计人员", None), "column A: A login name of Latin"),
    ((None, "张三", None, "审计人员", None), "column A: A login name of Latin"),
    (("a" * 31, "张三", None, "审计人员", None), "column A: A login name of Latin"),
    (("zs", None, None, "审计人员", None), "column B: The name is missing"),
    (("zs", "张" * 61, None, "审计人员", None), "column B: The name is missing"),
    (("zs", "张三", "nowhere", "审计人员", None), "column C: “nowhere” is no e-mail"),
    (("zs", "张三", None, "联络", None), "Did you mean"),
    (("zs", "张三", None, "厨师", None), "column D: no role is called “厨师”"),
    (("zs", "张三", None, "联络员", None), "column E: For this role a unit is needed"),
    (("zs", "张三", None, "联络员", "单位Z"), "there is no unit “单位Z”. Did you mean"),
    (("zs", "张三", None, "计票人", "第九组"), "there is no group “第九组”"),
    (("zs", "张三", None, "督导组", "北京"), "there is no supervision team “北京”"),
    (("admin", "张三", None, "审计人员", None), "is an administrator's account"),
    (("gone", "张三", None, "审计人员", None), "“gone” is deactivated"),
    (("taken", "李四", None, "审计人员", None), "The account “taken” is 张三's"),
    (("zs", "=1+1", None, "审计人员", None), "a formula without a value"),
]


@pytest.mark.parametrize(("row", "words"), WRONG, ids=range(len(WRONG)))
def test_each_mistake_is_named_with_its_place(
    office: Client, campaign: Campaign, row: Row, words: str
) -> None:
    User.objects.create_superuser("admin", password="x")  # noqa: S106
    make_person("gone", is_active=False)
    make_person("taken")
    people = User.objects.count()
    good = ("fine", "好人", None, "审计人员", None)
    answer = upload(office, book(good, row, above=1), campaign)
    assert answer.status_code == 422
    assert "Sheet “人员”, row 4, column" in answer.text
    assert words in unescape(answer.text)
    assert "Nothing was stored" in answer.text
    assert User.objects.count() == people


def test_mistakes_between_lines(office: Client, campaign: Campaign) -> None:
    rows = [
        ("zs", "张三", "zs@example.org", "审计人员", None),
        ("ZS", "张三", None, "审计", None),
        ("zs", "李四", "other@example.org", "联络员", "A"),
        ("ls", "李四", "ZS@example.org", "联络员", "B"),
    ]
    text = upload(office, book(*rows), campaign).text
    assert "row 3, column D: This person has this role in the list already." in text
    assert "row 4, column B: In row 2 this login name is 张三" in text
    assert "row 4, column C: In row 2 this person has another e-mail." in text
    assert "row 5, column C: 张三 in row 2 has the same e-mail." in text


def test_for_a_group_the_campaign_is_needed(office: Client, campaign: Campaign) -> None:
    row = ("lisi", "李四", None, "计票人", "第一组")
    assert "Choose the campaign above" in upload(office, book(row)).text
    behind(campaign, state="void")
    answer = upload(office, book(row), campaign)
    assert answer.status_code == 422
    assert "Select a valid choice" in answer.text


def test_an_e_mail_is_put_right_and_the_old_link_dies(
    office: Client, campaign: Campaign
) -> None:
    account = make_person(duty := "zhangsan")
    code = codes(office.post(f"/people/{account.pk}/sheet/").text)[0]
    rows = [(duty, "张三", "new@example.org", "审计人员", None),
            (duty, "张三", None, "联络员", "A")]  # fmt: skip
    answer = upload(office, book(*rows))
    assert "New accounts: 0. Roles given: 2. E-mails changed: 1." in answer.text
    take_over(office, answer)
    assert User.objects.get(username="zhangsan").email == "new@example.org"
    dead = Client().post("/accounts/invitation/", {"code": code})
    assert dead.status_code == 422


def test_what_changed_in_between_is_seen_again(
    office: Client, campaign: Campaign
) -> None:
    answer = upload(office, book(*ROWS), campaign)
    make_person("qian", last_name="钱八")
    again = take_over(office, answer)
    assert again.status_code == 409
    assert "The account “qian” is 钱八" in again.text
    assert User.objects.count() == 2


def test_only_what_was_looked_at_is_taken_over(
    office: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = carried(upload(office, book(*ROWS), campaign))
    forged = signing.dumps([None, []], salt="elsewhere")
    later = time.time() + 3601
    for rows in ("nonsense", forged):
        answer = office.post("/people/workbook/", {"rows": rows}, follow=True)
        assert "Too much time has passed." in answer.text
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert "Too much time" in office.post("/people/workbook/", form, follow=True).text
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b\n1,2", "This is a text file"), (b"PK nonsense", "damaged"),
     (book(head=("甲", "乙", "丙")), "No list of people was found")],
    ids=["text", "damaged", "head"],
)  # fmt: skip
def test_what_is_no_list(office: Client, content: bytes, words: str) -> None:
    answer = upload(office, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_list_that_is_too_long(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    assert "more than 3 lines" in upload(office, book(*ROWS)).text


def test_columns_may_stand_in_any_order_and_some_may_lack(office: Client) -> None:
    head = ("序号", "职责", "name", "备注", "账号")
    row = (1, "审计", "Anna", "", "anna")
    # a head that is printed again, and a number alone, are no person
    answer = upload(office, book(row, head, row[:1], head=head))
    assert "New accounts: 1. Roles given: 1." in answer.text
