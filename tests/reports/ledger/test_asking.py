"""The next campaign asks how the points were mended: added, read, counted, reopened."""

from tomllib import loads
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from audit.models import Entry
from ballots.models import Box, Tally
from ballots.papers.pack import Pack
from campaigns.comparison import taken_over
from campaigns.load import copy
from campaigns.models import Audience, Campaign, WrongState
from campaigns.models.subject import LONGEST
from campaigns.outlook import outlook_words
from campaigns.second import narrowed
from campaigns.unasked import ITEM, MENDED
from campaigns.words import formula_text
from reports.build import Unbalanced, build
from reports.ledger.asking import Plan, drafts
from reports.ledger.mended import figures_of
from reports.models import Asked, Measure, Point
from reports.releasing import first
from reports.tally import Account
from tests.make import behind, make_campaign
from tests.reports.cases import People, soon
from tests.reports.ledger.make import ASKED, bring, enter, next_year, unit_of, voted
from tests.reports.sample import S1, make_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(people: People) -> Campaign:
    return next_year()


def page(people: People) -> str:
    return reverse("ledger:ask", args=[people.campaign.pk])


def post(people: People, draft: Campaign, act: str = "add", who: str = "boss") -> Any:
    return people.client(who).post(page(people), {"draft": draft.pk, "act": act})


def papers(draft: Campaign) -> dict[str, Any]:
    return {row.unit.code: row for row in draft.given_papers()}


def fill(people: People) -> Point:
    """A closed point with a measure, one that waits, one that nobody was told of."""
    point = enter(people)
    bring(point, people, "assigned")
    point.draw(people["liaison"], "窗口双岗", "欧阳建国", soon(5))
    bring(point, people, "closed")
    bring(enter(people, text="# 厕所不通\n\n已三个月"), people, "assigned")
    enter(people, text="还没交办的")
    where = {"campaign": people.campaign, "text": "延时服务", "owner": "李喆"}
    Measure.objects.draw(people["other"], unit=unit_of("B"), due=None, **where)
    return point


# adding it -------------------------------------------------------------------------


def test_the_office_sees_what_is_added_and_adds_it(people, draft):
    fill(people)
    shown = people.client("boss").get(page(people), {"draft": draft.pk}).text
    for words in ("It decides nothing", "2 points", "1 measure", ASKED, "To the form"):
        assert words in shown
    assert not Asked.objects.exists()
    answer = post(people, draft)
    assert answer["Location"] == f"{page(people)}?draft={draft.pk}"
    lines = list(draft.forms.get().lines.all())[-2:]
    assert [row.kind for row in lines] == ["heading", "item"]
    assert {row.weight for row in lines} == {"0"}
    assert lines[1].scale == draft.forms.get().lines.get(main=True).scale
    told = Entry.objects.of(draft.pk).get(action="points asked about")
    assert told.detail["about"] == people.campaign.pk
    assert "It has asked about these points since" in (
        people.client("boss").get(page(people), {"draft": draft.pk}).text
    )


def test_raters_read_points_answers_and_measures_without_names(people, draft):
    fill(people)
    Plan(people.campaign, draft).add(people["boss"])
    found = papers(draft)
    assert set(found) == set("ABCD")
    body = found["A"].body_en
    for words in (ASKED, "Answer (accepted): 已安排双岗", "Measure: 窗口双岗 (planned)",
                  "Not answered yet.", "＃ 厕所不通\n已三个月"):  # fmt: skip
        assert words in body
    for name in ("欧阳建国", "李喆", "还没交办的"):
        assert name not in body + found["A"].body
    assert "# Measures\n\n· 延时服务 (planned)" in found["B"].body_en
    assert "no point was passed on to this unit, and" in found["C"].body_en
    definition = draft.current()
    subject = definition.subjects["A"]
    assert [paper.kind for paper in definition.papers_on(subject)] == ["points"]
    # and on paper, for whoever rates there
    printed = Pack(draft, definition, definition.groups["G1"]).reports()
    titles = [paper.title.en for paper in printed]
    assert titles == [found[key].title_en for key in "ABCD"]


def test_again_changes_nothing_or_brings_it_up_to_date(people, draft):
    point = fill(people)
    post(people, draft)
    before = draft.document()
    assert "Nothing has changed" in _followed(people, draft)
    assert draft.document() == before
    point.reopen(people["team"], "没有整改到位", None, discontent=True)
    assert "“Next year” asks about the points." in _followed(people, draft)
    assert "已安排双岗" not in papers(draft)["A"].body
    assert draft.forms.get().lines.filter(key=ITEM).count() == 1
    # a unit that the draft rates no more keeps no paper
    draft.subjects.filter(key="D").delete()
    assert Plan(people.campaign, draft).add(people["boss"])
    assert set(papers(draft)) == set("ABC")


