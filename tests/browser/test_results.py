"""Results in a real browser: through the sealed path, on a phone and on a desktop."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect

from ballots.models import Box
from ballots.rehearsal import play, read
from campaigns.models import Campaign
from tests.browser.acting import SESAME, Axe, fits, log_in
from tests.make import make_campaign, make_entry
from tests.reports.sample import S1, make_team
from tests.reports.whole import store

OPTIONS = ("good", "fair", "poor")


def entries() -> Iterator[dict]:
    """S1: 23, 24, 29 and 33 of 35; cross-unit ballots rate all four units."""
    for key, (own, _cross) in S1.items():
        for option, n in zip(OPTIONS, own, strict=True):
            if n:
                yield make_entry("own", key, n, {key: option})
    columns = {
        key: [o for o, n in zip(OPTIONS, cross, strict=True) for _vote in range(n)]
        for key, (_own, cross) in S1.items()
    }
    for number in range(20):
        answers = {key: column[number] for key, column in columns.items()}
        yield make_entry("cross", "G1", 1, answers)


@pytest.fixture
def campaign(database_url: str) -> Campaign:
    """A real campaign, voted, opened and released."""
    box = Box.objects.freeze(make_campaign())
    play(box, list(read(box.definition, {"ballots": list(entries())})))
    box.campaign.refresh_from_db()
    return box.campaign


@pytest.fixture
def supervisor(campaign: Campaign) -> str:
    """The login of a member of all units' original team."""
    user = make_team(campaign, *S1, login="supervisor")
    user.set_password(SESAME)
    user.save()
    return "supervisor"


def walk(page: Page, site: str, axe: Axe) -> None:
    """From my work to a unit's page; each page is accessible and fits."""
    for step in ("", "main a[href$='/G1/']", "th.name a >> nth=0"):
        if step:
            page.locator(step).first.click()
        expect(page.locator("h1")).to_have_count(1)
        axe(page)
        fits(page)
    expect(page.locator(".verdict .figure")).to_contain_text("65.7")
    gauge = page.locator(".verdict svg[role=img]:visible")
    expect(gauge).to_have_count(1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_supervisor_walks_the_results(
    language, campaign, supervisor, live_server, phone, desktop, axe
):
    for page in (phone, desktop):
        log_in(page, live_server.url, supervisor, language)
        walk(page, live_server.url, axe)


@pytest.mark.django_db(transaction=True)
def test_supervisor_takes_the_papers_away(
    campaign, supervisor, live_server, desktop, tmp_path
):
    log_in(desktop, live_server.url, supervisor, "en")
    desktop.goto(live_server.url + reverse("reports:group", args=[campaign.pk, "G1"]))
    for name, kind in (("PDF report", ".pdf"), ("Excel workbook", ".xlsx")):
        with desktop.expect_download() as download:
            desktop.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(kind)
        assert download.value.path().stat().st_size > 5_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_around_the_results(language, live_server, phone, desktop, axe, problems):
    get_user_model().objects.create_user("office", password=SESAME, is_staff=True)
    for page in (phone, desktop):
        page.goto(f"{live_server.url}/?")
        axe(page)
        log_in(page, live_server.url, "office", language)
        for path in (reverse("home"), reverse("reports:results"), "/nothing"):
            page.goto(live_server.url + path)
            axe(page)
            fits(page)
        page.goto(live_server.url)
        page.locator("form[action$='logout/'] button").click()
        axe(page)
    assert len(problems) == 2  # the address that is not there, once a page
    problems.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_results_with_every_feature(language, live_server, phone, desktop, axe):
    """Weights, an open link, grades, ranks, indicators, several kinds of items."""
    get_user_model().objects.create_user("office", password=SESAME, is_staff=True)
    campaign = store()
    group = reverse("reports:group", args=[campaign.pk, "G1"])
    subject = reverse("reports:subject", args=[campaign.pk, "G1", "A"])
    for page in (phone, desktop):
        log_in(page, live_server.url, "office", language)
        for address in (group, subject):
            page.goto(live_server.url + address)
            axe(page)
            fits(page)
        expect(page.locator(".reasons li")).to_have_count(5)
