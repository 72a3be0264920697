"""The days for which names are kept: copied, and given to campaigns of before."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from audit.models import Entry, record
from campaigns import unsampled
from campaigns.load import copy
from campaigns.models import Campaign
from tests.make import behind, make_campaign

pytestmark = pytest.mark.django_db


def test_the_days_are_those_of_the_campaign_that_is_copied() -> None:
    campaign = make_campaign(names_kept_days=30)
    assert copy(campaign).names_kept_days == 30
    assert make_campaign().names_kept_days == 90


def test_what_is_over_and_holds_names() -> None:
    campaign = make_campaign()
    assert not Campaign.objects.holding()
    behind(campaign, state="released")
    assert not Campaign.objects.holding()  # nobody knows since when
    behind(campaign, ended_at=timezone.now())
    assert Campaign.objects.holding().get() == campaign
    behind(campaign, drill=True)
    assert not Campaign.objects.holding()
    behind(campaign, drill=False, erased_at=timezone.now())
    assert not Campaign.objects.holding()
    assert Campaign.objects.get().names_go_at is None


@pytest.mark.parametrize(
    ("state", "action", "ago", "kept"),
    [
        ("released", "release", 10, 90),
        ("released", "release", 200, 230),
        ("void", "annul", 4000, 4030),
        ("released", "freeze", 200, None),
        ("open", "release", 200, None),
    ],
)
def test_campaigns_of_before_are_given_a_month(
    state: str, action: str, ago: int, kept: int | None, monkeypatch: Any
) -> None:
    campaign = make_campaign()
    at = timezone.now() - timedelta(days=ago)
    with monkeypatch.context() as patch:
        patch.setattr("audit.models.entry._now", lambda: at.replace(microsecond=0))
        record(action, campaign=campaign.pk)
    behind(campaign, state=state)
    import_module("campaigns.migrations.0011_ended_at").fill(apps, None)
    campaign.refresh_from_db()
    if kept is None:
        assert (campaign.ended_at, campaign.names_kept_days) == (None, 90)
    else:
        entry = Entry.objects.get(action=action)
        assert (campaign.ended_at, campaign.names_kept_days) == (entry.at, kept)


def test_of_names_and_words_no_statistics_are_kept() -> None:
    if connection.vendor != "postgresql":
        operation: Any = unsampled.unsampled("campaigns_rater", "name")
        operation.code(apps, SimpleNamespace(connection=connection))
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass || '.' || attname FROM pg_attribute"
            " WHERE attstattarget = 0 AND attnum > 0 AND NOT attisdropped"
        )
        found = {row[0] for row in cursor.fetchall()}
    assert found == {
        *(f"campaigns_rater.{name}" for name in ("name", "contact", "category")),
        *(f"ballots_comment.{name}" for name in ("text", "published")),
        "campaigns_draw.drawn",
        *(
            f"campaigns_exchange.{name}"
            for name in ("name", "contact", "reason", "answer")
        ),
        *(f"campaigns_submission.{name}" for name in ("note", "reason")),
        "campaigns_agreement.words",
        "campaigns_groupunit.leaders",
        *(f"reports_interview.{name}" for name in ("notes", "points", "place")),
        *(f"reports_evidence.{name}" for name in ("name", "content")),
    }
