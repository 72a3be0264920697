"""Talks in a real browser: drawn, noted, fed back, and a small rating made of them."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from campaigns.models import Draw
from reports.models import Feedback, SmallRating
from tests.browser.acting import SESAME, Axe, log_in, look
from tests.browser.rating import expect_only_refusals
from tests.reports.sample import make_team
from tests.reports.talks.make import at, make_talking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    """Counted; a supervisor of unit A and somebody of the office."""
    made = make_talking()
    for login in ("supervisor", "clerk"):
        user = make_team(made, *("A" if login == "supervisor" else ""), login=login)
        user.is_staff = login == "clerk"
        user.set_password(SESAME)
        user.save()
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_draw_to_the_small_rating(
    language: str,
    campaign: Any,
    live_server: Any,
    phone: Page,
    desktop: Page,
    axe: Axe,
    problems: list[str],
) -> None:
    log_in(phone, live_server.url, "supervisor", language)
    draws(phone, live_server.url, campaign, axe)
    notes(phone, live_server.url, campaign, axe)
    feeds_back(phone, axe)
    log_in(desktop, live_server.url, "clerk", language)
    makes_the_small_rating(desktop, live_server.url, campaign, axe)
    expect_only_refusals(problems)
    small = SmallRating.objects.get().campaign
    assert small.raters.count() == 10


def draws(page: Page, site: str, campaign: Any, axe: Axe) -> None:
    """From my work over the campaign's units to the draw."""
    talks = reverse("talks:campaign", args=[campaign.pk])
    page.locator(f"main a[href='{talks}']").first.click()
    look(page, axe)
    page.locator("th.name a").click()
    look(page, axe)
    page.locator(".empty a.btn-primary").click()
    look(page, axe)
    page.fill("#id_number", "99")
    page.locator("form button.btn-primary").click()
    look(page, axe)
    expect(page.locator(".errors")).to_be_visible()
    page.fill("#id_number", "10")
    page.locator("form button.btn-primary").click()
    look(page, axe)
    row = Draw.objects.get()
    page.goto(site + at(campaign, "drawn", row.pk))
    look(page, axe)


def notes(page: Page, site: str, campaign: Any, axe: Axe) -> None:
    """Three talks are held, one person declines; a second draw says why."""
    row = Draw.objects.get()
    for number in (1, 2, 3):
        page.goto(site + at(campaign, "note", row.pk, number))
        page.locator("input[name=outcome][value=held]").check()
        page.fill("#id_points", f"要点{number}")
        page.locator("form button.btn-primary").click()
    page.goto(site + at(campaign, "note", row.pk, 4))
    page.locator("form button.btn-primary").click()
    look(page, axe)
    page.locator("input[name=outcome][value=declined]").check()
    page.locator("form button.btn-primary").click()
    look(page, axe)
    page.goto(site + at(campaign, "delete", row.pk, 4))
    look(page, axe)
    page.goto(site + at(campaign, "draw"))
    look(page, axe)
    page.goto(site + at(campaign, "unit"))


def feeds_back(page: Page, axe: Axe) -> None:
    page.locator("#feedback ~ p a.btn-primary").click()
    look(page, axe)
    page.locator(".btn-grave").click()
    look(page, axe)
    assert sorted(Feedback.objects.get().points) == ["要点1", "要点2", "要点3"]


def makes_the_small_rating(page: Page, site: str, campaign: Any, axe: Axe) -> None:
    page.goto(site + reverse("talks:campaign", args=[campaign.pk]))
    look(page, axe)
    page.locator(".titlebar a.btn").click()
    look(page, axe)
    page.locator("form button.btn-primary").click()
    expect(page).to_have_url(
        site
        + reverse(
            "admin:campaigns_campaign_change",
            args=[SmallRating.objects.get().campaign_id],
        )
    )
    page.goto(site + reverse("talks:small", args=[campaign.pk]))
    look(page, axe)
    page.goto(site + reverse("reports:subject", args=[campaign.pk, "G1", "A"]))
    look(page, axe)
    expect(page.locator("#talks li")).to_have_count(3)
