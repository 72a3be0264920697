"""From a liaison's list over the supervision team to the approval, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.walk import look, sign_in
from tests.campaigns.approval.make import Stage, fill, make_stage, write_papers

Axe = Callable[[Page], None]


@pytest.fixture
def stage(transactional_db: None, live_server: Any) -> Stage:
    """Lists are late; that of A has two places and nobody on it."""
    made = make_stage(days=-2)
    fill(made, "BCD")
    fill(made, "ABCD", ("cross",))
    write_papers(made, "ABCD")
    seat = made.item().seat
    assert seat
    seat.leaders = "李书记"
    seat.save()
    return made


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, stage: Stage) -> Page:
    page: Page = request.getfixturevalue(request.param)
    page.set_default_timeout(20_000)
    return page


@pytest.fixture
def enter(page: Page, live_server: Any) -> Callable[[str], None]:
    """Sign in as somebody else, and go to his start page."""

    def enter(name: str) -> None:
        sign_in(page, User.objects.get(username=name), live_server.url)
        page.goto(live_server.url)

    return enter


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def told(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(text)


def draw_up(page: Page, axe: Axe) -> None:
    """A leader's namesake is put down and said to be another person."""
    look(page, axe)
    follow(page, "填写并报送: 请报送：单位甲 · 本单位参评人员名单")
    look(page, axe)
    page.get_by_label("姓名").fill("李书记")
    press(page, "加入名单")
    told(page, "已添加：李书记")
    look(page, axe)
    press(page, "李书记 同名不同人")
    follow(page, "粘贴名单")
    page.get_by_role("textbox").fill("姓名\t电话\n张三\t13800000001")
    look(page, axe)
    press(page, "先看一看")
    look(page, axe)
    press(page, "全部接收")
    told(page, "名单已接收")


def hand_in(page: Page, axe: Axe) -> None:
    follow(page, "报送…")
    look(page, axe)
    press(page, "报送")
    told(page, "已报送，等待督导组审核")
    look(page, axe)


def test_sent_back_mended_and_approved(
    page: Page, enter: Callable[[str], None], stage: Stage, axe: Axe
) -> None:
    enter("liaison-a")
    draw_up(page, axe)
    hand_in(page, axe)
    send_back(page, enter, axe)
    mend(page, enter, axe)
    enter("team-a")
    follow(page, "查看: 等待本组审核")
    page.get_by_role("checkbox").check()
    press(page, "通过勾选的各项")
    told(page, "已通过 1 项")
    assert stage.item().state == "approved"
    exchange(page, enter, axe)
    others(page, enter, stage, axe)


def send_back(page: Page, enter: Callable[[str], None], axe: Axe) -> None:
    enter("team-a")
    follow(page, "查看: 等待本组审核")
    look(page, axe)
    follow(page, "查看：单位甲")
    page.get_by_label("需要修改的内容").fill("请换一位科室负责人。")
    look(page, axe)
    press(page, "退回")
    told(page, "已退回")


def mend(page: Page, enter: Callable[[str], None], axe: Axe) -> None:
    enter("liaison-a")
    follow(page, "去修改")
    expect(page.get_by_text("请换一位科室负责人。")).to_be_visible()
    look(page, axe)
    follow(page, "修改 张三")
    page.get_by_label("姓名").fill("王五")
    look(page, axe)
    press(page, "保存")
    hand_in(page, axe)


def exchange(page: Page, enter: Callable[[str], None], axe: Axe) -> None:
    """The unit proposes, the team exchanges."""
    enter("liaison-a")
    page.goto(page.url + f"lists/{_number(page)}/list/A/")
    follow(page, "更换 王五")
    page.get_by_label("姓名").fill("赵六")
    page.get_by_label("理由").fill("出差")
    look(page, axe)
    press(page, "提出更换")
    told(page, "由督导组决定")
    look(page, axe)
    enter("team-a")
    follow(page, "查看: 等待本组审核")
    follow(page, "查看：单位甲")
    look(page, axe)
    press(page, "把 王五 换成 赵六")
    told(page, "已更换")


def _number(page: Page) -> str:
    href = page.get_by_role("link", name="填写并报送").first.get_attribute("href")
    assert href
    return href.split("/")[2]


def others(page: Page, enter: Callable[[str], None], stage: Stage, axe: Axe) -> None:
    """The unit that is asked for its word, and the office with its board."""
    enter("liaison-b")
    follow(page, "查看: 请对本单位的全评参评人员")
    look(page, axe)
    press(page, "同意")
    told(page, "已同意")
    look(page, axe)
    enter("liaison-a")
    page.goto(f"{page.url}lists/{stage.campaign.pk}/cross/G1/")
    look(page, axe)
    enter("office")
    follow(page, "看报送进度")
    look(page, axe)
    follow(page, "催报")
    look(page, axe)
    page.go_back()
    follow(page, "名单不经审核放行")
    look(page, axe)
    page.goto(f"{page.url.split('/lists/')[0]}/lists/{stage.campaign.pk}/unit/A/")
    look(page, axe)
    page.goto(f"{page.url}leaders/")
    look(page, axe)
    page.goto(f"{page.url.split('/unit/')[0]}/report/A/")
    look(page, axe)
