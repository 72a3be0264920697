"""What a rater sees with his slip, and the public without: no more than is released."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from audit.models import Entry
from ballots import codes, pages
from ballots.models import CommentRelease, Slip, Summary, Ticket
from campaigns.definition import Place
from campaigns.models import Audience, Campaign, Role, Unit
from reports import outside, series
from reports.models import Release
from reports.releasing import first, following, take_back
from tests.ballots.make import document
from tests.ballots.mixed import make_mixed_box
from tests.ballots.posting import NOBODYS, hidden, post, text
from tests.ballots.test_opening import count as counted
from tests.make import behind, make_known
from tests.reports.cases import make_people
from tests.reports.known import Known, make_slips
from tests.reports.sample import OPENED, make_comments, make_result
from tests.reports.test_views import make_office

pytestmark = pytest.mark.django_db
TEAM, HEAD, UNIT, PUBLIC = Audience
ADDRESS = "/b/result"
FIGURES = {"A": "23/35", "B": "24/35", "C": "29/35", "D": "33/35"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite gives the ids of a test's rows again to the next test's."""
    monkeypatch.setattr(pages, "_places", {})
    outside._made.cache_clear()


@pytest.fixture
def known() -> Known:
    return make_slips()


def look(slip: Slip, client: Client | None = None, **more: str) -> Any:
    sent = {"code": slip.code, "lang": "en"} | more
    return post(client or Client(), ADDRESS, sent)


def seen(answer: Any) -> set[str]:
    """The units whose figures stand on the page."""
    said = text(answer)
    return {key for key, counts in FIGURES.items() if counts in said}


def test_a_slip_opens_what_it_could_rate(known: Known) -> None:
    for unit in "AB":
        answer = look(known.slip(unit))
        assert (answer.status_code, seen(answer)) == (200, {unit})
        assert f"Unit {unit}" in text(answer)
    cross = known.slip()
    assert seen(look(cross)) == set(FIGURES)
    Ticket.objects.filter(pk=cross.key.public).update(state=Ticket.State.ACTIVE)
    answer = look(cross)
    assert "Version 1 of the result" in text(answer)
    assert seen(post(Client(), ADDRESS, {"key": hidden(answer, "key")})) == set(FIGURES)
    switched = post(Client(), ADDRESS, {"key": hidden(answer, "key"), "switch": "en"})
    assert "Votes item by item" in text(switched)
    made = outside._made.cache_info().misses
    assert seen(look(cross)) == set(FIGURES)
    assert outside._made.cache_info().misses == made  # it is made once


def test_a_peer_reads_of_the_others_and_not_of_himself() -> None:
    hall = make_mixed_box()
    hall.box.close()
    counted(hall.box)
    behind(hall.campaign, state="released", audience=UNIT)
    hall.campaign.refresh_from_db()
    first(hall.campaign)
    answer = look(hall.slips["peers", Place("bearer", "p1")][0])
    assert set(re.findall('id="s-([^"]*)"', answer.text)) == {"p2", "p3"}


@pytest.mark.parametrize("state", ["open", "closed", "counted", "void"])
@pytest.mark.parametrize("audience", [TEAM, HEAD])
def test_before_it_says_when_and_who_sees_it_first(state: str, audience: Any) -> None:
    known = make_slips(audience=audience)
    answer = look(known.slip("A"))
    said = text(answer)
    assert answer.status_code == 200
    assert "as soon as the campaign office has released it to units and raters" in said
    assert seen(answer) == set()
    behind(known.campaign, state=state)
    said = text(look(known.slip("A")))
    assert ("declared void" in said) is (state == "void")
    assert seen(look(known.slip("A"))) == set()


def test_what_was_taken_back_says_so(known: Known) -> None:
    assert seen(look(known.slip("A"))) == {"A"}
    take_back(known.campaign, HEAD, (1, UNIT), "名册错了", "office")
    answer = look(known.slip("A"))
    said = text(answer)
    assert (answer.status_code, seen(answer)) == (200, set())
    assert "Version 1 was released to units and their raters on" in said
    assert said.count("名册错了") == 1
    known.campaign.refresh_from_db()
    make_known(known.campaign, UNIT)
    answer = look(known.slip("A"))
    assert "Version 2 of the result" in text(answer)
    assert "名册错了" in text(answer)


