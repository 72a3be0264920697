"""The open link: anybody may vote, and nothing of him is kept."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from ballots.desk import Desk
from ballots.models import Account, Box, OpenLink, Ticket, TicketSpent, VotingClosed
from ballots.sealing import Key
from ballots.verifying import TicketAltered
from campaigns.definition import Place
from campaigns.models import Unit
from tests.ballots.casting import OTHER, SKEY, vote_openly
from tests.ballots.desk import make_office
from tests.ballots.make import Hall
from tests.ballots.mixed import OWN, make_mixed_box, mixed
from tests.ballots.posting import OVER, hidden, post, post_json, text
from tests.ballots.test_kinds import post as post_many
from tests.ballots.test_opening import count
from tests.make import make_campaign


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def hall(db: None) -> Hall:
    return make_mixed_box()


@pytest.fixture
def link(hall: Hall) -> OpenLink:
    return OpenLink.objects.at(OpenLink.objects.get().token)


def fields(page: Any, unit: str = "B") -> dict[str, Any]:
    """What the form on the page posts."""
    names = ("key", "skey", "definition", "open", "unit")
    ids = {name: hidden(page, name) for name in names}
    answers = {f"a.{unit}.{item}": value for item, value in OWN.items()}
    return ids | {"lang": "en"} | answers


def ballot(rater: Client, link: OpenLink, unit: str = "B") -> dict[str, Any]:
    return fields(rater.get(f"/b/open/{link.token}/?unit={unit}&lang=en"), unit)


def test_the_units_can_be_chosen(link: OpenLink, rater: Client) -> None:
    response = rater.get(f"/b/open/{link.token}/?lang=en")
    page = text(response)
    assert "Unit A Unit B" in page
    assert "This is an open link: anybody may vote" in page
    assert "Search" not in page
    assert "Set-Cookie" not in response.headers
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert not Ticket.objects.filter(batch=None).exists()


def test_many_units_are_searched(db: None, rater: Client) -> None:
    content = mixed()
    codes = [f"X{n}" for n in range(11)]
    content["units"] += [
        {"code": code, "name": f"街道{code}", "name_en": f"Street {code}"}
        for code in codes
    ]
    content["groups"][0]["units"] += codes
    content["subjects"] += [{"key": c, "unit": c, "form": "form"} for c in codes]
    make_mixed_box(content)
    start = f"/b/open/{OpenLink.objects.get().token}/"
    assert "Search" in text(rater.get(f"{start}?lang=en"))
    found = rater.get(f"{start}?lang=en&q=street x1")
    assert re.findall(r"\?unit=(\w+)", found.content.decode()) == ["X1", "X10"]
    nothing = text(rater.get(f"{start}?lang=en&q=<b>"))
    assert "No unit has “<b>” in its name. Show all" in nothing


def test_one_unit_goes_straight_to_the_ballot(db: None, rater: Client) -> None:
    content = mixed()
    content["pools"][2]["kinds"] = ["person"]  # there are none in the second unit
    make_mixed_box(content)
    page = rater.get(f"/b/open/{OpenLink.objects.get().token}/")
    assert hidden(page, "unit") == "A"


def test_a_ballot_makes_its_ticket(link: OpenLink, rater: Client) -> None:
    response = post_many(rater, "/b/submit", ballot(rater, link))
    assert response.status_code == 200
    page = text(response)
    assert "This is an open link" in page
    assert "You may close this page now." in page
    assert "slip" not in page
    ticket = Ticket.objects.get(batch=None)
    assert (ticket.state, ticket.place) == ("used", Place("unit", "B"))
    assert str(ticket.receipt) in page.replace(" ", "")


def test_the_same_sending_gives_the_same_receipt(link: OpenLink, rater: Client) -> None:
    sent = ballot(rater, link)
    pages = [text(post_many(rater, "/b/submit", sent)) for _ in range(2)]
    assert "later changes were not taken" in pages[1]
    assert Ticket.objects.filter(batch=None).count() == 1
    again = text(post_many(rater, "/b/submit", sent | {"skey": "9" * 32}))
    assert "has already been used" in again
    assert Ticket.objects.filter(batch=None).count() == 1


def test_json_is_taken_as_well(link: OpenLink, rater: Client) -> None:
    sent = {k: v for k, v in ballot(rater, link).items() if "." not in k}
    response = post_json(rater, sent | {"answers": {"B": OWN}, "comments": {}})
    assert response.json()["receipt"]
    assert Ticket.objects.filter(batch=None).count() == 1


def test_the_switch_of_language_loses_nothing(link: OpenLink, rater: Client) -> None:
    sent = ballot(rater, link)
    page = post_many(rater, "/b/", sent | {"switch": "zh-hans"})
    assert fields(page) | {"lang": "en"} == sent
    assert page.content.decode().count(" checked") == 4
    blank = {key: sent[key] for key in ("key", "open", "unit")}
    assert hidden(post(rater, "/b/", blank), "key") == sent["key"]
    assert not Ticket.objects.filter(batch=None).exists()


@pytest.mark.parametrize("wrong", [{"open": "x"}, {"unit": "Z"}, {"unit": ""}], ids=str)
def test_what_no_page_sends_is_refused(
    link: OpenLink, rater: Client, wrong: dict[str, str]
) -> None:
    response = post_many(rater, "/b/submit", ballot(rater, link) | wrong)
    assert response.status_code == 400
    assert not Ticket.objects.filter(batch=None).exists()


def test_without_the_link_a_key_is_unknown(link: OpenLink, rater: Client) -> None:
    response = post_many(rater, "/b/submit", ballot(rater, link) | {"open": ""})
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("nothing/", "There is no such link"), ("{}/?unit=Z", "cannot be chosen here")],
)
def test_a_wrong_address_is_said(
    link: OpenLink, rater: Client, path: str, sentence: str
) -> None:
    address = "/b/open/" + path.format(link.token)
    response = rater.get(address, headers={"accept-language": "en"})
    assert response.status_code == 404
    assert sentence in text(response)


CLOSED = {
    "early": ({"state": "frozen"}, 403, "Come back to this address then."),
    "late": (OVER, 410, "No more ballots are taken here."),
    "suspended": ({"state": "suspended"}, 403, "Come back to this address when"),
}


@pytest.mark.parametrize(("change", "status", "sentence"), CLOSED.values(), ids=CLOSED)
def test_only_while_voting_is_open(
    hall: Hall,
    link: OpenLink,
    rater: Client,
    change: dict[str, Any],
    status: int,
    sentence: str,
) -> None:
    sent = ballot(rater, link)
    hall.change(**change)
    response = rater.get(f"/b/open/{link.token}/?unit=B&lang=en")
    assert (response.status_code, sentence in text(response)) == (status, True)
    assert post_many(rater, "/b/submit", sent).status_code == status
    back = post_many(rater, "/b/", sent)
    assert (back.status_code, "To the start" in text(back)) == (status, True)
    assert not Ticket.objects.filter(batch=None).exists()


def test_it_closes_between_page_and_storing(hall: Hall, link: OpenLink) -> None:
    key = Key(b"k" * 32)
    ticket = link.ticket(key, "B")
    hall.change(**OVER)
    with pytest.raises(VotingClosed):
        vote_openly(hall, ticket, key, SKEY)


def test_two_pages_with_one_key_are_one_ballot(hall: Hall, link: OpenLink) -> None:
    key = Key(b"k" * 32)
    tickets = [link.ticket(key, "B") for _ in range(3)]
    first = vote_openly(hall, tickets[0], key, SKEY)
    assert vote_openly(hall, tickets[1], key, SKEY) == first
    with pytest.raises(TicketSpent):
        vote_openly(hall, tickets[2], key, OTHER)
    assert Ticket.objects.get(batch=None).receipt == first


def test_it_is_counted_apart(hall: Hall, link: OpenLink, rater: Client) -> None:
    for _ in range(3):
        post_many(rater, "/b/submit", ballot(rater, link))
    now = hall.box.snapshot()
    assert (now.voted, now.public, now.due, now.left) == (0, 3, 9, 9)
    assert now.balanced
    assert hall.box.close() == 3
    assert Desk(hall.campaign).turnout() == (0, 9)
    count(hall.box)
    of_b = Account.objects.get(pool__key="public", unit__code="B")
    assert (of_b.issued, of_b.returned, of_b.valid) == (3, 3, 3)


def test_a_batchless_ticket_of_a_closed_pool_is_refused(hall: Hall) -> None:
    Ticket.objects.create(
        code_pk="f" * 64,
        campaign=hall.campaign,
        pool=hall.campaign.pools.get(key="own"),
        unit=Unit.objects.get(code="A"),
    )
    hall.box.close()
    with pytest.raises(TicketAltered):
        count(hall.box)


def test_the_desk_shows_the_link(
    hall: Hall, link: OpenLink, django_user_model: Any, client: Client
) -> None:
    office = make_office(django_user_model, client)
    page = office.get(hall.box.desk, headers={"accept-language": "en"})
    body = page.content.decode()
    assert f"/b/open/{link.token}/</a>" in body
    assert body.count('class="qr-small"') == 1
    with translation.override("en"):
        lines = Desk(hall.campaign).lines()
    assert [str(line.name) for line in lines][-3:] == ["Public", "Unit A", "Unit B"]
    assert lines[-1].is_open
    assert "open link, not one a person" in text(page)
    assert "Public: an open link, nobody is due" in text(page)
    assert "Peers: each person of a unit" in text(page)
    assert "; 0–100" in text(page)


def test_a_draft_has_no_link(db: None) -> None:
    campaign = make_campaign(mixed())
    assert Desk(campaign).links() == []
    box = Box.objects.freeze(campaign)
    first = OpenLink.objects.get()
    assert len(first.token) == 22
    assert str(first) == str(first.pool)
    assert OpenLink.objects.token(campaign, box.definition.pools["own"]) == ""
