"""Whether everybody rates somebody, and everything is rated by enough."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.blockers.blocker import Blocker, page
from campaigns.definition import Definition, Pool

if TYPE_CHECKING:
    from campaigns.models import Campaign


def blockers(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    """Pools that rate nothing or too few, what nobody rates, weights, the public."""
    if not (definition.pools and definition.subjects):
        return  # that is said elsewhere
    pools = page(campaign) + "#pools-group"
    for pool in definition.pools.values():
        if not any(pool.rates(subject) for subject in definition.subjects.values()):
            text = _("“%s” rate nothing: no subject is of their kind.")
            yield Blocker(text % pool.name, pools)
        elif pool.reach == "peers":
            yield from _peers(definition, pool, pools)
    yield from _unrated(campaign, definition)
    yield from _together(definition, pools)


def _peers(definition: Definition, pool: Pool, url: str) -> Iterator[Blocker]:
    """Persons without a peer, or with so few that nothing could be shown."""
    for unit in definition.units.values():
        bearers = definition.bearers(unit.code)
        peers = len(bearers) - 1
        if peers == 0:
            alone = len(definition.raters(bearers[0])) == 1
            text = _("“%(pool)s”: “%(unit)s” has one person only, whom nobody rates.")
            words = {"pool": pool.name, "unit": unit.name}
            yield Blocker(text % words, url, stops=alone)
        elif 0 < peers < definition.floors.rate:
            text = ngettext(
                "“%(pool)s”: each person of “%(unit)s” has %(n)d peer, too few for "
                "figures: they will be hidden.",
                "“%(pool)s”: each person of “%(unit)s” has %(n)d peers, too few for "
                "figures: they will be hidden.",
                peers,
            )
            words = {"pool": pool.name, "unit": unit.name}
            yield Blocker(text % {**words, "n": peers}, url, stops=False)


def _unrated(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    lost = [s.key for s in definition.subjects.values() if not definition.raters(s)]
    for row in campaign.subjects.filter(key__in=lost).select_related("unit"):
        yield Blocker(_("Nobody rates “%s”: no pool rates its kind.") % row, page(row))


def _together(definition: Definition, url: str) -> Iterator[Blocker]:
    """How the pools combine: weights of nothing, and the public alone."""
    pools = definition.pools.values()
    if definition.formula.weighted:
        for pool in pools:
            if not pool.weight:
                text = _("“%s” has the weight 0: its ballots change nothing.")
                yield Blocker(text % pool.name, url, stops=False)
    elif all(pool.is_open for pool in pools):
        text = _(
            "Only the public rates: the result is that of whoever comes, not one "
            "ballot a person."
        )
        yield Blocker(text, url, stops=False)
