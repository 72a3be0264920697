"""Handing in, agreeing and deciding on the pages."""

import html
import re
from typing import Any

import pytest

from campaigns.approval.kinds import State
from campaigns.models import (
    Account,
    Agreement,
    Campaign,
    Role,
    Subject,
    Unit,
    WrongState,
)
from tests.campaigns.approval.make import (
    Stage,
    approved,
    fill,
    handed_in,
    said,
    text,
    waived,
)

pytestmark = pytest.mark.django_db
A, B, TA, T1 = "liaison-a", "liaison-b", "team-a", "team-1"


def hand_in(stage: Stage, kind: str = "list", code: str = "A", **data: str) -> Any:
    shown = stage.item(kind, code).digest
    return stage.post(A, "hand-in/", kind, code, **{"shown": shown, "note": "", **data})


def decide(stage: Stage, who: str = TA, kind: str = "list", **data: Any) -> Any:
    code = "G1" if kind == "cross" else "A"
    return stage.post(who, "decide/", kind, code, **data)


# handing in ----------------------------------------------------------------------


def test_from_the_list_to_the_approval(filled: Stage) -> None:
    page = text(filled.get(A))
    assert "Everything is there." in page
    asked = text(filled.get(A, "hand-in/"))
    assert "2 of 2 names are on the list." in asked
    assert "team-a approves it or sends it back with a reason." in asked
    answer = hand_in(filled)
    assert said(answer) == ["Handed in. The supervision team has it now."]
    assert re.search(r"Handed in by liaison-a on .*:\d\d\. team-a", text(answer))
    assert "Add somebody" not in text(answer)
    answer = decide(filled, reason="请补上一位退休人员。", back=1)
    assert said(answer) == ["Sent back: Unit A · list of the unit's own raters"]
    page = text(filled.get(A))
    assert "请补上一位退休人员。" in page
    hand_in(filled)
    answer = decide(filled, approve=1, shown=filled.item().digest)
    assert said(answer) == ["Approved: Unit A · list of the unit's own raters"]
    assert "Approved by team-a" in text(filled.get(A))


def test_places_that_are_free_ask_for_a_word_why(filled: Stage) -> None:
    filled.campaign.raters.get(name="乙Aown").delete()
    assert "1 name is missing; say why" in text(filled.get(A))
    answer = hand_in(filled)
    assert answer.status_code == 422
    assert filled.item().state == State.OPEN
    hand_in(filled, note="本单位只有一人符合条件")
    assert "本单位只有一人符合条件" in text(filled.get(TA))
    assert filled.item().row.note == "本单位只有一人符合条件"


def test_a_list_that_is_not_made_up_as_required_is_not_handed_in(
    filled: Stage,
) -> None:
    filled.campaign.pools.filter(key="own").update(composition="党员 1/2; 群众")
    page = text(filled.get(A))
    assert "Unit A · 本单位" not in page
    assert "0 of category “党员”, at least 1 are required." in page
    assert 'aria-disabled="true"' in page
    assert hand_in(filled).status_code == 409
    filled.campaign.raters.filter(name="甲Aown").update(category="党员")
    assert hand_in(filled).status_code == 200


def test_too_many_names_and_none_at_all(stage: Stage) -> None:
    assert "Nobody is on the list yet." in text(stage.get(A))
    assert hand_in(stage).status_code == 409
    fill(stage)
    unit, pool = Unit.objects.get(code="A"), stage.campaign.pools.get(key="own")
    stage.campaign.raters.create(unit=unit, pool=pool, name="多余")
    assert "1 name too many." in text(stage.get(A))
    assert hand_in(stage).status_code == 409


def test_what_changed_since_one_looked_is_not_handed_in(filled: Stage) -> None:
    answer = hand_in(filled, shown="0" * 64)
    assert said(answer)[0].startswith("Nothing was done: it has changed")
    hand_in(filled)
    assert said(hand_in(filled))[0].startswith("Nothing was done: somebody was faster")


def test_taking_back(filled: Stage) -> None:
    hand_in(filled)
    answer = filled.post(A, "take-back/")
    assert said(answer) == ["Taken back. Mend it, and hand it in again."]
    assert filled.item().state == State.OPEN
    assert said(filled.post(A, "take-back/"))[0].startswith("Nothing was done")


def test_the_office_hands_in_for_a_unit_and_approves_nothing(filled: Stage) -> None:
    shown = filled.item().digest
    filled.post("office", "hand-in/", shown=shown, note="")
    assert filled.item().row.submitted_by == "office"
    page = text(filled.get("office"))
    assert "Your decision" not in page
    path = filled.path("decide/")
    assert filled.clients["office"].post(path, {"approve": 1}).status_code == 404


