"""The start page of each role: its own part, and nothing of another group's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ballots.models import Box
from ballots.rehearsal import issue_all
from campaigns.models import (
    Account,
    Audience,
    Campaign,
    Duty,
    Group,
    GroupUnit,
    Team,
    Unit,
)
from jobs.models import Job
from tests.campaigns.people.make import make_person
from tests.make import behind, make_campaign
from tests.reports.sample import S1, make_document_in_two_groups, make_result

pytestmark = pytest.mark.django_db
State = Campaign.State


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def make_box() -> Box:
    """Two groups of two units, frozen, with teams of their own."""
    campaign = make_campaign(make_document_in_two_groups())
    for key in ("G1", "G2"):
        team = Team.objects.create(name=f"Team of {key}")
        groups = Group.objects.filter(campaign=campaign, key=key)
        groups.update(team=team)
        GroupUnit.objects.filter(group__in=groups).update(team=team)
    return Box.objects.freeze(campaign)


def opened(box: Box) -> Box:
    issue_all(box)
    box.open_voting()
    return box


def unit(code: str) -> Duty:
    return Duty("liaison", Unit.objects.get(code=code))


def home(*duties: Duty, **fields: Any) -> str:
    """The start page of somebody with these duties, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_person("wangmin", *duties, **fields))
    return client.get(reverse("home")).text


def team(key: str) -> Duty:
    return Duty("team", Team.objects.get(name=f"Team of {key}"))


def teller(key: str) -> Duty:
    return Duty("teller", Group.objects.filter(key=key).earliest("pk"))


def head(code: str) -> Duty:
    return Duty("head", Unit.objects.get(code=code))


ROLES: list[tuple[str, Callable[[], Duty], str, str]] = [
    (State.FROZEN, lambda: unit("A"), "Tell the raters of your unit", "Voting opens"),
    (State.FROZEN, lambda: teller("G1"), "count the slips handed out", "Voting opens"),
    (State.FROZEN, lambda: team("G1"), "Prepare the meeting", "Voting opens"),
    (State.OPEN, lambda: unit("A"), "nobody can see who has voted", "Voting closes"),
    (State.OPEN, lambda: teller("G1"), "left over", "Voting closes"),
    (State.OPEN, lambda: team("G1"), "votes unobserved", "Voting closes"),
]


@pytest.mark.parametrize(("state", "duty", "task", "when"), ROLES)
def test_each_role_reads_what_to_do_and_by_when(
    state: str, duty: Callable[[], Duty], task: str, when: str
) -> None:
    box = make_box()
    if state == State.OPEN:
        opened(box)
    given = duty()
    text = home(given)
    assert task in text
    assert f"{when} " in text
    assert "(Beijing time)" in text
    assert str(given.where) in text


@pytest.mark.parametrize(
    ("duty", "due"),
    [(lambda: unit("A"), 15), (lambda: teller("G1"), 40), (lambda: team("G2"), 40)],
    ids=["unit", "group", "team"],
)
def test_turnout_is_that_of_one_s_own_part(duty: Callable[[], Duty], due: int) -> None:
    opened(make_box())
    assert f"0 of {due} have voted" in home(duty())


def test_nobody_reads_of_another_group() -> None:
    """A second campaign has the other units only: it is not there at all."""
    opened(make_box())
    other = make_campaign()
    GroupUnit.objects.filter(group__campaign=other, unit__code="A").delete()
    behind(other, state="frozen", title_en="Elsewhere")
    for duty in (unit("A"), teller("G1"), team("G1"), head("A")):
        text = home(duty)
        assert "Elsewhere" not in text
        for hidden in ("Unit C", "Unit D", "Group 2", "Team of G2"):
            assert hidden not in text
        wangmin().delete()
    assert "Elsewhere" in home(unit("B"))


def wangmin() -> Account:
    return Account.objects.get(username="wangmin")


def test_a_head_waits_for_the_release_then_reads_his_unit() -> None:
    campaign = make_result(document=make_document_in_two_groups(), state="counted")
    text = home(head("A"))
    assert "Nothing is waiting for you." in text
    behind(campaign, state="released")
    wangmin().delete()
    assert "Nothing is waiting for you." in home(head("A"))
    behind(campaign, audience=Audience.HEAD)
    wangmin().delete()
    text = home(head("A"))
    assert "Read the result of your unit." in text
    assert f'href="{reverse("reports:campaign", args=[campaign.pk])}"' in text


def test_a_liaison_reads_after_the_head() -> None:
    campaign = make_result(dict.fromkeys(S1, S1["D"]), audience=Audience.HEAD)
    address = reverse("reports:campaign", args=[campaign.pk])
    text = home(unit("A"))
    assert address not in text
    assert "Read the result of your unit." not in text
    behind(campaign, audience=Audience.UNIT)
    wangmin().delete()
    text = home(unit("A"))
    assert address in text
    assert "Read the result of your unit." in text


def test_an_auditor_finds_figures_and_log() -> None:
    campaign = make_result()
    text = home(Duty("auditor"))
    assert "Check how the result came about" in text
    assert f'href="{reverse("reports:log", args=[campaign.pk])}"' in text


def test_what_is_over_or_being_prepared_is_left_out() -> None:
    campaign = make_campaign()
    for state in ("draft", "void", "archived"):
        behind(campaign, state=state)
        assert "Your campaigns" not in home(unit("A"))
        wangmin().delete()


def test_without_a_window_no_moment_is_named() -> None:
    box = make_box()
    behind(box.campaign, opens_at=None)
    text = home(unit("A"))
    assert "Tell the raters" in text
    assert "Voting opens" not in text


def test_an_administrator_reads_of_no_campaign() -> None:
    make_box()
    text = home(unit("A"), is_superuser=True)
    assert "Your campaigns" not in text


def test_the_office_is_told_of_invitations_and_of_work_that_was_broken_off() -> None:
    make_person("lisi")
    Job.objects.create(
        kind="invitations", by="wangmin", about=[1], state="failed", key="1"
    )
    Job.objects.create(kind="invitations", by="lisi", about=[1], total=3, key="2")
    text = home(Duty("office"))
    # wangmin is of the office: the administrator invites him
    assert "1 account waits for its invitation" in text
    assert "broken off" in text
    assert "of 3" not in text


def test_queries_do_not_grow_with_the_roles(django_assert_max_num_queries: Any) -> None:
    make_box()
    duties = [unit(code) for code in "ABCD"]
    client = Client()
    client.force_login(make_person("wangmin", *duties))
    with django_assert_max_num_queries(60):
        client.get(reverse("home"))
