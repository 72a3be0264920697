"""To whom a result is released: step by step, on record, taken back only openly."""

import io
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from audit.models import Entry
from ballots.models import CommentRelease
from campaigns.models import Audience, Campaign, Role, Unit, WrongState
from reports import excel, plain
from reports.build import build
from reports.management.commands.results import lines
from reports.models import Announcement, Release, Token
from reports.papers import docx, sheet, unit
from reports.papers.document import edge
from reports.pdf import subject_html
from reports.reading import Reading
from reports.releasing import announce, following, take_back
from tests.ballots.posting import text
from tests.make import behind, make_campaign, make_known
from tests.reports.cases import People, bring, make_case, make_people, make_released
from tests.reports.sample import make_comments

pytestmark = pytest.mark.django_db
TEAM, HEAD, UNIT, PUBLIC = Audience
REASON = "有一个单位的名册错了"


@pytest.fixture
def people() -> People:
    """Certified, and released to nobody else so far."""
    return make_people(make_released(audience=TEAM))


def page(people: People, who: str = "boss") -> Any:
    return people.client(who).get(address(people))


def address(people: People) -> str:
    return reverse("reports:audience", args=[people.campaign.pk])


def post(people: People, who: str = "boss", **fields: Any) -> Any:
    """As the page of the version that stands would send it."""
    campaign = Campaign.objects.get(pk=people.campaign.pk)
    last = Release.objects.latest_of(campaign)
    seen = f"{last.version if last else 0}-{campaign.audience}"
    return people.client(who).post(address(people), {"seen": seen} | fields)


def statuses(people: People, who: str) -> list[int]:
    """Of the result of A and of its paper: what a reader gets."""
    result = reverse("reports:subject", args=[people.campaign.pk, "G1", "A"])
    return [
        people.client(who).get(path).status_code
        for path in (result, f"{result}report.pdf")
    ]


