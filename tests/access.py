"""Who is there, and what there is, for the access matrix.

Two campaigns, each in two groups of two units; whoever has a role has it in group G1
of the first, or for its unit A.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from ballots.models import Batch, Box
from campaigns.models import (
    Campaign,
    Draw,
    Group,
    GroupUnit,
    PaperFile,
    Role,
    Team,
    Unit,
)
from jobs.models import Job
from reports.models import Case, Interview, Measure, Point
from reports.releasing import first
from tests.make import make_campaign
from tests.reports.sample import S1, make_document_in_two_groups, make_result

WHO = (
    "anonymous", "stranger", "office", "administrator", "supervisor", "head",
    "liaison", "teller", "auditor",
)  # fmt: skip
Rows = Mapping[str, Any]
NOWHERE = {"pk": 999_999, "group": "X9", "subject": "X9", "number": 99,
           "act": "freeze", "token": "nonsense", "seq": 99, "pool": "X9",
           "key": "X9", "role": "office", "what": "tellers", "unit": "X9",
           "kind": "report", "paper": 999_999, "which": "original",
           "sha256": "1" * 64, "draw": 99, "rule": 99,
           "code": "X9", "item": "feedback-X9", "how": "docx",
           "part": "figures"}  # fmt: skip
LETTER = {"paper": "letter"}


@dataclass(frozen=True)
class Site:
    """Everybody's browser, and what addresses are filled with.

    `mine` is where people have their roles, `others` the other group; `campaign` is the
    other campaign, for addresses that name nothing smaller.
    """

    clients: Mapping[str, Client] = field(repr=False)
    drafted: Rows
    mine: Rows
    others: Rows
    campaign: Rows
    person: Rows
    job: Rows
    case: Rows
    other_case: Rows

    def rows(self, route: str) -> tuple[Rows, ...]:
        """What an address is filled with: one's own part, then others'."""
        if route.startswith("people/"):
            return (self.person,)
        if route.startswith("jobs/"):
            return (self.job,)
        if route.startswith(("cases/<", "measures/", "units/", "ledger/points/")):
            return (self.case, self.other_case)
        if route.startswith("cases/open"):
            return (self.mine | {"subject": "B"}, self.others)
        if route.endswith("<slug:paper>.<slug:how>"):
            return (self.mine | LETTER, self.others | LETTER)
        smaller = (
            (route.startswith("results/") and "<slug:group>" in route)
            or route.startswith("lists/<int:pk>/papers/")
            or (route.startswith("ledger/") and "<slug:unit>" in route)
            or (route.startswith("talks/") and "<slug:unit>" in route)
        )
        return (self.mine, self.others if smaller else self.campaign)


def make_site() -> Site:
    """Everybody of `WHO`, two released campaigns, and a draft for the admin."""
    own = make_result(document=_with_papers(make_document_in_two_groups(), "AC"))
    votes = {f"{key}9": row for key, row in S1.items()}
    other = make_result(document=_with_papers(_elsewhere(), ["A9"]), votes=votes)
    Box.objects.update(closed_with=80)
    for row in (own, other):
        Batch.objects.create(
            campaign=row, group=row.groups.all()[0], number=1, slips=0, root=""
        )
        first(row)
    clients = {name: _client(own, name) for name in WHO}
    rest = {"number": 1, "act": "freeze", "token": "nonsense", "seq": 1}
    rest |= {"pool": "own", "key": "A", "role": "office", "what": "tellers"}
    rest |= {"kind": "report", "which": "original", "sha256": "0" * 64}
    rest |= {"code": "A", "rule": 0}
    rest |= {"item": "feedback-A", "how": "docx", "part": "figures"}
    elsewhere = {"key": "A9", "item": "feedback-A9"}
    return Site(
        clients,
        _drafted(make_campaign(make_document_in_two_groups())),
        _part(own, "G1", "A") | rest | _drawn(own, "A"),
        _part(own, "G2", "C") | rest | {"key": "C"} | _drawn(own, "C"),
        _part(other, "G1", "A9") | rest | elsewhere,
        {"pk": get_user_model().objects.get(username="head").pk, "act": "withdraw"},
        {"pk": Job.objects.start("invitations", by="liaison", about=[]).pk},
        _case(own, "A"),
        _case(own, "C"),
    )


def _with_papers(document: dict[str, Any], units: Iterable[str]) -> dict[str, Any]:
    """With a report of these units, and the file that it was uploaded as."""
    source = PaperFile.objects.of("一切都好。".encode(), "text").pk
    paper = {"title": "报告", "body": "一切都好。", "source": source}
    return document | {"documents": [{"unit": unit, **paper} for unit in units]}


def _part(campaign: Campaign, group: str, unit: str) -> dict[str, Any]:
    """A group, and a unit in it with what is rated of it and its paper."""
    paper = campaign.documents.get(unit__code=unit).pk
    part = {"group": group, "subject": unit, "unit": unit, "paper": paper}
    return part | {"pk": campaign.pk}


def _drawn(own: Campaign, code: str) -> dict[str, Any]:
    """Two of a unit's own raters, drawn, and the first of them talked with."""
    unit, pool = Unit.objects.get(code=code), own.pools.get(key="own")
    for name in ("甲", "乙"):
        own.raters.create(unit=unit, pool=pool, name=name)
    row = Draw(campaign=own, unit=unit, title="谈话", number=2, seed="1",
               source="roster")  # fmt: skip
    row.take(["甲", "乙"])
    row.save()
    Interview.objects.create(
        campaign=own, unit=unit, draw=row, number=1, outcome="held"
    )
    return {"unit": code, "draw": row.pk}


