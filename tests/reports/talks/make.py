"""A campaign whose votes are in, with a roster; its team, and people drawn."""

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from campaigns.models import Campaign, Draw, Rater, Unit
from reports.models import Interview
from tests.reports.sample import make_result, make_team

NAMES = [f"职工{number}" for number in range(1, 16)]
HELD = {"outcome": "held", "notes": "他说食堂太远", "points": "食堂太远\n会太多"}
Data = Mapping[str, Any]


def make_talking(state: str = "counted", **how: Any) -> Campaign:
    """Fifteen raters of unit A are on the roster, two of them with one name."""
    campaign = make_result(state=state, **how)
    own, unit = campaign.pools.get(key="own"), Unit.objects.get(code="A")
    names = [*NAMES[:-1], NAMES[0]]
    Rater.objects.bulk_create(
        Rater(campaign=campaign, pool=own, unit=unit, name=name, position=n,
              category="科员", contact=f"138{n:08}")
        for n, name in enumerate(names, 1)
    )  # fmt: skip
    return campaign


def make_client(campaign: Campaign, *units: str, login: str = "team") -> Client:
    """The browser of a member of these units' original team."""
    client = Client()
    client.force_login(make_team(campaign, *units, login=login))
    client.cookies["django_language"] = "en"
    return client


def at(campaign: Campaign, name: str, *rest: Any, unit: str = "A") -> str:
    return reverse(f"talks:{name}", args=[campaign.pk, unit, *rest])


def draw(client: Client, campaign: Campaign, unit: str = "A", **data: Any) -> Any:
    """Press “Draw”, as the page is filled in."""
    after = campaign.draws.filter(unit__code=unit).count()
    sent = {"source": "roster", "number": "10", "reserves": "5", "seed": "s",
            "lines": "", "after": str(after)}  # fmt: skip
    return client.post(at(campaign, "draw", unit=unit), sent | data)


def note(client: Client, row: Draw, number: int, **data: Any) -> Any:
    """Store a note on the n-th drawn; held today unless something else is said."""
    today = timezone.now().astimezone(row.campaign.zone).date()
    sent = {"seen": "0", "held_on": today.isoformat(), "place": "", **HELD}
    assert row.unit
    address = at(row.campaign, "note", row.pk, number, unit=row.unit.code)
    return client.post(address, sent | data)


def hold(row: Draw, *numbers: int, points: str = "食堂太远") -> None:
    """Talks that were held, straight in the table."""
    Interview.objects.bulk_create(
        Interview(campaign=row.campaign, unit=row.unit, draw=row, number=number,
                  outcome="held", held_on=timezone.now().date(), points=points)
        for number in numbers
    )  # fmt: skip


def make_drawn(
    campaign: Campaign, number: int = 10, unit: str = "A", **more: Any
) -> Draw:
    """Ten of the roster and five reserves, straight in the table."""
    at_unit = Unit.objects.get(code=unit)
    lines = list(campaign.raters.own_of(at_unit).by_line()) or NAMES
    row = Draw(campaign=campaign, unit=at_unit, title="谈话", number=number,
               reserves=5, seed="s", source="roster", **more)  # fmt: skip
    row.take(lines)
    row.save()
    return row


def acts(campaign: Campaign) -> list[str]:
    """What was recorded since the freezing."""
    return [entry.action for entry in entries(campaign)]


def entries(campaign: Campaign) -> list[Entry]:
    return list(Entry.objects.of(campaign.pk).exclude(action__in=("freeze", "view")))
