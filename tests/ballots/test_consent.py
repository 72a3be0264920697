"""Acts that take two people: asked for by one, agreed to by another."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.utils import timezone, translation

from audit.models import Entry
from ballots.models import Batch, Box, Proposal, Ticket
from ballots.models.issuing import Issuing
from ballots.rehearsal import issue_all
from campaigns.definition import Place
from campaigns.models import Blocked, Campaign, Team, Unit, WrongState
from tests.ballots.desk import (
    agreed,
    make_hall,
    make_office,
    make_supervisor,
    the_group,
    vote,
)
from tests.ballots.make import Hall, document
from tests.ballots.mixed import mixed
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups

State = Campaign.State
Act, Stand = Proposal.Act, Proposal.State
TWO = "More slips take two: ask the supervision team first."


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def hall(db: None) -> Hall:
    hall = make_hall(own=3, cross=1)
    make_supervisor(hall.campaign)
    return hall


@pytest.fixture
def office(client: Client, django_user_model: Any) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_office(django_user_model, client)


@pytest.fixture
def team(hall: Hall) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(supervisor())
    return client


def supervisor() -> Any:
    return get_user_model().objects.get(username="supervisor")


def put(box: Box, state: str) -> None:
    Campaign.objects.filter(pk=box.pk).update(state=state)
    box.campaign.refresh_from_db()


def ask(hall: Hall, act: str = Act.RELEASE, **more: Any) -> Proposal:
    return Proposal.objects.ask(hall.campaign, act, "office", **more)


def said(blocked: pytest.ExceptionInfo[Blocked]) -> str:
    return "; ".join(blocker.text for blocker in blocked.value.blockers)


def acts(box: Box) -> list[str]:
    return [entry.action for entry in Entry.objects.of(box.pk)]


# who may -----------------------------------------------------------------------


def test_nobody_agrees_to_what_he_has_asked_for(hall: Hall) -> None:
    other = get_user_model().objects.create_user("other")
    Team.objects.get().members.add(other)
    row = Proposal.objects.ask(hall.campaign, Act.RELEASE, "supervisor")
    put(hall.box, State.COUNTED)
    with pytest.raises(PermissionDenied):
        row.agree(supervisor())
    row.refresh_from_db()
    assert row.state == Stand.ASKED
    row.agree(other)
    assert Campaign.objects.get().state == State.RELEASED


def test_the_database_takes_no_consent_of_one_person(hall: Hall) -> None:
    """The control of the one above: past the code the table itself refuses."""
    row = ask(hall)
    rows = Proposal.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="agreed", answered_by="office")
    rows.update(state="agreed", answered_by="supervisor")


def test_only_a_supervision_team_of_the_campaign_agrees(hall: Hall) -> None:
    row = ask(hall)
    stranger = get_user_model().objects.create_user("boss", is_superuser=True)
    with pytest.raises(PermissionDenied):
        row.agree(stranger)
    with pytest.raises(PermissionDenied):
        row.refuse(stranger, "nein")
    with pytest.raises(PermissionDenied):
        row.withdraw(stranger)
    assert acts(hall.box)[-1] == "ask"


def test_without_a_second_person_nothing_is_asked(db: None) -> None:
    hall = make_hall(own=1, cross=1)
    with pytest.raises(Blocked) as blocked:
        ask(hall)
    assert said(blocked).startswith("Nobody of a supervision team can agree")
    group = hall.campaign.groups.get()
    assert blocked.value.blockers[0].url == f"/admin/campaigns/group/{group.pk}/change/"
    # one who is of both sides is no second for himself
    make_supervisor(hall.campaign, "office")
    with pytest.raises(Blocked):
        ask(hall)
    team = Team.objects.get()
    Campaign.objects.get().groups.update(team=None)
    assert not Proposal.objects.exists()
    # the original team of a unit will do
    team.members.add(get_user_model().objects.create_user("li"))
    hall.campaign.groups.get().seats.update(team=team)
    assert ask(hall)
    get_user_model().objects.update(is_active=False)
    with pytest.raises(Blocked):
        ask(hall, Act.VOID)


def test_that_nobody_can_agree_is_said_in_time(db: None) -> None:
    box = Box.objects.freeze(make_campaign(document()))
    Unit.objects.update(kind="机关")
    issue_all(box)
    found = [(b.stops, b.text[:40]) for b in box.blockers()]
    assert found == [(False, "Nobody of a supervision team can agree: ")]
    put(box, State.COUNTED)
    assert box.blockers()[0].stops
    assert box.blockers()[0].text.startswith("Nobody of a supervision team")
    drill = Box.objects.freeze(make_campaign(document(), drill=True))
    issue_all(drill)
    assert drill.blockers() == []


def test_one_of_a_kind_at_a_time(hall: Hall) -> None:
    first = ask(hall, Act.VOID, reason="票箱被毁")
    with pytest.raises(Blocked) as blocked:
        ask(hall, Act.VOID)
    assert said(blocked) == (
        "“Declare the campaign void”, asked for by office, waits for the supervision "
        "team."
    )
    assert blocked.value.blockers[0].url == first.url
    first.withdraw(get_user_model().objects.create_user("office"))
    assert ask(hall, Act.VOID)


def test_an_answer_stands(hall: Hall) -> None:
    row = ask(hall, Act.SLIPS, about="G1", slips=1)
    same = Proposal.objects.get(pk=row.pk)
    row.refuse(supervisor(), "先找一找")
    with pytest.raises(WrongState):
        same.agree(supervisor())
    row.refresh_from_db()
    assert (row.state, row.answer) == (Stand.REFUSED, "先找一找")
    assert not row.standing
    entry = Entry.objects.get(action="refuse")
    assert (entry.actor, entry.detail["reason"]) == ("supervisor", "先找一找")


# releasing ---------------------------------------------------------------------


def test_one_person_alone_does_not_release(hall: Hall) -> None:
    put(hall.box, State.COUNTED)
    with pytest.raises(Blocked) as blocked:
        hall.box.certify("office")
    assert said(blocked).startswith("This takes two")
    ask(hall)
    with pytest.raises(Blocked):
        hall.box.certify("office")
    assert Campaign.objects.get().state == State.COUNTED
    assert hall.box.key_file.exists()


def test_two_release(hall: Hall) -> None:
    put(hall.box, State.COUNTED)
    row = agreed(hall.box, Act.RELEASE)
    row.refresh_from_db()
    assert (row.state, row.answered_by) == (Stand.DONE, "supervisor")
    assert Campaign.objects.get().state == State.RELEASED
    assert not hall.box.key_file.exists()


def test_consent_to_what_cannot_be_done_is_not_kept(hall: Hall) -> None:
    row = ask(hall)
    with pytest.raises(WrongState):
        row.agree(supervisor())
    row.refresh_from_db()
    assert (row.state, row.answered_by) == (Stand.ASKED, "")
    assert acts(hall.box)[-1] == "ask"


def test_a_drill_takes_nobody(db: None) -> None:
    drill = Box.objects.freeze(make_campaign(document(), drill=True))
    batch = drill.issue(the_group(drill))[0]
    drill.void(batch)
    assert drill.issue(the_group(drill))
    put(drill, State.COUNTED)
    drill.certify()
    assert drill.campaign.state == State.RELEASED


# void --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["frozen", "open", "suspended", "closed", "counted"])
def test_two_declare_a_campaign_void(state: str, hall: Hall) -> None:
    put(hall.box, state)
    agreed(hall.box, Act.VOID, reason="票箱被毁")
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.may_go) == (State.VOID, True)
    assert not hall.box.key_file.exists()
    assert acts(hall.box)[-2:] == ["agree", "annul"]
    with pytest.raises(WrongState):
        hall.box.annul()


def test_one_alone_does_not_declare_it_void(hall: Hall) -> None:
    with pytest.raises(Blocked):
        hall.box.annul("office")
    assert Campaign.objects.get().state == State.OPEN


# slips -------------------------------------------------------------------------


@pytest.fixture
def box(db: None) -> Box:
    campaign = make_campaign(document())
    make_supervisor(campaign)
    return Box.objects.freeze(campaign)


def test_a_void_batch_is_replaced_by_two(box: Box) -> None:
    batch = box.issue(the_group(box))[0]
    box.void(batch)
    with pytest.raises(Blocked) as blocked:
        box.issue(the_group(box))
    assert said(blocked) == TWO
    assert blocked.value.blockers[0].url == f"/desk/{box.pk}/slips/G1/more/"
    row = agreed(box, Act.SLIPS, about="G1", reason="丢失", slips=16)
    again, slips = box.issue(the_group(box))
    assert (len(slips), again.proposal) == (16, row)
    row.refresh_from_db()
    assert row.state == Stand.DONE
    box.void(again)
    # once: a second loss takes a second consent
    with pytest.raises(Blocked):
        box.issue(the_group(box))


def test_before_a_group_is_complete_nobody_is_asked(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.models.issuing.SLIPS_A_REQUEST", 10)
    first = box.issue(the_group(box))[0]
    box.void(first)
    assert [len(box.issue(the_group(box))[1]) for _n in range(2)] == [10, 6]
    with pytest.raises(Blocked, match="has all its slips"):
        box.issue(the_group(box))
    box.void(Batch.objects.get(number=3))
    with pytest.raises(Blocked, match="take two"):
        box.issue(the_group(box))


def test_once_voting_has_opened_a_slip_takes_two(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the group was never complete, as one that opened short cannot be."""
    monkeypatch.setattr("ballots.models.issuing.SLIPS_A_REQUEST", 10)
    box.issue(the_group(box))
    put(box, State.OPEN)
    with pytest.raises(Blocked, match="take two"):
        box.issue(the_group(box))


