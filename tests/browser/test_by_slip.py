"""From the scanned slip of a campaign that is over to its result, on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import Axe
from tests.browser.rating import expect_only_refusals
from tests.reports.known import make_slips

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slip_leads_to_the_result(
    phone: Page, phone_no_script: Page, live_server: Any, axe: Axe, problems: list
) -> None:
    known = make_slips()
    slip = known.slip("A")
    phone.goto(f"{live_server.url}/b/#{slip.code}")
    expect(phone.locator("#notices form")).to_be_visible()
    axe(phone)
    phone.locator("#notices form button").click()
    expect(phone.locator("#result")).to_contain_text("23/35")
    expect(phone).to_have_url(f"{live_server.url}/b/result")
    axe(phone)
    phone.locator("summary").click()
    axe(phone)
    phone.locator("header label").click()  # large text
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    # typed, without script, in the other language
    phone_no_script.goto(f"{live_server.url}/b/result?lang=en")
    phone_no_script.fill("#code", slip.code)
    phone_no_script.locator("form .btn-primary").click()
    expect(phone_no_script.locator("#result")).to_contain_text("23/35")
    phone_no_script.locator(".tools button").click()
    expect(phone_no_script.locator("#result")).to_contain_text("23/35")
    expect_only_refusals(problems)
