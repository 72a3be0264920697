"""The second vote: what was flagged, rated once more by the same raters.

Same form, formula and rules, the same pools with their quotas: what differs is who is
rated. A class that rates whole groups is as large as it was, so the other units of a
group go on sending raters and are not rated themselves.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import transaction

from campaigns.definition import TITLE, Definition, Subject
from campaigns.load import load, take_teams
from campaigns.models import Campaign
from campaigns.unasked import unasked


def second_vote(
    campaign: Campaign, keys: Collection[str], said: Mapping[str, str], **window: Any
) -> Campaign:
    """A draft in which these subjects of a campaign are rated again.

    Names are kept for as many days. `said`: its titles; `window`: its times. Raises
    DocumentError.
    """
    document = narrowed(campaign, keys)
    own = document["campaign"] | dict(said)
    with transaction.atomic():
        kept = {"parent": campaign, "names_kept_days": campaign.names_kept_days}
        twin = load(document | {"campaign": own}, **kept, **window)
        take_teams(campaign, twin)
    return twin


def narrowed(campaign: Campaign, keys: Collection[str]) -> dict[str, Any]:
    """The campaign's document with these subjects alone, and what they rest on.

    Without the papers read beside the form: what the units have to say of their rework
    is not written yet. So without the question that rests on such papers, too.
    """
    definition, document = campaign.current(), unasked(campaign.definition or {})
    kept = [s for s in definition.subjects.values() if s.key in _kept(definition, keys)]
    pools = {
        pool.key
        for pool in definition.pools.values()
        if any(pool.rates(subject) for subject in kept)
    }
    groups = _groups(definition, kept, pools)
    units = {code for key in groups for code in definition.groups[key].units}
    return document | {
        "units": [row for row in document["units"] if row["code"] in units],
        "groups": [row for row in document["groups"] if row["key"] in groups],
        "subjects": _of(document["subjects"], {subject.key for subject in kept}),
        "pools": _of(document["pools"], pools),
        "rules": [r for r in document["rules"] if r.get("pool", "") in pools | {""}],
        "quorums": [
            q for q in document["quorums"] if q.get("pool", "") in pools | {""}
        ],
        "documents": [],
    }


def _of(rows: list[dict[str, Any]], keys: Collection[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["key"] in keys]


def _kept(definition: Definition, keys: Collection[str]) -> set[str]:
    found = set(keys)
    for key in keys:
        found |= {other.key for other in _bears(definition, definition.subjects[key])}
    return found


def _bears(definition: Definition, subject: Subject) -> Iterator[Subject]:
    """Others without whom a subject has no result: who rates it, whose it is.

    Peers rate each other, so the persons of a unit are rated again together; a rule on
    the title of a team looks at the principal leaders of its unit.
    """
    mine = [s for s in definition.subjects.values() if s.unit == subject.unit]
    by_peers = any(pool.reach == "peers" for pool in definition.raters(subject))
    by_title = any(rule.measure == TITLE for rule in definition.rules)
    for other in mine:
        of = other.key == subject.of
        peer = by_peers and other.kind == "person"
        leads = by_title and subject.kind == "team" and other.principal
        if of or peer or leads:
            yield other


def _groups(
    definition: Definition, kept: list[Subject], pools: Collection[str]
) -> set[str]:
    """Those of the subjects; all of them where a class of the whole campaign rates."""
    reach = {definition.pools[key].reach for key in pools}
    if "campaign" in reach:
        return set(definition.groups)
    return {definition.group_of(subject.unit).key for subject in kept}
