"""The desk: what it shows in each state, and its acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from audit.models import Entry
from ballots import acts, when
from ballots.custody import Progress, say
from ballots.desk import Desk
from ballots.models import Batch, Box, Ticket
from ballots.noting import note
from ballots.rehearsal import issue_all
from campaigns.models import Campaign, WrongState
from tests.ballots.desk import OFFICE, make_hall, make_office, the_group, vote
from tests.ballots.make import Hall
from tests.make import behind, make_campaign

State = Campaign.State
NO_ACT = "Nothing was changed"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def office(client: Client, django_user_model: Any) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_office(django_user_model, client)


@pytest.fixture
def draft(db: None) -> Campaign:
    return make_campaign()


@pytest.fixture
def frozen(draft: Campaign) -> Box:
    return Box.objects.freeze(draft)


@pytest.fixture
def hall(db: None) -> Hall:
    return make_hall()


def closed(hall: Hall) -> Box:
    hall.box.close()
    return hall.box


def set_state(campaign: Campaign, state: str) -> None:
    behind(campaign, state=state)


@contextmanager
def nothing_written() -> Iterator[None]:
    """No INSERT, UPDATE or DELETE but those of the session."""
    with CaptureQueriesContext(connection) as seen:
        yield
    for query in seen.captured_queries:
        sql = query["sql"]
        written = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        assert not written or "django_session" in sql, sql


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# who may come ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "{}/", "{}/opening/", "{}/slips/G1/", "{}/freeze/",
             "{}/batches/1/void/"]
)  # fmt: skip
def test_desk_is_for_the_office(
    path: str, frozen: Box, client: Client, django_user_model: Any
) -> None:
    url = f"/desk/{path}".format(frozen.pk)
    assert client.get(url).status_code == 302
    make_office(django_user_model, client, is_staff=False)
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403


@pytest.mark.parametrize(
    "path", ["9/", "9/turnout/", "9/opening/", "9/slips/G1/", "9/freeze/", "{}/fly/",
             "9/batches/1/void/", "{}/batches/1/void/", "{}/slips/G9/"]
)  # fmt: skip
def test_unknown_is_not_found(path: str, frozen: Box, office: Client) -> None:
    assert office.get(f"/desk/{path}".format(frozen.pk)).status_code == 404


def test_a_draft_has_no_turnout_and_no_slips(draft: Campaign, office: Client) -> None:
    for path in ("turnout", "opening", "slips/G1"):
        assert office.get(f"/desk/{draft.pk}/{path}/").status_code == 404


# the list ----------------------------------------------------------------------


def test_desks_without_campaigns_lead_to_the_first(db: None, office: Client) -> None:
    page = text(office.get("/desk/"))
    assert "There is no campaign yet." in page
    assert "/admin/campaigns/campaign/" in page


def test_desks_list_the_urgent_first_and_drills_apart(
    hall: Hall, office: Client
) -> None:
    make_campaign(drill=True)
    make_campaign()
    hall.change(title_en="The running one")
    response = office.get("/desk/")
    real, drills = response.context["real"], response.context["drills"]
    assert [desk.campaign.state for desk in real] == ["open", "draft"]
    assert [desk.campaign.drill for desk in drills] == [True]
    page = text(response)
    assert "0 / 40" in page
    assert page.index("The running one") < page.index("Drills")


def test_desks_are_searched_and_filtered(frozen: Box, office: Client) -> None:
    make_campaign()

    def found(**query: str) -> list[str]:
        return [d.campaign.state for d in office.get("/desk/", query).context["real"]]

    assert found(q="joint") == ["frozen", "draft"]
    assert found(state="draft") == ["draft"]
    assert found(q="joint", state="nonsense") == ["frozen", "draft"]
    assert found(q="no such") == []
    assert "No campaign is like that." in text(office.get("/desk/", {"q": "no such"}))


def test_desks_are_searched_for_whatever_is_typed(frozen: Box, office: Client) -> None:
    title = frozen.campaign.title
    for typed in (f"{title}\0", "\0", "%", "9" * 5000):
        page = office.get("/desk/", {"q": typed, "state": "\0"})
        assert page.status_code == 200
    assert title in office.get("/desk/", {"q": f"{title}\0"}).text


def test_desks_without_the_presets_page(
    db: None, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(name: str, *args: Any, **kwargs: Any) -> str:
        if name.endswith("preset"):
            raise NoReverseMatch
        return reverse(name, *args, **kwargs)

    monkeypatch.setattr("ballots.views.desk.reverse", lacking)
    assert "/admin/campaigns/campaign/add/" in text(office.get("/desk/"))


def test_desks_ask_the_database_as_often_for_three_as_for_one(
    frozen: Box, office: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        make_campaign()
    office.get("/desk/")
    with CaptureQueriesContext(connection) as one:
        office.get("/desk/", {"state": "draft", "q": "joint"})
    make_campaign()
    make_campaign()
    with CaptureQueriesContext(connection) as more:
        office.get("/desk/", {"state": "draft", "q": "joint"})
    assert len(more) == len(one)


# one desk ----------------------------------------------------------------------


def test_desk_of_a_draft_says_what_is_missing(office: Client) -> None:
    draft = make_campaign(opens_at=None, closes_at=None)
    page = text(office.get(f"/desk/{draft.pk}/"))
    assert "1 thing stands in the way" in page
    assert 'aria-disabled="true"' in page
    assert "It is not said when voting opens and closes." in page
    assert "window not set" in page


def test_a_draft_has_nothing_to_count(draft: Campaign) -> None:
    desk = Desk(draft)
    assert desk.lines() == desk.piles == desk.done() == []
    assert (desk.turnout(), desk.snapshot, desk.counted_at()) == (None, None, "")


def test_a_desk_counts_its_slips_once_for_all_its_parts(draft: Campaign) -> None:
    desk = Desk(Box.objects.freeze(draft).campaign)
    with CaptureQueriesContext(connection) as seen:
        assert desk.piles
        assert desk.done()
        assert desk.piles
    counts = [q for q in seen if 'FROM "ballots_ticket"' in q["sql"]]
    assert len(counts) == 1


def test_desk_of_a_draft_that_lacks_nothing(draft: Campaign, office: Client) -> None:
    page = text(office.get(f"/desk/{draft.pk}/"))
    assert f'href="/desk/{draft.pk}/freeze/"' in page
    assert "Time to start" in page
    assert "Turnout" not in page


def test_desk_of_a_frozen_campaign(frozen: Box, office: Client) -> None:
    page = text(office.get(f"/desk/{frozen.pk}/"))
    assert "“Group 1” lacks 80 slips." in page
    assert "80 needed = 0 made + 80 missing" in page
    assert "Form:" in page
    assert "Turnout" not in page
    issue_all(frozen)
    page = text(office.get(f"/desk/{frozen.pk}/"))
    assert "Printed <b>80</b></span> <span>= used <b>0</b>" in page
    assert "80 slips made" in page
    assert "Nothing stands in the way" in page


def test_desk_while_voting_counts_once_a_minute(hall: Hall, office: Client) -> None:
    url = f"/desk/{hall.box.pk}/turnout/"
    before = text(office.get(url))
    assert "0<small> of 40 have voted, 40 have not" in before
    assert 'hx-trigger="every 60s"' in before
    vote(hall.box, hall.slip())
    assert text(office.get(url)) == before
    assert "Close voting, 0 ballots" in text(office.get(f"/desk/{hall.box.pk}/close/"))
    later = timezone.now() + timedelta(minutes=1)
    with patch("ballots.models.box.timezone.now", return_value=later):
        assert "1<small> of 40 have voted, 39 have not" in text(office.get(url))


def test_desk_reads_and_writes_nothing(hall: Hall, office: Client) -> None:
    pk = hall.box.pk
    paths = ["", f"{pk}/", f"{pk}/turnout/", f"{pk}/close/", f"{pk}/batches/1/void/"]
    note(hall.box)  # the turnout is recorded every ten minutes, and not again now
    with nothing_written():
        for path in paths:
            assert office.get(f"/desk/{path}").status_code == 200
            assert office.head(f"/desk/{path}").status_code == 200


def test_desk_after_closing(hall: Hall, office: Client) -> None:
    slip = hall.slip()
    vote(hall.box, slip)
    box = closed(hall)
    page = text(office.get(f"/desk/{box.pk}/"))
    assert "Closed with 1 envelope." in page
    assert "Unit A: 1 ballots, fewer than 5: no figure will be shown." in page
    assert "hx-get" not in page
    box.key_file.unlink()
    page = text(office.get(f"/desk/{box.pk}/"))
    assert f"Put {box.key_file.name} from the backup back" in page
    assert "1 thing stands in the way" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.COUNTED, "Release the results"),
        (State.SUSPENDED, "Let voting go on"),
        (State.RELEASED, "The key has been destroyed."),
        (State.ARCHIVED, "The key has been destroyed."),
        (State.VOID, "This campaign is “Void”: no act follows."),
    ],
)
def test_desk_in_the_other_states(
    state: str, said: str, hall: Hall, office: Client
) -> None:
    box = closed(hall)
    if state in (State.RELEASED, State.ARCHIVED):
        box.key.destroy()
    set_state(box.campaign, state)
    response = office.get(f"/desk/{box.pk}/")
    assert said in text(response)
    assert response.context["desk"].turnout() == (0, 40)


def test_desk_marks_a_drill(db: None, office: Client) -> None:
    drill = make_campaign(drill=True)
    assert "Drill — not a real campaign" in text(office.get(f"/desk/{drill.pk}/"))


def test_desk_is_complete_in_chinese(hall: Hall, office: Client) -> None:
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    page = text(office.get(f"/desk/{hall.box.pk}/"))
    assert "投票进度" in page
    assert "（北京时间）" in page
    assert "已投" in page


# the clock ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "opens", "closes", "said"),
    [
        (State.FROZEN, 26.0, 28.0, ("Until voting opens", [(1, "day"), (2, "hours")])),
        (State.FROZEN, -1.0, 2.0, ("Time to start", [])),
        (State.OPEN, 0.5, 2.0, ("Until ballots are taken", [(30, "minutes")])),
        (State.OPEN, -1.0, 0.2, ("Until voting ends", [(12, "minutes")])),
        (State.OPEN, -2.0, -1.0, ("Time is up", [])),
        (State.CLOSED, -2.0, -1.0, None),
    ],
)
def test_clock(state: str, opens: float, closes: float, said: Any, frozen: Box) -> None:
    now = timezone.now()
    Campaign.objects.filter(pk=frozen.pk).update(
        state=state,
        opens_at=now + timedelta(hours=opens),
        closes_at=now + timedelta(hours=closes),
    )
    clock = Desk(Campaign.objects.get(pk=frozen.pk)).clock()
    assert (clock and clock[:2]) == said


@pytest.mark.parametrize(
    ("minutes", "parts"),
    [
        (-5, [(0, "minutes")]),
        (0, [(0, "minutes")]),
        (1, [(1, "minute")]),
        (59.5, [(1, "hour")]),
        (61, [(1, "hour"), (1, "minute")]),
        (1441, [(1, "day"), (1, "minute")]),
        (2940, [(2, "days"), (1, "hour")]),
    ],
)
def test_span_names_the_two_largest(minutes: float, parts: Any) -> None:
    assert when.span(timedelta(minutes=minutes)) == parts


def test_window_is_in_the_campaigns_zone(draft: Campaign) -> None:
    draft.opens_at = datetime(2026, 6, 18, 1, 30, tzinfo=ZoneInfo("UTC"))
    draft.closes_at = datetime(2026, 6, 18, 3, 30, tzinfo=ZoneInfo("UTC"))
    assert when.window(draft) == "18 June 2026, 9:30–11:30 (Beijing time)"
    draft.closes_at += timedelta(days=1)
    assert when.window(draft).endswith("– 19 June 2026, 11:30 (Beijing time)")
    draft.time_zone = "Europe/Berlin"
    assert when.window(draft).startswith("18 June 2026, 3:30 – ")
    assert when.window(draft).endswith("(Europe/Berlin)")
    assert when.moment(draft.opens_at, draft) == "18 June, 3:30"
    with translation.override("zh-hans"):
        draft.time_zone = "Asia/Shanghai"
        assert when.dated(draft.opens_at, draft) == "2026 年 6 月 18 日 9:30"
        assert when.moment(draft.opens_at, draft) == "6 月 18 日 9:30"


# acts --------------------------------------------------------------------------


def test_freeze(draft: Campaign, office: Client) -> None:
    url = f"/desk/{draft.pk}/freeze/"
    asked = text(office.get(url))
    assert "Freeze, 80 ballots due" in asked
    assert "<b>cannot be changed any more</b>" in asked
    assert not Box.objects.exists()
    response = office.post(url, follow=True)
    assert response.redirect_chain == [(f"/desk/{draft.pk}/", 302)]
    assert "Frozen. Now print the slips." in text(response)
    again = office.post(url)
    assert again.status_code == 409
    assert NO_ACT in text(again)
    assert "The campaign is “Frozen” now." in text(again)


def test_freeze_is_blocked(office: Client) -> None:
    draft = make_campaign(opens_at=None, closes_at=None)
    for refused in (
        office.get(f"/desk/{draft.pk}/freeze/"),
        office.post(f"/desk/{draft.pk}/freeze/"),
    ):
        assert refused.status_code == 409
        assert "It is not said when voting opens and closes." in text(refused)
    assert not Box.objects.exists()
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_open_voting(frozen: Box, office: Client) -> None:
    url = f"/desk/{frozen.pk}/open/"
    assert office.post(url).status_code == 409
    issue_all(frozen)
    assert "<b>at once</b>" in text(office.get(url))
    ahead = timezone.now() + timedelta(hours=1)
    Campaign.objects.filter(pk=frozen.pk).update(opens_at=ahead)
    assert "<b>not before the window begins</b>" in text(office.get(url))
    assert "Voting is open." in text(office.post(url, follow=True))


def test_close(hall: Hall, office: Client) -> None:
    slip = hall.slip()
    vote(hall.box, slip)
    url = f"/desk/{hall.box.pk}/close/"
    asked = text(office.get(url))
    assert "<b>39 people have not voted</b>" in asked
    assert "The window has <b>not ended yet</b>" in asked
    assert "Close voting, 1 ballot<" in asked
    refused = office.post(url)
    assert refused.status_code == 422
    assert "This field is required." in text(refused)
    early = {"reason": "全体已离场"}
    assert "closed with 1 ballot." in text(office.post(url, early, follow=True))
    assert Entry.objects.get(action="close").detail["reason"] == "全体已离场"
    again = office.post(url)
    assert again.status_code == 409
    assert "The campaign is “Closed” now." in text(again)


def test_close_after_the_window_asks_nothing(hall: Hall, office: Client) -> None:
    now = timezone.now()
    hall.change(opens_at=now - timedelta(hours=2), closes_at=now)
    asked = text(office.get(f"/desk/{hall.box.pk}/close/"))
    assert "not ended yet" not in asked
    assert "<b>40 people have not voted</b>" in asked
    page = office.post(f"/desk/{hall.box.pk}/close/", follow=True)
    assert "Voting is closed with 0 ballots." in text(page)
    assert "reason" not in Entry.objects.get(action="close").detail


def test_a_busy_campaign_is_not_closed(hall: Hall, office: Client) -> None:
    with patch.object(Box, "close", side_effect=OperationalError("lock timeout")):
        response = office.post(f"/desk/{hall.box.pk}/close/", {"reason": "x"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Nothing was changed." in text(response)


def test_release_of_a_drill_destroys_the_key(db: None, office: Client) -> None:
    """It takes one person; of a real campaign see `test_consent`."""
    box = Box.objects.freeze(make_campaign(drill=True))
    set_state(box.campaign, State.COUNTED)
    url = f"/desk/{box.pk}/release/"
    assert "The key of the box is <b>destroyed</b>" in text(office.get(url))
    response = office.post(url, follow=True)
    assert "Released. The key of the box has been destroyed." in text(response)
    assert not box.key_file.exists()
    assert office.post(url).status_code == 409


WRONG = [
    (key, state)
    for key, act in acts.ACTS.items()
    for state in State.values
    if state not in act.states
]


@pytest.mark.parametrize(("key", "state"), WRONG)
def test_act_in_the_wrong_state(
    key: str, state: str, frozen: Box, office: Client
) -> None:
    set_state(frozen.campaign, state)
    before = list(Campaign.objects.values()), list(Box.objects.values())
    for ask in (office.get, office.post):
        response = ask(f"/desk/{frozen.pk}/{key}/")
        assert response.status_code == 409
        assert NO_ACT in text(response)
    assert before == (list(Campaign.objects.values()), list(Box.objects.values()))
    assert frozen.key_file.exists()


def test_an_act_that_says_nothing_of_itself(draft: Campaign) -> None:
    with pytest.raises(TypeError, match="abstract"):
        acts.Act(draft)  # type: ignore[abstract]


# clearing ----------------------------------------------------------------------


@pytest.fixture
def counted(hall: Hall) -> Box:
    box = closed(hall)
    set_state(box.campaign, State.COUNTED)
    Box.objects.update(opened_at=timezone.now())
    return box


def test_clear(counted: Box, office: Client) -> None:
    url = f"/desk/{counted.pk}/rewrite/"
    assert url in text(office.get(f"/desk/{counted.pk}/"))
    assert "Opening has erased the envelopes" in text(office.get(url))
    with patch("ballots.acts.counting.rewrite", return_value=False):
        response = office.post(url)
    assert response.status_code == 409
    assert "Somebody was reading" in text(response)
    with patch("ballots.acts.counting.rewrite", return_value=True):
        response = office.post(url, follow=True)
    assert "What was erased is gone from the database" in text(response)
    Box.objects.update(rewritten=True)
    assert office.post(url).status_code == 409


def test_clear_waits_for_other_campaigns(counted: Box, office: Client) -> None:
    make_hall()
    response = office.post(f"/desk/{counted.pk}/rewrite/")
    assert response.status_code == 409
    assert "its voting must be closed first" in text(response)


# opening -----------------------------------------------------------------------


def ask_opening(office: Client, box: Box) -> Any:
    return office.get(f"/desk/{box.pk}/opening/", headers={"hx-request": "true"})


def test_opening_starts_the_child(hall: Hall, office: Client) -> None:
    box = closed(hall)
    assert "Open the box, 0 envelopes" in text(office.get(f"/desk/{box.pk}/unseal/"))
    with patch.object(Box, "start_unsealing") as start:
        response = office.post(f"/desk/{box.pk}/unseal/")
    assert response["Location"] == f"/desk/{box.pk}/opening/"
    start.assert_called_once_with(OFFICE)


def test_opening_that_nobody_began_leads_to_the_desk(
    hall: Hall, office: Client
) -> None:
    assert ask_opening(office, hall.box)["Location"] == hall.box.desk
    box = closed(hall)
    assert ask_opening(office, box)["Location"] == box.desk


def test_opening_under_way_says_how_far(hall: Hall, office: Client) -> None:
    box = closed(hall)
    handle = box.progress.claim()
    assert "0<small> of 0 envelopes" in text(ask_opening(office, box))
    say(handle, "50")
    response = ask_opening(office, box)
    assert "50<small> of 0 envelopes" in text(response)
    assert "<html" not in text(response)
    assert "<html" in text(office.get(f"/desk/{box.pk}/opening/"))
    assert "being opened at this moment" in text(office.get(f"/desk/{box.pk}/"))
    assert office.post(f"/desk/{box.pk}/unseal/").status_code == 409


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("! ChainAltered 9", "Entry 9 of the log is not what was recorded."),
        ("! BatchAltered 7-1", "Batch 7-1 holds slips that were not recorded"),
        ("! DefinitionAltered", "is not the one that was frozen"),
        ("! TicketAltered 0a1b2c3d", "The slip 0a1b2c3d is of no batch"),
        ("! ActivationAltered 2", "2 more slips can vote, or have voted,"),
        ("! CountFell own", "Fewer ballots of the pool “own” are in the box"),
        ("! EnvelopesAltered 0a1b2c3d", "there at closing: 0a1b2c3d."),
        ("! CountAltered", "does not hold the 0 envelopes that it was closed with"),
        ("! WrongKey", "The key file does not belong to this box."),
        ("! OperationalError", "The database did not answer in time."),
        ("! KeyError", "An error that should not happen: KeyError."),
        ("150", "The opening was ended before it was through."),
        ("", "The opening was ended before it was through."),
    ],
)
def test_opening_that_failed_says_why(
    line: str, said: str, hall: Hall, office: Client
) -> None:
    box = closed(hall)
    box.progress_file.write_text(line)
    page = text(ask_opening(office, box))
    assert said in page
    assert "can be opened again" in page
    assert "hx-get" not in page


def test_opening_that_is_done_leads_to_the_results(
    counted: Box, office: Client
) -> None:
    page = text(ask_opening(office, counted))
    assert "The box is open" in page
    assert f"/results/{counted.pk}/" in page
    assert "hx-get" not in page


def test_opening_that_ends_while_it_is_looked_at_is_done(
    hall: Hall, office: Client
) -> None:
    """Committed between the first look at the box and the one at its state."""
    box = closed(hall)

    def ends(_progress: Progress) -> bool:
        set_state(box.campaign, State.COUNTED)
        Box.objects.update(opened_at=timezone.now())
        return False

    with patch.object(Progress, "running", property(ends)):
        page = text(ask_opening(office, box))
    assert "The box is open" in page


# batches -----------------------------------------------------------------------


def test_void_a_batch(hall: Hall, office: Client) -> None:
    vote(hall.box, hall.slip())
    url = f"/desk/{hall.box.pk}/batches/1/void/"
    assert "Declare batch 1 void, 40 slips" in text(office.get(url))
    response = office.post(url, follow=True)
    page = text(response)
    assert "Batch 1 is void. Destroy its slips" in page
    assert "Batch 1 of “Group 1” is void, its slips are worthless." in page
    assert "40 needed = 1 made + 39 missing" in page
    states = Ticket.objects.values_list("state", flat=True)
    assert sorted(set(states)) == ["used", "void"]
    again = office.post(url)
    assert again.status_code == 409
    assert "Batch 1 is void already." in text(again)


def test_void_after_closing_is_refused(hall: Hall, office: Client) -> None:
    box = closed(hall)
    url = f"/desk/{box.pk}/batches/1/void/"
    assert office.get(url).status_code == 409
    assert office.post(url).status_code == 409
    assert not Batch.objects.get().void


@pytest.mark.parametrize(
    ("error", "status"),
    [(WrongState("late"), 409), (OperationalError("lock timeout"), 503)],
)
def test_void_while_another_acts(
    error: Exception, status: int, hall: Hall, office: Client
) -> None:
    with patch.object(Box, "void", side_effect=error):
        response = office.post(f"/desk/{hall.box.pk}/batches/1/void/")
    assert response.status_code == status


def test_account_that_does_not_add_up(frozen: Box, office: Client) -> None:
    issue_all(frozen)
    Ticket.objects.order_by("pk").first().delete()
    page = text(office.get(f"/desk/{frozen.pk}/"))
    assert "The account of slips does not add up: 80 printed" in page
    assert "The sum does not agree." in page
    assert the_group(frozen).key == "G1"
