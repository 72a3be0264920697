"""What is erased and what stays, seen and done in a browser, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from ballots.models import Comment, CommentRelease
from campaigns.models import Campaign, Rater
from tests.ballots.over import ended, make_over
from tests.browser.walk import look, sign_in

Axe = Callable[[Page], None]


@pytest.fixture(params=["desktop", "phone"])
def office(
    request: pytest.FixtureRequest, live_server: Any, django_user_model: Any
) -> Page:
    page: Page = request.getfixturevalue(request.param)
    user = django_user_model.objects.create_user("wangmin", is_staff=True)
    sign_in(page, user, live_server.url)
    page.set_default_timeout(20_000)
    cache.clear()
    return page


def keep_longer(page: Page, axe: Axe, problems: list[str]) -> None:
    """Another number of days, after one that has passed already."""
    page.locator('a[href$="/keep/"]').click()
    look(page, axe)
    page.locator("#id_days").fill("3")
    page.locator("#id_reason").fill("有人申诉")
    page.locator("form .btn-primary").click()
    look(page, axe)
    expect(page.locator("#id_reason")).to_have_value("有人申诉")
    assert "422" in problems.pop()
    page.locator("#id_days").fill("120")
    page.locator("form .btn-primary").click()
    expect(page.locator(".lead-line")).to_contain_text("120")


@pytest.mark.django_db(transaction=True)
def test_from_the_sentence_on_the_desk_to_the_erasing(
    office: Page, live_server: Any, axe: Axe, problems: list[str]
) -> None:
    over, page = ended(make_over(), 10), office
    Comment.objects.update(review="passed", published="窗口没有人")
    CommentRelease.objects.create(campaign=over.campaign)
    page.goto(f"{live_server.url}/desk/{over.box.pk}/")
    look(page, axe)
    page.locator(f'a[href="/desk/{over.box.pk}/names/"]').click()
    expect(page.locator("td.n").first).to_have_text("5")
    look(page, axe)
    keep_longer(page, axe, problems)
    page.locator(f'a[href="/desk/{over.box.pk}/archive/"]').click()
    look(page, axe)
    page.locator("#id_reason").fill("工作已结束")
    page.locator(".btn-grave").click()
    look(page, axe)
    expect(page.locator("td.n").first).to_have_text("5")
    assert not Rater.objects.exists()
    assert Campaign.objects.get().state == "archived"
    for path in (f"/desk/{over.box.pk}/", f"/lists/{over.box.pk}/", "/desk/", "/"):
        page.goto(f"{live_server.url}{path}")
        look(page, axe)
