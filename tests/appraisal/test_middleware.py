"""The language of a page, and how long somebody stays signed in."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from appraisal.middleware import LanguageMiddleware
from ballots.models import Box
from tests.appraisal.signing import make_user, sign_in
from tests.make import make_campaign


def language(
    path: str, *, cookie: str = "", accept: str = "", data: dict | None = None
) -> str:
    """The language that a request's page comes in."""
    factory = RequestFactory(headers={"accept-language": accept})
    request = factory.post(path, data) if data else factory.get(path)
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    respond = LanguageMiddleware(lambda _: HttpResponse(translation.get_language()))
    with translation.override(None):
        return respond(request).content.decode()


@pytest.mark.parametrize("path", ["/b/", "/r/list/"])
@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "", "zh-hans"),
        ("", "zh-CN,en;q=0.5", "zh-hans"),
        ("", "en-GB", "en"),
        ("", "fr", "zh-hans"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh-hans", "en", "zh-hans"),
        ("?lang=klingon", "en", "en"),
    ],
)
def test_rater_is_asked_by_query_and_browser(
    path: str, query: str, accept: str, expected: str
) -> None:
    assert language(path + query, accept=accept) == expected


@pytest.mark.parametrize("path", ["/b/", "/r/list/"])
def test_rater_cookie_is_not_read(path: str) -> None:
    assert language(path, cookie="en", accept="zh-CN") == "zh-hans"


def test_rater_body_is_not_read() -> None:
    assert language("/b/", data={"lang": "en"}, accept="zh-CN") == "zh-hans"


def test_staff_cookie_decides() -> None:
    assert language("/admin/?lang=zh-hans", cookie="en", accept="zh-CN") == "en"


# sessions ----------------------------------------------------------------------


@pytest.fixture
def signed_in(client: Client) -> Client:
    make_user()
    sign_in(client)
    return client


def shift(client: Client, **seconds: int) -> None:
    """As if what the session noted were so much older."""
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


@pytest.mark.django_db
def test_a_session_ends_after_half_an_hour_of_silence(signed_in: Client) -> None:
    assert signed_in.get("/desk/").status_code == 200
    rest = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < rest <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert signed_in.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


@pytest.mark.django_db
def test_a_request_after_a_minute_renews_it(signed_in: Client) -> None:
    signed_in.get("/desk/")
    half = timezone.now() + timedelta(minutes=15)
    Session.objects.update(expire_date=half)
    signed_in.get("/desk/")
    assert Session.objects.get().expire_date == half
    shift(signed_in, seen_at=61)
    Session.objects.update(expire_date=half)
    # what a page asks for by itself is no sign of life
    signed_in.get("/desk/", headers={"hx-request": "true"})
    assert Session.objects.get().expire_date == half
    signed_in.get("/desk/")
    assert Session.objects.get().expire_date > half


@pytest.mark.django_db
def test_a_session_ends_after_eight_hours_whatever_comes_in(signed_in: Client) -> None:
    signed_in.get("/desk/")
    shift(signed_in, signed_in_at=8 * 60 * 60 - 5)
    assert signed_in.get("/desk/").status_code == 200
    shift(signed_in, signed_in_at=5)
    assert signed_in.get("/desk/?q=x")["Location"] == (
        "/accounts/login/?next=/desk/%3Fq%3Dx"
    )
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "renewed"), [("hall/", True), ("turnout/", False)])
def test_a_projector_is_in_use_while_it_shows_the_hall(
    path: str, renewed: bool, client: Client
) -> None:
    """Or the login page would stand in front of the hall after half an hour."""
    box = Box.objects.freeze(make_campaign())
    client.force_login(make_user())
    address = f"/desk/{box.pk}/{path}"
    assert client.get(address, headers={"hx-request": "true"}).status_code == 200
    assert ("seen_at" in client.session) == renewed