def test_papers(filled: Stage) -> None:
    page = text(filled.get(A, "", "report"))
    assert "一切都好。" in page
    assert f'href="/lists/{filled.campaign.pk}/papers/A/report/"' in page
    hand_in(filled, "report")
    assert "一切都好。" in text(filled.get(TA, "", "report"))
    decide(filled, kind="report", approve=1, shown=filled.item("report").digest)
    assert filled.item("report").state == State.APPROVED
    filled.campaign.documents.filter(kind="speech", unit__code="A").delete()
    page = text(filled.get(A, "", "speech"))
    assert "Nothing has been written yet." in page
    assert hand_in(filled, "speech").status_code == 409


# leaders -------------------------------------------------------------------------


def test_leaders_are_heads_members_and_persons_who_are_rated(filled: Stage) -> None:
    names = {"甲Aown": "head", "乙Aown": "person"}
    head = Account.objects.create_user("head", last_name="甲Aown")
    Role.objects.create(user=head, kind="head", unit=Unit.objects.get(code="A"))
    first = filled.campaign.subjects.first()
    Subject.objects.create(
        campaign=filled.campaign, unit=first.unit, key="p", name="乙Aown",
        kind="person", form=first.form,
    )  # fmt: skip
    page = text(filled.get(A))
    for name in names:
        assert f"“{name}” has the name of a leader who is rated" in page
    # a unit's own raters rate nobody of another unit
    assert "has the name" not in text(filled.get(B, "", "list", "B"))


def test_leaders_of_the_group_are_kept_off_its_cross_unit_list(filled: Stage) -> None:
    for code, name in (("B", "甲Across"), ("C", "甲Bcross")):
        seat = filled.item(code=code).seat
        seat.leaders = name
        seat.save()
    page = text(filled.get(A, "", "cross", "G1"))
    assert "“甲Across” has the name of a leader" in page
    assert "“甲Bcross” has" not in page
    filled.campaign.pools.filter(key="cross").update(reach="campaign")
    assert "“甲Bcross” has" in text(filled.get(A, "", "cross", "G1"))


def test_the_office_names_the_leaders_also_after_freezing(filled: Stage) -> None:
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="frozen")
    path = f"/lists/{filled.campaign.pk}/unit/A/"
    office = filled.clients["office"]
    assert office.get(f"{path}leaders/").status_code == 200
    answer = office.post(f"{path}leaders/", {"leaders": "赵一\n钱二"}, follow=True)
    assert "赵一 · 钱二" in text(answer)
    assert office.post(f"{path}leaders/", {"leaders": "x" * 3000}).status_code == 422


# the cross-unit list -------------------------------------------------------------


def word(stage: Stage, who: str = B, code: str = "B", **data: str) -> Any:
    path = f"/lists/{stage.campaign.pk}/unit/{code}/"
    voice = stage.clients[who].get(path).context["voice"]
    shown = voice.digest if voice else ""
    data = {"shown": shown, **data}
    return stage.clients[who].post(f"{path}agree/", data, follow=True)


def test_units_agree_to_their_lines_or_object(filled: Stage) -> None:
    page = text(filled.clients[B].get(f"/lists/{filled.campaign.pk}/unit/B/"))
    assert "甲Bcross" in page
    assert "甲Across" not in page
    assert "no answer yet" in text(filled.get(A, "", "cross", "G1"))
    # without a word of the unit the lead unit says why
    assert hand_in(filled, "cross", "G1").status_code == 422
    assert said(word(filled, agree="1")) == ["You have agreed."]
    assert hand_in(filled, "cross", "G1").status_code == 200
    assert "Handed in by liaison-a" in text(filled.get(A, "", "cross", "G1"))
    assert said(word(filled, agree="1"))[0].startswith("Nothing was done")


def test_an_objection_is_read_by_lead_unit_and_team(filled: Stage) -> None:
    assert word(filled, object="1", words="").status_code == 422
    word(filled, object="1", words="此人已调离")
    for who in (A, T1):
        assert "此人已调离" in text(filled.get(who, "", "cross", "G1"))
    assert "Unit B: objects · 此人已调离" in text(hand_in(filled, "cross", "G1"))
    hand_in(filled, "cross", "G1", note="已电话说明")
    assert filled.item("cross", "G1").state == State.SUBMITTED


