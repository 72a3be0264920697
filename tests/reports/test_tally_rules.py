"""Rules: absolute, relative, over the years; no database."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import (
    Against,
    Field,
    Finding,
    Rate,
    Rule,
    Value,
    compared,
    fact,
    find,
    judge,
    pooled,
    rank,
    rated,
    repeated,
)


def rule(bound="2/3", inclusive=False, **more):
    return Rule(
        Fraction(bound), inclusive, "rework", more.pop("margin", 0), bound, **more
    )


def of(hits, ballots=10):
    return pooled([rated(Rate(hits, ballots))])


def below(rule, values):
    """Which of several subjects a rule finds, all compared with each other."""
    field = compared(values)
    return [find(rule, Value(value), field).below for value in values]


# one value ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "inclusive", "found", "needed", "short", "spare"),
    [
        (5, False, True, 3, 2, 0),
        (3, False, False, 3, 0, 0),
        (3, True, True, 2, 1, 0),
        (1, True, False, 2, 0, 1),
    ],
)
def test_above_finds_what_lies_above(hits, inclusive, found, needed, short, spare):
    made = rule("1/3", inclusive, above=True)
    finding = find(made, of(hits, 9))
    assert (finding.below, finding.needed) == (found, needed)
    assert (finding.short, finding.spare) == (short, spare)
    assert made.flags(Rate(hits, 9)) is found


def test_finding_holds_what_it_was_held_against():
    finding = find(rule("4/5", measure="excellent", item="overall"), of(7))
    assert (finding.value, finding.bound) == (Fraction(7, 10), Fraction(4, 5))
    assert finding.rule.measure == "excellent"
    assert finding.found is True


@pytest.mark.parametrize("value", [of(7), Value(), Value(Fraction(1))])
def test_undecided_holds_no_figure(value):
    made = rule()
    finding = find(made, value, decided=value.value is None)
    assert finding == Finding(made, None, 0, None, 0, 0)
    assert finding.found is None
    assert not finding.close


def test_figure_from_elsewhere_has_no_margin_in_ballots():
    for points, found in ((Fraction(59), True), (Fraction(60), False)):
        finding = find(rule("60", margin=5), Value(points))
        assert finding.below is found
        assert (finding.in_ballots, finding.short, finding.spare) == (False, 0, 0)
        assert not finding.close


@pytest.mark.parametrize("found", [True, False, None])
def test_fact_is_found_or_not(found):
    finding = fact(rule(), found)
    assert finding.found is found
    assert not finding.close


# relative -------------------------------------------------------------------------


@pytest.mark.parametrize("against", [Against.GROUP_MEAN, Against.CAMPAIGN_MEAN])
def test_below_the_mean(against):
    values = [Fraction(1), Fraction(2), Fraction(3), None]
    assert below(rule(against=against), values) == [True, False, False, None]
    made = rule(inclusive=True, against=against)
    assert below(made, values) == [True, True, False, None]
    assert find(made, Value(Fraction(1)), compared(values)).bound == 2


def test_mean_of_one_or_none_says_nothing():
    made = rule(against=Against.GROUP_MEAN, inclusive=True)
    assert below(made, [Fraction(1), None]) == [None, None]
    assert find(made, of(3)).below is None
    assert compared([None]).mean is None


def test_margin_to_the_mean_reckons_with_its_moving():
    field = compared([Fraction(5, 10), Fraction(8, 10)])
    finding = find(rule(against=Against.GROUP_MEAN), of(5), field)
    # At 8 of 10 it is as good as the other, and the mean with it.
    assert (finding.bound, finding.short, finding.needed) == (Fraction(13, 20), 3, 8)


@pytest.mark.parametrize(
    ("values", "last", "inclusive", "found"),
    [
        ([5, 4, 3, 2, 1], 2, False, "---++"),
        ([5, 4, 2, 2, 1], 2, False, "----+"),  # of the two equals only one would fit
        ([5, 4, 2, 2, 1], 2, True, "--+++"),
        ([5, 4, 2, 1, 1], 2, False, "---++"),
        ([5, 1, 1, 1, 1], 3, False, "-----"),
        ([5, 4], 3, False, "-+"),  # the best is never among the last
        ([5, 5], 3, False, "--"),
        ([5], 1, False, "-"),
        ([5, 4, 3], 0, False, "---"),
    ],
)
def test_last(values, last, inclusive, found):
    made = rule(inclusive=inclusive, against=Against.LAST, last=Fraction(last))
    marks = ["+" if one else "-" for one in below(made, list(map(Fraction, values)))]
    assert "".join(marks) == found


@pytest.mark.parametrize(("n", "found"), [(9, 0), (10, 1), (19, 1), (20, 2)])
def test_last_percent_is_rounded_down(n, found):
    made = rule(against=Against.LAST, last=Fraction(1, 10), share=True)
    assert below(made, list(map(Fraction, range(n)))) == [i < found for i in range(n)]


def test_first_is_last_turned_round():
    made = rule(against=Against.LAST, last=Fraction(2), above=True)
    assert below(made, [Fraction(5), Fraction(4), None, Fraction(2), Fraction(1)]) == [
        True, True, None, False, False,
    ]  # fmt: skip
    assert below(made, [Fraction(1)]) == [False]


def test_last_without_a_field_is_not_decided():
    (finding,) = judge(
        Rate(3, 10), [rule(against=Against.LAST, last=Fraction(1))], 10, 5
    )
    assert finding.below is None


def test_nobody_is_among_the_last_none_but_the_figure_is_kept():
    finding = find(
        rule(against=Against.LAST), of(3), compared([Fraction(3, 10), Fraction(1)])
    )
    assert (finding.below, finding.rate, finding.value) == (
        False, Rate(3, 10), Fraction(3, 10),
    )  # fmt: skip
    assert not finding.in_ballots


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 5).map(Fraction), min_size=1, max_size=9), st.integers(0, 9)
)
def test_last_n_never_grow_beyond_n(values, n):
    """Found are the blocks of equals that fit in whole, from the lowest."""
    n = min(n, len(values) - 1)
    made = rule(against=Against.LAST, last=Fraction(n))
    expected = [sum(other <= value for other in values) <= n for value in values]
    assert below(made, values) == expected
    assert sum(expected) <= n


# over the years -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "earlier", "running", "seen"),
    [
        (True, [], True, 1),
        (True, [True, True, False, True], True, 3),
        (True, [True, True, False, True], False, 4),
        (True, [False, True], True, 1),
        (True, [None, True, None, False], True, 2),
        (True, [None], True, 1),
        (False, [True, True], True, 0),
        (None, [True, True], False, 0),
    ],
)
def test_repeated(now, earlier, running, seen):
    finding = repeated(fact(rule(times=2, running=running), now), earlier)
    assert finding.seen == seen
    assert finding.found is (None if now is None else seen >= 2)
    assert finding.below is now


# places ---------------------------------------------------------------------------


def test_equal_values_share_a_place():
    values = [Fraction(3), Fraction(9), None, Fraction(7), Fraction(7), Fraction(1)]
    assert rank(values) == [4, 1, None, 2, 2, 5]
    assert rank([]) == []


@given(st.lists(st.integers(0, 6).map(Fraction), max_size=9), st.randoms())
def test_places_do_not_depend_on_the_order(values, random):
    pairs = dict(zip(values, rank(values), strict=True))
    mixed = random.sample(values, len(values))
    assert rank(mixed) == [pairs[value] for value in mixed]
    assert all(
        place == 1 + sum(v > own for v in values) for own, place in pairs.items()
    )


def test_field_keeps_the_decided_alone():
    assert compared([Fraction(2), None, Fraction(1)]) == Field(
        (Fraction(1), Fraction(2))
    )
