"""How figures are printed; no database."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tally import Rounding, parts, percent, printed

VALUES = st.fractions(min_value=-5, max_value=5)


@pytest.mark.parametrize(
    ("value", "decimals", "rounding", "expected"),
    [
        ("2796/10000", 1, "down", "27.9"),
        ("2796/10000", 1, "half-up", "28.0"),
        ("28125/100000", 2, "half-even", "28.12"),
        ("28135/100000", 2, "half-even", "28.14"),
        ("1/8", 0, "half-even", "12"),
        ("1/8", 0, "half-up", "13"),
        ("-1999/2000", 1, "down", "-99.9"),
        ("-1/2001", 1, "down", "0.0"),
    ],
)
def test_rounding(value, decimals, rounding, expected):
    assert percent(Fraction(value), decimals, rounding) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("25", 2, "25"),
        ("73.8", 2, "73.8"),
        ("100", 0, "100"),
        ("0", 2, "0"),
        ("-0.50", 2, "-0.5"),
        ("10.04", 1, "10"),
    ],
)
def test_zeros_at_the_end_are_dropped(value, decimals, expected):
    assert printed(Fraction(value), decimals, zeros="drop") == expected


@pytest.mark.parametrize("setting", [{"rounding": "up"}, {"zeros": "all"}])
def test_unknown_setting_is_refused(setting):
    with pytest.raises(ValueError, match="not a valid"):
        printed(Fraction(1), 1, **setting)


def test_forced_total_is_of_all_counts():
    # One ballot of 141 is blank: the row adds to 99.29, and is not made to say 100.
    texts = parts((134, 4, 2, 0), 141, 2, total="last")
    assert texts == ["95.04", "2.84", "1.41", "0.00"]
    assert sum(map(Fraction, texts)) == Fraction("99.29")


def test_row_of_nothing_has_no_text():
    assert parts((0, 0), 0, 2, total="last") == ["", ""]
    assert parts((0, 0), 5, 2, total="last") == ["0.00", "0.00"]


def test_last_option_is_not_forced_below_nothing():
    # Six shares are rounded up by 0.4 each, the last one is 0.04 of a percent.
    counts = (1660, 1660, 1660, 1660, 1660, 1699, 1)
    texts = parts(counts, 10000, 0, total="last")
    assert texts == ["17", "17", "17", "17", "17", "15", "0"]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=8).filter(any),
    st.integers(0, 3),
    st.sampled_from(Rounding),
    st.sampled_from(["last", "largest"]),
    st.sampled_from(["keep", "drop"]),
)
def test_forced_row_adds_to_exactly_100(counts, decimals, rounding, total, zeros):
    texts = parts(counts, sum(counts), decimals, rounding, total, zeros)
    assert sum(map(Fraction, texts)) == 100
    assert all(Fraction(text) >= 0 for text in texts)
    honest = parts(counts, sum(counts), decimals, rounding, "as-is", zeros)
    assert sum(a != b for a, b in zip(texts, honest, strict=True)) <= 1


@given(VALUES, st.integers(0, 4))
def test_modes_are_nearest_and_never_beyond(value, decimals):
    unit = Fraction(1, 10**decimals)
    down, even = (
        Fraction(printed(value, decimals, mode)) for mode in ("down", "half-even")
    )
    assert abs(down) <= abs(value)
    assert abs(value - down) < unit
    assert abs(value - even) * 2 <= unit


@given(VALUES, st.integers(0, 4), st.sampled_from(Rounding))
def test_dropped_zeros_change_no_number(value, decimals, rounding):
    kept = printed(value, decimals, rounding)
    dropped = printed(value, decimals, rounding, "drop")
    assert Fraction(kept) == Fraction(dropped)
    assert "." not in dropped or not dropped.endswith("0")
