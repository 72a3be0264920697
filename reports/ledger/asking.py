"""Having the next campaign ask how the points were mended: what would be added."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from campaigns.models import Campaign, Subject, Unit
from reports.ledger.told import Paper
from reports.ledger.unit import units
from reports.models import Asked, Measure, Point


def drafts(about: Campaign) -> list[Campaign]:
    """Drafts that rate a unit of this campaign; of its series, where both have one."""
    rows = Campaign.objects.first_votes().filter(state=Campaign.State.DRAFT)
    if about.series:
        rows = rows.filter(Q(series=about.series) | Q(series=""))
    rated = Subject.objects.filter(kind=Subject.Kind.TEAM, unit__in=units(about))
    fit = rows.filter(pk__in=rated.values("campaign")).exclude(pk=about.pk)
    return list(fit.order_by("-pk"))


@dataclass(frozen=True)
class Plan:
    """What a draft is given: to which forms the item, to which units a paper."""

    about: Campaign
    draft: Campaign

    @cached_property
    def asked(self) -> Asked | None:
        """What it asks about by now."""
        rows = Asked.objects.filter(campaign=self.draft).select_related("about")
        return rows.first()

    @property
    def is_other(self) -> bool:
        """Whether it asks about the points of another campaign."""
        return self.asked is not None and self.asked.about_id != self.about.pk

    @cached_property
    def _forms(self) -> list[Any]:
        return self.draft.asked_forms()

    @property
    def forms(self) -> list[Any]:
        return [form for form in self._forms if form.asked]

    @property
    def unfit(self) -> list[Any]:
        """Forms on which nothing is answered by one option."""
        return [form for form in self._forms if not form.asked]

    @cached_property
    def units(self) -> list[Paper]:
        """Every unit that the draft rates as a team, with what is told of it."""
        points: dict[int, list[Point]] = {}
        told = Point.objects.filter(campaign=self.about).told()
        for point in told.select_related("unit").prefetch_related("measures"):
            points.setdefault(point.unit_id, []).append(point)
        drawn: dict[int, list[Measure]] = {}
        for row in Measure.objects.in_force().filter(campaign=self.about):
            drawn.setdefault(row.unit_id, []).append(row)
        return [
            Paper(
                self.about,
                unit,
                tuple(points.get(unit.pk, ())),
                tuple(drawn.get(unit.pk, ())),
            )
            for unit in self._rated
        ]

    @cached_property
    def _rated(self) -> list[Unit]:
        rows = Unit.objects.filter(subjects__campaign=self.draft, subjects__kind="team")
        return list(rows.distinct())

    @property
    def gone(self) -> list[Unit]:
        """Units with points that the draft does not rate: nobody is asked of them."""
        there = [unit.pk for unit in self._rated]
        told = Point.objects.filter(campaign=self.about).told()
        rows = units(self.about).filter(pk__in=told.values("unit"))
        return list(rows.exclude(pk__in=there))

    def add(self, user: Any) -> bool:
        """Whether anything changed. Raises PermissionDenied, Untold, WrongState."""
        papers = [one.beside() for one in self.units]
        return Asked.objects.ask(user, self.about, self.draft, papers)
