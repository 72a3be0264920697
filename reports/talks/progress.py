"""How far the talks are, unit by unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.models import Campaign, GroupUnit, Unit
from reports.models import TALKING, Feedback, Interview


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of those drawn have been talked with; `wanted` 0: nobody was drawn."""

    unit: Unit
    wanted: int
    held: int
    fed_back: bool = False


def of_units(campaign: Campaign, user: Any) -> list[Progress]:
    """The units whose talks `user` holds, in the order of the groups."""
    rows = GroupUnit.objects.for_user(user).filter(group__campaign=campaign)
    rows = rows.select_related("unit").in_order()
    wanted = campaign.draws.wanted()
    held = Interview.objects.filter(campaign=campaign).counts()
    done = Feedback.objects.filter(campaign=campaign).values_list("unit", flat=True)
    given = set(done)
    return [
        Progress(
            row.unit,
            wanted.get(row.unit_id, 0),
            held.get(row.unit_id, 0),
            row.unit_id in given,
        )
        for row in rows
    ]


def of_unit(campaign: Campaign, unit: Unit) -> Progress:
    """How far the talks of one unit are."""
    held = Interview.objects.filter(campaign=campaign, unit=unit).counts()
    wanted = campaign.draws.filter(unit=unit).wanted()
    return Progress(unit, wanted.get(unit.pk, 0), held.get(unit.pk, 0))


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A campaign with units in which talks are being held."""

    campaign: Campaign
    units: list[Progress]


def under_way(campaigns: Iterable[Campaign], user: Any) -> list[UnderWay]:
    """What is still to be held or fed back, for the start page."""
    found = []
    for campaign in campaigns:
        rows = of_units(campaign, user)
        units = [row for row in rows if row.wanted and not row.fed_back]
        if units and campaign.state in TALKING:
            found.append(UnderWay(campaign, units))
    return found