def test_a_word_is_on_the_lines_it_was_said_to(filled: Stage) -> None:
    word(filled, agree="1")
    assert str(Agreement.objects.get()).startswith("Unit B")
    filled.campaign.raters.filter(name="甲Bcross").update(name="别人")
    assert "lines changed since it answered" in text(filled.get(A, "", "cross", "G1"))
    answer = word(filled, agree="1", shown="0" * 64)
    assert said(answer)[0].startswith("Nothing was done: it has changed")
    filled.campaign.raters.filter(name="别人").delete()
    assert "nobody is put down for it yet" in text(filled.get(A, "", "cross", "G1"))
    page = text(filled.clients[B].get(f"/lists/{filled.campaign.pk}/unit/B/"))
    assert "has not put anybody down" in page
    assert said(word(filled, agree="1"))[0].startswith("Nothing was done")


def test_the_lead_unit_has_all_on_its_page(filled: Stage) -> None:
    page = filled.clients[A].get(f"/lists/{filled.campaign.pk}/unit/A/")
    kinds = [seen.item.kind.value for seen in page.context["mine"]]
    assert kinds == ["list", "report", "speech", "cross"]
    assert page.context["voice"] is None
    assert word(filled, A, "A", agree="1").status_code == 404
    back = filled.clients[B].get(f"/lists/{filled.campaign.pk}/unit/B/agree/")
    assert back.status_code == 302


def test_without_cross_unit_raters_nobody_is_asked(filled: Stage) -> None:
    filled.campaign.pools.get(key="cross").delete()
    page = filled.clients[B].get(f"/lists/{filled.campaign.pk}/unit/B/")
    assert page.context["voice"] is None
    assert filled.get(A, "", "cross", "G1").status_code == 404


def test_without_a_lead_unit_the_office_draws_up_the_list(filled: Stage) -> None:
    filled.campaign.groups.get(key="G1").seats.update(lead=False)
    assert filled.get(A, "", "cross", "G1").status_code == 404
    assert filled.get("office", "", "cross", "G1").status_code == 200


# deciding ------------------------------------------------------------------------


def test_sending_back_takes_a_reason(filled: Stage) -> None:
    handed_in(filled)
    answer = decide(filled, reason=" ", back=1)
    assert answer.status_code == 422
    assert filled.item().state == State.SUBMITTED
    back = filled.clients[TA].get(filled.path("decide/"))
    assert (back.status_code, back["Location"]) == (302, filled.path())


def test_a_decision_on_what_has_changed_or_is_decided(filled: Stage) -> None:
    handed_in(filled)
    answer = decide(filled, approve=1, shown="0" * 64)
    assert said(answer)[0].startswith("Nothing was done: it has changed")
    decide(filled, reason="x", back=1)
    assert said(decide(filled, reason="x", back=1))[0].startswith("Nothing was done")


def test_nobody_approves_what_he_has_handed_in(filled: Stage) -> None:
    handed_in(filled, by=TA)
    assert "another member of the team decides" in text(filled.get(TA))
    answer = decide(filled, approve=1, shown=filled.item().digest)
    assert "another member does" in said(answer)[0]


def test_what_has_to_be_mended_is_not_approved(filled: Stage) -> None:
    approved(filled)
    seat = filled.item().seat
    seat.leaders = "别人"
    seat.save()
    filled.campaign.raters.filter(name="甲Aown").update(name="别人")
    page = text(filled.get(TA))
    assert "It has to be approved again." in page
    assert "It cannot be approved like this" in page
    assert decide(filled, approve=1, shown=filled.item().digest).status_code == 409


def test_an_approval_is_taken_back(filled: Stage) -> None:
    approved(filled)
    assert "Take the approval back" in text(filled.get(TA))
    decide(filled, reason="有人反映", back=1)
    assert filled.item().state == State.RETURNED


def test_the_team_sees_who_is_on_two_lists_the_unit_does_not(filled: Stage) -> None:
    rows = filled.campaign.raters
    rows.filter(name__in=("甲Aown", "甲Bown")).update(
        name="同名", contact="13800000001"
    )
    rows.filter(name__in=("乙Aown", "乙Cown")).update(name="张三")
    rows.filter(unit__code="A", name="张三").update(contact="1")
    handed_in(filled)
    page = text(filled.get("office"))
    assert "“同名” is with the same contact on another list: Unit B" in page
    assert "A “张三” is on another list, too: Unit C" in page
    assert "another list" not in text(filled.get(A)).replace("On another list", "")
    rows.filter(unit__code="C", name="张三").update(contact="2")
    assert "A “张三”" not in text(filled.get("office"))


