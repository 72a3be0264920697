"""Scores, means and pools, worked by hand; no database."""

from fractions import Fraction

import pytest

from reports.tally import (
    Account,
    Counts,
    Denominator,
    Empty,
    Numbers,
    Rate,
    Row,
    Run,
    Score,
    Share,
    Trim,
    Value,
    combine,
    mean,
    numbers,
    pooled,
    rate,
    rated,
    score,
    scored,
    shares,
    ticked,
)

HUNDRED = (
    Fraction(100),
    Fraction(80),
    Fraction(30),
    None,
)  # 满意, 基本满意, 不满意, 不了解 (Jining)


def of(hits, ballots):
    return pooled([rated(Rate(hits, ballots))])


# counts --------------------------------------------------------------------------


def test_account_counts_those_due():
    account = Account(16, 15, 1, 14, 0, 17) + Account(5, 5, 0, 5, 0, 5)
    account.check()
    assert (account.due, account.full) == (22, 22)
    assert Account(issued=16).full == 16


@pytest.mark.parametrize(("due", "expected"), [(60, Rate(27, 60)), (0, Rate(27, 50))])
def test_rate_of_the_full_number(due, expected):
    account = Account(issued=50, returned=44, abstained=2, valid=41, void=1, due=due)
    made = rate(Counts((20, 7, 14)), {0, 1}, (), account, Denominator("due"))
    assert made == expected


def test_ticks_count_ballots_not_ticks():
    counts = ticked({0b001: 4, 0b011: 3, 0b110: 2, 0b010: 0}, 3, blank=5)
    assert counts == Counts((7, 5, 2), 5, answered_by=9)
    assert counts.answered == 9
    assert (counts + counts).answered == 18
    assert (counts + Counts((1, 0, 0))).answered == 10
    assert (Counts((1, 0, 0)) + counts).answered == 10


def test_shares_of_ticks():
    counts = Counts((7, 5, 2), answered_by=9)
    assert shares(counts, Share.PEOPLE) == (Rate(7, 9), Rate(5, 9), Rate(2, 9))
    assert shares(counts, Share.TICKS) == (Rate(7, 14), Rate(5, 14), Rate(2, 14))


def test_numbers_add_value_by_value():
    made = numbers({90: 2, 60: 1, 70: 0}, 1) + Numbers(((60, 1), (95, 3)))
    assert made == Numbers(((60, 2), (90, 2), (95, 3)), 1)
    assert (made.answered, made.at_least(90), made.at_least(91)) == (7, 5, 3)


def test_rate_of_numbers_is_of_a_range():
    given = Numbers(((59, 2), (60, 3), (100, 4)), blank=1)
    account = Account(10, 10, 0, 10, 0)
    made = rate(given, range(60, 101), (), account, Denominator.VALID)
    assert made == Rate(7, 10)
    made = rate(given, range(60, 101), (), account, Denominator.ANSWERED)
    assert made == Rate(7, 9)


# scores --------------------------------------------------------------------------


def test_score_leaves_out_what_has_no_score():
    made = score(Counts((20, 5, 2, 8), blank=3), HUNDRED)
    assert made == Score(Fraction(2460), 27)
    assert made.value == Fraction(2460, 27)


def test_score_may_be_negative():
    assert score(
        Counts((1, 0, 3)), (Fraction(2), Fraction(0), Fraction(-1))
    ).value == Fraction(-1, 4)


def test_score_of_nothing_has_no_value():
    assert score(Counts((0, 0, 0, 4)), HUNDRED).value is None
    assert score(Numbers()).value is None
    assert pooled([scored(Numbers())]) == Value()


def test_score_needs_a_score_an_option():
    with pytest.raises(ValueError, match="zip"):
        score(Counts((1, 2)), HUNDRED)


