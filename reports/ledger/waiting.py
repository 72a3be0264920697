"""What of the ledger waits for somebody, for the start page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from campaigns.models import Audience, Campaign, Subject, Unit
from campaigns.roles import is_auditor, sees_nothing, told_of, units_of
from reports.ledger.campaign import OfCampaign
from reports.models import Measure, Point
from reports.moments import calendar

RECENT = 3  # campaigns in which the start page looks for measures
State = Point.State


@dataclass(frozen=True, slots=True)
class Waits:
    """One line: what is to be done, where, by when, and what of it is late.

    `one`: its page is that of one measure, not of a ledger.
    """

    what: str
    where: str
    page: str
    late: str = ""
    by: str = ""
    one: bool = False


def waiting(user: Any) -> list[Waits]:
    """Points and measures that are this user's turn, and what is not drawn yet."""
    if sees_nothing(user):
        return []
    recent, mine = _recent(), [*_points(user), *_measures(user)]
    return [*mine, *_own(user, recent), *_others(user, recent)]


def _points(user: Any) -> Iterator[Waits]:
    rows = Point.objects.for_user(user).waiting_for(user)
    for state, text in (
        (State.ASSIGNED, _answer),
        (State.ANSWERED, _look),
        (State.ENTERED, _assign),
    ):
        if n := rows.filter(state=state).count():
            asked = urlencode({"only": "mine", "state": state})
            late = rows.late().count() if state == State.ASSIGNED else 0
            said = _late(late) if late else ""
            yield Waits(text(n), "", f"{reverse('ledger:list')}?{asked}", said)


def _late(n: int) -> str:
    return npgettext("points", "%d is late", "%d are late", n) % n


def _answer(n: int) -> str:
    return ngettext("%d point to answer", "%d points to answer", n) % n


def _look(n: int) -> str:
    text = ngettext(
        "%d answer to look at: close the point or send it back",
        "%d answers to look at: close the points or send them back",
        n,
    )
    return text % n


def _assign(n: int) -> str:
    text = ngettext(
        "%d point is entered and not assigned",
        "%d points are entered and not assigned",
        n,
    )
    return text % n


def _measures(user: Any) -> Iterator[Waits]:
    """One line a unit and campaign, the first deadline first."""
    rows = Measure.objects.for_user(user).waiting_for(user)
    rows = rows.select_related("campaign", "unit").defer("campaign__definition")
    found: dict[tuple[Campaign, Unit, bool], list[Measure]] = {}
    for row in rows.order_by(F("due").asc(nulls_last=True), "campaign", "unit"):
        found.setdefault((row.campaign, row.unit, row.is_open), []).append(row)
    for (campaign, unit, to_do), some in found.items():
        page = reverse("ledger:unit", args=[campaign.pk, unit.code])
        line = _to_do if to_do else _reported
        yield line(unit, campaign, page, some)


def _to_do(unit: Unit, campaign: Campaign, page: str, rows: list[Measure]) -> Waits:
    late = sum(row.is_late for row in rows)
    days = [row.due for row in rows if row.due and not row.is_late]
    text = ngettext(
        "%(unit)s: %(n)d measure to carry out",
        "%(unit)s: %(n)d measures to carry out",
        len(rows),
    ) % {"unit": unit, "n": len(rows)}
    by = _("due %(day)s") if len(rows) == 1 else _("the next due %(day)s")
    by = by % {"day": calendar(days[0])} if days else ""
    return Waits(text, str(campaign), page, _late_ones(late) if late else "", by)


def _late_ones(n: int) -> str:
    return npgettext("measures", "%d is late", "%d are late", n) % n


def _reported(unit: Unit, campaign: Campaign, page: str, rows: list[Measure]) -> Waits:
    text = ngettext(
        "%(unit)s: %(n)d measure is reported done, close it or reopen it",
        "%(unit)s: %(n)d measures are reported done, close or reopen them",
        len(rows),
    ) % {"unit": unit, "n": len(rows)}
    one = len(rows) == 1
    where = rows[0].get_absolute_url() if one else page
    return Waits(text, str(campaign), where, one=one)


def _recent() -> list[Campaign]:
    """The newest whose results are out; archived ones are over."""
    rows = Campaign.objects.first_votes().filter(state=Campaign.State.RELEASED)
    rows = rows.filter(small_rating=None).defer("definition")
    return list(rows.order_by("-pk")[:RECENT])


def _own(user: Any, recent: list[Campaign]) -> Iterator[Waits]:
    """Whoever speaks for a unit, and is told its result, is asked for its measures."""
    mine = Unit.objects.filter(pk__in=units_of(user))
    for campaign in recent if mine.exists() else ():
        told = Subject.objects.filter(told_of(user), campaign=campaign)
        drawn = Measure.objects.in_force().filter(campaign=campaign).values("unit")
        rows = mine.filter(pk__in=told.values("unit")).exclude(pk__in=drawn)
        for unit in rows:
            page = reverse("ledger:unit", args=[campaign.pk, unit.code])
            text = _("%(unit)s: draw your measures") % {"unit": unit}
            yield Waits(text, str(campaign), page)


def _others(user: Any, recent: list[Campaign]) -> Iterator[Waits]:
    """Who keeps the ledger is told how many units have drawn none, once they can."""
    if is_auditor(user):
        return
    for campaign in recent:
        if not campaign.is_released_to(Audience.UNIT):
            continue
        of = OfCampaign(campaign, user)
        if n := len(of.undrawn):
            text = ngettext(
                "%(n)d unit of %(all)d has drawn no measure",
                "%(n)d units of %(all)d have drawn no measure",
                n,
            ) % {"n": n, "all": len(of.units)}
            page = reverse("ledger:campaign", args=[campaign.pk])
            yield Waits(text, str(campaign), f"{page}?only=none")
