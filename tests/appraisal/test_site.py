"""What holds for every page: headers, cookies, who may see it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

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


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/no/such/page/"])
def test_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


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
