"""Who is of the office, who supervises, and what roles of other kinds give."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from ballots.models import Box
from ballots.models.consent import has_second
from campaigns.models import Campaign, Group, GroupUnit, Role, Subject, Team, Unit
from campaigns.roles import (
    EVERYTHING,
    Scope,
    is_administrator,
    is_auditor,
    is_bound,
    is_office,
    is_told,
    reads_comments,
    reads_configuration,
    reads_log,
    sides,
    supervises,
    turnout_scope,
)
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups

pytestmark = pytest.mark.django_db


def make_user(name: str = "somebody", **fields: Any) -> Any:
    return get_user_model().objects.create_user(name, **fields)


def make_member(campaign: Campaign, of: type = GroupUnit, **which: str) -> Any:
    """A member of a team that runs a group's meeting, or is of a unit originally."""
    user, team = make_user("supervisor"), Team.objects.create(name="第一督导组")
    team.members.add(user)
    where = "campaign" if of is Group else "group__campaign"
    of.objects.filter(**{where: campaign, **which}).update(team=team)  # type: ignore[attr-defined]
    return user


def give(user: Any, kind: str, **where: Any) -> Any:
    Role.objects.create(user=user, kind=kind, **where)
    return user


def test_office_is_staff_that_is_active_and_no_superuser() -> None:
    office = make_user("office", is_staff=True)
    assert is_office(office)
    assert reads_configuration(office)
    assert not is_office(make_user("gone", is_staff=True, is_active=False))
    assert not is_office(make_user("supervisor"))
    admin = make_user("admin", is_staff=True, is_superuser=True)
    assert not is_office(admin)
    assert is_administrator(admin)
    assert reads_configuration(admin)


@pytest.mark.parametrize("rows", [Group, GroupUnit])
def test_supervises_with_the_team_of_a_group_or_of_a_unit(rows: type) -> None:
    campaign, other = make_campaign(), make_campaign()
    user = make_member(campaign, rows)
    assert supervises(user, campaign)
    assert not supervises(user, other)
    assert reads_comments(user, campaign)
    assert not reads_comments(user, other)


def test_a_second_factor_binds_office_administrator_and_supervision() -> None:
    assert is_bound(make_user("office", is_staff=True))
    assert is_bound(make_user("admin", is_superuser=True))
    assert is_bound(make_member(make_campaign()))
    assert not is_bound(give(make_user("auditor"), "auditor"))


def test_an_administrator_sees_no_campaign_whatever_his_roles() -> None:
    campaign = make_campaign()
    admin = give(make_user("admin", is_superuser=True), "auditor")
    Campaign.objects.update(state="released")
    assert not Campaign.objects.for_user(admin)
    assert not Subject.objects.for_user(admin)
    campaign.refresh_from_db()
    assert not turnout_scope(admin, campaign)
    assert not is_auditor(admin)
    assert not reads_log(admin, campaign)


def test_an_administrator_supervises_nothing_whatever_his_team() -> None:
    campaign = make_campaign()
    member = make_member(campaign, Group)
    assert supervises(member, campaign)
    assert has_second(campaign)
    get_user_model().objects.update(is_superuser=True)
    member = get_user_model().objects.get()
    assert not supervises(member, campaign)
    assert not has_second(campaign)


@pytest.mark.parametrize("rows", [Group, GroupUnit])
def test_a_team_supervises_its_own_group(rows: type) -> None:
    campaign = make_campaign(make_document_in_two_groups())
    which = {"key": "G1"} if rows is Group else {"group__key": "G1"}
    user = make_member(campaign, rows, **which)
    assert supervises(user, campaign)
    assert supervises(user, campaign, "G1")
    assert not supervises(user, campaign, "G2")


def test_an_auditor_reads_the_log_of_what_is_real_and_has_begun() -> None:
    campaign = make_campaign()
    auditor = give(make_user(), "auditor")
    assert not reads_log(auditor, campaign)
    Campaign.objects.update(state="open")
    campaign.refresh_from_db()
    assert reads_log(auditor, campaign)
    campaign.drill = True
    assert not reads_log(auditor, campaign)


