"""The projector of a hall in a browser: it fits, and follows the vote by itself."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.ballots.casting import vote
from tests.ballots.desk import make_hall
from tests.browser.acting import SESAME, Axe, fits, log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_hall_follows_the_vote(
    language: str,
    live_server: Any,
    desktop: Page,
    phone: Page,
    axe: Axe,
) -> None:
    cache.clear()
    hall = make_hall(own=2, cross=1)
    get_user_model().objects.create_user("office", password=SESAME, is_staff=True)
    address = live_server.url + reverse("ballots:hall", args=[hall.box.pk])
    for page in (phone, desktop):
        log_in(page, live_server.url, "office", language)
        page.goto(address)
        axe(page)
        fits(page)
    expect(desktop.locator(".huge").first).to_contain_text("0 / 12")
    tall = "document.documentElement.scrollHeight <= window.innerHeight"
    assert desktop.evaluate(tall)  # nobody scrolls a projector
    vote(hall, hall.slip())
    cache.clear()
    with desktop.expect_response(address, timeout=30_000):
        pass
    expect(desktop.locator(".huge").first).to_contain_text("1 / 12")
    axe(desktop)