def test_a_download_that_broke_is_simply_done_again(box: Box) -> None:
    batch = box.issue(the_group(box))[0]
    box.void(batch, broken=True)
    again = box.issue(the_group(box))[0]
    box.void(again)
    row = agreed(box, Act.SLIPS, about="G1", slips=16)
    broken = box.issue(the_group(box))[0]
    box.void(broken, broken=True)
    row.refresh_from_db()
    assert row.state == Stand.AGREED
    assert box.issue(the_group(box))[0].proposal == row


def beyond(hall: Hall, n: int = 2) -> dict[str, Any]:
    """What is asked for when unit A gets more slips than its quota."""
    return {"about": "G1", "slips": n, "pool": "own", "kind": "unit", "place": "A"}


def test_a_broken_download_with_which_somebody_voted_spends_the_consent(
    hall: Hall,
) -> None:
    """Who holds the download up, votes, and lets it break gets no slips once more."""
    row = agreed(hall.box, Act.SLIPS, **beyond(hall))
    batch, slips = hall.box.issue(the_group(hall.box))
    vote(hall.box, slips[0])
    hall.box.void(batch, broken=True)
    row.refresh_from_db()
    assert row.state == Stand.DONE
    with pytest.raises(Blocked):
        hall.box.issue(the_group(hall.box))
    assert Ticket.objects.used().count() == 1


