"""What of the ledger waits for somebody, for the start page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from campaigns.models import Audience, Campaign, Subject, Unit
from campaigns.roles import is_auditor, sees_nothing, told_of, units_of
from reports.ledger.campaign import OfCampaign
from reports.ledger.unit import campaigns
from reports.models import Measure, Point

RECENT = 3  # campaigns in which the start page looks for measures
State = Point.State


@dataclass(frozen=True, slots=True)
class Waits:
    """One line: what is to be done, where, and whether something of it is late."""

    what: str
    where: str
    page: str
    late: str = ""


def waiting(user: Any) -> list[Waits]:
    """Points whose turn is this user's, and measures that are not drawn yet."""
    if sees_nothing(user):
        return []
    return [*_points(user), *_own(user), *_others(user)]


def _points(user: Any) -> Iterator[Waits]:
    rows = Point.objects.for_user(user).waiting_for(user)
    numbers = {state: rows.filter(state=state).count() for state in State.values}
    for state, text in (
        (State.ASSIGNED, _answer(numbers[State.ASSIGNED])),
        (State.ANSWERED, _look(numbers[State.ANSWERED])),
        (State.ENTERED, _assign(numbers[State.ENTERED])),
    ):
        if numbers[state]:
            asked = urlencode({"only": "mine", "state": state})
            late = rows.late().count() if state == State.ASSIGNED else 0
            said = _late(late) if late else ""
            yield Waits(text, "", f"{reverse('ledger:list')}?{asked}", said)


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


def _recent() -> list[Campaign]:
    """The newest whose results are out; archived ones are over."""
    rows = campaigns().first_votes().filter(state=Campaign.State.RELEASED)
    rows = rows.filter(small_rating=None).defer("definition")
    return list(rows.order_by("-pk")[:RECENT])


def _own(user: Any) -> Iterator[Waits]:
    """Whoever speaks for a unit, and is told its result, is asked for its measures."""
    mine = Unit.objects.filter(pk__in=units_of(user))
    for campaign in _recent() if mine.exists() else ():
        told = Subject.objects.filter(told_of(user), campaign=campaign)
        drawn = Measure.objects.in_force().filter(campaign=campaign).values("unit")
        rows = mine.filter(pk__in=told.values("unit")).exclude(pk__in=drawn)
        for unit in rows.order_by("code"):
            page = reverse("ledger:unit", args=[campaign.pk, unit.code])
            text = _("%(unit)s: draw your measures") % {"unit": unit}
            yield Waits(text, str(campaign), page)


def _others(user: Any) -> Iterator[Waits]:
    """Who keeps the ledger is told how many units have drawn none, once they can."""
    if is_auditor(user):
        return
    for campaign in _recent():
        if not campaign.reaches(Audience.UNIT):
            continue
        of = OfCampaign(campaign, user)
        if of.undrawn:
            text = ngettext(
                "%(n)d unit of %(all)d has drawn no measure",
                "%(n)d units of %(all)d have drawn no measure",
                of.undrawn,
            ) % {"n": of.undrawn, "all": of.number}
            page = reverse("ledger:campaign", args=[campaign.pk])
            yield Waits(text, str(campaign), f"{page}?only=none")
