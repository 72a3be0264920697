"""The second factor: obligatory where it is switched on, and no page before it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.second_factor import kept
from audit.models import Entry
from campaigns.models import Role, Team
from tests.access import WHO, fill, fill_admin, make_site, routes
from tests.appraisal.signing import code_of, enrol, make_user, sign_in
from tests.ballots.make import make_open_box
from tests.ballots.posting import post

pytestmark = pytest.mark.django_db
VERIFY, ENROL = "/accounts/code/", "/accounts/app/"


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def in_again() -> Client:
    """The office later, by password alone so far."""
    later = Client(headers={"accept-language": "en"})
    sign_in(later)
    return later


def test_first_login_leads_to_setting_it_up_and_shows_recovery_codes_once(
    client: Client,
) -> None:
    make_user()
    wanted = reverse("ballots:desks")
    assert sign_in(client)["Location"] == "/"
    led = client.get(wanted, follow=True)
    assert led.redirect_chain[-1][0] == f"{ENROL}?next=%2Fdesk%2F"
    device = TOTPDevice.objects.get(confirmed=False)
    assert "<svg" in led.text
    page = client.post(ENROL, {"code": code_of(device), "next": wanted})
    assert page.text.count("<li>") == 8
    assert f'href="{wanted}"' in page.text
    assert "no-store" in page["Cache-Control"]
    assert client.get(wanted).status_code == 200
    assert "8 recovery codes are left" in client.get("/accounts/recovery/").text
    assert [e.action for e in Entry.objects.all()] == ["second factor set up"]


def test_who_looked_at_the_page_before_knows_no_key_that_counts(
    client: Client,
) -> None:
    """A password that was read on its way: its thief looks, and waits."""
    make_user()
    thief = in_again()
    assert "<svg" in thief.get(ENROL).text
    known = TOTPDevice.objects.get()
    sign_in(client)
    client.get(ENROL)
    device = TOTPDevice.objects.exclude(pk=known.pk).get()
    assert client.get(ENROL).text.count("<svg") == 1
    assert TOTPDevice.objects.count() == 2
    client.post(ENROL, {"code": code_of(device)})
    assert TOTPDevice.objects.get() == device
    assert device.key != known.key
    thief.post(VERIFY, {"code": code_of(known, 1)})
    assert thief.get("/desk/").status_code == 302


def test_recovery_codes_are_not_stored_in_clear(client: Client) -> None:
    make_user()
    sign_in(client)
    codes = enrol(client)
    assert len(set(codes)) == 8
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert stored == {kept(code.replace(" ", "")) for code in codes}
    assert not stored & {code.replace(" ", "") for code in codes}


def test_a_wrong_first_code_sets_up_nothing(client: Client) -> None:
    make_user()
    sign_in(client)
    client.get(ENROL)
    page = client.post(ENROL, {"code": "000000"})
    assert "This code is not right" in page.text
    assert not TOTPDevice.objects.filter(confirmed=True)
    assert not StaticToken.objects.exists()
    assert client.get("/desk/")["Location"].startswith(VERIFY)


def test_the_code_is_asked_for_at_each_login_and_works_once(client: Client) -> None:
    make_user()
    sign_in(client)
    enrol(client)
    later = in_again()
    assert later.get("/desk/")["Location"] == f"{VERIFY}?next=/desk/"
    key = later.session.session_key
    code = code_of(TOTPDevice.objects.get(), later=1)
    assert later.post(VERIFY, {"code": code, "next": "/desk/"})["Location"] == "/desk/"
    assert later.session.session_key != key
    assert later.get("/desk/").status_code == 200
    again = in_again().post(VERIFY, {"code": code})
    assert "has been used already" in again.text


def test_a_recovery_code_takes_its_place_once(client: Client) -> None:
    make_user()
    sign_in(client)
    first = enrol(client)[0]
    later = in_again()
    typed = first.upper().replace(" ", "-")
    assert later.post(VERIFY, {"code": typed})["Location"] == "/"
    assert "7 recovery codes are left" in later.get("/accounts/recovery/").text
    again = in_again().post(VERIFY, {"code": first})
    assert "has been used already" in again.text


def test_new_recovery_codes_end_the_old_ones(client: Client) -> None:
    make_user()
    sign_in(client)
    old = enrol(client)[0]
    page = client.post("/accounts/recovery/")
    assert page.text.count("<li>") == 8
    assert Entry.objects.last().action == "recovery codes renewed"  # type: ignore[union-attr]
    assert in_again().post(VERIFY, {"code": old}).status_code == 200


def test_who_came_in_with_a_recovery_code_stays_in_when_making_new_ones(
    client: Client,
) -> None:
    make_user()
    sign_in(client)
    code = enrol(client)[0]
    later = in_again()
    later.post(VERIFY, {"code": code})
    assert later.post("/accounts/recovery/").status_code == 200
    assert later.get("/desk/").status_code == 200
    assert "8 recovery codes are left" in later.get("/accounts/recovery/").text


def test_each_wrong_code_slows_the_next(client: Client) -> None:
    make_user()
    sign_in(client)
    enrol(client)
    later = in_again()
    TOTPDevice.objects.update(throttling_failure_count=6)
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now())
    page = later.post(VERIFY, {"code": code_of(TOTPDevice.objects.get(), later=1)})
    assert "the next one is taken in 3" in page.text
    assert later.get("/desk/")["Location"].startswith(VERIFY)


def test_another_phone_takes_the_place_of_the_first(client: Client) -> None:
    make_user()
    sign_in(client)
    enrol(client)
    first = TOTPDevice.objects.get()
    enrol(client)
    assert TOTPDevice.objects.get() != first
    assert client.get("/desk/").status_code == 200


def test_a_password_alone_sets_up_no_other_phone(client: Client) -> None:
    make_user()
    sign_in(client)
    enrol(client)
    later = in_again()
    assert later.get(ENROL)["Location"] == VERIFY
    assert later.post(ENROL, {"code": "000000"})["Location"] == VERIFY
    assert later.post("/accounts/recovery/")["Location"].startswith(VERIFY)
    assert TOTPDevice.objects.count() == 1


def test_whom_it_binds(client: Client) -> None:
    member, auditor = (
        make_user("member", is_staff=False),
        make_user("a", is_staff=False),
    )
    make_user("admin", is_superuser=True)
    Team.objects.create(name="督导组").members.add(member)
    Role.objects.create(user=auditor, kind="auditor")
    for name, bound in (("member", True), ("admin", True), ("a", False)):
        browser = Client()
        sign_in(browser, name)
        assert browser.get("/results/").status_code == (302 if bound else 200)
    sign_in(client, "a")
    enrol(client, "a")
    later = Client()
    sign_in(later, "a")
    assert later.get("/results/")["Location"] == f"{VERIFY}?next=/results/"


def test_without_the_setting_nobody_is_asked(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    make_user()
    sign_in(client)
    assert client.get("/desk/").status_code == 200


BEFORE = {"accounts/login/", "accounts/logout/", "accounts/code/", "accounts/app/",
          "accounts/invitation/", "i18n/", "admin/login/", "admin/logout/"}  # fmt: skip


def test_no_page_is_reached_before_it() -> None:
    """Every address of the resolver, the admin included."""
    site = make_site()
    for who in ("office", "administrator", "supervisor"):
        assert who in WHO
        for route in routes():
            if route in BEFORE or route.startswith(("b/", "r/", "p/", "figures/")):
                continue
            admin = route.startswith("admin/")
            path = fill_admin(route, site.drafted) if admin else fill(route, site.mine)
            for method in ("GET", "POST"):
                answer = site.clients[who].generic(method, path)
                assert answer.status_code == 302, (who, method, path)
                assert answer["Location"] == f"{VERIFY}?next={path}"


def test_raters_are_not_asked_though_signed_in(
    client: Client, django_assert_num_queries: Any
) -> None:
    hall = make_open_box()
    make_user()
    sign_in(client)
    slip = hall.slip()
    with django_assert_num_queries(0):
        assert client.get("/b/").status_code == 200
    assert post(client, "/b/", {"code": slip.code}).status_code == 200
    assert post(client, "/b/submit", hall.fields(slip)).status_code == 200


def test_an_administrator_takes_it_off_a_lost_account(client: Client) -> None:
    office = make_user()
    sign_in(client)
    enrol(client)
    boss = Client(headers={"accept-language": "en"})
    make_user("boss", is_superuser=True)
    sign_in(boss, "boss")
    enrol(boss, "boss")
    form = {"action": "without_second_factor", "_selected_action": office.pk}
    page = boss.post(reverse("admin:auth_user_changelist"), form, follow=True)
    assert "1 account has no second factor now." in page.text
    assert TOTPDevice.objects.get().user.username == "boss"
    entry = Entry.objects.get(action="second factor taken off")
    assert (entry.actor, entry.detail) == ("boss", {"account": "office"})
    assert client.get("/desk/")["Location"].startswith(VERIFY)


def test_the_secrets_have_no_page() -> None:
    assert not [route for route in routes() if "otp" in route or "axes" in route]
