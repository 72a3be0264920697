"""A drill with real phones: made at the desk, told apart, and wiped before the vote."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import Entry
from ballots.models import Box, Ticket
from ballots.rehearsal import copy_as_drill, issue_all
from campaigns.models import Blocked, Campaign
from jobs.models import Job
from tests.ballots.desk import OFFICE, vote
from tests.ballots.trustees import make_cards_box
from tests.make import make_campaign, make_document

pytestmark = pytest.mark.django_db(transaction=True)


def small() -> dict[str, Any]:
    document = make_document()
    for pool in document["pools"]:
        pool["quota"] = 2
    return document


@pytest.fixture
def office(database_url: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    user = get_user_model().objects.create_user(OFFICE, is_staff=True)
    client.force_login(user)
    return client


def make_drill(office: Client, campaign: Campaign) -> Campaign:
    answer = office.post(f"/desk/{campaign.pk}/drill/")
    drill = Campaign.objects.get(parent=campaign)
    assert answer["Location"] == f"/desk/{drill.pk}/"
    return drill


def test_a_drill_of_a_draft_is_frozen_and_the_draft_stays(office: Client) -> None:
    campaign = make_campaign(small())
    assert (
        f'href="/desk/{campaign.pk}/drill/"' in office.get(f"/desk/{campaign.pk}/").text
    )
    drill = make_drill(office, campaign)
    campaign.refresh_from_db()
    assert (drill.state, drill.drill, campaign.state) == ("frozen", True, "draft")
    page = office.get(f"/desk/{drill.pk}/").text
    assert "Drill — not a real campaign" in page
    assert "Now print its slips." in page
    assert f'href="/desk/{drill.pk}/drill/"' not in page
    # its own drill would take ballots unseen by the real campaign
    assert office.post(f"/desk/{drill.pk}/drill/").status_code == 409
    made = Entry.objects.get(chain=drill.pk, action="add")
    assert (made.actor, made.detail["drill"]) == (OFFICE, campaign.pk)


def test_before_a_drill_is_made_it_says_what_follows(office: Client) -> None:
    campaign = make_campaign(small())
    page = office.get(f"/desk/{campaign.pk}/drill/")
    assert "print them, vote with real phones" in page.text
    assert "btn-grave" not in page.text
    assert Campaign.objects.count() == 1


def test_what_stops_freezing_stops_the_drill(office: Client) -> None:
    campaign = make_campaign(small())
    campaign.subjects.all().delete()
    assert office.post(f"/desk/{campaign.pk}/drill/").status_code == 409
    assert not Campaign.objects.filter(drill=True).exists()


def test_a_drill_of_a_campaign_with_cards_opens_without_them(office: Client) -> None:
    campaign = make_cards_box().campaign
    drill = make_drill(office, campaign)
    assert drill.box.custody == Box.Custody.FILE
    assert drill.definition_hash != campaign.definition_hash


def test_no_vote_opens_while_a_drill_takes_ballots(office: Client) -> None:
    box = Box.objects.freeze(make_campaign(small()))
    issue_all(box)
    drill = make_drill(office, box.campaign)
    assert f"/desk/{box.pk}/wipe/" in office.get(f"/desk/{box.pk}/").text
    with pytest.raises(Blocked, match="wipe it first"):
        box.open_voting()
    Campaign.objects.filter(pk=drill.pk).update(state="closed")
    box.open_voting()


def test_one_click_wipes_all_drills_and_their_slips(office: Client) -> None:
    box = Box.objects.freeze(make_campaign(small()))
    drills = [make_drill(office, box.campaign)]
    drills.append(copy_as_drill(box.campaign))
    first = drills[0].box
    slips = issue_all(first)
    first.open_voting()
    vote(first, next(iter(slips.values()))[0])
    asked = office.get(f"/desk/{box.pk}/wipe/")
    assert "2 drills are deleted" in asked.text
    answer = office.post(f"/desk/{box.pk}/wipe/", follow=True)
    assert "2 drills are wiped." in answer.text
    assert not Campaign.objects.filter(drill=True).exists()
    assert not Ticket.objects.filter(campaign__drill=True).exists()
    assert not first.key_file.exists()
    deleted = Entry.objects.filter(action="delete").values_list("chain", "actor")
    assert set(deleted) == {(drill.pk, OFFICE) for drill in drills}
    assert f'href="/desk/{box.pk}/wipe/"' not in answer.text


def test_a_drill_wipes_itself_and_leads_to_the_campaign(office: Client) -> None:
    campaign = make_campaign(small())
    drill = make_drill(office, campaign)
    answer = office.post(f"/desk/{drill.pk}/wipe/")
    assert answer["Location"] == f"/desk/{campaign.pk}/"
    assert list(Campaign.objects.all()) == [campaign]


def pages_of(drill: Campaign) -> list[str]:
    """Pages about a drill that are not the desk's own."""
    admin = "/admin/campaigns"
    rows = (drill.forms.get(), drill.groups.first(), drill.subjects.first())
    parts = [f"{admin}/{row._meta.model_name}/{row.pk}/change/" for row in rows if row]
    whole = [f"{admin}/campaign/{drill.pk}/{name}/" for name in (
        "change", "copy", "changes", "draws", "figures",
    )]  # fmt: skip
    job = Job.objects.start("papers", by=OFFICE, about=[drill.pk, 0, 0], total=1)
    return [*parts, *whole, f"/jobs/{job.pk}/"]


def test_every_page_about_it_is_marked(office: Client) -> None:
    drill = Box.objects.freeze(make_campaign(small(), drill=True)).campaign
    other = make_campaign(small())
    for path in pages_of(drill):
        page = office.get(path)
        assert page.status_code == 200, path
        assert page.text.count("Drill — not a real campaign") == 1, path
    for path in pages_of(other):
        assert "Drill — not" not in office.get(path).text, path
