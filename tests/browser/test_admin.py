"""Configuring in a browser: a campaign from the preset, a pasted sheet, blockers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from campaigns.load import load
from campaigns.models import Campaign
from tests.browser.acting import Axe, fits
from tests.campaigns.rich import rich
from tests.make import make_campaign

SHEET = """总体评价\t好\t一般\t差
一、学习教育情况
1. 学习教育组织情况
２、规定内容学习情况
"""
WINDOW = {
    "opens_at_0": "2099-06-18",
    "opens_at_1": "09:30",
    "closes_at_0": "2099-06-18",
    "closes_at_1": "11:30",
}


@pytest.fixture
def sign_in(live_server: Any, transactional_db: None) -> Callable[[Page], str]:
    """Put the office's session into the browser; returns the site's address."""
    user = User.objects.create_user("office", is_staff=True)
    client = Client()
    client.force_login(user)

    def put(page: Page) -> str:
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        return str(live_server.url)

    return put


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_from_the_preset_to_a_campaign_that_can_be_frozen(
    device: str,
    request: pytest.FixtureRequest,
    sign_in: Callable[[Page], str],
    axe: Axe,
) -> None:
    page: Page = request.getfixturevalue(device)
    page.goto(sign_in(page) + reverse("admin:index"))
    axe(page)
    page.get_by_role("link", name="从模板新建活动").click()
    axe(page)
    page.get_by_label("名称").fill("第一环节集中联评")
    page.get_by_label("组内单位").fill("T1 区统计局\nT2 区城市管理局")
    page.get_by_label("督导组审核").select_option("none")
    page.get_by_role("button", name="建立活动").click()
    assert "冻结以前还要办 1 件事" in page.inner_text("#blockers")
    assert "每个单位 15 + 10 = 25 票：达到 2/3 需 17 票" in page.inner_text(".stand")
    axe(page)
    page.get_by_role("link", name="还没有写明什么时候开始、什么时候截止投票。").click()
    for name, value in WINDOW.items():
        page.fill(f"#id_{name}", value)
    page.get_by_role("button", name="保存并继续编辑").click()
    assert "内容齐了" in page.inner_text("#blockers")
    fits(page)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_sheet_is_pasted_looked_at_and_stored(
    device: str,
    request: pytest.FixtureRequest,
    sign_in: Callable[[Page], str],
    axe: Axe,
) -> None:
    page: Page = request.getfixturevalue(device)
    form = make_campaign().forms.get()
    change = reverse("admin:campaigns_form_change", args=[form.pk])
    page.goto(sign_in(page) + change)
    axe(page)
    fits(page)
    page.get_by_role("link", name="粘贴评价表").click()
    page.get_by_label("评价表原文").fill(SHEET)
    page.get_by_role("button", name="预览").click()
    assert "评价表 4 行" in page.inner_text("#content")
    axe(page)
    fits(page)
    assert form.lines.count() == 18
    page.get_by_role("button", name="用这些行换掉原来的").click()
    assert page.url.endswith(change)
    assert [line.key for line in form.lines.all()] == [
        "overall",
        "study",
        "study-1",
        "study-2",
    ]
    page.get_by_role("link", name="看评价表").click()
    page.wait_for_url("**/look/")
    assert page.locator(".choice").all_inner_texts() == ["好", "一般", "差"] * 3
    axe(page)


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_can_be_used_by_all(
    device: str,
    language: str,
    request: pytest.FixtureRequest,
    sign_in: Callable[[Page], str],
    axe: Axe,
) -> None:
    page: Page = request.getfixturevalue(device)
    page.set_extra_http_headers({"Accept-Language": language})
    draft, frozen = make_campaign(opens_at=None), make_campaign()
    frozen.freeze()
    site = sign_in(page)
    whole = load(rich())
    parts = [draft.groups.get(), draft.scales.get(), draft.subjects.all()[0]]
    parts += [whole, whole.rules.all()[1], whole.indicators.get(key="level")]
    parts += [whole.forms.get(), whole.scales.get(key="mark")]
    paths = [
        reverse("admin:campaigns_campaign_changelist") + "?drills=all",
        reverse("admin:campaigns_campaign_import"),
        reverse("admin:campaigns_campaign_copy", args=[frozen.pk]),
        reverse("admin:campaigns_subject_add"),
        reverse("admin:campaigns_campaign_figures", args=[whole.pk]),
        reverse("admin:campaigns_campaign_draws", args=[whole.pk]),
        reverse("admin:campaigns_unit_changelist"),
        *(
            reverse(f"admin:campaigns_{row._meta.model_name}_change", args=[row.pk])
            for row in [draft, frozen, frozen.forms.get(), *parts]
        ),
    ]
    for path in paths:
        page.goto(site + path)
        axe(page)
        fits(page)


def test_signing_in(desktop: Page, live_server: Any, axe: Axe) -> None:
    User.objects.create_user("office", password="right", is_staff=True)  # noqa: S106
    desktop.goto(live_server.url + reverse("admin:index"))
    axe(desktop)
    desktop.fill("#id_username", "office")
    desktop.fill("#id_password", "wrong")
    desktop.keyboard.press("Enter")
    desktop.wait_for_selector(".alert")
    axe(desktop)
    desktop.fill("#id_password", "right")
    desktop.keyboard.press("Enter")
    desktop.wait_for_selector(".homes")
    desktop.get_by_role("button", name="English").click()
    assert "What is rated" in desktop.inner_text(".homes")


def test_a_row_is_added_with_script(
    desktop: Page, sign_in: Callable[[Page], str], axe: Axe
) -> None:
    scale = make_campaign().scales.get()
    site = sign_in(desktop)
    desktop.goto(site + reverse("admin:campaigns_scale_change", args=[scale.pk]))
    desktop.locator(".add-row a").click()
    desktop.fill("#id_options-3-key", "none")
    desktop.fill("#id_options-3-label", "不了解")
    desktop.check("#id_options-3-outside")
    axe(desktop)
    desktop.locator("input[name=_save]").click()
    assert [option.key for option in scale.options.all()][3] == "none"
    assert Campaign.objects.get().is_draft


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_raters_are_drawn(
    device: str,
    request: pytest.FixtureRequest,
    sign_in: Callable[[Page], str],
    axe: Axe,
) -> None:
    page: Page = request.getfixturevalue(device)
    campaign = make_campaign()
    draws = reverse("admin:campaigns_campaign_draws", args=[campaign.pk])
    page.goto(sign_in(page) + draws)
    page.fill("#id_title", "10 人")
    page.fill("#id_lines", "\n".join(f"居民{number}" for number in range(40)))
    page.fill("#id_number", "10")
    page.locator(".submit-row input[type=submit]").click()
    page.wait_for_selector(".drawn")
    assert page.locator(".drawn li").count() == 10
    axe(page)
    fits(page)


def test_a_rule_is_added_with_script(
    desktop: Page, sign_in: Callable[[Page], str], axe: Axe
) -> None:
    campaign = make_campaign()
    site = sign_in(desktop)
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    desktop.goto(site + address)
    desktop.locator("#rules-group .add-row a").click()
    desktop.fill("#id_rules-2-bound", "1/2")
    desktop.select_option("#id_rules-2-comparison", "at-below")
    desktop.select_option("#id_rules-2-consequence", "admonition")
    axe(desktop)
    desktop.locator("input[name=_save]").click()
    rule = campaign.rules.all()[2]
    assert (rule.bound, rule.inclusive) == ("1/2", True)
