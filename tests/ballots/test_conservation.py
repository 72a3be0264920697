"""Nothing is lost and nothing added, whatever people do (trust.md I9)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballots.models import Account, Batch, Box, Tally, Ticket
from ballots.opening import open_box
from ballots.rehearsal import issue_all
from campaigns.models import Campaign
from tests.ballots.desk import vote
from tests.make import make_campaign, make_document

OPTIONS = ("good", "fair", "poor", None)
acts = st.lists(st.sampled_from([*OPTIONS, "spoil", "keep"]), max_size=9)


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    return


def held(own: int, cross: int, units: int, what: list[str | None]) -> Campaign:
    """A small drill: `what` happens to the slips, one after the other."""
    document: dict[str, Any] = make_document()
    document["units"] = document["units"][:units]
    document["groups"][0]["units"] = [unit["code"] for unit in document["units"]]
    document["subjects"] = document["subjects"][:units]
    document["documents"] = []
    for pool, quota in zip(document["pools"], (own, cross), strict=True):
        pool["quota"] = quota
    box = Box.objects.freeze(make_campaign(document, drill=True))
    slips = [slip for pile in issue_all(box).values() for slip in pile]
    box.open_voting()
    for slip, act in zip(slips, what, strict=False):
        if act == "spoil":
            vote(box, slip)
            Ticket.objects.filter(pk=slip.key.public).update(signature=b"\0" * 64)
        elif act != "keep":
            vote(box, slip, act)
    box.close()
    open_box(box, bytes.fromhex(box.key_file.read_text()), lambda _done: None)
    return box.campaign


def unbalanced(campaign: Campaign) -> list[str]:
    """What does not add up, by its name."""
    found = []
    rows = Account.objects.filter(campaign=campaign)
    sums = F("valid") + F("void") + F("abstained")
    if rows.exclude(returned=sums).exists():
        found.append("returned")
    used = Ticket.objects.filter(campaign=campaign).used().count()
    places = rows.filter(subject=None)
    if {places.aggregate(n=Sum("returned"))["n"], used} != {campaign.box.closed_with}:
        found.append("used")
    for row in rows.exclude(subject=None):
        cells = Tally.objects.filter(
            campaign=campaign, subject=row.subject, pool=row.pool, item="overall"
        )
        if (cells.aggregate(n=Sum("n"))["n"] or 0) != row.valid:
            found.append("tally")
        ballots = campaign.ballots.filter(subject=row.subject, pool=row.pool)
        if ballots.count() != row.valid:
            found.append("ballots")
    whole = F("used") + F("unused") + F("kept") + F("voided")
    if Batch.objects.filter(campaign=campaign).exclude(slips=whole).exists():
        found.append("slips")
    return found


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(1, 3), st.integers(1, 2), st.integers(1, 3), acts)
def test_the_sums_agree_whatever_people_do(
    own: int, cross: int, units: int, what: list[str | None]
) -> None:
    campaign = held(own, cross, units, what)
    assert unbalanced(campaign) == []


@pytest.mark.django_db(transaction=True)
def test_what_is_lost_or_added_shows() -> None:
    """The control: one row more, or one less, and the sums do not agree."""
    campaign = held(2, 1, 2, ["good", "fair", None, "spoil"])
    assert unbalanced(campaign) == []
    cell = Tally.objects.filter(campaign=campaign, item="overall").earliest("pk")
    Tally.objects.filter(pk=cell.pk).update(n=cell.n + 1)
    assert unbalanced(campaign) == ["tally"]
    Tally.objects.filter(pk=cell.pk).update(n=cell.n)
    campaign.ballots.earliest("pk").delete()
    assert unbalanced(campaign) == ["ballots"]
    Batch.objects.filter(campaign=campaign).update(unused=F("unused") - 1)
    assert "slips" in unbalanced(campaign)
    Ticket.objects.filter(campaign=campaign).used().earliest("pk").delete()
    assert "used" in unbalanced(campaign)
