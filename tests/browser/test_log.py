"""The log and the page that checks a file, on a phone and on a desktop."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect

from audit.models import Entry, Export, record
from tests.browser.acting import SESAME, Axe, fits, log_in
from tests.reports.sample import make_result

SIZES = ["phone", "desktop"]
CONTENT = b"%PDF a report"


@pytest.fixture
def site(live_server: object) -> str:
    get_user_model().objects.create_user("office", password=SESAME, is_staff=True)
    return str(live_server)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db(transaction=True)
def test_log_is_legible_and_accessible(
    site: str,
    size: str,
    language: str,
    request: pytest.FixtureRequest,
    axe: Axe,
) -> None:
    page: Page = request.getfixturevalue(size)
    campaign = make_result()
    for number in range(1, 60):
        record("print", by="office", campaign=campaign.pk, group="G1", batch=number)
    said = {"kind": "pdf", "name": "r.pdf", "version": 1, "by": "office"}
    Export.objects.sign(CONTENT, campaign=campaign.pk, **said)
    log_in(page, site, "office", language)
    page.goto(site + reverse("reports:log", args=[campaign.pk]))
    head = Entry.objects.head(campaign.pk)
    expect(page.get_by_text(head)).to_be_visible()
    fits(page)
    axe(page)
    link = page.locator("td.what a")
    box = link.bounding_box()
    assert box
    assert box["height"] >= 24
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".sig")
    page.locator("#q").fill("G1")
    page.keyboard.press("Enter")
    expect(page.locator("td.what")).to_have_count(50)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.django_db(transaction=True)
def test_file_is_checked_without_signing_in(
    site: str,
    size: str,
    request: pytest.FixtureRequest,
    axe: Axe,
    tmp_path: Path,
    problems: list[str],
) -> None:
    page: Page = request.getfixturevalue(size)
    said = {"kind": "pdf", "name": "r.pdf", "version": 1, "by": "office"}
    Export.objects.sign(CONTENT, campaign=7, **said)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": site}
    page.context.add_cookies([cookie])
    page.goto(site + reverse("verify"))
    axe(page)
    for content, answer in ((CONTENT, "exactly as it is"), (b"x", "it was changed")):
        file = tmp_path / "r.pdf"
        file.write_bytes(content)
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Check the file").click()
        expect(page.get_by_text(answer)).to_be_visible()
        fits(page)
        axe(page)
    # the browser notes the 404 of the second answer
    assert len(problems) == 1
    problems.clear()
