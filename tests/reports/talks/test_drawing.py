"""A team draws people of its units: once voting is closed, on record, again for all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from campaigns.draw import draw as draw_lines
from campaigns.models import Campaign, Draw, Rater, Team, Unit
from reports.models import Feedback
from reports.talks import views
from reports.trail import line
from tests.reports.talks.make import (
    NAMES,
    acts,
    at,
    draw,
    entries,
    make_client,
    make_drawn,
    make_talking,
)
from tests.reports.test_views import make_office

pytestmark = pytest.mark.django_db
TWICE = [f"职工1 科员 138{n:08}" for n in (1, 15)]


@pytest.fixture
def campaign() -> Campaign:
    return make_talking()


@pytest.fixture
def team(campaign: Campaign) -> Client:
    return make_client(campaign, "A", "B")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer["Cache-Control"].startswith("no-store") or status != 200
    return answer.text


def test_ten_of_the_roster_are_drawn_with_reserves(
    campaign: Campaign, team: Client
) -> None:
    page = text(team, at(campaign, "unit"))
    assert "Nobody has been drawn yet." in page
    assert "15 own raters of the unit stand on the roster" in text(
        team, at(campaign, "draw")
    )
    assert draw(team, campaign, seed="").status_code == 302
    row = Draw.objects.get()
    assert len(row.seed) == 32
    lines = [*NAMES[1:-1], *TWICE]  # namesakes are told apart
    assert row.names == draw_lines(lines, 15, row.seed)
    assert (row.number, row.reserves, row.list_size) == (10, 5, 15)
    assert (row.title, str(row.drawn_by)) == ("Talks in Unit A", "team")
    page = text(team, at(campaign, "unit"))
    assert "0 of 10 talks held." in page
    assert "10 people are still to be talked with." in page
    names = re.findall(r'<th scope="row" class="name">(.*?)<', page)
    drawn = [name.split()[0] for name in row.names]
    assert names == drawn
    assert page.count("not asked yet") == 5
    assert acts(campaign) == ["draw for talks"]
    told = entries(campaign)[0].detail
    assert told["unit"] == "A"
    assert (told["number"], told["reserves"], told["of"]) == (10, 5, 15)
    assert "职工" not in str(told)
    assert "People drawn for talks" in line(entries(campaign)[0]).text


def test_a_list_of_residents_is_drawn_from(campaign: Campaign, team: Client) -> None:
    residents = [f"居民{n}" for n in range(1, 4001)]
    answer = draw(
        team, campaign, unit="B", source="list", lines="\n".join(residents), number="3"
    )
    assert answer.status_code == 302
    row = Draw.objects.get()
    assert row.names == draw_lines(residents, 8, "s")
    assert row.source == "list"
    page = text(team, at(campaign, "drawn", row.pk, unit="B"))
    assert "list.txt" not in page
    assert row.list_hash in page
    assert "3 and 5 reserves, of 4000" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"number": "16"}, "The list has 15 lines; that many or fewer can be drawn."),
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "x"}, "Enter a whole number."),
        ({"reserves": "-1"}, "greater than or equal to 0"),
        ({"source": "moon"}, "Select a valid choice"),
        ({"source": "list"}, "The list is empty."),
        ({"source": "list", "lines": "甲\n乙\n甲"}, "Lines 1 and 3 are the same"),
        ({"source": "list", "lines": "甲" * 121}, "more than 120 characters"),
        ({"seed": "s" * 121}, "at most 120 characters"),
    ],
)
def test_mistakes_are_said_and_nothing_is_drawn(
    data: dict[str, str], words: str, campaign: Campaign, team: Client
) -> None:
    answer = draw(team, campaign, **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nothing has been stored yet." in answer.text
    assert not Draw.objects.exists()
    assert acts(campaign) == []


def test_a_unit_without_roster_takes_a_list(campaign: Campaign, team: Client) -> None:
    page = text(team, at(campaign, "draw", unit="B"))
    assert re.search(r'value="list"[^>]* checked', page)
    answer = draw(team, campaign, unit="B")
    assert answer.status_code == 422
    assert "Nobody of this unit is on the roster" in answer.text


def test_as_many_reserves_as_there_are(campaign: Campaign, team: Client) -> None:
    draw(team, campaign, number="13", reserves="200")
    row = Draw.objects.get()
    assert (row.reserves, len(row.names)) == (2, 15)


def test_a_second_draw_says_why_and_shows_beside_the_first(
    campaign: Campaign, team: Client
) -> None:
    draw(team, campaign)
    first = Draw.objects.get()
    answer = draw(team, campaign, seed="t")
    assert answer.status_code == 422
    for words in ("Say what becomes of the draws before.", "Write why it is drawn"):
        assert answer.text.count(words) == 2  # above and at its field
    answer = draw(team, campaign, seed="t", replaces=str(first.pk), reason="名单有误")
    assert answer.status_code == 302
    second = Draw.objects.get(replaces=first)
    assert list(Draw.objects.standing()) == [second]
    page = text(team, at(campaign, "unit"))
    assert "Draw 1: 10 of 15" in page
    assert "Draw 2: 10 of 15" in page
    assert page.index("Draw 2") < page.index("Draw 1")
    assert page.count("名单有误") == 2
    assert "0 of 10 talks held." in page
    draw(team, campaign, source="list", lines="甲\n乙", number="2", replaces="beside",
         reason="另访居民")  # fmt: skip
    page = text(team, at(campaign, "unit"))
    assert "0 of 12 talks held." in page
    assert "Besides the earlier draws, because:" in page
    # what was replaced once is not offered again
    offered = text(team, at(campaign, "draw"))
    assert "draw 1 is replaced by this one" not in offered
    assert "draw 3 is replaced by this one" in offered
    assert (
        draw(team, campaign, replaces=str(first.pk), reason="再来").status_code == 422
    )


def test_two_presses_draw_once(campaign: Campaign, team: Client) -> None:
    draw(team, campaign)
    again = draw(team, campaign, after="0", replaces="beside", reason="再抽")
    assert again.status_code == 409
    assert "somebody else has drawn in this unit meanwhile" in again.text
    assert "There is 1 draw now." in again.text
    assert "再抽" in again.text
    assert Draw.objects.count() == 1
    assert acts(campaign) == ["draw for talks"]


def test_the_same_list_draws_the_same(campaign: Campaign, team: Client) -> None:
    draw(team, campaign)
    row = Draw.objects.get()
    address = at(campaign, "drawn", row.pk)
    page = text(team, address)
    assert row.seed in page
    listed = team.get(at(campaign, "roster", row.pk))
    assert listed["Content-Type"] == "text/plain; charset=utf-8"
    lines = listed.content.decode()
    assert len(lines.splitlines()) == 15
    assert acts(campaign)[-1] == "names printed"
    for given, said in (
        (lines, "✓ It is the same list, and it draws the same persons."),
        ("甲\n乙", "⊘ This is not the list of which was drawn"),
    ):
        assert said in team.post(address, {"lines": given}).text
    wrong = team.post(address, {"lines": "甲\n甲"})
    assert wrong.status_code == 422
    assert "Lines 1 and 2 are the same" in wrong.text
    Draw.objects.update(seed="other")
    assert "the record was changed" in team.post(address, {"lines": lines}).text
    assert Draw.objects.erase() == 15  # names, reserves among them
    assert "✓ It is the same list." in team.post(address, {"lines": lines}).text


def test_the_list_is_given_only_while_it_is_the_one(
    campaign: Campaign, team: Client
) -> None:
    row = make_drawn(campaign)
    Rater.objects.filter(name="职工3").delete()
    assert team.get(at(campaign, "roster", row.pk)).status_code == 404
    Draw.objects.update(source="list")
    assert team.get(at(campaign, "roster", row.pk)).status_code == 404


@pytest.mark.parametrize("state", ["frozen", "open", "suspended", "void"])
def test_nobody_is_drawn_while_somebody_may_vote(state: str) -> None:
    campaign = make_talking(state=state)
    team = make_client(campaign, "A")
    for name in ("unit", "draw"):
        page = text(team, at(campaign, name), 409)
        assert "People are drawn for talks once voting is closed." in page
    assert draw(team, campaign).status_code == 409
    assert not Draw.objects.exists()


@pytest.mark.parametrize("state", ["closed", "counted", "released"])
def test_people_are_drawn_from_closing_on(state: str) -> None:
    campaign = make_talking(state=state)
    assert draw(make_client(campaign, "A"), campaign).status_code == 302


def test_an_archived_campaign_draws_nobody(campaign: Campaign, team: Client) -> None:
    row = make_drawn(campaign)
    Campaign.objects.update(state="archived")
    Draw.objects.erase()
    page = text(team, at(campaign, "unit"))
    assert "The names were erased" in page
    assert "The campaign is archived" in page
    assert "Draw again" not in page
    assert draw(team, campaign).status_code == 409
    assert team.get(at(campaign, "printed", row.pk)).status_code == 404
    assert Draw.objects.count() == 1


def archive(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(state="archived")


def feed_back(campaign: Campaign) -> None:
    unit = Unit.objects.get(code="A")
    Feedback.objects.create(campaign=campaign, unit=unit, held=3)


@pytest.mark.parametrize("meanwhile", [archive, feed_back])
def test_what_changes_between_look_and_press_stops_the_draw(
    meanwhile: Callable[[Campaign], None],
    campaign: Campaign,
    team: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """State and feedback are asked again in the transaction of the draw."""
    before = views.store

    def store(*args: Any) -> bool:
        meanwhile(campaign)
        return before(*args)

    monkeypatch.setattr(views, "store", store)
    assert draw(team, campaign).status_code == 409
    assert not Draw.objects.exists()


# who ---------------------------------------------------------------------------


def test_of_other_units_nothing_is_there(campaign: Campaign, team: Client) -> None:
    mine, theirs = make_drawn(campaign), make_drawn(campaign, unit="C")
    for name, *rest in (
        ("unit",), ("draw",), ("feedback",), ("drawn", theirs.pk),
        ("printed", theirs.pk), ("roster", theirs.pk), ("note", theirs.pk, 1),
        ("delete", theirs.pk, 1),
    ):  # fmt: skip
        assert team.get(at(campaign, name, *rest, unit="C")).status_code == 404
        if rest:  # under one's own unit's address neither
            assert team.get(at(campaign, name, *rest)).status_code == 404
    for number in (0, 16):
        assert team.get(at(campaign, "note", mine.pk, number)).status_code == 404
    hosts = make_client(campaign, login="hosts")
    campaign.groups.update(team=Team.objects.get(name="hosts"))
    assert hosts.get(f"/talks/{campaign.pk}/").status_code == 404
    page = text(team, f"/talks/{campaign.pk}/")
    assert "Unit B" in page
    assert "Unit C" not in page


def test_the_office_may_as_well(campaign: Campaign) -> None:
    office = make_office()
    office.cookies["django_language"] = "en"
    assert draw(office, campaign).status_code == 302
    page = text(office, f"/talks/{campaign.pk}/")
    assert "Unit C" in page
    assert "0 / 10" in page


def test_of_a_drill_nobody_is_talked_with() -> None:
    drill = make_talking(drill=True)
    assert make_office().get(at(drill, "unit")).status_code == 404
    assert make_client(drill, "A").get(at(drill, "unit")).status_code == 404


def test_draws_for_talks_are_not_in_the_admin(campaign: Campaign) -> None:
    row, office = make_drawn(campaign), make_office()
    page = office.get(f"/admin/campaigns/campaign/{campaign.pk}/draws/").text
    assert f"/talks/{campaign.pk}/" in page
    assert row.seed not in re.findall(r"<td>(.*?)</td>", page)
    address = f"/admin/campaigns/campaign/{campaign.pk}/draws/{row.pk}/"
    assert office.get(address).status_code == 404
