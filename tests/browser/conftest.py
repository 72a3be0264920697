"""A real browser, as a rater's phone and as an office's desktop.

`phone` and `desktop` are pages with script, `phone_no_script` and `desktop_no_script`
are without. Whatever the pages of a test complain about ends up in `problems`, which
has to be empty when the test is over.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from ballots.models import Box, Slip
from tests.browser import walk as walking
from tests.reports.cases import People

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"}
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run: CHROMIUM, or Debian's."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """Errors of scripts, requests and the content security policy, as they come.

    A test that provokes one takes it out of the list.
    """
    seen: list[str] = []
    yield seen
    assert seen == []


@pytest.fixture
def phone(chromium: Browser, problems: list[str]) -> Iterator[Page]:
    """A page on a phone."""
    with _page(chromium, problems, **PHONE) as page:
        yield page


@pytest.fixture
def phone_no_script(chromium: Browser, problems: list[str]) -> Iterator[Page]:
    """A page on a phone that runs no script."""
    with _page(chromium, problems, **PHONE, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def desktop(chromium: Browser, problems: list[str]) -> Iterator[Page]:
    """A page on a desktop."""
    with _page(chromium, problems, **DESKTOP) as page:
        yield page


@pytest.fixture
def desktop_no_script(chromium: Browser, problems: list[str]) -> Iterator[Page]:
    """A page on a desktop that runs no script."""
    with _page(chromium, problems, **DESKTOP, java_script_enabled=False) as page:
        yield page


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """What the site counts and keeps for a while is of the test before."""
    cache.clear()


@pytest.fixture
def slips(monkeypatch: pytest.MonkeyPatch) -> list[Slip]:
    """The slips that the server hands out: the test votes with them."""
    issue = Box.issue
    found: list[Slip] = []

    def issuing(*args: Any, **kwargs: Any) -> Any:
        batch, made = issue(*args, **kwargs)
        found.extend(made)
        return batch, made

    monkeypatch.setattr(Box, "issue", issuing)
    return found


@pytest.fixture
def walk(
    desktop: Page, live_server: Any, people: People, axe: walking.Axe
) -> walking.Walk:
    return walking.Walk(desktop, live_server.url, people, axe)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that a page breaks no rule of WCAG 2.2, levels A and AA."""
    return assert_accessible


def assert_accessible(page: Page) -> None:
    """Fail with axe's own report when it finds a violation."""
    # axe waits for a promise, which no page without script ever keeps.
    assert page.evaluate("matchMedia('(scripting: enabled)').matches")
    # to look into imported style sheets axe would write inline ones: a false violation
    rules = {"runOnly": {"type": "tag", "values": WCAG_AA}, "preload": False}
    results = Axe().run(page, options=rules)
    assert results.violations_count == 0, results.generate_report()


@contextmanager
def _page(browser: Browser, problems: list[str], **options: object) -> Iterator[Page]:
    """A page of its own context, whose complaints go to `problems`."""
    context = browser.new_context(**options)

    def listen(page: Page) -> None:
        # A violation of the content security policy is an error on the console too.
        page.on("console", lambda line: line.type == "error" and note(line.text))
        page.on("pageerror", lambda error: note(str(error)))

    def note(problem: str) -> None:
        problems.append(problem)

    context.on("page", listen)
    yield context.new_page()
    context.close()