def test_a_head_sees_nothing_before_it_is_released_to_him(people):
    case = bring(make_case(people), people, "plan")
    token = Token.objects.make(people["head"], "x", 30)[1]
    seen: dict[Audience, list[str]] = {}
    for to in (TEAM, HEAD, UNIT):
        if to > TEAM:
            make_known(people.campaign, to)
        seen[to] = [
            who
            for who in ("head", "liaison", "other")
            if statuses(people, who) == [200, 200]
        ]
        record = {
            w: people.client(w).get("/units/A/").text for w in ("head", "liaison")
        }
        cases = {w: people.client(w).get(case.get_absolute_url()) for w in record}
        for who in record:
            told = who in seen[to]
            assert ("23/35" in record[who]) is told
            assert (case.number in record[who]) is told
            assert cases[who].status_code == (200 if told else 404)
            assert (case.number in people.client(who).get("/cases/").text) is told
        figures = reverse("figures", args=[people.campaign.pk, "results", "json"])
        answer = Client().get(figures, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == (200 if "head" in seen[to] else 404)
    assert seen == {TEAM: [], HEAD: ["head"], UNIT: ["head", "liaison"]}


def test_step_by_step_with_the_consequences_named_first(people):
    said = page(people).text
    assert "campaign office, supervision teams and auditors, since" in said
    assert "It is never published" in said
    asked = post(people, act="widen", to="2")
    assert asked.status_code == 200
    assert "1 of 4 units has a head with an account." in asked.text
    assert "Without: Unit B, Unit C, Unit D." in asked.text
    assert "What was seen may have been copied." in asked.text
    assert not Announcement.objects.filter(audience=HEAD).exists()
    assert post(people, act="widen", to="2", back="1").status_code == 200
    done = post(people, act="widen", to="2", sure="1")
    assert (done.status_code, done.url) == (302, address(people))
    campaign = Campaign.objects.get(pk=people.campaign.pk)
    row = Announcement.objects.on(campaign)[-1]
    assert (row.version, row.audience, row.made_by) == (1, HEAD, "boss")
    assert campaign.audience == HEAD
    entry = Entry.objects.filter(chain=campaign.pk, action="results announced").get()
    assert entry.detail == {"version": 1, "audience": "head"}
    said = page(people, "team").text
    assert "Version 1 is released to heads of the units, since" in said
    assert "<form method" not in said.partition("<main")[2]
    result = reverse("reports:group", args=[campaign.pk, "G1"])
    assert (
        "Version 1 is released to heads of the units"
        in people.client("head").get(result).text
    )
    log = people.client("boss").get(reverse("reports:log", args=[campaign.pk])).text
    assert "Results released to more people" in log


def test_from_heads_alone_no_rater_has_to_be_told(people):
    make_known(people.campaign, HEAD)
    for row in Unit.objects.exclude(code="A"):
        Role.objects.create(user=people["head"], kind="head", unit=row)
    last = Announcement.objects.on(people.campaign)[-1]
    assert str(last).startswith(f"{people.campaign.pk} v1 ")
    asked = back(people, reason=REASON).text
    assert "No longer for: heads of the units." in asked
    assert "Raters who look" not in asked
    found = page(people).text
    assert "reads what its head reads, but nothing of talks" in found
    assert "4 of 4 units have a head with an account." in found
    assert found.count("Without:") == 1  # liaisons


def test_what_is_not_offered_cannot_be_chosen(people):
    for to in ("", "1", "4", "x"):
        answer = post(people, act="widen", to=to)
        assert answer.status_code == 422
        assert "Nothing is stored yet" in answer.text
    answer = post(people, act="back", to="1", reason="x")
    assert answer.status_code == 422
    for who in ("team", "auditor"):
        assert post(people, who, act="widen", to="2").status_code == 404
    assert post(people, act="nonsense", to="2").status_code == 404
    with pytest.raises(WrongState):
        announce(people.campaign, PUBLIC, (1, TEAM), "boss")
    with pytest.raises(WrongState):
        take_back(people.campaign, TEAM, (1, TEAM), "x", "boss")


def test_two_tabs_release_once(people):
    fields = {"act": "widen", "to": "3", "sure": "1", "seen": "1-1"}
    first, second = (people.client("boss").post(address(people), fields) for _ in "ab")
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Nothing was released or taken back" in second.text
    assert Announcement.objects.filter(audience=UNIT).count() == 1
    late = fields | {"act": "back", "to": "1", "reason": REASON}
    assert people.client("boss").post(address(people), late).status_code == 409
    for seen in ("", "x-1", "1", "9" * 12 + "-1"):
        answer = people.client("boss").post(address(people), late | {"seen": seen})
        assert answer.status_code == 409
        assert REASON in answer.text


def test_between_the_look_and_the_act_somebody_is_faster(people, monkeypatch):
    real = announce

    def beaten(campaign: Campaign, *rest: Any) -> Any:
        real(campaign, HEAD, (1, TEAM), "deputy")
        return real(campaign, *rest)

    monkeypatch.setattr("reports.announcing.announce", beaten)
    answer = post(people, act="widen", to="2", sure="1")
    assert answer.status_code == 409
    assert "Version 1 is released to heads of the units" in answer.text


def back(people: People, **more: str) -> Any:
    return post(people, act="back", to="1", **more)


def test_taken_back_only_as_a_version_that_says_so(people):
    make_known(people.campaign)
    assert "Say why." in back(people).text
    asked = back(people, reason=REASON).text
    assert REASON in asked
    assert "No longer for: heads of the units, units and their raters." in asked
    assert "Cases and measures stay" in asked
    assert back(people, reason=REASON, sure="1").status_code == 302
    assert Campaign.objects.get(pk=people.campaign.pk).audience == TEAM
    one, two = Release.objects.order_by("version")
    assert one.results["groups"] == two.results["groups"]
    assert one.results["campaign"]["taken_back"] == []
    assert REASON in two.results["campaign"]["taken_back"][0]
    assert statuses(people, "head") == [404, 404]
    assert statuses(people, "boss") == [200, 200]
    assert f"Taken back: version 2 is for {TEAM.label} alone" in page(people).text
    entry = Entry.objects.get(chain=people.campaign.pk, action="results taken back")
    assert entry.detail["audience_before"] == "unit"
    assert REASON not in str(entry.detail)
    # and it can be released again
    make_known(people.campaign, HEAD)
    assert statuses(people, "head") == [200, 200]


def test_every_form_of_the_report_says_what_was_taken_back(people):
    make_known(people.campaign)
    take_back(people.campaign, TEAM, (1, UNIT), REASON, "boss")
    with override("en"):
        report = build(people.campaign)
        group, paper = report.groups[0], unit.feedback(report, "A")
        texts = [
            subject_html(report, group, group.subjects[0]),
            plain.text(report),
            sheet.html(paper, edge(report)),
            "\n".join(lines(report)),
        ]
        book = load_workbook(io.BytesIO(excel.render_workbook(report)))
        word = Document(io.BytesIO(docx.render(paper, edge(report))))
    texts.append(str([c.value for row in book["How it was counted"] for c in row]))
    texts.append("\n".join(each.text for each in word.paragraphs))
    result = reverse("reports:group", args=[people.campaign.pk, "G1"])
    texts.append(people.client("boss").get(result).text)
    said = report.taken_back[0]
    assert said.startswith("Version 1 was released to units and their raters on ")
    assert said.endswith(f": {REASON}")
    assert (report.version, report.released) == (2, True)
    assert [said in text for text in texts] == [True] * 7


def test_a_next_version_takes_the_place_for_the_same_people(people):
    case = bring(make_case(people), people, "plan")
    token = Token.objects.make(people["head"], "x", 30)[1]
    make_known(people.campaign, HEAD)
    make_comments(people.campaign, A=["谢谢"] * 4)
    CommentRelease.objects.create(campaign=people.campaign, released_by="team")
    # changed: those who check it see that, a unit waits
    assert statuses(people, "boss") == [200, 200]
    assert statuses(people, "head") == [409, 409]
    result = reverse("reports:subject", args=[people.campaign.pk, "G1", "A"])
    assert "It is being checked" in people.client("head").get(result).text
    figures = reverse("figures", args=[people.campaign.pk, "results", "json"])
    bearer = {"authorization": f"Bearer {token}", "accept-language": "en"}
    assert (
        "It is being checked" in Client().get(figures, headers=bearer).json()["error"]
    )
    for path in ("/", case.get_absolute_url()):
        assert "It is being checked" in people.client("head").get(path).text
    assert "until it is released as the next version" in page(people).text
    with pytest.raises(WrongState):
        announce(people.campaign, UNIT, (1, HEAD), "boss")
    asked = people.client("boss").get(
        reverse("reports:release", args=[people.campaign.pk])
    )
    assert "for all who see that: heads of the units" in asked.text
    following(people.campaign, "boss")
    assert statuses(people, "head") == [200, 200]
    rows = Announcement.objects.on(people.campaign)
    assert [(r.version, r.audience) for r in rows] == [(1, TEAM), (1, HEAD), (2, HEAD)]


def test_who_lets_comments_go_reads_that_the_result_changes_with_them(people):
    reading = Reading(people.campaign, people["team"])
    points = reading.points()
    make_known(people.campaign, HEAD)
    with override("en"):
        more = reading.points()
    assert "changes with them" in more[3]
    assert len(more) == len(points) + 1


def test_a_decision_before_the_head_knows_says_so(people):
    case = bring(make_case(people), people, "proposed")
    given = {"outcome": "rework", "text": "同意", "due": "2030-01-01", "seen": "2"}
    act = reverse("cases:act", args=[case.pk, "decide"])
    client = people.client("boss")
    assert "The unit does not read it yet" in client.post(act, given).text
    make_known(people.campaign, HEAD)
    assert "The unit reads it from now on." in client.post(act, given).text


def test_a_second_vote_is_told_for_itself(people):
    """What the case says of it waits for its own release."""
    make_known(people.campaign)
    case = bring(make_case(people), people, "work")
    again = make_released(audience=TEAM)
    behind(again, parent=people.campaign)
    type(case).objects.filter(pk=case.pk).update(second=again, state="vote")
    case.refresh_from_db()
    case.end(people["team"], "好多了", counts="23/35", figure="65.7 %")
    assert "Closing proposed 23/35" in text_of(people, "team", case)
    assert "23/35" not in text_of(people, "liaison", case).partition("Course")[2]
    assert "Before and after" not in text_of(people, "liaison", case)
    make_known(again)
    assert "Closing proposed 23/35" in text_of(people, "liaison", case)
    assert "Before and after" in text_of(people, "liaison", case)


def text_of(people: People, who: str, case: Any) -> str:
    return text(people.client(who).get(case.get_absolute_url()))


def test_a_drill_and_what_is_not_certified_have_no_audience(people):
    behind(people.campaign, state="counted")
    assert page(people).status_code == 404
    behind(people.campaign, state="released", drill=True)
    assert page(people).status_code == 404
    people.campaign.refresh_from_db()
    assert people.campaign.widest == TEAM


def test_what_was_released_before_there_were_audiences_is_for_the_heads(people):
    Announcement.objects.all().delete()
    drill, draft = make_campaign(), make_campaign()
    behind(drill, state="released", drill=True)
    so_far = import_module("reports.migrations.0008_announced_so_far")
    import_module("campaigns.migrations.0016_audience_so_far").fill(apps, None)
    so_far.fill(apps, None)
    found = dict(Campaign.objects.values_list("pk", "audience"))
    assert found == {people.campaign.pk: HEAD, drill.pk: TEAM, draft.pk: TEAM}
    version, row = Release.objects.get(), Announcement.objects.get()
    assert (row.version, row.audience, row.made_at) == (1, HEAD, version.made_at)
    so_far.empty(apps, None)
    assert not Announcement.objects.exists()