def test_raters_see_nothing_that_was_not_released(known: Known) -> None:
    assert seen(look(known.slip("A"))) == {"A"}  # which this process now keeps
    make_comments(known.campaign, A=["谢谢"] * 4)
    CommentRelease.objects.create(campaign=known.campaign, released_by="team")
    said = text(look(known.slip("A")))
    assert "It is being checked, and shown again" in said
    assert "23/35" not in said
    following(known.campaign, "office")
    assert seen(look(known.slip("A"))) == {"A"}


@pytest.mark.parametrize("words", ["themes", "verbatim"])
def test_comments_are_for_the_unit_alone(words: str) -> None:
    known = make_slips(document(comments=words, publishable=True), audience=TEAM)
    make_comments(known.campaign, A=["谢谢大家的努力"] * 4)
    known.campaign.comments.update(review="passed", published="谢谢大家的努力")
    CommentRelease.objects.create(campaign=known.campaign, released_by="team")
    Summary.objects.create(
        campaign=known.campaign,
        subject=known.campaign.subjects.get(key="A"),
        text="多数满意",
    )
    following(known.campaign, "office")
    make_known(known.campaign, PUBLIC)
    public = Client().get(f"/p/{known.campaign.pk}/")
    for answer in (look(known.slip("A")), look(known.slip()), public):
        said = text(answer)
        assert "23/35" in said
        assert "谢谢大家的努力" not in said
        assert "多数满意" not in said


def test_below_the_floors_no_figure_is_shown() -> None:
    content = document()
    content["campaign"]["floors"] = {"rate": 40, "distribution": 40, "comments": 40}
    answer = look(make_slips(content).slip("A"))
    said = text(answer)
    assert seen(answer) == set()
    assert "hidden" in said
    assert "65.7" not in said


def test_a_code_that_there_is_not_reads_as_at_the_entry(known: Known) -> None:
    unknown = codes.pretty(NOBODYS + codes.check_symbol(NOBODYS))
    for code in (unknown, "7K3M", "", known.slip("A").code[:-1] + "?"):
        here, there = (
            post(Client(), path, {"code": code, "lang": "en"})
            for path in (ADDRESS, "/b/")
        )
        assert here.status_code == there.status_code
        found = [re.findall('id="code-err">([^<]*)', one.text) for one in (here, there)]
        assert found[0] == found[1]
        assert found[0]
    guesses = [
        post(Client(), path, {"code": unknown}).status_code
        for path in (ADDRESS, "/b/") * 16
    ]
    assert guesses[-1] == 429
    # whoever holds a slip is let in all the same
    assert look(known.slip("A")).status_code == 200


def test_slips_that_are_void_or_erased_open_nothing(known: Known) -> None:
    slip = known.slip("A")
    for state, heading in (
        (Ticket.State.VOID, "This slip is void"),
        (Ticket.State.KEPT, "This slip was never activated"),
    ):
        Ticket.objects.filter(pk=slip.key.public).update(state=state)
        answer = look(slip)
        assert answer.status_code == 410
        assert heading in text(answer)
        # so no way leads there from the entry
        entered = post(Client(), "/b/", {"code": slip.code, "lang": "en"})
        assert entered.status_code == 410
        assert "To the result" not in text(entered)
    Ticket.objects.all().delete()
    answer = look(slip)
    assert answer.status_code == 404
    assert "then no code opens anything" in text(answer)