def test_a_download_that_breaks_after_the_next_was_asked_for(hall: Hall) -> None:
    """Its slips are void all the same; the consent does not come back."""
    row = agreed(hall.box, Act.SLIPS, **beyond(hall))
    batch = hall.box.issue(the_group(hall.box))[0]
    asked = ask(hall, Act.SLIPS, **beyond(hall, 1))
    hall.box.void(batch, broken=True)
    batch.refresh_from_db()
    assert batch.void
    assert not batch.tickets.alive().exists()
    row.refresh_from_db()
    assert row.state == Stand.DONE
    assert list(Proposal.objects.standing()) == [asked]


def test_slips_beyond_the_quota(hall: Hall) -> None:
    beyond = {"slips": 2, "pool": "own", "kind": "unit", "place": "B"}
    agreed(hall.box, Act.SLIPS, about="G1", reason="名额更正", **beyond)
    batch, slips = hall.box.issue(the_group(hall.box))
    assert [(s.pool.key, s.place.key) for s in slips] == [("own", "B"), ("own", "B")]
    for slip in (*hall.slips["own", Place("unit", "B")], *slips):
        vote(hall.box, slip)
    row = next(r for r in hall.box.turnout() if r.place.key == "B")
    assert (row.due, row.issued, row.voted, row.left) == (3, 5, 5, 0)
    assert hall.box.snapshot().balanced
    assert Entry.objects.filter(action="print").last().detail["activated"] == 2
    assert batch.completes


