"""A second vote: the flagged part of a campaign, by the same raters."""

from typing import Any

import pytest
from django.utils.translation import override

from ballots.checklist import _raters
from ballots.models import Box
from ballots.papers.pack import Pack
from campaigns.comparison import before, compare
from campaigns.lists.standing import Standing
from campaigns.models import Campaign, GroupUnit, Team
from campaigns.parser import parse
from campaigns.second import narrowed, second_vote
from tests.make import behind, make_campaign, make_document
from tests.reports.sample import make_document_in_two_groups

pytestmark = pytest.mark.django_db
SAID = {"title": "集中联评（第二次测评）"}


def frozen(document: dict[str, Any] | None = None) -> Campaign:
    campaign = make_campaign(document)
    campaign.freeze()
    return campaign


def again(campaign: Campaign, *keys: str, **said: str) -> Campaign:
    window = {"opens_at": campaign.opens_at, "closes_at": campaign.closes_at}
    return second_vote(campaign, keys, SAID | said, **window)


def parts(document: dict[str, Any]) -> dict[str, list[str]]:
    names = {"units": "code", "groups": "key", "subjects": "key", "pools": "key"}
    return {part: [row[name] for row in document[part]] for part, name in names.items()}


def test_one_unit_is_rated_by_the_whole_group():
    campaign = frozen()
    behind(campaign, names_kept_days=30)
    campaign.refresh_from_db()
    team = Team.objects.create(name="督导组")
    GroupUnit.objects.filter(group__campaign=campaign).update(team=team)
    campaign.groups.update(team=team)
    second = again(campaign, "A")
    assert (second.parent, second.title) == (campaign, SAID["title"])
    assert second.is_second_vote
    assert second.names_kept_days == 30
    assert second.first_vote == campaign
    assert campaign.first_vote == campaign
    assert second.groups.get().team == team
    assert second.groups.get().seats.filter(team=team).count() == 4
    definition = second.current()
    assert list(definition.subjects) == ["A"]
    places = {
        pool.key: [
            (place.key, n)
            for place, n in definition.places(pool, definition.groups["G1"])
        ]
        for pool in definition.pools.values()
    }
    assert places == {"own": [("A", 15)], "cross": [("G1", 20)]}
    subject = definition.subjects["A"]
    due = [definition.due(subject, pool) for pool in definition.pools.values()]
    assert due == [15, 20]


def test_nothing_else_differs():
    campaign = frozen()
    with override("en"):
        second = again(campaign, "A", title_en="Joint appraisal (second vote)")
        changes = compare(campaign.current(), second.current())
        assert {change.part for change in changes} == {"Campaign", "Subject"}
        assert [c.name for c in changes if c.part == "Campaign"] == ["Title"]


def test_its_changes_are_told_against_the_first():
    campaign, _later = frozen(), make_campaign()
    assert before(again(campaign, "A"), Campaign.objects.real()) == campaign


def test_it_can_be_frozen_and_drilled_as_it_is():
    second = again(frozen(), "A")
    stops = [str(b.text) for b in second.definition_blockers() if b.stops]
    assert stops == []
    second.freeze()
    assert second.state == Campaign.State.FROZEN


def test_a_unit_that_is_forgotten_still_stops_an_ordinary_campaign():
    campaign = make_campaign()
    campaign.subjects.get(key="B").delete()
    with override("en"):
        stops = [str(b.text) for b in campaign.definition_blockers() if b.stops]
    assert stops == ["Nothing of “Unit B” is rated."]