def _followed(people: People, draft: Campaign) -> str:
    given = {"draft": draft.pk, "act": "add"}
    return people.client("boss").post(page(people), given, follow=True).text


def test_it_is_taken_out_again_while_it_is_a_draft(people, draft):
    fill(people)
    before = draft.document()
    post(people, draft)
    post(people, draft, "remove")
    assert draft.document() == before
    assert not Asked.objects.exists()
    post(people, draft)
    Box.objects.freeze(draft)
    late = post(people, draft, "remove")
    assert late.status_code == 409
    assert "a draft no more" in late.text
    assert draft.given_papers().exists()


def test_a_copy_and_a_second_vote_do_not_ask_once_more(people, draft):
    fill(people)
    before = draft.document()
    post(people, draft)
    with override("en"):
        numbers = dict(taken_over(draft))
    assert (numbers["items"], numbers["unit reports"]) == (14, 0)
    assert copy(draft).document() == before
    file = reverse("admin:campaigns_campaign_export", args=[draft.pk])
    assert loads(people.client("boss").get(file).text, parse_float=str) == before
    Box.objects.freeze(draft)
    assert copy(draft).document() == before
    again = narrowed(draft, {"A"})
    assert again["forms"] == before["forms"]
    assert again["documents"] == []


@pytest.mark.parametrize("how", ["weight", "main", "rule"])
def test_an_item_that_was_made_to_decide_stays(people, draft, how):
    Plan(people.campaign, draft).add(people["boss"])
    lines = draft.forms.get().lines
    if how == "weight":
        lines.filter(key=ITEM).update(weight="2")
    elif how == "main":
        lines.update(main=False)
        lines.filter(key=ITEM).update(main=True)
    else:
        draft.rules.update(item=ITEM)
    twin = copy(draft)
    assert twin.forms.get().lines.filter(key=ITEM).exists()
    assert not twin.documents.exists()
    given = {"draft": draft.pk, "act": "remove"}
    answer = people.client("boss").post(page(people), given, follow=True)
    assert "the item stays, for it decides" in answer.text
    assert lines.filter(key__in=(MENDED, ITEM)).count() == 2
    assert not draft.given_papers().exists()


def test_its_section_stays_with_what_else_was_put_in_it_and_is_never_empty(
    people, draft
):
    Plan(people.campaign, draft).add(people["boss"])
    lines = draft.forms.get().lines
    # a rule on an item of the same name in another form, and a nought of another kind
    lines.filter(key=ITEM).update(weight="0.0")
    draft.rules.update(form="other", item=ITEM)
    lines.filter(key=MENDED).update(weight="1")
    other = lines.create(key="own", text="x", scale=lines.get(key=ITEM).scale,
                         position=lines.last().position + 1)  # fmt: skip
    assert draft.take_back()
    assert [row.key for row in lines.all()][-2:] == [MENDED, "own"]
    assert Plan(people.campaign, draft).add(people["boss"])
    assert [row.key for row in lines.all()][-3:] == [MENDED, ITEM, "own"]
    other.delete()
    lines.filter(key=ITEM).delete()
    assert draft.take_back()
    assert not lines.filter(key=MENDED).exists()


def test_frozen_between_the_page_and_the_press_nothing_is_stored(
    people, draft, monkeypatch
):
    Box.objects.freeze(draft)
    monkeypatch.setattr("reports.ledger.asking_views.drafts", lambda about: [draft])
    late = post(people, draft)
    assert late.status_code == 409
    assert not Asked.objects.exists()
    with pytest.raises(WrongState):
        draft.take_back()


def test_a_draft_asks_about_one_campaign_at_a_time(people, draft):
    other = make_result()
    Asked.objects.ask(people["boss"], other, draft, [])
    shown = people.client("boss").get(page(people), {"draft": draft.pk}).text
    assert "these take their place" in shown
    post(people, draft)
    assert Asked.objects.get().about == people.campaign


@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.HEAD])
def test_raters_are_not_asked_about_what_is_not_released_to_them(
    people, draft, audience
):
    fill(people)
    behind(people.campaign, audience=audience)
    shown = people.client("boss").get(page(people), {"draft": draft.pk}).text
    late = post(people, draft)
    assert late.status_code == 409
    for text in (shown, late.text):
        assert "Release it to them first." in text
        assert "Add it to the draft" not in text
    assert not draft.given_papers().exists()
    assert not Asked.objects.exists()


