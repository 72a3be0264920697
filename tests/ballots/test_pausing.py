"""Suspending, going on, extending: each with a reason, each in the audit chain."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from audit.models import Entry
from ballots.models import Box, Ticket, VotingClosed
from ballots.models.pausing import Pausing
from campaigns import frozen
from campaigns.models import Blocked, Campaign, WrongState
from tests.ballots.casting import SKEY
from tests.ballots.casting import vote as cast
from tests.ballots.desk import make_hall, make_office, vote
from tests.ballots.make import Hall
from tests.ballots.posting import ballot, post, post_json

State = Campaign.State
WHY = {"reason": "投影仪坏了"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def hall(db: None) -> Hall:
    return make_hall(own=3, cross=1)


@pytest.fixture
def office(client: Client, django_user_model: Any) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_office(django_user_model, client)


def state() -> str:
    return str(Campaign.objects.get().state)


# casting -----------------------------------------------------------------------


def test_no_ballot_is_taken_while_it_is_suspended(hall: Hall) -> None:
    Pausing(hall.box).suspend("li", "投影仪坏了")
    with pytest.raises(VotingClosed):
        vote(hall.box, hall.slip())
    assert not Ticket.objects.used().exists()
    Pausing(hall.box).resume("li", "修好了")
    assert vote(hall.box, hall.slip())
    rows = Entry.objects.filter(action__in=("suspend", "resume")).order_by("seq")
    told = [(e.action, e.actor, e.detail["reason"]) for e in rows]
    assert told == [("suspend", "li", "投影仪坏了"), ("resume", "li", "修好了")]


@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_acknowledged_again(rater: Client) -> None:
    hall = make_hall(own=3, cross=1)
    slip = hall.slip()
    receipt = cast(hall, slip)
    Pausing(hall.box).suspend()
    assert hall.ticket(slip).acknowledged(SKEY) == receipt
    answer = post(rater, "/b/submit", hall.fields(slip, skey=SKEY, lang="en"))
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_filled_in_is_lost(rater: Client) -> None:
    hall = make_hall(own=3, cross=1)
    slip = hall.slip()
    Pausing(hall.box).suspend()
    sent = hall.fields(slip, lang="en") | {"c.A": "多听听意见"}
    answer = post(rater, "/b/submit", sent)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Your answers are kept in this page" in page
    assert "多听听意见" in page
    assert " checked" in page
    scripted = post_json(rater, ballot(hall, slip) | {"lang": "en"})
    assert scripted.json()["error"] == "suspended"
    Pausing(hall.box).resume()
    assert post(rater, "/b/submit", sent).status_code == 200


# the acts ----------------------------------------------------------------------


def test_office_suspends_and_lets_go_on(hall: Hall, office: Client) -> None:
    desk = f"/desk/{hall.campaign.pk}/"
    assert f"{desk}suspend/" in office.get(desk).text
    assert office.post(f"{desk}suspend/").status_code == 422
    assert state() == State.OPEN
    done = office.post(f"{desk}suspend/", WHY, follow=True)
    assert "Voting is suspended." in done.text
    assert "Let voting go on" in done.text
    assert f"{desk}close/" in done.text
    done = office.post(f"{desk}resume/", WHY, follow=True)
    assert "Voting goes on." in done.text
    assert state() == State.OPEN


def test_it_can_be_closed_without_going_on(hall: Hall, office: Client) -> None:
    vote(hall.box, hall.slip())
    desk = f"/desk/{hall.campaign.pk}/"
    office.post(f"{desk}suspend/", WHY)
    office.post(f"{desk}close/", WHY)
    assert state() == State.CLOSED
    assert Box.objects.get().closed_with == 1


def test_after_the_window_going_on_is_of_no_use(hall: Hall, office: Client) -> None:
    desk = f"/desk/{hall.campaign.pk}/"
    office.post(f"{desk}suspend/", WHY)
    now = timezone.now()
    hall.change(opens_at=now - timedelta(hours=2), closes_at=now)
    assert "extend it, or close" in office.get(f"{desk}resume/").text


def test_the_end_is_moved_in_the_time_of_the_campaign(
    hall: Hall, office: Client
) -> None:
    path = f"/desk/{hall.campaign.pk}/extend/"
    ends = hall.campaign.closes_at
    assert ends is not None
    local = ends.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in office.get(path).text
    until = local.replace(second=0, microsecond=0) + timedelta(hours=2)
    sent = {"until": f"{until:%Y-%m-%dT%H:%M}", **WHY}
    done = office.post(path, sent, follow=True)
    assert "Voting closes on " in done.text
    campaign = Campaign.objects.get()
    assert campaign.closes_at == until
    entry = Entry.objects.get(action="extend").detail
    assert entry == {"until": until.isoformat(), "reason": WHY["reason"]}


@pytest.mark.parametrize("minutes", [0, -30])
def test_the_end_never_moves_forward(minutes: int, hall: Hall, office: Client) -> None:
    ends = hall.campaign.closes_at
    assert ends is not None
    until = ends.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=minutes)
    sent = {"until": f"{until:%Y-%m-%dT%H:%M}", **WHY}
    answer = office.post(f"/desk/{hall.campaign.pk}/extend/", sent)
    assert answer.status_code == 422
    assert "It must be later than it is now." in answer.text
    assert WHY["reason"] in answer.text
    with pytest.raises(Blocked, match="later only"):
        Pausing(hall.box).extend(ends + timedelta(minutes=minutes))
    assert Campaign.objects.get().closes_at == ends


def test_an_end_that_has_passed_already_prolongs_nothing(
    hall: Hall, office: Client
) -> None:
    now = timezone.now()
    ended, until = now - timedelta(hours=3), now - timedelta(hours=2)
    hall.change(opens_at=now - timedelta(hours=5), closes_at=ended)
    local = until.astimezone(ZoneInfo("Asia/Shanghai"))
    sent = {"until": f"{local:%Y-%m-%dT%H:%M}", **WHY}
    answer = office.post(f"/desk/{hall.campaign.pk}/extend/", sent)
    assert answer.status_code == 422
    with pytest.raises(Blocked, match="later only"):
        Pausing(hall.box).extend(until)
    assert Campaign.objects.get().closes_at == ended


def test_a_time_that_is_none_is_refused(hall: Hall, office: Client) -> None:
    path = f"/desk/{hall.campaign.pk}/extend/"
    assert office.post(path, {"until": "soon", **WHY}).status_code == 422


@pytest.mark.parametrize("act", ["suspend", "resume", "extend"])
def test_not_after_closing(act: str, hall: Hall) -> None:
    hall.box.close()
    more = {"until": timezone.now() + timedelta(days=9)} if act == "extend" else {}
    with pytest.raises(WrongState):
        getattr(Pausing(hall.box), act)(**more)


# the definition behind everybody's back (T16) ----------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/b/", "/b/submit"])
def test_no_ballot_on_a_form_that_was_exchanged(path: str, rater: Client) -> None:
    hall = make_hall(own=3, cross=1)
    slip, sent = hall.slip(), {}
    sent = hall.fields(slip, lang="en")
    sent |= {"code": slip.code}
    with patch.dict(frozen._parsed, clear=True):
        made = Campaign.objects.get().definition or {}
        made["rules"][0]["bound"] = "1/3"
        hall.change(definition=made)
        answer = post(rater, path, sent)
    assert answer.status_code == 409
    assert "The form is not the one that was fixed" in answer.content.decode()
    assert not Ticket.objects.used().exists()
    # the control: as it was frozen, it is taken
    made["rules"][0]["bound"] = "2/3"
    hall.change(definition=made)
    assert post(rater, path, sent).status_code == 200
