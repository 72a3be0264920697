"""What holds for every page: headers, cookies, who may see it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from reports import home
from tests.appraisal.signing import make_user, sign_in

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


FIXED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def assert_guarded(response: Any, status: int) -> None:
    """The answer is of this status, and has every header."""
    assert response.status_code == status
    headers = response.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: headers.get(name) for name in FIXED} == FIXED
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/accounts/login/", 200),
        ("/b/", 200),
        ("/b/secret", 200),
        ("/r/", 200),
        ("/desk/", 302),
        ("/admin/", 302),
        ("/b", 301),
        ("/no/such/page/", 404),
        ("/b/open/nonsense/", 404),
        ("/static/nothing.css", 404),
    ],
)
def test_headers(path: str, status: int, client: Client) -> None:
    assert_guarded(client.get(path), status)


@pytest.mark.django_db
def test_headers_of_what_is_posted(client: Client) -> None:
    assert_guarded(client.post("/b/", {"code": "x"}), 400)
    form = {"code": "x"}
    kind = "application/x-www-form-urlencoded"
    assert_guarded(client.post("/b/", urlencode(form), content_type=kind), 422)
    strict = Client(enforce_csrf_checks=True)
    assert_guarded(strict.post("/accounts/login/", form), 403)


@pytest.mark.django_db
def test_headers_of_who_is_signed_in(client: Client) -> None:
    client.force_login(make_user())
    assert_guarded(client.get("/desk/"), 200)
    assert_guarded(client.get("/admin/"), 200)
    assert_guarded(client.post("/results/"), 405)
    assert_guarded(client.get("/admin/auth/user/"), 403)


@pytest.mark.django_db
def test_headers_of_an_error_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_user())
    client.raise_request_exception = False
    monkeypatch.setattr(home.start, "running", lambda: 1 / 0)
    assert_guarded(client.get("/"), 500)


def test_headers_of_another_host(client: Client) -> None:
    assert_guarded(client.get("/b/", headers={"host": "evil.example"}), 400)


def test_headers_of_a_static_file(client: Client, settings: Any) -> None:
    Path(settings.STATIC_ROOT, "a.css").write_text("a { color: red }")
    response = client.get("/static/a.css")
    assert response.getvalue() == b"a { color: red }"
    assert_guarded(response, 200)


@pytest.fixture
def https(settings: Any) -> None:
    """As the settings are behind a proxy with TLS."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    for kind, name in (("SESSION", "sessionid"), ("CSRF", "csrftoken")):
        setattr(settings, f"{kind}_COOKIE_NAME", f"__Host-{name}")
        setattr(settings, f"{kind}_COOKIE_SECURE", True)
    settings.KNOWN_COOKIE_NAME = "__Secure-known_browser"
    settings.KNOWN_COOKIE_SECURE = True


def test_http_is_redirected_with_all_headers(https: None, client: Client) -> None:
    response = client.get("/b/")
    assert_guarded(response, 301)
    assert response["Location"] == "https://testserver/b/"


@pytest.mark.django_db
def test_https_stays_https_and_its_cookies_are_the_hosts(
    https: None, client: Client
) -> None:
    make_user()
    response = sign_in(client, secure=True)
    assert_guarded(response, 302)
    hsts = "max-age=31536000; includeSubDomains"
    assert response["Strict-Transport-Security"] == hsts
    assert set(response.cookies) == {
        "__Host-sessionid", "__Host-csrftoken", "__Secure-known_browser",
    }  # fmt: skip
    for name, cookie in response.cookies.items():
        path = "/" if name.startswith("__Host-") else "/accounts/"
        assert (cookie["path"], cookie["domain"]) == (path, "")
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert cookie["samesite"] == "Strict"


@pytest.mark.django_db
def test_language_is_switched_without_an_account(client: Client) -> None:
    response = client.post("/i18n/", {"language": "en", "next": "/admin/login/"})
    assert response.headers["Location"] == "/admin/login/"
    cookie = response.cookies["django_language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (
        "en",
        "Strict",
        True,
    )


@pytest.mark.django_db
def test_admin_asks_for_an_account(client: Client) -> None:
    response = client.get("/admin/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/admin/login/?next=/admin/",
    )


@pytest.mark.django_db
def test_the_admin_tells_who_may_not_enter(client: Client) -> None:
    """Signed in already, a supervisor is not asked to sign in as somebody else."""
    client.force_login(get_user_model().objects.create_user("supervisor"))
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "这个账号不能看这一页" in response.content.decode()
