"""Void rules: said on the ballot, asked at submission, asked again at opening."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ballots import checker
from ballots.card import Card
from ballots.cards import cards as cards_of
from ballots.checker import check
from ballots.models import Account, Ballot, Comment
from ballots.rehearsal import made_up
from ballots.spoiling import at_ends, ends, rules, spoilt
from campaigns.definition import Definition, Place
from campaigns.parser import parse
from tests.ballots.desk import vote
from tests.ballots.make import Hall, document, make_open_box
from tests.ballots.mixed import mixed
from tests.ballots.posting import ballot, post, post_json, text, untouched
from tests.ballots.test_opening import count
from tests.make import make_document


def ruled(**void: Any) -> dict[str, Any]:
    return document() | {"void": void}


def of_group(definition: Definition) -> list[Any]:
    return definition.subjects_at(definition.pools["cross"], Place("group", "G1"))


def cards(overall: list[int | None]) -> dict[str, Card]:
    """A card of each unit; the other items differ, None leaves the unit out."""
    return {
        key: Card(None if value is None else (value, *(0, 1) * 6, 2))
        for key, value in zip("ABCD", overall, strict=True)
    }


@pytest.mark.parametrize("end", [0, 2], ids=["best", "worst"])
@pytest.mark.parametrize(
    ("rest", "void"), [((1, 1), False), ((1, None), False), (("end", 1), True)]
)
def test_either_end_has_the_same_limit(end: int, rest: Any, void: bool) -> None:
    definition = parse(ruled(extremes=2))
    overall = [end, end, *(end if value == "end" else value for value in rest)]
    found = spoilt(definition, of_group(definition), cards(overall))
    assert found == (dict.fromkeys("ABCD", "extremes") if void else {})


@pytest.mark.parametrize("at", [0, 1, 2])
def test_any_option_throughout_is_alike(at: int) -> None:
    definition = parse(ruled(alike=True))
    subject = definition.subjects["A"]
    assert spoilt(definition, [subject], {"A": Card((at,) * 14)}) == {"A": "alike"}
    other = Card((at,) * 13 + ((at + 1) % 3,))
    assert spoilt(definition, [subject], {"A": other}) == {}
    assert spoilt(definition, [subject], {"A": Card(None)}) == {}


def test_only_choice_items_are_alike_and_an_option_outside_is_no_end() -> None:
    content = mixed() | {"void": {"alike": True, "extremes": 1}}
    content["forms"][0]["lines"][0]["scale"] = "levels"
    content["forms"][0]["lines"][1]["scale"] = "quality"
    definition = parse(content)
    subject = definition.subjects["A"]
    assert ends(subject.form.items[0]) == (0, 2)
    assert at_ends(subject, Card((2, 0, -1, 50))) == (False, True)
    assert at_ends(subject, Card((3, 0, -1, 50))) == (False, False)
    assert spoilt(definition, [subject], {"A": Card((1, 1, 5, 50))}) == {"A": "alike"}


def test_an_overall_item_that_is_a_number_has_no_ends() -> None:
    content = mixed() | {"void": {"extremes": 1}}
    content["forms"][0]["lines"][0]["scale"] = "points"
    subject = parse(content).subjects["A"]
    assert ends(subject.form.items[0]) is None
    assert at_ends(subject, Card((100, 0, -1, 50))) == (False, False)


def test_a_blank_item_is_asked_for_where_it_would_be_void() -> None:
    definition = parse(document(blank="abstain") | {"void": {"incomplete": True}})
    subjects = [definition.subjects["A"]]
    checked = check(definition, subjects, {"A": {"overall": "good"}}, {})
    assert len(checked.gaps) == 13
    assert not checked.void
    assert spoilt(definition, subjects, checked.cards) == {"A": "incomplete"}


def of_no_weight(**void: Any) -> dict[str, Any]:
    """A campaign whose last item decides nothing, and may be left blank."""
    content = document(blank="abstain") | {"void": void}
    content["forms"][0]["lines"][-1]["weight"] = "0"
    return content


def test_what_decides_nothing_makes_no_card_void() -> None:
    definition = parse(of_no_weight(incomplete=True, alike=True))
    subject = definition.subjects["A"]
    last = subject.form.items[-1]
    for values, found in (
        ((*(0, 1) * 6, 0, -1), {}),
        ((*(0, 1) * 6, -1, 0), {"A": "incomplete"}),
        ((0,) * 13 + (1,), {"A": "alike"}),
        ((0,) * 12 + (1, 0), {}),
    ):
        assert spoilt(definition, [subject], {"A": Card(values)}) == found
    checked = check(definition, [subject], {"A": {}}, {})
    assert len(checked.gaps) == 13
    _told, alike = rules(definition, [subject])
    assert last.text.zh in alike
    questions = cards_of(definition, [subject])[0].questions
    assert [one.optional for one in questions] == [False] * 13 + [True]
    # under a rule on its form it decides, and where blanks are refused it is asked for
    for form, gaps in (("", 14), (subject.form.key, 14), ("other", 13)):
        content = of_no_weight(incomplete=True)
        content["forms"].append(content["forms"][0] | {"key": "other"})
        content["rules"] = [{"bound": "2/3", "item": last.key, "form": form}]
        ruled = parse(content)
        subjects = [ruled.subjects["A"]]
        assert len(check(ruled, subjects, {"A": {}}, {}).gaps) == gaps
    content = of_no_weight(incomplete=True)
    content["campaign"]["blank"] = "refuse"
    assert len(check(parse(content), subjects, {"A": {}}, {}).gaps) == 14


# on the page ---------------------------------------------------------------------


@pytest.fixture
def hall(db: None) -> Hall:
    return make_open_box(ruled(alike=True, extremes=2, incomplete=True))


def test_the_rules_stand_on_the_ballot(hall: Hall, rater: Client) -> None:
    page = text(post(rater, "/b/", {"code": hall.slip("cross").code, "lang": "en"}))
    assert "A blank item makes the card void" in page
    assert "The same answer to all items with options makes it void." in page
    assert "At most 2 subjects may have the best overall answer" in page
    own = text(post(rater, "/b/", {"code": hall.slip("own").code, "lang": "en"}))
    assert "the best overall answer" not in own


@pytest.mark.parametrize("option", ["good", "poor"])
def test_a_void_card_is_refused_and_nothing_is_lost(
    hall: Hall, rater: Client, option: str
) -> None:
    fields = hall.fields(hall.slip(), option) | {"lang": "en", "c.A": "kept"}
    response = post(rater, "/b/submit", fields)
    page = text(response)
    assert response.status_code == 422
    assert "It would be void as it stands, so nothing has been submitted" in page
    assert "all items with options have the same answer" in page
    assert "kept" in page
    assert response.content.decode().count(" checked") == 14
    assert untouched(hall)


@pytest.mark.parametrize("option", ["good", "poor"])
def test_too_many_at_one_end_are_refused_in_the_same_words(
    hall: Hall, rater: Client, option: str
) -> None:
    slip = hall.slip("cross")
    answers = hall.answers(slip, "fair")
    for card in answers.values():
        card |= {"overall": option, "study-1": "good"}
    response = post_json(rater, ballot(hall, slip, answers=answers, lang="en"))
    html = response.json()["html"]
    words = "too many subjects have the best, or the worst, overall answer"
    assert html.count(words) == 1
    assert untouched(hall)


# at opening ----------------------------------------------------------------------


def test_what_is_void_is_counted_as_void(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_open_box(ruled(alike=True))
    monkeypatch.setattr(checker, "spoilt", lambda *_given: {})
    vote(hall.box, hall.slip(), "good", "not counted")
    vote(hall.box, hall.slip(), None)
    vote(hall.box, hall.slip("cross"), "poor")
    hall.box.close()
    count(hall.box)
    rows = Account.objects.filter(pool__key="own", unit__code="A")
    numbers = ("returned", "valid", "void", "abstained")
    assert rows.values_list(*numbers).get() == (2, 0, 1, 1)
    of_a = Account.objects.filter(subject__key="A").order_by("pool__key")
    assert list(of_a.values_list("pool__key", *numbers)) == [
        ("cross", 1, 0, 1, 0),
        ("own", 2, 0, 1, 1),
    ]
    assert not Ballot.objects.exists()
    assert not Comment.objects.exists()


def test_a_ballot_may_be_void_in_part(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_open_box(ruled(alike=True))
    monkeypatch.setattr(checker, "spoilt", lambda *_given: {})
    slip = hall.slip("cross")
    answers = hall.answers(slip)
    answers["B"]["study-1"] = "poor"
    post_json(Client(), ballot(hall, slip, answers=answers))
    hall.box.close()
    count(hall.box)
    group = Account.objects.get(group__key="G1")
    assert (group.valid, group.void) == (1, 0)
    void = Account.objects.filter(subject__isnull=False, pool__key="cross")
    assert dict(void.values_list("subject__key", "void")) == {
        "A": 1, "B": 0, "C": 1, "D": 1,
    }  # fmt: skip
    assert Ballot.objects.get().subject.key == "B"


# made-up ballots -----------------------------------------------------------------


@given(st.integers(1, 4), st.booleans(), st.booleans())
def test_made_up_ballots_are_never_void(n: int, alike: bool, two: bool) -> None:
    void = {"alike": alike, "extremes": n, "incomplete": True}
    content = make_document() | {"void": void}
    content["forms"][0]["lines"][-1]["weight"] = "0"
    if two:
        del content["scales"][0]["options"][1]
    content["pools"][0]["quota"] = content["pools"][1]["quota"] = 2
    definition = parse(content)
    for entry in made_up(definition):
        subjects = definition.subjects_at(entry.pool, entry.place)
        assert check(definition, subjects, entry.answers, {}).complete


def test_made_up_ballots_of_every_kind_are_whole() -> None:
    void = {"alike": True, "extremes": 1}
    content = mixed() | {"void": void}
    content["forms"].append(
        {"key": "plain", "title": "x", "lines": [
            {"key": "n", "scale": "points", "text": "x", "main": True}]}
    )  # fmt: skip
    content["subjects"][2]["form"] = "plain"
    definition = parse(content)
    entries = list(made_up(definition))
    assert len(entries) == 2 * 3 + 3 + 2 * 20
    for entry in entries:
        subjects = definition.subjects_at(entry.pool, entry.place)
        assert check(definition, subjects, entry.answers, {}).complete
