"""What can no longer be changed, and what may be deleted."""

from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from campaigns.admin.campaign import CampaignAdmin
from campaigns.models import (
    Campaign,
    Form,
    Subject,
    Team,
    Unit,
)
from tests.campaigns.pages import change, save, text, typed, url
from tests.make import make_campaign


def test_a_frozen_campaign_lets_its_window_be_moved(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    page = text(office, change(campaign))
    assert "The definition stands since freezing (state: Frozen)" in page
    assert url("campaign", "copy", campaign.pk) in page
    fields = {"title": "x", "closes_at_0": "2099-06-01", "pools-0-quota": "99"}
    assert save(office, campaign, **fields).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.title, campaign.state) == ("集中联评", "frozen")
    assert campaign.closes_at is not None
    assert campaign.closes_at.year == 2099
    assert {pool.quota for pool in campaign.pools.all()} == {15, 5}


def test_a_frozen_campaign_lets_the_days_of_names_be_changed(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    assert 'value="90"' in text(office, change(campaign))
    assert save(office, campaign, names_kept_days="30").status_code == 302
    assert Campaign.objects.get().names_kept_days == 30
    for days, said in (("-1", "greater than or equal to 0"), ("3651", "3650")):
        page = save(office, campaign, names_kept_days=days)
        assert said in page.content.decode()
    assert Campaign.objects.get().names_kept_days == 30


def test_an_open_campaign_is_read_only(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    Campaign.objects.filter(pk=campaign.pk).update(state="open")
    assert 'name="_save"' not in text(office, change(campaign))
    assert office.post(change(campaign), {"title": "x"}).status_code == 403


def test_the_parts_of_a_frozen_campaign_are_read_only(office: Client) -> None:
    campaign = make_campaign()
    campaign.groups.update(team=Team.objects.create(name="第一督导组"))
    parts = [campaign.forms.get(), campaign.scales.get(), campaign.groups.get()]
    campaign.freeze()
    for part in [*parts, *campaign.subjects.all()[:1]]:
        page = text(office, change(part))
        assert 'name="_save"' not in page
        assert "The definition stands since freezing" in page
        assert office.post(change(part), {}).status_code == 403
        delete = url(part._meta.model_name, "delete", part.pk)
        assert office.get(delete).status_code == 403
    form = parts[0]
    assert office.get(url("form", "sheet", form.pk)).status_code == 403
    assert office.get(url("form", "look", form.pk)).status_code == 200


def test_a_team_that_is_lacking_can_be_given_later(office: Client) -> None:
    """Without one nobody could agree to the release."""
    campaign, team = make_campaign(), Team.objects.create(name="第一督导组")
    group = campaign.groups.get()
    campaign.freeze()
    sent = {"team": str(team.pk), "title": "x", "key": "x"}
    assert save(office, group, **sent).status_code == 302
    group.refresh_from_db()
    assert (group.team, group.key) == (team, "G1")
    assert campaign.groups.get().seats.count() == 4
    entry = Entry.objects.get(action="team")
    assert (entry.chain, entry.detail) == (
        campaign.pk,
        {"group": "G1", "team": "第一督导组"},
    )
    # but not exchanged: it may have agreed to something
    assert office.post(change(group), sent).status_code == 403


def test_the_code_of_a_frozen_unit_stands(office: Client) -> None:
    """Slips, definition and results name it; its name may still be corrected."""
    campaign = make_campaign()
    unit = Unit.objects.get(code="A")
    assert save(office, unit, code="A1").status_code == 302
    assert save(office, Unit.objects.get(code="A1"), code="A").status_code == 302
    campaign.freeze()
    assert save(office, unit, code="A1", name="新名").status_code == 302
    unit.refresh_from_db()
    assert (unit.code, unit.name) == ("A", "新名")


def test_who_froze_first_wins(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page was allowed when it was asked for; by the time of saving it is not."""
    campaign = make_campaign()
    row = campaign.groups.get()
    sent, kept = typed(office.get(change(row))), campaign.document()
    monkeypatch.setattr(Campaign, "is_draft", True)
    Campaign.objects.filter(pk=campaign.pk).update(state="frozen")
    assert office.post(change(row), {**sent, "key": "x"}).status_code == 403
    delete = url("group", "delete", row.pk)
    assert office.post(delete, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    assert office.post(url("group", "changelist"), many).status_code == 403
    assert Campaign.objects.get().document() == kept


# deleting ------------------------------------------------------------------------


def test_a_draft_is_deleted_with_its_parts(office: Client) -> None:
    campaign = make_campaign()
    delete = url("campaign", "delete", campaign.pk)
    page = text(office, delete)
    assert "Are you sure" in page
    assert office.post(delete, {"post": "yes"}).status_code == 302
    assert not Form.objects.exists()
    assert Unit.objects.count() == 4


def test_what_was_frozen_is_not_deleted_and_a_drill_is(office: Client) -> None:
    frozen, drill = make_campaign(), make_campaign(drill=True)
    frozen.freeze()
    drill.freeze()
    assert office.get(url("campaign", "delete", frozen.pk)).status_code == 403
    delete = url("campaign", "delete", drill.pk)
    assert "Are you sure" in text(office, delete)
    office.post(delete, {"post": "yes"})
    assert [row.pk for row in Campaign.objects.all()] == [frozen.pk]


def test_a_frozen_second_vote_holds_its_first(office: Client) -> None:
    first = make_campaign()
    second = make_campaign(parent=first)
    second.freeze()
    page = text(office, url("campaign", "delete", first.pk))
    assert "your account doesn't have permission" in page.replace("&#x27;", "'")


def test_a_campaign_frozen_meanwhile_is_not_deleted_with_others(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, frozen = make_campaign(), make_campaign()
    asked = CampaignAdmin.get_deleted_objects

    def then_frozen(self: Any, *args: Any) -> Any:
        found = asked(self, *args)
        frozen.freeze()
        return found

    monkeypatch.setattr(CampaignAdmin, "get_deleted_objects", then_frozen)
    picked = {"_selected_action": [draft.pk, frozen.pk], "post": "yes"}
    many = {"action": "delete_selected", **picked}
    assert office.post(url("campaign", "changelist"), many).status_code == 403
    assert Campaign.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_several_drafts_are_deleted_at_once(office: Client) -> None:
    picked = {"_selected_action": [make_campaign().pk, make_campaign().pk]}
    many = {"action": "delete_selected", "post": "yes", **picked}
    office.post(url("campaign", "changelist"), many)
    assert not Campaign.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parts_of_a_draft_are_deleted(office: Client) -> None:
    subject = make_campaign().subjects.all()[0]
    office.post(url("subject", "delete", subject.pk), {"post": "yes"})
    rows = list(Subject.objects.all())
    assert subject not in rows
    picked = {"_selected_action": [row.pk for row in rows], "post": "yes"}
    office.post(url("subject", "changelist"), {"action": "delete_selected", **picked})
    assert not Subject.objects.exists()
