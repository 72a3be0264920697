"""Evidence with a report, and the next campaign asking how points were mended."""

import pytest

from campaigns.models import Campaign
from reports.ledger.asking import Plan
from reports.models import Evidence, Measure, Point
from tests.browser.acting import look
from tests.browser.rating import expect_only_refusals
from tests.browser.walk import Walk
from tests.campaigns.papers.files import pages
from tests.reports.cases import People, soon
from tests.reports.ledger.make import ASKED, bring, enter, make_ledger, next_year, voted
from tests.reports.test_evidence import photo
from tests.reports.test_measures import draw


@pytest.fixture
def people(database_url: str) -> People:
    return make_ledger()


def report(walk: Walk, measure: Measure) -> None:
    """One file is none; then two that are."""
    walk.become("liaison")
    walk.page.goto(walk.url + measure.get_absolute_url())
    walk.page.locator("#report_text").fill("窗口已设双岗")
    files = walk.page.get_by_label("Files that show it")
    wrong = {"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a" + b"\0" * 99}
    files.set_input_files([wrong])
    walk.press("Report it done")
    walk.says("a.gif: This is a picture or film of another kind.")
    assert walk.page.locator("#report_text").input_value() == "窗口已设双岗"
    look(walk.page, walk.axe)
    jpg = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    pdf = {"name": "登记表.pdf", "mimeType": "application/pdf", "buffer": pages()}
    files.set_input_files([jpg, pdf])
    walk.press("Report it done")
    walk.says("登记表.pdf")


def take(walk: Walk, measure: Measure) -> None:
    walk.become("team")
    walk.page.goto(walk.url + measure.get_absolute_url())
    with walk.page.expect_download() as taken:
        walk.page.get_by_role("link", name="现场.jpg").click()
    kept = Evidence.objects.get(kind="jpg")
    assert taken.value.path().read_bytes() == kept.content
    look(walk.page, walk.axe)


def ask(walk: Walk, draft: Campaign) -> None:
    walk.become("boss")
    walk.page.goto(f"{walk.url}/ledger/{walk.people.campaign.pk}/")
    walk.follow("Ask about it in the next campaign…")
    walk.page.get_by_label("Next year").check()
    walk.press("Show what would be added")
    walk.page.locator("summary", has_text="Unit A").click()
    walk.says(ASKED)
    look(walk.page, walk.axe)
    walk.press("Add it to the draft")
    walk.says("“Next year” asks about the points.")
    assert draft.given_papers().count() == 4


def reopen(walk: Walk) -> None:
    walk.become("team")
    walk.page.goto(f"{walk.url}/ledger/{walk.people.campaign.pk}/A/")
    walk.says("65.7 % (23/35)")
    walk.follow("Open points again…")
    look(walk.page, walk.axe)
    walk.page.get_by_label(f"A-01 {ASKED}").check()
    walk.page.get_by_label("To be answered by").fill(soon(20).isoformat())
    walk.press("Open them again")
    walk.says("1 point is open again.")


@pytest.mark.django_db(transaction=True)
def test_from_evidence_to_a_point_that_is_opened_again(walk, people, problems):
    measure = draw(people)
    report(walk, measure)
    expect_only_refusals(problems)
    take(walk, measure)
    bring(enter(people), people, "closed")
    draft = next_year()
    ask(walk, draft)
    assert Plan(people.campaign, draft).asked
    voted(people, draft)
    reopen(walk)
    assert Point.objects.get().reopened == 1
    walk.page.set_viewport_size({"width": 390, "height": 844})
    for page in (measure.get_absolute_url(), f"/ledger/{people.campaign.pk}/"):
        walk.page.goto(walk.url + page)
        look(walk.page, walk.axe)
