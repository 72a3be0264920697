"""Rows first, the chain of acts last: nobody waits for a row with the chain in hand."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.models import record
from ballots.models import Proposal
from campaigns.models import Campaign
from reports.casework import second
from reports.models import Case, Evidence, Point
from reports.models.evidence import Handed
from reports.reading import Reading
from tests.ballots.desk import make_supervisor
from tests.ballots.make import make_open_box
from tests.reports.cases import People, make_case, soon
from tests.reports.ledger.make import bring, enter, make_ledger, unit_of
from tests.reports.sample import make_document_of
from tests.reports.test_measures import draw

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
    pytest.mark.django_db(transaction=True),
]
WAITS = (
    "SELECT 1 FROM pg_locks WHERE NOT granted AND "
    "pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def crossed(rows: QuerySet[Any], act: Callable[[], object]) -> list[str]:
    """What goes wrong when an act meets somebody who has a row and then records.

    He records only when the act waits for his row: that it ends well is no luck.
    """
    wrong: list[str] = []
    held = threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                row = rows.select_for_update(no_key=True).get()
                held.set()
                if not _waited_for():
                    wrong.append("the act did not wait")
                record("view", campaign=getattr(row, "campaign_id", row.pk))
        except OperationalError as error:
            wrong.append(str(error))
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    try:
        act()
    except OperationalError as error:
        wrong.append(str(error))
    other.join()
    return wrong


def _waited_for() -> bool:
    with connection.cursor() as cursor:
        for _try in range(500):
            cursor.execute(WAITS)
            if cursor.fetchone():
                return True
            time.sleep(0.01)
    return False


def campaign(people: People) -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk=people.campaign.pk)


def second_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    return type(rows[0])._default_manager.filter(pk=rows.order_by("pk")[1].pk)


def test_acts_on_points_measures_and_cases() -> None:
    people = make_ledger()
    team, unit = people["team"], people["liaison"]
    where = {"campaign": people.campaign, "unit": unit_of()}

    points = [bring(enter(people), people, "assigned") for _n in range(2)]
    given = {"text": "双岗", "owner": "李喆", "due": soon(), **where}
    act, rows = partial(Point.objects.draw, unit, points, **given), Point.objects.all()
    assert crossed(second_of(rows), act) == []

    points = [bring(point, people, "closed") for point in Point.objects.all()]
    act = partial(Point.objects.reopen, team, points, "没有改", soon())
    assert crossed(second_of(rows), act) == []

    cases = [make_case(people, key) for key in "AB"]
    Case.objects.update(state="ready", outcome="rework")
    cases = list(Case.objects.all())
    window = {"opens_at": timezone.now(), "closes_at": timezone.now()}
    made = {"title": "二次"}
    act = partial(second.make, people["boss"], cases, made, **window)
    assert crossed(second_of(Case.objects.all()), act) == []

    measure = draw(people)
    measure.report(unit, "好", [Handed("回访.jpg", "jpg", b"1")])
    campaign(people).update(erased_at=timezone.now())
    assert crossed(campaign(people), lambda: measure.close(team)) == []
    assert Evidence.objects.get().content is None


def test_letting_comments_go() -> None:
    people = make_ledger(released=False)
    reading = Reading(people.campaign, people["team"])
    assert crossed(campaign(people), reading.let_go) == []
    assert people.campaign.releases.count() == 2


def test_agreeing_to_what_changes_the_state() -> None:
    there = make_open_box(make_document_of(2)).campaign
    supervisor = make_supervisor(there)
    asked = Proposal.objects.ask(there, Proposal.Act.VOID, "office", reason="票箱被毁")
    row = Campaign.objects.filter(pk=there.pk)
    assert crossed(row, lambda: asked.agree(supervisor)) == []
    assert row.get().state == Campaign.State.VOID