def test_no_more_than_was_agreed(box: Box) -> None:
    box.void(box.issue(the_group(box))[0])
    agreed(box, Act.SLIPS, about="G1", slips=3)
    assert len(box.issue(the_group(box))[1]) == 3
    assert Ticket.objects.waiting().count() == 3


def test_consent_withdrawn_by_hand_meanwhile(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.void(box.issue(the_group(box))[0])
    row = agreed(box, Act.SLIPS, about="G1", slips=16)
    stretching = Issuing._slips

    def meanwhile(self: Issuing, wants: Any) -> Any:
        Proposal.objects.filter(pk=row.pk).update(state="done")
        return stretching(self, wants[:1])

    monkeypatch.setattr(Issuing, "_slips", meanwhile)
    with pytest.raises(Blocked, match="take two"):
        box.issue(the_group(box))
    assert Batch.objects.count() == 1


def test_slips_of_a_group_are_agreed_to_by_its_own_team(db: None) -> None:
    campaign = make_campaign(make_document_in_two_groups())
    box = Box.objects.freeze(campaign)
    people = {}
    for key in ("G1", "G2"):
        people[key] = make_supervisor(campaign, key)
        campaign.groups.update(team=None)
    with pytest.raises(Blocked, match="give the group a team"):
        Proposal.objects.ask(campaign, Act.SLIPS, "office", about="G1", slips=1)
    for key, user in people.items():
        campaign.groups.filter(key=key).update(team=user.teams.get())
    row = Proposal.objects.ask(campaign, Act.SLIPS, "office", about="G1", slips=1)
    whole = Proposal.objects.ask(campaign, Act.VOID, "office")
    assert list(Proposal.objects.for_user(people["G1"])) == [whole, row]
    assert list(Proposal.objects.for_user(people["G2"])) == [whole]
    with pytest.raises(PermissionDenied):
        row.agree(people["G2"])
    row.agree(people["G1"])
    assert Issuing(box, box.definition.groups["G1"]).agreed == row
    whole.agree(people["G2"])
    assert Campaign.objects.get().state == State.VOID


def test_an_administrator_is_asked_for_nothing(hall: Hall) -> None:
    row = ask(hall)
    get_user_model().objects.update(is_superuser=True)
    assert not Proposal.objects.for_user(supervisor())
    with pytest.raises(PermissionDenied):
        row.agree(supervisor())


# the pages ---------------------------------------------------------------------


def test_office_asks_and_the_team_agrees_to_slips(
    hall: Hall, office: Client, team: Client
) -> None:
    desk = f"/desk/{hall.campaign.pk}/"
    assert f"{desk}slips/G1/more/" in office.get(desk).text
    form = {"what": "1", "number": "2", "reason": "会场丢失两张"}
    page = office.get(f"{desk}slips/G1/more/").text
    assert "beyond the quota: Own-unit raters, Unit B" in page
    assert "in place of void ones" not in page
    asked = office.post(f"{desk}slips/G1/more/", form, follow=True)
    assert "The supervision team is asked." in asked.text
    assert "nobody agrees to what he has asked for" in asked.text
    assert "Asked for…" in office.get(desk).text
    assert office.post(f"{desk}slips/G1/more/", form).status_code == 409
    # nothing is printed before
    assert office.get(f"{desk}slips/G1/").status_code == 409
    row = Proposal.objects.get()
    home = team.get("/").text
    assert "office asks you to agree" in home
    assert row.url in home
    page = team.get(row.url).text
    assert "Agree to 2 more slips for “Group 1”?" in page
    assert "会场丢失两张" in page
    assert "beyond the quota</b>: Own-unit raters, Unit B." in page
    done = team.post(row.url, {"answer": "agree"}, follow=True)
    assert "You have agreed." in done.text
    assert "asks you to agree" not in done.text
    assert "Make and download 2 slips" in office.get(f"{desk}slips/G1/").text


def test_void_slips_are_asked_for_by_their_number(hall: Hall, office: Client) -> None:
    hall.box.void(Batch.objects.get())
    desk = f"/desk/{hall.campaign.pk}/"
    moved = office.get(f"{desk}slips/G1/")
    assert moved["Location"] == f"{desk}slips/G1/more/"
    assert (
        "in place of void ones (16 are missing)" in office.get(moved["Location"]).text
    )
    form = {"what": "missing", "number": "17", "reason": "丢失"}
    refused = office.post(f"{desk}slips/G1/more/", form)
    assert refused.status_code == 422
    assert "Only 16 are missing." in refused.text
    assert "丢失" in refused.text
    form["number"] = "16"
    asked = office.post(f"{desk}slips/G1/more/", form, follow=True)
    assert "They take the place of slips that are void." in asked.text
    assert Proposal.objects.get().detail == {"slips": 16}


@pytest.mark.parametrize(
    "form", [{}, {"what": "9", "number": "1", "reason": "x"}, {"what": "missing"}]
)
def test_a_form_without_reason_or_number_says_so(
    form: dict[str, str], hall: Hall, office: Client
) -> None:
    hall.box.void(Batch.objects.get())
    path = f"/desk/{hall.campaign.pk}/slips/G1/more/"
    answer = office.post(path, {"csrf": "", **form})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_nothing_is_asked_for_what_can_simply_be_printed(
    box: Box, office: Client
) -> None:
    assert office.get(f"/desk/{box.pk}/slips/G1/more/").status_code == 409
    assert office.get(f"/desk/{box.pk}/slips/G1/").status_code == 200


def test_a_complete_group_says_how_to_get_more(hall: Hall, office: Client) -> None:
    answer = office.get(f"/desk/{hall.campaign.pk}/slips/G1/")
    assert answer.status_code == 409
    assert "for single slips ask for more on the desk" in answer.text


def test_office_asks_for_the_release_and_the_team_does_it(
    hall: Hall, office: Client, team: Client
) -> None:
    hall.box.close()
    put(hall.box, State.COUNTED)
    path = f"/desk/{hall.campaign.pk}/release/"
    assert "Ask for the release, 0 ballots" in office.get(path).text
    done = office.post(path, follow=True)
    assert "the release is done when it agrees" in done.text
    assert "“Release the results”, asked for by office, waits" in done.text
    assert office.post(path).status_code == 409
    row = Proposal.objects.get()
    page = team.get(row.url).text
    assert "Agree to the release of the results?" in page
    assert "destroyed" in page
    assert f"/results/{hall.campaign.pk}/" in page
    team.post(row.url, {"answer": "agree"})
    assert Campaign.objects.get().state == State.RELEASED
    again = team.post(row.url, {"answer": "agree"})
    assert again.status_code == 409
    assert "My work" in again.text


def test_the_team_refuses_with_a_reason(
    hall: Hall, office: Client, team: Client
) -> None:
    path = f"/desk/{hall.campaign.pk}/annul/"
    assert office.post(path).status_code == 422
    asked = office.post(path, {"reason": "票箱被毁"}, follow=True)
    assert "it is void when it agrees" in asked.text
    row = Proposal.objects.get()
    assert "Agree that this campaign is void?" in team.get(row.url).text
    for answer, said in (("refuse", "Say why you refuse."), ("", "Choose what to do.")):
        page = team.post(row.url, {"answer": answer})
        assert page.status_code == 422
        assert said in page.text
    team.post(row.url, {"answer": "refuse", "why": "先修\0好"})
    page = office.get(row.url).text
    assert "refused" in page
    assert "先修好" in page
    assert "先修好" in office.get(f"/desk/{hall.campaign.pk}/").text


def test_who_asked_withdraws(hall: Hall, office: Client, team: Client) -> None:
    row = ask(hall, Act.VOID, reason="票箱被毁")
    assert "Withdraw it" in office.get(row.url).text
    assert "Withdraw it" not in team.get(row.url).text
    done = office.post(row.url, {"answer": "withdraw"}, follow=True)
    assert "Withdrawn." in done.text
    assert team.post(row.url, {"answer": "agree"}).status_code == 409


def test_the_office_does_not_agree(hall: Hall, office: Client) -> None:
    row = Proposal.objects.ask(hall.campaign, Act.VOID, "another", "票箱被毁")
    page = office.get(row.url).text
    assert "It waits for somebody of the supervision team." in page
    assert office.post(row.url, {"answer": "agree"}).status_code == 403
    assert Campaign.objects.get().state == State.OPEN


@pytest.mark.parametrize(
    ("error", "status"),
    [(Blocked([]), 409), (OperationalError("lock timeout"), 503)],
)
def test_consent_to_what_is_blocked_says_so(
    error: Exception,
    status: int,
    hall: Hall,
    team: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = ask(hall)

    def certify(_box: Box, _by: str) -> None:
        raise error

    monkeypatch.setattr(Box, "certify", certify)
    assert team.post(row.url, {"answer": "agree"}).status_code == status
    row.refresh_from_db()
    assert row.state == Stand.ASKED


def test_a_proposal_of_another_campaign_is_not_found(
    hall: Hall, office: Client
) -> None:
    row = ask(hall)
    other = make_hall(own=1, cross=1)
    path = f"/desk/{other.campaign.pk}/proposals/{row.pk}/"
    assert office.get(path).status_code == 404


def test_slips_of_peers_are_named_by_their_bearer(db: None, office: Client) -> None:
    campaign = make_campaign(mixed())
    make_supervisor(campaign)
    box = Box.objects.freeze(campaign)
    issue_all(box)
    page = office.get(f"/desk/{box.pk}/slips/G1/more/").text
    assert "beyond the quota: Peers, 干部p1" in page


def test_what_is_agreed_is_printed_in_one_part(
    hall: Hall, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    beyond = {"slips": 1, "pool": "own", "kind": "unit", "place": "B"}
    row = agreed(hall.box, Act.SLIPS, about="G1", reason="丢失", **beyond)
    assert row.waits().text == "“More slips”, asked for by office, is agreed."
    monkeypatch.setattr("ballots.views.slips.pdf", lambda *_a, **_k: b"%PDF")
    answer = office.post(f"/desk/{hall.campaign.pk}/slips/G1/")
    assert answer.getvalue() == b"%PDF"
    assert Batch.objects.count() == 2
    assert str(row) == f"{hall.campaign.pk}-{row.pk} slips"


def test_a_team_finds_what_it_counts(db: None) -> None:
    now = timezone.now()
    campaign = make_campaign(document(activation="present"), opens_at=now)
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=now + timedelta(days=1))
    make_supervisor(campaign)
    client = Client(headers={"accept-language": "en"})
    client.force_login(supervisor())
    assert "Count who is present" not in client.get("/").text
    Box.objects.freeze(campaign)
    page = client.get("/").text
    assert "Count who is present" in page
    assert f"/desk/{campaign.pk}/present/" in page
