"""Groups, scales, subjects, teams and reports."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import (
    Campaign,
    Document,
    Group,
    Subject,
    Team,
    Unit,
)
from tests.campaigns.pages import NAMES, change, errors, save, text, url
from tests.make import make_campaign


def test_a_part_is_added_to_a_draft_only(office: Client) -> None:
    draft, frozen = make_campaign(), make_campaign()
    frozen.freeze()
    fields = {"key": "G2", "title": "第二组"}
    page = office.post(url("group", "add"), {**fields, "campaign": frozen.pk})
    assert errors(page)[0].startswith("Select a valid choice.")
    page = office.post(url("group", "add"), {**fields, "campaign": draft.pk})
    assert page.status_code == 302
    assert Group.objects.get(key="G2").campaign == draft
    page = office.post(url("group", "add"), {**fields, "campaign": draft.pk})
    assert errors(page) == ["This campaign has that key already."]


def test_a_key_is_taken_even_where_the_campaign_is_not_on_the_form(
    office: Client,
) -> None:
    campaign = make_campaign()
    group = campaign.groups.create(key="G2", title="第二组")
    page = save(office, group, key="G1")
    assert errors(page) == ["This campaign has that key already."]


def test_seats_of_a_group(office: Client) -> None:
    group = make_campaign().groups.get()
    first, second = group.seats.all()[:2]
    page = save(office, group, **{"seats-1-unit": first.unit_id})
    assert errors(page) == ["It is there twice."]
    page = save(office, group, **{"seats-1-lead": "on"})
    assert errors(page) == ["A group has one lead unit."]
    swap = {"seats-0-unit": second.unit_id, "seats-1-unit": first.unit_id}
    swap |= {"seats-0-lead": None, "seats-1-lead": "on"}
    assert save(office, group, **swap).status_code == 302
    seats = [(seat.unit.code, seat.lead) for seat in group.seats.all()]
    assert seats == [("B", False), ("A", True), ("C", False), ("D", False)]


def test_a_group_is_put_between_others_and_without_a_number_at_the_end(
    office: Client,
) -> None:
    campaign = make_campaign()
    for key, place in (("G2", ""), ("G10", ""), ("G9", "5")):
        fields = {"campaign": campaign.pk, "key": key, "title": key, "position": place}
        assert office.post(url("group", "add"), fields).status_code == 302
    assert order(campaign) == [("G9", 10), ("G1", 20), ("G2", 30), ("G10", 40)]
    page = save(office, campaign.groups.get(key="G9"), position="35")
    assert page.status_code == 302
    assert order(campaign) == [("G1", 10), ("G2", 20), ("G9", 30), ("G10", 40)]
    page = save(office, campaign.groups.get(key="G9"), position="99999")
    assert errors(page) == ["Ensure this value is less than or equal to 32000."]


def test_a_subject_without_a_number_is_the_last(office: Client) -> None:
    campaign = make_campaign()
    fields = {"campaign": campaign.pk, "unit": Unit.objects.get(code="A").pk}
    fields |= {"kind": "person", "key": "head", "name": "张三", "position": ""}
    fields |= {"form": campaign.forms.get().pk}
    assert office.post(url("subject", "add"), fields).status_code == 302
    rows = list(campaign.subjects.values_list("key", "position"))
    assert rows == [("A", 10), ("B", 20), ("C", 30), ("D", 40), ("head", 50)]


def order(campaign: Campaign) -> list[tuple[str, int]]:
    return list(campaign.groups.values_list("key", "position"))


def test_options_of_a_scale(office: Client) -> None:
    scale = make_campaign().scales.get()
    page = save(office, scale, **{"options-0-outside": "on"})
    assert errors(page) == [
        "An option outside the denominator cannot count as satisfied or excellent."
    ]
    moved = {"options-0-position": "25", "options-2-DELETE": "on"}
    assert save(office, scale, **moved).status_code == 302
    options = [(option.position, option.key) for option in scale.options.all()]
    assert options == [(10, "fair"), (20, "good")]


def test_a_subject_takes_a_form_of_its_campaign(office: Client) -> None:
    campaign, other = make_campaign(), make_campaign()
    unit = Unit.objects.create(code="E", name="单位戊")
    fields = {"campaign": campaign.pk, "unit": unit.pk, "key": "E", "kind": "team"}
    fields |= {"position": 50}
    add = url("subject", "add")
    page = office.post(add, {**fields, "form": other.forms.get().pk})
    assert errors(page) == ["This form belongs to another campaign."]
    page = office.post(add, {**fields, "form": campaign.forms.get().pk})
    assert page.status_code == 302
    subject = Subject.objects.get(key="E")
    page = save(office, subject, form=other.forms.get().pk)
    assert errors(page) == ["This form belongs to another campaign."]
    page = office.post(add, {**fields, "campaign": "", "form": ""})
    assert len(errors(page)) == 2


@pytest.mark.parametrize(
    "query", ["?campaign=x", "?unit=%00", "?campaign=999999999999"]
)
def test_a_strange_address_is_no_error(office: Client, query: str) -> None:
    for name in NAMES:
        assert office.get(url(name, "add") + query).status_code == 200
    for name in ("sheet", "look"):
        for pk in ("0", "x", "9" * 40, "²"):
            assert office.get(url("form", name, pk)).status_code == 404
    assert office.get(url("campaign", "change", "x")).status_code == 302


def test_teams_and_reports(office: Client) -> None:
    campaign = make_campaign()
    member = User.objects.create_user("li")
    office.post(url("team", "add"), {"name": "第三督导组", "members": [member.pk]})
    assert [*Team.objects.get().members.all()] == [member]
    page = text(office, url("team", "changelist"))
    assert '<td class="field-size">1</td>' in page
    unit = campaign.groups.get().seats.all()[0].unit
    fields = {"campaign": campaign.pk, "unit": unit.pk, "title": "报告", "body": "内容"}
    fields["kind"] = "report"
    assert office.post(url("document", "add"), fields).status_code == 302
    assert "报告" in text(office, change(Document.objects.get()))
