"""What stands in the way of freezing a campaign, each with the page that mends it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from campaigns.blockers import counted, handed, parts, raters, roster
from campaigns.blockers.blocker import Blocker, page
from campaigns.parser import DocumentError, parse

if TYPE_CHECKING:
    from campaigns.models import Campaign

__all__ = ["Blocker", "definition_blockers", "page"]

# What is read one by one, so that a mistake in one hides no other.
APART: dict[str, Any] = {"rules": [], "grading": {}, "quorums": []}


def definition_blockers(campaign: "Campaign", *, drill: bool = False) -> list[Blocker]:
    """Everything at once, stops first, so that nobody mends one to meet the next.

    Of a `drill` that is made of it nothing has to be approved.
    """
    found = list(parts.blockers(campaign))
    found += _read(campaign, complete=not any(blocker.stops for blocker in found))
    found += () if drill else handed.papers(campaign)
    found += roster.blockers(campaign)
    return sorted(found, key=lambda blocker: not blocker.stops)


def _read(campaign: "Campaign", *, complete: bool) -> Iterator[Blocker]:
    """What can be said once the rest can be read.

    What none of the others sees would be frozen and could never be read again.
    """
    document = campaign.document()
    try:
        definition = parse({**document, **APART})
    except DocumentError as error:
        if complete:
            yield counted.mistake(campaign, error)
        return
    yield from counted.blockers(campaign, document, definition)
    yield from raters.blockers(campaign, definition)
