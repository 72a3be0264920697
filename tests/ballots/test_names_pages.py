"""The pages on which the office sees what is erased, and has it done."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation

from audit.models import Entry, record
from ballots import when
from ballots.acts.archiving import Archive, Keep
from ballots.models import Box, Comment, CommentRelease
from ballots.models.archiving import Archiving
from ballots.models.ticket import Ticket
from campaigns.again import RECENT
from campaigns.models import Campaign, Rater, WrongState
from tests.appraisal import signing
from tests.appraisal.test_signing_in import age
from tests.ballots.desk import make_office
from tests.ballots.make import Hall
from tests.ballots.over import (
    NAME,
    ended,
    make_over,
    make_roster,
    make_void,
    make_voted,
)
from tests.ballots.posting import post
from tests.ballots.test_desk import text
from tests.make import behind, make_campaign

State = Campaign.State
WHAT = "5 names, 2 drawn names, 11 slips, words of 3 comments that were not released"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def office(django_user_model: Any, client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_office(django_user_model, client)


@pytest.fixture
def over(db: None) -> Hall:
    """Released ten days ago: eighty are left."""
    return ended(make_over(), 10)


def names(hall: Hall) -> str:
    return f"/desk/{hall.box.pk}/names/"


def act(hall: Hall, what: str) -> str:
    return f"/desk/{hall.box.pk}/{what}/"


def day(hall: Hall, days: int) -> str:
    """So many days after the end, as pages write it."""
    hall.campaign.refresh_from_db()
    assert hall.campaign.ended_at
    return when.day(hall.campaign.ended_at + timedelta(days=days), hall.campaign)


# what goes, what stays -------------------------------------------------------------


def test_the_desk_says_the_day_and_leads_to_what_goes(
    over: Hall, office: Client
) -> None:
    page = text(office.get(f"/desk/{over.box.pk}/"))
    said = f"are erased on {day(over, 90)} (90 days after the release)."
    assert said in page
    assert names(over) in page
    page = text(office.get(names(over)))
    assert said in page
    for line in ("Names and contacts on the lists</th><td class=\"n\">5",
                 "Names drawn at random</th><td class=\"n\">2",
                 "open links: key, place, state</th><td class=\"n\">11",
                 "Words of comments that were not released</th><td class=\"n\">3",
                 "Results: ballots counted", "Receipts", "Persons who are rated",
                 "Log of acts: entries", "Numbers of the lists: raters"):  # fmt: skip
        assert line in page
    assert "Comments, in the words" not in page  # there are none
    assert f"Backups made before {day(over, 90)} hold everything" in page
    assert NAME not in page


def test_how_often_lists_were_taken_away_is_said(over: Hall, office: Client) -> None:
    assert "were taken away 0 times" in text(office.get(names(over)))
    record("lists taken", by="office", campaign=over.box.pk, raters=5)
    assert "were taken away 1 time;" in text(office.get(names(over)))
    record("names printed", by="office", campaign=over.box.pk, group="G1")
    assert "were taken away 2 times" in text(office.get(names(over)))


def test_released_comments_are_among_what_stays(over: Hall, office: Client) -> None:
    Comment.objects.update(review="passed", published="x")
    CommentRelease.objects.create(campaign=over.campaign)
    page = text(office.get(names(over)))
    assert (
        'Comments, in the words in which they were released</th><td class="n">3' in page
    )


def test_afterwards_the_page_says_what_was_erased(over: Hall, office: Client) -> None:
    Archiving(over.box).do("office", "x")
    today = when.day(timezone.now(), over.campaign)
    page = text(office.get(names(over)))
    assert f"Erased on {today}: {WHAT}." in page
    assert 'Names and contacts on the lists</th><td class="n">5' in page
    assert (
        'raters<small class="d-block quiet fw-normal">how many were on the list of '
        in page
    )
    assert "Archive now" not in page
    desk = text(office.get(f"/desk/{over.box.pk}/"))
    assert f"Erased on {today}: {WHAT}." in desk
    assert "What stayed" in desk
    assert act(over, "rewrite") in desk


def test_before_the_release_it_says_how_long(db: None, office: Client) -> None:
    hall = make_voted()
    page = text(office.get(names(hall)))
    assert "are erased 90 days after the release." in page
    assert "Backups made before the erasing hold everything" in page
    assert "Archive now" not in page
    assert act(hall, "keep") in page
    assert "Names and slips" not in text(office.get(f"/desk/{hall.box.pk}/"))
    hall.change(state="frozen")
    page = text(office.get(names(hall)))
    assert "The number of days is in the configuration." in page
    assert act(hall, "keep") not in page


def test_when_the_day_has_come(over: Hall, office: Client) -> None:
    ended(over, 90)
    page = text(office.get(names(over)))
    assert f"were due on {day(over, 90)}: they are erased within the hour." in page


def test_a_void_campaign(db: None, office: Client) -> None:
    hall = ended(make_void(), 10)
    page = text(office.get(f"/desk/{hall.box.pk}/"))
    assert f"are erased on {day(hall, 90)} (90 days after it was declared void)" in page
    page = text(office.get(act(hall, "archive")))
    assert "The campaign stays void, and the log of acts stays." in page
    assert office.get(act(hall, "rewrite")).status_code == 409
    response = office.post(act(hall, "archive"), {"reason": "重来"}, follow=True)
    assert "Erased: 5 names, 2 drawn names, 11 slips." in text(response)
    page = text(office.get(f"/desk/{hall.box.pk}/"))
    assert "This campaign is “Void”: no act follows." in page
    page = text(office.get(act(hall, "rewrite")))
    assert "Archiving has erased names and slips" in page
    assert "Opening has erased" not in page


def test_neither_draft_nor_drill_has_the_page(db: None, office: Client) -> None:
    draft, drill = make_campaign(), make_campaign(drill=True)
    Box.objects.freeze(drill)
    for row in (draft, drill):
        assert office.get(f"/desk/{row.pk}/names/").status_code == 404


# archiving -------------------------------------------------------------------------


def test_earlier_it_asks_for_a_reason(over: Hall, office: Client) -> None:
    page = text(office.get(act(over, "archive")))
    assert f"Erased are <b>{WHAT}</b>. They <b>cannot come back</b>." in page
    assert f"Their day is {day(over, 90)}; say why it is done <b>earlier</b>." in page
    assert "The comments are not released: nobody reads them afterwards." in page
    assert "Erase 5 names, 11 slips</button>" in page
    assert f'href="{names(over)}">what has to be done' in page
    response = office.post(act(over, "archive"), {"reason": " "})
    assert response.status_code == 422
    assert Rater.objects.count() == 5
    response = office.post(act(over, "archive"), {"reason": "申请"}, follow=True)
    assert response.redirect_chain == [(names(over), 302)]
    assert f"Erased: {WHAT}." in text(response)
    entry = Entry.objects.get(action="archive")
    assert (entry.actor, entry.detail["reason"]) == ("office", "申请")
    assert Campaign.objects.get().state == State.ARCHIVED


def test_on_its_day_it_does_not(over: Hall, office: Client) -> None:
    ended(over, 90)
    page = text(office.get(act(over, "archive")))
    assert "<textarea" not in page
    assert "earlier" not in page
    assert office.post(act(over, "archive")).status_code == 302
    assert "reason" not in Entry.objects.get(action="archive").detail


def test_pressed_twice_it_is_done_once(over: Hall, office: Client) -> None:
    sent = {"reason": "申请"}
    assert office.post(act(over, "archive"), sent).status_code == 302
    response = office.post(act(over, "archive"), sent)
    assert response.status_code == 409
    assert "The campaign is “Archived” now." in text(response)
    assert office.get(act(over, "keep")).status_code == 409
    assert Entry.objects.filter(action="archive").count() == 1


def test_somebody_was_faster(
    over: Hall, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had the page; the other's act ends between the look and the lock."""

    def faster(_act: Archive) -> None:
        Archiving(Box.objects.get()).do("li", "x")

    monkeypatch.setattr(Archive, "check", faster)
    response = office.post(act(over, "archive"), {"reason": "申请"})
    assert response.status_code == 409
    assert Entry.objects.get(action="archive").actor == "li"


