"""Slips that become active by the number present, and what becomes of the others."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from audit.models import Entry
from ballots.models import Account, Box, NotActive, Slip, Ticket
from ballots.models.presence import MOST, CountsDiffer, Presence, read
from ballots.rehearsal import issue_all, rehearse
from ballots.views.slips import sheets
from campaigns.definition import Place
from campaigns.models import Campaign, Team, WrongState
from campaigns.parser import DocumentError, parse
from campaigns.words import formula_words
from tests.ballots.desk import agreed, make_office, vote
from tests.ballots.make import Hall, document
from tests.ballots.mixed import mixed
from tests.ballots.posting import post
from tests.make import make_campaign, make_document
from tests.reports.sample import make_document_in_two_groups

State = Campaign.State
A, B = Place("unit", "A"), Place("unit", "B")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


def make_present(**campaign: Any) -> Hall:
    """An open box of four units, three own slips a unit; nobody was counted yet."""
    box = Box.objects.freeze(make_campaign(document(activation="present", **campaign)))
    slips = issue_all(box)
    box.open_voting()
    return Hall(box, slips)


@pytest.fixture
def hall(db: None) -> Hall:
    return make_present()


def place(hall: Hall, key: str = "A") -> Presence:
    return next(p for p in Presence.everywhere(hall.box) if p.key == key)


def differs(wrong: pytest.ExceptionInfo[CountsDiffer]) -> str:
    return " ".join(wrong.value.differences)


def states(hall: Hall, at: str = "A") -> dict[str, int]:
    found = Ticket.objects.filter(campaign=hall.campaign, unit__code=at)
    rows = list(found.values_list("state", flat=True))
    return {state: rows.count(state) for state in sorted(set(rows))}


def codes(*slips: Slip) -> str:
    return "\n".join(slip.code for slip in slips)


# the definition ----------------------------------------------------------------


def test_the_file_says_how_slips_become_active() -> None:
    made = make_document()
    assert not parse(made).by_presence
    made["campaign"]["activation"] = "present"
    assert parse(made).by_presence
    made["campaign"]["activation"] = "later"
    with pytest.raises(DocumentError, match="activation"):
        parse(made)


@pytest.mark.parametrize("activation", ["all", "present"])
def test_a_campaign_writes_what_it_was_read_from(db: None, activation: str) -> None:
    campaign = make_campaign(document(activation=activation))
    assert parse(campaign.document()).activation == activation
    # what is usual is left out, so that a campaign keeps the hash it had
    assert ("activation" in campaign.document()["campaign"]) == (activation != "all")


def test_the_report_says_so_where_it_is_by_presence() -> None:
    terms = {c.term for c in formula_words(parse(document(activation="present")))}
    assert "Slips" in terms
    assert "Slips" not in {c.term for c in formula_words(parse(document()))}


# all at opening ----------------------------------------------------------------


def test_all_become_active_as_voting_opens(db: None) -> None:
    box = Box.objects.freeze(make_campaign(document()))
    slips = issue_all(box)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"issued"}
    assert (box.snapshot().unused, box.snapshot().kept) == (16, 0)
    box.open_voting()
    assert set(Ticket.objects.values_list("state", flat=True)) == {"active"}
    assert Entry.objects.get(action="open").detail == {"activated": 16}
    assert Presence.everywhere(box) == []
    assert vote(box, slips["own", A][0])


# by presence -------------------------------------------------------------------


def test_nobody_votes_before_he_is_counted(hall: Hall) -> None:
    slip = hall.slip()
    with pytest.raises(NotActive):
        vote(hall.box, slip)
    assert states(hall) == {"issued": 3}


def test_what_was_handed_out_becomes_active(hall: Hall) -> None:
    first, second, left = (hall.slip() for _n in range(3))
    assert place(hall).waiting == 3
    assert place(hall).activate(2, codes(left), "li") == 2
    assert states(hall) == {"active": 2, "issued": 1}
    assert vote(hall.box, first)
    assert vote(hall.box, second)
    with pytest.raises(NotActive):
        vote(hall.box, left)
    assert states(hall, "B") == {"issued": 3}
    entry = Entry.objects.get(action="activate")
    assert entry.actor == "li"
    assert entry.detail == {
        "group": "G1", "pool": "own", "place": "A",
        "present": 2, "kept": 1, "activated": 2,
    }  # fmt: skip


def test_slips_of_the_group_are_counted_apart(hall: Hall) -> None:
    assert place(hall, "G1").activate(4, "") == 4
    assert states(hall) == {"issued": 3}
    assert vote(hall.box, hall.slip("cross"))


@pytest.mark.parametrize(
    ("present", "left", "said"),
    [
        (3, 1, "3 slips wait here and 1 were scanned as left over, so 2 were handed "
               "out; but 3 people are present. 1 person has no slip"),
        (1, 1, "but 1 people are present. 1 slip too many is out"),
        (0, 1, "but 0 people are present. 2 slips too many are out"),
        (5, 0, "so 3 were handed out; but 5 people are present. 2 people have no"),
    ],
)  # fmt: skip
def test_what_differs_is_said(hall: Hall, present: int, left: int, said: str) -> None:
    typed = codes(*(hall.slip() for _n in range(left)))
    with pytest.raises(CountsDiffer) as wrong:
        place(hall).activate(present, typed)
    assert said in differs(wrong)
    assert states(hall) == {"issued": 3}
    assert not Entry.objects.filter(action="activate").exists()


def test_the_line_that_is_wrong_is_named(hall: Hall) -> None:
    strange = make_present()
    typed = [
        hall.slip(place=B).code,
        "",
        hall.slip("cross").code,
        strange.slip().code,
    ]
    with pytest.raises(CountsDiffer) as wrong:
        place(hall).activate(3, "\n".join(typed))
    assert wrong.value.differences == [
        "Line 1: a slip of “Own-unit raters · Unit B”.",
        "Line 3: a slip of “Cross-unit raters · Group 1”.",
        "Line 4: not a slip of this place.",
    ]


def test_lines_that_are_no_codes_are_named() -> None:
    with pytest.raises(CountsDiffer) as wrong:
        read("0123\n\nnonsense")
    assert differs(wrong) == (
        "Line 1: not a code; scan or type it once more. "
        "Line 3: not a code; scan or type it once more."
    )


def test_no_more_codes_at_once_than_can_be_stretched(db: None) -> None:
    with pytest.raises(CountsDiffer, match="At most 500 codes at once"):
        read("X\n" * (MOST + 1))


def test_a_scanner_reads_addresses_and_reads_twice(hall: Hall) -> None:
    left = hall.slip()
    address = f"https://vote.example/b/#{left.code}&appinstall=0"
    typed = f"{address}\r\n{left.code.lower()}\r\n"
    assert place(hall).activate(2, typed) == 2


def test_a_slip_that_is_active_or_void_is_not_left_over(hall: Hall) -> None:
    lost, gone, left = hall.slip(), hall.slip(), hall.slip()
    Ticket.objects.filter(pk=lost.key.public).update(state="void")
    Ticket.objects.filter(pk=gone.key.public).update(state="active")
    with pytest.raises(CountsDiffer) as wrong:
        place(hall).activate(0, codes(lost, gone, left))
    assert wrong.value.differences == [
        "Line 1: a slip of a void batch. Destroy it.",
        "Line 2: this slip is active already.",
    ]


def test_latecomers_get_a_left_over_slip(hall: Hall) -> None:
    left, late = hall.slip(), hall.slip()
    place(hall).activate(1, codes(left, late))
    assert place(hall).admit(late.code, "li") == 1
    assert vote(hall.box, late)
    assert states(hall) == {"active": 1, "issued": 1, "used": 1}
    entry = Entry.objects.get(action="admit").detail
    assert entry == {"group": "G1", "pool": "own", "place": "A", "activated": 1}
    with pytest.raises(CountsDiffer, match="No code was scanned"):
        place(hall).admit(" ")


def test_slips_printed_while_voting_wait_as_well(hall: Hall) -> None:
    hall.box.void(hall.campaign.batches.get())
    agreed(hall.box, "slips", about="G1", slips=16)
    issue_all(hall.box)
    assert states(hall) == {"issued": 3, "void": 3}


def test_nothing_is_activated_after_closing(hall: Hall) -> None:
    hall.box.close()
    with pytest.raises(WrongState):
        place(hall).activate(3, "")
    with pytest.raises(WrongState):
        place(hall).admit(hall.slip().code)


def test_what_was_not_handed_out_has_its_line(hall: Hall) -> None:
    used, left = hall.slip(), hall.slip()
    place(hall).activate(2, left.code)
    vote(hall.box, used)
    hall.box.close()
    assert states(hall) == {"active": 1, "kept": 1, "used": 1}
    now = hall.box.snapshot()
    assert now.account == {"printed": 16, "used": 1, "unused": 1, "void": 0, "kept": 14}
    assert now.balanced
    assert Entry.objects.get(action="close").detail["kept"] == 14


def test_issued_in_the_account_are_those_that_could_vote(database_url: str) -> None:
    drill = rehearse(make_campaign(document(activation="present")))
    row = Account.objects.get(campaign=drill, unit__code="A")
    assert (row.issued, row.returned) == (3, 3)


# peers -------------------------------------------------------------------------


def test_peers_are_counted_by_unit(db: None) -> None:
    box = Box.objects.freeze(make_campaign(mixed(activation="present")))
    issue_all(box)
    box.open_voting()
    found = [p for p in Presence.everywhere(box) if p.row.pool == "peers"]
    assert found
    assert {p.row.place.kind for p in found} == {"unit"}
    assert found[0].activate(found[0].waiting, "") == found[0].row.issued > 1


# the pages ---------------------------------------------------------------------


@pytest.fixture
def team(hall: Hall, django_user_model: Any) -> Client:
    """A member of the team that runs the meeting; not of the office."""
    user = django_user_model.objects.create_user("li")
    row = Team.objects.create(name="第一督导组")
    row.members.add(user)
    hall.campaign.groups.update(team=row)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(hall: Hall, key: str = "A") -> str:
    pool = "cross" if key == "G1" else "own"
    return f"/desk/{hall.campaign.pk}/present/G1/{pool}/{key}/"


def test_the_team_counts_and_activates(hall: Hall, team: Client) -> None:
    left = hall.slip()
    listed = team.get(f"/desk/{hall.campaign.pk}/present/").text
    assert "Own-unit raters · Unit A" in listed
    assert "Not counted yet; 3 slips wait" in listed
    assert "slips − left over = present" in team.get(address(hall)).text
    wrong = team.post(address(hall), {"present": "3", "codes": left.code})
    assert wrong.status_code == 422
    assert "1 person has no slip" in wrong.text
    # nothing that was typed is lost
    assert left.code in wrong.text
    assert wrong["Cache-Control"] == "no-store"
    done = team.post(address(hall), {"present": "2", "codes": left.code}, follow=True)
    assert "Own-unit raters · Unit A: 2 slips are active now." in done.text
    assert "Counted; 1 slip was not handed out" in done.text
    late = team.get(address(hall)).text
    assert "1 slip was left over and is not active." in late
    done = team.post(address(hall), {"codes": left.code}, follow=True)
    assert "1 slip is active now" in done.text
    assert Entry.objects.get(action="activate").actor == "li"


def test_a_form_that_is_not_filled_in_says_so(hall: Hall, team: Client) -> None:
    answer = team.post(address(hall), {"present": "many"})
    assert answer.status_code == 422
    assert "Enter a whole number." in answer.text


def test_a_rater_is_sent_to_the_staff(hall: Hall, team: Client) -> None:
    slip = hall.slip()
    answer = post(Client(), "/b/", {"code": slip.code, "lang": "en"})
    assert answer.status_code == 403
    assert "This slip is not active yet" in answer.content.decode()


def test_after_closing_the_page_says_why_not(hall: Hall, team: Client) -> None:
    hall.box.close()
    answer = team.post(address(hall), {"present": "3"})
    assert answer.status_code == 409
    assert "The campaign is “Closed” now." in answer.text


def test_of_two_who_press_at_once_the_later_is_told(
    hall: Hall, team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = Presence.everywhere.__func__

    def meanwhile(cls: type, box: Box) -> Any:
        found = everywhere(cls, box)
        Campaign.objects.filter(pk=box.pk).update(state="closed")
        return found

    monkeypatch.setattr(Presence, "everywhere", classmethod(meanwhile))
    assert team.post(address(hall), {"present": "3"}).status_code == 409
    assert states(hall) == {"issued": 3}


def test_a_locked_database_is_said(hall: Hall, team: Client) -> None:
    with patch.object(Presence, "activate", side_effect=OperationalError("timeout")):
        answer = team.post(address(hall), {"present": "3"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Nothing was changed." in answer.text
    assert states(hall) == {"issued": 3}


@pytest.mark.parametrize(
    "path", ["present/", "present/G1/own/X/", "present/G1/none/A/"]
)
def test_where_nobody_is_counted_there_is_no_page(
    path: str, db: None, django_user_model: Any, client: Client
) -> None:
    office = make_office(django_user_model, client)
    plain = Box.objects.freeze(make_campaign(document()))
    assert office.get(f"/desk/{plain.pk}/{path}").status_code == 404
    draft = make_campaign(document(activation="present"))
    assert office.get(f"/desk/{draft.pk}/{path}").status_code == 404
    if path != "present/":
        other = make_present()
        assert office.get(f"/desk/{other.campaign.pk}/{path}").status_code == 404


def test_the_cover_sheet_says_what_to_do(db: None) -> None:
    box = Box.objects.freeze(make_campaign(document(activation="present")))
    batch, slips = box.issue(box.definition.groups["G1"])
    cover = sheets(box, batch, slips, rest=0)
    assert "scan what is left over at the desk" in cover
    assert f"{batch.root[:32]} {batch.root[32:]}" in cover


def test_who_is_of_neither_side_does_not_come_in(
    hall: Hall, team: Client, django_user_model: Any, client: Client
) -> None:
    client.force_login(django_user_model.objects.create_user("somebody"))
    assert client.get(address(hall)).status_code == 404
    other = make_present()
    assert team.get(address(other)).status_code == 404


def test_the_desk_lists_the_places(
    hall: Hall, django_user_model: Any, client: Client
) -> None:
    office = make_office(django_user_model, client)
    path = f"/desk/{hall.campaign.pk}/"
    english = {"accept-language": "en"}
    text = office.get(path, headers=english).text
    assert "Slips by the number present" in text
    assert "not handed out" in text
    hall.box.close()
    assert "Slips by the number present" not in office.get(path, headers=english).text


def test_a_team_counts_in_its_own_group(
    db: None, django_user_model: Any, client: Client
) -> None:
    made = make_document_in_two_groups()
    made["campaign"]["activation"] = "present"
    box = Box.objects.freeze(make_campaign(made))
    issue_all(box)
    team = Team.objects.create(name="督导组")
    team.members.add(django_user_model.objects.create_user("supervisor"))
    box.campaign.groups.filter(key="G1").update(team=team)
    client.force_login(django_user_model.objects.get())
    path = f"/desk/{box.pk}/present/"
    listed = client.get(path).text
    assert f"{path}G1/own/A/" in listed
    assert f"{path}G2/" not in listed
    assert client.get(f"{path}G1/own/A/").status_code == 200
    there = client.post(f"{path}G2/own/C/", {"present": "15", "codes": ""})
    assert there.status_code == 404
    assert not Ticket.objects.alive().exists()
