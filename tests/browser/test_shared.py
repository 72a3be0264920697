"""A tablet that goes from hand to hand: each receipt and each absence clears it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ballots.make import Hall, make_open_box
from tests.browser.acting import Axe, fits
from tests.browser.rating import chosen, rate, stored, submit

pytestmark = pytest.mark.django_db(transaction=True)
WHITE = "rgb(255, 255, 255)"


@pytest.fixture
def hall(transactional_db: None, live_server: Any) -> Hall:
    return make_open_box()


@pytest.fixture
def tablet(desktop: Page, live_server: Any) -> Page:
    desktop.clock.install()
    desktop.goto(f"{live_server.url}/b/?shared=1")
    return desktop


def enter(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.click("#entry button")
    page.clock.run_for(1_000)  # the pause before the first try
    expect(page.locator("#ballot")).to_be_visible(timeout=20_000)


def wait(page: Page, seconds: int) -> None:
    page.clock.run_for(seconds * 1_000)


def is_cleared(page: Page) -> None:
    expect(page.locator("#code")).to_have_value("")
    assert page.url.endswith("/b/?shared=1")
    assert stored(page) is None


def test_a_receipt_makes_room_by_itself_and_by_hand(
    tablet: Page, hall: Hall, axe: Axe
) -> None:
    for by_hand in (False, True):
        expect(tablet.locator("#shared")).to_contain_text("公用平板")
        enter(tablet, hall.slip().code)
        rate(tablet, "u1")
        assert chosen(tablet) == 14
        submit(tablet)
        tablet.clock.run_for(1_000)
        expect(tablet.locator(".receipt-no")).to_be_visible(timeout=20_000)
        # its colour changes over, and halfway there the letters are hard to read
        expect(tablet.locator("#clear button")).to_have_css("color", WHITE)
        axe(tablet)
        fits(tablet)
        wait(tablet, 5)
        expect(tablet.locator(".receipt-no")).to_be_visible()
        expect(tablet.locator("#shared-left")).to_contain_text("秒后自动清空")
        if by_hand:
            tablet.get_by_role("button", name="清空，交给下一位").click()
        else:
            wait(tablet, 30)
        is_cleared(tablet)


def test_who_went_away_leaves_nothing(tablet: Page, hall: Hall, axe: Axe) -> None:
    slip = hall.slip()
    enter(tablet, slip.code)
    rate(tablet, "u1")
    wait(tablet, 185)
    expect(tablet.locator("#away")).to_contain_text("秒后清空")
    axe(tablet)
    tablet.get_by_role("button", name="我还在填").click()
    expect(tablet.locator("#away")).to_have_count(0)
    assert chosen(tablet) == 14
    wait(tablet, 245)
    is_cleared(tablet)
    assert not hall.ticket(slip).box
    tablet.fill("#code", slip.code)
    wait(tablet, 65)
    is_cleared(tablet)


def test_a_tap_that_says_i_am_here_reaches_nothing_below(
    phone: Page, live_server: Any, hall: Hall
) -> None:
    slip = hall.slip()
    phone.clock.install()
    phone.goto(f"{live_server.url}/b/?shared=1")
    enter(phone, slip.code)
    rate(phone, "u1")
    wait(phone, 185)
    phone.get_by_role("button", name="我还在填").tap()
    expect(phone.locator("#away")).to_have_count(0)
    # below it lies the bar, whose button leads to what is sent
    assert phone.evaluate("document.activeElement.id") not in ("send", "next")
    assert not hall.ticket(slip).box


def test_wherever_a_link_leads_the_tablet_stays_shared(
    tablet: Page, hall: Hall
) -> None:
    tablet.get_by_role("link", name="我的评价保密吗").click()
    expect(tablet.locator("#shared")).to_be_visible()
    tablet.get_by_role("link", name="回到输入评议码").click()
    expect(tablet.locator("#shared")).to_be_visible()
    assert "shared=1" in tablet.url


def test_a_ballot_that_may_have_arrived_is_kept(
    tablet: Page, hall: Hall, problems: list[str]
) -> None:
    enter(tablet, hall.slip().code)
    rate(tablet, "u1")
    tablet.context.set_offline(True)
    submit(tablet)
    wait(tablet, 300)
    expect(tablet.locator("#away")).to_have_count(0)
    assert chosen(tablet) == 14
    problems.clear()


def test_elsewhere_nothing_is_cleared(
    desktop: Page, live_server: Any, hall: Hall
) -> None:
    desktop.clock.install()
    desktop.goto(f"{live_server.url}/b/")
    enter(desktop, hall.slip().code)
    rate(desktop, "u1")
    wait(desktop, 600)
    assert chosen(desktop) == 14
    expect(desktop.locator("#shared")).to_have_count(0)


def test_language_changes_and_the_tablet_stays_shared(tablet: Page, hall: Hall) -> None:
    tablet.locator("a.tool", has_text="English").click()
    expect(tablet.locator("#shared")).to_contain_text("Shared tablet")
    assert "shared=1" in tablet.url
