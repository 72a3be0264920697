"""The board, reminders, going on without approval, start pages, blockers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots.acts.drilling import Drill
from ballots.models import Box
from ballots.rehearsal import copy_as_drill
from campaigns.approval.board import Board
from campaigns.approval.kinds import LISTS, PAPERS
from campaigns.approval.said import approval_words
from campaigns.approval.todo import todos
from campaigns.models import Account, Campaign, Reminder, Role, Unit, WrongState
from jobs.models import Job
from tests.campaigns.approval.make import (
    Stage,
    approved,
    fill,
    handed_in,
    make_stage,
    said,
    text,
    waived,
    write_papers,
)
from tests.campaigns.books import roster, upload
from tests.post_office import PostOffice, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
A, B, TA, T1 = "liaison-a", "liaison-b", "team-a", "team-1"


@pytest.fixture
def late(db: None) -> Stage:
    """Two days after the deadline everything is there and nothing handed in."""
    made = make_stage(days=-2)
    fill(made, "ABCD", ("own", "cross"))
    write_papers(made, "ABCD")
    return made


def board(stage: Stage, who: str = "office", **asked: str) -> Any:
    return stage.clients[who].get(f"/lists/{stage.campaign.pk}/board/", asked)


def rows(page: Any) -> list[tuple[str, list[str]]]:
    return [
        (group.key, [row.seat.unit.code if row.seat else "-" for row, _cells in found])
        for group, found in page.context["overview"].groups
    ]


# the board -----------------------------------------------------------------------


def test_what_waits_longest_comes_first(late: Stage) -> None:
    for kind in ("list", "report", "speech"):
        handed_in(late, kind)
    waived_one = late.item("cross", "G2").row
    waived_one.waive("office", "会期提前")
    page = board(late)
    assert rows(page) == [("G1", ["B", "-", "A"]), ("G2", ["C", "D", "-"])]
    counts = page.context["overview"].counts
    assert (counts["late"], counts["submitted"], counts["waived"]) == (13, 3, 1)
    shown = text(page)
    for told in ("2 days late", "waits for approval", "let pass without approval"):
        assert told in shown


def test_narrowed_down(late: Stage) -> None:
    handed_in(late)
    assert rows(board(late, state="submitted")) == [("G1", ["A"])]
    assert rows(board(late, group="G2"))[0][0] == "G2"
    for code in ("G1", "G2"):
        late.item("cross", code).row.waive("office", "会期提前")
    assert rows(board(late, only="late", state="nonsense")) == [
        ("G1", ["B", "A"]), ("G2", ["C", "D"])
    ]  # fmt: skip
    Campaign.objects.update(lists_by=None, papers_by=None)
    page = board(late, only="late")
    assert rows(page) == []
    assert "Nothing is like that." in text(page)
    assert late.item().late == 0


def test_a_team_sees_its_part(late: Stage) -> None:
    assert rows(board(late, T1)) == [("G1", ["A", "B", "-"])]
    assert rows(board(late, TA)) == [("G1", ["A", "-"])]
    page = text(board(late, T1))
    assert "Remind" not in page
    assert "Go on without" not in page


def test_exchanges_are_counted(filled: Stage) -> None:
    row = approved(filled)
    row.exchanges.create(state="done", decided_at=timezone.now(), asked_by=A)
    row.exchanges.create(state="asked", asked_by=A)
    row.exchanges.create(
        state="done", decided_at=row.decided_at - timedelta(days=1), asked_by=A
    )
    page = text(board(filled))
    assert "1 name exchanged" in page
    assert "1 exchange waits" in page
    item = filled.item()
    assert (item.exchanged, item.asked) == (1, 1)


def test_as_many_queries_however_many_units(filled: Stage) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert board(filled).status_code == 200
        return len(seen)

    handed_in(filled)
    queries()  # the first one fills caches
    before = queries()
    group, pool = filled.campaign.groups.get(key="G1"), filled.campaign.pools.first()
    for number in range(5):
        unit = Unit.objects.create(code=f"Z{number}", name=f"第 {number}")
        group.seats.create(unit=unit)
        filled.campaign.raters.create(unit=unit, pool=pool, name="张三")
        row = filled.item(code=f"Z{number}")
        row.row.hand_in("x", row.digest)
    assert queries() == before


def test_a_campaign_of_lists_alone_and_of_cross_unit_lists_alone(db: None) -> None:
    made = make_stage("lists")
    assert "papers by" not in text(board(made))
    kinds = {item.kind.value for item in board(made).context["overview"].items}
    assert kinds == {"list", "cross"}
    made.campaign.pools.get(key="own").delete()
    assert rows(board(made)) == [("G1", ["-"]), ("G2", ["-"])]


# reminders -----------------------------------------------------------------------


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    with serving(settings) as server:
        yield server


def to(office: PostOffice) -> list[str]:
    return [str(letter["To"]) for letter in office.letters]


def remind(stage: Stage) -> Any:
    path = f"/lists/{stage.campaign.pk}/remind/"
    assert stage.clients["office"].get(path).status_code == 200
    return stage.clients["office"].post(path, follow=True)


def work() -> Job:
    job = Job.objects.claim(Job.objects.latest("pk").pk)
    assert job
    job.work()
    return Job.objects.get(pk=job.pk)


def test_who_is_late_gets_a_letter(late: Stage, post: PostOffice) -> None:
    Account.objects.filter(username=B).update(email="")
    path = f"/lists/{late.campaign.pk}/remind/"
    page = text(late.clients["office"].get(path))
    assert "4 units are late." in page
    assert "2 liaisons get a letter" in page
    # nobody is liaison of D, and B has no address
    assert "call them: Unit B · Unit D" in page
    remind(late)
    assert Reminder.objects.count() == 2
    assert work().state == Job.State.DONE
    assert to(post) == [f"{A}@example.org", "liaison-c@example.org"]
    body = post.text(0)
    assert "2 days late" in body
    assert f"/lists/{late.campaign.pk}/unit/A/" in body
    assert "甲Aown" not in body
    row = Reminder.objects.first()
    assert row.sent_at
    assert str(row).startswith(A)
    # once more after a restart: who has got his is passed by
    Job.objects.update(state=Job.State.WAITING)
    work()
    assert len(post.letters) == 2
    after = Job.objects.latest("pk")
    assert after.what.after(after) == f"/lists/{late.campaign.pk}/board/"
    Reminder.objects.all().delete()
    assert after.what.after(after) == "/"


def test_who_has_handed_in_meanwhile_gets_none(late: Stage, post: PostOffice) -> None:
    remind(late)
    for kind in ("list", "report", "speech"):
        handed_in(late, kind)
    handed_in(late, "cross", "G1", note="x")
    work()
    assert to(post) == [f"{B}@example.org", "liaison-c@example.org"]


def test_letters_that_do_not_go_out(late: Stage, post: PostOffice) -> None:
    """Refused for good, put off, and no address any more."""
    post.unknown, post.busy = {f"{A}@example.org"}, {f"{B}@example.org"}
    remind(late)
    Account.objects.filter(username="liaison-c").update(email="")
    job = work()
    assert job.state == "failed"
    assert "Not everybody has a letter yet" in job.error
    rows = Reminder.objects.order_by("pk").values_list("refused", "sent_at")
    assert list(rows) == [(True, None), (False, None), (False, None)]
    post.busy = set()
    assert job.again(Job.State.FAILED)
    assert work().state == Job.State.DONE
    assert to(post) == [f"{B}@example.org"]


def test_whose_address_is_refused_stands_on_the_board(
    late: Stage, post: PostOffice
) -> None:
    post.unknown = {f"{A}@example.org"}
    assert "Addresses that were refused" not in text(board(late))
    remind(late)
    work()
    assert [row.username for row in board(late).context["refused"]] == [A]
    page, pk = text(board(late)), Account.objects.get(username=A).pk
    assert f"{A}@example.org" in page
    assert f'href="/people/{pk}/"' in page
    assert f"{A}@example.org" not in text(board(late, T1))
    Account.objects.filter(username=A).update(email="a@example.org")
    remind(late)
    work()
    assert "Addresses that were refused" not in text(board(late))


def test_where_no_letter_can_be_sent(late: Stage) -> None:
    path = f"/lists/{late.campaign.pk}/remind/"
    page = text(late.clients["office"].get(path))
    assert "This site sends no e-mail; call these units: Unit A · Unit B" in page
    assert "letter" not in page
    assert said(remind(late)) == ["No letter can be sent."]
    late.campaign.groups.get(key="G2").seats.update(lead=False)
    Role.objects.all().delete()
    assert "Remind 4 late units" in text(board(late))


# going on without approval -------------------------------------------------------


def waive(stage: Stage, what: str = "papers", **data: str) -> Any:
    path = f"/lists/{stage.campaign.pk}/waive/{what}/"
    return stage.clients["office"].post(path, data, follow=True)


def test_the_office_goes_on_with_a_reason(late: Stage) -> None:
    path = f"/lists/{late.campaign.pk}/waive/papers/"
    assert "Let 8 papers pass without approval?" in text(
        late.clients["office"].get(path)
    )
    assert waive(late, reason="").status_code == 422
    approved(late, "report")
    assert said(waive(late, reason="会期提前")) == ["7 go on without approval."]
    assert said(waive(late, reason="x")) == ["Nothing stands in the way here."]
    assert waive(late, "nonsense", reason="x").status_code == 404
    assert "会期提前" in text(late.get(A, "", "speech"))


def test_what_was_approved_meanwhile_is_not_let_pass(
    late: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = handed_in(late)
    monkeypatch.setattr(type(row), "waive", wrong)
    assert said(waive(late, "lists", reason="x")) == ["0 go on without approval."]


def wrong(*_what: Any) -> None:
    raise WrongState


# what stands in the way ----------------------------------------------------------


def stops(stage: Stage) -> list[str]:
    row = Campaign.objects.get(pk=stage.campaign.pk)
    return [b.text for b in row.definition_blockers() if b.stops]


def test_papers_stand_in_the_way_of_freezing_lists_of_voting(filled: Stage) -> None:
    assert stops(filled) == ["8 papers are not approved by the supervision team."]
    for kind in ("report", "speech"):
        for code, by in (("A", TA), ("B", T1), ("C", "team-2"), ("D", "team-2")):
            if (kind, code) != ("speech", "D"):
                approved(filled, kind, code, by)
    (blocker,) = [b for b in filled.campaign.definition_blockers() if b.stops]
    assert blocker.url == f"/lists/{filled.campaign.pk}/board/"
    handed_in(filled, "speech", "D")
    (blocker,) = [b for b in filled.campaign.definition_blockers() if b.stops]
    assert blocker.url == filled.path("", "speech", "D")
    approved_d = filled.item("speech", "D").row
    approved_d.approve("team-2", approved_d.digest)
    assert stops(filled) == []
    box = Box.objects.freeze(Campaign.objects.get(pk=filled.campaign.pk))
    texts = [b.text for b in box.blockers() if b.stops]
    assert "6 lists of raters are not approved by the supervision team." in texts
    waived(filled)
    assert not [b for b in box.blockers() if b.stops and "/lists/" in b.url]


def test_what_is_not_asked_for_is_not_read(filled: Stage) -> None:
    every = Board(filled.campaign).items
    for kinds, unread in ((LISTS, "campaigns_document"), (PAPERS, "campaigns_rater")):
        with CaptureQueriesContext(connection) as seen:
            some = Board(filled.campaign, kinds=kinds).items
        there = [i for i in every if i.kind in kinds]
        assert [(i.kind, i.code, i.state, i.digest) for i in some] == [
            (i.kind, i.code, i.state, i.digest) for i in there
        ]
        assert some
        assert not any(f'FROM "{unread}"' in query["sql"] for query in seen)


def test_composition_stops_what_was_approved_without_it(filled: Stage) -> None:
    approved(filled)
    Campaign.objects.filter(pk=filled.campaign.pk).update(approval="lists")
    filled.campaign.pools.filter(key="own").update(composition="党员 1/2")
    box = Box.objects.freeze(Campaign.objects.get(pk=filled.campaign.pk))
    texts = [b.text for b in box.blockers() if b.stops]
    assert "4 lists of raters are not made up as required." in texts
    hints = [b.text for b in box.blockers() if not b.stops]
    assert not any("made up as required" in hint for hint in hints)


def test_who_is_lacking_is_a_hint(filled: Stage) -> None:
    filled.campaign.groups.update(team=None)
    filled.campaign.groups.get(key="G1").seats.update(lead=False)
    hints = [b.text for b in filled.campaign.definition_blockers() if not b.stops]
    assert any("no supervision team to approve" in hint for hint in hints)
    assert any("has no lead unit to draw up" in hint for hint in hints)


def test_a_drill_needs_no_approval(filled: Stage) -> None:
    campaign = Campaign.objects.get(pk=filled.campaign.pk)
    act = Drill(campaign, "office")
    assert not [b for b in act.blockers() if b.stops]
    drill = copy_as_drill(campaign)
    box = Box.objects.freeze(drill)
    assert not [b for b in box.blockers() if "/board/" in b.url]
    assert filled.clients["office"].get(f"/lists/{drill.pk}/board/").status_code == 404
    assert approval_words(drill) == ""


# what others see -----------------------------------------------------------------


def test_start_pages(late: Stage) -> None:
    def lines(who: str) -> list[str]:
        page = late.clients[who].get("/")
        assert page.status_code == 200
        return [todo.text for todo in page.context["todos"]]

    late.campaign.raters.filter(name="乙Aown").delete()
    assert lines(A) == [
        "Hand in: Unit A · list of the unit's own raters",
        "Hand in: Unit A · report on the opinions gathered",
        "Hand in: Unit A · report of the head",
        "Hand in: Group 1 · list of the cross-unit raters",
    ]
    page = text(late.clients[A].get("/"))
    assert "1 name missing" in page
    assert "2 days late" in page
    assert lines(B)[-1] == "Agree to the cross-unit raters of your unit, or object"
    assert lines(TA) == ["Nothing waits for the approval of your team"]
    assert lines("office") == ["14 lists and papers are not approved yet"]
    assert "14 are late" in text(late.clients["office"].get("/"))
    handed_in(late)
    handed_in(late, "report")
    row = approved(late, "cross", "G1", T1)
    row.exchanges.create(state="asked", asked_by=A)
    late.item("speech").row.waive("office", "x")
    assert lines(TA) == ["To be approved by your team: 1 list · 1 paper"]
    assert lines(T1) == ["To be approved by your team: 1 exchange"]
    assert lines(A) == ["Handed in, or approved already: Unit A"]
    late.item().row.send_back(TA, "请补一人")
    assert lines(A)[0] == "Sent back: Unit A · list of the unit's own raters"
    assert "请补一人" in text(late.clients[A].get("/"))
    waived(late)
    assert lines("office") == []


def test_nothing_waits_for_others(filled: Stage, django_user_model: Any) -> None:
    admin = django_user_model.objects.create_user("root", is_superuser=True)
    stranger = django_user_model.objects.create_user("stranger")
    assert todos(admin) == todos(stranger) == []
    Campaign.objects.filter(pk=filled.campaign.pk).update(state="frozen")
    office = django_user_model.objects.get(username="office")
    assert todos(office)[0].text == "6 lists and papers are not approved yet"


def test_an_upload_of_the_office_says_what_it_does(filled: Stage) -> None:
    approved(filled)
    approved(filled, "list", "B", T1)
    office = filled.clients["office"]
    same = ("B", "", "本单位", "甲Bown", "", "13800000001"), (
        "B", "", "本单位", "乙Bown", "", ""
    )  # fmt: skip
    page = upload(office, filled.campaign, roster(*same))
    assert page.context["again"] == 0
    lines = [("A", "", "本单位", "甲Aown", "群众", ""), *same]
    page = upload(office, filled.campaign, roster(*lines))
    assert page.context["again"] == 1
    assert "has to approve it again" in text(page)
    page = upload(office, filled.campaign, roster(("A", "", "本单位", "新人", "", "")))
    assert page.context["again"] == 1
    Campaign.objects.update(approval="none")
    page = upload(office, filled.campaign, roster(("A", "", "本单位", "新人", "", "")))
    assert page.context["again"] == 0


def test_reports_say_how_lists_took_effect(filled: Stage) -> None:
    row = approved(filled)
    assert approval_words(filled.campaign) == (
        "The supervision team approved 1 of 14 lists and papers."
    )
    row.exchanges.create(state="done", decided_at=timezone.now(), asked_by=A)
    assert approval_words(filled.campaign) == (
        "The supervision team approved 1 of 14 lists and papers. "
        "1 name was exchanged on lists afterwards."
    )
    waived(filled)
    words = approval_words(Campaign.objects.get(pk=filled.campaign.pk))
    assert "13 were let pass by the office without approval: 会期提前" in words
    for item in Board(Campaign.objects.get(pk=filled.campaign.pk)).items:
        filled.campaign.submissions.filter(pk=item.row.pk).update(
            state="approved", digest=item.digest
        )
    words = approval_words(Campaign.objects.get(pk=filled.campaign.pk))
    assert words.startswith("The supervision team approved all lists and papers.")
