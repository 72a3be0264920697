"""What reports say of lists that were changed after they had been approved."""

import pytest
from django.utils import timezone

from ballots.models import Box
from ballots.models.archiving import Archiving
from campaigns.approval.said import approval_words
from campaigns.models import Campaign, Rater
from tests.campaigns.approval.make import Stage, approved, waived
from tests.make import behind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WAIVED = "12 were let pass by the office without approval: 会期提前"


@pytest.fixture
def two(filled: Stage) -> Stage:
    """Two lists are approved, all else is let pass."""
    approved(filled)
    approved(filled, "list", "B", "team-1")
    waived(filled)
    Box.objects.freeze(filled.campaign)
    return filled


def words(stage: Stage) -> str:
    return approval_words(Campaign.objects.get(pk=stage.campaign.pk))


def archive(stage: Stage) -> None:
    now = timezone.now()
    behind(stage.campaign, state="released", ended_at=now)
    Archiving(Box.objects.get(pk=stage.campaign.pk)).do("office", "x")
    assert not Rater.objects.exists()


def test_a_list_that_was_changed_is_not_said_to_be_approved(two: Stage) -> None:
    told = "The supervision team approved 2 of 14 lists and papers. "
    assert words(two) == told + WAIVED
    Rater.objects.filter(name="甲Aown").update(name="另一人")
    told = (
        "The supervision team approved 1 of 14 lists and papers. "
        "1 list was changed after it had been approved, and not approved again. "
    )
    assert words(two) == told + WAIVED
    Rater.objects.filter(name="甲Bown").delete()
    assert "2 lists were changed after they had been approved" in words(two)


@pytest.mark.parametrize("name", ["nobody", "甲Aown"])
def test_it_says_the_same_once_the_names_are_erased(name: str, two: Stage) -> None:
    Rater.objects.filter(name=name).update(name="另一人")
    before, state = words(two), two.item().state
    archive(two)
    assert words(two) == before
    assert two.item().state == state


def test_where_nobody_approves_nothing_is_written_down(two: Stage) -> None:
    Rater.objects.filter(name="甲Aown").update(name="另一人")
    behind(two.campaign, approval="none")
    archive(two)
    assert words(two) == ""
    assert not two.campaign.submissions.filter(changed=True).exists()
