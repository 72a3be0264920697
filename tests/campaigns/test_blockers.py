"""What stands in the way of freezing, each with the page that mends it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaigns.models import Campaign, Team, Unit
from tests.make import make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def complete() -> Campaign:
    campaign = make_campaign()
    team = Team.objects.create(name="督导组")
    campaign.groups.get().seats.update(team=team)
    Unit.objects.update(kind="机关")
    return campaign


def found(campaign: Campaign) -> list[tuple[str, bool]]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    return [(row.text, row.stops) for row in fresh.definition_blockers()]


def test_nothing_stands_in_the_way() -> None:
    assert found(complete()) == []


def second_group(campaign: Campaign) -> None:
    group = campaign.groups.create(key="G2", title="第二组")
    group.seats.create(unit=Unit.objects.all()[0], team=Team.objects.get())


def other_form(campaign: Campaign) -> None:
    campaign.subjects.filter(key="A").update(form=make_campaign().forms.get())


def other_scale(campaign: Campaign) -> None:
    lines = campaign.forms.get().lines.filter(key="study-1")
    lines.update(scale=make_campaign().scales.get())


def stray_report(campaign: Campaign) -> None:
    unit = Unit.objects.create(code="Z", name="某局")
    campaign.documents.create(unit=unit, title="报告", body="x")


def stray_subject(campaign: Campaign) -> None:
    unit = Unit.objects.create(code="Z", name="某局")
    campaign.subjects.create(unit=unit, key="Z", form=campaign.forms.get())


@pytest.mark.parametrize(
    ("spoil", "text", "stops", "page"),
    [
        (
            lambda c: Campaign.objects.filter(pk=c.pk).update(opens_at=None),
            "It is not said when voting opens and closes.",
            True,
            "/campaign/{c}/change/#id_opens_at_0",
        ),
        (
            lambda c: Campaign.objects.filter(pk=c.pk).update(
                opens_at=c.opens_at - timedelta(days=9),
                closes_at=c.opens_at - timedelta(days=8),
            ),
            "The time at which voting closes has passed.",
            False,
            "/campaign/{c}/change/#id_closes_at_0",
        ),
        (
            lambda c: c.formula.delete(),
            "It is not said how the ballots are counted.",
            True,
            "/campaign/{c}/change/#formula-group",
        ),
        (
            lambda c: c.groups.all().delete(),
            "There is no group of units yet.",
            True,
            "/group/add/?campaign={c}",
        ),
        (second_group, "“Unit A” sits in two groups.", True, "/group/"),
        (
            lambda c: c.groups.create(key="G2", title="第二组"),
            "“第二组” has no units.",
            True,
            "/group/",
        ),
        (
            lambda c: c.groups.get().seats.filter(unit__code="B").update(team=None),
            "In “Group 1” a unit has no original team to read its result.",
            False,
            "/group/",
        ),
        (
            lambda c: (c.subjects.all().delete(), c.forms.all().delete()),
            "There is no form yet.",
            True,
            "/form/add/?campaign={c}",
        ),
        (
            lambda c: c.forms.get().lines.all().delete(),
            "The form “Appraisal: “Study and listening” stage” has no items.",
            True,
            "/form/",
        ),
        (
            lambda c: c.forms.get().lines.update(main=False),
            "The form “Appraisal: “Study and listening” stage” has no overall item, "
            "but that item decides.",
            True,
            "/form/",
        ),
        (
            lambda c: c.forms.get().lines.filter(key="study-1").update(scale=None),
            "The item “Organisation of study” has no scale.",
            True,
            "/form/",
        ),
        (
            other_scale,
            "The item “Organisation of study” uses the scale of another campaign.",
            True,
            "/form/",
        ),
        (
            lambda c: c.scales.get().options.exclude(key="good").delete(),
            "The scale “Good / fair / poor” has fewer than two options.",
            True,
            "/scale/",
        ),
        (
            lambda c: c.scales.get().options.update(satisfied=False),
            "In the scale “Good / fair / poor” no option counts as satisfied.",
            True,
            "/scale/",
        ),
        (
            lambda c: c.subjects.filter(key="B").delete(),
            "Nothing of “Unit B” is rated.",
            True,
            "/subject/add/?campaign={c}&unit=",
        ),
        (stray_subject, "“某局” is rated but sits in no group.", True, "/subject/"),
        (other_form, "“Unit A” uses the form of another campaign.", True, "/subject/"),
        (
            stray_report,
            "“某局” has a report here but sits in no group.",
            True,
            "/document/",
        ),
        (
            lambda c: c.pools.all().delete(),
            "It is not said who rates.",
            True,
            "/campaign/{c}/change/#pools-group",
        ),
        (
            lambda c: c.pools.filter(key="own").update(quota=7),
            "“Own-unit raters” has 7 raters a unit, too few for figures of its own: "
            "they will be hidden.",
            False,
            "/campaign/{c}/change/#pools-group",
        ),
        (
            lambda c: c.rules.all().delete(),
            "There is no rule: nothing will be flagged.",
            False,
            "/campaign/{c}/change/#rules-group",
        ),
        (
            lambda c: c.pools.filter(key="own").update(name=" "),
            "pools[1].name: is missing",
            True,
            "/campaign/{c}/change/",
        ),
    ],
)
def test_blockers(
    spoil: Callable[[Campaign], Any], text: str, stops: bool, page: str
) -> None:
    campaign = complete()
    spoil(campaign)
    assert (text, stops) in found(campaign)
    fresh = Campaign.objects.get(pk=campaign.pk)
    (blocker,) = [row for row in fresh.definition_blockers() if row.text == text]
    assert blocker.url.startswith("/admin/campaigns" + page.format(c=campaign.pk))


def test_a_form_needs_no_overall_item_where_all_items_decide() -> None:
    campaign = complete()
    campaign.formula.deciding = "items"
    campaign.formula.save()
    campaign.forms.get().lines.update(main=False)
    assert found(campaign) == []


def test_stops_stand_before_warnings() -> None:
    campaign = complete()
    campaign.groups.get().seats.update(team=None)
    campaign.forms.get().lines.filter(key="study-1").update(scale=None)
    assert [stops for _text, stops in found(campaign)] == [True, False]
