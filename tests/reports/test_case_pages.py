"""The pages of cases: who finds which form, what is asked, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import GroupUnit, Subject, Team
from reports.listing import A_PAGE
from reports.models import Case
from reports.releasing import TooClose, following
from reports.tally import Account, Unbalanced
from tests.reports.cases import (
    People,
    bring,
    make_case,
    offered,
    post,
    soon,
)
from tests.reports.sample import make_result
from tests.reports.test_releasing import stuff
from tests.reports.test_second_vote import hold

pytestmark = pytest.mark.django_db
UNBALANCED = Unbalanced(Account(issued=3, returned=4, valid=4))


# the page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "team", "office", "unit"),
    [
        ("analysis", ["propose", "analyse", "talk"], [], None),
        ("proposed", [], ["decide"], None),
        ("plan", [], [], ["plan"]),
        ("review", ["confirm", "return"], [], []),
        ("work", ["ready", "end"], [], ["plan", "evidence"]),
        ("ready", [], ["back"], []),
        ("closing", [], ["close", "back"], []),
    ],
)
def test_everybody_finds_his_forms(people, case, state, team, office, unit):
    bring(case, people, state)
    assert offered(people, "team", case) == team
    assert offered(people, "boss", case) == office
    assert offered(people, "auditor", case) == []
    if unit is not None:
        assert offered(people, "liaison", case) == unit
    else:
        page = people.client("liaison").get(case.get_absolute_url())
        assert page.status_code == 404


def test_what_was_said_in_talks_is_not_for_the_unit(people, case):
    case.talk(people["team"], "科长怕得罪人", 4)
    bring(case, people, "plan")
    for who, there in (("boss", True), ("auditor", True), ("liaison", False)):
        text = people.client(who).get(case.get_absolute_url()).text
        assert ("科长怕得罪人" in text) is there
        assert ("4 people talked to" in text) is there
    assert "Waiting for you" in people.client("head").get(case.get_absolute_url()).text


def test_a_unit_without_a_team_is_told_of(people, case):
    GroupUnit.objects.update(team=None)
    text = people.client("boss").get(case.get_absolute_url()).text
    assert "The unit has no original team" in text


def test_figures_that_cannot_be_shown_say_why(people, case, monkeypatch):
    for error, words in ((UNBALANCED, "more than"), (TooClose(["a cell"]), "a cell")):
        _raise(monkeypatch, error)
        page = people.client("team").get(case.get_absolute_url())
        assert page.status_code == 200
        assert page.context["figures"].rows == ()
        assert words in page.context["figures"].before.why


def _raise(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def building(*_args: Any, **_how: Any) -> None:
        raise error

    for module in ("before_after", "opening"):
        monkeypatch.setattr(f"reports.casework.{module}.build", building)


# acts --------------------------------------------------------------------------


def test_a_whole_case_by_its_forms(people, case):
    post(people, "team", case, "talk", people=10, text="两项")
    post(people, "team", case, "analyse", text="下基层不够")
    post(people, "team", case, "propose", outcome="rework", text="建议返工")
    given = {"outcome": "rework", "due": soon(9).isoformat(), "text": "同意"}
    asked = post(people, "boss", case, "decide", **given)
    assert "Unit A writes a plan by" in asked.text
    assert Case.objects.get().state == "proposed"
    post(people, "boss", case, "decide", **given, sure=1)
    post(people, "liaison", case, "plan", text="现场受理", owner="李喆", due="")
    post(people, "liaison", case, "submit", text="")
    post(people, "team", case, "return", text="不具体", due=soon(3).isoformat())
    post(people, "liaison", case, "submit", text="")
    post(people, "team", case, "confirm", text="")
    assert case.steps.count() == 10


def test_the_end_of_a_case_by_its_forms(people, case):
    bring(case, people, "work")
    post(people, "liaison", case, "evidence", text="台账")
    post(people, "team", case, "ready", text="")
    post(people, "boss", case, "back", text="再等等", due=soon(3).isoformat())
    post(people, "team", case, "end", text="整改到位")
    post(people, "deputy", case, "close", text="", sure=1)
    assert Case.objects.get().state == "closed"
    again = {"text": "群众反映", "due": soon(3).isoformat()}
    asked = post(people, "boss", case, "reopen", **again)
    assert "The case stands open again" in asked.text
    done = post(people, "boss", case, "reopen", **again, sure=1)
    assert done["Location"] == case.get_absolute_url()
    assert Case.objects.get().state == "work"
    assert case.steps.count() == 12


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("talk", "The supervision team carries it out by"), ("refused", "is closed with")],
)
def test_what_follows_is_said_before(people, case, outcome, words):
    bring(case, people, "proposed")
    given = {"outcome": outcome, "text": "同意", "due": soon().isoformat()}
    assert words in post(people, "boss", case, "decide", **given).text


def test_a_talk_is_carried_out_or_not_needed(people):
    light = make_case(people, "B")
    assert offered(people, "team", light) == ["hold", "waive"]
    asked = post(people, "team", light, "hold", text="已谈话")
    assert "is closed with it" in asked.text
    post(people, "team", light, "hold", text="已谈话", sure=1)
    assert Case.objects.get(pk=light.pk).is_closed
    Case.objects.update(state="action")
    post(people, "team", light, "waive", text="不必", sure=1)
    assert Case.objects.get(pk=light.pk).outcome == "refused"


@pytest.mark.parametrize(
    ("state", "who", "act", "data", "words"),
    [
        ("analysis", "team", "propose", {"outcome": "rework"}, "Write a few words."),
        ("analysis", "team", "propose", {"text": "x", "outcome": "x"}, "Select a val"),
        ("analysis", "team", "talk", {"text": "x", "people": 0}, "greater than or eq"),
        ("analysis", "team", "analyse", {"text": "x" * 4001}, "at most 4000"),
        ("analysis", "team", "analyse", {"text": "a\0b"}, "Null characters"),
        ("proposed", "boss", "decide", {"text": "x"}, "Choose what is to come"),
        ("proposed", "boss", "decide", {"text": "x", "outcome": "talk"}, "Say by when"),
        ("proposed", "boss", "decide",
         {"text": "x", "outcome": "talk", "due": "2020-01-01"}, "This day has passed"),
        ("plan", "liaison", "plan", {"text": "x"}, "Say who is responsible."),
        ("plan", "liaison", "plan", {"owner": "x"}, "Say what is to be done."),
        ("plan", "liaison", "plan",
         {"text": "x", "owner": "y", "due": "soon"}, "Enter a valid date."),
        ("closing", "boss", "back", {"text": "x"}, "This field is required."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_lost(
    people, case, state, who, act, data, words
):
    bring(case, people, state)
    before = case.steps.count()
    answer = post(people, who, case, act, **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nothing is stored yet" in answer.text
    assert case.steps.count() == before


def test_back_from_the_question_keeps_what_was_typed(people, case):
    bring(case, people, "proposed")
    given = {"outcome": "refused", "text": "看了三遍", "back": 1}
    answer = post(people, "boss", case, "decide", **given)
    assert answer.status_code == 200
    assert "看了三遍" in answer.text
    assert Case.objects.get().state == "proposed"


def test_nobody_decides_on_his_own_proposal(people, case):
    Team.objects.get().members.add(people["boss"])
    case.propose(people["boss"], "建议", "refused")
    given = {"outcome": "refused", "text": "同意，理由如下", "sure": 1}
    answer = post(people, "boss", case, "decide", **given)
    assert answer.status_code == 409
    assert "you have proposed this yourself" in answer.text
    assert "同意，理由如下</textarea>" in answer.text


def test_acts_that_are_not_there_or_not_his(people, case):
    client = people.client("team")
    address = reverse("cases:act", args=[case.pk, "dance"])
    assert client.post(address).status_code == 404
    address = reverse("cases:act", args=[case.pk, "decide"])
    assert client.post(address).status_code == 403
    assert client.get(address)["Location"] == case.get_absolute_url()


# opening -----------------------------------------------------------------------


def opening(people: People, key: str = "A", rule: int = 0) -> str:
    return reverse("cases:open", args=[people.campaign.pk, key, rule])


def test_a_case_is_opened_from_the_result(people):
    client = people.client("team")
    result = reverse("reports:subject", args=[people.campaign.pk, "G1", "A"])
    assert opening(people) in client.get(result).text
    assert "Open a case?" in client.get(opening(people)).text
    made = client.post(opening(people))
    case = Case.objects.get()
    assert made["Location"] == case.get_absolute_url()
    for again in (client.get, client.post):
        assert again(opening(people))["Location"] == case.get_absolute_url()
    text = client.get(result).text
    assert opening(people) not in text
    assert case.get_absolute_url() in text
    group = reverse("reports:group", args=[people.campaign.pk, "G1"])
    assert f"Case {case.number}: analysis" in client.get(group).text


def test_only_just_passed_is_asked_otherwise(people):
    page = people.client("team").get(opening(people, "B"))
    assert "Note a reminder talk?" in page.text
    result = reverse("reports:subject", args=[people.campaign.pk, "G1", "B"])
    assert "a reminder talk?" in people.client("team").get(result).text
    assert opening(people, "B") not in people.client("auditor").get(result).text


def test_where_nothing_is_to_be_opened(people, monkeypatch):
    client = people.client("boss")
    assert client.get(opening(people, "D")).status_code == 404
    assert client.get(opening(people, "A", 7)).status_code == 404
    assert client.post(opening(people, "A", 7)).status_code == 404
    assert people.client("auditor").get(opening(people)).status_code == 404
    _raise(monkeypatch, UNBALANCED)
    assert client.get(opening(people))["Location"].startswith("/results/")


def test_of_two_who_open_one_the_second_finds_the_case(people, monkeypatch):
    """Between the look and the act another was faster."""
    rows = Case.objects.all()
    case = make_case(people)
    hidden = iter([rows.none()])
    monkeypatch.setattr(
        Case.objects, "filter", lambda *a, **k: next(hidden, rows.filter(*a, **k))
    )
    answer = people.client("team").post(opening(people))
    assert answer["Location"] == case.get_absolute_url()


def test_nothing_is_opened_on_a_result_that_is_not_released(people):
    """A few ballots too many are refused anyway; these are enough to be shown."""
    stuff("D", n=10)
    client = people.client("team")
    for answer in (client.get(opening(people)), client.post(opening(people))):
        assert answer["Location"] == reverse(
            "reports:campaign", args=[people.campaign.pk]
        )
    assert "release it first" in client.get(answer["Location"], follow=True).text
    assert not Case.objects.exists()
    following(people.campaign, "boss")
    assert "Open a case?" in client.get(opening(people, "A")).text


def test_nothing_is_opened_on_a_second_vote(people):
    second = make_result(parent=people.campaign)
    subject = Subject.objects.get(campaign=second, key="A")
    address = reverse("cases:open", args=[second.pk, subject.key, 0])
    assert people.client("boss").get(address).status_code == 404


# the list ----------------------------------------------------------------------


def listed(people: People, who: str, query: str = "") -> list[str]:
    page = people.client(who).get(f"/cases/{query}")
    assert page.status_code == 200
    return [case.title for case in page.context["listing"].page]


def test_the_list_by_state_team_and_deadline(people, case):
    light = make_case(people, "B")
    bring(case, people, "proposed")
    assert set(listed(people, "boss")) == {"Unit A", "Unit B"}
    assert listed(people, "boss", "?state=proposed") == ["Unit A"]
    assert listed(people, "boss", "?only=mine") == ["Unit A"]
    assert listed(people, "team", "?only=mine") == ["Unit B"]
    assert listed(people, "boss", "?only=late") == []
    yesterday = timezone.localdate() - timedelta(days=1)
    Case.objects.filter(pk=light.pk).update(due=yesterday)
    assert listed(people, "boss", "?only=late") == ["Unit B"]
    assert listed(people, "boss", "?order=due") == ["Unit B", "Unit A"]
    assert listed(people, "boss", "?order=new") == ["Unit B", "Unit A"]
    assert listed(people, "boss", "?q=单位甲") == ["Unit A"]
    assert listed(people, "boss", "?q=nobody%00") == []
    light.refresh_from_db()
    light.hold(people["team"], "好")
    assert listed(people, "boss") == ["Unit A"]
    assert len(listed(people, "boss", "?state=all")) == 2
    assert listed(people, "boss", "?state=x&only=x&order=x&team=x") == ["Unit A"]


def test_the_list_by_team(people, case):
    make_case(people, "B")
    other = Team.objects.create(name="第四组督导组")
    seats = GroupUnit.objects.filter(group__campaign=people.campaign)
    seats.filter(unit__code="B").update(team=other)
    assert "第四组督导组" in people.client("boss").get("/cases/").text
    assert listed(people, "boss", f"?team={other.pk}") == ["Unit B"]
    assert listed(people, "team") == ["Unit A"]


def test_no_case_at_all_and_none_like_that(people):
    assert "There is no case yet." in people.client("boss").get("/cases/").text
    make_case(people)
    text = people.client("boss").get("/cases/?state=closed").text
    assert "No case is like that." in text
    assert "There is no case yet." in people.client("other").get("/cases/").text


def test_a_long_list_has_pages_and_few_queries(
    people, case, django_assert_max_num_queries
):
    # the deadline is then a week after the release
    case = hold(bring(case, people, "ready"), people)
    client = people.client("boss")
    with CaptureQueriesContext(connection) as few:
        client.get("/cases/?order=unit")
    for rule in range(1, A_PAGE + 5):
        row = Case.objects.get(pk=case.pk)
        row.pk, row.rule = None, rule
        row.save(force_insert=True)
    with django_assert_max_num_queries(len(few)):
        text = client.get("/cases/?order=unit").text
    assert "page=2" in text
    assert len(listed(people, "boss", "?page=2")) == 5
    assert "page=1" in client.get("/cases/?page=2").text


# the start page ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "who", "words"),
    [
        ("analysis", "team", "analyse and propose"),
        ("proposed", "boss", "1 proposal waits for a decision."),
        ("plan", "liaison", "write the plan"),
        ("review", "team", "confirm the plan"),
        ("work", "liaison", "carry out the measures"),
        ("ready", "boss", "make the second vote"),
        ("closing", "boss", "decide whether to close"),
    ],
)
def test_the_start_page_says_what_waits_until_when(people, case, state, who, words):
    bring(case, people, state)
    if state == "plan":
        Case.objects.update(due="2026-06-12")
    home = people.client(who).get("/").text
    assert words in home
    assert case.get_absolute_url() in home
    assert ("late: 12 June 2026" in home) is (state == "plan")
    # whose only flag is in a case reads neither that nor that there is none
    unit = people.client("liaison").get("/").text
    assert "What was flagged is being dealt with." in unit
    assert "No unit is flagged" not in unit
    assert "Unit A: analyse and propose" not in home or state == "analysis"
    others = {"team", "boss", "liaison"} - {who}
    for other in others:
        assert words not in people.client(other).get("/").text


def test_work_that_is_done_and_votes_that_are_counted(people, case):
    bring(case, people, "work")
    case.measures.get().report(people["liaison"], "好")
    assert "propose the second vote or the end" in people.client("team").get("/").text
    case.vote(people["boss"], make_result(parent=people.campaign))
    assert "propose to close or to go on" in people.client("team").get("/").text
    case.refresh_from_db()
    case.second.state = "void"
    case.second.save()
    assert "hold the second vote" in people.client("boss").get("/").text
    light = make_case(people, "B")
    home = people.client("team").get("/").text
    assert "carry it out and report" in home
    assert light.get_absolute_url() in home


def test_a_released_second_vote_is_not_told_twice(people, case):
    make_result(parent=people.campaign)
    text = people.client("boss").get("/").text
    assert text.count("Whole result") == 1


def test_what_goes_back_to_the_analysis_is_said_before(people, case):
    case.propose(people["team"], "建议不处理", "refused")
    case.decide(people["boss"], "同意", "refused", None)
    again = {"text": "有新情况", "due": soon(3).isoformat()}
    asked = post(people, "boss", case, "reopen", **again)
    assert "Unit A reads it again when the office has decided anew." in asked.text
