"""The ballot account (票数账): issued = returned + outstanding, returned = the rest."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Count, Q

from ballots.contents import Contents, Where
from ballots.models import Account, Ticket
from ballots.models.place import columns, line
from campaigns.definition import Definition, Place, Pool
from campaigns.models import Campaign

Counted = Mapping[Where, tuple[int, int]]


def accounts(
    campaign: Campaign, definition: Definition, contents: Contents
) -> list[Account]:
    """The lines of every place, then those of every subject, pool by pool."""
    counted = _counted(campaign)
    return [
        *_of_places(campaign, definition, contents, counted),
        *_of_subjects(campaign, definition, contents, counted),
    ]


def _counted(campaign: Campaign) -> Counted:
    """Issued and returned tickets by pool and place; in one query."""
    states = Ticket.State
    rows = Ticket.objects.filter(campaign=campaign).values_list(
        "pool__key", "unit__code", "group__key", "bearer__key"
    )
    found: dict[Where, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pool, unit, group, bearer, issued, returned in rows.annotate(
        issued=Count("pk", filter=Q(state__in=(states.ACTIVE, states.USED))),
        returned=Count("pk", filter=Q(state=states.USED)),
    ):
        found[pool, _place(unit, group, bearer)] = (issued, returned)
    return found


def _place(unit: str | None, group: str | None, bearer: str | None) -> Place:
    named = {"unit": unit, "group": group, "bearer": bearer}
    return next((Place(k, key) for k, key in named.items() if key), Place("campaign"))


def _places(definition: Definition, pool: Pool) -> dict[Place, list[Place]]:
    """The places of a pool by those that have a line."""
    found: dict[Place, list[Place]] = defaultdict(list)
    groups = definition.groups.values()
    places = [place for g in groups for place, _due in definition.places(pool, g)]
    for place in dict.fromkeys(places):
        found[line(definition, place)].append(place)
    return found


def _of_places(
    campaign: Campaign, definition: Definition, contents: Contents, counted: Counted
) -> Iterator[Account]:
    """By tickets: valid unless void, spoilt altogether or left blank altogether."""
    pools = {row.key: row for row in campaign.pools.all()}
    rows = columns(campaign, definition.units)
    for pool in definition.pools.values():
        for named, places in _places(definition, pool).items():
            at = [(pool.key, place) for place in places]
            void = sum(contents.void[one] + contents.wasted[one] for one in at)
            blank = sum(contents.blank[one] for one in at)
            returned = sum(counted[one][1] for one in at)
            yield Account(
                campaign=campaign,
                pool=pools[pool.key],
                issued=sum(counted[one][0] for one in at),
                returned=returned,
                void=void,
                abstained=blank,
                valid=returned - void - blank,
                **rows[named],
            )


def _of_subjects(
    campaign: Campaign, definition: Definition, contents: Contents, counted: Counted
) -> Iterator[Account]:
    """By cards: each returned envelope holds one card on each of its subjects."""
    pools = {row.key: row for row in campaign.pools.all()}
    for row in campaign.subjects.all():
        subject = definition.subjects[row.key]
        for pool in definition.raters(subject):
            at = [(pool.key, place) for place in definition.places_of(subject, pool)]
            yield Account(
                campaign=campaign,
                pool=pools[pool.key],
                subject=row,
                issued=sum(counted[one][0] for one in at),
                returned=sum(counted[one][1] for one in at),
                void=sum(contents.void[one] for one in at)
                + contents.spoilt[row.key, pool.key],
                abstained=contents.abstained[row.key, pool.key],
                valid=contents.valid[row.key, pool.key],
            )
