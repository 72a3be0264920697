"""After a backup was restored: open campaigns are suspended, and that is recorded."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from audit.models import Entry
from ballots.models import Box, VotingClosed
from campaigns.models import Campaign
from tests.ballots.casting import vote
from tests.ballots.desk import make_hall

pytestmark = pytest.mark.django_db(transaction=True)
State = Campaign.State


def restored() -> list[str]:
    out = StringIO()
    with translation.override("en"):
        call_command("restored", stdout=out)
    return out.getvalue().splitlines()


def test_open_campaigns_are_suspended_and_no_others() -> None:
    hall, other, closed = (make_hall(own=2, cross=1) for _hall in range(3))
    vote(hall, hall.slip())
    late = hall.slip()
    closed.box.close()
    assert restored() == [
        f"{hall.box.pk} Joint appraisal: suspended with 1 envelope",
        f"{other.box.pk} Joint appraisal: suspended with 0 envelopes",
    ]
    states = dict(Campaign.objects.values_list("pk", "state"))
    assert states[hall.box.pk] == states[other.box.pk] == State.SUSPENDED
    assert states[closed.box.pk] == State.CLOSED
    with pytest.raises(VotingClosed):
        vote(hall, late)


def test_suspending_stands_in_the_audit_chain() -> None:
    hall = make_hall(own=2, cross=1)
    vote(hall, hall.slip())
    restored()
    entry = Entry.objects.of(hall.box.pk).last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("suspend", "")
    assert entry.detail == {"reason": "A backup was restored."}


def test_nothing_is_open() -> None:
    hall = make_hall(own=2, cross=1)
    hall.box.close()
    assert restored() == ["No campaign is open: nothing to suspend."]
    assert Box.objects.suspend_open() == []