def test_a_team_is_not_told_where_outside_its_own_part(filled: Stage) -> None:
    """Team a reads A's list and the cross-unit one of its group, team 1 all of it."""
    rows = filled.campaign.raters
    twins = ("甲Aown", "甲Bown", "甲Cown")
    rows.filter(name__in=twins).update(name="同名", contact="13800000001")
    rows.filter(name="甲Across").update(name="张三", contact="9")
    rows.filter(name__in=("乙Aown", "乙Bown", "乙Cown")).update(name="张三")
    page = text(filled.get(TA))
    for told in (
        "“同名” is with the same contact on another list. ",
        "A “张三” is on another list of the campaign, too.",
        "A “张三” is on another list, too: Unit A · ",
    ):
        assert told in page.replace("</", " </")
    page = text(filled.get(T1, code="B"))
    assert "same contact on another list: Unit A" in page
    assert "A “张三” is on another list, too: Unit A" in page
    for who, code in ((TA, "A"), (T1, "B")):
        assert "Unit C" not in text(filled.get(who, code=code))


def test_another_unit_reads_how_the_cross_unit_list_stands(filled: Stage) -> None:
    path, turn = f"/lists/{filled.campaign.pk}/unit/B/", "the supervision team's turn"
    row = handed_in(filled, "cross", "G1", note="x")
    page = filled.clients[B].get(path)
    assert turn in html.unescape(text(page))
    row.approve(T1, row.digest)
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="open")
    page = html.unescape(text(filled.clients[B].get(path)))
    assert turn not in page
    assert "How the list stands:" in page
    assert "</span> approved</span>" in page
    filled.campaign.submissions.update(state="submitted")
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="closed")
    page = html.unescape(text(filled.clients[B].get(path)))
    assert turn not in page
    assert "waits for approval" in page


# the queue -----------------------------------------------------------------------


def queue(stage: Stage, who: str = T1) -> Any:
    return stage.clients[who].get(f"/lists/{stage.campaign.pk}/review/")


def test_several_are_approved_at_once(filled: Stage) -> None:
    assert "Nothing waits for your team." in text(queue(filled))
    handed_in(filled, "list", "B")
    handed_in(filled, "report", "B")
    handed_in(filled, "speech", "B", note="稍短")
    ((_group, rows),) = queue(filled).context["groups"]
    assert [(i.kind.value, plain) for i, plain in rows] == [
        ("list", True), ("report", True), ("speech", False)
    ]  # fmt: skip
    ticked = [
        f"{kind}:B:{filled.item(kind, 'B').digest}"
        for kind in ("list", "report", "speech")
    ]
    path = f"/lists/{filled.campaign.pk}/review/"
    answer = filled.clients[T1].post(path, {"item": ticked}, follow=True)
    assert said(answer) == [
        "2 are approved.", "1 was not approved: it has changed since you looked."
    ]  # fmt: skip
    answer = filled.clients[T1].post(path, {"item": ticked[:1]}, follow=True)
    assert "1 was not approved" in said(answer)[0]
    answer = filled.clients[T1].post(path, {}, follow=True)
    assert said(answer) == ["Nothing was ticked."]
    assert filled.item("speech", "B").state == State.SUBMITTED


def test_all_that_is_ticked_is_approved(filled: Stage) -> None:
    handed_in(filled, "list", "B")
    ticked = f"list:B:{filled.item('list', 'B').digest}"
    path = f"/lists/{filled.campaign.pk}/review/"
    answer = filled.clients[T1].post(path, {"item": ticked}, follow=True)
    assert said(answer) == ["1 is approved."]
    filled.campaign.pools.filter(key="own").update(composition="党员 1/2")
    assert filled.item().short == "not made up as required"


def test_two_members_approve_at_once(
    filled: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed_in(filled, "list", "B")
    ticked = f"list:B:{filled.item('list', 'B').digest}"
    monkeypatch.setattr(type(row), "approve", late)
    path = f"/lists/{filled.campaign.pk}/review/"
    answer = filled.clients[T1].post(path, {"item": ticked}, follow=True)
    assert "1 was not approved" in said(answer)[0]


def late(*_what: Any) -> None:
    raise WrongState


def test_without_a_team_it_waits_and_the_office_goes_on(filled: Stage) -> None:
    group = filled.campaign.groups.get(key="G1")
    group.team = None
    group.save()
    handed_in(filled, "list", "B")
    assert "No supervision team is set" in text(filled.get(B, "", "list", "B"))
    # of a group without a responsible team the original one of the lead unit decides
    assert filled.item("cross", "G1").team == "team-a"
    waived(filled)
    page = text(filled.get(B, "", "list", "B"))
    assert "Let pass without approval by office" in page
    assert filled.item(code="B").state == State.WAIVED
