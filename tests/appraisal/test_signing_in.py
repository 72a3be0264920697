"""Signing in: locked out after wrong passwords, for a while and from there only."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.test import Client
from django.utils import timezone

from audit.models import Export
from ballots.models import Proposal
from campaigns.models import Team
from tests.appraisal.signing import SESAME, enrol, make_user, sign_in
from tests.ballots.posting import NOBODYS, post
from tests.make import make_campaign
from tests.reports.sample import S1, make_result, make_team

pytestmark = pytest.mark.django_db
HERE, THERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "203.0.113.8"}


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def fail(client: Client, times: int, **where: str) -> Any:
    for _time in range(times - 1):
        assert sign_in(client, password="wrong", **where).status_code == 200  # noqa: S106
    return sign_in(client, password="wrong", **where)  # noqa: S106


def test_five_wrong_passwords_lock_the_name_from_there(client: Client) -> None:
    make_user()
    page = fail(client, 5, **HERE)
    assert page.status_code == 429
    ends = timezone.localtime(timezone.now() + timedelta(minutes=15))
    times = [ends - timedelta(minutes=n) for n in (0, 1)]
    said = {f"until {at.hour}:{at:%M}" for at in times}
    assert any(words in page.text for words in said)
    assert page["Retry-After"] == "900"
    assert sign_in(client, **HERE).status_code == 429


def test_nobody_keeps_an_office_out_from_elsewhere(client: Client) -> None:
    make_user()
    fail(client, 5, **HERE)
    assert sign_in(Client(), **THERE)["Location"] == "/"


def test_nobody_in_the_same_hall_locks_out_a_browser_that_is_known(
    client: Client,
) -> None:
    make_user()
    sign_in(client, **HERE)
    cookie = client.cookies["known_browser"]
    assert (cookie["path"], cookie["samesite"]) == ("/accounts/", "Strict")
    assert cookie["httponly"]
    client.post("/accounts/logout/")
    fail(Client(), 5, **HERE)
    assert sign_in(Client(), **HERE).status_code == 429
    assert sign_in(client, **HERE)["Location"] == "/"
    assert (
        client.cookies["known_browser"].value.partition(":")[0]
        == (cookie.value.partition(":")[0])
    )


def test_a_known_browser_is_locked_out_as_well(client: Client) -> None:
    make_user()
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    assert fail(client, 5, **HERE).status_code == 200
    # from now on by name and address, as everybody else
    assert fail(client, 5, **HERE).status_code == 429
    assert sign_in(client, **HERE).status_code == 429


@pytest.mark.parametrize("typed", [" office", "office ", "ｏffice"])
def test_it_is_the_same_name_however_it_is_typed(typed: str, client: Client) -> None:
    make_user()
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    for _time in range(10):
        answer = sign_in(client, typed, password="wrong", **HERE)  # noqa: S106
    assert answer.status_code == 429


def test_a_browser_is_known_by_its_own_name_only(client: Client) -> None:
    make_user()
    make_user("other")
    sign_in(client, "other", **HERE)
    client.post("/accounts/logout/")
    fail(Client(), 5, **HERE)
    assert sign_in(client, **HERE).status_code == 429


def test_it_ends_though_attempts_go_on(client: Client) -> None:
    make_user()
    fail(client, 5, **HERE)
    before = AccessAttempt.objects.get().attempt_time
    assert fail(client, 1, **HERE).status_code == 429
    assert AccessAttempt.objects.get().attempt_time == before
    AccessAttempt.objects.update(attempt_time=before - timedelta(minutes=16))
    assert sign_in(client, **HERE)["Location"] == "/"


def test_four_are_forgiven(client: Client) -> None:
    make_user()
    assert fail(client, 4, **HERE).status_code == 200
    assert sign_in(client, **HERE)["Location"] == "/"
    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()


def test_what_is_stored_of_attempts_is_not_kept(client: Client) -> None:
    make_user()
    fail(client, 1, **HERE)
    long_ago = timezone.now() - timedelta(minutes=16)
    AccessAttempt.objects.update(attempt_time=long_ago)
    fail(Client(), 1, **THERE)
    assert AccessAttempt.objects.get().ip_address == "203.0.113.8"


def test_the_password_itself_is_not_stored(client: Client) -> None:
    make_user()
    sign_in(client, password="canary in a mine", **HERE)  # noqa: S106
    rows = [str(row) for row in AccessAttempt.objects.values_list()]
    assert "203.0.113.7" in rows[0]
    assert "canary" not in rows[0]


def test_raters_are_never_counted(client: Client) -> None:
    for _time in range(12):
        post(client, "/b/", {"code": NOBODYS}, **HERE)
        client.post("/r/", {"n": "0000"}, **HERE)
    for model in apps.get_app_config("axes").get_models():
        assert not model._base_manager.exists()


# the password again ------------------------------------------------------------


@pytest.fixture
def signed_in(client: Client, settings: Any) -> Client:
    settings.SECOND_FACTOR = True
    make_user()
    sign_in(client)
    enrol(client)
    return client


def age(client: Client, seconds: int) -> None:
    session = client.session
    session["password_at"] -= seconds
    session.save()


@pytest.mark.parametrize("act", ["unseal", "release"])
def test_before_what_cannot_be_taken_back_the_password_is_asked_again(
    act: str, signed_in: Client
) -> None:
    path = f"/desk/{make_campaign().pk}/{act}/"
    assert signed_in.post(path).status_code == 409
    age(signed_in, 601)
    for method in ("get", "post"):
        answer = getattr(signed_in, method)(path)
        assert answer["Location"] == f"/accounts/again/?next={path}"
    page = signed_in.get(answer["Location"])
    assert f'value="{path}"' in page.text
    wrong = signed_in.post("/accounts/again/", {"password": "wrong", "next": path})
    assert "This is not your password." in wrong.text
    assert signed_in.get(path).status_code == 302
    form = {"password": SESAME, "next": path}
    assert signed_in.post("/accounts/again/", form)["Location"] == path
    assert signed_in.get(path).status_code == 409


@pytest.mark.parametrize("file", ["report.pdf", "workbook.xlsx", "A/report.pdf"])
def test_before_a_file_is_taken_away_the_password_is_asked_again(
    file: str, client: Client, settings: Any
) -> None:
    path = f"/results/{make_released()}/G1/{file}"
    settings.SECOND_FACTOR = True
    sign_in(client, "team")
    enrol(client, "team")
    age(client, 601)
    answer = client.get(path)
    page = path.rpartition("/")[0] + "/"
    assert answer["Location"] == f"/accounts/again/?next={page}"
    assert not Export.objects.exists()
    age(client, -601)
    assert client.get(path).status_code == 200
    assert Export.objects.count() == 1


def make_released() -> int:
    """A campaign with results for the team, which may take files away."""
    campaign = make_result()
    user = make_team(campaign, *S1)
    user.set_password(SESAME)
    user.save()
    return campaign.pk


def test_who_agrees_to_a_release_gives_the_password_again(
    client: Client, settings: Any
) -> None:
    """It is his answer that destroys the key, not the question before it."""
    settings.SECOND_FACTOR = True
    campaign, team = make_result(state="counted"), Team.objects.create(name="督导组")
    team.members.add(make_user("second", is_staff=False))
    campaign.groups.update(team=team)
    slips = Proposal.objects.ask(campaign, "slips", "office", about="G1", slips=1)
    row = Proposal.objects.ask(campaign, "release", "office")
    sign_in(client, "second")
    enrol(client, "second")
    age(client, 601)
    assert client.get(slips.url).status_code == 200
    answer = client.post(row.url, {"answer": "agree"})
    assert answer["Location"] == f"/accounts/again/?next={row.url}"
    campaign.refresh_from_db()
    assert campaign.state == "counted"
    client.post("/accounts/again/", {"password": SESAME})
    client.post(row.url, {"answer": "agree"})
    campaign.refresh_from_db()
    assert campaign.state == "released"
    age(client, 601)
    assert client.get(row.url).status_code == 200


def test_other_acts_do_not_ask(signed_in: Client) -> None:
    path = f"/desk/{make_campaign().pk}/freeze/"
    age(signed_in, 601)
    assert signed_in.get(path).status_code == 200


def test_where_no_second_factor_is_asked_for_neither_is_the_password(
    signed_in: Client, settings: Any
) -> None:
    path = f"/desk/{make_campaign().pk}/release/"
    age(signed_in, 601)
    settings.SECOND_FACTOR = False
    assert signed_in.get(path).status_code == 409


def test_wrong_passwords_there_are_counted_too(signed_in: Client) -> None:
    # five by the browser, which is known, and five by name and address
    for _time in range(10):
        answer = signed_in.post("/accounts/again/", {"password": "wrong"}, **HERE)
    assert answer.status_code == 429
