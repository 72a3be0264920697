"""Hand-worked tables of the arithmetic; no database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tally import (
    Account,
    Counts,
    Denominator,
    Finding,
    Rate,
    Rule,
    Unbalanced,
    judge,
    needed,
    percent,
    printed,
    rate,
    total,
)

TWO_THIRDS = Rule(Fraction(2, 3), False, "rework", 0, "2/3")
FOUR_FIFTHS = Rule(Fraction(4, 5), False, "reminder", 0, "80 %")


def test_account_adds_and_balances():
    account = Account(60, 58, 2, 55, 1) + Account(20, 20, 0, 20, 0)
    assert account == Account(80, 78, 2, 75, 1)
    assert account.outstanding == 2
    account.check()


@pytest.mark.parametrize(
    "account",
    [
        Account(35, 37, 0, 37, 0),  # more returned than issued
        Account(35, 35, 0, 34, 0),
        Account(35, 35, 1, 34, 1),
    ],
)
def test_account_that_does_not_add_up_is_refused(account):
    with pytest.raises(Unbalanced, match=f"issued={account.issued}") as caught:
        account.check()
    assert caught.value.account == account


def test_counts_add_option_by_option():
    counts = Counts((23, 9, 3), 1) + Counts((1, 0, 2))
    assert counts == Counts((24, 9, 5), 1)
    assert counts.answered == 38


def test_counts_of_two_scales_cannot_be_added():
    with pytest.raises(ValueError, match="zip"):
        Counts((1, 2)) + Counts((1, 2, 3))


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [
        ("valid", Rate(27, 41)),
        ("answered", Rate(27, 40)),
        ("inside", Rate(27, 36)),
        ("returned", Rate(27, 44)),
        ("issued", Rate(27, 50)),
    ],
)
def test_rate_is_taken_of(denominator, expected):
    counts = Counts((20, 7, 8, 5), blank=1)  # 满意, 基本满意, 不满意, 不了解
    account = Account(issued=50, returned=44, abstained=2, valid=41, void=1)
    made = rate(counts, {0, 1}, {3}, account, Denominator(denominator))
    assert made == expected


def test_rate_never_exceeds_one_when_a_satisfied_option_is_left_out():
    counts, account = Counts((3, 1, 6)), Account(10, 10, 0, 10, 0)
    assert rate(counts, {0, 2}, {2}, account, Denominator.INSIDE) == Rate(3, 4)


def test_rate_of_nothing_has_no_value():
    assert Rate(0, 0).value is None
    assert Rate(23, 35).value == Fraction(23, 35)


def test_rates_are_added_by_their_counts():
    assert total([Rate(10, 15), Rate(13, 20)]) == Rate(23, 35)
    assert total([]) == Rate(0, 0)


@pytest.mark.parametrize(
    ("of", "bound", "inclusive", "expected"),
    [
        (25, "2/3", False, 17),
        (30, "2/3", False, 20),
        (35, "2/3", False, 24),
        (45, "2/3", False, 30),
        (30, "2/3", True, 21),
        (35, "2/3", True, 24),
        (35, "4/5", False, 28),
        (36, "4/5", False, 29),
        (293, "2/3", False, 196),
        (10, "1", False, 10),
        (10, "1", True, 11),
        (0, "2/3", False, 0),
    ],
)
def test_needed_votes(of, bound, inclusive, expected):
    assert needed(of, Fraction(bound), inclusive) == expected


@pytest.mark.parametrize(
    ("hits", "of", "below", "short", "spare"),
    [
        (23, 35, True, 1, 0),
        (24, 35, False, 0, 0),
        (20, 30, False, 0, 0),  # exactly 2/3, though printed 66.7
        (195, 293, True, 1, 0),  # printed 67 without decimals
        (33, 35, False, 0, 9),
        (0, 35, True, 24, 0),
    ],
)
def test_two_thirds_is_compared_exactly(hits, of, below, short, spare):
    (finding,) = judge(Rate(hits, of), [TWO_THIRDS], of, 5)
    assert (finding.below, finding.short, finding.spare) == (below, short, spare)
    assert finding.rate == Rate(hits, of)
    assert TWO_THIRDS.flags(Rate(hits, of)) is below


def test_inclusive_rule_flags_the_bound_itself():
    rule = Rule(Fraction(2, 3), True, "rework", 0, "2/3")
    (finding,) = judge(Rate(20, 30), [rule], 30, 5)
    assert (finding.below, finding.needed, finding.short) == (True, 21, 1)


def test_judge_keeps_the_order_of_the_rules():
    findings = judge(Rate(26, 35), [FOUR_FIFTHS, TWO_THIRDS], 35, 5)
    assert [(f.rule.text, f.below, f.needed) for f in findings] == [
        ("80 %", True, 28),
        ("2/3", False, 24),
    ]


@pytest.mark.parametrize(
    ("rate", "ballots", "decided"),
    [(Rate(0, 4), 4, False), (Rate(0, 5), 5, True), (Rate(0, 0), 9, False)],
)
def test_too_few_ballots_are_not_decided(rate, ballots, decided):
    (finding,) = judge(rate, [TWO_THIRDS], ballots, 5)
    assert (finding.below is not None) is decided


def test_undecided_finding_holds_no_figure():
    (finding,) = judge(Rate(3, 4), [TWO_THIRDS], 4, 5)
    assert finding == Finding(TWO_THIRDS, None, 0, None, 0, 0)
    assert not finding.close
    assert not TWO_THIRDS.flags(Rate(0, 0))


@pytest.mark.parametrize(
    ("hits", "margin", "close"),
    [(23, 2, False), (24, 0, True), (25, 0, False), (26, 2, True), (27, 2, False)],
)
def test_close_is_within_the_margin(hits, margin, close):
    rule = Rule(Fraction(2, 3), False, "rework", margin, "2/3")
    (finding,) = judge(Rate(hits, 35), [rule], 35, 5)
    assert finding.close is close


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("23/35", 1, "65.7"),
        ("24/35", 1, "68.6"),
        ("195/293", 1, "66.6"),
        ("195/293", 0, "67"),
        ("54/192", 2, "28.13"),  # exactly 28.125: half up, not to even
        ("1/8", 0, "13"),
        ("1/2000", 1, "0.1"),
        ("1/2001", 1, "0.0"),
        ("0", 1, "0.0"),
        ("1", 2, "100.00"),
        ("1999/2000", 1, "100.0"),
    ],
)
def test_percent_is_rounded_half_up(value, decimals, expected):
    assert percent(Fraction(value), decimals) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("-1/20", 1, "-0.1"), ("-1/21", 1, "0.0"), ("-5/2", 0, "-3"), ("93913/1000", 2,
     "93.91")],
)  # fmt: skip
def test_scores_are_printed_too(value, decimals, expected):
    assert printed(Fraction(value), decimals) == expected


BOUNDS = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@given(st.integers(0, 400), BOUNDS, st.booleans())
def test_needed_is_the_smallest_number_that_passes(of, bound, inclusive):
    def passes(hits):
        return hits > bound * of if inclusive else hits >= bound * of

    need = needed(of, bound, inclusive)
    assert passes(need)
    assert not passes(need - 1)


@given(st.integers(1, 200), st.data(), BOUNDS, st.booleans())
def test_a_better_vote_never_flags(of, data, bound, inclusive):
    hits = data.draw(st.integers(0, of - 1))
    rule = Rule(bound, inclusive, "rework", 0, str(bound))
    assert rule.flags(Rate(hits, of)) >= rule.flags(Rate(hits + 1, of))


@given(st.fractions(min_value=-5, max_value=5), st.integers(0, 4))
def test_printed_is_nearest(value, decimals):
    assert abs(Fraction(printed(value, decimals)) - value) * 10**decimals * 2 <= 1
