"""Papers and access tokens, on a phone and on a desktop, with the real worker."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from reports import releasing
from reports.papers.catalogue import Item
from tests.browser.test_results import SESAME, fits, sign_in
from tests.jobs.thread import working
from tests.reports.sample import make_result


@pytest.fixture
def blank(monkeypatch):
    monkeypatch.setattr(Item, "parts", lambda *_what: iter([b"%PDF"]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_papers_are_made_and_taken_and_a_token_is_shown(
    device, request, live_server, axe, blank
):
    page = request.getfixturevalue(device)
    office = get_user_model().objects.create_user("office", is_staff=True)
    office.set_password(SESAME)
    office.save()
    campaign = make_result()
    releasing.first(campaign)
    sign_in(page, live_server.url, "office", "zh-hans")
    page.goto(live_server.url + reverse("reports:papers", args=[campaign.pk]))
    axe(page)
    fits(page)
    with working():
        page.locator(
            "#zip + p + div button, section[aria-labelledby=zip] button"
        ).click()
        expect(page.locator("#job .note-done")).to_be_visible(timeout=60_000)
    page.locator("#job a.btn-primary").click()
    axe(page)
    with page.expect_download() as download:
        page.locator("section[aria-labelledby=zip] a.btn-primary").click()
    assert download.value.suggested_filename.endswith(".zip")
    _token(page, axe, live_server.url + reverse("tokens"))


def _token(page, axe, address):
    page.goto(address)
    page.locator("#id_name").fill("局统计科取数")
    axe(page)
    fits(page)
    page.locator("main button.btn-primary").click()
    expect(page.locator("code")).to_contain_text("figures_")
    axe(page)
    fits(page)
