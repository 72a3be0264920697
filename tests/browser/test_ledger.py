"""From a released comment to a closed point: team, unit, team again."""

import pytest

from reports.models import Point
from tests.browser.acting import look
from tests.browser.rating import expect_only_refusals
from tests.browser.walk import Walk
from tests.reports.cases import People, soon
from tests.reports.ledger.make import ASKED, make_ledger
from tests.reports.sample import LONG


@pytest.fixture
def people(database_url: str) -> People:
    return make_ledger()


def make_point(walk: Walk) -> None:
    walk.become("team")
    walk.follow("Look at Unit A")
    walk.follow("Make points from comments")
    walk.press("Make the point")  # nothing is chosen yet
    walk.says("Choose at least one comment.")
    walk.page.get_by_label(LONG).check()
    walk.page.get_by_label("Point", exact=True).fill(ASKED)
    walk.press("Make the point")
    walk.says("1 of 3 released comments are in a point.")
    walk.follow("A-01")
    walk.page.locator("#assign_owner").fill("李喆")
    walk.page.locator("#assign_due").fill(soon(9).isoformat())
    walk.press("Assign it to the unit")
    walk.says("Assigned: the unit reads it from now on.")


def answer(walk: Walk) -> None:
    walk.become("liaison")
    walk.says("1 point to answer")
    walk.follow("Ledger: 1 point to answer")
    walk.follow(f"A-01 {ASKED}")
    walk.page.get_by_label("accepted", exact=True).check()
    walk.page.locator("#answer_text").fill("双岗值守，周三延时")
    walk.press("Answer it")
    walk.page.get_by_role("navigation", name="You are here").get_by_role(
        "link", name="Unit A"
    ).click()
    walk.page.locator("#measure_text").fill("双岗值守")
    walk.page.locator("#measure_owner").fill("李喆")
    walk.page.get_by_label(f"A-01 {ASKED}").check()
    walk.press("Draw the measure")
    walk.says("The measure is drawn.")


def close(walk: Walk) -> None:
    walk.become("team")
    walk.follow("Ledger: 1 answer to look at")
    walk.follow(f"A-01 {ASKED}")
    walk.press("Close the point")
    walk.says("The point is closed.")


@pytest.mark.django_db(transaction=True)
def test_from_a_comment_to_a_closed_point(walk, problems):
    make_point(walk)
    expect_only_refusals(problems)
    answer(walk)
    close(walk)
    assert Point.objects.get().state == "closed"
    walk.page.set_viewport_size({"width": 390, "height": 844})
    for page in ("/ledger/?state=all", Point.objects.get().get_absolute_url()):
        walk.page.goto(walk.url + page)
        look(walk.page, walk.axe)
