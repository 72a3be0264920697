"""The campaign's page: where it stands, what is changed, what is refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from campaigns.admin import standing
from campaigns.models import (
    Campaign,
)
from tests.campaigns.pages import Fields, change, errors, save, text, url
from tests.make import make_campaign


def test_the_page_says_where_it_stands(office: Client) -> None:
    campaign = make_campaign()
    page = text(office, change(campaign))
    assert "Each unit 15 + 20 = 35 ballots: 24 reach 2/3, 28 reach 80 %." in page
    assert "Everything is there." in page
    assert "a unit has no original team" in page
    assert f'<a href="{change(campaign.forms.get())}">Forms</a>' in page
    subjects = f"{url('subject', 'changelist')}?campaign__id__exact={campaign.pk}"
    assert subjects in page
    assert office.get(subjects).status_code == 200


def test_the_page_says_what_is_missing(office: Client) -> None:
    campaign = make_campaign(opens_at=None)
    campaign.forms.get().lines.update(scale=None)
    page = text(office, change(campaign))
    assert "15 things to do before freezing" in page
    assert "Not yet: something is missing above." in page


def test_the_page_says_what_is_missing_where_a_unit_sits_in_no_group(
    office: Client,
) -> None:
    campaign = make_campaign()
    campaign.groups.get().seats.filter(unit__code="D").delete()
    page = text(office, change(campaign))
    assert "“Unit D” is rated but sits in no group." in page


def test_a_drill_is_marked(office: Client) -> None:
    drill = make_campaign(drill=True)
    assert "This is a drill." in text(office, change(drill))
    page = text(office, url("campaign", "changelist") + "?drills=only")
    assert "Drill · Draft" in page


def test_a_void_campaign_stands_outside_the_life(office: Client) -> None:
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(state="void")
    assert 'aria-current="step">Void</li>' in text(office, change(campaign))


def test_the_desk_is_linked_where_there_is_one(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*args: Any, **kwargs: Any) -> str:
        raise NoReverseMatch

    row = make_campaign()
    assert standing.desk(row) == reverse("ballots:desk", args=[row.pk])
    monkeypatch.setattr(standing, "reverse", nowhere)
    assert standing.desk(row) == ""


def test_a_campaign_is_changed(office: Client) -> None:
    campaign = make_campaign()
    page = save(
        office,
        campaign,
        **{"title": "新名称", "rules-0-bound": "２／３", "pools-0-quota": "16"},
    )
    assert page.status_code == 302
    campaign.refresh_from_db()
    assert campaign.title == "新名称"
    assert [rule.bound for rule in campaign.rules.all()] == ["2/3", "80 %"]
    assert [pool.quota for pool in campaign.pools.all()] == [16, 5]


def test_times_are_those_of_the_campaigns_zone(office: Client) -> None:
    campaign = make_campaign()
    west = {"time_zone": "Asia/Urumqi", "opens_at_0": "2026-06-18"}
    west |= {"opens_at_1": "09:30", "closes_at_0": "2026-06-18", "closes_at_1": "11:30"}
    assert save(office, campaign, **west).status_code == 302
    campaign.refresh_from_db()
    assert campaign.opens_at is not None
    assert campaign.opens_at.isoformat() == "2026-06-18T03:30:00+00:00"
    assert 'value="09:30:00"' in text(office, change(campaign))


def test_a_campaign_can_be_begun_empty(office: Client) -> None:
    fields = {"title": "空", "time_zone": "Asia/Shanghai", "blank": "refuse"}
    fields |= {"occasion": "regular", "comments_to_unit": "themes", "activation": "all"}
    fields |= {"custody": "cards", "names_kept_days": "30", "approval": "none"}
    floors = {"rate_floor": 5, "distribution_floor": 8, "comment_floor": 10}
    page = office.post(url("campaign", "add"), {**fields, **floors, "_continue": "1"})
    campaign = Campaign.objects.get()
    assert page.headers["Location"].startswith(change(campaign))
    assert "It is not said how the ballots are counted." in text(
        office, change(campaign)
    )
    # the formula is saved even where nothing of it is touched
    assert save(office, campaign).status_code == 302
    assert Campaign.objects.get().formula.deciding == "overall"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "a\0b"}, "Null characters are not allowed."),
        ({"time_zone": "x"}, "There is no time zone “x”."),
        ({"opens_at_0": "2099-01-01"}, "Voting must close after it opens."),
        ({"opens_at_0": "soon"}, "Write the date as 2026-06-18."),
        ({"rate_floor": "2"}, "Ensure this value is greater than or equal to 3."),
        (
            {"distribution_floor": "4"},
            "No floor may be below 3, and all figures need at least as many ballots as "
            "one rate.",
        ),
        (
            {"pools-0-key": "甲"},
            "Use Latin letters, digits, - and _ only, for example A",
        ),
        ({"pools-1-key": "own"}, "It is there twice."),
        ({"pools-0-quota": "0"}, "Write 1 or more."),
        (
            {"pools-0-quota": "9" * 30},
            "Ensure this value is less than or equal to 5000.",
        ),
        ({"rules-0-bound": "x"}, "Write the bound as 2/3 or 80 %."),
        ({"rules-0-bound": "1e999999999"}, "Write the bound as 2/3 or 80 %."),
        (
            {"rules-0-bound": "120 %"},
            "The bound must lie above 0 and not above 1 (100 %).",
        ),
        ({"formula-0-decimals": "9"}, "Ensure this value is less than or equal to 3."),
        ({"title": "长" * 200_000}, "Ensure this value has at most 120 characters"),
    ],
)
def test_mistakes_stand_at_their_fields(
    office: Client, fields: Fields, sentence: str
) -> None:
    campaign = make_campaign()
    before = campaign.document()
    page = save(office, campaign, series="已经写好的", **fields)
    assert any(error.startswith(sentence) for error in errors(page)), errors(page)
    assert 'value="已经写好的"' in page.content.decode()
    assert Campaign.objects.get(pk=campaign.pk).document() == before


def test_a_megabyte_is_refused(office: Client) -> None:
    page = save(office, make_campaign(), title="x" * (1024 * 1024))
    assert page.status_code == 400
