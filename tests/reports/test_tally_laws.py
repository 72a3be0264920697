"""What holds of any counts whatever; no database."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import (
    Account,
    Against,
    Counts,
    Denominator,
    Empty,
    Rate,
    Rule,
    Trim,
    Value,
    combine,
    compared,
    find,
    mean,
    numbers,
    parts,
    pooled,
    rate,
    rated,
    score,
    scored,
    ticked,
)

OPTIONS = 4
N = st.integers(0, 30)
COUNTS = st.builds(
    Counts,
    st.tuples(*[N] * OPTIONS),
    N,
    st.one_of(st.none(), st.integers(0, 30)),
)
CHOICES = st.builds(Counts, st.tuples(*[N] * OPTIONS), N)
NUMBERS = st.dictionaries(st.integers(0, 100), st.integers(1, 30), max_size=6)
SCORES = st.lists(
    st.integers(-5, 100).map(Fraction), min_size=OPTIONS, max_size=OPTIONS
).map(lambda scores: sorted(scores, reverse=True))
TRIMS = st.builds(Trim, st.integers(0, 3), st.integers(0, 12))
BOUNDS = st.fractions(min_value=0, max_value=1, max_denominator=50)
VALUES = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda pair: pooled([rated(Rate(min(pair), max(pair)))])
)
PARTS = st.lists(st.tuples(st.integers(0, 9).map(Fraction), VALUES), max_size=5)


@st.composite
def accounts(draw):
    abstained, valid, void, outstanding = (draw(N) for _ in range(4))
    returned = abstained + valid + void
    due = draw(st.integers(0, 150))
    return Account(returned + outstanding, returned, abstained, valid, void, due)


@given(st.lists(accounts(), max_size=6))
def test_accounts_that_add_up_do_so_together(parts):
    whole = sum(parts, Account())
    whole.check()
    assert whole.issued == whole.returned + whole.outstanding


@given(COUNTS, COUNTS, COUNTS)
def test_counts_may_be_added_in_any_order(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert (a + b + c).answered == a.answered + b.answered + c.answered


@given(NUMBERS, NUMBERS)
def test_numbers_may_be_added_in_any_order(a, b):
    one, two = numbers(a, 1), numbers(b)
    assert one + two == two + one
    assert (one + two).answered == one.answered + two.answered


@given(st.lists(st.integers(1, 2**OPTIONS - 1), max_size=20))
def test_ticks_are_counted_as_one_would_by_hand(masks):
    counts = ticked({mask: masks.count(mask) for mask in masks}, OPTIONS)
    assert counts.answered == len(masks)
    assert sum(counts.options) == sum(mask.bit_count() for mask in masks)


@st.composite
def better(draw, counts=CHOICES):
    """Counts, and the same after one ballot went over to a better option."""
    before = draw(counts.filter(lambda made: sum(made.options[1:])))
    worse = draw(st.sampled_from([i for i in range(1, OPTIONS) if before.options[i]]))
    good = draw(st.integers(0, worse - 1))
    options = list(before.options)
    options[worse] -= 1
    options[good] += 1
    return before, Counts(tuple(options), before.blank)


def account_of(counts):
    valid = counts.answered + counts.blank
    return Account(valid + 3, valid + 1, 1, valid, 0, valid + 5)


@settings(deadline=None)
@given(
    better(), st.integers(1, OPTIONS), st.sampled_from(Denominator), BOUNDS,
    st.booleans(),
)  # fmt: skip
def test_better_ballot_never_lowers_a_rate_nor_flags(
    pair, satisfied, denominator, bound, inclusive
):
    rule = Rule(bound, inclusive, "rework", 0, str(bound))
    before, after = (
        rate(made, range(satisfied), (), account_of(made), denominator) for made in pair
    )
    assert after.of == before.of
    assert after.hits >= before.hits
    assert rule.flags(after) <= rule.flags(before)
    findings = [find(rule, pooled([rated(made)])) for made in (before, after)]
    assert findings[1].short <= findings[0].short
    assert findings[1].spare >= findings[0].spare


@settings(deadline=None)
@given(better(), SCORES, TRIMS)
def test_better_ballot_never_lowers_a_score(pair, scores, trim):
    before, after = (score(made, scores, trim) for made in pair)
    assert after.of == before.of
    assert after.total >= before.total


def fallen(before, after):
    """Whether a figure is lower than it was; None if one of them is not decided."""
    return None if before is None or after is None else after < before


@settings(deadline=None)
@given(better(), better(), SCORES, TRIMS, st.sampled_from(Empty))
def test_better_ballot_never_lowers_means_and_pools(pair, other, scores, trim, empty):
    def whole(one, two):
        rows = [pooled([scored(made, scores, trim)]) for made in (one, two)]
        items = mean([(Fraction(3), rows[0]), (Fraction(2), rows[1])])
        return combine([(Fraction(1), items), (Fraction(4), rows[0])], empty).value

    assert fallen(whole(pair[0], other[0]), whole(pair[1], other[1])) is False


@settings(deadline=None)
@given(
    PARTS, st.fractions(min_value=Fraction(1, 9), max_value=9), st.sampled_from(Empty)
)
def test_weights_count_only_against_each_other(weighted, factor, empty):
    more = [(weight * factor, value) for weight, value in weighted]
    assert mean(more) == mean(weighted)
    assert combine(more, empty) == combine(weighted, empty)


@settings(deadline=None)
@given(PARTS, st.sampled_from(Empty), st.randoms())
def test_order_of_pools_and_items_changes_no_value(weighted, empty, random):
    mixed = random.sample(weighted, len(weighted))
    assert mean(mixed).value == mean(weighted).value
    assert combine(mixed, empty).value == combine(weighted, empty).value


@settings(deadline=None)
@given(PARTS)
def test_mean_lies_between_its_parts(weighted):
    values = [v.value for w, v in weighted if w and v.value is not None]
    made = mean(weighted).value
    assert (made is None) is (not values)
    assert made is None or min(values) <= made <= max(values)


@settings(deadline=None)
@given(CHOICES.filter(lambda made: any(made.options)), TRIMS)
def test_rate_is_a_score_of_one_and_zero(counts, trim):
    made = rate(counts, {0, 1}, (), account_of(counts), Denominator.ANSWERED)
    points = scored(counts, (Fraction(1), Fraction(1), Fraction(0), Fraction(0)))
    whole, one = pooled([rated(made)]), pooled([points])
    assert whole.value == one.value == made.value
    for bound in (Fraction(1, 2), Fraction(2, 3)):
        rule = Rule(bound, False, "rework", 0, str(bound))
        a, b = find(rule, whole), find(rule, one)
        assert (a.below, a.short, a.spare) == (b.below, b.short, b.spare)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_some_are_below_the_mean_unless_all_are_equal(figures):
    rule = Rule(Fraction(0), False, "rework", 0, "", against=Against.GROUP_MEAN)
    field = compared(map(Fraction, figures))
    below = [find(rule, Value(Fraction(figure)), field).below for figure in figures]
    assert any(below) is (len(set(figures)) > 1)
    assert below == [figure < field.mean for figure in figures]


@given(CHOICES)
def test_printed_row_is_worked_out_from_its_own_counts(counts):
    of = counts.answered + counts.blank
    texts = parts(counts.options, of, 2)
    assert all(text == "" for text in texts) is (of == 0)
