"""Trustee cards in a browser: three people print, try out, and two open the box."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from ballots.models import Box
from ballots.rehearsal import issue_all
from campaigns.models import Campaign, GroupUnit, Team
from tests.ballots.desk import vote
from tests.ballots.trustees import make_cards_box, words_on
from tests.browser.acting import Axe, look

Words = dict[str, dict[str, str]]
HOLDERS = {"office": "wang", "team": "li", "archive": "zhao"}


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest) -> Page:
    cache.clear()
    page: Page = request.getfixturevalue(request.param)
    page.set_default_timeout(20_000)
    return page


@pytest.fixture
def box(database_url: str, django_user_model: Any) -> Box:
    """A frozen box with cards, two people of the office, one of the team."""
    box = make_cards_box()
    team = Team.objects.create(name="督导组")
    GroupUnit.objects.filter(group__campaign=box.campaign).update(team=team)
    for role, name in HOLDERS.items():
        user = django_user_model.objects.create_user(name, is_staff=role != "team")
        if role == "team":
            team.members.add(user)
    return box


def sign_in(page: Page, site: str, user: Any) -> None:
    """Another person sits down at the same computer, and reads English."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    values = {
        settings.SESSION_COOKIE_NAME: session,
        settings.LANGUAGE_COOKIE_NAME: "en",
    }
    cookies = [{"name": n, "value": v, "url": site} for n, v in values.items()]
    page.context.add_cookies(cookies)


def print_card(page: Page, axe: Axe, path: str, name: str, folder: Path) -> Any:
    """What stands on the card that is downloaded."""
    page.goto(path)
    look(page, axe)
    page.get_by_role("link", name=f"Print: {name}").click()
    look(page, axe)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make and download my card").click()
    download.value.save_as(folder / "downloaded.pdf")
    return words_on((folder / "downloaded.pdf").read_bytes(), folder)


def try_out(page: Page, axe: Axe, path: str, words: Words) -> None:
    """First with a slip of the pen, then rightly."""
    page.goto(path)
    page.get_by_role("link", name="Try the cards out…").click()
    office, team, archive = (
        page.get_by_label(name, exact=True)
        for name in ("campaign office", "supervision team", "archive")
    )
    office.fill(words["office"]["zh"])
    team.fill(words["team"]["en"])
    hidden = "e => getComputedStyle(e).webkitTextSecurity"
    assert office.evaluate(hidden) == "disc"  # nobody reads it over a shoulder
    assert team.evaluate(hidden) == "none"
    archive.fill("abandon " * 12)
    look(page, axe)
    page.get_by_role("button", name="Try all three pairs").click()
    expect(page.get_by_role("alert")).to_contain_text("the checksum does not fit")
    look(page, axe)
    assert [field.input_value() for field in (office, team, archive)] == [""] * 3
    for field, role in ((office, "office"), (team, "team"), (archive, "archive")):
        field.fill(words[role]["en"])
    page.get_by_role("button", name="Try all three pairs").click()
    expect(page.get_by_text("Every pair of the cards opens the box.")).to_be_visible()
    look(page, axe)


def hold_the_vote(box: Box) -> None:
    slips = issue_all(box)
    box.refresh_from_db()
    box.open_voting()
    for slip in next(iter(slips.values()))[:2]:
        vote(box, slip)
    box.close()


def open_the_box(page: Page, axe: Axe, words: Words) -> None:
    look(page, axe)
    page.get_by_role("link", name="Open the box…").click()
    page.get_by_label("archive", exact=True).fill(words["archive"]["zh"])
    page.get_by_label("campaign office", exact=True).fill(words["office"]["en"])
    look(page, axe)
    page.get_by_role("button", name="Open the box, 2 envelopes").click()
    done = page.get_by_role("heading", name="The box is open")
    expect(done).to_be_visible(timeout=60_000)


@pytest.mark.django_db(transaction=True)
def test_three_print_and_try_out_and_two_open(
    page: Page,
    live_server: Any,
    box: Box,
    axe: Axe,
    problems: list[str],
    django_user_model: Any,
    tmp_path: Path,
) -> None:
    path, site = f"{live_server.url}/desk/{box.pk}/cards/", live_server.url
    users = {u.username: u for u in django_user_model.objects.all()}
    names = ("campaign office", "supervision team", "archive")
    words = {}
    for role, name in zip(HOLDERS, names, strict=True):
        sign_in(page, site, users[HOLDERS[role]])
        words[role] = print_card(page, axe, path, name, tmp_path)
    try_out(page, axe, path, words)
    # the browser notes the answer 422 as an error of its own
    assert [line for line in problems if "422" not in line] == []
    problems.clear()
    hold_the_vote(box)
    page.goto(f"{site}/desk/{box.pk}/")
    open_the_box(page, axe, words)
    assert Campaign.objects.get(pk=box.pk).state == Campaign.State.COUNTED
