"""The checker agrees with a Django form, and what it packs comes out again."""

from typing import Any

import pytest
from django.utils.functional import SimpleLazyObject
from hypothesis import given
from hypothesis import strategies as st

from ballots import checker
from ballots.checker import Card, Tampered, check, pack, unpack
from campaigns.definition import Definition, Place, Subject
from campaigns.parser import parse
from tests.ballots.make import document
from tests.ballots.mixed import FAULTS, mixed
from tests.ballots.oracle import ballot_form

DEFINITION: Any = SimpleLazyObject(lambda: parse(document()))
LENIENT: Any = SimpleLazyObject(lambda: parse(document(blank="abstain")))
WORDS = "abc 评議\n喆堃䶮\u3000𠮷é"


def subjects(definition: Definition = DEFINITION, pool: str = "own") -> list[Subject]:
    place = Place("unit", "A") if pool == "own" else Place("group", "G1")
    return definition.subjects_at(definition.pools[pool], place)


def full(option: str = "good", pool: str = "own") -> dict[str, dict[str, str]]:
    return {
        s.key: {item.key: option for item in s.form.items} for s in subjects(pool=pool)
    }


options = st.sampled_from(["good", "good", "fair", "poor", "", None, "best", "1"])
comments = st.text(WORDS, max_size=600)


@given(st.data(), st.booleans())
def test_the_checker_agrees_with_a_form(data: st.DataObject, lenient: bool) -> None:
    definition = LENIENT if lenient else DEFINITION
    rated = subjects(definition)
    answers = {
        s.key: {item.key: data.draw(options) for item in s.form.items} for s in rated
    }
    texts = {s.key: data.draw(comments) for s in rated}
    flat = {f"a.{s}.{i}": o for s, card in answers.items() for i, o in card.items()}
    flat |= {f"c.{s}": text for s, text in texts.items()}
    form = ballot_form(definition, rated, flat)
    try:
        good = check(definition, rated, answers, texts).complete
    except Tampered:
        good = False
    # the form counts full-width spaces as they are; the checker makes them narrow
    if not any("\u3000" in text for text in texts.values()):
        assert good == form.is_valid()
    elif form.is_valid():
        assert good


MIXED: Any = SimpleLazyObject(lambda: parse(mixed()))
MIXED_LENIENT: Any = SimpleLazyObject(lambda: parse(mixed(blank="abstain")))
ANSWERS = {
    "overall": options,
    "grade": st.sampled_from(["agree", "never", "unknown", "", None, "good"]),
    "faults": st.lists(st.sampled_from([*FAULTS, "other"]), max_size=4) | st.none(),
    "points": st.one_of(
        st.integers(-5, 120).map(str),
        st.sampled_from(["", None, "５０", " 7 ", "1e2", "9.0", "000100", "٣"]),
    ),
}


@given(st.fixed_dictionaries(ANSWERS), st.booleans())
def test_the_checker_agrees_with_a_form_on_every_kind(
    card: dict[str, Any], lenient: bool
) -> None:
    definition = MIXED_LENIENT if lenient else MIXED
    rated = [definition.subjects["A"]]
    flat = {f"a.A.{item}": answer for item, answer in card.items()}
    form = ballot_form(definition, rated, flat)
    try:
        good = check(definition, rated, {"A": card}, {}).complete
    except Tampered:
        good = False
    assert good == form.is_valid()


CARDS = st.none() | st.tuples(
    st.integers(-1, 2), st.integers(-1, 3),
    st.just(-1) | st.integers(1, 15), st.integers(-1, 100),
)  # fmt: skip


@given(st.lists(CARDS, min_size=3, max_size=3), st.text("评a\n", max_size=500))
def test_every_kind_is_packed_in_one_length(drawn: list[Any], text: str) -> None:
    pool, place = MIXED.pools["peers"], Place("bearer", "p2")
    rated = MIXED.subjects_at(pool, place)
    cards = {
        s.key: Card(values, text.strip())
        for s, values in zip(rated, drawn, strict=True)
    }
    plain = pack(rated, cards)
    assert len(plain) == checker.packed_size(rated)
    assert unpack(rated, plain) == cards


@pytest.mark.parametrize(
    "values", [(0, 0, 0, 1), (0, 0, 16, 1), (0, 4, 1, 1), (0, 0, 1, 101)]
)
def test_values_that_no_scale_has_are_no_ballot(values: tuple[int, ...]) -> None:
    rated = [MIXED.subjects["A"]]
    with pytest.raises(ValueError, match="no such option"):
        unpack(rated, pack(rated, {"A": Card(values)}))


