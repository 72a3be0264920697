"""People in a browser: the office invites, the invited come in; wide and narrow."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Account, Duty, Team, Unit
from jobs.models import Job
from tests.browser.walk import look, sign_in
from tests.campaigns.people.make import PASSWORD, codes, make_person
from tests.campaigns.people.test_workbook import ROWS, book
from tests.jobs.thread import working
from tests.make import make_campaign
from tests.post_office import PostOffice, serving

Axe = Callable[[Page], None]


@pytest.fixture(params=["desktop", "phone"])
def page(request: pytest.FixtureRequest) -> Page:
    page: Page = request.getfixturevalue(request.param)
    page.set_default_timeout(20_000)
    return page


@pytest.fixture
def mail(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


@pytest.fixture
def office(page: Page, live_server: Any, settings: Any, django_user_model: Any) -> Page:
    """Somebody of the office, signed in; units and groups are there."""
    settings.PUBLIC_BASE_URL = live_server.url
    Team.objects.create(name="第一督导组")
    make_campaign().groups.update(title="第一组")
    Unit.objects.filter(code="A").update(name="单位A")
    user = django_user_model.objects.create_user(
        "wangmin", password=PASSWORD, last_name="王敏", is_staff=True
    )
    sign_in(page, user, live_server.url)
    page.goto(live_server.url)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def headed(page: Page, heading: str, axe: Axe) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    look(page, axe)


def make_account(page: Page, axe: Axe, problems: list[str]) -> None:
    follow(page, "人员账号")
    headed(page, "人员账号", axe)
    follow(page, "新建账号")
    headed(page, "新建账号", axe)
    press(page, "建立账号")
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    look(page, axe)
    assert "422" in problems.pop()
    page.get_by_label("登录名").fill("zhangsan")
    page.get_by_label("姓名").fill("张三")
    page.get_by_label("电子邮箱").fill("zhangsan@example.org")
    page.get_by_label("角色").select_option(label="单位A")
    press(page, "建立账号")
    headed(page, "张三", axe)


def test_from_the_invitation_to_the_start_page(
    office: Page, mail: PostOffice, axe: Axe, problems: list[str]
) -> None:
    make_account(office, axe, problems)
    press(office, "发送邀请邮件")
    headed(office, "发送邀请邮件", axe)
    expect(office.get_by_text("马上开始。")).to_be_visible()
    with working():
        expect(office.get_by_text("全部完成。")).to_be_visible()
    look(office, axe)
    follow(office, "查看结果")
    expect(office.get_by_text("已邀请").first).to_be_visible()
    look(office, axe)
    office.context.clear_cookies()
    link = next(
        line for line in mail.text().split() if "/accounts/invitation/#" in line
    )
    come_in(office, link, axe)


def come_in(page: Page, link: str, axe: Axe) -> None:
    page.goto(link)
    headed(page, "设置密码", axe)
    assert "#" not in page.url
    page.get_by_label("新密码", exact=False).first.fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    press(page, "设置密码并登录")
    headed(page, "我的工作", axe)
    expect(page.get_by_text("单位主要负责人 · 单位A").first).to_be_visible()


def test_without_script_the_code_is_typed(
    desktop_no_script: Page, live_server: Any, settings: Any
) -> None:
    account, page = make_person(), desktop_no_script
    code = account.invite("paper", "office").code()
    page.goto(f"{live_server.url}/accounts/invitation/#{code}")
    page.fill("#code", code)
    press(page, "继续")
    expect(page.get_by_role("heading", name="设置密码")).to_be_visible()


def test_an_invitation_that_does_not_work(
    page: Page, live_server: Any, axe: Axe, problems: list[str]
) -> None:
    page.goto(f"{live_server.url}/accounts/invitation/")
    headed(page, "您收到了邀请", axe)
    page.fill("#code", "nonsense")
    press(page, "继续")
    headed(page, "这个邀请不能用了", axe)
    assert "422" in problems.pop()


def test_a_list_is_mended_looked_at_and_taken_over(
    office: Page, axe: Axe, problems: list[str], tmp_path: Path
) -> None:
    Account.objects.update(is_superuser=True)
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(book(*ROWS))
    bad.write_bytes(book(*ROWS, ("sun", "孙八", None, "联络员", "单位Z")))
    follow(office, "人员账号")
    follow(office, "用表格导入")
    headed(office, "用表格导入账号", axe)
    office.set_input_files("#id_file", bad)
    office.select_option("#id_campaign", index=1)
    press(office, "查看")
    expect(office.get_by_text("第 8 行")).to_be_visible()
    look(office, axe)
    assert "422" in problems.pop()
    office.set_input_files("#id_file", good)
    office.select_option("#id_campaign", index=1)
    press(office, "查看")
    headed(office, "导入后的变化", axe)
    press(office, "确认导入")
    headed(office, "人员账号", axe)
    assert Account.objects.count() == 6
    papers(office, axe)


def papers(office: Page, axe: Axe) -> None:
    press(office, "打印 5 份邀请")
    headed(office, "待打印的邀请", axe)
    expect(office.locator(".invitation svg")).to_have_count(5)
    office.emulate_media(media="print")
    expect(office.get_by_text("只显示这一次")).to_be_hidden()
    assert len(set(codes(office.content()))) == 5


def test_work_that_was_broken_off_is_begun_again(
    office: Page, mail: PostOffice, axe: Axe, live_server: Any, settings: Any
) -> None:
    make_person()
    settings.EMAIL_PORT = 1
    office.goto(f"{live_server.url}/people/")
    press(office, "用邮件发送 1 份邀请")
    with working():
        expect(office.get_by_text("连不上邮件服务器", exact=False)).to_be_visible()
        look(office, axe)
        settings.EMAIL_PORT = mail.port
        office.goto(live_server.url)
        headed(office, "我的工作", axe)
        follow(office, "查看：发送邀请邮件")
        press(office, "再试一次")
        expect(office.get_by_text("全部完成。")).to_be_visible()
    assert len(mail.letters) == 1


def test_progress_without_script(
    desktop_no_script: Page, live_server: Any, django_user_model: Any
) -> None:
    """The page loads itself again until the work is over."""
    page = desktop_no_script
    user = django_user_model.objects.create_user("wangmin", is_staff=True)
    sign_in(page, user, live_server.url)
    job = Job.objects.start("invitations", by="wangmin", about=[])
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    with working():
        expect(page.get_by_text("全部完成。")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("kind", ["office", "team", "teller", "auditor"])
def test_the_start_page_of_each_role(
    office: Page, axe: Axe, live_server: Any, kind: str
) -> None:
    places: dict[str, Any] = {"team": Team.objects.get()}
    campaign = make_campaign()
    campaign.groups.update(team=Team.objects.get())
    campaign.freeze()
    places["teller"] = campaign.groups.get()
    account = make_person("lisi", Duty(kind, places.get(kind)), last_name="李四")
    sign_in(office, account, live_server.url)
    office.goto(live_server.url)
    headed(office, "我的工作", axe)