@pytest.mark.parametrize("kind", ["head", "liaison"])
@pytest.mark.parametrize(
    ("state", "audience", "told"),
    [("draft", 3, ()), ("counted", 3, ()), ("released", 1, ()),
     ("released", 2, ("head",)), ("archived", 2, ("head",)),
     ("released", 3, ("head", "liaison")), ("released", 4, ("head", "liaison"))],
)  # fmt: skip
def test_a_unit_sees_its_own_once_that_is_released_to_it(
    kind: str, state: str, audience: int, told: tuple[str, ...]
) -> None:
    campaign, unit = make_campaign(), Unit.objects.get(code="A")
    user = give(make_user(), kind, unit=unit)
    Campaign.objects.update(state=state, audience=audience)
    campaign.refresh_from_db()
    seen = Subject.objects.for_user(user)
    assert [row.key for row in seen] == ["A"] * (kind in told)
    there = kind in told or (kind == "liaison" and state != "draft")
    assert Campaign.objects.for_user(user).count() == there
    assert is_told(user, campaign, unit) is (kind in told)
    assert ("unit" in sides(user, campaign, unit)) is (kind in told)
    assert not is_told(user, campaign, Unit.objects.get(code="B"))


@pytest.mark.parametrize(
    ("state", "campaigns", "subjects"),
    [("draft", 0, 0), ("open", 1, 0), ("counted", 1, 0), ("released", 1, 4)],
)
def test_an_auditor_reads_what_is_released(
    state: str, campaigns: int, subjects: int
) -> None:
    campaign = make_campaign()
    auditor = give(make_user(), "auditor")
    Campaign.objects.update(state=state)
    assert is_auditor(auditor)
    assert Campaign.objects.for_user(auditor).count() == campaigns
    assert Subject.objects.for_user(auditor).count() == subjects
    assert not reads_comments(auditor, campaign)


def test_a_teller_sees_no_results() -> None:
    make_campaign()
    user = give(make_user(), "teller", group=Group.objects.get())
    assert not Campaign.objects.for_user(user)
    Campaign.objects.update(state="released", audience=4)
    assert Campaign.objects.for_user(user).count() == 1
    assert not Subject.objects.for_user(user)


def test_a_drill_is_for_the_office_only() -> None:
    drill = make_campaign(drill=True)
    Campaign.objects.update(state="released")
    drill.refresh_from_db()
    auditor = give(make_user(), "auditor")
    assert not Campaign.objects.for_user(auditor)
    assert not Subject.objects.for_user(auditor)
    assert not turnout_scope(auditor, drill)
    assert turnout_scope(make_user("office", is_staff=True), drill) == EVERYTHING


def test_turnout_is_seen_where_one_has_a_role() -> None:
    campaign = make_campaign()
    box = Box.objects.freeze(campaign)
    group, unit = Group.objects.get(), Unit.objects.get(code="A")
    group_one, unit_a = frozenset({"G1"}), frozenset({"A"})
    teller = give(make_user("teller"), "teller", group=group)
    liaison = give(make_user("liaison"), "liaison", unit=unit)
    assert turnout_scope(teller, campaign) == Scope(groups=group_one)
    assert turnout_scope(liaison, campaign) == Scope(units=unit_a)
    member = make_member(campaign, unit__code="A")
    assert turnout_scope(member, campaign) == Scope(units=unit_a)
    Group.objects.update(team=Team.objects.get())
    assert turnout_scope(member, campaign) == Scope(groups=group_one, units=unit_a)
    assert turnout_scope(give(make_user("a"), "auditor"), campaign) == EVERYTHING
    assert not turnout_scope(give(make_user("head"), "head", unit=unit), campaign)
    rows = box.snapshot().of(turnout_scope(liaison, campaign)).rows
    assert [(row.pool, row.place.key, row.due) for row in rows] == [("own", "A", 15)]
    whole = box.snapshot().rows
    assert list(box.snapshot().of(Scope(groups=group_one)).rows) == list(whole)


def test_a_role_is_of_a_unit_or_a_group_or_neither() -> None:
    make_campaign()
    user, unit, group = make_user(), Unit.objects.get(code="A"), Group.objects.get()
    wrong: list[dict[str, Any]] = [
        {"kind": "head"}, {"kind": "liaison", "group": group},
        {"kind": "teller", "unit": unit}, {"kind": "auditor", "unit": unit},
    ]  # fmt: skip
    for fields in wrong:
        row = Role(user=user, **fields)
        with translation.override("en"), pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert "an auditor of neither" in str(refused.value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_role_is_given_once() -> None:
    make_campaign()
    user, unit, group = make_user(), Unit.objects.get(code="A"), Group.objects.get()
    rows: list[dict[str, Any]] = [
        {"kind": "head", "unit": unit}, {"kind": "teller", "group": group},
        {"kind": "auditor"},
    ]  # fmt: skip
    for fields in rows:
        give(user, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            give(user, **fields)
    with translation.override("en"):
        said = [str(row) for row in Role.objects.all()]
    assert said == ["auditor", "head of a unit · Unit A", "teller of a group · Group 1"]
