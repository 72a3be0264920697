"""Measures: from planned to closed, who and when, alone and in a case."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Entry
from campaigns.models import Unit
from reports.models import Meanwhile, Measure
from tests.reports.cases import (
    People,
    bring,
    make_case,
    offered,
    post,
    soon,
)

pytestmark = pytest.mark.django_db
State = Measure.State


@pytest.fixture
def measure(people: People) -> Measure:
    """Of a unit that need not be flagged."""
    return draw(people)


def draw(people: People, who: str = "liaison") -> Measure:
    unit = Unit.objects.get(code="A")
    columns = {"campaign": people.campaign, "unit": unit, "text": "现场受理"}
    return Measure.objects.draw(people[who], owner="李喆", due=soon(), **columns)


def test_from_planned_to_closed_and_again(people, measure):
    measure.begin(people["liaison"])
    measure.report(people["head"], "记录 6 份")
    assert measure.evidence.text == "记录 6 份"
    measure.close(people["team"], "已核实")
    measure.reopen(people["team"], "群众不满意")
    assert (measure.state, measure.is_open) == (State.BEGUN, True)
    kinds = [step.kind for step in measure.progress.all()]
    assert kinds == ["planned", "begun", "reported", "closed", "reopened"]
    names = [step.name for step in measure.progress.all()]
    assert names == ["Liaison", "Liaison", "Head", "Team", "Team"]
    told = Entry.objects.of(people.campaign.pk).filter(action__startswith="measure")
    assert told.count() == 5
    assert "李喆" not in str(list(told.values_list("detail")))
    assert str(measure) == "现场受理"
    assert str(measure.progress.first()).endswith("planned")


def test_who_may_do_what(people, measure):
    for who in ("team", "boss", "other", "auditor", "nobody"):
        for act in (measure.begin, measure.report, measure.withdraw):
            with pytest.raises(PermissionDenied):
                act(people[who], "x")
        if who != "liaison":
            with pytest.raises(PermissionDenied):
                draw(people, who)
    for act in (measure.close, measure.reopen):
        with pytest.raises(PermissionDenied):
            act(people["liaison"], "x")


@pytest.mark.parametrize(
    ("state", "fits"),
    [
        ("planned", {"begin", "report", "withdraw"}),
        ("begun", {"report"}),
        ("reported", {"close", "reopen"}),
        ("closed", {"reopen"}),
        ("withdrawn", set()),
    ],
)
def test_where_an_act_comes_from(people, measure, state, fits):
    for name in ("begin", "report", "withdraw", "close", "reopen"):
        Measure.objects.update(state=state)
        row = Measure.objects.get()
        who = people["team" if name in ("close", "reopen") else "liaison"]
        if name in fits:
            getattr(row, name)(who, "x")
            assert row.state != state
        else:
            with pytest.raises(Meanwhile):
                getattr(row, name)(who, "x")


def test_a_measure_of_a_case_stands_with_its_plan(people):
    case = bring(make_case(people), people, "work")
    measure = case.measures.get()
    with pytest.raises(Meanwhile):
        measure.withdraw(people["liaison"], "不做了")
    case.end(people["team"], "好")
    case.close(people["deputy"], "")
    measure = Measure.objects.get()
    assert not measure.stands
    with pytest.raises(Meanwhile):
        measure.report(people["liaison"], "x")


def test_a_measure_is_withdrawn_while_the_plan_is_written(people):
    case = bring(make_case(people), people, "plan")
    measure = case.plan(people["liaison"], "现场受理", "李喆", None)
    measure.withdraw(people["liaison"], "写错了")
    assert not case.measures.in_force().exists()


def test_late_is_what_is_open_and_due(measure):
    assert not measure.is_late
    measure.due = timezone.localdate() - timedelta(days=1)
    assert measure.is_late
    measure.state = State.REPORTED
    assert not measure.is_late
    assert measure.evidence is None


def test_who_reads_it(people, measure):
    rows = Measure.objects
    seen = {name for name in people.users if rows.for_user(people[name]).exists()}
    assert seen == {"boss", "deputy", "team", "liaison", "head", "auditor"}
    people["team"].is_active = False
    assert not rows.for_user(people["team"]).exists()


# the page ----------------------------------------------------------------------


def test_its_page_takes_the_next_step(people, measure):
    address, unit, team = measure.get_absolute_url(), "liaison", "team"
    assert offered(people, unit, measure) == ["report", "begin", "withdraw"]
    assert "Nothing is to be done here by you." in people.client(team).get(address).text
    assert post(people, unit, measure, "begin")["Location"] == address
    empty = post(people, unit, measure, "report", text="")
    assert empty.status_code == 422
    assert "Write a few words." in empty.text
    post(people, unit, measure, "report", text="记录 6 份")
    assert "记录 6 份" in people.client(team).get(address).text
    assert post(people, unit, measure, "close").status_code == 403
    post(people, team, measure, "close")
    assert Measure.objects.get().state == State.CLOSED
    assert post(people, unit, measure, "dance").status_code == 404
    assert people.client("other").get(address).status_code == 404


def test_of_a_case_nothing_is_withdrawn_on_the_page(people):
    case = bring(make_case(people), people, "work")
    measure = case.measures.get()
    assert offered(people, "liaison", measure) == ["report", "begin"]
    page = people.client("liaison").get(measure.get_absolute_url())
    assert str(case) in page.text
