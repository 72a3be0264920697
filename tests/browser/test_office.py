"""The whole office in a browser: 50 groups of four units, from the lists to the count.

Units hand in their lists, five teams approve them, raters get a letter from a real
server. Slow and wide on purpose; what its pages look like on a phone other tests see
to.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import Page, expect

from ballots.models import Box, Slip
from campaigns.approval.board import Board
from campaigns.models import Campaign, Role, Team, Unit
from tests.ballots.desk import vote
from tests.browser import office as made
from tests.browser.acting import Axe, follow, look, press, sign_in
from tests.browser.rating import rate, scan, submit
from tests.jobs.thread import working
from tests.make import make_campaign, make_document
from tests.post_office import PostOffice, serving

SLIPS = made.GROUPS * made.EACH * (made.OWN + made.CROSS)
VOTERS = 12
LAST = made.code(made.GROUPS, made.EACH - 1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(transactional_db: None) -> Campaign:
    """As the preset makes it, with smaller quotas."""
    document = make_document()
    document["pools"][0]["quota"] = made.OWN
    document["pools"][1]["quota"] = made.CROSS
    document["campaign"] |= {"approval": "lists"}
    return make_campaign(document)


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


@pytest.fixture
def page(
    desktop: Page, live_server: Any, database_url: str, django_user_model: Any
) -> Page:
    user = django_user_model.objects.create_user("wangmin", is_staff=True)
    sign_in(desktop, user, live_server.url)
    desktop.set_default_timeout(60_000)
    return desktop


def bring_lists(page: Page, axe: Axe, folder: Path) -> None:
    """The workbook as it comes in, its mistakes by sheet and row, the mended one."""
    page.get_by_role("link", name="名单", exact=True).click()
    page.get_by_role("link", name="上传工作簿").click()
    for faulty in (True, False):
        file = folder / "lists.xlsx"
        file.write_bytes(made.lists(faulty=faulty))
        page.set_input_files("#id_file", file)
        page.get_by_label("工作簿里没有的名单").select_option("remove")
        page.get_by_role("button", name="先看一看").click()
        look(page, axe)
        if faulty:
            expect(page.get_by_role("main")).to_contain_text("没有的单位")
            page.get_by_role("link", name="上传另一个工作簿").click()
    page.get_by_role("button", name="全部接收").click()
    expect(page.get_by_role("status")).to_contain_text("名单已接收")
    look(page, axe)


def hand_in(page: Page, axe: Axe, site: str, campaign: Campaign) -> None:
    """One liaison from his start page; the 199 others and the lead units as he did."""
    liaison = User.objects.create_user("liaison")
    unit = Unit.objects.get(code=made.code(1, 0))
    Role.objects.create(user=liaison, kind="liaison", unit=unit)
    office = page.context.cookies()
    sign_in(page, liaison, site)
    page.goto(site)
    look(page, axe)
    page.get_by_role("link", name=f"请报送：{unit.name} · 本单位").click()
    follow(page, "报送…")
    look(page, axe)
    press(page, "报送")
    expect(page.get_by_role("status")).to_contain_text("已报送，等待督导组审核")
    page.context.add_cookies(office)
    for item in Board(campaign).items:
        if item.state != "submitted":
            item.row.hand_in("liaison", item.digest)


def approve(page: Page, axe: Axe, site: str, campaign: Campaign) -> None:
    """Each of the five teams ticks what its ten groups have handed in."""
    office = page.context.cookies()
    for number in range(1, 6):
        team = User.objects.create_user(f"team{number}")
        Team.objects.get(name=f"第{number}督导组").members.add(team)
        sign_in(page, team, site)
        page.goto(f"{site}/lists/{campaign.pk}/review/")
        look(page, axe)
        while (group := page.locator("form:has(input[name=item])").first).count():
            for box in group.get_by_role("checkbox").all():
                box.check()
            group.get_by_role("button", name="通过勾选的各项").click()
            expect(page.get_by_role("status")).to_contain_text("已通过 5 项")
    page.context.add_cookies(office)
    page.goto(f"{site}/lists/{campaign.pk}/board/")
    look(page, axe)
    assert all(item.settled for item in Board(campaign).items)


def send_notices(page: Page, axe: Axe, mail: PostOffice, desk: str) -> None:
    """Half of the raters have an address; the others get theirs on paper."""
    page.goto(desk)
    page.get_by_role("link", name="通知和提醒").click()
    look(page, axe)
    page.get_by_role("link", name="查看并发送通知…").click()
    page.get_by_role("button", name=f"发送 {SLIPS // 2} 封").click()
    with working():
        expect(page.get_by_text("全部完成。")).to_be_visible(timeout=240_000)
    assert len(mail.letters) == SLIPS // 2
    page.goto(desk)


def freeze(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="冻结活动…").click()
    look(page, axe)
    page.get_by_role("button", name=f"冻结活动，应评 {SLIPS} 票").click()
    expect(page.get_by_text("已冻结。下一步请打印评议码条。")).to_be_visible()
    look(page, axe)


def print_papers(page: Page, axe: Axe, desk: str, folder: Path) -> None:
    """Cover sheet and roster of the last group; the ZIP of all is in another test."""
    page.goto(desk)
    follow(page, "会议材料")
    look(page, axe)
    said = []
    for name in ("封面", "附件 2"):
        row = page.get_by_role("row").last
        with page.expect_download() as download:
            row.get_by_role("link", name=name).click()
        download.value.save_as(folder / "paper.pdf")
        said.append(text_of(folder / "paper.pdf"))
    assert f"第{made.GROUPS}组" in said[0]
    people = [line for line in made.raters(faulty=False) if line[0] == LAST]
    assert len(people) == made.OWN + made.CROSS
    assert all(person[3] in said[1] for person in people)
    page.goto(desk)


def text_of(file: Path) -> str:
    return subprocess.check_output(["/usr/bin/pdftotext", file, "-"], text=True)


def print_slips(page: Page, desk: str, folder: Path) -> None:
    """Group by group, as it is done on the evening before."""
    each = SLIPS // made.GROUPS
    page.locator("#slips .warn a").first.click()
    for number in range(1, made.GROUPS + 1):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"生成并下载 {each} 张").click()
        download.value.save_as(folder / "slips.pdf")
        assert (folder / "slips.pdf").read_bytes().startswith(b"%PDF")
        if number < made.GROUPS:
            page.locator("#after").click()
    page.goto(desk)


def hold_the_vote(page: Page, axe: Axe, campaign: Campaign, slips: list[Slip]) -> None:
    """Some vote, and the desk sees how many: no more."""
    page.get_by_role("link", name="开始投票…").click()
    page.get_by_role("button", name=f"开始投票，启用 {SLIPS} 张").click()
    box = Box.objects.select_related("campaign").get(pk=campaign.pk)
    for slip in slips[: VOTERS - 1]:
        vote(box, slip)
    desk = page.url
    scan(page, re.sub(r"/desk/.*", "/b/", desk), slips[VOTERS - 1])
    rate(page, "u1")
    submit(page)
    expect(page.locator(".receipt-no")).to_be_visible(timeout=60_000)
    cache.clear()  # counted once a minute
    page.goto(desk)
    expect(page.locator("#turnout")).to_contain_text(f"{VOTERS}")
    look(page, axe)


def close_and_count(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="截止投票…").click()
    page.get_by_label("理由").fill("全体已离场")
    page.get_by_role("button", name="截止投票，收").click()
    expect(page.get_by_text(f"投票已截止，共收 {VOTERS} 张。")).to_be_visible()
    page.get_by_role("link", name="开箱…").click()
    page.get_by_role("button", name=f"开箱，共 {VOTERS} 个信封").click()
    expect(page.get_by_role("heading", name="票箱已开")).to_be_visible(timeout=120_000)
    look(page, axe)


def test_the_office_from_the_lists_to_the_count(
    page: Page,
    live_server: Any,
    campaign: Campaign,
    slips: list[Slip],
    mail: PostOffice,
    axe: Axe,
    tmp_path: Path,
) -> None:
    desk = f"{live_server.url}/desk/{campaign.pk}/"
    page.goto(desk)
    bring_lists(page, axe, tmp_path)
    assert campaign.raters.count() == SLIPS
    page.goto(desk)
    freeze(page, axe)
    hand_in(page, axe, live_server.url, campaign)
    approve(page, axe, live_server.url, campaign)
    send_notices(page, axe, mail, desk)
    print_papers(page, axe, desk, tmp_path)
    print_slips(page, desk, tmp_path)
    assert len(slips) == SLIPS
    hold_the_vote(page, axe, campaign, slips)
    close_and_count(page, axe)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.COUNTED
    assert sum(campaign.tallies.values_list("n", flat=True))
