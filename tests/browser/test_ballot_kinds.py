"""Ticks, numbers and reasons on a phone, and the open link, in a browser."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from ballots.models import OpenLink, Ticket
from campaigns.definition import Place
from tests.ballots.desk import make_office
from tests.ballots.make import Hall
from tests.ballots.mixed import make_mixed_box
from tests.ballots.posting import opened
from tests.browser.acting import Axe, fits
from tests.browser.rating import (
    expect_only_refusals,
    received,
    scan,
    submit,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db: None, live_server: Any) -> Hall:
    return make_mixed_box()


@pytest.fixture
def address(live_server: Any) -> str:
    return f"{live_server.url}/b/"


def test_ticks_a_number_and_a_reason_on_a_phone(
    phone: Page, hall: Hall, address: str, axe: Axe
) -> None:
    slip = hall.slip("own")
    scan(phone, address, slip, "?lang=en")
    assert "0 / 3" in phone.locator("#bar").inner_text()
    axe(phone)
    phone.locator("#u1 [data-name='a.A.overall'] label").first.click()
    reason = phone.locator(".q-reason")
    assert not reason.is_visible()
    phone.locator("#u1 [data-name='a.A.grade'] label").nth(2).click()
    expect(reason).to_contain_text("“Disagree”")
    ticks = phone.locator("[data-name='a.A.faults'] label")
    ticks.nth(0).click()
    ticks.nth(2).click()
    phone.fill("#u1-3", "95")
    submit(phone)
    received(phone, hall, slip)
    assert opened(hall, slip)["A"].values == (0, 2, 0b101, 95)


def test_a_number_that_does_not_fit_is_mended(
    phone: Page, hall: Hall, address: str, axe: Axe, problems: list[str]
) -> None:
    slip = hall.slip("own")
    scan(phone, address, slip, "?lang=en")
    for name, at in (("overall", 0), ("grade", 2), ("faults", 0), ("faults", 2)):
        phone.locator(f"[data-name='a.A.{name}'] label").nth(at).click()
    phone.fill("#u1-3", "１２０")
    assert "3 / 3" in phone.locator("#bar").inner_text()
    phone.reload()
    expect(phone.locator("#ballot")).to_be_visible()
    assert phone.locator("[type=checkbox]:checked").count() == 2
    assert phone.input_value("#u1-3") == "１２０"
    submit(phone)
    expect(phone.locator("#errors")).to_contain_text("1 number does not fit")
    expect(phone.locator(".q.missing .why")).to_contain_text("from 0 to 100")
    axe(phone)
    phone.locator("#errors a").first.click()
    assert phone.evaluate("document.activeElement.id") == "u1-3"
    phone.fill("#u1-3", "９５")
    assert phone.locator(".q.missing").count() == 0
    phone.locator(".q-reason a").click()
    assert phone.evaluate("document.activeElement.id") == "u1-c"
    submit(phone)
    received(phone, hall, slip)
    assert opened(hall, slip)["A"].values == (0, 2, 0b101, 95)
    expect_only_refusals(problems)


def test_the_keyboard_ticks_and_types(desktop: Page, hall: Hall, address: str) -> None:
    slip = hall.slip("own")
    scan(desktop, address, slip, "?lang=en")
    for key in ("1", "2", "1", "3", "3", "ArrowDown"):
        desktop.keyboard.press(key)
    desktop.keyboard.press("8")
    desktop.keyboard.press("0")
    desktop.keyboard.press("Enter")  # goes on, and sends nothing
    expect(desktop.locator("#bar")).to_contain_text("3 / 3")
    assert desktop.locator("#ballot").is_visible()
    submit(desktop)
    received(desktop, hall, slip)
    assert opened(hall, slip)["A"].values == (0, 1, 0b001, 80)


def test_without_script_the_same(
    phone_no_script: Page, hall: Hall, address: str
) -> None:
    page, slip = phone_no_script, hall.slip("own")
    page.goto(address)
    page.fill("#code", slip.code)
    page.click("#entry button")
    assert page.locator(".q-reason").is_visible()
    for question in page.locator(".q:has(label.opt)").all():
        question.locator("label").first.click()
    page.locator("[data-name='a.A.faults'] label").nth(3).click()
    page.fill("#u1-3", "88")
    page.locator("#send").click()
    received(page, hall, slip)
    assert opened(hall, slip)["A"].values == (0, 0, 0b1001, 88)


def test_an_open_link_on_a_phone(
    phone: Page, hall: Hall, live_server: Any, axe: Axe
) -> None:
    link = OpenLink.objects.get()
    start = f"{live_server.url}/b/open/{link.token}/"
    phone.goto(start + "?lang=en")
    axe(phone)
    phone.get_by_role("link", name="Unit B").click()
    axe(phone)
    for question in phone.locator(".q:has(label.opt)").all():
        question.locator("label").first.click()
    phone.reload()  # the draft and its key go on
    assert phone.locator("input[type=radio]:checked").count() == 2
    phone.fill("#u1-3", "70")
    phone.click("button[name=switch]")
    expect(phone.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert phone.input_value("#u1-3") == "70"
    submit(phone)
    expect(phone.locator(".receipt-no")).to_be_visible()
    axe(phone)
    ticket = Ticket.objects.used().get()
    assert (ticket.batch, ticket.place) == (None, Place("unit", "B"))
    phone.locator("#clear button").click()
    assert phone.url.startswith(start)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_desk_shows_the_open_link(
    request: pytest.FixtureRequest,
    hall: Hall,
    live_server: Any,
    client: Any,
    django_user_model: Any,
    axe: Axe,
    screen: str,
) -> None:
    page: Page = request.getfixturevalue(screen)
    make_office(django_user_model, client)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(live_server.url + hall.box.desk)
    expect(page.locator("#links .qr-small svg")).to_be_visible()
    expect(page.locator("#links a")).to_contain_text(OpenLink.objects.get().token)
    axe(page)
    fits(page)
