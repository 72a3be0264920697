"""Campaigns of “satisfactory team of the year” (S10), one a year, released.

Counts are stored as opening leaves them; every item of a form is answered alike.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ballots.models import Account, Box, Tally
from campaigns.models import Campaign, IndicatorValue
from reports.releasing import first
from tests.make import Document, make_campaign, make_document

# of ten ballots of each class: the options in the order of the scale
TEAM = {"A": (7, 2, 1, 0), "B": (9, 1, 0, 0), "C": (9, 1, 0, 0)}
PERSON = (8, 2, 0, 0, 0)
FIGURES = {"integrity-points": "85.5", "target-grade": "second",
           "window-efficiency": "91", "superiors": "88"}  # fmt: skip
Votes = Mapping[str, tuple[int, ...]]


def make_year(
    year: int,
    votes: Votes = {},  # noqa: B006 - read only
    facts: Mapping[tuple[str, str], str] = {},
    document: Document | None = None,
    release: bool = True,
    **fields: Any,
) -> Campaign:
    """A campaign of that year; `votes` by subject over those where all is well.

    `facts`: indicator and subject to what was entered over what is well.
    """
    opens = datetime(year, 11, 20, 1, tzinfo=UTC)
    window = {"opens_at": opens, "closes_at": opens + timedelta(days=3)}
    document = document or make_document("satisfactory-team")
    campaign = make_campaign(document, **window | fields)
    box = Box.objects.freeze(campaign)
    Box.objects.filter(pk=box.pk).update(closed_at=opens, opened_at=opens)
    Tally.objects.bulk_create(_tallies(campaign, votes))
    Account.objects.bulk_create(_accounts(campaign))
    _enter(campaign, facts)
    Campaign.objects.filter(pk=campaign.pk).update(state="released", audience=3)
    campaign.refresh_from_db()
    if release:
        first(campaign)
    return campaign


def _tallies(campaign: Campaign, votes: Votes) -> Iterator[Tally]:
    definition = campaign.current()
    pools = {pool.key: pool for pool in campaign.pools.exclude(reach="open")}
    for subject in campaign.subjects.all():
        counts = votes.get(subject.key, TEAM.get(subject.key, PERSON))
        for item in definition.subjects[subject.key].form.items:
            for pool in pools.values():
                for value, n in enumerate(counts):
                    yield Tally(campaign=campaign, subject=subject, pool=pool,
                                item=item.key, value=value, n=n)  # fmt: skip


def _accounts(campaign: Campaign) -> Iterator[Account]:
    ten = {"issued": 10, "returned": 10, "abstained": 0, "valid": 10, "void": 0}
    for pool in campaign.pools.exclude(reach="open"):
        for subject in campaign.subjects.select_related("unit"):
            yield Account(campaign=campaign, pool=pool, subject=subject, **ten)
            if subject.kind == "team":
                yield Account(campaign=campaign, pool=pool, unit=subject.unit, **ten)


def _enter(campaign: Campaign, facts: Mapping[tuple[str, str], str]) -> None:
    for indicator in campaign.indicators.all():
        for subject in campaign.subjects.filter(kind="team"):
            well = FIGURES.get(indicator.key, "no")
            value = facts.get((indicator.key, subject.key), well)
            signed = {"signed_by": "市长"} if indicator.kind == "signed" else {}
            if value:
                IndicatorValue.objects.create(
                    indicator=indicator, subject=subject, value=value, source="考核办",
                    **signed,
                )  # fmt: skip


def make_three_years() -> list[Campaign]:
    """A loses the title three times, B once by a leader, C once by a veto."""
    return [
        make_year(2011, {"B-secretary": (6, 4, 0, 0, 0)}),
        make_year(2012, facts={("veto-safety", "C"): "yes"}),
        make_year(2013, {"C": (8, 2, 0, 0)}),
    ]
