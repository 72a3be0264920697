"""Two at one moment: one act is done, the other is told; nothing is done twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from campaigns.models import Campaign, Subject
from reports.casework import second
from reports.casework.opening import open_case
from reports.models import Case, Meanwhile, Measure
from tests.reports.cases import bring, make_case, soon

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
    pytest.mark.django_db(transaction=True),
]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What became of acts that begin together."""
    ready, told = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            act()
            told.append("done")
        except Meanwhile:
            told.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_two_who_open_one_case(people):
    rows = Subject.objects.select_related("campaign", "unit")
    subject = rows.get(campaign=people.campaign, key="A")
    acts = [
        lambda who=who: open_case(people[who], subject, 0) for who in ("team", "boss")
    ]
    assert at_once(*acts) == ["done", "late"]
    assert Case.objects.count() == 1
    assert Case.objects.get().steps.count() == 1


def test_two_who_decide(people):
    case = bring(make_case(people), people, "proposed")
    acts = [
        lambda: Case.objects.get(pk=case.pk).decide(
            people["boss"], "", "refused", None
        ),
        lambda: Case.objects.get(pk=case.pk).decide(
            people["deputy"], "", "rework", soon()
        ),
    ]
    assert at_once(*acts) == ["done", "late"]
    assert case.steps.filter(kind="decided").count() == 1


def test_a_form_that_is_sent_twice(people):
    case = make_case(people)

    def analyse() -> None:
        row = Case.objects.get(pk=case.pk)
        row.seen = 1
        row.analyse(people["team"], "一样的话")

    assert at_once(analyse, analyse, analyse) == ["done", "late", "late"]
    assert case.steps.filter(kind="analysed").count() == 1


def test_two_who_make_the_second_vote(people):
    case = bring(make_case(people), people, "ready")
    now = people.campaign.opens_at
    window = {"opens_at": now, "closes_at": people.campaign.closes_at}

    def make() -> None:
        row = Case.objects.get(pk=case.pk)
        second.make(people["boss"], [row], {"title": "二次"}, **window)

    assert at_once(make, make) == ["done", "late"]
    assert Campaign.objects.filter(parent=people.campaign).count() == 1


def test_two_who_report_one_measure(people):
    case = bring(make_case(people), people, "work")
    measure = case.measures.get()
    acts = [
        lambda who=who: Measure.objects.get(pk=measure.pk).report(people[who], "好")
        for who in ("liaison", "head")
    ]
    assert at_once(*acts) == ["done", "late"]
    assert measure.progress.filter(kind="reported").count() == 1
