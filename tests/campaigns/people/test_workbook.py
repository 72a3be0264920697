"""Accounts from a workbook: looked at, then all or nothing."""

import time
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from openpyxl import Workbook, load_workbook

from audit.models import Entry
from campaigns.models import Account, Campaign, Duty, Group, Team, Unit
from campaigns.people import reading
from campaigns.people.places import code
from campaigns.people.plan import Plan
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


def upload(
    administrator: Client, content: bytes, campaign: Campaign | None = None
) -> Any:
    form = {"file": SimpleUploadedFile("people.xlsx", content)}
    pk = campaign.pk if campaign else ""
    return administrator.post("/people/workbook/", {**form, "campaign": pk})


def carried(answer: Any) -> dict[str, str]:
    """What the page of the preview sends when it is agreed to."""
    start = answer.text.index('name="rows" value="') + len('name="rows" value="')
    return {"rows": answer.text[start : answer.text.index('"', start)]}


def take_over(administrator: Client, answer: Any) -> Any:
    return administrator.post("/people/workbook/", carried(answer))


def test_seen_first_then_taken_over(administrator: Client, campaign: Campaign) -> None:
    answer = upload(administrator, book(*ROWS, above=2), campaign)
    assert answer.status_code == 200
    assert "New accounts: 5. Roles given: 6. E-mails changed: 0." in answer.text
    assert User.objects.count() == 1
    assert take_over(administrator, answer)["Location"] == "/people/"
    held = {row.username: [duty.key.partition(":")[0] for duty in row.duties()]
            for row in Account.objects.all()}  # fmt: skip
    assert held == {
        "admin": ["office"], "zhangsan": ["head", "liaison"], "lisi": ["teller"],
        "wangwu": ["team"], "zhao": ["auditor"], "qian": ["office"],
    }  # fmt: skip
    assert User.objects.get(username="lisi").last_name == "李四"
    entry = Entry.objects.get(action="people uploaded")
    assert (entry.actor, entry.detail) == ("admin", {"made": 5, "given": 6})


def test_the_same_list_again_changes_nothing(
    administrator: Client, campaign: Campaign
) -> None:
    take_over(administrator, upload(administrator, book(*ROWS), campaign))
    before = Entry.objects.count()
    answer = upload(administrator, book(*ROWS), campaign)
    assert "everything in the list is so already" in answer.text
    assert "Take the list over" not in answer.text
    take_over(administrator, answer)
    assert Entry.objects.count() == before
    assert User.objects.count() == 6


def test_what_is_given_out_is_taken_back(
    administrator: Client, campaign: Campaign
) -> None:
    take_over(administrator, upload(administrator, book(*ROWS), campaign))
    make_person("formula", Duty("auditor"), last_name="=1+1", email="")
    content = administrator.get("/people/template.xlsx?filled=1").content
    answer = upload(administrator, content, campaign)
    assert answer.status_code == 200, answer.text
    assert "everything in the list is so already" in answer.text
    cells = [cell for row in load_workbook(BytesIO(content)).active for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_the_template_is_empty_and_names_what_there_is(
    administrator: Client, campaign: Campaign
) -> None:
    made = load_workbook(BytesIO(administrator.get("/people/template.xlsx").content))
    assert made.worksheets[0].max_row == 1
    notes = {cell.value for row in made.worksheets[1] for cell in row}
    assert {"A", "单位A", "G1", "第一组", "第一督导组", "活动办"} <= notes
    answer = upload(administrator, administrator.get("/people/template.xlsx").content)
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
    administrator: Client, campaign: Campaign, row: Row, words: str
) -> None:
    make_person("gone", is_active=False)
    make_person("taken")
    people = User.objects.count()
    good = ("fine", "好人", None, "审计人员", None)
    answer = upload(administrator, book(good, row, above=1), campaign)
    assert answer.status_code == 422
    assert "Sheet “人员”, row 4, column" in answer.text
    assert words in unescape(answer.text)
    assert "Nothing was stored" in answer.text
    assert User.objects.count() == people