def test_a_busy_database_is_a_503(
    over: Hall, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_what: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Archiving, "do", busy)
    response = office.post(act(over, "archive"), {"reason": "申请"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_released_comments_need_no_warning(over: Hall, office: Client) -> None:
    CommentRelease.objects.create(campaign=over.campaign)
    assert "nobody reads them" not in text(office.get(act(over, "archive")))
    CommentRelease.objects.all().delete()
    Comment.objects.all().delete()
    assert "nobody reads them" not in text(office.get(act(over, "archive")))


def test_the_password_is_asked_for_again(
    over: Hall, client: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    signing.make_user("clerk")
    signing.sign_in(client, "clerk")
    signing.enrol(client, "clerk")
    path, why = act(over, "archive"), {"reason": "有人要求"}
    age(client, RECENT + 1)
    assert client.post(path, why)["Location"] == f"/accounts/again/?next={path}"
    assert Rater.objects.exists()
    age(client, -RECENT)
    assert client.post(path, why)["Location"] == names(over)
    assert not Rater.objects.exists()


# days ------------------------------------------------------------------------------


def test_days_are_changed_with_a_reason(over: Hall, office: Client) -> None:
    page = text(office.get(act(over, "keep")))
    assert 'value="90"' in page
    assert (
        f"As it stands: Names, contacts and slips are erased on {day(over, 90)}" in page
    )
    response = office.post(
        act(over, "keep"), {"days": "200", "reason": "有人申诉"}, follow=True
    )
    assert f"are erased on {day(over, 200)} (200 days after the release)." in text(
        response
    )
    detail = Entry.objects.get(action="keep").detail
    assert detail == {"before": 90, "days": 200, "reason": "有人申诉"}
    log = text(office.get(f"/results/{over.box.pk}/log"))
    assert "Number of days changed for which names are kept" in log
    for said in ("days until now: 90", "days: 200", "reason: 有人申诉"):
        assert said in log


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "This field is required."),
        ("x", "Enter a whole number."),
        ("-1", "Ensure this value is greater than or equal to 0."),
        ("3651", "Ensure this value is less than or equal to 3650."),
        ("90", "That is the number as it stands."),
        ("9", "That day has passed: give at least 11, or archive now."),
    ],
)
def test_what_is_no_number_of_days(
    days: str, said: str, over: Hall, office: Client
) -> None:
    response = office.post(act(over, "keep"), {"days": days, "reason": "有人申诉"})
    assert response.status_code == 422
    assert said in text(response)
    assert "有人申诉" in text(response)
    assert Campaign.objects.get().names_kept_days == 90


