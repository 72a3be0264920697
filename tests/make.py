"""Makes what tests need: campaigns from the preset, and drills of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from ballots.rehearsal import rehearse
from campaigns.files import presets, read
from campaigns.load import load
from campaigns.models import Audience, Campaign
from reports.models import Release
from reports.releasing import announce

Document = dict[str, Any]


def make_document(name: str = "joint-appraisal") -> Document:
    """The preset's document, for a test to change."""
    return read(presets()[name])


def make_campaign(document: Document | None = None, **fields: Any) -> Campaign:
    """A draft that lacks nothing; voting is open from now for a day.

    Its key is a file, so that not every test needs cards, unless the document says.
    """
    content = document or make_document()
    content = content | {"campaign": {"custody": "file"} | content["campaign"]}
    now = timezone.now()
    window = {
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + timedelta(days=1),
    }
    return load(content, **window | fields)


@contextmanager
def unguarded() -> Iterator[None]:
    """Past the triggers of PostgreSQL, as who owns the database can go."""
    role = "SELECT set_config('session_replication_role', %s, false)"
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(role, ["replica"])
        try:
            yield
        finally:
            cursor.execute(role, ["origin"])


def behind(campaign: Campaign, **columns: Any) -> None:
    """Change a campaign's row behind everybody's back."""
    with unguarded():
        Campaign.objects.filter(pk=campaign.pk).update(**columns)


def make_entry(
    pool: str,
    place: str,
    count: int,
    answers: Mapping[str, Any],
    comments: Mapping[str, str] | None = None,
) -> Document:
    """`count` ballots alike, as a line of an answers file (design §9).

    An answer that is a string stands for every item of its subject.
    """
    cards = {
        key: {"*": card} if isinstance(card, str) else card
        for key, card in answers.items()
    }
    entry = {"pool": pool, "place": place, "count": count, "answers": cards}
    return entry | {"comments": dict(comments or {})}


def make_rehearsed(
    entries: list[Document] | None = None, document: Document | None = None
) -> Campaign:
    """A drill, cast, opened, counted and released; at random without `entries`.

    The box is opened in a child process: needs the fixture `database_url`.
    """
    answers = None if entries is None else {"ballots": entries}
    drill = rehearse(make_campaign(document), answers)
    drill.refresh_from_db()
    return drill


def make_known(campaign: Campaign, to: Audience = Audience.UNIT) -> None:
    """Release the version that stands to heads, to units and raters, or to all."""
    campaign.refresh_from_db()
    last = Release.objects.latest_of(campaign)
    assert last
    announce(campaign, to, (last.version, campaign.audience), "office")
    campaign.refresh_from_db()