@pytest.mark.parametrize(
    ("values", "trim", "expected"),
    [
        ({100: 1, 90: 3, 80: 1, 10: 1}, Trim(1, 6), Fraction(350, 4)),
        ({100: 1, 90: 3, 80: 1, 10: 1}, Trim(1, 7), Fraction(460, 6)),
        ({90: 4}, Trim(2, 0), Fraction(90)),  # nothing would be left: not trimmed
        ({90: 2, 80: 2, 0: 1}, Trim(2, 5), Fraction(80)),
        ({100: 400_000, 0: 1}, Trim(1, 5), Fraction(100)),
    ],
)
def test_trimmed_score(values, trim, expected):
    assert score(numbers(values), trim=trim).value == expected


def test_numbers_may_be_any_within_their_scale():
    row = scored(numbers({80: 2}), (Fraction(0), Fraction(100)))
    assert (row.worst, row.best) == (0, 100)
    assert scored(numbers({80: 2, 90: 1})).best == 90


# several rows --------------------------------------------------------------------


def test_pooled_rates_are_one_rate():
    value = pooled([rated(Rate(10, 15)), rated(Rate(13, 20))])
    assert (value.value, value.rate, value.score) == (
        Fraction(23, 35),
        Rate(23, 35),
        None,
    )


def test_pooled_scores_are_one_score():
    rows = [
        scored(Counts((1, 1)), (Fraction(1), Fraction(0))),
        scored(Counts((3, 0)), (Fraction(1), Fraction(0))),
    ]
    value = pooled(rows)
    assert (value.value, value.rate, value.score) == (
        Fraction(4, 5),
        None,
        Score(Fraction(4), 5),
    )


def test_pooled_nothing_is_not_decided():
    assert pooled([]) == pooled([rated(Rate(0, 0))]) == Value()


def test_mean_goes_by_weight_and_leaves_out_what_has_no_value():
    parts = [
        (Fraction(30), of(8, 10)),
        (Fraction(30), of(5, 10)),
        (Fraction(40), of(0, 0)),
    ]
    assert mean(parts).value == Fraction(13, 20)


def test_mean_of_sections_is_a_mean_of_means():
    study = mean([(Fraction(1), of(1, 2)), (Fraction(1), of(1, 1))])
    rectify = mean([(Fraction(2), of(1, 4)), (Fraction(1), of(1, 1))])
    assert mean([(Fraction(1), study), (Fraction(3), rectify)]).value == Fraction(9, 16)


def test_mean_of_one_keeps_its_counts():
    assert mean([(Fraction(2), of(3, 4)), (Fraction(1), of(0, 0))]).rate == Rate(3, 4)


@pytest.mark.parametrize(
    "parts", [[], [(Fraction(0), of(1, 2))], [(Fraction(1), of(0, 0))]]
)
def test_mean_of_nothing_is_not_decided(parts):
    assert mean(parts) == Value()


# pools ---------------------------------------------------------------------------


def test_pools_by_weight():
    leaders, cadres, public = of(4, 5), of(20, 30), of(100, 400)
    made = combine(
        [(Fraction(30), leaders), (Fraction(30), cadres), (Fraction(40), public)],
        Empty.ZERO,
    )
    assert made.value == Fraction(30, 100) * Fraction(4, 5) + Fraction(
        2, 10
    ) + Fraction(1, 10)
    assert made.rate is None


@pytest.mark.parametrize(
    ("empty", "expected"),
    [("undecided", None), ("spread", Fraction(3, 4)), ("zero", Fraction(1, 2))],
)
def test_pool_without_ballots(empty, expected):
    made = combine([(Fraction(2), of(3, 4)), (Fraction(1), Value())], Empty(empty))
    assert made.value == expected


@pytest.mark.parametrize("empty", Empty)
def test_pools_without_any_ballot_decide_nothing(empty):
    assert combine([(Fraction(2), Value()), (Fraction(1), Value())], empty) == Value()


@pytest.mark.parametrize("empty", Empty)
def test_pool_without_weight_plays_no_part(empty):
    assert combine([(Fraction(1), of(3, 4)), (Fraction(0), Value())], empty) == of(3, 4)


def test_row_of_a_rate_has_no_trim():
    runs = (Run(Fraction(0), 1), Run(Fraction(1), 2))
    row = Row(runs, Fraction(0), Fraction(1), Trim(), counted=True)
    assert rated(Rate(2, 3)) == row
