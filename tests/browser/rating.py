"""What a rater does in a browser."""

import re

from playwright.sync_api import Page, expect

from ballots.models import Slip, Ticket
from ballots.pages import grouped
from tests.ballots.make import Hall


def scan(page: Page, address: str, slip: Slip, query: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{address}{query}#{slip.code}&appinstall=0")
    expect(page.locator("#ballot")).to_be_visible()
    assert page.url == f"{address}{query}"


def rate(page: Page, card: str, answer: int = 0) -> None:
    """Open a unit's card and give every item the same answer."""
    details = page.locator(f"details#{card}:not([open]) summary")
    if details.count():
        details.click()
    for question in page.locator(f"#{card} .q").all():
        question.locator("label").nth(answer).click()


def submit(page: Page) -> None:
    page.locator("#ballot button:visible, #bar .btn-primary:visible").last.click()


def received(page: Page, hall: Hall, slip: Slip) -> None:
    """The receipt on the screen is the one of the stored ballot, the only one."""
    expect(page.locator(".receipt-no")).to_be_visible(timeout=20_000)
    ticket = hall.ticket(slip)
    assert page.locator(".receipt-no").inner_text() == grouped(str(ticket.receipt))
    assert Ticket.objects.used().count() == 1


def stored(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('ballot')")


def chosen(page: Page) -> int:
    return page.locator("#ballot input[type=radio]:checked").count()


def expect_only_refusals(problems: list[str]) -> None:
    """The browser notes each answer of 4xx and 5xx on its console, and lost ones."""
    for line in problems:
        assert re.match(r"Failed to load resource: ", line)
    problems.clear()
