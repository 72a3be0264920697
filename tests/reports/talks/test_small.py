"""The second small rating: a campaign of its own, shown beside, never added."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from ballots.models import Box
from ballots.rehearsal import play, read
from campaigns.models import Campaign, Draw, Rater, Role, Unit
from reports import history
from reports.models import SmallRating
from reports.talks.short import Short, own
from tests.make import behind, make_campaign, make_document, make_entry
from tests.reports.sample import make_document_in_two_groups, make_team
from tests.reports.talks.make import (
    draw,
    entries,
    make_client,
    make_drawn,
    make_talking,
    note,
)
from tests.reports.test_views import make_holder, make_office, subject_of
from tests.reports.whole import make_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    client = make_office()
    client.cookies["django_language"] = "en"
    return client


def address(campaign: Campaign) -> str:
    return reverse("talks:small", args=[campaign.pk])


def make(office: Client, campaign: Campaign, *codes: str, **more: str) -> Any:
    units = list(Unit.objects.filter(code__in=codes or ("A",)))
    heads = {f"head-{unit.pk}": "" for unit in units}
    sent = {"units": [unit.pk for unit in units], **heads, **more}
    return office.post(address(campaign), sent)


def the_small() -> Campaign:
    return SmallRating.objects.get().campaign


def test_it_is_a_draft_of_its_own(office: Client, row: Draw) -> None:
    page = office.get(address(row.campaign)).text
    assert 'value="Principal leader"' in page
    assert "Unit B" not in page
    answer = make(office, row.campaign)
    small = the_small()
    change = reverse("admin:campaigns_campaign_change", args=[small.pk])
    assert answer["Location"] == change
    assert (small.state, small.parent, small.drill) == ("draft", row.campaign, False)
    assert small.title == "集中联评 · 访谈后小范围测评"
    assert small.title_en == "Joint appraisal · Small rating after the talks"
    assert str(SmallRating.objects.get()) == str(small)
    subject = small.subjects.get()
    assert (subject.key, subject.kind, subject.principal) == ("A-head", "person", True)
    assert (subject.name, subject.name_en) == ("主要负责人", "Principal leader")
    pool = small.pools.get()
    assert (pool.reach, pool.quota) == ("unit", 10)
    assert not small.rules.exists()
    assert small.formula.deciding == "overall"


def test_the_rest_is_that_of_its_campaign(office: Client, row: Draw) -> None:
    team = make_team(row.campaign, "A")
    behind(row.campaign, names_kept_days=30)
    make(office, row.campaign)
    small = the_small()
    assert small.names_kept_days == 30
    seat = small.groups.get().seats.get()
    assert seat.unit.code == "A"
    assert seat.team in team.teams.all()
    floors = ("rate_floor", "distribution_floor", "comment_floor", "custody")
    for name in floors:
        assert getattr(small, name) == getattr(row.campaign, name)
    items = small.forms.get().lines.exclude(scale=None)
    assert len(items) == 5
    assert {item.scale.key for item in items} == {"quality"}
    stops = [b.text for b in small.definition_blockers() if b.stops]
    assert stops == ["It is not said when voting opens and closes."]
    acts = [(entry.action, entry.detail) for entry in entries(small)]
    told = {"part": "campaign", "talks": row.campaign.pk}
    assert acts == [("add", told)]
    assert entries(row.campaign)[-1].detail == {"small": small.pk}


def test_nothing_is_handed_in_for_approval(office: Client, row: Draw) -> None:
    """The pages of approval would show a unit who of it was drawn."""
    document = row.campaign.document()
    document["campaign"]["approval"] = "all"
    today = timezone.localdate()
    behind(row.campaign, approval="all", definition=document, lists_by=today)
    make(office, Campaign.objects.get(pk=row.campaign.pk))
    small = the_small()
    assert small.raters.exists()
    assert (small.approval, small.lists_by, small.papers_by) == ("none", None, None)
    liaison = User.objects.create_user("liaison")
    unit = Unit.objects.get(code="A")
    Role.objects.create(user=liaison, kind="liaison", unit=unit)
    client = Client()
    client.force_login(liaison)
    for page in ("list/A/", "unit/A/", "board/"):
        assert client.get(f"/lists/{small.pk}/{page}").status_code == 404


def test_who_was_drawn_stands_on_its_roster(office: Client, row: Draw) -> None:
    team = make_client(row.campaign, "A")
    note(team, row, 2, outcome="declined", points="")
    note(team, row, 1)
    make(office, row.campaign)
    names = [rater.name for rater in the_small().raters.all()]
    drawn = [name.split()[0] for name in row.names]
    assert names == [drawn[0], *drawn[2:11]]
    assert the_small().raters.all()[0].category == "科员"


def test_residents_of_a_list_and_staff_together(office: Client, row: Draw) -> None:
    client = make_client(row.campaign, "A")
    lines = "\n".join(["居民" * 40, "居民" * 40 + "二", "居民三"])
    draw(client, row.campaign, source="list", lines=lines, number="3", reserves="0",
         replaces="beside", reason="另访居民")  # fmt: skip
    make(office, row.campaign)
    assert the_small().pools.get().quota == 13
    # two lines that begin alike are one name of sixty characters
    assert Rater.objects.filter(campaign=the_small()).count() == 12


def test_teams_names_and_several_units(office: Client, row: Draw) -> None:
    campaign = row.campaign
    long = Unit.objects.get(code="B")
    make_drawn(campaign, 5, "B")
    page = office.get(address(campaign)).text
    assert "The units drew different numbers (5 to 10)" in page
    assert "Rates are shown from 5 ballots on. In Unit B so few were drawn" in page
    answer = make(
        office, campaign, "A", "B", teams="on", **{f"head-{long.pk}": " 王书记 "}
    )
    assert answer.status_code == 302
    small = the_small()
    assert sorted(small.subjects.values_list("key", "kind", "name")) == [
        ("A", "team", ""), ("A-head", "person", "主要负责人"),
        ("B", "team", ""), ("B-head", "person", "王书记"),
    ]  # fmt: skip
    assert {form.key for form in small.forms.all()} == {"person", "team"}
    assert small.pools.get().quota == 10
    stops = [b for b in small.definition_blockers() if b.stops]
    assert len(stops) == 1


def test_mistakes_make_nothing(office: Client, row: Draw) -> None:
    nothing = office.post(address(row.campaign), {})
    assert nothing.status_code == 422
    assert "Choose at least one unit." in nothing.text
    other = make(office, row.campaign, "C")
    assert other.status_code == 422
    long = make(office, row.campaign, **{f"head-{row.unit_id}": "长" * 121})
    assert long.status_code == 422
    assert "at most 120 characters" in long.text
    assert not SmallRating.objects.exists()


def test_of_two_presses_one_makes_it(office: Client, row: Draw) -> None:
    assert make(office, row.campaign).status_code == 302
    assert make(office, row.campaign).status_code == 422
    page = office.get(address(row.campaign)).text
    assert "Every unit with a draw is in a small rating already." in page
    assert reverse("ballots:desk", args=[the_small().pk]) in page
    assert "Small rating after the talks" in (
        office.get(reverse("talks:campaign", args=[row.campaign.pk])).text
    )
    # one that was declared void makes room
    Campaign.objects.filter(pk=the_small().pk).update(state="void")
    assert make(office, row.campaign).status_code == 302


def test_before_a_draw_and_after_archiving(office: Client) -> None:
    campaign = make_talking()
    assert "Nobody has been drawn yet: first people are drawn" in (
        office.get(address(campaign)).text
    )
    make_drawn(campaign)
    Campaign.objects.update(state="archived")
    assert "is archived" in office.get(address(campaign)).text
    assert make(office, campaign).status_code == 409
    assert not SmallRating.objects.exists()


def test_a_team_makes_none(row: Draw) -> None:
    team = make_client(row.campaign, "A")
    assert team.get(address(row.campaign)).status_code == 404
    assert make(team, row.campaign).status_code == 404
    page = team.get(reverse("talks:campaign", args=[row.campaign.pk])).text
    assert address(row.campaign) not in page


# what is taken over --------------------------------------------------------------


def short(document: Any, *codes: str, teams: bool = False) -> Any:
    campaign = make_campaign(document)
    return Short(campaign, dict.fromkeys(codes or ("A",), ""), teams, 10).document


def test_the_scale_that_decides_is_taken_over() -> None:
    found = short(make_whole())
    assert [scale["key"] for scale in found["scales"]] == ["four"]
    assert found["formula"]["denominator"] == "inside"
    assert "pools" not in found["formula"]
    assert "rank" not in found["formula"]


def test_a_named_rate_that_heads_the_result_is_taken_over() -> None:
    document = make_whole(measure="basic")
    found = short(document)
    assert found["formula"]["measure"] == "basic"
    assert [rate["key"] for rate in found["rates"]] == ["basic"]


def test_without_a_fitting_scale_the_products_own_stands_in() -> None:
    document = deepcopy(make_whole([], measure="basic"))
    for line in document["forms"][0]["lines"]:
        if "scale" in line:
            line["scale"] = "points"
    found = short(document)
    assert found["scales"] == [own()["scale"]]
    assert found["formula"]["measure"] == "satisfied"
    assert found["rates"] == []


def test_a_lead_that_is_left_out_leads_no_more() -> None:
    assert "lead" in short(make_document(), "A", "B")["groups"][0]
    assert "lead" not in short(make_document(), "B")["groups"][0]


def test_a_group_without_a_chosen_unit_is_left_out() -> None:
    found = short(make_document_in_two_groups(), "C")
    assert [row["key"] for row in found["groups"]] == ["G2"]


def test_a_title_in_one_language_stays_in_one() -> None:
    document = make_document()
    del document["campaign"]["title_en"]
    assert "title_en" not in short(document)["campaign"]


def test_a_long_code_makes_a_short_key() -> None:
    document = make_document()
    code = "A" * 32
    document["units"][0]["code"] = document["subjects"][0]["unit"] = code
    document["groups"][0] |= {"units": [code, "B", "C", "D"], "lead": code}
    found = short(document, code, "B", teams=True)
    assert [row["key"] for row in found["subjects"]] == [
        "head-1", code, "B-head", "B"
    ]  # fmt: skip


def test_it_is_no_stage_of_the_series(office: Client) -> None:
    document = make_document()
    document["campaign"]["series"] = "三环节"
    row = make_drawn(make_talking(document=document))
    make(office, row.campaign)
    small = the_small()
    assert small.series == "三环节 · 小测评"
    # not even when somebody writes the series of its campaign into the draft
    Campaign.objects.filter(pk=small.pk).update(series="三环节", state="counted")
    later = Campaign(pk=0, series="三环节")
    assert history.before(later) == [row.campaign]


# beside the first result ---------------------------------------------------------


@pytest.fixture
def voted(office: Client, database_url: str) -> Campaign:
    """The small rating of unit A: nine of ten have voted, seven of them 好."""
    row = make_drawn(make_talking(state="released"))
    make(office, row.campaign, teams="on")
    vote(the_small(), 7, 2)
    return row.campaign


def vote(small: Campaign, good: int, poor: int) -> None:
    times = make_campaign()
    Campaign.objects.filter(pk=small.pk).update(
        opens_at=times.opens_at, closes_at=times.closes_at
    )
    small.refresh_from_db()
    box = Box.objects.freeze(small)
    cards = [
        make_entry("drawn", "A", n, {"A-head": answer, "A": answer})
        for n, answer in ((good, "good"), (poor, "poor"))
    ]
    play(box, list(read(box.definition, {"ballots": cards})))


@pytest.mark.django_db(transaction=True)
def test_its_rate_stands_beside_for_who_may_see_both(
    voted: Campaign, office: Client
) -> None:
    team = make_client(voted, "A", login="seer")
    small = the_small()
    make_team(small, "A", login="unused")
    page = office.get(subject_of(voted, "A")).text
    assert "77.8" in page
    assert "(7/9)" in page
    assert "10 slips for people drawn at random, 9 valid ballots." in page
    assert "never added to the figures of this page" in page
    assert "77.8" not in office.get(subject_of(voted, "B")).text
    # the team of the first campaign is not that of the small one here
    assert "77.8" not in team.get(subject_of(voted, "A")).text
    head = make_holder("head", unit=Unit.objects.get(code="A"))
    head.cookies["django_language"] = "en"
    assert "77.8" not in head.get(subject_of(voted, "A")).text
    Campaign.objects.filter(pk=small.pk).update(state="released", audience=2)
    assert "77.8" in head.get(subject_of(voted, "A")).text
    looked = [entry.actor for entry in views(small)]
    assert looked == ["office", "head"]


def views(campaign: Campaign) -> list[Entry]:
    return list(Entry.objects.of(campaign.pk).filter(action="view"))


@pytest.mark.django_db(transaction=True)
def test_of_few_ballots_nothing_is_shown(office: Client, database_url: str) -> None:
    row = make_drawn(make_talking(state="released"), 5)
    make(office, row.campaign, teams="on")
    vote(the_small(), 4, 0)
    page = office.get(subject_of(row.campaign, "A")).text
    assert "So few ballots would point at those who cast them." in page
    assert "4/4" not in page
    assert "100.0" not in page.partition('id="small-')[2]


def test_before_it_is_counted_nothing_stands_there(office: Client, row: Draw) -> None:
    make(office, row.campaign)
    page = office.get(subject_of(row.campaign, "A")).text
    assert 'id="small-' not in page
