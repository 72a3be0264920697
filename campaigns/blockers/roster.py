"""Whether the lists of raters fit, where there are any: a hint that stops nothing.

Who is on a list can be exchanged until voting closes, and slips are not personal.
"""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from campaigns.approval.leaders import Leaders
from campaigns.blockers.blocker import Blocker, page
from campaigns.composition import unasked
from campaigns.lists.standing import Standing
from campaigns.words.basic import joined

if TYPE_CHECKING:
    from campaigns.models import Campaign


def blockers(campaign: "Campaign", *, unmet_stops: bool = False) -> Iterator[Blocker]:
    """Lists that are shorter or longer than the quota, not made up as required, or
    with a leader on them.

    `unmet_stops`: where that stands in the way, it is said elsewhere.
    """
    standing = Standing(campaign)
    yield from () if campaign.drill else _kindless(standing)
    if not standing.counts:
        return
    lists = list(standing.lists())
    url = reverse("campaigns:roster", args=[campaign.pk])
    odd = sum(each.n != each.pool.quota for each in lists)
    if odd:
        text = ngettext(
            "%d list of raters does not fit its quota.",
            "%d lists of raters do not fit their quota.",
            odd,
        )
        yield Blocker(text % odd, url + "?only=odd", stops=False)
    unmet = sum(bool(each.unmet) for each in lists)
    if unmet and not unmet_stops:
        text = ngettext(
            "%d list of raters is not made up as required.",
            "%d lists of raters are not made up as required.",
            unmet,
        )
        yield Blocker(text % unmet, url + "?only=odd", stops=False)
    seats = [seat for group in standing.groups for seat in group.seats.all()]
    led = len(Leaders.of(campaign, seats).listed())
    if led:
        text = ngettext(
            "%d rater has the name of a leader who is rated: leaders are kept off the "
            "lists.",
            "%d raters have the name of a leader who is rated: leaders are kept off "
            "the lists.",
            led,
        )
        yield Blocker(text % led, url + "?only=leaders", stops=False)


def _kindless(standing: Standing) -> Iterator[Blocker]:
    """Units of which a share is not asked because nobody has said what they are."""
    units = standing.kindless()
    if units:
        names = dict.fromkeys(chain.from_iterable(standing.by_kind.values()))
        url = reverse("admin:campaigns_unit_changelist") + "?kind="
        url = page(units[0]) if len(units) == 1 else url
        yield Blocker(unasked(len(units), joined(names, "/")), url, stops=False)
