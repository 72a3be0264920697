"""Two at one moment: one act is done, the other is told; numbers are given once."""

import pytest
from django.db import connection

from reports.models import Point
from tests.reports.ledger.make import bring, enter
from tests.reports.test_case_races import at_once

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="locks rows"),
    pytest.mark.django_db(transaction=True),
]


def test_two_who_enter_and_two_who_answer(people):
    acts = [lambda who=who: enter(people, who=who) for who in ("team", "boss")]
    assert at_once(*acts) == ["done", "done"]
    assert sorted(Point.objects.values_list("number", flat=True)) == [1, 2]
    pk = bring(Point.objects.get(number=1), people, "assigned").pk
    acts = [
        lambda who=who: Point.objects.get(pk=pk).reply(people[who], "已办", "accepted")
        for who in ("head", "liaison")
    ]
    assert at_once(*acts) == ["done", "late"]
    assert Point.objects.get(pk=pk).steps.filter(kind="answered").count() == 1
