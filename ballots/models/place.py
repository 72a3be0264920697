"""Places as the tables name them."""

from collections.abc import Iterable, Mapping
from typing import Any

from campaigns.definition import Definition, Place
from campaigns.models import Campaign, Unit


def columns(campaign: Campaign, units: Iterable[str]) -> dict[Place, Mapping[str, Any]]:
    """By place, what a ticket or an account there has in its columns."""
    rows: dict[Place, Mapping[str, Any]] = {Place("campaign"): {}}
    for unit in Unit.objects.filter(code__in=units):
        rows[Place("unit", unit.code)] = {"unit": unit}
    for group in campaign.groups.all():
        rows[Place("group", group.key)] = {"group": group}
    for subject in campaign.subjects.all():
        rows[Place("bearer", subject.key)] = {"bearer": subject}
    return rows


def line(definition: Definition, place: Place) -> Place:
    """The place that has a line in turnout and account: of peers the unit.

    A line of one bearer would tell of him that he has not voted, or voted blank.
    """
    if place.kind == "bearer":
        return Place("unit", definition.subjects[place.key].unit)
    return place
