"""Exchanging names on approved lists until voting closes."""

from typing import Any

import pytest

from audit.models import Entry
from ballots.models import Mailing
from campaigns.models import Campaign, Exchange, OwnWork, Twice, WrongState
from tests.campaigns.approval.make import Stage, approved, said, text
from tests.make import behind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
A, TA = "liaison-a", "team-a"
NEW = {"name": "新 人", "category": "", "contact": "13800000009", "reason": "原人出差"}


@pytest.fixture
def list_a(filled: Stage) -> Stage:
    approved(filled)
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="open")
    return filled


def exchange(stage: Stage, who: str = TA, **more: Any) -> Any:
    """For the first of the list."""
    rater = stage.campaign.raters.filter(unit__code="A", pool__key="own").first()
    return stage.post(who, f"exchange/{rater.pk}/", **{**NEW, **more})


def answer(stage: Stage, who: str = TA, **data: Any) -> Any:
    row = stage.item().row.exchanges.latest("pk")
    return stage.post(who, f"exchanges/{row.pk}/", **data)


def names(stage: Stage) -> set[str]:
    rows = stage.campaign.raters.filter(unit__code="A", pool__key="own")
    return set(rows.values_list("name", flat=True))


def test_the_team_exchanges_at_once(list_a: Stage) -> None:
    end = f"exchange/{list_a.rater('甲Aown')}/"
    assert "Who comes for 甲Aown?" in text(list_a.get(TA, end))
    told = said(exchange(list_a))
    assert told == ["Exchanged. The log has it without names."]
    assert names(list_a) == {"新人", "乙Aown"}
    item = list_a.item()
    assert (item.state, item.exchanged, item.asked) == ("approved", 1, 0)
    assert "Changed since: 1 name exchanged." in text(list_a.get(A))
    row = Exchange.objects.get()
    assert (row.state, row.name, row.contact) == ("done", "", "")
    entry = Entry.objects.of(list_a.campaign.pk).last()
    assert entry.action == "exchanged"
    assert not {"新人", "甲Aown", "原人出差"} & set(map(str, entry.detail.values()))
    assert str(row).startswith("list of the unit's own raters · Unit A ")


def test_a_liaison_proposes_and_the_team_decides(list_a: Stage) -> None:
    told = said(exchange(list_a, A))
    assert told == ["Proposed. The supervision team decides."]
    assert names(list_a) == {"甲Aown", "乙Aown"}
    assert list_a.item().asked == 1
    queue = list_a.clients[TA].get(f"/lists/{list_a.campaign.pk}/review/")
    assert "1 exchange waits" in text(queue)
    page = text(list_a.get(TA))
    assert "新人" in page
    assert "原人出差" in page
    assert said(answer(list_a, do=1)) == ["Exchanged. The log has it without names."]
    assert names(list_a) == {"新人", "乙Aown"}
    # a second tab
    assert said(answer(list_a, do=1))[0].startswith("Nothing was done")


def test_who_comes_is_another_row(list_a: Stage) -> None:
    """Whoever was written to has gone; whoever comes has not got the notice."""
    before = list_a.campaign.raters.get(name="甲Aown")
    notice = Mailing.objects.create(campaign=list_a.campaign, kind="notice", by="x")
    notice.letters.create(rater=before, refused=False)
    exchange(list_a, contact="new@example.org")
    after = list_a.campaign.raters.get(name="新人")
    where = ("campaign_id", "pool_id", "unit_id", "position")
    assert [getattr(after, at) for at in where] == [getattr(before, at) for at in where]
    assert not notice.letters.exists()
    assert notice.waiting() == [after.pk]


def test_a_proposal_for_somebody_who_was_exchanged_puts_out_nobody(
    list_a: Stage,
) -> None:
    exchange(list_a, A)
    exchange(list_a, name="另一人", contact="13800000008")
    assert names(list_a) == {"另一人", "乙Aown"}
    asked = list_a.item().row.exchanges.asked().get()
    assert asked.rater is None
    page = text(list_a.get(TA))
    assert "somebody who is not on the list any more" in page
    told = said(list_a.post(TA, f"exchanges/{asked.pk}/", do=1))
    assert told[0].startswith("Nothing was done")
    assert names(list_a) == {"另一人", "乙Aown"}
    with pytest.raises(WrongState, match="not on the list"):
        asked.do("somebody")


