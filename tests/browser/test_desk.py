"""The desk in a browser: from freezing to releasing, wide and narrow."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ballots.models import Box, Slip
from campaigns.models import Campaign
from tests.ballots.desk import make_supervisor, vote
from tests.browser.acting import Axe, look, sign_in
from tests.make import make_campaign, make_document

State = Campaign.State
NAMES = {"username": "wangmin", "is_staff": True}


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest) -> Page:
    return request.getfixturevalue(request.param)


@pytest.fixture
def office(page: Page, live_server: Any, django_user_model: Any) -> Page:
    """Somebody of the office, signed in."""
    sign_in(page, django_user_model.objects.create_user(**NAMES), live_server.url)
    page.set_default_timeout(20_000)
    return page


def confirm(page: Page, axe: Axe, button: str) -> None:
    look(page, axe)
    page.get_by_role("button", name=button).click()


def freeze(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="冻结活动…").click()
    confirm(page, axe, "冻结活动，应评 32 票")
    expect(page.get_by_text("已冻结。下一步请打印评议码条。")).to_be_visible()
    look(page, axe)


def print_slips(page: Page, axe: Axe, file: Path) -> None:
    page.get_by_role("link", name="打印评议码条…").click()
    with page.expect_download() as download:
        confirm(page, axe, "生成并下载 32 张")
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="回工作台", exact=True).click()
    look(page, axe)


def hold_the_vote(page: Page, axe: Axe, campaign: Campaign, slips: list[Slip]) -> None:
    page.get_by_role("link", name="开始投票…").click()
    confirm(page, axe, "开始投票，启用 32 张")
    box = Box.objects.select_related("campaign").get(pk=campaign.pk)
    for slip in slips[:7]:
        vote(box, slip)
    look(page, axe)
    page.get_by_role("link", name="截止投票…").click()
    page.get_by_label("理由").fill("全体已离场")
    confirm(page, axe, "截止投票，收")
    expect(page.get_by_text("投票已截止，共收 7 张。")).to_be_visible()
    look(page, axe)


def open_the_box(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="开箱…").click()
    confirm(page, axe, "开箱，共 7 个信封")
    look(page, axe)
    expect(page.get_by_role("heading", name="票箱已开")).to_be_visible(timeout=60_000)
    look(page, axe)
    page.get_by_role("main").get_by_role("link", name="工作台").click()
    look(page, axe)


def release(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="发布结果…").click()
    confirm(page, axe, "提请发布结果，7 票")
    expect(page.get_by_text("已提请督导组同意，同意后即发布。")).to_be_visible()
    look(page, axe)


def agree(page: Page, axe: Axe) -> None:
    """The second person, who is of the supervision team."""
    look(page, axe)
    page.get_by_role("link", name=re.compile("同意或不同意")).click()
    look(page, axe)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("您已同意。")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_from_freezing_to_releasing(
    office: Page,
    live_server: Any,
    database_url: str,
    slips: list[Slip],
    axe: Axe,
    tmp_path: Path,
) -> None:
    document = make_document()
    document["pools"][0]["quota"] = 3
    campaign, page = make_campaign(document), office
    supervisor = make_supervisor(campaign)
    page.goto(f"{live_server.url}/desk/")
    look(page, axe)
    page.get_by_role("link", name="集中联评").click()
    look(page, axe)
    freeze(page, axe)
    print_slips(page, axe, tmp_path / "slips.pdf")
    hold_the_vote(page, axe, campaign, slips)
    open_the_box(page, axe)
    release(page, axe)
    sign_in(page, supervisor, live_server.url)
    page.goto(live_server.url)
    agree(page, axe)
    campaign.refresh_from_db()
    assert campaign.state == State.RELEASED