def _case(campaign: Campaign, key: str) -> dict[str, Any]:
    """A decided case with its one measure, both of one number, and their unit."""
    subject = campaign.subjects.get(key=key)
    # of all that is filled in; the database numbers what an act makes, from 1 on
    number = 500_000 + subject.pk
    case = Case.objects.create(
        pk=number, campaign=campaign, subject=subject, rule=0, consequence="rework",
        finding="低于 2/3", version=1, state="plan", outcome="rework",
        decided_at=timezone.now(),
    )  # fmt: skip
    measure = Measure.objects.create(
        pk=number, campaign=campaign, unit=subject.unit, case=case, text="整改",
        owner="李喆",
    )  # fmt: skip
    told = measure.progress.create(kind="begun", side="unit", by="liaison", name="甲")
    told.files.create(
        pk=number, name="表.pdf", kind="pdf", size=1, sha256=sha256(b"1").hexdigest(),
        content=b"1",
    )  # fmt: skip
    Point.objects.create(
        pk=number, campaign=campaign, unit=subject.unit, number=1, text="窗口没有人",
        source="letter", raised_on=timezone.localdate(), state="assigned",
        assigned_at=timezone.now(),
    ).steps.create(kind="assigned")  # fmt: skip
    also = {"how": "docx", "number": number}
    return {"pk": number, "act": "propose", "code": key, **also}


def _elsewhere() -> dict[str, Any]:
    """The same with units of its own."""
    text = json.dumps(make_document_in_two_groups())
    for key in "ABCD":
        text = text.replace(f'"{key}"', f'"{key}9"')
    return dict(json.loads(text))


def _client(own: Campaign, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if name != "anonymous":
        client.force_login(_user(own, name))
    return client


def _user(own: Campaign, name: str) -> Any:
    user = get_user_model().objects.create_user(
        name,
        is_staff=name in ("office", "administrator"),
        is_superuser=name == "administrator",
    )
    group, unit = Group.objects.get(campaign=own, key="G1"), Unit.objects.get(code="A")
    if name == "supervisor":
        team = Team.objects.create(name=name)
        team.members.add(user)
        GroupUnit.objects.filter(group=group).update(team=team)
        Group.objects.filter(pk=group.pk).update(team=team)
    places: dict[str, dict[str, Any]] = {
        "head": {"unit": unit}, "liaison": {"unit": unit},
        "teller": {"group": group}, "auditor": {},
    }  # fmt: skip
    if name in places:
        Role.objects.create(user=user, kind=name, **places[name])
    return user


def _drafted(draft: Campaign) -> dict[str, Any]:
    """A row for every page of the admin."""
    unit = Unit.objects.get(code="A")
    document = draft.documents.create(unit=unit, title="报告", body="一切都好。")
    drawn = {"number": 1, "seed": "1", "list_size": 2, "list_hash": "0" * 64}
    return {
        "campaign": draft.pk,
        "form": draft.forms.get().pk,
        "scale": draft.scales.all()[0].pk,
        "subject": draft.subjects.all()[0].pk,
        "document": document.pk,
        "group": draft.groups.all()[0].pk,
        "rule": draft.rules.all()[0].pk,
        "indicator": draft.indicators.create(key="i", name="指标", kind="points").pk,
        "unit": unit.pk,
        "team": Team.objects.get().pk,
        "user": get_user_model().objects.get(username="stranger").pk,
        "draw": draft.draws.create(title="抽取", drawn="甲", **drawn).pk,
    }


def routes(resolver: Any = None, base: str = "") -> Iterator[str]:
    """Every address of the site, as it is written in the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = base + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def fill(route: str, rows: Rows) -> str:
    """An address, its places filled."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(rows[place[1]]), route)
    return f"/{path}"


def fill_admin(route: str, drafted: Rows) -> str:
    """An address of the admin: the row is one of the model that the address names."""
    path = route.replace("^(?P<app_label>auth|campaigns)/$", "campaigns/")
    path = path.replace("(?P<url>.*)$", "nothing/")
    model = path.split("/")[2] if path.count("/") > 2 else ""
    ids = {"object_id": drafted.get(model, 1), "id": drafted.get(model, 1)}
    return fill(path, {**ids, "content_type_id": 1, "pk": drafted["draw"]})