def test_a_proposal_is_refused_with_a_reason(list_a: Stage) -> None:
    exchange(list_a, A)
    page = answer(list_a, refuse=1, answer="")
    assert page.status_code == 422
    assert "Say why not." in text(page)
    answer(list_a, refuse=1, answer="不符合条件")
    assert "不符合条件" in text(list_a.get(A))
    assert names(list_a) == {"甲Aown", "乙Aown"}
    assert not Exchange.objects.exclude(name="").exists()


def test_a_proposal_is_withdrawn(list_a: Stage) -> None:
    exchange(list_a, A)
    assert said(answer(list_a, A, withdraw=1)) == [
        "Withdrawn; the list stays as it is."
    ]  # fmt: skip
    assert list_a.item().asked == 0
    row = Exchange.objects.get()
    assert list_a.get(A, f"exchanges/{row.pk}/").status_code == 302
    assert list_a.get(A, "exchanges/999/").status_code == 404
    assert list_a.get("liaison-b", "exchanges/1/", "list", "B").status_code == 404


def test_a_line_that_has_gone_meanwhile(list_a: Stage) -> None:
    exchange(list_a, A)
    list_a.campaign.raters.get(name="甲Aown").delete()
    assert "somebody who is not on the list any more" in text(list_a.get(TA))
    assert said(answer(list_a, do=1))[0].startswith("Nothing was done")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "12"}, "“12” is no name"),
        ({"name": "=甲"}, "“=甲” is no name"),
        ({"name": "\u200b"}, "This field is required"),
        ({"name": "㍿" * 31}, "longer than 60 characters"),
        ({"name": ""}, "This field is required"),
        ({"contact": "x"}, "“x” is neither a phone number"),
        ({"reason": ""}, "This field is required"),
        (
            {"name": "乙Aown", "contact": ""},
            "“乙Aown” is on a list of the unit already",
        ),
        ({"name": "甲Across", "contact": ""}, "is on a list of the unit already"),
        ({"name": "王书记"}, "“王书记” has the name of a leader who is rated."),
    ],
)
def test_what_is_wrong_is_said(more: dict[str, str], told: str, list_a: Stage) -> None:
    seat = list_a.item().seat
    seat.leaders = "王书记"
    seat.save()
    page = exchange(list_a, **more)
    assert page.status_code == 422
    assert told in text(page)
    assert names(list_a) == {"甲Aown", "乙Aown"}


def test_a_namesake_of_a_leader_comes_if_it_is_said(list_a: Stage) -> None:
    seat = list_a.item().seat
    seat.leaders = "王书记"
    seat.save()
    exchange(list_a, name="王书记", namesake="on")
    assert list_a.campaign.raters.get(name="王书记").namesake
    assert not list_a.campaign.raters.exclude(name="王书记").filter(namesake=True)


def test_the_list_stays_made_up_as_it_has_to_be(filled: Stage) -> None:
    list_a = filled
    approved(filled)
    list_a.campaign.pools.filter(key="own").update(composition="党员 1/2; 群众")
    rows = list_a.campaign.raters.filter(pool__key="own")
    rows.update(category="群众")
    rows.filter(name__startswith="甲").update(category="党员")
    row = list_a.item().row
    row.approve("somebody", list_a.item().digest)
    page = exchange(list_a, category="群众")
    assert "At least 1 of category “党员” are required." in text(page)
    assert exchange(list_a, category="党员").status_code == 200
    assert list_a.campaign.raters.filter(unit__code="A", category="党员").count() == 1