def test_mistakes_between_lines(administrator: Client, campaign: Campaign) -> None:
    rows = [
        ("zs", "张三", "zs@example.org", "审计人员", None),
        ("ZS", "张三", None, "审计", None),
        ("zs", "李四", "other@example.org", "联络员", "A"),
        ("ls", "李四", "ZS@example.org", "联络员", "B"),
    ]
    text = upload(administrator, book(*rows), campaign).text
    assert "row 3, column D: This person has this role in the list already." in text
    assert "row 4, column B: In row 2 this login name is 张三" in text
    assert "row 4, column C: In row 2 this person has another e-mail." in text
    assert "row 5, column C: 张三 in row 2 has the same e-mail." in text


def test_for_a_group_the_campaign_is_needed(
    administrator: Client, campaign: Campaign
) -> None:
    row = ("lisi", "李四", None, "计票人", "第一组")
    assert "Choose the campaign above" in upload(administrator, book(row)).text
    behind(campaign, state="void")
    answer = upload(administrator, book(row), campaign)
    assert answer.status_code == 422
    assert "Select a valid choice" in answer.text


def test_an_e_mail_is_put_right_and_the_old_link_dies(
    administrator: Client, campaign: Campaign
) -> None:
    account = make_person(duty := "zhangsan")
    link = codes(administrator.post(f"/people/{account.pk}/sheet/").text)[0]
    rows = [(duty, "张三", "new@example.org", "审计人员", None),
            (duty, "张三", None, "联络员", "A")]  # fmt: skip
    answer = upload(administrator, book(*rows))
    assert "New accounts: 0. Roles given: 2. E-mails changed: 1." in answer.text
    take_over(administrator, answer)
    assert User.objects.get(username="zhangsan").email == "new@example.org"
    dead = Client().post("/accounts/invitation/", {"code": link})
    assert dead.status_code == 422


def test_what_changed_in_between_is_seen_again(
    administrator: Client, campaign: Campaign
) -> None:
    answer = upload(administrator, book(*ROWS), campaign)
    make_person("qian", last_name="钱八")
    again = take_over(administrator, answer)
    assert again.status_code == 409
    assert "The account “qian” is 钱八" in again.text
    assert User.objects.count() == 2


