"""Erasing what is due: by the site itself, or by `manage.py retain`."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError

from ballots.models import Box
from ballots.models.archiving import Archiving
from ballots.opening import rewrite
from campaigns.models import Campaign, WrongState
from jobs.models import place

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one campaign; of `failed` nothing was erased."""

    box: Box
    numbers: dict[str, int]
    failed: bool = False


def due() -> Iterator[Box]:
    """Of campaigns whose names go today or should have gone, the longest over first."""
    for campaign in Campaign.objects.holding().select_related("box"):
        if campaign.names_are_due:
            campaign.box.campaign = campaign
            yield campaign.box


def would_go() -> Iterator[Outcome]:
    """What `retain` would erase."""
    for box in due():
        yield Outcome(box, Archiving(box).numbers())


def retain() -> Iterator[Outcome]:
    """Erase all that is due; one that fails does not hold up the others."""
    for box in due():
        with suppress(WrongState):  # another process was faster
            yield _erased(box)


def _erased(box: Box) -> Outcome:
    try:
        return Outcome(box, Archiving(box).do())
    except Exception as error:
        if isinstance(error, WrongState):
            raise
        # kind and place alone: the words of an error may hold a name
        log.error("names of campaign %s: %s", box.pk, place(error))
        return Outcome(box, {}, failed=True)


def clear() -> bool:
    """Rewrite the files where archiving has left something; whether nothing is left.

    Waits, as after opening, while a campaign is open or somebody reads the files.
    """
    left = Box.objects.unwritten().exclude(campaign__erased_at=None)
    boxes = list(left.select_related("campaign"))
    if not boxes:
        return True
    with suppress(DatabaseError):
        if rewrite():
            for box in boxes:
                box.tell("rewrite", "")
            return True
    return False


def hourly() -> None:
    """What the site does by itself."""
    for _outcome in retain():
        pass
    clear()
