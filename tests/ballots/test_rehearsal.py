"""Drills: what is refused before anything is made; the rest is the real path."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from ballots.models import Account, Box, Comment, Ticket
from ballots.rehearsal import AnswersError, made_up, read, rehearse, wipe
from campaigns.models import Campaign, GroupUnit, Team
from campaigns.parser import parse
from tests.ballots.mixed import mixed
from tests.make import make_campaign, make_document, make_entry, unguarded

CROSS = ("A", "B", "C", "D")


def small() -> dict[str, Any]:
    """The joint appraisal with two raters a unit in each pool."""
    document = make_document()
    for pool in document["pools"]:
        pool["quota"] = 2
    return document


@pytest.fixture
def campaign(database_url: str) -> Campaign:
    return make_campaign(small())


@pytest.mark.django_db(transaction=True)
def test_everybody_votes_in_a_drill_without_answers(campaign: Campaign) -> None:
    drill = rehearse(campaign)
    drill.refresh_from_db()
    assert (drill.state, drill.drill, drill.parent) == ("released", True, campaign)
    assert Ticket.objects.filter(campaign=drill).used().count() == 8 + 8
    assert not drill.box.key_file.exists()
    campaign.refresh_from_db()
    assert campaign.state == "draft"


@pytest.mark.django_db(transaction=True)
def test_a_drill_of_a_campaign_with_cards_has_a_key_file(database_url: str) -> None:
    content = small()
    content["campaign"]["custody"] = "cards"
    campaign = make_campaign(content)
    drill = rehearse(campaign)
    assert drill.box.custody == Box.Custody.FILE
    assert drill.custody == "file"
    assert campaign.custody == "cards"


@pytest.mark.django_db(transaction=True)
def test_a_frozen_campaign_is_rehearsed_as_it_was_frozen(campaign: Campaign) -> None:
    Box.objects.freeze(campaign)
    with unguarded():
        campaign.pools.update(quota=99)
    drill = rehearse(campaign)
    assert Ticket.objects.filter(campaign=drill).count() == 16


@pytest.mark.django_db(transaction=True)
def test_the_drill_has_the_teams_of_the_campaign(campaign: Campaign) -> None:
    team = Team.objects.create(name="第一督导组")
    campaign.groups.update(team=team)
    GroupUnit.objects.filter(group__campaign=campaign, unit__code="B").update(team=team)
    drill = rehearse(campaign)
    assert drill.groups.get().team == team
    seats = GroupUnit.objects.filter(group__campaign=drill, team=team)
    assert [seat.unit.code for seat in seats] == ["B"]


@pytest.mark.django_db(transaction=True)
def test_answers_are_counted_as_given(campaign: Campaign) -> None:
    out = {"A": "good", "B": None, "C": {"overall": "poor", "*": "fair"}, "D": "good"}
    entries = [
        make_entry("own", "A", 2, {"A": "good"}, {"A": "请把台账公开"}),
        make_entry("cross", "G1", 3, out),
    ]
    drill = rehearse(campaign, {"ballots": entries})
    cross = Account.objects.filter(campaign=drill, pool__key="cross", subject__key="B")
    assert str(cross.get()) == "8 / 3 / 0"
    assert cross.get().abstained == 3
    tally = drill.tallies.filter(subject__key="C").values_list("item", "value", "n")
    assert ("overall", 2, 3) in tally
    assert ("study-1", 1, 3) in tally
    assert Comment.objects.filter(campaign=drill).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_drill_that_fails_leaves_nothing(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Box, "close", broken)
    before = set(Path(Box(pk=1, public_key=b"").key_file.parent).glob("*.key"))
    with pytest.raises(RuntimeError):
        rehearse(campaign)
    assert Campaign.objects.get() == campaign
    assert set(Path(Box(pk=1, public_key=b"").key_file.parent).glob("*.key")) == before


@pytest.mark.django_db(transaction=True)
def test_wiping_deletes_the_drills_and_nothing_else(campaign: Campaign) -> None:
    other = rehearse(make_campaign(small()))
    rehearse(campaign)
    rehearse(campaign)
    assert wipe(campaign) == 2
    left = Campaign.objects.filter(drill=True)
    assert list(left) == [other]


def test_a_pool_of_the_whole_campaign_counts_its_groups_together() -> None:
    document = small()
    document["groups"] = [
        {"key": "G1", "title": "第一组", "units": ["A", "B"]},
        {"key": "G2", "title": "第二组", "units": ["C", "D"]},
    ]
    document["pools"] = [document["pools"][1] | {"reach": "campaign"}]
    definition = parse(document)
    assert len(list(made_up(definition))) == 8
    entry = make_entry("cross", "", 8, dict.fromkeys(CROSS, "good"))
    assert len(list(read(definition, {"ballots": [entry]}))) == 8


GOOD = make_entry("own", "A", 1, {"A": "good"})
REFUSED = {
    "no list": ({"ballots": "all"}, "The file has no list “ballots”."),
    "no table": ([], "The file has no list “ballots”."),
    "a word": ({"ballots": ["x"]}, "Ballot 1: may hold pool, place"),
    "unknown key": ({"ballots": [GOOD | {"who": "me"}]}, "Ballot 1: may hold"),
    "count": ({"ballots": [GOOD | {"count": -1}]}, "Ballot 1: count is not a number"),
    "truth": ({"ballots": [GOOD | {"count": True}]}, "Ballot 1: count is not"),
    "pool": ({"ballots": [GOOD | {"pool": "x"}]}, "Ballot 1: there is no pool “x”."),
    "place": (
        {"ballots": [GOOD, GOOD | {"place": "G1"}]},
        "Ballot 2: the pool “own” has no place “G1”.",
    ),
    "answers": ({"ballots": [GOOD | {"answers": 3}]}, "Ballot 1: answers is not a"),
    "other unit": (
        {"ballots": [make_entry("own", "A", 1, {"B": "good"})]},
        "Ballot 1: it is not on the form (unknown subject).",
    ),
    "option": (
        {"ballots": [make_entry("own", "A", 1, {"A": "great"})]},
        "Ballot 1: it is not on the form (unknown option).",
    ),
    "gap": (
        {"ballots": [make_entry("own", "A", 1, {"A": {"overall": "good"}})]},
        "Ballot 1: no answer to A.study-1.",
    ),
    "no card": (
        {"ballots": [make_entry("own", "A", 1, {})]},
        "Ballot 1: no answer to A.overall.",
    ),
    "comment": (
        {"ballots": [make_entry("own", "A", 1, {"A": "good"}, {"A": "长" * 501})]},
        "Ballot 1: the comment on A is too long.",
    ),
    "a milliard": ({"ballots": [GOOD | {"count": 10**9}]}, "Ballot 1: more ballots"),
    "too many": (
        {"ballots": [GOOD | {"count": 3}]},
        "Ballot 1: more ballots than tickets of the pool “own” at “A”.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_answers_that_cannot_be_cast_are_refused(data: Any, sentence: str) -> None:
    campaign = make_campaign(small())
    with translation.override("en"), pytest.raises(AnswersError) as refused:
        rehearse(campaign, data)
    assert str(refused.value).startswith(sentence)
    assert Campaign.objects.get() == campaign


@pytest.mark.django_db(transaction=True)
def test_every_kind_and_pool_is_rehearsed(database_url: str) -> None:
    drill = rehearse(make_campaign(mixed()))
    used = Ticket.objects.filter(campaign=drill).used().values_list("pool__key")
    assert Counter(key for (key,) in used) == {"own": 6, "peers": 3, "public": 40}


@pytest.mark.django_db(transaction=True)
def test_answers_of_every_kind_are_counted(database_url: str) -> None:
    card = {"*": "good", "grade": "never", "faults": ["slow", "rude"], "points": 80}
    entries = [
        make_entry("own", "A", 1, {"A": card}),
        make_entry("peers", "p1", 1, {"p2": card, "p3": card | {"points": 9}}),
        make_entry("public", "B", 25, {"B": card}),
    ]
    drill = rehearse(make_campaign(mixed()), {"ballots": entries})
    rows = drill.tallies.values_list("subject__key", "item", "value", "n")
    assert {row[1:] for row in rows if row[0] == "B"} == {
        ("overall", 0, 25), ("grade", 2, 25), ("faults", 0, 25), ("faults", 2, 25),
        ("points", 80, 25),
    }  # fmt: skip
    assert ("p3", "points", 9, 1) in rows


@pytest.mark.parametrize(("star", "filled"), [(70, "points"), ("slow", "faults")])
def test_a_star_goes_where_it_fits(star: Any, filled: str) -> None:
    card = {"overall": "good", "grade": "agree", "points": 1, "faults": "rude"}
    del card[filled]
    entry = make_entry("own", "A", 1, {"A": card | {"*": star}})
    made = next(read(parse(mixed()), {"ballots": [entry]}))
    assert made.answers["A"] == card | {filled: star}


@pytest.mark.parametrize(
    ("void", "card", "sentence"),
    [
        ({}, {"points": 101}, "the scale has no such number: A.points"),
        ({"alike": True}, {"points": 1}, "the card of A would be void"),
    ],
    ids=["number", "void"],
)
def test_numbers_and_void_cards_are_refused(
    void: dict[str, Any], card: dict[str, Any], sentence: str
) -> None:
    definition = parse(mixed() | {"void": void})
    card = {"overall": "good", "grade": "agree"} | card
    data = {"ballots": [make_entry("own", "A", 1, {"A": card})]}
    with translation.override("en"), pytest.raises(AnswersError, match=sentence):
        list(read(definition, data))


@pytest.mark.django_db
def test_an_open_link_takes_no_milliard() -> None:
    card = {"overall": "good", "grade": "agree", "points": 1}
    data = {"ballots": [make_entry("public", "A", 10**9, {"A": card})]}
    with translation.override("en"), pytest.raises(AnswersError, match="more ballots"):
        rehearse(make_campaign(mixed()), data)


def call(*args: object, **options: Any) -> str:
    out = StringIO()
    call_command("rehearse", *args, stdout=out, **options)
    return out.getvalue().splitlines()[-1]


@pytest.mark.django_db(transaction=True)
def test_command_prints_the_drill_last_and_wipes(
    campaign: Campaign, tmp_path: Path
) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"ballots": [GOOD]}), encoding="utf-8")
    drill = Campaign.objects.get(pk=int(call(campaign.pk, answers=file)))
    assert drill.box.closed_with == 1
    assert call(campaign.pk, wipe=True) == "1"


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["{", None, '{"ballots": 1}'])
def test_command_refuses_in_one_line(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call(make_campaign(small()).pk, answers=file)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


@pytest.mark.django_db
def test_command_refuses_an_unknown_campaign() -> None:
    with pytest.raises(CommandError) as refused:
        call(4711)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_command_refuses_a_campaign_that_is_not_whole() -> None:
    campaign = make_campaign(small())
    campaign.rules.all().delete()
    campaign.forms.get().lines.filter(key="study-1").update(scale=None)
    with pytest.raises(CommandError) as refused:
        call(campaign.pk)
    assert refused.value.returncode == 2