def test_only_what_was_looked_at_is_taken_over(
    administrator: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = carried(upload(administrator, book(*ROWS), campaign))
    forged = signing.dumps([None, []], salt="elsewhere")
    later = time.time() + 3601
    for rows in ("nonsense", forged):
        answer = administrator.post("/people/workbook/", {"rows": rows}, follow=True)
        assert "Too much time has passed." in answer.text
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert (
        "Too much time"
        in administrator.post("/people/workbook/", form, follow=True).text
    )
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b\n1,2", "This is a text file"), (b"PK nonsense", "damaged"),
     (book(head=("甲", "乙", "丙")), "No list of people was found")],
    ids=["text", "damaged", "head"],
)  # fmt: skip
def test_what_is_no_list(administrator: Client, content: bytes, words: str) -> None:
    answer = upload(administrator, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_list_that_is_too_long(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    assert "more than 3 lines" in upload(administrator, book(*ROWS)).text


def test_columns_may_stand_in_any_order_and_some_may_lack(
    administrator: Client,
) -> None:
    head = ("序号", "职责", "name", "备注", "账号")
    row = (1, "审计", "Anna", "", "anna")
    # a head that is printed again, and a number alone, are no person
    answer = upload(administrator, book(row, head, row[:1], head=head))
    assert "New accounts: 1. Roles given: 1." in answer.text


@pytest.mark.parametrize("role", ["活动办", "督导组", "审计人员"])
def test_the_office_lets_nobody_in_who_holds_it_in_check(
    office: Client, campaign: Campaign, role: str
) -> None:
    text = upload(office, book(("zs", "张三", None, role, "第一督导组"))).text
    assert f"column D: “{role}” is a role that only the administrator" in text
    make_person("lisi", Duty("auditor"), last_name="李四")
    text = upload(office, book(("lisi", "李四", "my@own.org", "联络员", "A"))).text
    assert "The account “lisi” is kept by the administrator" in text
    answer = upload(office, book(("zs", "张三", None, "联络员", "A")))
    take_over(office, answer)
    assert User.objects.filter(username="zs").exists()


def test_what_is_there_already_is_left_alone(
    administrator: Client, campaign: Campaign
) -> None:
    make_person("zhao", Duty("auditor"), last_name="赵六", email="zl@example.org")
    answer = upload(administrator, book(*ROWS), campaign)
    assert "New accounts: 4. Roles given: 5." in answer.text
    assert "as it is" in answer.text
    take_over(administrator, answer)
    made = Entry.objects.filter(action="account made", detail__account="zhao")
    assert made.count() == 1


def test_a_fault_beside_the_list_is_nobody_s(administrator: Client) -> None:
    head = (*HEAD, "备注")
    row = ("zs", "张三", None, "审计", None, "=1+1")
    assert upload(administrator, book(row, head=head)).status_code == 200


def test_the_same_list_at_the_same_moment_is_taken_once(
    administrator: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = upload(administrator, book(ROWS[0]), campaign)
    carry_out = Plan.carry_out

    def second(plan: Plan, by: str) -> None:
        carry_out(plan, by)
        raise IntegrityError

    monkeypatch.setattr(Plan, "carry_out", second)
    again = take_over(administrator, answer)
    assert again.status_code == 302
    assert User.objects.filter(username=ROWS[0][0]).count() == 1


@pytest.fixture
def alike() -> None:
    """Units and teams of which one is easily taken for another."""
    Unit.objects.create(code="X1", name="区统计局", name_en="Statistics")
    Unit.objects.create(code="X2", name="区统计局")
    Unit.objects.create(code="A-1", name="甲局")
    Unit.objects.create(code="A1", name="乙局")
    Unit.objects.create(code="a1", name="X2")
    Team.objects.bulk_create(Team(name=name) for name in ("一-二组", "一二组"))


def held(login: str) -> list[str]:
    return [code(duty.place) for duty in Account.objects.get(username=login).duties()]


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize(
    ("role", "text", "place"),
    [("联络员", "A-1", "A-1"), ("联络员", "A1", "A1"), ("联络员", "a1", "a1"),
     ("联络员", "X2", "X2"), ("联络员", "乙 局", "A1"), ("联络员", "（甲局）", "A-1"),
     ("联络员", "x-1", "X1"), ("联络员", "STATISTICS", "X1"),
     ("督导组", "一-二组", "一-二组"), ("督导组", "一二组", "一二组")],
)  # fmt: skip
def test_a_place_is_the_one_that_is_written(
    administrator: Client, role: str, text: str, place: str
) -> None:
    answer = upload(administrator, book(("zs", "张三", None, role, text)))
    take_over(administrator, answer)
    assert held("zs") == [place]


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize(
    ("role", "text", "words"),
    [("联络员", "区统计局", "several units; write the code: X1, X2"),
     ("联络员", "A_1", "several units; write the code: A-1, A1, a1"),
     ("督导组", "一_二组",
      "several supervision teams; write the whole name: 一-二组, 一二组"),
     ("联络员", "★", "there is no unit “★”")],
)  # fmt: skip
def test_a_place_that_may_be_several_is_asked_for(
    administrator: Client, role: str, text: str, words: str
) -> None:
    Unit.objects.create(code="star", name="☆")
    answer = upload(administrator, book(("zs", "张三", None, role, text)))
    assert answer.status_code == 422
    assert "Sheet “人员”, row 2, column E" in answer.text
    assert words in unescape(answer.text)
    assert not User.objects.filter(username="zs").exists()


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize("chosen", [0, 1, None])
def test_places_that_are_alike_are_given_out_and_taken_back(
    administrator: Client, chosen: int | None
) -> None:
    campaigns = [make_campaign(), make_campaign()]
    places = [Duty("liaison", unit) for unit in Unit.objects.all()]
    places += [Duty("team", team) for team in Team.objects.all()]
    make_person("zhangsan", *places)
    for login, campaign in zip(("lisi", "wangwu"), campaigns, strict=True):
        make_person(login, Duty("teller", campaign.groups.order_by("key")[0]))
    content = administrator.get("/people/template.xlsx?filled=1").content
    campaign = None if chosen is None else campaigns[chosen]
    answer = upload(administrator, content, campaign)
    assert "everything in the list is so already" in answer.text


def test_a_group_of_a_campaign_that_is_over_is_not_given_out(
    administrator: Client, campaign: Campaign
) -> None:
    make_person("lisi", Duty("teller", campaign.groups.get()), Duty("auditor"))
    behind(campaign, state="void")
    content = administrator.get("/people/template.xlsx?filled=1").content
    rows = [row[3] for row in load_workbook(BytesIO(content)).active.values]
    assert rows[1:] == ["审计人员"]


def test_a_group_of_another_campaign_goes_by_its_whole_code(
    administrator: Client, campaign: Campaign
) -> None:
    other = Group.objects.create(campaign=make_campaign(), key="G9", title="第九组")
    row = ("lisi", "李四", None, "计票人")
    for text in ("G9", "第九组"):
        answer = upload(administrator, book((*row, text)), campaign)
        assert f"there is no group “{text}”" in answer.text
        assert "活动" not in answer.text  # nor is it offered
    text = upload(administrator, book((*row, "第1组")), campaign).text
    assert "Did you mean “第一组”?" in text
    whole = f"活动{other.campaign_id}-G9"
    take_over(administrator, upload(administrator, book((*row, whole)), campaign))
    assert held("lisi") == [whole]


def test_an_e_mail_of_somebody_else_is_not_taken(administrator: Client) -> None:
    User.objects.filter(username="admin").update(email="admin@example.org")
    make_person("taken")
    make_person("gone", last_name="李四", is_active=False)
    make_person("moved", last_name="王五")
    rows = [("new", "新人", "Taken@Example.org", "审计", None),
            ("newer", "又新", "gone@example.org", "审计", None),
            ("newest", "再新", "admin@example.org", "审计", None),
            ("moved", "王五", "taken@example.org", "审计", None),
            ("taken", "张三", "TAKEN@example.org", "审计", None)]  # fmt: skip
    answer = upload(administrator, book(*rows))
    assert answer.status_code == 422
    text = unescape(answer.text)
    whose = "column C: This e-mail is that of"
    assert f"row 2, {whose} the account “taken” of 张三." in text
    assert f"row 3, {whose} the account “gone” of 李四." in text
    assert f"row 4, {whose} an administrator's account." in text
    assert "“admin”" not in text
    assert f"row 5, {whose} the account “taken” of 张三." in text
    assert "row 6" not in text
    assert not User.objects.filter(username__startswith="new").exists()


def test_an_e_mail_that_a_list_sets_free_is_taken(administrator: Client) -> None:
    make_person("zhangsan")
    make_person("lisi", last_name="李四")
    rows = [("zhangsan", "张三", "lisi@example.org", "审计", None),
            ("lisi", "李四", "zhangsan@example.org", "审计", None)]  # fmt: skip
    take_over(administrator, upload(administrator, book(*rows)))
    assert User.objects.get(username="lisi").email == "zhangsan@example.org"


def test_who_shares_an_e_mail_already_is_left_alone(administrator: Client) -> None:
    for login in ("zhangsan", "lisi"):
        make_person(login, Duty("auditor"), email="office@example.org")
    content = administrator.get("/people/template.xlsx?filled=1").content
    answer = upload(administrator, content)
    assert "everything in the list is so already" in answer.text


def test_the_office_is_given_the_whole_list_and_it_is_taken_back(
    office: Client, campaign: Campaign
) -> None:
    User.objects.filter(username="office").update(last_name="活动办")
    make_person("zhao", Duty("auditor"), Duty("team", Team.objects.get()))
    gone = make_person("gone", Duty("head", Unit.objects.get(code="A")))
    gone.switch(on=False, by="office")
    make_person("apart", Duty("liaison", Unit.objects.get(code="A")), last_name="张 三")
    content = office.get("/people/template.xlsx?filled=1").content
    answer = upload(office, content)
    assert "everything in the list is so already" in answer.text
    for row, words in (
        (("zhao", "张三", "my@own.org", "审计", None), "only the administrator"),
        (("gone", "张三", "my@own.org", "单位负责人", "A"), "“gone” is deactivated"),
        (("gone", "张三", None, "联络员", "A"), "“gone” is deactivated"),
    ):
        assert words in unescape(upload(office, book(row)).text)
