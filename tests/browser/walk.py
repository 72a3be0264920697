"""Office, team and unit in one browser: from page to page, each looked at."""

from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.acting import Axe, follow, look, press, sign_in
from tests.reports.cases import People


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
        press(self.page, button)

    def follow(self, link: str) -> None:
        follow(self.page, link)

    def says(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)
