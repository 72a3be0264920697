"""The course of a case: who takes which step, from where, and what is kept."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override

from audit.models import Entry
from campaigns.models import Campaign, GroupUnit, Subject
from reports.casework.opening import candidates, one
from reports.models import Case, Meanwhile, Release, Step
from reports.models.moving import SamePerson
from reports.trail import Trail
from tests.make import make_document
from tests.reports.cases import (
    FAR,
    People,
    bring,
    make_case,
    make_people,
    make_released,
    move,
    soon,
)
from tests.reports.sample import make_result

pytestmark = pytest.mark.django_db
EVERY = ("analysis", "proposed", "plan", "review", "work", "ready", "closing")


def kinds(case: Case) -> list[str]:
    return list(case.steps.values_list("kind", flat=True))


# opening -----------------------------------------------------------------------


def test_a_case_keeps_the_finding_as_it_was(people, case):
    assert "23/35" in case.finding
    assert "低于 2/3" in case.finding
    assert "below 2/3" in case.finding_en
    assert case.figures["counts"] == "23/35"
    assert (case.figures["needed"], case.figures["short"]) == (24, 1)
    assert case.figures["sha256"] == Release.objects.get().sha256
    assert (case.state, case.turn, case.version) == ("analysis", "team", 1)
    assert case.due == timezone.localdate() + timedelta(days=7)
    assert str(case) == f"{case.number} 单位甲"
    assert str(case.steps.get()) == f"{case.pk}-{case.steps.get().pk} opened"


def test_a_finding_has_one_case(people, case):
    with pytest.raises(Meanwhile):
        make_case(people)
    assert Case.objects.count() == 1


def test_the_office_opens_cases_too(people):
    assert make_case(people, who="boss").steps.get().side == "office"


@pytest.mark.parametrize("who", ["liaison", "head", "other", "auditor", "nobody"])
def test_others_open_none(people, who):
    with pytest.raises(PermissionDenied):
        make_case(people, who=who)


def test_where_nothing_was_found_there_is_nothing_to_open(people):
    with pytest.raises(Meanwhile):
        make_case(people, rule=9)
    Release.objects.all().delete()
    with pytest.raises(Meanwhile):
        make_case(people)


def test_nothing_follows_from_what_is_not_released():
    campaign = make_result(state="counted")
    people = make_people(campaign)
    with pytest.raises(Meanwhile):
        make_case(people)


def test_who_only_just_passed_is_talked_to(people):
    subject = one(people.campaign, "B")
    found = candidates(subject)
    assert [each.light for each in found] == [True]
    case = make_case(people, "B", found[0].reason.rule)
    assert (case.state, case.outcome, case.turn) == ("action", "talk", "team")
    assert case.decided_at
    case.hold(people["team"], "已谈话")
    assert case.is_closed
    assert kinds(case) == ["opened", "held"]


def test_no_talk_may_be_needed(people):
    rule = candidates(one(people.campaign, "B"))[0].reason.rule
    case = make_case(people, "B", rule)
    case.waive(people["team"], "差距很小，不必谈")
    assert (case.state, case.outcome) == ("closed", "refused")
    case.reopen(people["boss"], "还是谈一次", None)
    assert (case.state, case.outcome) == ("action", "talk")


def test_who_is_flagged_is_not_reminded_besides(people):
    assert [each.light for each in candidates(one(people.campaign, "A"))] == [False]
    assert candidates(one(people.campaign, "D")) == []


# the way -----------------------------------------------------------------------


def test_from_the_finding_to_the_end_on_evidence(people, case):
    case.talk(people["team"], "集中在两项", 10)
    case.analyse(people["team"], "下基层不够")
    bring(case, people, "work")
    assert case.due == soon(20)
    case.evidence(people["head"], "台账一份")
    measure = case.measures.get()
    assert case.turn == "unit"
    measure.report(people["liaison"], "记录 6 份")
    case = Case.objects.get()
    assert case.turn == "team"
    case.end(people["team"], "整改到位")
    case.close(people["deputy"], "同意结案")
    assert (case.state, case.outcome, case.turn) == ("closed", "rework", "")
    assert case.closed_at
    assert kinds(case) == [
        "opened", "talks", "analysed", "proposed", "decided", "measure", "submitted",
        "confirmed", "evidence", "closing", "closed",
    ]  # fmt: skip
    with override("en"):
        assert case.steps.get(kind="decided").outcome == "rework"
    assert case.steps.get(kind="closed").outcome == ""


@pytest.mark.parametrize("state", EVERY)
def test_every_act_fits_some_states_only(people, case, state):
    """Each act of each side, from each state: it fits, or nothing is changed."""
    bring(case, people, state)
    team, boss, unit = people["team"], people["boss"], people["liaison"]
    acts = {
        "talk": (lambda c: c.talk(team, "x", 1), ["analysis"]),
        "analyse": (lambda c: c.analyse(team, "x"), ["analysis"]),
        "propose": (lambda c: c.propose(team, "x", "rework"), ["analysis"]),
        "decide": (lambda c: c.decide(boss, "x", "refused", None), ["proposed"]),
        "plan": (lambda c: c.plan(unit, "x", "y", None), ["plan", "work"]),
        "submit": (lambda c: c.submit(unit, "x"), []),
        "confirm": (lambda c: c.confirm(team, "x"), ["review"]),
        "evidence": (lambda c: c.evidence(unit, "x"), ["work"]),
        "ask": (lambda c: c.ask(team, "x"), ["work"]),
        "go_on": (lambda c: c.go_on(team, "x", None), []),
        "end": (lambda c: c.end(team, "x"), ["work"]),
        "close": (lambda c: c.close(boss, "x"), ["closing"]),
        "hold": (lambda c: c.hold(team, "x"), []),
        "waive": (lambda c: c.waive(team, "x"), []),
        "reopen": (lambda c: c.reopen(boss, "x", None), []),
    }
    for name, (act, states) in acts.items():
        before, there = kinds(case), Case.objects.get()
        point = transaction.savepoint()
        if state in states:
            act(there)
            assert len(kinds(case)) == len(before) + 1, name
        else:
            with pytest.raises(Meanwhile):
                act(there)
            assert kinds(case) == before, name
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("state", EVERY)
def test_everybody_has_his_own_part(people, case, state):
    """No act of another's side is possible, whatever the state."""
    bring(case, people, state)
    acts = {
        "team": (
            lambda c, u: c.talk(u, "x", 1),
            lambda c, u: c.analyse(u, "x"),
            lambda c, u: c.propose(u, "x", "rework"),
            lambda c, u: c.confirm(u, "x"),
            lambda c, u: c.ask(u, "x"),
            lambda c, u: c.end(u, "x"),
            lambda c, u: c.hold(u, "x"),
        ),
        "boss": (
            lambda c, u: c.decide(u, "x", "refused", None),
            lambda c, u: c.close(u, "x"),
            lambda c, u: c.reopen(u, "x", None),
            lambda c, u: c.vote(u, None),
        ),
        "liaison": (
            lambda c, u: c.plan(u, "x", "y", None),
            lambda c, u: c.submit(u, "x"),
            lambda c, u: c.evidence(u, "x"),
        ),
    }
    everybody = {"team", "boss", "liaison", "other", "auditor", "nobody"}
    for side, theirs in acts.items():
        for act, who in product(theirs, sorted(everybody - {side})):
            with pytest.raises(PermissionDenied):
                act(Case.objects.get(), people[who])


