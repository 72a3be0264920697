"""What the head of a unit reads of the talks, and when."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from ballots.models import Box
from campaigns.models import Audience, Campaign, Draw, Role, Unit
from reports.models import Feedback, Interview
from reports.talks.unit import Talks
from tests.reports.talks.make import (
    acts,
    at,
    draw,
    entries,
    hold,
    make_client,
    note,
)
from tests.reports.test_views import make_holder, make_office, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(row: Draw) -> Client:
    return make_client(row.campaign, "A", "B")


@pytest.fixture
def head(row: Draw) -> Client:
    client = make_holder("head", unit=row.unit)
    client.cookies["django_language"] = "en"
    return client


def result(client: Client, row: Draw, key: str = "A", status: int = 200) -> str:
    client.cookies["django_language"] = "en"
    page = client.get(subject_of(row.campaign, key))
    assert page.status_code == status
    return page.text


def test_all_points_reach_the_head_at_once_and_mixed(
    row: Draw, team: Client, head: Client
) -> None:
    points = [f"要点{n}" for n in range(1, 13)]
    for number in (1, 2, 3):
        hold(row, number, points="\n\n".join(points[4 * number - 4 : 4 * number]))
    address = at(row.campaign, "feedback")
    asked = team.get(address).text
    assert "The head of the unit reads that 3 talks were held." in asked
    assert "He reads 12 points, mixed" in asked
    assert "<b>7 people</b> have not been talked with yet." in asked
    assert "as soon as the result is released" in asked
    assert not Feedback.objects.exists()
    assert team.post(address).status_code == 302
    fed = Feedback.objects.get()
    assert sorted(fed.points) == sorted(points)
    assert fed.points != points
    assert (fed.held, fed.given_by) == (3, "team")
    assert str(fed) == f"{row.campaign.pk} {fed.unit_id}"
    assert acts(row.campaign) == ["talks fed back"]
    assert entries(row.campaign)[0].detail == {"unit": "A", "held": 3, "points": 12}


def test_the_head_reads_it_once_the_result_is_released(
    row: Draw, team: Client, head: Client
) -> None:
    points = ["食堂太远", "会太多", "路灯坏了"]
    for number, point in enumerate(points, 1):
        hold(row, number, points=point)
    team.post(at(row.campaign, "feedback"))
    assert not Feedback.objects.for_user(Role.objects.get().user).exists()
    result(head, row, status=404)
    Campaign.objects.update(state="released", audience=Audience.HEAD)
    page = result(head, row)
    assert "held 3 talks with people drawn at random" in page
    assert all(point in page for point in points)
    assert reverse("talks:campaign", args=[row.campaign.pk]) not in page
    assert Interview.objects.erase() == 3
    assert all(point in result(head, row) for point in points)


def test_nothing_of_the_talks_changes_afterwards(row: Draw, team: Client) -> None:
    hold(row, 1, 2, 3)
    asked = []
    for audience in (Audience.TEAM, Audience.HEAD):
        Campaign.objects.update(state="released", audience=audience)
        page = team.get(at(row.campaign, "feedback")).text
        asked.append("he reads it at once" in page)
    assert asked == [False, True]
    team.post(at(row.campaign, "feedback"))
    page = team.get(at(row.campaign, "unit")).text
    assert "Fed back by team" in page
    assert "Draw again" not in page
    assert "nothing noted" in page
    assert team.post(at(row.campaign, "feedback")).status_code == 409
    assert note(team, row, 4).status_code == 409
    assert note(team, row, 1, seen="1").status_code == 409
    assert draw(team, row.campaign).status_code == 409
    erased = team.post(at(row.campaign, "delete", row.pk, 1), {"seen": "1"})
    assert erased.status_code == 409
    assert Interview.objects.count() == 3
    assert Draw.objects.count() == 1


def test_of_fewer_than_three_only_the_number_is_told(
    row: Draw, team: Client, head: Client
) -> None:
    hold(row, 1, 2)
    assert "No point is told: of fewer than 3" in (
        team.get(at(row.campaign, "feedback")).text
    )
    team.post(at(row.campaign, "feedback"))
    assert Feedback.objects.get().points == []
    assert "No point is told." in team.get(at(row.campaign, "unit")).text
    Campaign.objects.update(state="released", audience=Audience.HEAD)
    page = result(head, row)
    assert "held 2 talks with people drawn at random" in page
    assert "食堂太远" not in page


def test_without_a_talk_there_is_nothing_to_feed_back(row: Draw, team: Client) -> None:
    assert "Not yet possible: no talk is noted as held." in (
        team.get(at(row.campaign, "unit")).text
    )
    for answer in (team.get, team.post):
        assert answer(at(row.campaign, "feedback")).status_code == 409
    assert not Feedback.objects.exists()


def test_two_feed_back_at_one_moment(
    row: Draw, team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(row, 1, 2, 3)
    team.post(at(row.campaign, "feedback"))
    monkeypatch.setattr(Talks, "is_open", True)
    assert team.post(at(row.campaign, "feedback")).status_code == 409
    assert Feedback.objects.count() == 1


def test_the_head_reads_nothing_before_the_feedback(row: Draw, head: Client) -> None:
    hold(row, 1, 2, 3)
    Campaign.objects.update(state="released", audience=Audience.HEAD)
    page = result(head, row)
    assert "Talks" not in page
    assert "食堂太远" not in page


def test_neither_other_heads_nor_auditors_read_it(row: Draw, team: Client) -> None:
    hold(row, 1, 2, 3)
    team.post(at(row.campaign, "feedback"))
    Campaign.objects.update(state="released", audience=Audience.HEAD)
    other = make_holder("auditor")
    assert "食堂太远" not in result(other, row)
    assert "drawn at random" not in result(other, row)
    stranger = get_user_model().objects.create_user("chief")
    other_unit = Unit.objects.get(code="B")
    Role.objects.create(user=stranger, kind="head", unit=other_unit)
    assert not Feedback.objects.for_user(stranger).exists()
    stranger.is_active = False
    assert not Feedback.objects.for_user(stranger).exists()


def test_team_and_office_see_how_far_it_is(row: Draw, team: Client) -> None:
    assert "0 of 10 held; not fed back yet." in result(team, row)
    page = result(team, row, "B")
    assert "Nobody has been drawn yet." in page
    hold(row, 1)
    Box.objects.update(closed_with=80)
    office = make_office()
    assert "1 of 10 held; not fed back yet." in result(office, row)
    group = office.get(reverse("reports:group", args=[row.campaign.pk, "G1"])).text
    assert reverse("talks:campaign", args=[row.campaign.pk]) in group
    desk = office.get(reverse("ballots:desk", args=[row.campaign.pk])).text
    assert reverse("talks:campaign", args=[row.campaign.pk]) in desk


def test_my_work_says_how_far_the_talks_are(row: Draw, team: Client) -> None:
    hold(row, 1, 2, 3)
    home = team.get(reverse("home")).text
    assert "3 of 10 held; not fed back yet." in home
    assert f'href="{at(row.campaign, "unit")}"' in home
    assert f'href="{reverse("talks:campaign", args=[row.campaign.pk])}"' in home
    assert at(row.campaign, "unit", unit="B") not in home
    assert at(row.campaign, "unit") not in make_office().get(reverse("home")).text
    team.post(at(row.campaign, "feedback"))
    assert "held; not fed back yet" not in team.get(reverse("home")).text
    assert "fed back to the head" in (
        team.get(reverse("talks:campaign", args=[row.campaign.pk])).text
    )


def test_states_of_the_units(row: Draw, team: Client) -> None:
    hold(row, *range(1, 11))
    page = team.get(reverse("talks:campaign", args=[row.campaign.pk])).text
    assert "all held, not fed back yet" in page
    assert "nobody drawn yet" in page
