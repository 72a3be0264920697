"""Figures for programs: by token, without a session, what its reader may see."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from audit.models import Entry, Export
from ballots.models import Account, Tally
from campaigns.models import Campaign, Role, Unit
from reports import figures, releasing
from reports.build import build
from reports.flat import COLUMNS, _csv, figures_csv
from reports.models import Token
from reports.plain import plain
from tests.reports.papers.make import make_varied
from tests.reports.sample import S1, make_read, make_result, make_team
from tests.reports.whole import store

pytestmark = pytest.mark.django_db


def make_reader(user: Any = None) -> str:
    """The secret of a token; by default of the office."""
    user = user or get_user_model().objects.create_user("office", is_staff=True)
    return Token.objects.make(user, "统计", 30)[1]


def ask(secret: str, path: str = "", **headers: str) -> Any:
    given = {"authorization": f"Bearer {secret}", "accept-language": "en", **headers}
    return Client().get(f"/figures/{path}", headers=given)


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def printed(campaign: Campaign, *options: str) -> str:
    out = StringIO()
    call_command("results", str(campaign.pk), "--language", "en", *options, stdout=out)
    return out.getvalue()


def test_json_and_csv_are_what_the_command_prints():
    campaign, secret = make_varied(), make_reader()
    answer = ask(secret, f"{campaign.pk}/results.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.content.decode() == printed(campaign, "--json")
    answer = ask(secret, f"{campaign.pk}/figures.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode() == printed(campaign, "--csv")


def test_campaigns_are_listed_with_their_addresses():
    released, secret = make_result(), make_reader()
    make_result(state="counted")
    told = ask(secret).json()["campaigns"]
    assert [row["id"] for row in told] == [released.pk]
    for name in ("json", "csv", "comments"):
        answer = ask(secret, told[0][name].removeprefix("/figures/"))
        assert answer.status_code == 200


def test_no_cookie_is_read_or_set_and_nobody_else_may_keep_it():
    campaign, secret = make_result(), make_reader()
    client = Client(headers={"authorization": f"Bearer {secret}"})
    client.cookies["sessionid"] = "x" * 32
    client.cookies["django_language"] = "en"
    answer = client.get(f"/figures/{campaign.pk}/results.json")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.json()["language"] == "zh-hans"
    assert "cookie" not in answer.get("Vary", "").lower()
    assert "authorization" in answer["Vary"].lower()
    assert answer["Cache-Control"] == "private, no-cache"
    answer = client.get(f"/figures/{campaign.pk}/results.json?lang=en")
    assert answer.json()["language"] == "en"


def test_a_session_opens_nothing():
    campaign = make_result()
    client = Client()
    office = get_user_model().objects.create_user("office", is_staff=True)
    client.force_login(office)
    answer = client.get(f"/figures/{campaign.pk}/results.json")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Bearer" in answer.json()["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"expires_on": timezone.localdate() - timedelta(days=1)},
        {"revoked_at": timezone.now()},
        {"digest": "0" * 64},
    ],
)
def test_what_is_over_opens_nothing(change):
    campaign, secret = make_result(), make_reader()
    assert ask(secret, f"{campaign.pk}/results.json").status_code == 200
    Token.objects.update(**change)
    assert ask(secret, f"{campaign.pk}/results.json").status_code == 401


def test_a_reader_who_left_or_lost_his_role_gets_nothing():
    campaign = make_result()
    user = make_team(campaign, "A")
    secret = make_reader(user)
    path = f"{campaign.pk}/results.json"
    assert ask(secret, path).status_code == 200
    user.teams.clear()
    assert ask(secret, path).status_code == 404
    user.is_active = False
    user.save()
    assert ask(secret, path).status_code == 401


def test_reader_gets_his_own_units_and_comments_as_he_may_read_them():
    campaign = make_read()
    head = get_user_model().objects.create_user("head")
    Role.objects.create(user=head, kind="head", unit=Unit.objects.get(code="A"))
    secret = make_reader(head)
    (group,) = ask(secret, f"{campaign.pk}/results.json").json()["groups"]
    assert [subject["key"] for subject in group["subjects"]] == ["A"]
    assert group["subjects"][0]["comments"] is None
    assert group["subjects"][0]["summary"] == "多数满意"
    assert rows_of(ask(secret, f"{campaign.pk}/comments.csv").content) == []
    comments = ask(make_reader(), f"{campaign.pk}/comments.csv").content
    texts = {(row["subject"], row["comment"]) for row in rows_of(comments)}
    assert ("A", "〔某人〕态度不好") in texts
    assert ("B", "慢") not in texts


@pytest.mark.parametrize(
    "path", ["0/results.json", "{}/nothing.json", "{}/results.csv", "{}/figures.json"]
)
def test_what_is_not_there_is_told_in_json(path):
    campaign, secret = make_result(), make_reader()
    answer = ask(secret, path.format(campaign.pk))
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("There is nothing released")


def test_results_that_are_not_released_are_not_there():
    secret = make_reader()
    for state in ("counted", "void", "closed"):
        campaign = make_result(state=state)
        assert ask(secret, f"{campaign.pk}/results.json").status_code == 404


def test_what_does_not_add_up_or_is_too_close_to_the_release_is_not_given():
    campaign, secret = make_varied(), make_reader()
    path = f"{campaign.pk}/results.json"
    rows = Tally.objects.filter(campaign=campaign, subject__key="A", item="overall")
    for value, n in ((0, 9), (1, 5)):
        rows.filter(pool__key="own", value=value).update(n=n)
    assert ask(secret, path).status_code == 409
    Account.objects.filter(campaign=campaign, subject__key="B").update(issued=1)
    answer = ask(secret, path)
    assert answer.status_code == 409
    assert answer.json()["error"]


def test_the_same_is_not_sent_twice_nor_recorded_twice():
    campaign, secret = make_varied(), make_reader()
    path = f"{campaign.pk}/figures.csv"
    first = ask(secret, path)
    again = ask(secret, path, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask(secret, path).content == first.content
    export = Export.objects.get()
    assert (export.by, export.kind, export.name) == (
        "office", "csv", f"figures-{campaign.pk}.csv",
    )  # fmt: skip
    assert export.holds
    head = Client().head(
        f"/figures/{path}", headers={"authorization": f"Bearer {secret}"}
    )
    assert head.status_code == 200
    assert Export.objects.count() == 1


def test_guessing_is_slowed_and_a_valid_token_is_not():
    campaign, secret = make_result(), make_reader()
    for _number in range(31):
        answer = ask("figures_guess", f"{campaign.pk}/results.json")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert ask(secret, f"{campaign.pk}/results.json").status_code == 200


def test_one_token_does_not_keep_the_server_busy(monkeypatch):
    monkeypatch.setattr(figures.readers, "limit", 2)
    secret = make_reader()
    assert [ask(secret).status_code for _number in range(3)] == [200, 200, 429]
    other = get_user_model().objects.create_user("other", is_staff=True)
    assert ask(make_reader(other)).status_code == 200


def test_the_day_of_the_last_use_is_kept_and_no_moment():
    secret = make_reader()
    ask(secret)
    token = Token.objects.get()
    assert token.used_on == timezone.localdate()
    assert [f.name for f in Token._meta.fields if "used" in f.name] == ["used_on"]
    Token.objects.update(used_on=token.used_on - timedelta(days=1))
    ask(secret)
    assert Token.objects.get().used_on == token.used_on


# csv -------------------------------------------------------------------------------


def figures_of(campaign: Campaign) -> list[dict[str, str]]:
    return rows_of(ask(make_reader(), f"{campaign.pk}/figures.csv").content)


def test_csv_is_for_excel_and_no_cell_is_a_formula():
    content = ask(make_reader(), f"{store().pk}/figures.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.splitlines()[0].decode("utf-8-sig") == ",".join(COLUMNS)
    assert b"\r\n" in content
    row = make_read()
    comment = row.comments.filter(review="passed").first()
    comment.published = "=HYPERLINK(1)"
    comment.save()
    office = get_user_model().objects.get(username="office")
    content = ask(make_reader(office), f"{row.pk}/comments.csv").content
    assert "'=HYPERLINK(1)" in {each["comment"] for each in rows_of(content)}


@pytest.mark.parametrize("text", ["-5", "-12.50", "-17/3", "2/3"])
def test_a_number_below_zero_is_no_formula(text):
    assert _csv(("value",), iter([{"value": text}])).split("\r\n")[1] == text


@pytest.mark.parametrize("text", ["-5+1", "-", "-a", "-1/2/3", "-\u0665"])
def test_what_is_no_number_stays_quoted(text):
    assert _csv(("value",), iter([{"value": text}])).split("\r\n")[1] == f"'{text}"


def test_who_gets_other_words_is_told_no_number_of_comments():
    campaign = make_read()
    with override("en"):
        report = build(campaign)
        results = [plain(one) for one in (report, report.in_other_words())]
        rows = [list(csv.DictReader(StringIO(figures_csv(one)[1:]))) for one in results]
    told = [next(r for r in one if r["figure"] == "comments") for one in rows]
    assert [(row["count"], bool(row["reason"])) for row in told] == [
        ("3", False), ("", True),
    ]  # fmt: skip
    subject = results[1]["groups"][0]["subjects"][0]
    assert subject["summary"] == "多数满意"
    for name in ("comment_count", "comments_read", "comments_withheld"):
        assert subject[name] is None


def test_hidden_figures_are_empty_with_the_reason_beside_them():
    votes = S1 | {"A": ((1, 1, 1), (0, 0, 0)), "D": ((12, 2, 1), (1, 1, 1))}
    campaign = make_result(votes)
    releasing.first(campaign)
    rows = figures_of(campaign)
    result = next(
        r for r in rows
        if (r["subject"], r["figure"], r["pool"]) == ("A", "result", "")
    )  # fmt: skip
    assert [result[name] for name in ("count", "of", "value", "printed")] == [""] * 4
    assert "fewer than 5" in result["reason"]
    answers = [r for r in rows if (r["subject"], r["figure"]) == ("A", "answers")]
    assert {row["count"] for row in answers if not row["pool"]} == {""}
    pools = [r for r in rows if r["subject"] == "D" and r["pool"] and r["reason"]]
    assert {row["pool"] for row in pools} == {"own", "cross"}
    assert {row["count"] for row in pools} == {""}


def test_every_kind_of_figure_has_its_rows():
    rows = figures_of(store())
    kinds = {row["figure"] for row in rows}
    assert kinds == {
        "issued", "returned", "valid", "void", "abstained", "slips", "result",
        "measure", "grade", "place", "indicator", "comments", "section", "answers",
        "mean", "blank", "rate", "verdict", "finding",
    }  # fmt: skip
    a = [row for row in rows if row["subject"] == "A"]
    assert [r["printed"] for r in a if r["figure"] == "place"] == ["4 / 4"]
    ticks = [r for r in a if r["item"] == "faults" and r["figure"] == "answers"]
    told = [(r["option"], r["count"], r["printed"]) for r in ticks if not r["pool"]]
    assert told == [
        ("slow", "15", "42.9"), ("cold", "25", "71.4"), ("none", "10", "28.6"),
    ]  # fmt: skip
    numbers = [r for r in a if r["item"] == "points" and r["figure"] == "answers"]
    assert [(r["option"], r["count"]) for r in numbers if not r["pool"]] == [
        ("50", "19"), ("70", "10"), ("95", "6"),
    ]  # fmt: skip


# tokens ----------------------------------------------------------------------------


def make_client(name: str = "office", **fields: Any) -> Client:
    fields = fields or {"is_staff": True}
    user, _made = get_user_model().objects.get_or_create(username=name, defaults=fields)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def make_by_page(client: Client, **fields: Any) -> Any:
    return client.post("/accounts/tokens/", {"name": "Board", "days": "90", **fields})


def test_secret_is_shown_once_and_not_kept():
    client = make_client()
    answer = make_by_page(client)
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ask(secret).status_code == 200
    page = client.get("/accounts/tokens/").content.decode()
    assert secret not in page
    assert "Board" in page
    assert "Last used on" in page
    token = Token.objects.get()
    assert token.expires_on == timezone.localdate() + timedelta(days=90)
    assert secret not in str(Token.objects.values().get())
    assert str(token) == "Board"
    entry = Entry.objects.get(action="token made")
    assert (entry.actor, entry.detail["token"]) == ("office", token.pk)


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("days", "9999"), ("name", "x" * 61)]
)
def test_bad_input_makes_nothing_and_keeps_what_was_typed(field, value):
    answer = make_by_page(make_client(), **{field: value})
    assert answer.status_code == 422
    assert not Token.objects.exists()
    if field == "days":
        assert 'value="Board"' in answer.content.decode()


def test_nobody_has_more_than_ten():
    client = make_client()
    for _number in range(10):
        make_by_page(client)
    answer = make_by_page(client)
    assert answer.status_code == 422
    assert "take one back first" in answer.content.decode()
    assert Token.objects.count() == 10


def test_tokens_are_taken_back_by_their_owner_and_the_administrator_alone():
    client = make_client()
    make_by_page(client)
    token = Token.objects.get()
    address = f"/accounts/tokens/{token.pk}/revoke/"
    assert make_client("other").post(address).status_code == 404
    assert client.get(address).status_code == 405
    administrator = make_client("root", is_superuser=True, is_staff=True)
    page = administrator.get("/accounts/tokens/").content.decode()
    assert "office" in page
    assert "Make a token" not in page
    assert make_by_page(administrator).status_code == 404
    assert administrator.post(address).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at
    # twice is once
    client.post(address)
    assert Entry.objects.filter(action="token revoked").count() == 1
    assert "Board" not in client.get("/accounts/tokens/").content.decode()


def test_the_password_is_asked_for_again(settings):
    client = make_client("head", is_staff=False)
    settings.SECOND_FACTOR = True
    answer = make_by_page(client)
    assert answer.status_code == 302
    assert "/accounts/again/" in answer["Location"]
    assert not Token.objects.exists()


def test_what_rules_found_stands_in_the_csv_with_their_sentences():
    campaign = make_result()
    releasing.first(campaign)
    a = [row for row in figures_of(campaign) if row["subject"] == "A"]
    (verdict,) = (row for row in a if row["figure"] == "verdict")
    assert verdict["printed"] == "act"
    found = [row for row in a if row["figure"] == "finding"]
    assert [(row["value"], row["printed"]) for row in found] == [
        ("23/35", "below"), ("23/35", "below"),
    ]  # fmt: skip
    assert "2/3" in found[0]["reason"]
    assert "80 %" in found[1]["reason"]