def test_nobody_decides_on_his_own_proposal(people, case):
    seat = GroupUnit.objects.get(group__campaign=people.campaign, unit__code="A")
    seat.team.members.add(people["boss"])
    case.propose(people["boss"], "建议返工", "rework")
    with pytest.raises(SamePerson):
        case.decide(people["boss"], "同意", "rework", soon())
    case.refresh_from_db()
    assert case.state == "proposed"
    case.decide(people["deputy"], "同意", "rework", soon())
    bring(case, people, "work")
    case.end(people["boss"], "整改到位")
    with pytest.raises(SamePerson):
        case.close(people["boss"], "同意")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("rework", "plan"), ("improved", "plan"), ("talk", "action"),
        ("training", "action"), ("ineligible", "closed"), ("moved", "closed"),
        ("continued", "closed"), ("dropped", "closed"), ("refused", "closed"),
    ],
)  # fmt: skip
def test_what_follows_from_a_decision(people, case, outcome, state):
    case.propose(people["team"], "建议", "rework")
    case.decide(people["boss"], "决定", outcome, soon())
    assert (case.state, case.outcome) == (state, outcome)
    assert case.due == (None if state == "closed" else soon())


def test_work_lasts_until_the_last_measure_is_due(people, case):
    """The deadline of the plan's review is none of the work's."""
    bring(case, people, "plan")
    case.plan(people["liaison"], "常态化", "李喆", None)
    assert case.due == soon()
    case.submit(people["liaison"], "")
    case.confirm(people["team"], "")
    assert (case.state, case.due) == ("work", None)
    for due, until in ((soon(9), 9), (soon(3), 9), (None, 9), (soon(12), 12)):
        case.plan(people["liaison"], "现场受理", "李喆", due)
        assert Case.objects.get().due == soon(until)


