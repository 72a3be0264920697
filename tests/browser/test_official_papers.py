"""Papers and access tokens, on a phone and on a desktop, with the real worker."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect

from reports import releasing
from reports.papers.catalogue import Item
from tests.browser.acting import SESAME, fits, log_in
from tests.jobs.thread import working
from tests.reports.sample import make_result


@pytest.fixture
def blank(monkeypatch):
    monkeypatch.setattr(Item, "parts", lambda *_what: iter([b"%PDF"]))


@pytest.fixture
def office(db) -> str:
    user = get_user_model().objects.create_user("office", is_staff=True)
    user.set_password(SESAME)
    user.save()
    return "office"


def narrow(page: Page) -> None:
    """Nothing sticks out: a phone would make its page wider instead of scrolling."""
    page.wait_for_load_state()
    assert page.evaluate("window.innerWidth <= screen.width")
    fits(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_papers_are_made_and_taken(device, request, live_server, axe, blank, office):
    page = request.getfixturevalue(device)
    campaign = make_result()
    releasing.first(campaign)
    log_in(page, live_server.url, office, "zh-hans")
    page.goto(live_server.url + reverse("reports:papers", args=[campaign.pk]))
    axe(page)
    narrow(page)
    with working():
        page.locator("section[aria-labelledby=zip] button").click()
        expect(page.locator("#job .note-done")).to_be_visible(timeout=60_000)
    page.locator("#job a.btn-primary").click()
    with page.expect_download() as download:
        page.locator("section[aria-labelledby=zip] a.btn-primary").click()
    assert download.value.suggested_filename.endswith(".zip")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_token_is_shown_to_be_copied(device, request, live_server, axe, office):
    page = request.getfixturevalue(device)
    log_in(page, live_server.url, office, "zh-hans")
    page.goto(live_server.url + reverse("tokens"))
    page.locator("#id_name").fill("局统计科取数")
    axe(page)
    narrow(page)
    page.locator("main button.btn-primary").click()
    expect(page.locator("code")).to_contain_text("figures_")
    axe(page)
    narrow(page)
