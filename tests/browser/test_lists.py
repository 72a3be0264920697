"""Lists in a browser: a faulty workbook, the mended one, the roster."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from tests.browser.acting import Axe, look, sign_in
from tests.campaigns.books import HEAD, UNITS, workbook
from tests.make import make_campaign, make_document

MADE_UP_OF = "服务对象 1/5 (窗口); 党员; 居民"


@pytest.fixture
def campaign(transactional_db: None) -> Campaign:
    document = make_document()
    document["pools"][0]["quota"] = 3
    document["pools"][1] |= {"quota": 2, "composition": MADE_UP_OF}
    return make_campaign(document)


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, live_server: Any, campaign: Campaign) -> Page:
    page: Page = request.getfixturevalue(request.param)
    user = User.objects.create_user("office", is_staff=True)
    sign_in(page, user, live_server.url)
    page.set_default_timeout(20_000)
    return page


def send(page: Page, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="先看一看").click()


def seats() -> list[list[str]]:
    return [
        ["A", "单位甲", "机关", "第一组", "是", "第一督导组", "第一督导组"],
        ["B", "单位乙", "窗口单位", "第一组", "", "第一督导组", "第二督导组"],
        ["C", "单位丙", "机关", "第二组", "是", "第二督导组", "第二督导组"],
        ["D", "单位丁", "机关", "第二组", "", "第二督导组", "第二督导组"],
    ]


def people(faulty: bool) -> list[list[str]]:
    rows = [["A", "单位甲", "本单位", f"张{n}", "", f"1380000000{i}"]
            for i, n in enumerate("一二三")]  # fmt: skip
    rows += [["B", "单位乙", "全评", "王五", "党员", ""],
             ["B", "单位乙", "全评", "赵六", "居民", "zhao@example.org"],
             ["C", "单位丙", "全评", "買買提·艾力", "党员", "13900000001"]]  # fmt: skip
    if faulty:
        rows += [["A", "单位甲", "本单位", "张四", "", "13800000009"],
                 ["", "单位巳", "本单位", "钱七", "", ""],
                 ["C", "单位丙", "全评", "孙八", "群众", "不详"],
                 ["C", "单位丙", "本单位", "买买提·艾力", "", "13900000001"],
                 ["", "", "全评", "李九", "党员", ""]]  # fmt: skip
    return rows


def mend(page: Page, axe: Axe, file: Path) -> None:
    """Upload it with its mistakes, look at them, and upload it without."""
    for faulty in (True, False):
        sheets = {"单位和分组": [UNITS, *seats()],
                  "参评人员": [HEAD, *people(faulty)]}  # fmt: skip
        send(page, file, workbook(sheets))
        look(page, axe)
        if faulty:
            expect(page.locator("#stops")).to_contain_text("5")
            page.get_by_role("link", name="上传另一个工作簿").click()


def test_a_workbook_is_mended_and_taken_over(
    page: Page, live_server: Any, campaign: Campaign, axe: Axe, tmp_path: Path
) -> None:
    page.goto(f"{live_server.url}/desk/{campaign.pk}/")
    page.get_by_role("link", name="名单", exact=True).click()
    look(page, axe)
    page.get_by_role("link", name="上传工作簿").click()
    look(page, axe)
    page.get_by_role("button", name="先看一看").click()
    look(page, axe)
    expect(page.get_by_role("alert")).to_contain_text("请先选择工作簿")
    mend(page, axe, tmp_path / "lists.xlsx")
    page.get_by_role("button", name="全部接收").click()
    expect(page.get_by_role("status")).to_contain_text("名单已接收")
    look(page, axe)
    page.get_by_role("link", name="单位乙").click()
    expect(page.locator("#people")).to_be_visible()
    look(page, axe)
    page.get_by_role("searchbox").fill("艾力")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("rowheader", name="買買提·艾力")).to_be_visible()
    assert campaign.raters.count() == 6
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Raters found")).to_be_visible()
    look(page, axe)


def test_english_words_of_the_account_are_not_broken_on_a_phone(
    phone: Page, live_server: Any, campaign: Campaign, axe: Axe, tmp_path: Path
) -> None:
    sign_in(phone, User.objects.create_user("office", is_staff=True), live_server.url)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en"}
    phone.context.add_cookies([{**cookie, "url": live_server.url}])
    phone.goto(f"{live_server.url}/lists/{campaign.pk}/upload/")
    file = tmp_path / "lists.xlsx"
    file.write_bytes(workbook({"单位和分组": [UNITS, *seats()]}))
    phone.set_input_files("#id_file", file)
    phone.get_by_role("button", name="Look at it first").click()
    lines = phone.locator(".pairs td").evaluate_all(
        """cells => cells.map(cell => cell.getBoundingClientRect().height /
           parseFloat(getComputedStyle(cell).lineHeight))"""
    )
    assert len(lines) == 4
    assert max(lines) < 1.6
    look(phone, axe)
