"""Leaders on lists: said in the preview and at the desk, also without approval."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots.models import Box
from campaigns.models import Campaign, GroupUnit, Role, Unit
from tests.campaigns.approval.make import make_stage
from tests.campaigns.books import HEAD, UNITS, brought, roster, upload, workbook
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HINT = "has the name of a leader who is rated; leaders are kept off the lists"


@pytest.fixture
def campaign(db: None) -> Campaign:
    """Groups of A and B, and of C and D; nothing is approved."""
    document = make_document_in_two_groups()
    document["pools"][1].pop("composition", None)
    campaign = make_campaign(document)
    lead(campaign, A="张三\n李四", C="王五")
    return campaign


def lead(campaign: Campaign, **leaders: str) -> None:
    for code, names in leaders.items():
        seats = GroupUnit.objects.filter(group__campaign=campaign)
        seats.filter(unit__code=code).update(leaders=names)


def line(name: str, unit: str = "A", pool: str = "本单位") -> tuple[str, ...]:
    return (unit, "", pool, name, "", "")


def hinted(page: Any) -> list[tuple[str, int]]:
    """The hints on leaders, by sheet and row; that they stop nothing."""
    found = [p for p in page.context["plan"].problems if HINT in p.text]
    assert not any(problem.stops for problem in found)
    return [(problem.sheet, problem.row) for problem in found]


def told(campaign: Campaign) -> list[str]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    found = [b for b in fresh.definition_blockers() if "only=leaders" in b.url]
    assert not any(blocker.stops for blocker in found)
    return [blocker.text for blocker in found]


def test_the_preview_says_it_by_sheet_and_row(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, roster(
        line("赵六"), line("張三"), line("张三", "B"), line("李 四", "B", "全评"),
        line("王五", "A", "全评"),
    ))  # fmt: skip
    # by the pool: own raters rate their unit, cross-unit raters those of the group
    assert hinted(page) == [("参评人员名单", 5), ("参评人员名单", 7)]
    assert page.context["carried"]
    assert "“張三” has the name of a leader" in page.content.decode()


def test_persons_who_are_rated_and_heads_are_leaders(
    campaign: Campaign, office: Client
) -> None:
    unit, form = Unit.objects.get(code="A"), campaign.forms.get()
    campaign.subjects.create(unit=unit, kind="person", key="p", name="钱七", form=form)
    user = User.objects.create_user("head", last_name="孙八")
    other = Unit.objects.get(code="B")
    Role.objects.create(user=user, kind="head", unit=unit)
    Role.objects.create(user=user, kind="liaison", unit=other)
    lines = (line("钱七"), line("孙八"), line("孙八", "B"))
    found = hinted(upload(office, campaign, roster(*lines)))
    assert [row for _sheet, row in found] == [4, 5]


def test_leaders_of_the_same_workbook_count(campaign: Campaign, office: Client) -> None:
    content = workbook({
        "单位和分组": [(*UNITS, "领导班子成员"),
                  ("A", "", "", "第一组", "", "", "", "周九"),
                  ("B", "", "", "第一组", "", "", "", "")],
        "参评人员名单": [HEAD, line("张三"), line("周九"), line("周九", "B", "全评")],
    })  # fmt: skip
    assert hinted(upload(office, campaign, content, rest="remove")) == [
        ("参评人员名单", 3), ("参评人员名单", 4)
    ]  # fmt: skip


def test_the_desk_says_how_many_and_leads_to_them(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(line("赵六"), line("张三"), line("王五")))
    text = "1 rater has the name of a leader who is rated: leaders are kept off the"
    assert told(campaign) == [f"{text} lists."]
    box = Box.objects.freeze(campaign)
    (hint,) = [b for b in box.blockers() if "only=leaders" in b.url]
    assert not hint.stops
    assert text in office.get(f"/desk/{campaign.pk}/").content.decode()
    page = office.get(hint.url)
    assert [row.name for row in page.context["roster"].shown] == ["张三"]
    units = [unit.code for _group, rows in page.context["roster"].groups
             for unit, _lists in rows]  # fmt: skip
    assert units == ["A"]
    campaign.raters.filter(name="张三").delete()
    assert told(campaign) == []


def test_who_reaches_the_campaign_rates_every_leader(
    campaign: Campaign, office: Client
) -> None:
    brought(office, campaign, roster(line("王五", "A", "全评")))
    assert told(campaign) == []
    campaign.pools.filter(key="cross").update(reach="campaign")
    assert len(told(campaign)) == 1


def test_who_is_said_to_be_another_is_not_pointed_out_again() -> None:
    stage = make_stage("lists")
    campaign, office = stage.campaign, stage.clients["office"]
    lead(campaign, A="张三")
    content = roster(line("张三"))
    brought(office, campaign, content)
    assert hinted(upload(office, campaign, content)) == [("参评人员名单", 4)]
    assert len(told(campaign)) == 1
    campaign.raters.update(namesake=True)
    assert hinted(upload(office, campaign, content)) == []
    assert told(campaign) == []


def test_as_many_queries_however_many_units(campaign: Campaign, office: Client) -> None:
    brought(office, campaign, roster(line("张三")))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(f"/lists/{campaign.pk}/", {"only": "leaders"})
            assert len(told(campaign)) == 1
        return len(seen)

    before = queries()
    group, pool = campaign.groups.get(key="G1"), campaign.pools.get(key="own")
    form = campaign.forms.get()
    for number in range(5):
        unit = Unit.objects.create(code=f"Z{number}", name=f"第 {number}")
        group.seats.create(unit=unit, leaders="张三")
        campaign.subjects.create(unit=unit, key=f"Z{number}", form=form)
        campaign.raters.create(unit=unit, pool=pool, name="张三")
    assert queries() == before
