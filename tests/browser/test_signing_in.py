"""Signing in with a second factor in a browser, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from tests.appraisal.signing import SESAME, code_of, make_user
from tests.browser.walk import look

Axe = Callable[[Page], None]


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, live_server: Any, settings: Any) -> Page:
    """The first page, in English."""
    page: Page = request.getfixturevalue(request.param)
    page.set_default_timeout(10_000)
    name = settings.LANGUAGE_COOKIE_NAME
    cookie = {"name": name, "value": "en", "url": live_server.url}
    page.context.add_cookies([cookie])
    make_user()
    page.goto(f"{live_server.url}/accounts/login/?next=/desk/")
    return page


def sign_in(page: Page, password: str = SESAME) -> None:
    page.fill("#id_username", "office")
    page.fill("#id_password", password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def give(page: Page, code: str) -> None:
    page.fill("#id_code", code)
    page.keyboard.press("Enter")


def headed(page: Page, heading: str, axe: Axe) -> None:
    """The page is the one with this heading, and in order."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    look(page, axe)


def test_from_the_password_to_recovery_codes_and_back(
    page: Page, axe: Axe, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    sign_in(page)
    headed(page, "Set up a second factor", axe)
    give(page, "000000")
    expect(page.get_by_text("This code is not right")).to_be_visible()
    look(page, axe)
    TOTPDevice.objects.update(throttling_failure_count=0)
    give(page, code_of(TOTPDevice.objects.get()))
    expect(page.locator("ol.code li")).to_have_count(8)
    headed(page, "Recovery codes", axe)
    recovery = page.locator("ol.code li").first.inner_text()
    page.get_by_role("link", name="I have them on paper").click()
    page.wait_for_url("**/desk/")
    page.get_by_role("link", name="Second factor").click()
    headed(page, "Recovery codes", axe)
    sign_in_again(page, recovery, axe)


def sign_in_again(page: Page, recovery: str, axe: Axe) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page)
    headed(page, "The code from your app", axe)
    give(page, recovery)
    headed(page, "My work", axe)
    page.goto(page.url + "accounts/again/")
    headed(page, "Your password again", axe)


def test_locked_out(page: Page, axe: Axe, problems: list[str]) -> None:
    for _time in range(4):
        Client().post("/accounts/login/", {"username": "office", "password": "wrong"})
    sign_in(page, "wrong")
    headed(page, "Too many wrong passwords", axe)
    assert "429" in problems.pop()
