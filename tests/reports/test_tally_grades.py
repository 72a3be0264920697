"""Grades and quorums; no database."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import (
    Account,
    Counts,
    Quorum,
    Step,
    band,
    majority,
    plurality,
    quota,
)

# 万众评公务: 85, 75, 60, the lower bound included.
BANDS = (Step(Fraction(85)), Step(Fraction(75)), Step(Fraction(60)), Step())
SHARES = (Fraction(20, 100), Fraction(70, 100), Fraction(10, 100))


@pytest.mark.parametrize(
    ("value", "step"),
    [("85", 0), ("8499/100", 1), ("60", 2), ("5999/100", 3), ("-1", 3)],
)
def test_band(value, step):
    assert band(Fraction(value), BANDS) == step


def test_band_may_leave_out_its_own_bound():
    steps = (Step(Fraction(85), inclusive=False), Step(Fraction(60)))
    assert band(Fraction(85), steps) == 1
    assert band(Fraction(59), steps) is None
    assert band(None, BANDS) is None


@pytest.mark.parametrize(
    ("options", "of", "inclusive", "grade"),
    [
        ((17, 11, 1), 34, True, 0),  # exactly half
        ((17, 11, 1), 34, False, 1),
        ((10, 5, 14), 29, True, 1),
        ((10, 4, 15), 29, True, 2),
        ((1, 0, 0), 29, True, 2),  # the last one at the latest
    ],
)
def test_majority(options, of, inclusive, grade):
    assert majority(Counts(options), of, Fraction(1, 2), inclusive) == grade


def test_option_outside_is_no_grade():
    counts = Counts((1, 2, 9))
    assert majority(counts, 12, Fraction(1, 2), outside={2}) == 1
    assert plurality(counts, outside={2}) == 1


def test_without_votes_there_is_no_grade():
    for counts in (Counts((0, 0, 3)), Counts((0, 0, 0))):
        assert majority(counts, 9, Fraction(1, 2), outside={2}) is None
        assert plurality(counts, outside={2}) is None


@pytest.mark.parametrize(
    ("options", "grade"), [((3, 5, 1), 1), ((4, 4, 1), None), ((4, 1, 4), None)]
)
def test_plurality(options, grade):
    assert plurality(Counts(options)) == grade


@pytest.mark.parametrize(
    ("values", "grades"),
    [
        ([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "0011111112"),
        ([10, 9, 9, 7, 6, 5, 4, 3, 2, 1], "0111111112"),  # 9 does not fit twice
        ([10, 9, 8, 7, 6, 5, 4, 3, 1, 1], "0011111122"),
        ([9, 9, 9, 9, 9, 9, 9, 9, 9, 9], "2222222222"),
        ([4, 3, 2, 1], "1122"),  # 0.8 and 2.8, rounded down
    ],
)
def test_quota(values, grades):
    assert quota(list(map(Fraction, values)), SHARES) == list(map(int, grades))


def test_quota_fails_below_a_bound_whatever_the_place():
    values = [
        Fraction(59),
        Fraction(60),
        None,
        Fraction(40),
        Fraction(50),
        Fraction(10),
    ]
    shares = (Fraction(1, 5), Fraction(3, 5), Fraction(1, 5))
    assert quota(values, shares, fails=Fraction(60)) == [2, 0, None, 2, 2, 2]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 8).map(Fraction), min_size=1, max_size=12),
    st.lists(st.integers(0, 10), min_size=2, max_size=4).filter(any),
)
def test_quota_is_kept_from_above_and_fair(values, weights):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    grades = [grade for grade in quota(values, shares) if grade is not None]
    assert len(grades) == len(values)
    for step in range(len(shares) - 1):
        allowed = sum(share * len(values) for share in shares[: step + 1])
        assert sum(grade <= step for grade in grades) <= allowed
    ordered = sorted(zip(values, grades, strict=True), key=lambda pair: -pair[0])
    assert [grade for _value, grade in ordered] == sorted(grades)
    assert len(set(zip(values, grades, strict=True))) == len(set(values))


# quorums --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quorum", "returned", "due", "met"),
    [
        (Quorum(Fraction(1, 2)), 10, 20, True),
        (Quorum(Fraction(1, 2), inclusive=False), 10, 20, False),
        (Quorum(Fraction(1, 2), inclusive=False), 11, 20, True),
        (Quorum(Fraction(2, 3)), 13, 20, False),
        (Quorum(Fraction(2, 3)), 14, 20, True),
        (Quorum(Fraction(2, 3)), 10, 0, True),  # of the 15 slips given out
        (Quorum(Fraction(2, 3)), 9, 0, False),
        (Quorum(least=8), 8, 20, True),
        (Quorum(least=8), 7, 7, False),
        (Quorum(), 0, 20, False),
    ],
)
def test_quorum(quorum, returned, due, met):
    account = Account(15, returned, 1, returned - 2, 1, due)
    assert quorum.met(account) is met


def test_quorum_says_how_many_it_takes():
    assert Quorum(Fraction(2, 3)).needed(Account(due=20)) == 14
    assert Quorum(Fraction(1, 2), inclusive=False).needed(Account(due=20)) == 11
    assert Quorum(Fraction(1, 2)).needed(Account()) == 1
