"""Staff in a browser: signed in, from page to page, each looked at."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.reports.cases import People

Axe = Callable[[Page], None]


def sign_in(page: Page, user: Any, url: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([{**cookie, "url": url}])


def look(page: Page, axe: Axe) -> None:
    """Accessible, and nothing hangs out at the side."""
    axe(page)
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen


class Walk:
    """One browser that office, team and unit use in turn."""

    def __init__(self, page: Page, url: str, people: People, axe: Axe) -> None:
        self.page, self.url, self.people, self.axe = page, url, people, axe
        name = settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": "en", "url": url}])
        page.set_default_timeout(20_000)

    def become(self, who: str) -> None:
        """Sign in and begin at the start page, as everybody does."""
        sign_in(self.page, self.people[who], self.url)
        self.page.goto(self.url)
        look(self.page, self.axe)

    def press(self, button: str) -> None:
        look(self.page, self.axe)
        self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()

    def says(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)