def test_a_database_that_is_not_there_is_no_fault_of_the_rater(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("reports.by_slip.outside", fail)
    answer = look(known.slip("A"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Try again in a minute." in text(answer)


def test_a_drill_is_released_to_nobody() -> None:
    known = make_slips(drill=True)
    assert "This was a drill" in text(look(known.slip("A")))


def test_the_entry_of_what_is_over_leads_there(known: Known) -> None:
    slip = known.slip("A")
    behind(known.campaign, state="closed")
    there = post(Client(), "/b/", {"code": slip.code, "lang": "en"})
    assert there.status_code == 410
    assert f'action="{ADDRESS}"' in there.text
    assert hidden(there, "key") == slip.key.hex
    behind(known.campaign, state="suspended")
    there = post(Client(), "/b/", {"code": slip.code, "lang": "en"})
    assert f'action="{ADDRESS}"' not in there.text
    assert f'href="{ADDRESS}?lang=en"' in Client().get("/r/?lang=en").text


def test_no_rater_leaves_anything(
    known: Known, caplog: pytest.LogCaptureFixture, django_user_model: Any
) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Canary/1"})
    client.force_login(django_user_model.objects.create_user("office", is_staff=True))
    slip, before = known.slip(), (Entry.objects.count(), list(Session.objects.values()))
    tickets = list(Ticket.objects.order_by("pk").values())
    with (
        caplog.at_level(logging.DEBUG),
        CaptureQueriesContext(connection) as queries,
    ):
        answer = look(slip, client)
        look(slip, client, code=NOBODYS)
        client.get(ADDRESS)
    assert seen(answer) == set(FIGURES)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "Cookie" not in answer.get("Vary", "")
    assert (Entry.objects.count(), list(Session.objects.values())) == before
    assert list(Ticket.objects.order_by("pk").values()) == tickets
    sql = [query["sql"] for query in queries.captured_queries]
    assert any(slip.key.public in one for one in sql)
    assert not [one for one in sql if re.match("INSERT|UPDATE|DELETE", one)]
    for secret in (slip.code, codes.pretty(slip.code), slip.key.hex, "203.0.113.77"):
        assert secret not in "\n".join(sql) + caplog.text
    assert ADDRESS not in caplog.text
    assert client.get(f"{ADDRESS}?code={slip.code}").status_code == 200
    assert post(client, ADDRESS, {"code": "\0"}).status_code == 400
    cross = {"headers": {"sec-fetch-site": "cross-site"}}
    assert post(client, ADDRESS, {"code": slip.code}, **cross).status_code == 403


def test_the_public_sees_it_when_that_was_chosen() -> None:
    known = make_slips(document(publishable=True))
    address = reverse("published", args=[known.campaign.pk])
    ticket = Ticket.objects.for_rater().get(pk=known.slip("A").key.public)
    with override("en"):
        ballot = pages.Sheet.of(ticket).blank(known.slip("A").key, "5" * 32)
    assert b"may be published" in ballot
    assert Client().get(address).status_code == 404
    make_known(known.campaign, PUBLIC)
    answer = Client().get(address + "?lang=en")
    assert seen(answer) == set(FIGURES)
    assert 'name="robots" content="noindex"' in answer.text
    assert not answer.cookies
    take_back(known.campaign, UNIT, (1, PUBLIC), "名册错了", "office")
    answer = Client().get(address + "?lang=en")
    assert (answer.status_code, seen(answer)) == (200, set())
    assert "was released to the public on" in text(answer)
    assert "Your slip" not in text(answer)
    assert Client().get("/p/999999/").status_code == 404


RULES = [
    {"bound": "2/3", "times": 2},
    {"bound": "50 %", "times": 2, "consequence": "ineligible"},
    {"measure": "title", "consequence": "rectify"},
]


def make_before() -> Campaign:
    """An earlier campaign of the series that the team alone knows."""
    window = {"opens_at": OPENED - timedelta(400), "closes_at": OPENED}
    content = document(series="年度", publishable=True) | {"rules": RULES}
    made = make_result(document=content, audience=TEAM, **window)
    first(made)
    return made


def test_what_earlier_campaigns_found_waits_for_their_release() -> None:
    before, content = make_before(), document(series="年度", publishable=True)
    known = make_slips(content | {"rules": RULES}, audience=UNIT)
    make_known(known.campaign, PUBLIC)
    address = reverse("published", args=[known.campaign.pk]) + "?lang=en"
    for answer in (look(known.slip("A")), Client().get(address)):
        said = text(answer)
        assert "23/35" in said
        assert "Not shown in full" in said
        for what in ("Satisfaction rate", "Title of the year"):
            assert f"{what}: rests on earlier results that are not released" in said
        assert "that it takes" not in said
    make_known(before, UNIT)
    assert "2 in a row of the 2 that it takes" in text(look(known.slip("A")))
    assert "that it takes" not in text(Client().get(address))
    make_known(before, PUBLIC)
    assert "2 in a row of the 2 that it takes" in text(Client().get(address))


def test_head_and_liaison_wait_for_the_release_of_earlier_campaigns_too() -> None:
    before, content = make_before(), document(series="年度") | {"rules": RULES}
    campaign = make_result(document=content, audience=UNIT)
    first(campaign)
    people = make_people(campaign)
    Role.objects.create(
        user=people["other"], kind="liaison", unit=Unit.objects.get(code="A")
    )
    Role.objects.filter(user=people["other"], unit__code="B").update(kind="head")
    address = reverse("reports:subject", args=[campaign.pk, "G1", "A"])
    record = reverse("cases:unit", args=["A"])
    everybody = {"head", "liaison", "other", "team", "boss"}
    clients = {who: people.client(who) for who in everybody}

    def told() -> set[str]:
        pages = {who: text(client.get(address)) for who, client in clients.items()}
        assert all("23 of 35 votes" in page for page in pages.values())
        records = {who: text(client.get(record)) for who, client in clients.items()}
        found = {who for who, page in pages.items() if "2 in a row of the 2" in page}
        assert found == {w for w, p in records.items() if "below 2/3" in p}
        assert everybody - found == {w for w, p in records.items() if "Not shown" in p}
        years = {who: series.of(campaign, people[who]).years[-1] for who in everybody}
        passes = {who: year.points["A"].passed for who, year in years.items()}
        assert passes == {who: True if who in found else None for who in everybody}
        return found

    assert told() == {"team", "boss"}
    make_known(before, HEAD)
    assert told() == {"team", "boss", "head"}
    make_known(before, UNIT)
    assert told() == everybody


def test_who_checks_a_result_reads_what_a_counted_campaign_before_it_found() -> None:
    window = {"opens_at": OPENED - timedelta(400), "closes_at": OPENED}
    content = document(series="年度") | {"rules": RULES}
    make_result(document=content, state="counted", **window)
    campaign = make_result(document=content)
    first(campaign)
    address = reverse("reports:subject", args=[campaign.pk, "G1", "A"])
    page = make_office().get(address, headers={"accept-language": "en"})
    assert "2 in a row of the 2 that it takes" in text(page)
    recorded = Release.objects.latest_of(campaign).results["groups"][0]["subjects"]
    rules = next(one["findings"] for one in recorded if one["key"] == "A")
    assert rules[0]["found"] is True


def test_the_office_reads_who_can_look_and_until_when() -> None:
    known = make_slips(document(publishable=True), audience=HEAD)
    behind(known.campaign, ended_at=OPENED)
    assert "Your slip opens it until 16 September 2026" in text(look(known.slip("A")))
    make_known(known.campaign, PUBLIC)
    assert "Your slip opens this page until 16" in text(look(known.slip("A")))
    office, path = make_office(), reverse("reports:audience", args=[known.campaign.pk])
    english = {"headers": {"accept-language": "en"}}
    page = office.get(path, **english)
    assert "what the slip could rate: 16 slips." in text(page)
    assert "Raters read figures and findings; no comments." in text(page)
    assert "Until 16 September 2026, when the slips are erased." in text(page)
    address = f"http://127.0.0.1:8000/p/{known.campaign.pk}/"
    assert f'<a href="{address}">' in page.text
    asked = {"act": "back", "to": "2", "reason": "x", "seen": "1-4"}
    points = text(office.post(path, asked, **english))
    assert "No longer for: units and their raters, the public." in points
    assert "Cases and measures stay" not in points
