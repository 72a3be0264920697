"""Comments in a real browser: the hints while writing, and the team that reads them."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect

from ballots.models import CommentRelease
from campaigns.models import Campaign, Team
from tests.ballots.make import make_open_box
from tests.browser.acting import SESAME, Axe, fits, log_in, look
from tests.browser.rating import scan
from tests.reports.sample import make_comments, make_result, make_team

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "希望各单位少开会、多办事、办实事"
WORDS = {"A": ["张三态度不好", "谢谢", LONG], "B": [LONG, "快", "慢"]}


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("服务态度好，办事快，2000000元的项目群众说好。", ""),
        ("", ""),
        ("窗口人少，老百姓等得久，领导要多下基层。", ""),
        ("Please shorten the queue", ""),
        ("张局长作风好", "name or post"),
        ("老王，谢谢", "name or post"),
        ("Mr Smith is kind", "name or post"),
        ("打我电话138 0013 8000", "telephone number"),
        ("电话：０３７１-６５８８１２３４", "telephone number"),
        ("我作为一名老党员", "says who you are"),
        ("As a clerk I see this", "says who you are"),
        ("我们科加班太多", "which office"),
        ("in our office nobody answers", "which office"),
    ],
)
def test_what_could_show_the_writer_is_said_and_nothing_is_blocked(
    typed: str, hint: str, words_page: Page
) -> None:
    words_page.fill("#u1-c", typed)
    place = words_page.locator("#u1-cw")
    if hint:
        expect(place).to_contain_text(hint)
        expect(place).to_contain_text("You may leave it as it is")
    else:
        expect(place).to_be_empty()
    assert words_page.input_value("#u1-c") == typed


@pytest.fixture
def words_page(phone: Page, live_server: Any, axe: Axe) -> Page:
    """A ballot in English on a phone; whatever is typed sends nothing."""
    hall = make_open_box()
    scan(phone, f"{live_server.url}/b/", hall.slip(), "?lang=en")
    phone.fill("#u1-c", "我作为张局长，电话13800138000，我们科")
    axe(phone)
    fits(phone)
    phone.on("request", lambda request: pytest.fail(request.url))
    return phone


@pytest.fixture
def campaign(transactional_db: None) -> Campaign:
    """Counted; a team of two, and comments that nobody has read."""
    made = make_result(state="counted")
    make_comments(made, **WORDS)
    users = [make_team(made, "A", "B", login="reader")]
    users.append(get_user_model().objects.create_user("second"))
    Team.objects.get().members.add(*users)
    for user in users:
        user.set_password(SESAME)
        user.save()
    return made


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_reads_and_another_lets_go(
    language: str,
    campaign: Campaign,
    live_server: Any,
    phone: Page,
    desktop: Page,
    axe: Axe,
) -> None:
    log_in(phone, live_server.url, "reader", language)
    reads(phone, live_server, campaign, axe)
    log_in(desktop, live_server.url, "second", language)
    lets_go(desktop, live_server, campaign, axe)
    assert CommentRelease.objects.get().released_by == "second"


def reads(page: Page, live_server: Any, campaign: Campaign, axe: Axe) -> None:
    """From my work to every comment: one is taken back and withheld."""
    path = reverse("reports:comments", args=[campaign.pk])
    page.locator(f"main a[href='{path}']").click()
    look(page, axe)
    for key in WORDS:
        page.goto(address(live_server, campaign, "comments_on", key))
        page.locator("summary").first.click()
        look(page, axe)
        while (left := page.locator("button[value=pass]")).count():
            left.first.click()
    page.locator(".is-read", has_text="慢").locator("button[value=undo]").click()
    page.locator("summary").click()
    page.locator("select[name=reason]").select_option("off")
    page.locator("button[value=withhold]").click()
    page.fill("#summary", "多数满意")
    page.locator("form:has(#summary) button").click()
    look(page, axe)


def lets_go(page: Page, live_server: Any, campaign: Campaign, axe: Axe) -> None:
    """Look at what was changed, release, and find it on the unit's page."""
    page.goto(address(live_server, campaign, "comments"))
    look(page, axe)
    page.locator(".panel a.btn-primary").click()
    look(page, axe)
    page.locator(".btn-grave").click()
    look(page, axe)
    unit = reverse("reports:subject", args=[campaign.pk, "G1", "B"])
    page.goto(live_server.url + unit)
    look(page, axe)
    expect(page.locator("#comments li")).to_have_count(2)


def address(live_server: Any, campaign: Campaign, name: str, *keys: str) -> str:
    return live_server.url + reverse(f"reports:{name}", args=[campaign.pk, *keys])
