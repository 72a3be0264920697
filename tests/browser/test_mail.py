"""Letters and the ZIP of papers in a browser: a real mail server, a real worker."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from ballots.models import Box, Letter
from ballots.rehearsal import issue_all
from campaigns.models import Rater
from tests.ballots.test_papers import enrol
from tests.browser.walk import look, sign_in
from tests.jobs.thread import working
from tests.make import make_campaign, make_document
from tests.post_office import PostOffice, serving

Axe = Callable[[Page], None]
BODY = "一、征求意见的基本情况。我单位召开座谈会六场，走访群众一百二十人。\n\n" * 9


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


@pytest.fixture
def box(transactional_db: None) -> Box:
    document = make_document()
    document["pools"][0]["quota"] = 4
    document["pools"][1]["quota"] = 2
    document["documents"] = [
        {"unit": unit, "title": "征求意见情况报告", "body": BODY} for unit in "AB"
    ]
    campaign = make_campaign(document)
    campaign.groups.update(title="第一组")
    box = Box.objects.freeze(campaign)
    for unit in "ABCD":
        for n, name in enumerate(("张三", "李四", "买买提·艾力")):
            contact = f"{unit}{n}@example.org".lower() if n else "13800000001"
            enrol(box, unit=unit, name=name, category="党员", contact=contact)
        enrol(box, "cross", unit, name="王五", category="服务对象")
    return box


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest, live_server: Any, box: Box) -> Page:
    page: Page = request.getfixturevalue(request.param)
    user = User.objects.create_user("wangmin", is_staff=True)
    sign_in(page, user, live_server.url)
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/desk/{box.pk}/")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def finished(page: Page, axe: Axe) -> None:
    with working():
        expect(page.get_by_text("全部完成。")).to_be_visible(timeout=120_000)
    look(page, axe)
    follow(page, "查看结果")


def test_the_notice_and_what_was_refused(
    page: Page, mail: PostOffice, axe: Axe
) -> None:
    mail.unknown.add("b1@example.org")
    follow(page, "通知和提醒")
    expect(page.get_by_text("名单上 16 人，其中 8 人有电子邮箱")).to_be_visible()
    look(page, axe)
    follow(page, "查看并发送通知…")
    expect(page.get_by_text("将发出 8 封邮件")).to_be_visible()
    page.get_by_text("“全评参评人员”收到的邮件").click()
    look(page, axe)
    press(page, "发送 8 封")
    finished(page, axe)
    assert len(mail.letters) == 7
    expect(page.locator("#refused")).to_contain_text("b1@example.org")
    look(page, axe)
    Rater.objects.filter(contact="b1@example.org").update(contact="b@example.org")
    follow(page, "发给还没发到的人…")
    press(page, "发送 1 封")
    finished(page, axe)
    expect(page.get_by_text("留有电子邮箱的人都已发到。")).to_be_visible()
    expect(page.locator("#refused")).to_have_count(0)
    assert len({str(letter["To"]) for letter in mail.letters}) == 8
    assert Letter.objects.count() == 8


def test_a_reminder_to_a_whole_pool(
    page: Page, box: Box, mail: PostOffice, axe: Axe, problems: list[str]
) -> None:
    issue_all(box)
    box.open_voting()
    follow(page, "通知和提醒")
    page.get_by_label("组", exact=True).select_option(label="第一组")
    press(page, "查看并发送提醒…")
    expect(page.get_by_text("人人都发，内容一样")).to_be_visible()
    look(page, axe)
    press(page, "发送 8 封提醒")
    finished(page, axe)
    assert "没有人看得到" in mail.text()
    press(page, "查看并发送提醒…")
    expect(page.get_by_role("alert")).to_contain_text("今天已经发过提醒")
    assert "409" in problems.pop()
    look(page, axe)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Letters to raters")).to_be_visible()
    assert "409" in problems.pop()


def test_without_mail_the_paper_is_offered(page: Page, axe: Axe) -> None:
    follow(page, "通知和提醒")
    expect(page.get_by_text("本站没有配置发信服务器。").first).to_be_visible()
    look(page, axe)
    follow(page, "纸质通知")
    expect(page.get_by_role("heading", name="会议材料")).to_be_visible()


def test_all_papers_as_one_zip(page: Page, axe: Axe, tmp_path: Path) -> None:
    follow(page, "会议材料")
    look(page, axe)
    press(page, "生成压缩包")
    finished(page, axe)
    expect(page.get_by_text("已备好")).to_be_visible()
    look(page, axe)
    with page.expect_download() as download:
        follow(page, "下载压缩包")
    file = tmp_path / "papers.zip"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith("会议材料.zip")
    with ZipFile(file) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert names[0] == "01 第一组/1 材料清单（封面） 第一组.pdf"
    assert len(names) == 7
    fonts = subprocess.check_output(["/usr/bin/pdffonts", tmp_path / names[0]])
    assert b"Noto" in fonts
    press(page, "重新生成")
    expect(page.get_by_text("马上开始。")).to_be_visible()
