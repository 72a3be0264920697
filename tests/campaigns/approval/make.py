"""A campaign in which everybody has his part: two groups, teams, liaisons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from campaigns.approval.board import Board
from campaigns.approval.item import Item
from campaigns.models import Campaign, Document, Role, Submission, Team, Unit
from tests.make import make_campaign
from tests.reports.sample import make_document_in_two_groups

PEOPLE = ("office", "liaison-a", "liaison-b", "liaison-c", "team-1", "team-2", "team-a")


@dataclass(frozen=True)
class Stage:
    """Groups G1 of A and B, G2 of C and D; A and C lead.

    Team 1 is responsible for G1, team 2 for G2; team a is the original one of A.
    """

    campaign: Campaign
    clients: dict[str, Client]

    def item(self, kind: str = "list", code: str = "A") -> Item:
        fresh = Campaign.objects.get(pk=self.campaign.pk)
        found = Board(fresh).find(kind, code)
        assert found
        return found

    def path(self, end: str = "", kind: str = "list", code: str = "A") -> str:
        return f"/lists/{self.campaign.pk}/{kind}/{code}/{end}"

    def get(self, who: str, end: str = "", kind: str = "list", code: str = "A") -> Any:
        return self.clients[who].get(self.path(end, kind, code))

    def post(
        self, who: str, end: str, kind: str = "list", code: str = "A", **data: Any
    ) -> Any:
        path = self.path(end, kind, code)
        return self.clients[who].post(path, data, follow=True)

    def rater(self, name: str) -> int:
        return int(self.campaign.raters.get(name=name).pk)


def make_stage(approval: str = "all", days: int = 3, quota: int = 2) -> Stage:
    """Deadlines are so many days from today; lists take two and one."""
    document = make_document_in_two_groups()
    document["campaign"] |= {"approval": approval}
    document["pools"][0]["quota"] = quota
    document["pools"][1] |= {"quota": 1}
    due = timezone.localdate() + timedelta(days=days)
    campaign = make_campaign(document, lists_by=due, papers_by=due)
    teams = {name: Team.objects.create(name=name) for name in PEOPLE if "team" in name}
    for key, team in (("G1", "team-1"), ("G2", "team-2")):
        campaign.groups.filter(key=key).update(team=teams[team])
    group = campaign.groups.get(key="G1")
    group.seats.filter(unit__code="A").update(team=teams["team-a"], lead=True)
    campaign.groups.get(key="G2").seats.filter(unit__code="C").update(lead=True)
    clients = {}
    for name in PEOPLE:
        user = User.objects.create_user(name, is_staff=name == "office")
        user.email = f"{name}@example.org"
        user.save()
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        clients[name] = client
        if name in teams:
            teams[name].members.add(user)
        if "liaison" in name:
            unit = Unit.objects.get(code=name[-1].upper())
            Role.objects.create(user=user, kind="liaison", unit=unit)
    return Stage(campaign, clients)


def fill(
    stage: Stage, codes: Iterable[str] = "A", pools: Iterable[str] = ("own",)
) -> None:
    """Lists as they have to be."""
    for code in codes:
        unit = Unit.objects.get(code=code)
        for key in pools:
            pool = stage.campaign.pools.get(key=key)
            for number in range(pool.quota):
                category = pool.categories[0].name if pool.categories else ""
                stage.campaign.raters.create(
                    unit=unit,
                    pool=pool,
                    name=f"{'甲乙丙丁戊己庚辛壬癸'[number]}{code}{key}",
                    category=category,
                    position=number + 1,
                )


def write_papers(stage: Stage, codes: Iterable[str] = "A") -> None:
    for code in codes:
        for kind in ("report", "speech"):
            Document.objects.create(
                campaign=stage.campaign,
                unit=Unit.objects.get(code=code),
                kind=kind,
                title="报告",
                body="一切都好。",
            )


def handed_in(
    stage: Stage,
    kind: str = "list",
    code: str = "A",
    by: str = "liaison-a",
    **more: Any,
) -> Submission:
    """As the unit does it."""
    item = stage.item(kind, code)
    item.row.hand_in(by, item.digest, **more)
    return stage.item(kind, code).row


def approved(
    stage: Stage, kind: str = "list", code: str = "A", by: str = "team-a"
) -> Submission:
    row = handed_in(stage, kind, code)
    row.approve(by, row.digest)
    return stage.item(kind, code).row


def waived(stage: Stage) -> None:
    """All that is not settled."""
    for item in Board(Campaign.objects.get(pk=stage.campaign.pk)).items:
        if not item.settled:
            item.row.waive("office", "会期提前")


def said(answer: Any) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in answer.context["messages"]]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())
