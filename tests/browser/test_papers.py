"""Papers in a browser: a liaison uploads one, a rater reads it on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from ballots.models import Box
from ballots.rehearsal import issue_all
from campaigns.models import Campaign, Document, Role, Unit
from tests.ballots.make import Hall, document
from tests.browser.rating import scan
from tests.browser.walk import look, sign_in
from tests.campaigns.papers.files import MADE, TITLE, made
from tests.campaigns.papers.pages import address, stored
from tests.make import make_campaign

Axe = Callable[[Page], None]


@pytest.fixture
def campaign(transactional_db: None) -> Campaign:
    return make_campaign(document())


@pytest.fixture(params=["desktop", "phone"])
def liaison(
    request: pytest.FixtureRequest, live_server: Any, campaign: Campaign
) -> Page:
    """Of unit A, signed in."""
    page: Page = request.getfixturevalue(request.param)
    user = User.objects.create_user("liaison", last_name="联络员")
    Role.objects.create(user=user, kind="liaison", unit=Unit.objects.get(code="A"))
    sign_in(page, user, live_server.url)
    page.set_default_timeout(30_000)
    return page


def choose(page: Page, name: str) -> None:
    page.set_input_files("#id_file", MADE / name)
    page.get_by_role("button", name="先看一看").click()


def test_a_liaison_uploads_looks_and_confirms(
    liaison: Page, live_server: Any, campaign: Campaign, axe: Axe, problems: list[str]
) -> None:
    page = liaison
    page.goto(f"{live_server.url}/lists/{campaign.pk}/papers/")
    look(page, axe)
    page.get_by_role("link", name="打开单位甲的单位报告").click()
    look(page, axe)
    choose(page, "old.doc")
    expect(page.get_by_role("alert")).to_contain_text("另存为“Word 文档（.docx）”")
    look(page, axe)
    assert "422" in problems.pop()
    choose(page, "report.docx")
    expect(page.get_by_role("heading", level=1)).to_have_text("是不是就这样给大家看？")
    phone = page.get_by_role("region", name="参评人员在手机上看到的就是这样")
    expect(phone.get_by_role("heading", name="一、征求意见的方式")).to_be_visible()
    look(page, axe)
    page.locator("#id_title").fill("征求意见情况报告（定稿）")
    page.locator("#id_body").fill("# 一、改过的标题\n改过的话。")
    page.get_by_role("button", name="按改过的再看一遍").click()
    expect(phone.get_by_role("heading", name="一、改过的标题")).to_be_visible()
    assert not Document.objects.exists()
    page.get_by_role("button", name="保存这份材料").click()
    expect(page.get_by_role("status")).to_contain_text("材料已保存")
    look(page, axe)
    with page.expect_download() as download:
        page.get_by_role("link", name="上传的原件").click()
    assert download.value.suggested_filename == "report.docx"


@pytest.fixture
def hall(campaign: Campaign, live_server: Any) -> Hall:
    """Unit A has sent in a PDF, and voting is open."""
    office = Client()
    office.force_login(User.objects.create_user("office", is_staff=True))
    stored(office, address(campaign), made("report.pdf"))
    box = Box.objects.freeze(campaign)
    slips = issue_all(box)
    box.open_voting()
    return Hall(box, slips)


def test_a_rater_reads_the_report_and_takes_the_file_away(
    phone: Page, live_server: Any, hall: Hall, axe: Axe, tmp_path: Path
) -> None:
    phone.set_default_timeout(30_000)
    scan(phone, f"{live_server.url}/b/", hall.slip())
    phone.get_by_text(f"先看{TITLE}").click()
    expect(phone.get_by_role("heading", name="一、征求意见的方式")).to_be_visible()
    look(phone, axe)
    phone.locator(".opt").first.click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载 PDF").click()
    file = tmp_path / "a.pdf"
    download.value.save_as(file)
    paper = Document.objects.get()
    assert file.read_bytes() == bytes(paper.pdf.content)
    assert download.value.suggested_filename == f"{TITLE}.pdf"
    # what was chosen is still there
    assert phone.locator("#ballot input[type=radio]:checked").count() == 1
    assert phone.context.cookies() == []


def test_without_script_too(
    phone_no_script: Page, live_server: Any, hall: Hall
) -> None:
    page = phone_no_script
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/b/")
    page.locator("#code").fill(hall.slip().code)
    page.locator("form .btn-primary").click()
    page.get_by_text(f"先看{TITLE}").click()
    expect(page.get_by_text("我局围绕“学习教育、听取意见”环节的要求")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
