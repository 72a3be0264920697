"""Audience by reader: what of a unit is for its head and its liaison, and since when.

Over every address of a unit, so that none that is added forgets to ask: it has to be
named here.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Audience
from reports.models import Evidence, Token
from reports.models.evidence import Handed
from tests.access import routes
from tests.make import behind
from tests.reports.cases import People, bring, make_case
from tests.reports.ledger.make import ASKED, comment, enter, make_ledger
from tests.reports.ledger.make import bring as bring_point
from tests.reports.papers.make import words
from tests.reports.sample import LONG
from tests.reports.test_second_vote import hold

TEAM, HEAD, UNIT, _public = Audience
REFUSED = (403, 404)
TALK, INNER, SECOND = "科长怕得罪人", "内部说法一", "31/35"
FILE = "照片.jpg"

# for whoever reads a unit's result; `SLOW` are drawn, and asked for by others alone
TOLD = (
    "results/<int:pk>/<slug:group>/<slug:subject>/",
    "results/<int:pk>/papers/<slug:item>.<slug:how>",
    "cases/<int:case>/",
    "cases/<int:case>/paper.<slug:how>",
    "cases/<int:case>/<slug:act>/",
    "measures/<int:measure>/",
    "measures/<int:measure>/files/<int:file>",
    "ledger/points/<int:point>/",
    "ledger/<int:pk>/<slug:unit>/",
    "ledger/<int:pk>/<slug:unit>/<slug:paper>.<slug:how>",
)
SLOW = ("results/<int:pk>/<slug:group>/<slug:subject>/report.pdf",)
# of a campaign, for all units to which it is told
WHOLE = (
    "results/<int:pk>/",
    "results/<int:pk>/<slug:group>/",
    "results/<int:pk>/papers/",
    "results/<int:pk>/papers/all.zip",
)
SLOW_WHOLE = (
    "results/<int:pk>/<slug:group>/report.pdf",
    "results/<int:pk>/<slug:group>/workbook.xlsx",
)
# there for whoever is of the unit, or for everybody: what stands on them is asked
ALWAYS = ("units/<slug:unit>/", "cases/", "ledger/", "results/", "")
# office, teams and auditors; whoever speaks for a unit never gets them
NEVER = (
    "results/<int:pk>/log",
    "results/<int:pk>/log/<int:seq>.sig",
    "results/<int:pk>/release",
    "results/<int:pk>/audience",
    "results/<int:pk>/preview",
    "results/<int:pk>/comments",
    "results/<int:pk>/comments/<slug:subject>",
    "results/<int:pk>/release-comments",
    "cases/open/<int:pk>/<slug:subject>/<int:rule>/",
    "cases/<int:case>/second-vote/",
    "ledger/ask/<int:pk>/",
    "ledger/<int:pk>/",
    "ledger/<int:pk>/<slug:unit>/comments/",
    "ledger/<int:pk>/<slug:unit>/new/",
    "ledger/<int:pk>/<slug:unit>/reopen/",
)
# that of a unit itself is tested where it belongs: tests/reports/talks, test_trend
ELSEWHERE = ("talks/", "results/series/", "results/log", "figures/")
OF_UNITS = ("results/", "cases/", "measures/", "units/", "ledger/", *ELSEWHERE)
POSTS = {
    "cases/<int:case>/evidence/": {"text": ""},
    "measures/<int:measure>/": {"act": "begin"},
    "ledger/points/<int:point>/": {"act": "answer"},
    "ledger/<int:pk>/<slug:unit>/": {},
}


class Site:
    """A unit with all that can follow from its result; everybody's browser."""

    def __init__(self, people: People) -> None:
        self.people = people
        names = ("team", "head", "liaison", "other", "nobody")
        self.clients = {name: people.client(name) for name in names}
        team, unit = people["team"], people["liaison"]
        case = make_case(people)
        case.talk(team, TALK, 4)
        measure = bring(case, people, "work").measures.get()
        measure.report(unit, "现场受理", [Handed(FILE, "jpg", b"1")])
        self.case = case = hold(bring(case, people, "ready"), people)
        assert case.second
        behind(case.second, audience=TEAM)  # and for ever
        point = enter(people, comment(people))
        for text in (INNER, ASKED):
            point.word(team, text)
        bring_point(point, people, "assigned")
        file = Evidence.objects.get()
        self.rows: Mapping[str, Any] = {
            "pk": people.campaign.pk, "group": "G1", "subject": "A", "unit": "A",
            "case": case.pk, "measure": measure.pk, "point": point.pk, "file": file.pk,
            "item": "feedback-A", "paper": "letter", "how": "docx", "act": "plan",
            "seq": 1, "rule": 0,
        }  # fmt: skip
        self.of_unit = (case.number, ASKED, "23/35", measure.text, FILE, LONG)

    def get(self, who: str, route: str) -> Any:
        return self.clients[who].get(self.fill(route))

    def fill(self, route: str) -> str:
        for name, value in self.rows.items():
            for kind in ("int", "slug"):
                route = route.replace(f"<{kind}:{name}>", str(value))
        return f"/{route}"