def test_what_is_carried_out_closes_the_case(people, case):
    case.propose(people["team"], "建议谈话", "talk")
    case.decide(people["boss"], "同意", "talk", soon())
    with pytest.raises(Meanwhile):
        case.waive(people["team"], "不谈")
    case.hold(people["team"], "已谈话")
    case.reopen(people["boss"], "没有谈到点子上", None)
    assert (case.state, case.outcome) == ("action", "talk")
    assert case.due == timezone.localdate() + timedelta(days=14)


def test_what_was_closed_is_taken_up_where_it_stood(people, case):
    case.propose(people["team"], "建议不处理", "refused")
    case.decide(people["boss"], "同意", "refused", None)
    case.reopen(people["boss"], "有新情况", soon(3))
    assert (case.state, case.due) == ("analysis", soon(3))
    assert (case.outcome, case.proposed, case.decided_at) == ("", "", None)
    case.propose(people["team"], "建议返工", "rework")
    assert not Case.objects.for_user(people["liaison"]).exists()
    bring(case, people, "work")
    case.end(people["team"], "好")
    case.close(people["deputy"], "")
    case.reopen(people["boss"], "群众反映没有改", soon(9))
    assert (case.state, case.closed_at) == ("work", None)


def test_a_plan_goes_back_and_comes_again(people, case):
    bring(case, people, "review")
    with pytest.raises(PermissionDenied):
        case.send_back(people["boss"], "不具体", soon())
    case.send_back(people["team"], "不具体", soon(5))
    assert (case.state, case.due) == ("plan", soon(5))
    case.submit(people["head"], "补充了责任人")
    assert case.state == "review"


@pytest.mark.parametrize("state", ["ready", "closing"])
def test_the_office_sends_back_what_is_not_ready(people, case, state):
    bring(case, people, state)
    case.send_back(people["boss"], "再看", soon(4))
    assert (case.state, case.due) == ("work", soon(4))
    with pytest.raises(Meanwhile):
        case.send_back(people["boss"], "再看", soon(4))


def test_a_plan_without_a_measure_is_none(people, case):
    bring(case, people, "plan")
    with pytest.raises(Meanwhile):
        case.submit(people["liaison"], "")


# the second vote ---------------------------------------------------------------


def voted(case: Case, people: People, state: str = "released") -> Case:
    second = make_result(state=state, parent=people.campaign)
    case.vote(people["boss"], second)
    return Case.objects.get(pk=case.pk)


def test_the_second_vote_comes_before_the_end(people, case):
    bring(case, people, "ready")
    case = voted(case, people, "counted")
    assert (case.state, case.turn) == ("vote", "office")
    for act in (case.end, case.go_on):
        with pytest.raises(Meanwhile):
            act(people["team"], "x", **({"due": None} if act == case.go_on else {}))
    Campaign.objects.filter(pk=case.second_id).update(state="released")
    case = Case.objects.get()
    assert case.turn == "team"
    case.go_on(people["team"], "再改", soon(8))
    assert (case.state, case.due) == ("work", soon(8))


def test_there_is_one_second_vote_at_a_time(people, case):
    bring(case, people, "ready")
    case = voted(case, people, "open")
    other = make_result(parent=people.campaign)
    with pytest.raises(Meanwhile):
        case.vote(people["boss"], other)
    Campaign.objects.filter(pk=case.second_id).update(state="void")
    assert Case.objects.turn_of("office").get() == case
    Case.objects.get().vote(people["boss"], other)
    assert Case.objects.get().second == other


def test_no_second_vote_without_rework(people, case):
    bring(case, people, "work")
    Case.objects.update(outcome="talk")
    with pytest.raises(Meanwhile):
        case.vote(people["boss"], people.campaign)


def test_the_deadline_of_a_second_vote(people, case):
    bring(case, people, "ready")
    case = voted(case, people, "open")
    assert case.deadline == timezone.localtime(case.second.closes_at).date()
    Campaign.objects.filter(pk=case.second_id).update(closes_at=None)
    assert Case.objects.get().deadline is None
    Campaign.objects.filter(pk=case.second_id).update(state="released")
    Release.objects.create(
        campaign=case.second, version=1, basis="", sha256="", results={}
    )
    assert Case.objects.get().deadline == soon(7)


# whose turn --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("analysis", "team"), ("proposed", "boss"), ("plan", "liaison"),
        ("review", "team"), ("work", "liaison"), ("ready", "boss"),
        ("closing", "boss"),
    ],
)  # fmt: skip
def test_a_case_waits_for_one_side(people, case, state, who):
    bring(case, people, state)
    sides = {"boss": "office", "team": "team", "liaison": "unit"}
    assert Case.objects.get().turn == sides[who]
    for name in ("boss", "team", "liaison", "head", "other", "auditor", "nobody"):
        waits = Case.objects.waiting_for(people[name]).exists()
        assert waits is (name == who or (name == "head" and who == "liaison"))


