"""The second vote from a case, and what it says beside the first."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Entry
from campaigns.models import Campaign, Subject
from campaigns.parser import DocumentError
from reports import charts, history
from reports.casework import before_after, second
from reports.models import Case, Meanwhile, Release
from reports.releasing import first
from reports.tally import Account, Unbalanced
from tests.make import make_document
from tests.reports.cases import (
    People,
    bring,
    make_case,
    make_people,
    make_released,
    soon,
)
from tests.reports.sample import S1, make_result
from tests.reports.whole import store

pytestmark = pytest.mark.django_db
BETTER = {**S1, "A": ((14, 1, 0), (17, 3, 0))}
FEW = {**S1, "A": ((2, 0, 0), (1, 1, 0))}
WINDOW = {"opens_at": "2030-01-01T09:00", "closes_at": "2030-01-01T12:00"}


@pytest.fixture
def case(people: People) -> Case:
    return bring(make_case(people), people, "ready")


def page(case: Case) -> str:
    return reverse("cases:second_vote", args=[case.pk])


def post(people: People, case: Case, **data: Any) -> Any:
    data = {"title": "第二次", **WINDOW, **data}
    return people.client("boss").post(page(case), data)


def hold(case: Case, people: People, votes: Any = BETTER, **how: Any) -> Case:
    """A second vote with these votes, released."""
    made = make_result(votes, parent=case.campaign, **how)
    first(made)
    case.vote(people["boss"], made)
    return Case.objects.get(pk=case.pk)


# making it ---------------------------------------------------------------------


def test_it_is_made_from_the_case(people, case):
    text = people.client("boss").get(page(case)).text
    for words in ("Rated: Unit A, 14 items", "15 ballots due", "20 ballots due", "2/3"):
        assert words in text
    assert "集中联评（第二次测评）" in text
    made = post(people, case)
    case.refresh_from_db()
    assert made["Location"] == reverse("ballots:desk", args=[case.second_id])
    assert (case.state, case.turn) == ("vote", "office")
    assert case.second.title == "第二次"
    assert case.second.title_en == "Joint appraisal (second vote)"
    opens = timezone.localtime(case.second.opens_at, case.campaign.zone)
    assert (opens.hour, case.second.state) == (9, "draft")
    assert Entry.objects.of(case.second_id).first().action == "add"
    assert post(people, case).status_code == 409
    assert people.client("boss").get(page(case)).status_code == 409


def test_several_units_in_one_vote(people, case):
    other = make_case(people, "B")
    Case.objects.filter(pk=other.pk).update(state="work", outcome="rework")
    assert other.number in people.client("boss").get(page(case)).text
    post(people, case, others=[str(other.pk)])
    case.refresh_from_db()
    other.refresh_from_db()
    assert case.second == other.second
    assert {s.key for s in case.second.subjects.all()} == {"A", "B"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"opens_at": "soon"}, "Enter a valid date/time."),
        ({"opens_at": "0001-01-01T00:00"}, "Enter a year between 2000 and 2999."),
        ({"closes_at": "9999-12-31T23:59"}, "Enter a year between 2000 and 2999."),
        ({"closes_at": "2029-01-01T09:00"}, "Voting must close after it opens."),
    ],
)
def test_what_is_wrong_is_said(people, case, data, words):
    answer = post(people, case, **data)
    assert answer.status_code == 422
    assert words in answer.text
    assert Campaign.objects.count() == 1


def test_two_who_make_it_make_one(people, case, monkeypatch):
    def late(*_args: Any, **_how: Any) -> None:
        raise Meanwhile(case.pk)

    with monkeypatch.context() as patch:
        patch.setattr(Case, "vote", late)
        answer = post(people, case)
    assert answer.status_code == 409
    assert Campaign.objects.count() == 1


def test_a_document_that_cannot_be_read_is_told(people, case, monkeypatch):
    def wrong(*_args: Any, **_how: Any) -> None:
        raise DocumentError("no subject")

    monkeypatch.setattr("reports.casework.second.second_vote", wrong)
    answer = post(people, case)
    assert answer.status_code == 422
    assert "no subject" in answer.text


def test_the_number_of_the_vote_stands_in_its_title(people, case):
    case = hold(case, people)
    case.go_on(people["team"], "再改", None)
    assert second.titles(case) == {
        "title": "集中联评（第三次测评）", "title_en": "Joint appraisal (vote 3)",
    }  # fmt: skip
    case.campaign.title, case.campaign.title_en = "长" * 120, ""
    assert second.titles(case) == {"title": "长" * 113 + "（第三次测评）"}


def test_open_links_are_in_the_plan():
    campaign = store()
    case = Case(campaign=campaign, subject=Subject.objects.get(key="A"))
    with override("en"):
        words = " ".join(second.points(second.planned(case)))
    assert "open link" in words


def test_a_second_vote_counts_in_no_series():
    document = make_document()
    document["campaign"]["series"] = "年度"
    older, regular = (make_result(document=document) for _n in range(2))
    again = make_result(document=document, parent=regular)
    later = make_result(document=document)
    drill = make_result(document=document, parent=again, drill=True)
    assert history.before(later) == [regular, older]
    assert history.before(again) == [older]
    assert history.before(drill) == [older]


@pytest.mark.parametrize(("days", "late"), [(-1, True), (1, False)])
def test_a_second_vote_is_late_after_it_should_have_closed(people, case, days, late):
    post(people, case)
    closes = timezone.now() + timedelta(days=days)
    opens = closes - timedelta(hours=3)
    rows = Campaign.objects.exclude(parent=None)
    rows.update(opens_at=opens, closes_at=closes)
    case.refresh_from_db()
    assert case.is_late is late
    assert Case.objects.late().exists() is late
    assert case.deadline == timezone.localdate(closes)


def test_after_the_second_vote_there_is_a_week_to_close(people, case):
    case = hold(case, people)
    assert (case.is_late, Case.objects.late().exists()) == (False, False)
    assert case.deadline == soon(7)
    Release.objects.filter(campaign=case.second).update(
        made_at=timezone.now() - timedelta(days=9)
    )
    case = Case.objects.get()
    assert (case.is_late, Case.objects.late().exists()) == (True, True)
    other = make_case(people, "B")
    Case.objects.filter(pk=other.pk).update(due=soon(1))
    page = people.client("boss").get(reverse("cases:list") + "?only=late")
    assert [row.pk for row in page.context["listing"].page] == [case.pk]
    page = people.client("boss").get(reverse("cases:list"))
    assert [row.pk for row in page.context["listing"].page] == [case.pk, other.pk]


# beside the first --------------------------------------------------------------


def test_before_alone(people, case):
    found = before_after.of(case)
    assert found.after is None
    assert (found.now, found.told, found.changes) == (None, {}, ())
    assert [row.change for row in found.rows] == ["", "", "", ""]
    assert found.rows[0].shares is None


def test_before_and_after(people, case):
    case = hold(case, people)
    found = before_after.of(case)
    row = found.rows[0]
    assert (row.before.counts, row.after.counts) == ("23/35", "31/35")
    assert row.change == "+22.9"
    assert (found.then.state, found.now.state) == ("act", "ok")
    assert found.told == {"counts": "31/35", "figure": "88.6 %"}
    text = people.client("team").get(case.get_absolute_url()).text
    for words in ("23/35", "31/35", "+22.9", "The same form, classes"):
        assert words in text
    case.end(people["team"], "到位", **found.told)
    assert case.steps.last().told["counts"] == "31/35"


def test_for_worse_and_the_same(people, case):
    worse = {**S1, "A": ((9, 5, 1), (13, 5, 2))}
    found = before_after.of(hold(case, people, worse))
    assert found.rows[0].change == "−2.9"
    assert found.now.state == "act"
    case.refresh_from_db()
    Case.objects.update(state="ready")
    again = before_after.of(hold(Case.objects.get(), people, S1))
    assert again.rows[0].change == "±0.0"


def test_what_is_hidden_stays_hidden(people, case):
    case = hold(case, people, FEW)
    found = before_after.of(case)
    assert found.rows[0].after is None
    assert found.rows[0].hidden == (False, True)
    assert found.rows[0].change == ""
    assert found.told == {}
    assert found.now.state == "none"
    text = people.client("team").get(case.get_absolute_url()).text
    assert "hidden" in text
    assert "3/4" not in text


def test_what_was_changed_in_between_is_said(people, case):
    document = make_document()
    document["pools"][0]["quota"] = 12
    document["rules"][0]["bound"] = "60 %"
    document["forms"][0]["lines"] = document["forms"][0]["lines"][:2] + [
        line for line in document["forms"][0]["lines"][2:] if line["key"] != "study"
    ]
    case = hold(case, people, document=document)
    found = before_after.of(case)
    assert found.now is None
    with override("en"):
        parts = {change.part for change in before_after.of(case).changes}
    assert {"Raters", "Rule"} <= parts
    text = people.client("team").get(case.get_absolute_url()).text
    assert "Not the same in both votes" in text


def test_a_changed_floor_or_blank_rule_is_said(people, case):
    document = make_document()
    document["campaign"] |= {"title": "第二次", "blank": "abstain"}
    document["campaign"]["floors"] = {"rate": 5, "distribution": 9, "comments": 10}
    case = hold(case, people, document=document)
    with override("en"):
        found = {change.name for change in before_after.of(case).changes}
    assert found >= {"A blank item", "Shown from (rate, distribution, comments)"}
    assert "Title" not in found


def test_a_result_that_cannot_be_shown_says_so(people, case, monkeypatch):
    case, build = hold(case, people), before_after.build

    def building(campaign: Campaign, **how: Any) -> Any:
        if campaign.is_second_vote:
            raise Unbalanced(Account(issued=3, returned=4, valid=4))
        return build(campaign, **how)

    monkeypatch.setattr(before_after, "build", building)
    found = before_after.of(case)
    assert found.after.why
    assert found.after.when is None
    assert [row.after for row in found.rows] == [None] * 4


def test_scores_have_no_chart():
    people = make_people(make_released(document=_scores()))
    case = make_case(people)
    found = before_after.of(bring(case, people, "ready"))
    assert found.rows[0].before.unit == ""
    case = hold(case, people, document=_scores())
    row = before_after.of(case).rows[0]
    assert row.shares is None
    assert row.change.startswith("+")


def _scores() -> Any:
    document = make_document()
    for option, score in zip(
        document["scales"][0]["options"], ("100", "60", "0"), strict=True
    ):
        option["score"] = score
    document["formula"]["measure"] = "score"
    document["rules"] = [{"bound": "85", "consequence": "rework"}]
    return document


def test_the_chart_stands_at_the_exact_places():
    chart = charts.shift(Fraction(23, 35), Fraction(31, 35), [Fraction(2, 3)])
    assert (chart.before, chart.after, chart.ticks) == (194.6, 259.5, (197.3,))


def test_a_second_vote_is_judged_as_one(people, case):
    assert not history.judge(case.campaign).again
    assert history.judge(hold(case, people).second).again


@pytest.mark.parametrize("gone", ["void", "deleted"])
def test_without_a_second_vote_the_work_goes_on(people, case, gone):
    post(people, case)
    case.refresh_from_db()
    draft = case.second
    address = reverse("cases:act", args=[case.pk, "no-vote"])
    given = {"text": "改为书面核实", "due": soon(9).isoformat()}
    with pytest.raises(Meanwhile):
        case.do_without(people["boss"], "x", None)
    assert "no-vote" not in people.client("boss").get(case.get_absolute_url()).text
    if gone == "void":
        Campaign.objects.filter(pk=draft.pk).update(state="void")
    else:
        draft.delete()
    given["seen"] = str(case.steps.count())
    assert address in people.client("boss").get(case.get_absolute_url()).text
    assert address not in people.client("team").get(case.get_absolute_url()).text
    assert people.client("team").post(address, given).status_code == 403
    assert people.client("boss").post(address, given).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.due) == ("work", soon(9))
    case.end(people["team"], "书面核实合格")
    assert case.state == "closing"
