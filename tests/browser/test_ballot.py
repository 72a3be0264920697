"""A rater's way, from the slip to the receipt, on a phone and on a desktop."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.models import Slip
from campaigns.definition import Place
from tests.ballots.make import Hall, make_open_box
from tests.ballots.posting import opened
from tests.browser.acting import Axe
from tests.browser.rating import (
    chosen,
    expect_only_refusals,
    rate,
    received,
    scan,
    stored,
    submit,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db: None, live_server: Any) -> Hall:
    return make_open_box()


@pytest.fixture
def address(live_server: Any) -> str:
    return f"{live_server.url}/b/"


def test_the_bar_at_the_foot_says_what_is_left(
    phone: Page, hall: Hall, address: str, axe: Axe
) -> None:
    scan(phone, address, hall.slip("cross"))
    assert "0 / 56" in phone.locator("#bar").inner_text()
    axe(phone)
    rate(phone, "u1")
    assert "14 / 56 项已评" in phone.locator("#bar").inner_text()
    assert "还差 42 项" in phone.locator("#bar").inner_text()


def test_a_scanned_slip_rates_four_units_on_a_phone(
    phone: Page, hall: Hall, address: str, axe: Axe
) -> None:
    slip = hall.slip("cross")
    scan(phone, address, slip)
    rate(phone, "u1")
    assert "已评完 14 项" in phone.locator("#u1 .state").inner_text()
    phone.locator("#u1 [data-next] button").click()
    assert phone.locator("#u2").get_attribute("open") is not None
    rate(phone, "u2", 1)
    phone.fill("#u2-c", "多听意见")
    rate(phone, "u3", 2)
    phone.locator("#u4 summary").click()
    phone.locator("#u4-out").check()
    assert not phone.locator("#u4 .rated").is_visible()
    assert "都评完了" in phone.locator("#bar").inner_text()
    axe(phone)
    phone.locator("#next").click()
    assert phone.evaluate("document.activeElement.id") == "send"
    submit(phone)
    received(phone, hall, slip)
    axe(phone)
    assert stored(phone) is None
    cards = opened(hall, slip)
    overall = [card.values and card.values[0] for card in cards.values()]
    assert overall == [0, 1, 2, None]
    assert cards["B"].comment == "多听意见"


def on_the_wire(page: Page, address: str, slip: Slip, padded: bool) -> tuple[int, int]:
    """How long a submission of this slip is, and what answers it."""
    scan(page, address, slip)
    if not padded:
        page.evaluate("document.getElementById('ballot').dataset.size = 0")
    unit = "ABCD".index(slip.place.key)
    rate(page, "u1", unit)
    page.fill("#u1-c", "评" * 150 * unit)
    with page.expect_response("**/b/submit") as found:
        submit(page)
    expect(page.locator(".receipt-no")).to_be_visible(timeout=20_000)
    sent = found.value.request.post_data_buffer
    return len(sent or b""), len(found.value.body())


@pytest.mark.parametrize("padded", [True, False], ids=["padded", "control"])
def test_what_is_sent_and_told_has_one_length(
    padded: bool, phone: Page, hall: Hall, address: str
) -> None:
    """I8: who listens on the line learns nothing of what was chosen or written."""
    slips = [hall.slip(place=Place("unit", unit)) for unit in "ABC"]
    seen = [on_the_wire(phone, address, slip, padded) for slip in slips]
    sent, told = (set(lengths) for lengths in zip(*seen, strict=True))
    assert len(told) == 1
    assert len(sent) == (1 if padded else 3)


def test_a_typed_code_and_the_next_person(
    phone: Page, hall: Hall, address: str, axe: Axe, problems: list[str]
) -> None:
    slip, following = hall.slip(), hall.slip()
    phone.goto(address)
    axe(phone)
    phone.fill("#code", "7K3M Q9TR 2XWO BH")
    phone.click("#entry button")
    expect(phone.locator("#errors")).to_contain_text("评议码不对")
    assert phone.input_value("#code") == "7K3M Q9TR 2XWO BH"
    axe(phone)
    phone.fill("#code", slip.code.lower())
    phone.click("#entry button")
    expect(phone.locator("#ballot")).to_be_visible()
    rate(phone, "u1")
    submit(phone)
    received(phone, hall, slip)
    phone.get_by_role("button", name="清空，交给下一位").click()
    expect(phone.locator("#code")).to_be_visible()
    assert phone.input_value("#code") == ""
    phone.evaluate(f"location.hash = '{following.code}'")
    expect(phone.locator("#ballot")).to_be_visible()
    assert phone.evaluate("location.hash") == ""
    expect_only_refusals(problems)


def test_reload_and_back_keep_the_draft(phone: Page, hall: Hall, address: str) -> None:
    slip = hall.slip("cross")
    scan(phone, address, slip)
    rate(phone, "u1", 2)
    phone.fill("#u1-c", "写了一半")
    phone.locator("#u2 summary").click()
    phone.locator("#u2-out").check()
    phone.reload()
    expect(phone.locator("#ballot")).to_be_visible()
    assert (chosen(phone), phone.input_value("#u1-c")) == (14, "写了一半")
    phone.goto(address + "secret")
    phone.go_back()
    expect(phone.locator("#ballot")).to_be_visible()
    assert (chosen(phone), phone.input_value("#u1-c")) == (14, "写了一半")
    assert phone.locator("#u2-out").is_checked()
    assert slip.code not in str(stored(phone))


def test_the_switch_of_language_keeps_answers(
    phone: Page, hall: Hall, address: str, axe: Axe
) -> None:
    scan(phone, address, hall.slip())
    rate(phone, "u1", 1)
    phone.fill("#u1-c", "写了一半")
    phone.click("button[name=switch]")
    expect(phone.locator("h1")).to_contain_text("Appraisal")
    assert phone.evaluate("document.documentElement.lang") == "en"
    assert (chosen(phone), phone.input_value("#u1-c")) == (14, "写了一半")
    axe(phone)
    phone.reload()
    expect(phone.locator("#send")).to_contain_text("Submit")
    assert chosen(phone) == 14


def test_gaps_are_shown_with_links(
    phone: Page, hall: Hall, address: str, axe: Axe, problems: list[str]
) -> None:
    slip = hall.slip("cross")
    scan(phone, address, slip)
    for card in ("u1", "u3", "u4"):
        rate(phone, card)
    phone.locator("#u2 summary").click()
    for question in phone.locator("#u2 .q").all()[:12]:
        question.locator("label").first.click()
    submit(phone)
    expect(phone.locator("#errors")).to_contain_text("还差 2 项没有选，暂未提交")
    axe(phone)
    assert phone.locator(".q.missing").count() == 2
    phone.locator("#u1 summary").click()
    phone.locator("#errors a").first.click()
    expect(phone.locator("#u2 .q.missing").first).to_be_in_viewport()
    phone.keyboard.press("Space")
    assert phone.locator(".q.missing").count() == 1
    assert phone.locator("#errors a").count() == 1
    expect(phone.locator("#errors h2")).to_have_text("还差 1 项")
    phone.locator(".q.missing label").first.click()
    expect(phone.locator("#errors")).to_have_count(0)
    submit(phone)
    received(phone, hall, slip)
    expect_only_refusals(problems)


def test_one_line_for_a_card_without_answers_goes_with_its_last(
    phone: Page, hall: Hall, address: str, problems: list[str]
) -> None:
    scan(phone, address, hall.slip("cross"))
    rate(phone, "u1")
    submit(phone)
    expect(phone.locator("#errors a")).to_have_count(3)
    phone.locator("#u2 summary").click()
    phone.locator("#u2 .q label").first.click()
    expect(phone.locator("#errors h2")).to_have_text("还差 41 项")
    expect(phone.locator("#errors a")).to_have_count(3)
    rate(phone, "u2")
    expect(phone.locator("#errors a")).to_have_count(2)
    for card in ("u3", "u4"):
        phone.locator(f"#{card} summary").click()
        phone.locator(f"#{card}-out").check()
    expect(phone.locator("#errors")).to_have_count(0)
    expect_only_refusals(problems)


def test_large_text_stays_large(
    phone: Page, hall: Hall, address: str, axe: Axe
) -> None:
    slip = hall.slip()
    scan(phone, address, slip)
    small = phone.locator("h1").bounding_box()
    phone.click("label[for=big]")
    large = phone.locator("h1").bounding_box()
    assert small
    assert large
    assert large["height"] > small["height"]
    axe(phone)
    phone.reload()
    expect(phone.locator("#ballot")).to_be_visible()
    assert phone.locator("#big").is_checked()
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_fills_the_ballot(desktop: Page, hall: Hall, address: str) -> None:
    slip = hall.slip("cross")
    scan(desktop, address, slip, "?lang=en")
    assert desktop.locator("#keys").is_visible()
    for key in "112":
        desktop.keyboard.press(key)
    assert chosen(desktop) == 3
    here = desktop.locator(".q.here")
    desktop.keyboard.press("ArrowUp")
    desktop.keyboard.press("3")
    assert here.get_attribute("data-name") == "a.A.study-3"
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("n")
    assert here.get_attribute("data-name") == "a.A.study-5"
    for _ in range(60):
        desktop.keyboard.press("n")
        if desktop.evaluate("document.activeElement.id") == "send":
            break
        desktop.keyboard.press("1")
    submit(desktop)
    received(desktop, hall, slip)
    assert "Submitted" in desktop.locator("h1").inner_text()


def test_native_keys_keep_working(
    desktop: Page, hall: Hall, address: str, axe: Axe
) -> None:
    scan(desktop, address, hall.slip("cross"))
    desktop.locator("#u1-c").focus()
    desktop.keyboard.type("123 n")
    assert desktop.input_value("#u1-c") == "123 n"
    assert chosen(desktop) == 0
    desktop.locator("[data-rail=u2]").click()
    assert desktop.locator("#u2").get_attribute("open") is not None
    axe(desktop)
    desktop.keyboard.press("Control+n")
    # on a radio the arrows choose, as they do everywhere
    desktop.locator("#u2 input[type=radio]").first.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("ArrowDown")
    assert desktop.locator("#u2 input:checked").get_attribute("value") == "fair"


@pytest.mark.parametrize("screen", ["phone_no_script", "desktop_no_script"])
def test_without_script_it_is_a_form(
    request: pytest.FixtureRequest,
    hall: Hall,
    address: str,
    screen: str,
    problems: list[str],
) -> None:
    page: Page = request.getfixturevalue(screen)
    slip = hall.slip("cross")
    page.goto(address)
    page.fill("#code", slip.code)
    page.click("#entry button")
    assert not page.locator("#bar").is_visible()
    rate(page, "u1")
    page.locator("#u4 summary").click()
    page.locator("#u4-out").check()
    submit(page)
    assert "还差 28 项没有选，暂未提交" in page.locator("#errors").inner_text()
    assert (chosen(page), page.locator("#u4-out").is_checked()) == (14, True)
    page.click("button[name=switch]")
    assert "Rate 4 units" in page.locator(".facts").inner_text()
    assert chosen(page) == 14
    rate(page, "u2", 1)
    rate(page, "u3", 2)
    submit(page)
    received(page, hall, slip)
    assert opened(hall, slip)["D"].values is None
    page.get_by_role("button", name="Clear for the next person").click()
    assert page.locator("#code").input_value() == ""
    expect_only_refusals(problems)


def test_other_pages_are_accessible(phone: Page, live_server: Any, axe: Axe) -> None:
    for path in ("/b/secret", "/r/", "/b/secret?lang=en"):
        phone.goto(live_server.url + path)
        axe(phone)