def test_work_that_is_done_waits_for_the_team(people, case):
    bring(case, people, "work")
    case.measures.get().report(people["liaison"], "好")
    assert not Case.objects.waiting_for(people["liaison"]).exists()
    assert Case.objects.waiting_for(people["team"]).exists()
    case = voted(case, people)
    assert Case.objects.waiting_for(people["team"]).get().turn == "team"


def test_whose_turn_it_is_by_name(people, case):
    assert case.whose == "第三组督导组"
    GroupUnit.objects.update(team=None)
    assert case.whose == "督导组"
    bring_to = Case.objects.get()
    Case.objects.update(state="proposed")
    assert Case.objects.get().whose == "活动办"
    Case.objects.update(state="plan")
    assert Case.objects.get().whose == "单位甲"
    Case.objects.update(state="closed")
    assert Case.objects.get().whose == ""
    assert bring_to.team is None


@pytest.mark.parametrize("zone", FAR)
def test_what_is_late(people, case, zone):
    today = move(people.campaign, zone)
    Case.objects.update(due=today)
    assert not Case.objects.get().is_late
    assert not Case.objects.late().exists()
    Case.objects.update(due=today - timedelta(days=1))
    case = Case.objects.get()
    assert case.is_late
    assert Case.objects.late().get() == case
    Case.objects.update(state="closed")
    case.refresh_from_db()
    assert not case.is_late
    assert not Case.objects.late().exists()


def test_who_sees_it_before_and_after_the_decision(people, case):
    def seen() -> set[str]:
        rows = Case.objects
        return {n for n in people.users if rows.for_user(people[n]).exists()}

    assert seen() == {"boss", "deputy", "team", "auditor"}
    bring(case, people, "plan")
    assert seen() == {"boss", "deputy", "team", "auditor", "liaison", "head"}
    people["boss"].is_active = False
    assert not Case.objects.for_user(people["boss"]).exists()


# what is kept ------------------------------------------------------------------


def test_steps_stand(people, case):
    for change in (
        lambda: Step.objects.update(text="别的"),
        lambda: case.steps.get().save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_each_step_is_in_the_log(people, case):
    bring(case, people, "work")
    trail = Trail.of(people.campaign.pk)
    acts = [entry.action for entry in Entry.objects.of(people.campaign.pk)]
    assert [act for act in acts if act.startswith(("case", "measure"))] == [
        "case opened", "case proposed", "case decided", "measure planned",
        "case measure", "case submitted", "case confirmed",
    ]  # fmt: skip
    assert trail.broken is None
    said = " ".join(line.text for line in trail.lines)
    assert "每周三" not in said
    assert "建议返工" not in said


def test_a_step_that_was_not_seen_refuses_the_next(people, case):
    case.seen = 1
    case.talk(people["team"], "一", 3)
    assert case.seen == 2
    second = Case.objects.get()
    second.seen = 1
    with pytest.raises(Meanwhile):
        second.talk(people["team"], "一", 3)
    assert case.steps.filter(kind="talks").count() == 1


def test_of_an_initiative_other_things_may_come():
    document = make_document()
    document["subjects"][0] |= {"kind": "initiative", "name": "周三夜访"}
    document["rules"].append({"bound": "90 %", "above": True, "consequence": "spread"})
    people = make_people(make_released(document=document))
    case = make_case(people)
    assert case.title == "单位甲 · 周三夜访"
    assert [each.value for each in case.outcomes] == [
        "continued", "improved", "dropped", "refused",
    ]  # fmt: skip
    assert case.usual == "continued"
    Case.objects.update(consequence="drop")
    assert Case.objects.get().usual == "improved"


@pytest.mark.parametrize(
    ("consequence", "usual"),
    [("rework", "rework"), ("reminder", "talk"), ("replace", "moved")],
)
def test_the_rule_names_the_usual_outcome(people, case, consequence, usual):
    case.consequence = consequence
    assert case.usual == usual


def test_the_case_that_stands_is_told_of(people, case):
    bring(case, people, "proposed")
    case.decide(people["boss"], "", "refused", None)
    subject = Subject.objects.get(campaign=people.campaign, key="A")
    newer = Case.objects.get()
    newer.pk, newer.rule, newer.state = None, 5, "analysis"
    newer.save(force_insert=True)
    assert Case.objects.on(people.campaign) == {"A": newer}
    Case.objects.filter(pk=newer.pk).update(state="closed")
    assert Case.objects.on(people.campaign) == {subject.key: newer}
