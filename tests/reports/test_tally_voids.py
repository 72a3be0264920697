"""What makes a ballot void, and that nothing does for its opinion; no database."""

from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import Card, Question, Reason, Sieve, sift

OPTIONS = 4
MAIN = Question(OPTIONS, main=True)
CHOICE = Question(OPTIONS)
TICKS = Question()
OPTIONAL = Question(OPTIONS, optional=True)
IDLE = Question(OPTIONS, decides=False)


def card(*answers, questions=(MAIN, CHOICE, CHOICE)):
    return Card(questions, answers)


@pytest.mark.parametrize(
    ("made", "void"),
    [
        (card(0, 0, 0), True),
        (card(3, 3, 3), True),
        (card(1, 1, 1), True),
        (card(1, 1, 0), False),
        (card(1, 1, -1), False),
        (card(2, questions=(MAIN,)), False),
        (card(2, 5, questions=(MAIN, TICKS)), False),
        (card(2, 5, 2, questions=(MAIN, TICKS, CHOICE)), True),
        (card(2, 2, 0, questions=(MAIN, CHOICE, IDLE)), True),
    ],
)
def test_alike(made, void):
    reason = Sieve(alike=True).of_card(made)
    assert reason is (Reason.ALIKE if void else None)
    assert Sieve().of_card(made) is None


@pytest.mark.parametrize(
    ("made", "void"),
    [
        (card(0, 1, -1), True),
        (card(0, 1, 2), False),
        (card(0, -1, questions=(MAIN, OPTIONAL)), False),
        (card(0, -1, questions=(MAIN, IDLE)), False),
    ],
)
def test_incomplete(made, void):
    reason = Sieve(incomplete=True).of_card(made)
    assert reason is (Reason.INCOMPLETE if void else None)


@pytest.mark.parametrize(
    ("marks", "void"),
    [
        ((0, 0, 1), False),
        ((0, 0, 0), True),
        ((3, 3, 3), True),
        ((0, 3, 3, 0), False),
        ((2, 2, 2), False),
        ((-1, -1, -1), False),
    ],
)
def test_extremes_of_one_ballot(marks, void):
    cards = [card(mark, 1, 2) for mark in marks]
    reason = Sieve(extremes=2).of_ballot(cards)
    assert reason is (Reason.EXTREMES if void else None)
    assert Sieve().of_ballot(cards) is None


def test_worst_is_the_last_option_that_is_not_outside():
    main = replace(MAIN, outside=frozenset({3}))
    assert card(2, questions=(main,)).extremes == (False, True)
    assert card(3, questions=(main,)).extremes == (False, False)
    assert card(0, questions=(main,)).extremes == (True, False)


def test_card_without_an_overall_choice_has_no_extremes():
    assert card(0, questions=(CHOICE,)).extremes == (False, False)
    number = Question(main=True)
    assert card(100, questions=(number,)).extremes == (False, False)


def test_extremes_take_the_whole_ballot_with_them():
    ballot = {"A": card(0, 1, 2), "B": card(0, 1, 1), "C": card(1, 1, -1)}
    sieve = Sieve(extremes=1, incomplete=True)
    assert sieve.void(ballot) == dict.fromkeys("ABC", Reason.EXTREMES)
    assert replace(sieve, extremes=2).void(ballot) == {"C": Reason.INCOMPLETE}


def test_sift_keeps_what_is_valid_and_says_why_the_rest_is_not():
    good, same = card(0, 1, 2), card(1, 1, 1)
    ballots = [{"A": good, "B": same}, {"A": same}, {"A": good}, {}]
    sifted = sift(ballots, Sieve(alike=True), {2: "torn"})
    assert sifted.valid == [{"A": good}, {}, {}, {}]
    assert sifted.void == Counter(
        {("B", "alike"): 1, ("A", "alike"): 1, ("A", "torn"): 1}
    )


def test_what_is_withdrawn_by_hand_has_the_reason_written():
    same = card(1, 1, 1)
    sifted = sift([{"A": same}], Sieve(alike=True), {0: "two crosses"})
    assert sifted.void == {("A", "two crosses"): 1}


def test_sieve_has_no_setting_for_one_end():
    assert [field.name for field in fields(Sieve)] == [
        "alike", "extremes", "incomplete",
    ]  # fmt: skip


CARDS = st.tuples(*[st.integers(-1, OPTIONS - 1)] * 3).map(lambda marks: card(*marks))


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCD"), CARDS),
    st.builds(Sieve, st.booleans(), st.integers(0, 3), st.booleans()),
)
def test_turning_good_into_bad_makes_nothing_void_nor_valid(ballot, sieve):
    """Symmetric: the ballot with every mark turned round fares as the ballot does."""
    turned = {
        key: card(*(a if a == -1 else OPTIONS - 1 - a for a in made.answers))
        for key, made in ballot.items()
    }
    assert sieve.void(turned) == sieve.void(ballot)
