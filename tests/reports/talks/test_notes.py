"""Notes on talks: for the original team and the office, apart from ballots."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from campaigns.models import Campaign, Draw, WrongState
from reports.models import Interview
from tests.reports.sample import make_team
from tests.reports.talks.make import (
    acts,
    at,
    hold,
    make_drawn,
    note,
)

pytestmark = pytest.mark.django_db


def unit_page(client: Client, row: Draw) -> str:
    return client.get(at(row.campaign, "unit")).text


def test_a_talk_is_noted_changed_and_deleted(row: Draw, team: Client) -> None:
    page = team.get(at(row.campaign, "note", row.pk, 3))
    assert page.status_code == 200
    assert row.names[2].split()[0] in page.text
    assert "checked" not in page.text  # nothing is chosen beforehand
    assert note(team, row, 3).status_code == 302
    talk = Interview.objects.get()
    assert (talk.number, talk.points, str(talk.by)) == (3, "食堂太远\n会太多", "team")
    assert str(talk) == f"{row.pk}-3"
    page = unit_page(team, row)
    assert "1 of 10 talks held." in page
    assert "食堂" not in page
    assert "Noted so far: 2 points." in page
    kept = team.get(at(row.campaign, "note", row.pk, 3)).text
    assert "他说食堂太远" in kept
    assert note(team, row, 3, seen="1", notes="改").status_code == 302
    talk.refresh_from_db()
    assert (talk.notes, talk.version) == ("改", 2)
    address = at(row.campaign, "delete", row.pk, 3)
    assert "Delete this note?" in team.get(address).text
    assert team.post(address, {"seen": "2"}).status_code == 302
    assert not Interview.objects.exists()
    assert acts(row.campaign) == ["talk noted", "talk changed", "talk deleted"]
    told = [entry.detail for entry in Entry.objects.filter(action__startswith="talk")]
    assert told == [{"unit": "A", "draw": row.pk, "talk": 3}] * 3


def test_line_ends_and_what_cannot_be_seen(row: Draw, team: Client) -> None:
    note(team, row, 1, notes="一\r\n" * 1999 + "二", points="甲\u202e\0乙\r\n丙")
    talk = Interview.objects.get()
    assert len(talk.notes) == 1999 * 2 + 1
    assert talk.points == "甲乙\n丙"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"outcome": ""}, "Say whether it was held."),
        ({"outcome": "asleep"}, "Select a valid choice"),
        ({"held_on": ""}, "Say on which day it was held."),
        ({"held_on": "昨天"}, "Enter a valid date."),
        ({"held_on": "2999-01-01"}, "This day is still to come."),
        ({"held_on": "2020-01-01"}, "On this day nobody had been drawn yet."),
        ({"notes": "长" * 4001}, "at most 4000 characters"),
        ({"place": "长" * 81}, "at most 80 characters"),
        ({"points": "长" * 2001}, "at most 2000 characters"),
        ({"outcome": "declined"}, "There are points only of a talk that was held."),
        ({"seen": "x"}, "Enter a whole number."),
    ],
)
def test_mistakes_are_said_and_what_was_typed_stays(
    data: dict[str, str], words: str, row: Draw, team: Client
) -> None:
    answer = note(team, row, 1, **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nothing has been stored yet." in answer.text
    assert not Interview.objects.exists()
    if "notes" not in data:
        assert "他说食堂太远" in answer.text


def test_who_is_missed_has_no_day(row: Draw, team: Client) -> None:
    answer = note(
        team, row, 1, outcome="not-reached", held_on="2999-01-01", points="", place="x"
    )
    assert answer.status_code == 302
    talk = Interview.objects.get()
    assert (talk.held_on, talk.place, talk.is_held) == (None, "", False)


def test_reserves_follow_one_by_one(row: Draw, team: Client) -> None:
    address = at(row.campaign, "note", row.pk, 11)
    assert team.get(address).status_code == 409
    early = note(team, row, 11)
    assert early.status_code == 409
    assert "This reserve is not asked yet" in early.text
    assert "他说食堂太远" in early.text  # what was typed
    assert not Interview.objects.exists()
    note(team, row, 2, outcome="declined", points="")
    assert team.get(address).status_code == 200
    assert team.get(at(row.campaign, "note", row.pk, 12)).status_code == 409
    note(team, row, 11, outcome="not-reached", points="")
    assert note(team, row, 12).status_code == 302
    page = unit_page(team, row)
    assert "1 of 10 talks held." in page
    assert page.count("not asked yet") == 3
    assert page.count("declined: a reserve is asked") == 1
    # the one who was missed is met after all: what was noted of the reserve stays
    note(team, row, 2, seen="1")
    assert "2 of 10 talks held." in unit_page(team, row)


def test_all_reserves_can_be_used_up(row: Draw, team: Client) -> None:
    for number in range(1, 7):
        note(team, row, number, outcome="declined", points="")
    assert "All reserves are asked." in unit_page(team, row)
    for number in range(7, 16):
        note(team, row, number, outcome="not-reached", points="")
    assert "0 of 10 talks held." in unit_page(team, row)


def test_of_two_windows_the_second_is_told(row: Draw, team: Client) -> None:
    note(team, row, 1)
    for seen in ("0", "7"):
        late = note(team, row, 1, seen=seen, notes="第二个窗口", points="")
        assert late.status_code == 409
        assert "It has changed meanwhile" in late.text
        assert "第二个窗口" in late.text
    assert Interview.objects.get().notes == "他说食堂太远"
    for seen in ("7", "x", "", "9" * 5000):
        answer = team.post(at(row.campaign, "delete", row.pk, 1), {"seen": seen})
        assert answer.status_code == 409
    assert Interview.objects.exists()
    assert team.get(at(row.campaign, "delete", row.pk, 2)).status_code == 409
    assert acts(row.campaign) == ["talk noted"]


def test_two_at_one_moment(row: Draw) -> None:
    """The unique place decides, not what the page had looked at."""
    hold(row, 1)
    member = make_team(row.campaign, "A")
    twin = Interview(campaign=row.campaign, unit=row.unit, draw=row, number=1,
                     outcome="held")  # fmt: skip
    with pytest.raises(WrongState):
        twin.write(member, 0)
    assert Interview.objects.count() == 1


def test_archived_talks_are_read_only(row: Draw, team: Client) -> None:
    hold(row, 1)
    Campaign.objects.update(state="archived")
    page = team.get(at(row.campaign, "note", row.pk, 1))
    assert page.status_code == 200
    assert '<form method="post" novalidate' not in page.text
    assert "食堂太远" in page.text
    assert "Nothing is noted of this talk." in (
        team.get(at(row.campaign, "note", row.pk, 2)).text
    )
    assert note(team, row, 1, seen="1").status_code == 409
    assert team.post(at(row.campaign, "delete", row.pk, 1)).status_code == 409
    with pytest.raises(WrongState):
        Interview.objects.get().write(get_user_model().objects.get(), 1)


def test_erasing_keeps_the_counts(row: Draw, team: Client) -> None:
    note(team, row, 1)
    note(team, row, 2, outcome="declined", points="")
    assert Interview.objects.erase() == 2
    assert Draw.objects.erase() == 15  # names, reserves among them
    held, missed = Interview.objects.all()
    assert (held.notes, held.points, held.place, held.by) == ("", "", "", None)
    assert held.held_on == timezone.now().astimezone(row.campaign.zone).date()
    assert [talk.outcome for talk in (held, missed)] == ["held", "declined"]
    assert list(Interview.objects.missed()) == [missed]
    assert "1 of 10 talks held." in unit_page(team, row)
    assert team.get(at(row.campaign, "note", row.pk, 1)).status_code == 200
    assert team.get(at(row.campaign, "note", row.pk, 3)).status_code == 404


def test_only_holders_read_the_notes(row: Draw, team: Client) -> None:
    hold(row, 1)
    other = make_drawn(row.campaign, unit="C")
    hold(other, 1)
    member = get_user_model().objects.get()
    assert [talk.unit.code for talk in Interview.objects.for_user(member)] == ["A"]


def test_a_talk_may_be_held_on_the_day_of_the_draw_only_from_then(
    row: Draw, team: Client
) -> None:
    Draw.objects.update(drawn_at=timezone.now() - timedelta(days=3))
    day = (timezone.now() - timedelta(days=2)).date().isoformat()
    assert note(team, row, 1, held_on=day).status_code == 302
