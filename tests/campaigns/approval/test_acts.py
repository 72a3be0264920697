"""From handing in to the decision, as the rows have it."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from campaigns.approval.kinds import State
from campaigns.models import Campaign, Outdated, OwnWork, Submission, WrongState
from tests.campaigns.approval.make import Stage, approved, handed_in, said, text

pytestmark = pytest.mark.django_db


def acts(stage: Stage) -> list[str]:
    return [entry.action for entry in Entry.objects.of(stage.campaign.pk)]


def test_a_list_is_handed_in_approved_and_sent_back(filled: Stage) -> None:
    assert filled.item().state == State.OPEN
    row = handed_in(filled)
    assert row.state == State.SUBMITTED
    assert (row.submitted_by, row.note) == ("liaison-a", "")
    row.approve("team-a", row.digest)
    assert filled.item().state == State.APPROVED
    filled.item().row.send_back("team-a", "请补上一位服务对象。")
    item = filled.item()
    assert (item.state, item.row.reason) == (State.RETURNED, "请补上一位服务对象。")
    assert acts(filled) == ["handed in", "approved", "sent back"]
    told = Entry.objects.of(filled.campaign.pk).first()
    assert told.detail == {"submission": "list", "place": "A", "raters": 2}


@pytest.mark.parametrize("state", ["frozen", "open", "suspended"])
def test_an_approval_is_taken_back_until_voting_opens(
    filled: Stage, state: str
) -> None:
    row, begun = approved(filled), state != "frozen"
    Campaign.objects.filter(pk=filled.campaign.pk).update(state=state)
    assert ("Take the approval back" not in text(filled.get("team-a"))) == begun
    page = filled.post("team-a", "decide/", back=1, reason="请补一人")
    assert said(page)[0].startswith("Nothing was done" if begun else "Sent back")
    assert (filled.item().state == State.APPROVED) == begun
    if begun:
        with pytest.raises(WrongState):
            row.send_back("team-a", "x")
        # what the office has changed since is not what was approved
        filled.campaign.raters.filter(name="甲Aown").update(name="别人")
        filled.item().row.send_back("team-a", "x")
        assert filled.item().state == State.RETURNED


def test_what_is_handed_in_can_be_taken_back(filled: Stage) -> None:
    row = handed_in(filled)
    row.take_back("liaison-a")
    assert filled.item().state == State.OPEN
    with pytest.raises(WrongState):
        row.take_back("liaison-a")


def test_only_what_was_shown_is_decided_on(filled: Stage) -> None:
    with pytest.raises(Outdated):
        filled.item().row.hand_in("liaison-a", "0" * 64)
    row = handed_in(filled)
    filled.campaign.raters.filter(name="甲Aown").update(name="别人")
    # a list that changes on its way is still on its way
    assert filled.item().state == State.SUBMITTED
    with pytest.raises(Outdated):
        row.approve("team-a", row.digest)
    row.approve("team-a", filled.item().digest)
    assert filled.item().state == State.APPROVED


def test_nothing_is_handed_in_of_nothing(stage: Stage) -> None:
    with pytest.raises(Outdated):
        stage.item().row.hand_in("liaison-a", "")


def test_nobody_decides_on_his_own_work(filled: Stage) -> None:
    row = handed_in(filled)
    with pytest.raises(OwnWork):
        row.approve("liaison-a", row.digest)


def test_two_tabs(filled: Stage) -> None:
    """The second decision meets what the first has left."""
    row = handed_in(filled)
    other = Submission.objects.get(pk=row.pk)
    row.approve("team-a", row.digest)
    with pytest.raises(WrongState):
        other.approve("team-a", row.digest)
    first, second = filled.item(code="B").row, filled.item(code="B").row
    first.hand_in("liaison-b", filled.item(code="B").digest)
    with pytest.raises(WrongState):
        second.hand_in("liaison-b", filled.item(code="B").digest)
    assert Submission.objects.filter(unit__code="B").count() == 1


def test_a_list_that_changes_after_the_approval_is_seen(filled: Stage) -> None:
    approved(filled)
    line = filled.campaign.raters.get(name="甲Aown")
    # whom to call and in what order is not who rates
    filled.campaign.raters.filter(pk=line.pk).update(contact="1", position=9)
    assert filled.item().state == State.APPROVED
    filled.campaign.raters.filter(pk=line.pk).update(name="别人")
    item = filled.item()
    assert (item.state, item.with_team, item.open) == (State.CHANGED, True, False)
    item.row.approve("team-a", item.digest)
    assert filled.item().state == State.APPROVED


def test_a_paper_that_changes_is_not_handed_in_any_more(filled: Stage) -> None:
    approved(filled, "report")
    filled.campaign.documents.filter(unit__code="A", kind="report").update(body="别的")
    item = filled.item("report")
    assert (item.state, item.with_unit) == (State.OPEN, True)
    row = handed_in(filled, "report")
    row.approve("team-a", row.digest)
    assert filled.item("report").state == State.APPROVED


def test_papers_until_freezing_lists_until_closing(filled: Stage) -> None:
    rows = Campaign.objects.filter(pk=filled.campaign.pk)
    rows.update(state="frozen")
    with pytest.raises(WrongState):
        handed_in(filled, "speech")
    assert not filled.item("speech").open
    handed_in(filled)
    rows.update(state="closed")
    with pytest.raises(WrongState):
        filled.item().row.take_back("liaison-a")


def test_the_office_lets_pass(filled: Stage) -> None:
    filled.item().row.waive("office", "督导组组长生病")
    item = filled.item()
    assert (item.state, item.settled) == (State.WAIVED, True)
    told = Entry.objects.of(filled.campaign.pk).last()
    assert told.detail["reason"] == "督导组组长生病"
    with pytest.raises(WrongState):
        item.row.waive("office", "again")
    # whatever becomes of it, it went on without approval
    filled.campaign.raters.filter(name="甲Aown").update(name="别人")
    assert filled.item().state == State.WAIVED


@pytest.mark.parametrize("columns", [{"kind": "cross"}, {"kind": "list"}])
def test_a_row_is_of_a_unit_or_of_a_group(
    filled: Stage, columns: dict[str, str]
) -> None:
    place = {"unit": filled.item().place}
    if columns["kind"] == "list":
        place = {"group": filled.campaign.groups.get(key="G1")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(campaign=filled.campaign, **columns, **place)


def test_words_for_people(filled: Stage) -> None:
    assert str(handed_in(filled)).endswith("单位甲")
    assert str(handed_in(filled, "cross", "G1")).endswith("第一组")


@pytest.mark.parametrize("state", ["draft", "frozen", "open", "suspended", "closed"])
def test_what_was_let_pass_can_be_handed_in_until_closing(
    filled: Stage, state: str
) -> None:
    filled.item().row.waive("office", "会期提前")
    Campaign.objects.filter(pk=filled.campaign.pk).update(state=state)
    shown = filled.item().digest
    page = text(filled.get("liaison-a"))
    if state == "closed":
        assert "can still be handed in" not in page
        told = said(filled.post("liaison-a", "hand-in/", shown=shown))
        assert told[0].startswith("Nothing was done")
        return
    assert "can still be handed in" in page
    assert f'href="{filled.path("hand-in/")}"' in page
    asked = text(filled.get("liaison-a", "hand-in/"))
    assert "It was let pass without approval." in asked
    filled.post("liaison-a", "hand-in/", shown=shown)
    assert filled.item().state == State.SUBMITTED
    filled.post("team-a", "decide/", approve=1, shown=shown)
    assert filled.item().state == State.APPROVED
    assert acts(filled) == ["waived", "handed in", "approved"]
