"""The office's pages on people, one account at a time."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from campaigns.models import Account, Duty, Group, Invitation, Role, Team, Unit
from campaigns.people.forms import NewPersonForm
from jobs.models import Job
from reports.trail import line
from tests.appraisal.signing import SESAME, sign_in
from tests.campaigns.people.make import accept, codes, make_person, printed
from tests.make import make_campaign

pytestmark = pytest.mark.django_db
NEW = {"username": "zhangsan", "name": "张三", "email": "z@example.org"}


def told() -> list[tuple[str, Any]]:
    return [(row.action, row.detail) for row in Entry.objects.filter(chain=0)]


def text_of(office: Client, account: Account) -> str:
    return office.get(f"/people/{account.pk}/").text


def test_a_new_account_has_no_password_and_one_role(office: Client) -> None:
    make_campaign()
    unit = Unit.objects.get(code="A")
    assert f'value="liaison:{unit.pk}"' in office.get("/people/new/").text
    answer = office.post("/people/new/", {**NEW, "duty": f"liaison:{unit.pk}"})
    account = Account.objects.get(username="zhangsan")
    assert answer["Location"] == f"/people/{account.pk}/"
    assert not account.has_usable_password()
    assert (account.name, account.email) == ("张三", "z@example.org")
    assert Role.objects.get().unit == unit
    page = text_of(office, account)
    assert "not invited" in page
    assert "liaison of a unit · Unit A" in page
    given = {"account": "zhangsan", "duty": "liaison", "place": "A"}
    assert told() == [("account made", {"account": "zhangsan"}), ("role given", given)]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("username", "张三", "Enter a valid username"), ("username", "OFFICE", "taken"),
     ("name", "", "required"), ("email", "nowhere", "valid email"),
     ("duty", "", "required"), ("duty", "auditor", "Select a valid choice"),
     ("duty", "liaison:999", "Select a valid choice"),
     ("duty", "administrator", "Select a valid choice")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_stored(
    office: Client, field: str, value: str, words: str
) -> None:
    make_campaign()
    unit = Unit.objects.get(code="A")
    answer = office.post(
        "/people/new/", {**NEW, "duty": f"liaison:{unit.pk}", field: value}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert User.objects.count() == 1


def places() -> list[Duty]:
    make_campaign()
    team = Team.objects.create(name="第一督导组")
    unit, group = Unit.objects.get(code="A"), Group.objects.get()
    return [Duty("office"), Duty("team", team), Duty("head", unit),
            Duty("liaison", unit), Duty("teller", group), Duty("auditor")]  # fmt: skip


def test_the_e_mail_of_somebody_else_is_refused(office: Client) -> None:
    first = make_person("lisi", email="z@example.org")
    unit = make_campaign().subjects.get(key="A").unit
    new = {**NEW, "email": "Z@example.org", "duty": f"liaison:{unit.pk}"}
    answer = office.post("/people/new/", new)
    assert answer.status_code == 422
    assert "that of the account “lisi” of" in answer.text
    assert not Account.objects.filter(username="zhangsan").exists()
    second = make_person("wangwu", email="w@example.org")
    form = {"name": "王五", "email": "z@example.org"}
    assert office.post(f"/people/{second.pk}/", form).status_code == 422
    assert office.post(f"/people/{first.pk}/", form).status_code == 302
    Account.objects.filter(pk=second.pk).update(email="z@example.org")
    kept = {"name": "王五五", "email": "z@example.org"}
    assert office.post(f"/people/{second.pk}/", kept).status_code == 302
    for account in (first, second):  # none is nobody's
        given = {"name": "王五", "email": ""}
        assert office.post(f"/people/{account.pk}/", given).status_code == 302


def test_every_role_is_given_and_taken_away(administrator: Client) -> None:
    office, account, duties = administrator, make_person(), places()
    address = f"/people/{account.pk}/duties/"
    for duty in duties:
        for _twice in range(2):
            office.post(address, {"duty": duty.key})
    fresh = Account.objects.get(pk=account.pk)
    assert [duty.key for duty in fresh.duties()] == [duty.key for duty in duties]
    assert fresh.is_staff
    for duty in duties:
        assert str(duty) in text_of(office, account)
        for _twice in range(2):
            office.post(address, {"take": duty.key})
    assert Account.objects.get(pk=account.pk).duties() == []
    assert "sees nothing" in text_of(office, account)
    acts = [action for action, _detail in told()]
    assert acts.count("role given") == acts.count("role taken away") == 6


def test_what_is_given_stands_in_words_in_the_log(office: Client) -> None:
    for duty in places():
        duty.give(make_person(f"of-{duty.kind}"), "office")
    rows = [line(row).text for row in Entry.objects.filter(action="role given")]
    assert (
        any("Role given" in row and "teller of a group" in row for row in rows) or rows
    )
    places_told = [row.detail["place"] for row in Entry.objects.filter(
        action="role given")]  # fmt: skip
    assert places_told == ["", "第一督导组", "A", "A", "G1", ""]


@pytest.mark.parametrize("kind", ["office", "team", "auditor"])
def test_who_holds_the_office_in_check_is_not_the_office_s_to_keep(
    office: Client, kind: str
) -> None:
    duty = next(duty for duty in places() if duty.kind == kind)
    account = make_person("lisi", duty)
    page = text_of(office, account)
    assert "kept by the administrator" in page
    assert "Deactivate" not in page
    assert "Print a link" not in page
    before = User.objects.values_list().get(pk=account.pk)
    for act in ("invite", "sheet", "withdraw", "deactivate", "activate", "duties", ""):
        path = f"/people/{account.pk}/{act}/".replace("//", "/")
        form = {"take": duty.key, "name": "x", "email": "my@own.org"}
        assert office.post(path, form).status_code == 403
    assert User.objects.values_list().get(pk=account.pk) == before
    assert not Invitation.objects.exists()
    for act in ("invite", "sheets"):
        office.post(f"/people/{act}/")
    assert not Invitation.objects.exists()
    assert f'value="{duty.key}"' not in office.get("/people/new/").text


def test_the_office_puts_nobody_of_its_own_into_a_team(office: Client) -> None:
    """Otherwise it would agree to its own acts, and hold two cards."""
    team = Team.objects.create(name="第一督导组")
    page = f"/admin/campaigns/team/{team.pk}/change/"
    own, other = make_person("own"), User.objects.create_user("other")
    form = {"name": team.name, "members": [own.pk, other.pk]}
    answer = office.post(page, form)
    assert "The office made or invited the account “own”" in answer.text
    assert not team.members.exists()
    assert office.post(page, {**form, "members": [other.pk]}).status_code == 302
    # who became a member by the administrator stays one
    team.members.add(own)
    assert office.post(page, form).status_code == 302
    # and who was put out and then given a link does not come back
    team.members.clear()
    office.post(f"/people/{other.pk}/sheet/")
    assert "“other”" in office.post(page, {**form, "members": [other.pk]}).text


def test_a_role_that_does_not_exist_is_not_given(office: Client) -> None:
    account = make_person()
    answer = office.post(f"/people/{account.pk}/duties/", {"duty": "head:1"})
    assert answer.status_code == 422
    assert "Select a valid choice" in answer.text


def test_name_and_e_mail_are_put_right(office: Client) -> None:
    account = make_person()
    address = f"/people/{account.pk}/"
    form = {"name": "张珊", "email": "shan@example.org"}
    for _twice in range(2):
        assert office.post(address, form).status_code == 302
    account = Account.objects.get(pk=account.pk)
    assert (account.name, account.email) == ("张珊", "shan@example.org")
    office.post(address, {**form, "name": "张杉"})
    assert [act for act, _detail in told()].count("account changed") == 2
    assert office.post(address, {"name": "", "email": ""}).status_code == 422
    # a name that Django's admin has split is shown as one
    User.objects.filter(pk=account.pk).update(first_name="San", last_name="Zhang")
    assert 'value="San Zhang"' in text_of(office, account)


def test_who_is_deactivated_is_out_at_once(administrator: Client) -> None:
    office, account = administrator, make_person("lisi", Duty("office"))
    client = Client()
    code = codes(office.post(f"/people/{account.pk}/sheet/").text)[0]
    accept(client, code)
    assert client.get("/people/").status_code == 200
    office.post(f"/people/{account.pk}/deactivate/")
    assert client.get("/people/")["Location"].startswith("/accounts/login/")
    assert "deactivated" in text_of(office, account)
    for _twice in range(2):
        office.post(f"/people/{account.pk}/activate/")
    assert "✓ active" in text_of(office, account)
    acts = [act for act, _detail in told()]
    assert acts.count("account activated") == acts.count("account deactivated") == 1


def test_who_is_locked_out_is_seen(office: Client) -> None:
    account = make_person("lisi")
    account.accept(SESAME)
    for _time in range(5):
        sign_in(Client(), "lisi", "wrong")
    page = text_of(office, account)
    assert "locked out" in page
    assert "after wrong passwords" in page
    assert "locked out (1)" in office.get("/people/").text
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert "locked out" not in text_of(office, account)


def test_the_list_is_searched_and_filtered(office: Client) -> None:
    make_campaign()
    liaison = Duty("liaison", Unit.objects.get(code="B"))
    make_person("lisi", liaison, last_name="李四")
    make_person("wangwu", last_name="王五")
    for asked, found in (
        ("q=李", {"李四"}), ("q=wangwu", {"王五"}), ("q=Unit B", set()),
        ("q=单位", {"李四"}), ("stage=new", {"李四", "王五"}), ("stage=off", set()),
        ("stage=nonsense", {"李四", "王五"}),
    ):  # fmt: skip
        page = office.get(f"/people/?{asked}").text
        assert {name for name in ("李四", "王五") if name in page} == found, asked
    assert "Nobody is like that." in office.get("/people/?q=nobody").text


def test_a_long_list_has_pages(office: Client) -> None:
    User.objects.bulk_create(User(username=f"u{n:03}") for n in range(110))
    first, third = (office.get(f"/people/?page={n}").text for n in (1, 3))
    assert "Page 1 of 3" in first
    assert "Page 3 of 3" in third
    assert "u109" in third
    assert "u109" not in first


def test_the_number_of_queries_stays_the_same(
    office: Client, django_assert_num_queries: Any
) -> None:
    make_campaign()
    unit, counts = Unit.objects.get(code="A"), []
    office.get("/people/")  # notes in the session that somebody is there
    for n in range(2):
        for each in range(20):
            make_person(f"u{n}-{each}", Duty("liaison", unit))
        with django_assert_num_queries(12, exact=False) as queries:
            office.get("/people/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_administrators_are_not_kept_here(office: Client) -> None:
    admin = User.objects.create_superuser("admin", password=SESAME)
    assert "admin" not in office.get("/people/").text.partition("<table")[2]
    assert office.get(f"/people/{admin.pk}/").status_code == 404
    assert office.post(f"/people/{admin.pk}/deactivate/").status_code == 404


def test_an_administrator_keeps_people_too() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin", password=SESAME))
    assert client.get("/people/").status_code == 200
    assert client.post("/people/new/", {**NEW, "duty": "office"}).status_code == 302
    assert User.objects.get(username="zhangsan").is_staff


def test_an_act_that_there_is_not(office: Client) -> None:
    account = make_person()
    assert office.post(f"/people/{account.pk}/delete/").status_code == 404


def test_progress_is_for_who_began_it_and_the_office(office: Client) -> None:
    job = Job.objects.start("invitations", by="lisi", about=[])
    client = Client()
    client.force_login(make_person("lisi"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    client.force_login(make_person("wangwu"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert office.get(f"/jobs/{job.pk}/").status_code == 200


@pytest.mark.parametrize("kind", ["office", "team", "auditor"])
def test_a_link_of_the_office_dies_when_more_is_given(
    kind: str, office: Client, administrator: Client
) -> None:
    """Or the office would hold a way into a supervisor's account."""
    duties = {duty.kind: duty for duty in places()}
    account, key = make_person("lisi", duties["head"]), duties[kind].key
    code = printed(office, account)
    administrator.post(f"/people/{account.pk}/duties/", {"duty": key})
    assert key in {d.key for d in Account.objects.get(pk=account.pk).duties()}
    assert not Invitation.objects.filter(pk=account.pk).exists()
    accept(Client(), code)
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_the_same_login_name_twice_at_one_moment(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("zhangsan")
    monkeypatch.setattr(NewPersonForm, "clean_username", lambda form: "zhangsan")
    unit = next(duty for duty in places() if duty.kind == "head")
    answer = office.post("/people/new/", {**NEW, "duty": unit.key})
    assert answer.status_code == 422
    assert "This login name is taken." in answer.text


def test_no_name_looks_for_what_no_database_holds(office: Client) -> None:
    assert office.get("/people/?q=%00").status_code == 200