def test_positions_of_the_options_are_kept() -> None:
    answers = full("poor")
    answers["A"]["overall"] = "fair"
    cards = check(DEFINITION, subjects(), answers, {"A": " 很好 "}).cards
    assert cards == {"A": Card((1, *[2] * 13), "很好")}


def test_gaps_name_subject_and_item() -> None:
    answers = full(pool="cross")
    answers["B"]["study-2"] = ""
    del answers["D"]["overall"]
    checked = check(DEFINITION, subjects(pool="cross"), answers, {})
    assert checked.gaps == [("B", "study-2"), ("D", "overall")]
    assert not checked.complete


def test_a_blank_item_may_be_an_abstention() -> None:
    checked = check(LENIENT, subjects(LENIENT), {}, {})
    assert checked.complete
    assert checked.cards["A"].values == (checker.BLANK,) * 14


def test_a_card_left_out_has_no_answers_and_no_comment() -> None:
    checked = check(
        DEFINITION, subjects(pool="cross"), full(pool="cross") | {"C": None}, {"C": "x"}
    )
    assert checked.complete
    assert checked.cards["C"] == Card(None, "")


@pytest.mark.parametrize("text", ["评" * 501, "a" * 1501])
def test_a_comment_that_does_not_fit_is_named(text: str) -> None:
    checked = check(DEFINITION, subjects(), full(), {"A": text})
    assert checked.long_comments == ["A"]
    assert not checked.complete


@pytest.mark.parametrize("text", ["评" * 500, "a" * 1500])
def test_the_longest_comment_fits(text: str) -> None:
    assert check(DEFINITION, subjects(), full(), {"A": text}).complete


def test_a_comment_loses_what_cannot_be_seen() -> None:
    text = "一\ud800\0\u200b二\u202e三\t四\u3000五\n六\x07"
    cards = check(DEFINITION, subjects(), full(), {"A": text}).cards
    assert cards["A"].comment == "一二三 四 五\n六"


@pytest.mark.parametrize(
    ("answers", "comments"),
    [
        ([], {}),
        ({}, []),
        ({"B": {}}, {}),
        ({}, {"B": ""}),
        ({"A": []}, {}),
        ({"A": {"study-99": "good"}}, {}),
        ({"A": {"overall": "best"}}, {}),
        ({"A": {"overall": ["good"]}}, {}),
        ({"A": {"overall": 0}}, {}),
        ({}, {"A": 1}),
    ],
)
def test_what_no_page_sends_is_refused(answers: Any, comments: Any) -> None:
    with pytest.raises(Tampered):
        check(DEFINITION, subjects(), answers, comments)


values = st.one_of(
    st.none(), st.lists(st.integers(-1, 2), min_size=14, max_size=14).map(tuple)
)


texts = st.text("评a\n", max_size=500).map(str.strip)


@given(st.lists(st.tuples(values, texts), min_size=4, max_size=4))
def test_what_is_packed_comes_out_again_in_one_length(drawn: list[Any]) -> None:
    rated = subjects(pool="cross")
    cards = {s.key: Card(*card) for s, card in zip(rated, drawn, strict=True)}
    plain = pack(rated, cards)
    assert len(plain) == checker.packed_size(rated)
    assert unpack(rated, plain) == cards


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: b"",
        lambda plain: plain[:-1],
        lambda plain: plain + b"\0",
        lambda plain: plain[:-1] + b"x",
        lambda plain: plain[:3] + b"\0\3" + plain[5:],
        lambda plain: plain[:3] + b"\x80\0" + plain[5:],
        lambda plain: plain[:1] + b"\0\2" + plain[3:31] + b"\xff\xfe" + plain[33:],
        lambda plain: plain[:1] + b"\xff\xff" + plain[3:],
        lambda plain: plain[:1] + b"\0\2" + plain[3:],
    ],
    ids=["none", "short", "long", "rest", "option", "negative", "text", "size", "nul"],
)
def test_other_bytes_are_no_ballot(spoil: Any) -> None:
    cards = check(DEFINITION, subjects(), full(), {}).cards
    plain = pack(subjects(), cards)
    with pytest.raises(ValueError, match=r".*"):
        unpack(subjects(), spoil(plain))


def test_half_an_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="half"):
        checker.unpack_values(b"\0\0\0")