def test_the_least_number_of_days_is_taken(over: Hall, office: Client) -> None:
    sent = {"days": "11", "reason": "x"}
    assert office.post(act(over, "keep"), sent).status_code == 302


def test_days_may_be_changed_before_the_release(db: None, office: Client) -> None:
    hall = make_voted()
    office.post(act(hall, "keep"), {"days": "0", "reason": "x"})
    assert Campaign.objects.get().names_kept_days == 0
    page = text(office.get(names(hall)))
    assert "are erased 0 days after the release." in page


@pytest.mark.parametrize("which", [Archive, Keep])
def test_of_a_drill_neither_is_offered(which: Any, db: None) -> None:
    assert not which(make_campaign(drill=True)).fits


def test_of_one_that_runs_nothing_is_erased(db: None) -> None:
    with pytest.raises(WrongState):
        Archive(make_voted().campaign, "office").do()


# names with no end in sight ---------------------------------------------------------


def old(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def test_a_draft_that_nobody_touches_is_told_of(
    db: None, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_campaign()
    make_roster(draft)
    assert "no end in sight" not in text(office.get("/desk/"))  # nothing is known of it
    with monkeypatch.context() as patch:
        patch.setattr("audit.models.entry._now", lambda: old(364))
        record("change", by="office", campaign=draft.pk)
    assert "no end in sight" not in text(office.get("/desk/"))
    other = make_campaign()
    make_roster(other)
    with monkeypatch.context() as patch:
        patch.setattr("audit.models.entry._now", lambda: old(366))
        record("change", by="office", campaign=other.pk)
    page = text(office.get("/desk/"))
    assert "Names with no end in sight" in page
    said = f"untouched since {when.day(old(366), other)}. Delete it if nobody needs it."
    assert page.count(said) == 1
    assert said in text(office.get(f"/desk/{other.pk}/"))
    assert "untouched since" not in text(office.get(f"/desk/{draft.pk}/"))
    other.raters.all().delete()
    assert "no end in sight" not in text(office.get("/desk/"))


@pytest.mark.parametrize("state", ["frozen", "open", "suspended", "closed", "counted"])
def test_one_that_is_never_released_is_told_of(
    state: str, db: None, office: Client
) -> None:
    hall = make_voted()
    behind(hall.campaign, state=state, opens_at=old(92), closes_at=old(89))
    assert "no end in sight" not in text(office.get("/desk/"))
    behind(hall.campaign, closes_at=old(91))
    page = text(office.get("/desk/"))
    assert f"Voting was to end on {when.day(old(91), hall.campaign)}" in page
    assert "Release it, or declare it void." in page
    behind(hall.campaign, state="void")
    assert "no end in sight" not in text(office.get("/desk/"))


def test_one_that_follows_an_archived_one_is_told_of(
    over: Hall, office: Client
) -> None:
    small = make_campaign(parent=over.campaign)
    make_roster(small)
    assert "no end in sight" not in text(office.get("/desk/"))
    Archiving(over.box).do("office", "x")
    page = text(office.get("/desk/"))
    said = "What it follows is archived, and names of the same people are"
    assert f"{said} still here. Delete this draft if nobody needs it." in page
    small.raters.all().delete()
    assert "no end in sight" not in text(office.get("/desk/"))
    # a second vote is checked against the names of those who lead
    small.groups.first().seats.update(leaders="郑班长")
    assert said in text(office.get(f"/desk/{small.pk}/"))
    behind(small, state="counted")
    page = text(office.get("/desk/"))
    assert f"{said} kept here until the result is released. Release it, or" in page
    behind(small, state="void")
    assert "no end in sight" not in text(office.get("/desk/"))


# other pages -----------------------------------------------------------------------


def test_lists_show_numbers_and_nobody(over: Hall, office: Client) -> None:
    page = text(office.get(f"/lists/{over.box.pk}/"))
    assert names(over) in page
    assert "Export the lists" in page
    assert NAME in text(office.get(f"/lists/{over.box.pk}/?unit=A"))
    Archiving(over.box).do("office", "x")
    page = text(office.get(f"/lists/{over.box.pk}/?unit=A&q={NAME}"))
    assert "Names and contacts were erased" in page
    assert "5 of 6 raters are on the lists." in page
    assert "<b>3 / 3</b>" in page
    for gone in ("Export the lists", "?unit=A#people", "Raters found", "No roster yet"):
        assert gone not in page
    assert office.get(f"/lists/{over.box.pk}/lists.xlsx").status_code == 200


def test_papers_say_why_their_lines_are_blank(over: Hall, office: Client) -> None:
    assert "were erased" not in text(office.get(f"/desk/{over.box.pk}/papers/"))
    Archiving(over.box).do("office", "x")
    page = text(office.get(f"/desk/{over.box.pk}/papers/"))
    assert "The names were erased: roster and sign-in sheet have blank lines" in page
    assert "Upload the lists" not in page


def test_a_code_of_an_archived_campaign_is_unknown(over: Hall, rater: Client) -> None:
    """Its key is gone as well: nothing tells what slip it was."""
    slip = over.slips["own", next(p for _k, p in over.slips if p.key == "B")].pop()
    assert Ticket.objects.filter(pk=slip.key.public).exists()
    Archiving(over.box).do("office", "x")
    response = post(rater, "/b/", {"code": slip.code, "lang": "en"})
    assert "No slip has this code" in text(response)


def test_the_start_page_of_the_office_gives_a_fortnight(
    over: Hall, office: Client
) -> None:
    assert "are erased on" not in text(office.get("/"))
    ended(over, 77)
    page = text(office.get("/"))
    assert f"Names, contacts and slips are erased on {day(over, 90)}." in page
    assert names(over) in page
    Archiving(over.box).do("office", "x")
    assert "are erased on" not in text(office.get("/"))


def test_the_team_sees_the_day_on_its_start_page(over: Hall, client: Client) -> None:
    client.force_login(get_user_model().objects.get(username="supervisor"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    said = f"Names, contacts and slips are erased on {day(over, 90)}."
    assert text(client.get("/")).count(said) == 1
    Archiving(over.box).do("office", "x")
    assert said not in text(client.get("/"))


def test_the_log_says_what_was_erased(over: Hall, office: Client) -> None:
    Archiving(over.box).do("office", "有人要求")
    log = text(office.get(f"/results/{over.box.pk}/log"))
    assert "Names, contacts and slips erased" in log
    for said in (
        "names on the lists: 5", "names drawn: 2", "slips: 11", "were erased: 3",
        "reason: 有人要求", "before its day: yes",
    ):  # fmt: skip
        assert said in log
