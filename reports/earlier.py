"""The released campaigns of a series before one, as they were released."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from campaigns.comparison import breaks
from campaigns.definition import Definition
from campaigns.frozen import frozen
from campaigns.models import Campaign, Subject
from campaigns.words import measure_name
from reports import recorded
from reports.editions import Edition, Trend, by_kind
from reports.history import before
from reports.models import Release

MOST = 3  # with the campaign itself four columns fit on an upright sheet


def trend(campaign: Campaign, user: Any = None) -> Trend:
    """Of what is on record alone: an earlier campaign is not counted anew.

    Campaigns that are not wholly for `user` are left out; None is the server's own.
    Before a second vote stands the first one.
    """
    rows = before(campaign) if campaign.series else []
    if campaign.first_vote != campaign:
        rows = [campaign.first_vote, *rows]
    rows = [one for one in rows if user is None or sees_all(user, one)]
    kinds = {str(key): str(label) for key, label in Subject.Kind.choices}
    found = islice(_editions(rows, frozen(campaign)), MOST)
    return Trend(tuple(reversed(list(found))), kinds)


def sees_all(user: Any, campaign: Campaign) -> bool:
    """Whether every subject of a campaign is for `user`."""
    mine = Subject.objects.for_user(user).filter(campaign=campaign)
    return mine.exists() and mine.count() == campaign.subjects.count()


def _editions(campaigns: list[Campaign], now: Definition) -> Iterator[Edition]:
    for campaign in campaigns:
        row = Release.objects.latest_of(campaign)
        if row:
            yield _edition(campaign, row, now)


def _edition(campaign: Campaign, release: Release, now: Definition) -> Edition:
    """Figures from the record; names from the definition, in the active language."""
    definition, found = frozen(campaign), recorded.of(release)
    told, rated = release.results["campaign"], definition.subjects
    return Edition(
        str(definition.title),
        str(measure_name(definition, definition.formula.measure)),
        _moment(told["closed_at"]),
        told["time_zone"],
        by_kind((rated[key].kind, one.passed) for key, one in found.items()),
        {(one.unit_code, key): one for key, one in found.items()},
        dict(_broken(definition, now)),
    )


def _broken(then: Definition, now: Definition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By kind of subject what keeps its figures from being compared, as sentences."""
    for kind in dict.fromkeys(subject.kind for subject in now.subjects.values()):
        if found := breaks(then, now, kind):
            yield kind, tuple(change.sentence for change in found)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
