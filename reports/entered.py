"""The points and measures of a campaign as papers have them: reads the ledger."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Max

from campaigns.models import Campaign
from reports.entries import Drawn, Entry, Ledger
from reports.models import Measure, Point, PointStep, Progress


def ledger(user: Any, campaign: Campaign, units: Iterable[str]) -> Ledger:
    """What `user` may read of the ledger, of these units; in a few queries.

    It stands in the order of `units`, which are codes.
    """
    places = {code: place for place, code in enumerate(dict.fromkeys(units))}
    of = {"campaign": campaign, "unit__code__in": list(places)}
    points = Point.objects.for_user(user).filter(**of).in_force()
    points = points.select_related("unit").prefetch_related("measures")
    measures = Measure.objects.for_user(user).filter(**of).in_force()
    measures = measures.select_related("unit").prefetch_related("points__unit")
    found = sorted(points.order_by("number"), key=lambda row: places[row.unit.code])
    drawn = sorted(measures.order_by("pk"), key=lambda row: places[row.unit.code])
    seen = {point.pk for point in found}
    return Ledger(
        tuple(map(_entry, found)),
        tuple(_drawn(drawn, seen)),
        _as_of(campaign, found, measures),
        tuple(places),
    )


def _entry(point: Point) -> Entry:
    source = str(point.get_source_display())
    return Entry(
        unit_code=point.unit.code,
        unit=str(point.unit),
        label=point.label,
        text=point.text,
        source=f"{source} {point.detail}".strip(),
        raised_on=point.raised_on,
        owner=point.owner,
        due=point.due,
        state=str(point.get_state_display()),
        told=point.is_told,
        closed=point.state == Point.State.CLOSED,
        response=str(point.get_response_display()),
        answer=point.answer,
        answered_on=point.answered_on,
        late=point.was_late,
        reopened=point.reopened,
        measures=tuple(_named(point)),
    )


def _named(point: Point) -> Iterator[str]:
    """Its measures, with who is responsible and how far they are."""
    for one in point.drawn:
        yield " · ".join([one.text, one.owner, str(one.get_state_display())])


def _drawn(measures: Any, seen: Collection[int]) -> Iterator[Drawn]:
    for one in measures:
        points = [point for point in one.points.all() if point.pk in seen]
        yield Drawn(
            one.unit.code,
            str(one.unit),
            one.text,
            one.owner,
            one.due,
            str(one.get_state_display()),
            tuple(point.label for point in points),
        )


def _as_of(campaign: Campaign, points: list[Point], measures: Any) -> date | None:
    """The day of the last step: the same ledger is dated alike whenever it is made."""
    steps = PointStep.objects.filter(point__in=points)
    done = Progress.objects.filter(measure__in=measures)
    moments = [rows.aggregate(last=Max("at"))["last"] for rows in (steps, done)]
    known = [moment for moment in moments if moment]
    return max(known).astimezone(campaign.zone).date() if known else None
