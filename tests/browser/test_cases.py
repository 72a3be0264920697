"""S1 to its end: below 2/3, a case, a plan, a second vote of one unit, closed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots.models import Slip
from campaigns.models import Campaign
from reports.models import Case
from tests.browser.acting import look, sign_in
from tests.browser.rating import expect_only_refusals, rate, scan, submit
from tests.browser.walk import Walk
from tests.reports.cases import People, make_people, soon
from tests.test_walk import vote

BETTER = {"own": 14, "cross": 17}  # 31 of 35


@pytest.fixture
def people(database_url: str) -> People:
    return make_people(units="ABCD")


def analyse(walk: Walk) -> None:
    walk.become("team")
    walk.follow("Look at Unit A")
    walk.follow("Open a case…")
    walk.press("Open the case")
    walk.says("Waiting for you: analyse and propose")
    walk.page.get_by_text("Note talks").click()
    walk.page.locator("#talk_people").fill("10")
    walk.page.locator("#talk_text").fill("集中在“下基层调研”“查找四风”两项")
    walk.press("Keep the note")
    walk.page.locator("#propose_text").fill("建议返工补课，三个月内整改")
    walk.press("Propose to the office")
    walk.says("Proposed. The office decides.")


def decide(walk: Walk) -> None:
    walk.become("boss")
    walk.says("1 proposal waits for a decision.")
    walk.follow("Case of Unit A")
    walk.press("Decide…")  # nothing is chosen yet
    walk.says("Choose what is to come of it.")
    walk.page.get_by_label("rework").check()
    walk.page.locator("#decide_due").fill(soon(14).isoformat())
    walk.page.locator("#decide_text").fill("同意")
    walk.press("Decide…")
    walk.says("Unit A writes a plan by")
    walk.press("Decide")
    walk.says("Waiting for Unit A")


def plan(walk: Walk) -> None:
    walk.become("liaison")
    walk.says("write the plan")
    walk.follow("Case of Unit A")
    walk.page.get_by_text("Add a measure").click()
    walk.page.locator("#plan_text").fill("每周三下午到社区现场受理，当场答复")
    walk.page.locator("#plan_owner").fill("李喆")
    walk.page.locator("#plan_due").fill(soon(20).isoformat())
    walk.press("Add the measure")
    walk.press("Submit to the supervision team")
    walk.become("team")
    walk.follow("Case of Unit A")
    walk.press("Confirm the plan")
    walk.become("liaison")
    walk.follow("Case of Unit A")
    walk.follow("每周三下午")
    walk.page.locator("#report_text").fill("记录 6 份")
    walk.press("Report it done")
    walk.become("team")
    walk.follow("Case of Unit A")
    walk.follow("每周三下午")
    walk.press("Close it")
    walk.page.get_by_role("navigation", name="You are here").get_by_role(
        "link", name="Unit A"
    ).click()
    walk.page.get_by_text("Ask for the second vote").click()
    walk.press("Ask the office")


def make_the_vote(walk: Walk) -> Campaign:
    walk.become("boss")
    walk.follow("Case of Unit A")
    walk.follow("Make the second vote…")
    now = timezone.now().astimezone(walk.people.campaign.zone)
    for name, moment in (("opens", now), ("closes", now + timedelta(hours=8))):
        walk.page.locator(f"#id_{name}_at").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    walk.says("20 ballots due")
    walk.press("Make the draft")
    walk.says("The second vote is there as a draft.")
    return Case.objects.get().second


def hold_the_vote(
    walk: Walk, second: Campaign, slips: list[Slip], phone: Page, file: Path
) -> None:
    """From freezing to closing; two of the ballots on a phone, the rest by form."""
    page = walk.page
    page.get_by_role("link", name="Freeze…").click()
    walk.page.get_by_role("button", name=re.compile("^Freeze")).click()
    page.goto(f"{walk.url}/desk/{second.pk}/slips/G1/")
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("button").first.click()
    download.value.save_as(file)
    assert len(slips) == 35
    page.goto(f"{walk.url}/desk/{second.pk}/open/")
    page.get_by_role("main").get_by_role("button").first.click()
    piles = {key: [s for s in slips if s.pool.key == key] for key in BETTER}
    for key, pile in piles.items():
        scan(phone, f"{walk.url}/b/", pile[0])
        rate(phone, "u1")
        submit(phone)
        expect(phone.locator(".receipt-no")).to_be_visible(timeout=20_000)
        for number, slip in enumerate(pile[1:], 2):
            option = "good" if number <= BETTER[key] else "fair"
            assert vote(slip.code, {"A": option}).status_code == 200
    page.goto(f"{walk.url}/desk/{second.pk}/close/")
    page.locator("#id_reason").fill("everybody has voted")
    page.get_by_role("main").get_by_role("button").first.click()


def release(walk: Walk, second: Campaign) -> None:
    page = walk.page
    page.goto(f"{walk.url}/desk/{second.pk}/unseal/")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="The box is open")).to_be_visible(
        timeout=60_000
    )
    page.goto(f"{walk.url}/desk/{second.pk}/release/")
    page.get_by_role("main").get_by_role("button").first.click()
    walk.become("team")
    page.get_by_role("link", name=re.compile("Agree or refuse")).click()
    walk.press("Agree")
    walk.become("boss")
    page.goto(f"{walk.url}/results/{second.pk}/audience")
    page.get_by_label("units and their raters").check()
    walk.press("Release it…")
    walk.press("Release it")
    walk.says("Version 1 is released to units and their raters")


def close(walk: Walk) -> None:
    walk.become("team")
    walk.says("propose to close or to go on")
    walk.follow("Case of Unit A")
    walk.says("31/35")
    walk.says("+22.9")
    walk.says("The same form, classes of raters, formula and rules in both votes.")
    walk.page.locator("#end_text").fill("第二次测评达到 2/3，措施落实")
    walk.press("Propose to close")
    walk.become("boss")
    walk.follow("Case of Unit A")
    walk.press("Close the case…")
    walk.press("Close the case")
    walk.says("Closed.")


@pytest.mark.django_db(transaction=True)
def test_from_the_flag_to_the_second_vote(
    walk: Walk, slips: list[Slip], phone: Page, tmp_path: Path, problems: list[str]
) -> None:
    analyse(walk)
    decide(walk)
    expect_only_refusals(problems)
    plan(walk)
    second = make_the_vote(walk)
    assert second.parent == walk.people.campaign
    assert [subject.key for subject in second.subjects.all()] == ["A"]
    hold_the_vote(walk, second, slips, phone, tmp_path / "slips.pdf")
    release(walk, second)
    close(walk)
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("closed", "rework")
    assert case.steps.filter(kind="closing").get().told["counts"] == "31/35"
    walk.become("liaison")
    walk.page.goto(f"{walk.url}/units/A/")
    look(walk.page, walk.axe)
    walk.says("23/35")
    walk.says("31/35")
    sign_in(phone, walk.people["liaison"], walk.url)
    for path in ("/cases/?state=all", case.get_absolute_url(), "/units/A/"):
        phone.goto(walk.url + path)
        look(phone, walk.axe)