def test_what_was_asked_before_the_result_was_taken_back_goes_by_one_button(
    people, draft
):
    fill(people)
    post(people, draft)
    behind(people.campaign, audience=Audience.HEAD)
    button = "Take it out of “Next year”"
    assert button in people.client("boss").get(page(people)).text
    post(people, draft, "remove")
    assert button not in people.client("boss").get(page(people)).text


def test_which_drafts_are_offered(people, draft):
    campaign = people.campaign
    assert drafts(campaign) == [draft]
    Campaign.objects.filter(pk=draft.pk).update(series="甲")
    assert drafts(campaign) == [draft]
    campaign.series = "乙"
    assert drafts(campaign) == []
    draft.delete()
    text = people.client("boss").get(page(people)).text
    assert "Copy the campaign for the next year first." in text
    assert people.client("boss").post(page(people)).status_code == 422


def test_only_the_office_has_it_asked(people, draft):
    for who in ("team", "liaison", "head", "auditor", "nobody"):
        assert people.client(who).get(page(people)).status_code == 404
        assert post(people, draft, who=who).status_code == 404
        with pytest.raises(PermissionDenied):
            Asked.objects.ask(people[who], people.campaign, draft, [])
        with pytest.raises(PermissionDenied):
            Asked.objects.take_back(people[who], draft)
    button = reverse("ledger:ask", args=[people.campaign.pk])
    of = reverse("ledger:campaign", args=[people.campaign.pk])
    assert button in people.client("boss").get(of).text
    assert button not in people.client("team").get(of).text


def test_units_that_are_not_rated_again_are_named(people, draft):
    fill(people)
    draft.subjects.filter(key="A").delete()
    plan = Plan(people.campaign, draft)
    assert [unit.code for unit in plan.gone] == ["A"]
    shown = people.client("boss").get(page(people), {"draft": draft.pk}).text
    assert "Unit A has points and is not rated in this draft" in shown


def test_a_form_of_numbers_alone_gets_no_item(people, draft):
    draft.scales.update(kind="number")
    plan = Plan(people.campaign, draft)
    assert (plan.forms, len(plan.unfit)) == ([], 1)
    shown = people.client("boss").get(page(people), {"draft": draft.pk}).text
    assert "no item of it is answered by one option" in shown
    plan.add(people["boss"])
    assert not draft.forms.get().lines.filter(key=ITEM).exists()


@pytest.mark.parametrize("n", [1, 12, 160])
def test_a_long_ledger_fits_beside_the_form(people, draft, n):
    point = bring(enter(people), people, "answered")
    Point.objects.filter(pk=point.pk).update(answer="长" * 3000, text="长" * 1900)
    point.refresh_from_db()
    rows = range(2, n + 1)
    copies = [Point(**_columns(point), number=number) for number in rows]
    Point.objects.bulk_create(copies)
    plan = Plan(people.campaign, draft)
    assert plan.units[0].is_cut is (n > 1)
    plan.add(people["boss"])
    body = papers(draft)["A"].body_en
    assert len(body) <= LONGEST
    assert ("too long to stand here in full" in body) is (n == 160)


def _columns(point: Point) -> dict[str, Any]:
    names = ("campaign", "unit", "text", "source", "raised_on", "state", "answer")
    return {name: getattr(point, name) for name in names}


# it decides nothing ------------------------------------------------------------------


@pytest.mark.parametrize("deciding", ["overall", "items", "mean"])
def test_the_item_changes_no_result(people, deciding):
    before, after = _voted(people, deciding, False), _voted(people, deciding, True)
    assert _figures(before) == _figures(after)
    with override("en"):
        text = formula_text(after.current())
        assert ("without: What became of" in text) is (deciding == "items")
        assert outlook_words(after.current())


def _voted(people: People, deciding: str, asked: bool) -> Campaign:
    """All good, but what is asked about the points: that is all poor."""
    draft = make_campaign()
    draft.formula.deciding = deciding
    draft.formula.save()
    if asked:
        Plan(people.campaign, draft).add(people["boss"])
    made = make_result(S1 | {"A": ((15, 0, 0), (20, 0, 0))}, draft.document())
    rows = Tally.objects.filter(campaign=made, item=ITEM, subject__key="A")
    rows.exclude(value=0).delete()
    rows.update(value=2)
    return made


def _figures(campaign: Campaign) -> dict[str, Any]:
    with override("en"):
        subjects = build(campaign).groups[0].subjects
    figures = {one.key: one.figure for one in subjects}
    return {key: figure and figure.value for key, figure in figures.items()}


