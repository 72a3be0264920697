"""What people do on a page: sign in, follow a link, press a button, look at it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

Axe = Callable[[Page], None]
SESAME = "a-long-password"


def sign_in(page: Page, user: Any, url: str) -> None:
    """Put the session of somebody who signed in into the browser."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([{**cookie, "url": url}])


def log_in(page: Page, site: str, login: str, language: str) -> None:
    """In by the login page with SESAME, in this language."""
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}
    page.context.add_cookies([cookie])
    page.goto(site + reverse("login"))
    page.locator("#id_username").fill(login)
    page.locator("#id_password").fill(SESAME)
    page.locator("main button").click()
    expect(page).to_have_url(site + reverse("home"))


def press(page: Page, name: str) -> None:
    """Send a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Go where the first such link leads, and wait for that page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def look(page: Page, axe: Axe) -> None:
    """One heading, accessible, and nothing hangs out at the side."""
    expect(page.locator("h1")).to_have_count(1)
    axe(page)
    fits(page)


def fits(page: Page) -> None:
    """Nothing makes the page itself scroll sideways.

    On a phone the window grows with what hangs out; the width of the root does not.
    """
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen
