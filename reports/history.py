"""The campaigns of a series before one, for rules that look back (S9, S10)."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from campaigns.definition import Definition
from campaigns.frozen import frozen
from campaigns.models import Audience, Campaign
from reports import counted, readings
from reports.judging import Judge, quorum_met
from reports.measured import measure
from reports.tally import Account

State = Campaign.State
WITH_RESULTS = (State.COUNTED, State.RELEASED, State.ARCHIVED)


def judge(
    campaign: Campaign,
    what: counted.Counted | None = None,
    to: Audience = Audience.TEAM,
) -> Judge:
    """A counted campaign with all that its rules look at. Raises Unbalanced.

    For readers of an audience: what rests on campaigns that are not theirs is left out.
    """
    definition, what = frozen(campaign), what or counted.load(campaign)
    earlier = looked_back_on(campaign)
    found = _judge(campaign, definition, what, _series(earlier))
    return replace(found, closed=closed(earlier, to))


def closed(earlier: Iterable[Campaign], to: Audience) -> bool:
    """Whether one of these campaigns has not been released to readers outside."""
    return to > Audience.TEAM and not all(row.is_released_to(to) for row in earlier)


def looked_back_on(campaign: Campaign) -> list[Campaign]:
    """The campaigns that a rule of this one takes into account, the newest first."""
    definition = frozen(campaign)
    looks_back = any(rule.times > 1 for rule in definition.rules)
    return before(campaign) if looks_back and definition.series else []


def before(campaign: Campaign) -> list[Campaign]:
    """Counted campaigns of the same series that opened earlier, the newest first.

    Of a drill those of the series that it rehearses: no drill counts for another, and
    no second vote and no small rating after talks. A second vote looks back from
    where the first one stood.
    """
    rows = Campaign.objects.first_votes().filter(series=campaign.series)
    rows = rows.filter(state__in=WITH_RESULTS, small_rating=None)
    first = campaign.first_vote
    if first.opens_at:
        rows = rows.filter(Q(opens_at__lt=first.opens_at))
    own = {campaign.pk, first.pk, campaign.parent_id}
    return [row for row in rows.order_by("-opens_at", "-pk") if row.pk not in own]


def _series(campaigns: Iterable[Campaign]) -> list[Judge]:
    """Those campaigns, the newest first; each looks back on those before it.

    A title that was lost by what happened twice running was lost then, too.
    """
    found: list[Judge] = []
    for row in reversed(list(campaigns)):
        found = [_judge(row, frozen(row), counted.load(row), found), *found]
    return found


def _judge(
    campaign: Campaign,
    definition: Definition,
    what: counted.Counted,
    earlier: list[Judge],
) -> Judge:
    return Judge(
        definition,
        {
            key: measure(definition, what, subject)
            for key, subject in definition.subjects.items()
        },
        readings.load(campaign, definition),
        quorum_met(definition, pool_accounts(definition, what)),
        earlier,
        campaign.is_second_vote,
    )


def pool_accounts(definition: Definition, what: counted.Counted) -> dict[str, Account]:
    """The tickets of each pool in the whole campaign, with those due."""
    found = dict.fromkeys(definition.pools, Account())
    for (name, _place), account in what.places.items():
        found[name] += account
    for key, pool in definition.pools.items():
        due = sum(
            number
            for group in definition.groups.values()
            for _at, number in definition.places(pool, group)
        )
        found[key] += Account(due=due)
    return found
