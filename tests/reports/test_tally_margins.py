"""Margins against what trying every change finds; no database."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import (
    Against,
    Counts,
    Empty,
    Rate,
    Rule,
    Run,
    Trim,
    changeable,
    combine,
    compared,
    find,
    mean,
    needed,
    numbers,
    pooled,
    rated,
    scored,
    short,
    spare,
)

LOW, HIGH = 0, 4
SPAN = (Fraction(LOW), Fraction(HIGH))


# The plain way: lists of answers, and every set of ballots tried. -----------------


def plain_sum(answers, trim):
    answers, each = sorted(answers), trim.of(len(answers))
    return sum(answers[each : len(answers) - each]), len(answers) - 2 * each


def plain_pool(items, deciding, trim):
    """Items of one pool, each with its weight and its answers."""
    sums = [(w, *plain_sum(answers, trim)) for w, answers in items]
    if deciding == "items":
        return Fraction(sum(s for _w, s, _n in sums), sum(n for _w, _s, n in sums))
    return sum(w * Fraction(s, n) for w, s, n in sums) / sum(w for w, _s, _n in sums)


def plain(pools, deciding, trim):
    whole = sum(w for w, _items in pools)
    return sum(w * plain_pool(items, deciding, trim) for w, items in pools) / whole


def changed(pools, which, to):
    """The pools after the ballots in `which` went over to the answer `to`."""
    return [
        (w, [(v, [to if (p, b) in which else a for b, a in enumerate(answers)])
             for v, answers in items])
        for p, (w, items) in enumerate(pools)
    ]  # fmt: skip


def fewest(pools, to, reached):
    """Tries every set of ballots; one more than there are if none will do."""
    every = [
        (p, b)
        for p, (_w, items) in enumerate(pools)
        for b in range(max(len(answers) for _v, answers in items))
    ]
    for n in range(len(every) + 1):
        for which in combinations(every, n):
            if reached(changed(pools, set(which), to)):
                return n
    return None


def ordered(pools, reverse):
    """The first ballot holds the first answers of all items."""
    return [
        (w, [(v, sorted(answers, reverse=reverse)) for v, answers in items])
        for w, items in pools
    ]


def value_of(pools, deciding, trim):
    made = []
    for weight, items in pools:
        rows = []
        for v, answers in items:
            counts = numbers({a: answers.count(a) for a in answers})
            rows.append((v, scored(counts, SPAN, trim)))
        one = pooled(row for _v, row in rows)
        parts = [(v, pooled([row])) for v, row in rows]
        made.append((weight, one if deciding == "items" else mean(parts)))
    return combine(made, Empty.UNDECIDED)


ANSWERS = st.lists(st.integers(LOW, HIGH), min_size=1, max_size=4)
WEIGHTS = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 3)])
ITEMS = st.lists(st.tuples(WEIGHTS, ANSWERS), min_size=1, max_size=3)
ONE_ITEM = st.lists(
    st.tuples(WEIGHTS, st.lists(st.integers(LOW, HIGH), min_size=1, max_size=7)),
    min_size=1,
    max_size=1,
)
POOLS = st.one_of(
    st.lists(st.tuples(WEIGHTS, ITEMS), min_size=1, max_size=2),
    st.lists(st.tuples(WEIGHTS, ONE_ITEM), min_size=1, max_size=1),
)
TRIMS = st.sampled_from([Trim(), Trim(), Trim(1, 3), Trim(1, 4), Trim(2, 5)])
BOUNDS = st.fractions(min_value=LOW, max_value=HIGH, max_denominator=6)


@settings(deadline=None, max_examples=150)
@given(
    POOLS, st.sampled_from(["items", "mean"]), TRIMS, BOUNDS, st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_margins_are_exact(pools, deciding, trim, bound, inclusive, above):
    rule = Rule(bound, inclusive, "rework", 0, str(bound), above=above)
    value = value_of(pools, deciding, trim)
    assert value.value == plain(pools, deciding, trim)
    finding = find(rule, value)
    assert finding.below is rule.finds(value.value, bound)

    def found(pools):
        return rule.finds(plain(pools, deciding, trim), bound)

    rising = finding.below is not above
    tried = fewest(
        ordered(pools, reverse=not rising),
        HIGH if rising else LOW,
        lambda pools: found(pools) is not finding.below,
    )
    margin = finding.short if finding.below else finding.spare + 1
    if tried is None:
        curves = value.up if rising else value.down
        tried = changeable(curves) + 1
    assert margin == tried


@settings(deadline=None, max_examples=150)
@given(ITEMS, st.sampled_from(["items", "mean"]), TRIMS, BOUNDS, st.data())
def test_fewer_never_suffice_however_answers_lie_on_ballots(
    items, deciding, trim, bound, data
):
    mixed = [(w, data.draw(st.permutations(answers))) for w, answers in items]
    rule = Rule(bound, False, "rework", 0, str(bound))
    finding = find(rule, value_of([(Fraction(1), items)], deciding, trim))

    def passes(pools):
        return plain(pools, deciding, trim) >= bound

    tried = fewest([(Fraction(1), mixed)], HIGH, passes)
    assert tried is None or finding.short <= tried


@given(
    st.integers(1, 60),
    st.data(),
    st.fractions(min_value=0, max_value=1, max_denominator=60),
    st.booleans(),
)
def test_margin_of_a_rate_is_that_of_its_hits(of, data, bound, inclusive):
    hits = data.draw(st.integers(0, of))
    rule = Rule(bound, inclusive, "rework", 0, str(bound))
    finding = find(rule, pooled([rated(Rate(hits, of))]))
    need = needed(of, bound, inclusive)
    assert finding.needed == need
    assert finding.short == max(need - hits, 0)
    assert finding.spare == max(hits - need, 0)


@given(st.integers(1, 40), st.data(), st.booleans())
def test_margin_above_a_bound_is_that_of_its_hits(of, data, inclusive):
    hits = data.draw(st.integers(0, of))
    bound = data.draw(st.fractions(min_value=0, max_value=1, max_denominator=40))
    rule = Rule(bound, inclusive, "spread", 0, str(bound), above=True)
    finding = find(rule, pooled([rated(Rate(hits, of))]))
    assert finding.short == max(hits - finding.needed, 0)
    assert finding.spare == max(finding.needed - hits, 0)
    assert not rule.finds(Fraction(finding.needed, of), bound)
    assert rule.finds(Fraction(finding.needed + 1, of), bound)


# By hand --------------------------------------------------------------------------


def test_one_ballot_changes_all_its_items():
    rows = [rated(Rate(6, 10)), rated(Rate(6, 10)), rated(Rate(9, 10))]
    finding = find(Rule(Fraction(5, 6), False, "rework", 0, "5/6"), pooled(rows))
    # 21 of 30, 25 are needed: the first ballot may gain 3, the next one 2.
    assert (finding.needed, finding.short) == (25, 2)


def test_ballots_of_the_smaller_pool_weigh_more():
    parts = [
        (Fraction(1), pooled([rated(Rate(3, 5))])),
        (Fraction(1), pooled([rated(Rate(200, 400))])),
    ]
    finding = find(
        Rule(Fraction(3, 4), False, "rework", 0, "3/4"), combine(parts, Empty.ZERO)
    )
    # 0.55, 0.2 short: the two of five are worth 0.1 each.
    assert (finding.short, finding.value) == (2, Fraction(11, 20))


def test_first_changes_of_a_trimmed_row_may_gain_nothing():
    row = scored(Counts((0, 6)), (Fraction(10), Fraction(5)), Trim(1, 5))
    assert row.gains == (Run(Fraction(0), 1), Run(Fraction(5), 4))
    finding = find(Rule(Fraction(6), False, "rework", 0, "6"), pooled([row]))
    assert finding.short == 2


def test_trimmed_pools_are_not_left_half_way():
    """The first ballot gains 0, the next all: better both from the same pool."""
    trimmed = pooled([scored(numbers({0: 3}), SPAN, Trim(1, 3))])
    other = pooled([scored(numbers({3: 4}), SPAN)])
    value = combine([(Fraction(1), trimmed), (Fraction(1), other)], Empty.ZERO)
    assert value.value == Fraction(3, 2)
    finding = find(Rule(Fraction(3), False, "rework", 0, "3"), value)
    assert finding.short == 2


def test_what_cannot_be_reached_takes_one_more_than_there_are():
    rule = Rule(Fraction(1), True, "rework", 0, "100 %")
    parts = [
        (Fraction(1), pooled([rated(Rate(2, 5))])),
        (Fraction(1), pooled([rated(Rate(1, 4))])),
    ]
    assert find(rule, combine(parts, Empty.ZERO)).short == 3 + 3 + 1


def test_nothing_to_gain_needs_nobody():
    assert short([], Fraction(0)) == 0
    assert short([], Fraction(-1), beyond=True) == 0
    assert short([], Fraction(0), beyond=True) == 1
    assert spare([(Run(Fraction(1), 3),)], Fraction(2), beyond=True) == 2


@pytest.mark.parametrize(("pools", "expected"), [(1, 50_000), (3, 100_000)])
def test_hundreds_of_thousands_of_ballots_are_a_few_runs(pools, expected):
    counts = numbers({60: 100_000, 70: 150_000, 90: 150_000})
    value = pooled([scored(counts, (Fraction(0), Fraction(100)), Trim(1, 5))] * 15)
    parts = [(Fraction(n + 1), value) for n in range(pools)]
    whole = combine(parts, Empty.UNDECIDED)
    assert sum(map(len, whole.up)) <= 6 * pools
    finding = find(Rule(Fraction(80), False, "rework", 0, "80"), whole)
    assert finding.short == expected


RATES = st.tuples(st.integers(1, 8), st.integers(0, 8)).map(
    lambda pair: Rate(min(pair), max(pair))
)


@settings(deadline=None)
@given(
    RATES, st.lists(RATES, min_size=1, max_size=5),
    st.sampled_from([Against.GROUP_MEAN, Against.LAST]), st.integers(1, 7),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_relative_margins_are_exact(own, others, against, last, inclusive, above):
    """The bound moves with the subject that it is held against."""
    rule = Rule(
        Fraction(0),
        inclusive,
        "rework",
        0,
        "",
        above=above,
        against=against,
        last=Fraction(last),
    )

    def judged(hits):
        values = [Rate(hits, own.of).value, *(rate.value for rate in others)]
        value = pooled([rated(Rate(hits, own.of))])
        return find(rule, value, compared(values))

    finding = judged(own.hits)
    margin = finding.short if finding.below else finding.spare + 1
    step = 1 if finding.below is not above else -1
    reached = range(own.hits, own.of + 1) if step > 0 else range(own.hits, -1, -1)
    flips = [
        n for n, hits in enumerate(reached) if judged(hits).below is not finding.below
    ]
    assert margin == (flips[0] if flips else len(reached))
