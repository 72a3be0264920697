"""Lists by workbook: from the template to the roster and back, and who may do it."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from audit.models import Entry
from campaigns.models import Campaign
from tests.campaigns.books import (
    saved,
    shown,
    take_over,
    upload,
)  # fmt: skip
from tests.make import make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def text(page: object) -> str:
    return " ".join(page.content.decode().split())  # type: ignore[attr-defined]


def names(campaign: Campaign) -> list[str]:
    return [rater.name for rater in campaign.raters.in_order()]


def test_from_the_template_to_the_roster_and_back(
    campaign: Campaign, office: Client
) -> None:
    empty = office.get(f"/lists/{campaign.pk}/")
    assert "No roster yet." in text(empty)
    blank = office.get(f"/lists/{campaign.pk}/template.xlsx")
    book = load_workbook(BytesIO(blank.content))
    sheet = book["Raters"]
    places = [row for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert len(places) == 80
    for number, row in enumerate(places[:15]):
        row[3].value, row[5].value = f"张{number}", 13800000000 + number
    page = upload(office, campaign, saved(book))
    assert "What changes" in text(page)
    assert campaign.raters.count() == 0
    (units, raters) = page.context["plan"].account
    assert (units.added, units.same, raters.added) == (0, 4, 15)
    done = take_over(office, campaign, page)
    assert "15 of 80 raters are on the lists." in text(done)
    assert names(campaign) == [f"张{n}" for n in range(15)]
    again = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    assert len(shown(again)["Raters"]) == 3 + 15
    page = upload(office, campaign, again)
    assert page.context["plan"].problems == []
    assert "The lists are the same already" in text(page)
    assert not page.context["carried"]
    acts = Entry.objects.of(campaign.pk)
    assert [(e.action, e.actor, e.detail) for e in acts] == [
        ("lists", "office", {"raters added": 15}),
        ("lists taken", "office", {"raters": 15}),
    ]
