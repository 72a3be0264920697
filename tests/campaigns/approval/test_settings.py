"""Where approval is switched on, and where leaders are named."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from campaigns.load import copy, load
from campaigns.models import Campaign, GroupUnit, Unit
from campaigns.parser import DocumentError, parse
from tests.campaigns.approval.make import Stage, make_stage
from tests.campaigns.books import brought, said, shown, units, upload
from tests.campaigns.pages import save
from tests.make import make_campaign, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEAD = ("单位代码", "单位", "组", "领导班子成员")


def test_a_campaign_file_says_what_is_approved() -> None:
    document = make_document()
    assert parse(document).approval == "none"
    assert not make_campaign(document).approves_lists
    document["campaign"]["approval"] = "lists"
    row = load(document)
    assert (row.approves_lists, row.approves_papers) == (True, False)
    assert row.document()["campaign"]["approval"] == "lists"
    document["campaign"]["approval"] = "some"
    with pytest.raises(DocumentError, match="approval"):
        parse(document)


def test_a_copy_takes_approval_and_leaders_along(stage: Stage) -> None:
    GroupUnit.objects.filter(unit__code="A").update(leaders="赵一")
    twin = copy(stage.campaign)
    assert (twin.approval, twin.lists_by) == ("all", None)
    seat = GroupUnit.objects.get(group__campaign=twin, unit__code="A")
    assert seat.leader_names == ["赵一"]


def test_of_a_frozen_campaign_the_deadlines_change_not_the_approval(
    db: None,
) -> None:
    stage = make_stage("lists")
    campaign, office = stage.campaign, stage.clients["office"]
    page = f"/admin/campaigns/campaign/{campaign.pk}/change/"
    assert 'name="approval"' in office.get(page).content.decode()
    campaign.freeze()
    shown_then = office.get(page).content.decode()
    assert 'name="approval"' not in shown_then
    assert 'name="lists_by"' in shown_then
    assert save(office, campaign, lists_by="2030-06-12").status_code == 302
    fresh = Campaign.objects.get(pk=campaign.pk)
    assert (fresh.lists_by, fresh.approval) == (date(2030, 6, 12), "lists")
    assert office.get(f"/desk/{campaign.pk}/").content.decode().count("/board/")
    assert "/board/" in office.get(f"/lists/{campaign.pk}/").content.decode()


def test_the_office_chooses_when_it_begins_from_a_preset(office: Client) -> None:
    page = "/admin/campaigns/campaign/preset/?preset="
    shown_then = office.get(page + "joint-appraisal").content.decode()
    assert '<option value="all" selected>' in shown_then
    other = office.get(page + "satisfaction-poll").content.decode()
    assert '<option value="none" selected>' in other
    data = {"title": "联评", "stage": "", "office": "", "units": "甲\n乙"}
    data |= {"opens_at_0": "", "opens_at_1": "", "closes_at_0": "", "closes_at_1": ""}
    office.post(page + "joint-appraisal", {**data, "approval": "all"})
    assert Campaign.objects.first().approval == "all"
    office.post(page + "joint-appraisal", data)
    assert Campaign.objects.first().approval == "none"


def test_the_configuration_leads_to_the_board(stage: Stage) -> None:
    office = stage.clients["office"]
    page = f"/admin/campaigns/campaign/{stage.campaign.pk}/change/"
    assert (
        f'href="/lists/{stage.campaign.pk}/board/"' in office.get(page).content.decode()
    )
    group = stage.campaign.groups.first()
    page = f"/admin/campaigns/group/{group.pk}/change/"
    assert 'name="seats-0-leaders"' in office.get(page).content.decode()


# leaders by workbook -------------------------------------------------------------


def leaders(code: str) -> list[str]:
    return GroupUnit.objects.get(unit__code=code).leader_names


def test_leaders_come_with_the_list_of_units(office: Client) -> None:
    campaign = make_campaign()
    lines = [
        ("A", "单位甲", "第一组", "赵一、钱二；孙 三"),
        ("B", "单位乙", "第一组", "李四 周五"),
        ("C", "单位丙", "第一组", "郑 六"),
        ("D", "单位丁", "第一组", ""),
    ]
    brought(office, campaign, units(*lines, head=HEAD))
    assert leaders("A") == ["赵一", "钱二", "孙三"]
    assert leaders("B") == ["李四", "周五"]
    assert leaders("C") == ["郑六"]
    assert leaders("D") == []
    content = office.get(f"/lists/{campaign.pk}/lists.xlsx").content
    assert "赵一、钱二、孙三" in str(shown(content))
    assert not upload(office, campaign, content).context["plan"].changes
    # a list that says nothing of leaders leaves them
    seats = [(code, name, "第一组") for code, name, *_rest in lines]
    brought(
        office, campaign, units(*seats[:3], ("E", "单位戊", "第一组"), head=HEAD[:3])
    )
    assert leaders("B") == ["李四", "周五"]
    assert leaders("E") == []


def test_too_many_leaders_for_a_cell(office: Client) -> None:
    campaign = make_campaign()
    lines = [
        (unit.code, unit.name, "第一组", "甲" * 500) for unit in Unit.objects.all()
    ]
    page = upload(office, campaign, units(*lines, head=HEAD))
    assert "longer than 399 characters" in said(page)[0]


# what is frozen ------------------------------------------------------------------


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="triggers are PostgreSQL's"
)
def test_a_hand_in_the_database_changes_leaders_and_nothing_else(
    stage: Stage,
) -> None:
    Campaign.objects.filter(pk=stage.campaign.pk).update(state="frozen")
    seats = GroupUnit.objects.filter(group__campaign=stage.campaign)
    assert seats.update(leaders="赵一") == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        seats.update(lead=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=stage.campaign.pk).update(approval="none")
