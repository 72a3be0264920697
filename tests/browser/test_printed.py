"""Pages of results on A4 from the browser: nothing is cut off or too small to read."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.acting import fits, sign_in
from tests.reports.years import make_three_years

PAPER = {"width": 673, "height": 980}  # what the margins of A4 leave, in CSS pixels


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_many_classes_of_raters_and_lines_over_years_fit_on_paper(
    transactional_db: None, live_server: Any, desktop: Page, language: str
) -> None:
    first, *_between, last = make_three_years()
    boss = get_user_model().objects.create_user("boss", is_staff=True)
    sign_in(desktop, boss, live_server.url)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language}
    desktop.context.add_cookies([{**cookie, "url": live_server.url}])
    desktop.set_viewport_size(PAPER)
    desktop.emulate_media(media="print")
    desktop.goto(live_server.url + reverse("reports:group", args=[last.pk, "G1"]))
    fits(desktop)
    assert width(desktop, "tbody th.name") > 90
    desktop.goto(live_server.url + reverse("reports:series", args=[first.pk]))
    fits(desktop)
    assert width(desktop, "td.line .chart") > 90


def width(page: Page, what: str) -> float:
    box = page.locator(what).first.bounding_box()
    assert box
    return box["width"]
