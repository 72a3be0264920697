"""Measures on the start page: whom they wait for, by when, what is late."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from campaigns.audience import Audience
from campaigns.models import Campaign, GroupUnit
from reports.ledger.waiting import Waits, waiting
from reports.models import Case, Measure
from reports.releasing import first
from tests.reports.cases import FAR, WHO, People, make_case, move, soon
from tests.reports.cases import bring as bring_case
from tests.reports.ledger.make import unit_of
from tests.reports.sample import make_result

pytestmark = pytest.mark.django_db
UNITS = {"liaison", "head"}
YESTERDAY = -1
SAYS = re.compile("measures? to carry out|measures? (is|are) reported done")


def draw(people: People, *days: int | None, unit: str = "A", **columns: Any) -> Measure:
    """A measure due in each of these numbers of days; which is the last."""
    given = {"campaign": people.campaign, "unit": unit_of(unit), **columns}
    for day in days:
        due = None if day is None else soon(day)
        made = Measure(text="双岗值班", owner="李喆", due=due, **given)
        made.save()
    return made


def home(people: People, who: str) -> str:
    return str(people.client(who).get("/").text)


def told(people: People) -> set[str]:
    """Whose start page says something of a measure that is drawn."""
    return {who for who in WHO if SAYS.search(home(people, who))}


def lines(people: People, who: str) -> list[Waits]:
    """What is said of measures that are drawn."""
    with override("en"):
        rows = waiting(people[who])
    return [row for row in rows if SAYS.search(row.what)]


def ledger(campaign: Campaign, unit: str = "A") -> str:
    return reverse("ledger:unit", args=[campaign.pk, unit])


def day(of: date) -> str:
    return f"{of.day} {of:%B} {of.year}"


# to be done ------------------------------------------------------------------------


def test_who_speaks_for_the_unit_is_told_what_to_carry_out_by_when(people):
    draw(people, 20, YESTERDAY, None, 5)
    assert told(people) == UNITS
    text = home(people, "liaison")
    assert "Unit A: 4 measures to carry out" in text
    assert f"the next due {day(soon(5))}" in text
    assert "1 is late" in text
    assert f'href="{ledger(people.campaign)}"' in text
    assert "双岗值班" in people.client("liaison").get(ledger(people.campaign)).text


def test_nobody_is_told_before_the_result_is_released_to_him(people):
    draw(people, 5)
    for audience, who in (
        (Audience.TEAM, set()),
        (Audience.HEAD, {"head"}),
        (Audience.UNIT, UNITS),
    ):
        Campaign.objects.update(audience=audience)
        assert told(people) == who
    Campaign.objects.update(state="counted")
    assert told(people) == set()


@pytest.mark.parametrize("zone", FAR)
def test_one_measure_is_late_where_the_campaign_is(people, zone):
    today = move(people.campaign, zone)
    measure = draw(people, 5)
    assert [(row.by, row.late) for row in lines(people, "head")] == [
        (f"due {day(soon(5))}", "")
    ]
    for days, late in ((0, ""), (1, "1 is late")):
        Measure.objects.update(due=date.fromordinal(today.toordinal() - days))
        assert [row.late for row in lines(people, "head")] == [late]
        assert Measure.objects.late().exists() is bool(late)
    assert [row.by for row in lines(people, "head")] == [""]
    Measure.objects.update(due=None)
    assert [(row.by, row.late) for row in lines(people, "head")] == [("", "")]
    measure.report(people["liaison"], "已安排")
    Measure.objects.update(due=soon(-9))
    assert not Measure.objects.late().exists()
    assert lines(people, "head") == []


def test_each_unit_and_campaign_has_its_line_the_first_deadline_first(people):
    later = make_result()
    first(later)
    draw(people, None, 9)
    draw(people, 3, campaign=later)
    assert [(row.page, row.what) for row in lines(people, "head")] == [
        (ledger(later), "Unit A: 1 measure to carry out"),
        (ledger(people.campaign), "Unit A: 2 measures to carry out"),
    ]
    draw(people, 1, unit="B")
    assert len(lines(people, "head")) == 2
    assert [row.page for row in lines(people, "other")] == [
        ledger(people.campaign, "B")
    ]


def test_in_chinese(people):
    draw(people, 3, YESTERDAY)
    measure = draw(people, 5, unit="B", state=Measure.State.REPORTED)
    client = people.client("head")
    text = client.get("/", headers={"accept-language": "zh-hans"}).text
    assert "：2 项整改措施待落实" in text
    of = soon(3)
    assert f"最近一项 {of.year} 年 {of.month} 月 {of.day} 日前完成" in text
    assert "其中逾期 1 项" in text
    client = people.client("team")
    text = client.get("/", headers={"accept-language": "zh-hans"}).text
    assert "：1 项整改措施已报完成，请审核后销号或者退回重办" in text
    assert f'href="{measure.get_absolute_url()}"' in text
    assert "查看措施" in text


# reported done ---------------------------------------------------------------------


def test_the_team_is_told_what_was_reported_until_it_is_closed(people):
    measure = draw(people, YESTERDAY)
    assert told(people) == UNITS
    measure.report(people["liaison"], "已安排")
    assert told(people) == {"team"}
    text = home(people, "team")
    assert "Unit A: 1 measure is reported done, close it or reopen it" in text
    assert f'href="{measure.get_absolute_url()}"' in text
    assert "To the measure" in text
    assert "is late" not in text
    measure.reopen(people["team"], "群众不满意")
    assert told(people) == UNITS
    measure.report(people["liaison"], "已安排")
    measure.close(people["team"])
    assert told(people) == set()
    Measure.objects.update(state=Measure.State.WITHDRAWN)
    assert told(people) == set()


def test_of_several_the_team_finds_the_ledger_of_the_unit(people):
    draw(people, 5, 6, state=Measure.State.REPORTED)
    text = home(people, "team")
    assert "Unit A: 2 measures are reported done, close or reopen them" in text
    assert f'href="{ledger(people.campaign)}"' in text
    assert "To the measure" not in text


def test_only_the_team_of_the_unit_is_told_and_of_what_stands(people):
    draw(people, 5, state=Measure.State.REPORTED)
    GroupUnit.objects.filter(unit=unit_of()).update(team=None)
    assert told(people) == set()
    draw(people, 5, unit="B", state=Measure.State.REPORTED)
    assert [row.what[:6] for row in lines(people, "team")] == ["Unit B"]
    Campaign.objects.update(state="void")
    assert told(people) == set()


# of a case -------------------------------------------------------------------------


def test_of_a_plan_the_case_tells_while_it_is_written_and_carried_out(people):
    case = make_case(people)
    for state in ("plan", "review", "work"):
        bring_case(case, people, state)
        if state == "plan":
            draw(people, YESTERDAY, case=case)
            Measure.objects.update(due=soon(3))
        assert lines(people, "head") == lines(people, "team") == []
    assert "Unit A: carry out the measures" in home(people, "head")
    case.ask(people["team"], "")
    assert [row.what for row in lines(people, "head")] == [
        "Unit A: 2 measures to carry out"
    ]


def test_what_is_late_before_its_case_is_told(people):
    case = bring_case(make_case(people), people, "work")
    Measure.objects.update(due=soon(-2))
    draw(people, 9, case=case)
    for due, says in ((soon(9), 1), (None, 1), (soon(-1), 0)):
        Case.objects.update(due=due)
        assert [row.late for row in lines(people, "head")] == ["1 is late"] * says
    assert "late:" in home(people, "head")  # the case says so
    Case.objects.update(state=Case.State.PLAN, due=soon(9))
    assert lines(people, "head") == []


def test_what_is_reported_of_a_case_is_told_while_the_unit_has_the_turn(people):
    case = bring_case(make_case(people), people, "work")
    other = draw(people, 9, case=case)
    other.report(people["liaison"], "记录 6 份")
    assert [row.page for row in lines(people, "team")] == [other.get_absolute_url()]
    case.measures.exclude(pk=other.pk).get().report(people["liaison"], "x")
    assert lines(people, "team") == []
    assert "propose the second vote or the end" in home(people, "team")
    case.end(people["team"], "好")
    assert len(lines(people, "team")) == 1
    case.close(people["deputy"], "")
    draw(people, YESTERDAY, case=case)
    assert lines(people, "team") == lines(people, "head") == []


# however many ----------------------------------------------------------------------


def test_a_hundred_measures_take_as_many_queries_as_three(people):
    people["head"].teams.add(people["team"].teams.get())
    draw(people, YESTERDAY, 4)
    draw(people, 3, unit="B", state=Measure.State.REPORTED)
    client = people.client("head")
    client.get("/")  # the results are kept from now on
    few = _queries(client)
    draw(people, *range(-20, 80))
    draw(people, *range(20), unit="B", state=Measure.State.REPORTED)
    assert _queries(client) == few
    assert len(lines(people, "head")) == 2


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    return len(asked)
