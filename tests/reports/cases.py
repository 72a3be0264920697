"""Who works on cases in tests: the office, the team of A and B, and their units."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Group, GroupUnit, Role, Subject, Team, Unit
from reports.casework.opening import open_case
from reports.models import Case
from reports.models.stepping import Stepping
from reports.releasing import first
from tests.make import behind
from tests.reports.sample import make_result

# of two at least one has another day than the site
FAR = ("Pacific/Kiritimati", "Etc/GMT+12")
WHO = ("boss", "deputy", "team", "liaison", "head", "other", "auditor", "nobody")


@dataclass
class People:
    """Everybody, by login name."""

    campaign: Campaign
    users: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.users[name]

    def client(self, name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(self.users[name])
        return client


def make_people(campaign: Campaign | None = None, units: str = "AB") -> People:
    """A released campaign and whoever has to do with it; `other` is of unit B."""
    campaign = campaign or make_released()
    users = {name: _user(name) for name in WHO}
    team = Team.objects.create(name="第三组督导组")
    team.members.add(users["team"])
    seats = GroupUnit.objects.filter(group__campaign=campaign)
    seats.filter(unit__code__in=list(units)).update(team=team)
    Group.objects.filter(campaign=campaign).update(team=team)
    a, b = (Unit.objects.get(code=code) for code in "AB")
    for name, kind, unit in (
        ("liaison", "liaison", a), ("head", "head", a), ("other", "liaison", b),
        ("auditor", "auditor", None),
    ):  # fmt: skip
        Role.objects.create(user=users[name], kind=kind, unit=unit)
    return People(campaign, users)


def _user(name: str) -> Any:
    office = name in ("boss", "deputy")
    return get_user_model().objects.create_user(
        name, is_staff=office, last_name=name.title()
    )


def make_released(**how: Any) -> Campaign:
    """S1 with its first version released."""
    campaign = make_result(**how)
    first(campaign)
    return campaign


def make_case(people: People, key: str = "A", rule: int = 0, who: str = "team") -> Case:
    """A case on what a rule found of a subject."""
    rows = Subject.objects.select_related("campaign", "unit")
    return open_case(people[who], rows.get(campaign=people.campaign, key=key), rule)


def move(campaign: Campaign, zone: str) -> date:
    """Put the campaign into a time zone; which day it is there."""
    behind(campaign, time_zone=zone)
    campaign.refresh_from_db()
    return campaign.today()


def post(people: People, who: str, row: Stepping, act: str, /, **data: Any) -> Any:
    """What the form on a page of a step sends, which has seen every step."""
    data.setdefault("seen", row.taken().count())
    address = row.get_absolute_url()
    if isinstance(row, Case):
        address = reverse("cases:act", args=[row.pk, act])
    return people.client(who).post(address, {"act": act, **data})


def offered(people: People, who: str, row: Stepping) -> list[str]:
    """The acts that somebody finds on its page."""
    page = people.client(who).get(row.get_absolute_url())
    assert page.status_code == 200
    return [act.key for act, _form in page.context["offers"]]


def soon(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def bring(case: Case, people: People, to: str) -> Case:
    """Walk a case of A through its acts up to a state."""
    team, boss, unit = people["team"], people["boss"], people["liaison"]
    walk = {
        "analysis": lambda: case.propose(team, "建议返工", "rework"),
        "proposed": lambda: case.decide(boss, "同意", "rework", soon()),
        "plan": lambda: _submit(case, unit),
        "review": lambda: case.confirm(team, ""),
        "work": lambda: case.ask(team, "") if to == "ready" else case.end(team, "好"),
    }
    while case.state != to:
        walk[case.state]()
    return case


def _submit(case: Case, unit: Any) -> None:
    case.plan(unit, "每周三下午到社区现场受理", "李喆", soon(20))
    case.submit(unit, "")