def read(answer: Any) -> str:
    """What stands there, of a page or a paper."""
    if "wordprocessing" in answer.get("Content-Type", ""):
        return words(b"".join(answer) if answer.streaming else answer.content)
    return "" if answer.streaming else str(answer.text)


@pytest.mark.django_db
def test_audience_by_reader() -> None:
    site = Site(make_ledger("verbatim"))
    for to in (UNIT, HEAD, TEAM):  # as if taken back step by step
        behind(site.people.campaign, audience=to)
        for who, since in (("head", HEAD), ("liaison", UNIT)):
            _reads(site, who, to, told=to >= since)
        if to == UNIT:
            _others(site)
    for route in TOLD:  # the team goes on reading
        assert site.get("team", route).status_code not in REFUSED, route


def _reads(site: Site, who: str, to: Audience, told: bool) -> None:
    for route in (*TOLD, *WHOLE):
        answer = site.get(who, route)
        there = answer.status_code not in REFUSED
        assert there is told, (who, to.name, route, answer.status_code)
        inner = [said for said in (TALK, INNER, SECOND) if said in read(answer)]
        assert inner == [], (who, to.name, route)
    for route in () if told else (*SLOW, *SLOW_WHOLE):
        assert site.get(who, route).status_code in REFUSED, (who, to.name, route)
    for route in NEVER:
        assert site.get(who, route).status_code in REFUSED, (who, to.name, route)
    found = "".join(read(site.get(who, route)) for route in ALWAYS)
    assert [said for said in (TALK, INNER, SECOND) if said in found] == []
    if not told:
        assert [said for said in site.of_unit if said in found] == [], (who, to.name)
    for route, data in POSTS.items():
        answer = site.clients[who].post(site.fill(route), data)
        assert (answer.status_code not in REFUSED) is told, (who, to.name, route)
    _by_token(site, who, told)


def _by_token(site: Site, who: str, told: bool) -> None:
    token = Token.objects.make(site.people[who], "x", 30)[1]
    figures = reverse("figures", args=[site.people.campaign.pk, "results", "json"])
    answer = Client().get(figures, headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code == 200) is told


def _others(site: Site) -> None:
    """The liaison of another unit, who has his own result, and somebody else."""
    for who in ("other", "nobody"):
        for route in (*TOLD, *SLOW, *NEVER):
            assert site.get(who, route).status_code in REFUSED, (who, route)
        found = "".join(read(site.get(who, route)) for route in ALWAYS)
        assert [said for said in site.of_unit if said in found] == []


def test_every_address_of_a_unit_is_in_it() -> None:
    named = {*TOLD, *SLOW, *WHOLE, *SLOW_WHOLE, *ALWAYS, *NEVER, ""}
    for mine, theirs in (
        ("<int:case>", "<int:pk>"), ("<int:measure>", "<int:pk>"),
        ("<int:point>", "<int:pk>"), ("<int:file>", "<int:number>"),
        ("units/<slug:unit>", "units/<slug:code>"),
    ):  # fmt: skip
        named = {route.replace(mine, theirs) for route in named}
    there = {route for route in routes() if route.startswith(OF_UNITS)}
    assert {row for row in there - named if not row.startswith(ELSEWHERE)} == set()
    assert named - there == {""}
