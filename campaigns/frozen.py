"""Frozen definitions by hash, parsed once a process."""

from typing import TYPE_CHECKING

from campaigns.definition import Definition
from campaigns.parser import parse

if TYPE_CHECKING:
    from campaigns.models import Campaign

KEPT = 32
_parsed: dict[str, Definition] = {}


class DefinitionAltered(Exception):
    """The stored definition is not the one whose hash was frozen."""


def frozen(campaign: "Campaign") -> Definition:
    """The frozen definition; `campaign.definition` is fetched only when not yet known.

    The hash names the content, so that a kept definition can never be an old one.
    Raises DefinitionAltered when the stored document does not fit its hash.
    """
    known = _parsed.get(campaign.definition_hash)
    if known is None:
        known = parse(campaign.definition or {})
        if known.hash != campaign.definition_hash:
            raise DefinitionAltered(campaign.pk)
        if len(_parsed) >= KEPT:
            # of two threads at the same, one finds nothing left to drop
            _parsed.pop(next(iter(_parsed)), None)
        _parsed[known.hash] = known
    return known