# afterwards -------------------------------------------------------------------------


@pytest.fixture
def later(people: People, draft: Campaign) -> Campaign:
    """It asked, was voted, and is released; the same team watches it."""
    fill(people)
    Plan(people.campaign, draft).add(people["boss"])
    return voted(people, draft)


def test_the_ledger_shows_how_raters_see_it(people, later):
    of = reverse("ledger:campaign", args=[people.campaign.pk])
    office, team = (people.client(who).get(of) for who in ("boss", "team"))
    shown = [line.mended[0] for line in office.context["of"].lines]
    assert [one.figure.counts for one in shown] == ["23/35", "24/35", "29/35", "33/35"]
    assert "65.7 %" in office.text
    # of B the team is not that of the later campaign
    assert [bool(line.mended[0]) for line in team.context["of"].lines] == [True, False]
    unit = reverse("ledger:unit", args=[people.campaign.pk, "A"])
    for who, may in (("team", True), ("boss", True), ("liaison", False)):
        text = people.client(who).get(unit).text
        assert "In “Next year” the figure for how the points were mended is" in text
        assert ("Open points again" in text) is may


def test_a_campaign_that_lost_the_item_shows_no_figure(people):
    made = make_result()
    first(made)
    row = Asked.objects.create(campaign=made, about=people.campaign)
    assert str(row) == f"{made} → {people.campaign}"
    assert figures_of(people["boss"], people.campaign, unit_of()) == []


def test_figures_of_few_are_hidden(people, draft):
    fill(people)
    Plan(people.campaign, draft).add(people["boss"])
    few = dict.fromkeys("ABCD", ((1, 1, 0), (1, 0, 0)))
    made = make_result(few, draft.document())
    first(made)
    Asked.objects.update(campaign=made)
    unit = reverse("ledger:unit", args=[people.campaign.pk, "A"])
    assert "hidden, too few ballots" in people.client("boss").get(unit).text
    assert figures_of(people["boss"], people.campaign, unit_of())[0].reason == ""
    of = reverse("ledger:campaign", args=[people.campaign.pk])
    assert "hidden" in people.client("boss").get(of).text
    assert people.client("team").get(f"{unit}reopen/").status_code == 404


def test_the_team_opens_points_again_with_the_figures_as_the_reason(people, later):
    address = reverse("ledger:reopen", args=[people.campaign.pk, "A"])
    client = people.client("team")
    asked = client.get(address)
    reason = asked.context["form"].initial["text"]
    assert "65.7 % (23/35)" in reason
    assert client.post(address, {"text": reason}).status_code == 422
    none = client.post(address, {"text": reason}).text
    assert "Choose at least one point." in none
    assert "Say by when." in none  # as where one is opened again alone
    closed = Point.objects.get(state="closed")
    given = {"points": [closed.pk], "text": reason, "due": soon(20).isoformat()}
    assert client.post(address, given)["Location"].endswith("/A/")
    closed.refresh_from_db()
    assert (closed.state, closed.reopened) == ("assigned", 1)
    assert closed.steps.last().text == reason
    assert "No point of this unit is closed." in client.get(address).text
    assert reason in client.post(address, given).text  # what was typed is not lost
    for who, status in (("liaison", 404), ("auditor", 404), ("nobody", 404)):
        assert people.client(who).get(address).status_code == status


def test_of_two_who_open_the_same_point_one_gets_a_sentence(people, later, monkeypatch):
    address = reverse("ledger:reopen", args=[people.campaign.pk, "A"])
    closed = Point.objects.get(state="closed")
    given = {"points": [closed.pk], "text": "x", "due": soon(20).isoformat()}
    reopen = Point.reopen

    def first_another(self: Point, *how: Any, **more: Any) -> None:
        monkeypatch.setattr(Point, "reopen", reopen)
        Point.objects.get(pk=self.pk).reopen(people["boss"], "y", None, False)
        self.reopen(*how, **more)

    monkeypatch.setattr(Point, "reopen", first_another)
    late = people.client("team").post(address, given)
    assert late.status_code == 409
    assert "a point is not where it was" in late.text


def test_a_result_that_cannot_be_shown_is_left_out(people, later, monkeypatch):
    def building(*_args: Any, **_how: Any) -> None:
        raise Unbalanced(Account(issued=3, returned=4, valid=4))

    monkeypatch.setattr("reports.ledger.mended.build", building)
    of = reverse("ledger:campaign", args=[people.campaign.pk])
    page_of = people.client("boss").get(of)
    assert [line.mended for line in page_of.context["of"].lines] == [(None,)] * 4
