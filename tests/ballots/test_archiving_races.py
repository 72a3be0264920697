"""What is put down at the moment of archiving goes with the rest, or is refused."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ballots.models import Box
from ballots.models.archiving import Archiving
from campaigns.models import Campaign, Unit, WrongState
from reports.models import Interview
from tests.ballots.over import make_over
from tests.ballots.test_races import in_thread, waits
from tests.reports.talks.make import make_drawn

pytestmark = pytest.mark.django_db(transaction=True)
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer"
)


def talk(campaign: Campaign) -> Interview:
    return Interview(
        campaign=campaign, unit=Unit.objects.get(code="A"), number=1, notes="x",
        draw=make_drawn(campaign, 2), outcome="held", held_on=timezone.now().date(),
    )  # fmt: skip


def archive(box: Box) -> dict[str, int]:
    return Archiving(Box.objects.get(pk=box.pk)).do("office")


def test_what_was_put_down_while_it_waited_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if whoever had the row of the campaign had just committed."""
    over, usual = make_over(), QuerySet.select_for_update
    row = talk(over.campaign)

    def granted(rows: QuerySet[Any], *how: Any, **more: Any) -> QuerySet[Any]:
        if rows.model is Campaign and row.pk is None:
            row.save()
        return usual(rows, *how, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", granted)
    assert archive(over.box)["notes"] == 1
    assert Interview.objects.get().notes == ""


@postgresql
def test_a_note_that_is_being_written_goes_as_well() -> None:
    over = make_over()
    user = get_user_model().objects.create(username="team")
    row = talk(over.campaign)
    results: list[Any] = []
    with transaction.atomic():
        row.write(user, 0)
        second = in_thread(lambda: archive(over.box), results)
        assert waits(second)
    second.join()
    assert results[0]["notes"] == 1
    assert Interview.objects.get().notes == ""


@postgresql
def test_a_note_after_it_is_refused() -> None:
    over = make_over()
    user = get_user_model().objects.create(username="team")
    row = talk(over.campaign)
    results: list[Any] = []
    with transaction.atomic():
        archive(over.box)
        second = in_thread(lambda: row.write(user, 0), results)
        assert waits(second)
    second.join()
    assert [type(result) for result in results] == [WrongState]
    assert not Interview.objects.exists()
