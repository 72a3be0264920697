"""How far the points are: how many, answered, on time, closed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from campaigns.models import Campaign
from reports.models import Point
from reports.models.handling import TOLD

State = Point.State


@dataclass(frozen=True, slots=True)
class Counts:
    """Of those that units know of; `entered` are not assigned yet."""

    entered: int
    told: int
    answered: int
    on_time: int
    closed: int
    late: int
    reopened: int

    @property
    def all(self) -> int:
        return self.entered + self.told


def columns() -> dict[str, Any]:
    """What is counted of each set of points."""
    told = Q(state__in=TOLD)
    answered = told & Q(answered_on__isnull=False)
    waits = Q(state=State.ASSIGNED)
    return {
        "entered": Count("pk", filter=Q(state=State.ENTERED)),
        "told": Count("pk", filter=told),
        "answered": Count("pk", filter=answered),
        "on_time": Count(
            "pk", filter=answered & (Q(due=None) | Q(answered_on__lte=F("due")))
        ),
        "closed": Count("pk", filter=Q(state=State.CLOSED)),
        "late": Count("pk", filter=waits & Campaign.objects.past("due")),
        "reopened": Count("pk", filter=told & Q(reopened__gt=0)),
    }


def counts(rows: Any) -> Counts:
    return Counts(**rows.order_by().aggregate(**columns()))