def test_other_groups_stay_out_unless_a_class_rates_everywhere():
    document = make_document_in_two_groups()
    assert parts(narrowed(frozen(document), {"A"})) == {
        "units": ["A", "B"], "groups": ["G1"], "subjects": ["A"],
        "pools": ["own", "cross"],
    }  # fmt: skip
    document = make_document_in_two_groups()
    document["pools"][1]["reach"] = "campaign"
    found = narrowed(frozen(document), {"A"})
    assert parts(found)["groups"] == ["G1", "G2"]
    definition = parse(found)
    cross, own = definition.pools["cross"], definition.pools["own"]
    due = [
        definition.places(cross, group)[0][1] for group in definition.groups.values()
    ]
    assert due == [10, 10]
    assert definition.places(own, definition.groups["G2"]) == []
    assert definition.due(definition.subjects["A"], cross) == 20


def test_a_class_of_a_group_in_which_nothing_is_rated_has_no_slips():
    document = make_document_in_two_groups()
    document["pools"].append(document["pools"][1] | {"key": "far", "reach": "campaign"})
    definition = parse(narrowed(frozen(document), {"A"}))
    cross = definition.pools["cross"]
    assert definition.places(cross, definition.groups["G2"]) == []
    assert definition.places(cross, definition.groups["G1"])[0][1] == 10


def persons(document: dict[str, Any]) -> dict[str, Any]:
    """Three persons in unit A who rate each other, one of them with a pledge."""
    form = document["subjects"][0]["form"]
    document["subjects"] += [
        {"key": f"p{n}", "name": f"某{n}", "unit": "A", "kind": "person",
         "form": form, "principal": n == 1}
        for n in (1, 2, 3)
    ]  # fmt: skip
    document["subjects"].append(
        {"key": "w1", "name": "一件实事", "unit": "A", "kind": "pledge", "of": "p2",
         "form": form}
    )  # fmt: skip
    return document


def test_what_a_subject_rests_on_comes_along():
    document = persons(make_document())
    campaign = frozen(document)
    kept = {key: parts(narrowed(campaign, {key}))["subjects"] for key in ("w1", "p2")}
    assert kept == {"w1": ["p2", "w1"], "p2": ["p2"]}


def test_peers_are_rated_again_together():
    document = persons(make_document())
    document["pools"].append(
        {"key": "peers", "name": "互评", "reach": "peers", "kinds": ["person"]}
    )
    found = parts(narrowed(frozen(document), {"p2"}))
    assert found["subjects"] == ["p1", "p2", "p3"]
    assert found["pools"] == ["own", "cross", "peers"]


def test_a_rule_on_the_title_needs_the_principal_leaders():
    document = persons(make_document())
    document["rules"].append({"measure": "title", "consequence": "replace"})
    assert parts(narrowed(frozen(document), {"A"}))["subjects"] == ["A", "p1"]


def test_classes_that_rate_nothing_of_it_go_with_their_rules():
    document = persons(make_document())
    document["pools"][0]["kinds"] = ["person"]
    rule = {"bound": "50 %", "consequence": "training", "pool": "own"}
    document["rules"].append(rule)
    document["quorums"] = [
        {"scope": "unit", "pool": "own", "least": 3},
        {"scope": "unit", "least": 3},
    ]
    found = narrowed(frozen(document), {"A"})
    assert parts(found)["pools"] == ["cross"]
    assert [rule.get("pool", "") for rule in found["rules"]] == ["", ""]
    assert [quorum.get("pool", "") for quorum in found["quorums"]] == [""]
    assert found["documents"] == []


def test_units_that_only_send_raters_have_one_list():
    campaign = frozen()
    second = again(campaign, "A")
    lists = {(f.unit.code, f.pool.key) for f in Standing(second).lists()}
    assert lists == {("A", "own"), *((code, "cross") for code in "ABCD")}
    assert Standing(second).quota == 15 + 20
    assert Standing(campaign).quota == 80


def test_papers_of_a_second_vote():
    box = Box.objects.freeze(again(frozen(), "A"))
    papers = Pack(box.campaign, box.definition, box.definition.groups["G1"])
    sheets = [(str(s.unit), s.pool.key) for s in papers.sheets()]
    assert len(sheets) == 5
    with override("en"):
        assert _raters(box.definition).text.startswith("1 unit is rated")
