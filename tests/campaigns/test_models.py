"""Freezing, states and what the database itself refuses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from campaigns.frozen import DefinitionAltered, frozen
from campaigns.models import (
    Blocked,
    Campaign,
    Form,
    Group,
    GroupUnit,
    Line,
    Option,
    Pool,
    Rule,
    Scale,
    Subject,
    Team,
    Unit,
    WrongState,
)
from campaigns.models.campaign import validate_time_zone
from campaigns.models.numbers import validate_share as validate_bound
from campaigns.text import Text
from tests.make import make_campaign

pytestmark = pytest.mark.django_db


def test_freezing_keeps_the_document_under_its_hash() -> None:
    campaign = make_campaign()
    document = campaign.document()
    campaign.freeze()
    stored = Campaign.objects.get(pk=campaign.pk)
    assert (stored.state, stored.definition) == ("frozen", document)
    assert not stored.tampered()
    assert frozen(stored).hash == stored.definition_hash
    assert stored.current().hash == stored.definition_hash


def test_freezing_takes_what_was_saved_last() -> None:
    """Read before somebody else saved the page, frozen afterwards."""
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(rate_floor=7)
    campaign.formula.__class__.objects.update(denominator="issued")
    campaign.freeze()
    definition = campaign.current()
    assert definition.floors.rate == 7
    assert definition.formula.denominator == "issued"


def test_freezing_is_blocked_while_something_is_missing() -> None:
    campaign = make_campaign(opens_at=None, closes_at=None)
    with pytest.raises(Blocked) as caught:
        campaign.freeze()
    assert len(caught.value.blockers) == 1
    assert caught.value.blockers[0].text in str(caught.value)
    assert campaign.is_draft
    assert Campaign.objects.get(pk=campaign.pk).is_draft


def test_freezing_twice_is_one_time_too_many() -> None:
    campaign = make_campaign()
    Campaign.objects.get(pk=campaign.pk).freeze()
    with pytest.raises(WrongState):
        campaign.freeze()


def test_an_altered_definition_is_noticed() -> None:
    campaign = make_campaign()
    campaign.freeze()
    campaign.definition["pools"][0]["quota"] = 3  # type: ignore[index]
    campaign.definition_hash = "0" * 64
    assert campaign.tampered()
    with pytest.raises(DefinitionAltered):
        frozen(campaign)


def test_frozen_definitions_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.frozen.KEPT", 1)
    monkeypatch.setattr("campaigns.frozen._parsed", {})
    first, second = make_campaign(), make_campaign()
    second.pools.filter(key="own").update(quota=16)
    first.freeze()
    second.freeze()
    known = frozen(first)
    assert frozen(first) is known
    frozen(second)
    assert frozen(first) is not known


@pytest.mark.parametrize(
    ("state", "drill", "may_go"),
    [
        ("draft", False, True),
        ("frozen", False, False),
        ("void", False, True),
        ("counted", True, True),
    ],
)
def test_what_may_be_deleted(state: str, drill: bool, may_go: bool) -> None:
    assert Campaign(state=state, drill=drill).may_go is may_go


def test_a_team_sees_the_campaigns_of_its_units(django_user_model: Any) -> None:
    member = django_user_model.objects.create(username="m")
    staff = django_user_model.objects.create(username="s", is_staff=True)
    campaign, _other = make_campaign(), make_campaign(drill=True)
    assert Campaign.objects.for_user(staff).count() == 2
    assert Campaign.objects.for_user(member).count() == 0
    team = Team.objects.create(name="督导组")
    team.members.add(member)
    GroupUnit.objects.update(team=team)
    assert [row.pk for row in Campaign.objects.for_user(member)] == [campaign.pk]
    assert [row.pk for row in Campaign.objects.real()] == [campaign.pk]
    assert Subject.objects.for_user(staff).count() == 8
    assert {row.campaign for row in Subject.objects.for_user(member)} == {campaign}


def test_rows_have_names_in_both_languages() -> None:
    campaign = make_campaign()
    scale, form = campaign.scales.get(), campaign.forms.get()
    rows = [
        campaign, campaign.groups.get(), campaign.groups.get().seats.all()[0], scale,
        scale.options.all()[0], form.lines.all()[1], campaign.pools.all()[0],
        campaign.rules.all()[0], campaign.subjects.all()[0], campaign.formula,
        campaign.stage_text, campaign.office_text, Team(name="T"), Scale(key="k"),
    ]  # fmt: skip
    with translation.override("en"):
        names = [str(row) for row in rows]
    assert names == [
        "Joint appraisal", "Group 1", "Unit A", "Good / fair / poor", "Good",
        "Your overall view of this leadership team", "Own-unit raters", "below 2/3",
        "Unit A", "the overall item alone / valid ballots", "Study and listening stage",
        "Campaign office", "T", "k",
    ]  # fmt: skip
    with translation.override("zh-hans"):
        assert str(campaign) == "集中联评"
    assert not Text("")


def test_bounds_are_kept_as_reports_print_them() -> None:
    rule = Rule(campaign=make_campaign(), bound="２／３")
    rule.clean()
    assert rule.bound == "2/3"


@pytest.mark.parametrize(
    "bound", ["x", "1/0", "0", "101 %", "0.667", "66.7 %", "33.3%"]
)
def test_no_bounds(bound: str) -> None:
    with pytest.raises(ValidationError):
        validate_bound(bound)


def test_time_zones() -> None:
    validate_time_zone("Asia/Urumqi")
    with pytest.raises(ValidationError):
        validate_time_zone("Asia/Nowhere")


def make_parts() -> dict[str, Any]:
    campaign = make_campaign()
    return {
        "campaign": campaign,
        "form": campaign.forms.get(),
        "scale": campaign.scales.get(),
        "group": campaign.groups.get(),
        "unit": Unit.objects.all()[0],
    }


@pytest.mark.parametrize(
    ("model", "names", "values"),
    [
        (Campaign, [], {"title": "x", "rate_floor": 2}),
        (Campaign, [], {"title": "x", "rate_floor": 5, "distribution_floor": 4}),
        (Form, ["campaign"], {"key": "form", "title": "x"}),
        (Scale, ["campaign"], {"key": "quality"}),
        (Group, ["campaign"], {"key": "G1", "title": "x"}),
        (Pool, ["campaign"], {"key": "own", "name": "x", "quota": 1}),
        (Subject, ["campaign", "unit", "form"], {"key": "A"}),
        (Option, ["scale"], {"key": "good", "label": "x"}),
        (Option, ["scale"], {"key": "n", "satisfied": True, "outside": True}),
        (Line, ["form"], {"key": "overall", "text": "x"}),
        (Line, ["form"], {"key": "new", "text": "x", "main": True}),
        (Line, ["form", "scale"], {"key": "n", "kind": "heading", "text": "x"}),
        (GroupUnit, ["group", "unit"], {}),
        (Unit, [], {"code": "A", "name": "x"}),
    ],
)
def test_the_database_refuses(
    model: Any, names: list[str], values: dict[str, Any]
) -> None:
    parts = make_parts()
    with pytest.raises(IntegrityError):
        model.objects.create(**{name: parts[name] for name in names}, **values)


def test_one_lead_a_group() -> None:
    group = make_campaign().groups.get()
    unit = Unit.objects.create(code="Z", name="x")
    with pytest.raises(IntegrityError):
        group.seats.create(unit=unit, lead=True)


@pytest.mark.parametrize("column", ["closes_at", "audience"])
def test_voting_closes_after_it_opens_and_an_audience_is_one(column: str) -> None:
    campaign = make_campaign()
    value = {"closes_at": campaign.opens_at, "audience": 5}[column]
    with pytest.raises(IntegrityError):
        Campaign.objects.filter(pk=campaign.pk).update(**{column: value})


def test_pools_rate_kinds_that_there_are() -> None:
    pool = Pool(reach="unit", quota=1, kinds="team dog")
    with pytest.raises(ValidationError, match="dog"):
        pool.clean()
