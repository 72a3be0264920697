"""The ledger of a campaign by unit: how far each is, and who has drawn no measure."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from campaigns.models import Campaign, Unit
from reports.ledger.counts import Counts, columns, counts
from reports.ledger.mended import Mended, by_unit
from reports.ledger.unit import watched
from reports.models import Measure, Point

NOTHING = Counts(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: its points and its measures in numbers."""

    unit: Unit
    counts: Counts
    measures: int
    mended: tuple[Mended | None, ...] = ()  # in each later campaign that asked


@dataclass(frozen=True)
class OfCampaign:
    """A campaign in the eyes of one user; `only` "none": units without a measure."""

    campaign: Campaign
    user: Any
    only: str = ""

    @cached_property
    def units(self) -> list[Unit]:
        return list(watched(self.user, self.campaign))

    @cached_property
    def measures(self) -> dict[int, int]:
        """How many measures each unit has drawn that has drawn any."""
        rows = Measure.objects.in_force().filter(campaign=self.campaign).order_by()
        return dict(rows.values_list("unit").annotate(n=Count("pk")))

    @property
    def is_readable(self) -> bool:
        return bool(self.units)

    @property
    def undrawn(self) -> list[Unit]:
        """Units that have drawn no measure yet."""
        return [unit for unit in self.units if unit.pk not in self.measures]

    @property
    def points(self) -> Any:
        rows = Point.objects.for_user(self.user)
        return rows.filter(campaign=self.campaign, unit__in=self.units)

    @cached_property
    def counts(self) -> Counts:
        return counts(self.points)

    @cached_property
    def lines(self) -> list[Line]:
        """In a fixed number of queries, however many units there are."""
        rows = self.points.order_by().values("unit").annotate(**columns())
        found = {row.pop("unit"): Counts(**row) for row in rows}
        units = self.undrawn if self.only == "none" else self.units
        return [
            Line(
                unit,
                found.get(unit.pk, NOTHING),
                self.measures.get(unit.pk, 0),
                tuple(told.get(unit.code) for _later, told in self.mended),
            )
            for unit in units
        ]

    @cached_property
    def mended(self) -> list[tuple[Campaign, dict[str, Mended]]]:
        """What later campaigns say of how the points were mended, by unit."""
        return by_unit(self.user, self.campaign)

    @property
    def columns(self) -> int:
        """Of the table, for a row that says there is none."""
        return 8 + len(self.mended)