def test_the_category_is_one_of_the_pool(filled: Stage) -> None:
    """The cross-unit list is of two pools, each made up of others."""
    of_all = {"reach": "campaign", "quota": 1, "composition": "居民"}
    filled.campaign.pools.create(key="town", name="社会各界", **of_all)
    filled.campaign.pools.filter(key="cross").update(composition="服务对象; 党员")
    approved(filled, "cross", "G1", "team-1")
    end = f"exchange/{filled.rater('甲Bcross')}/"
    page = filled.get("team-1", end, "cross", "G1")
    assert "居民" not in text(page)
    for category in ("居民", ""):
        told = {**NEW, "category": category}
        page = filled.post("team-1", end, "cross", "G1", **told)
        assert page.status_code == 422
    filled.post("team-1", end, "cross", "G1", **{**NEW, "category": "党员"})
    assert filled.campaign.raters.get(name="新人").category == "党员"


def test_on_a_list_of_several_units(filled: Stage) -> None:
    approved(filled, "cross", "G1", "team-1")
    filled.campaign.pools.filter(key="cross").update(composition="")
    end = f"exchange/{filled.rater('甲Bcross')}/"
    filled.post("team-1", end, "cross", "G1", **NEW)
    assert filled.campaign.raters.filter(name="新人", unit__code="B").exists()


@pytest.mark.parametrize("state", ["frozen", "suspended", "closed"])
def test_until_closing(state: str, list_a: Stage) -> None:
    Campaign.objects.filter(pk=list_a.campaign.pk).update(state=state)
    told = said(exchange(list_a))
    assert told[0].startswith("Nothing was done" if state == "closed" else "Exchanged")
    assert list_a.item().exchanged == (state != "closed")


def test_in_a_draft_as_well(filled: Stage) -> None:
    approved(filled)
    exchange(filled)
    assert filled.item().exchanged == 1


def test_before_the_approval_the_unit_writes_its_list_itself(filled: Stage) -> None:
    told = said(exchange(filled, A))
    assert told[0].startswith("Nothing was done")
    page = filled.get(A, f"exchange/{filled.rater('甲Aown')}/", "report")
    assert page.status_code == 404


def test_the_rows_themselves(list_a: Stage) -> None:
    """What the forms have looked at may have become something else meanwhile."""
    row = list_a.item().row
    rater = list_a.campaign.raters.get(name="甲Aown")
    asked = Exchange(submission=row, rater=rater, name="乙Aown", reason="x")
    asked.asked_by = TA
    asked.ask()
    with pytest.raises(OwnWork):
        asked.do(TA)
    with pytest.raises(Twice):
        asked.do("somebody")
    assert "another member does" in said(answer(list_a, TA, do=1))[0]
    assert names(list_a) == {"甲Aown", "乙Aown"}
    list_a.campaign.raters.filter(name="乙Aown").update(contact="1")
    asked.do("somebody")
    assert names(list_a) == {"乙Aown"}
    with pytest.raises(WrongState):
        asked.refuse("somebody", "x")


def test_a_twin_between_form_and_row(
    list_a: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(*_what: Any) -> None:
        raise Twice

    exchange(list_a, A)
    monkeypatch.setattr(Exchange, "do", twice)
    assert "is on a list of the unit already" in said(answer(list_a, do=1))[0]
    page = exchange(list_a)
    assert page.status_code == 422
    monkeypatch.undo()
    monkeypatch.setattr(Exchange, "ask", wrong)
    assert said(exchange(list_a, A))[0].startswith("Nothing was done")


def wrong(*_what: Any) -> None:
    raise WrongState


def test_a_line_that_has_gone_from_a_list_that_was_let_pass(filled: Stage) -> None:
    filled.item().row.waive("office", "会期提前")
    exchange(filled, A)
    filled.campaign.raters.get(name="甲Aown").delete()
    assert said(answer(filled, do=1))[0].startswith("Nothing was done")


def test_what_was_exchanged_before_is_not_counted_while_it_is_sent_back(
    list_a: Stage,
) -> None:
    exchange(list_a)
    behind(list_a.campaign, state="frozen")
    list_a.item().row.send_back(TA, "请核对")
    assert list_a.item().exchanged == 0
