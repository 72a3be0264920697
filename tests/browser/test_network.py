"""Lost replies, busy servers, no network: one ballot, and nothing lost."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.ballots.make import Hall, make_open_box
from tests.browser.rating import (
    chosen,
    expect_only_refusals,
    rate,
    received,
    scan,
    submit,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db: None, live_server: Any) -> Hall:
    return make_open_box()


@pytest.fixture
def address(live_server: Any) -> str:
    return f"{live_server.url}/b/"


def test_a_lost_reply_is_asked_for_again(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    """The ballot arrives, its acknowledgement does not: one ballot, one receipt."""
    slip = hall.slip()
    scan(phone, address, slip)
    rate(phone, "u1")
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    phone.route("**/b/submit", lose)
    submit(phone)
    expect(phone.locator("#errors")).to_contain_text("还没有收到回音", timeout=30_000)
    assert lost == [200] * 5
    assert phone.locator("#ballot input[type=radio]:enabled").count() == 0
    phone.unroute("**/b/submit")
    submit(phone)
    received(phone, hall, slip)
    expect(phone.locator("#receipt")).to_contain_text("第一次提交时已经收下")
    expect_only_refusals(problems)


def test_a_reload_after_a_lost_reply_shows_the_receipt(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    slip = hall.slip()
    scan(phone, address, slip)
    rate(phone, "u1")
    phone.route("**/b/submit", lambda route: (route.fetch(), route.abort()))
    submit(phone)
    expect(phone.locator("#errors")).to_contain_text("还没有收到回音", timeout=30_000)
    phone.unroute("**/b/submit")
    phone.reload()
    received(phone, hall, slip)
    expect_only_refusals(problems)


def test_a_busy_server_keeps_everything(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    slip = hall.slip()
    scan(phone, address, slip)
    rate(phone, "u1")
    phone.route("**/b/submit", lambda route: route.fulfill(status=503, body="busy"))
    submit(phone)
    expect(phone.locator("#errors")).to_contain_text("您的票还没有收下", timeout=30_000)
    assert chosen(phone) == 14
    phone.unroute("**/b/submit")
    submit(phone)
    received(phone, hall, slip)
    expect_only_refusals(problems)


def test_without_network_the_code_stays(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    slip = hall.slip()
    phone.route("**/b/", lambda route: _only_get(route))
    phone.goto(f"{address}#{slip.code}")
    expect(phone.locator("#errors")).to_contain_text("评价表没有取到", timeout=30_000)
    assert phone.input_value("#code") == slip.code
    phone.unroute("**/b/")
    phone.click("#entry button")
    expect(phone.locator("#ballot")).to_be_visible()
    expect_only_refusals(problems)


def _only_get(route: Route) -> None:
    if route.request.method == "GET":
        route.continue_()
    else:
        route.abort()


def test_every_request_of_a_pool_has_one_length(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    sizes = set()

    def measure(route: Route) -> None:
        sizes.add(len(route.request.post_data_buffer or b""))
        route.continue_()

    phone.route("**/b/submit", measure)
    for answer, comment in enumerate(("", "评" * 500, '"\n' * 200)):
        scan(phone, address, hall.slip())
        rate(phone, "u1", answer)
        phone.fill("#u1-c", comment)
        submit(phone)
        expect(phone.locator("#receipt")).to_be_visible()
    assert len(sizes) == 1
