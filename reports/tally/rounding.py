"""Figures as text, the only place where one is rounded; it decides nothing."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    """How a figure is cut to its decimals (counting.md §1.11)."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    DOWN = "down"

    def whole(self, n: int, of: int) -> int:
        """The whole number for n/of, which is not negative."""
        if self is Rounding.HALF_UP:
            return (2 * n + of) // (2 * of)
        return n // of if self is Rounding.DOWN else round(Fraction(n, of))


class Zeros(StrEnum):
    """Whether 25.00 stays as it is or becomes 25."""

    KEEP = "keep"
    DROP = "drop"


class Total(StrEnum):
    """Which option of a row is changed so that it adds up, for display alone."""

    AS_IS = "as-is"
    LAST = "last"
    LARGEST = "largest"


def printed(
    value: Fraction, decimals: int, rounding: str = "half-up", zeros: str = "keep"
) -> str:
    """The number with so many decimals; the exact half goes away from zero.

    Unless `rounding` says otherwise: to the even digit, or everything cut off towards
    zero. Raises ValueError of an unknown `rounding` or `zeros`.
    """
    return _text(_units(value, decimals, Rounding(rounding)), decimals, Zeros(zeros))


def percent(
    value: Fraction, decimals: int, rounding: str = "half-up", zeros: str = "keep"
) -> str:
    """A share as the number in front of the % sign."""
    return printed(value * 100, decimals, rounding, zeros)


def parts(
    counts: Sequence[int],
    of: int,
    decimals: int,
    rounding: str = "half-up",
    total: str = "as-is",
    zeros: str = "keep",
) -> list[str]:
    """The shares of a row's options as they are printed side by side.

    With a `total` the last option that anyone chose, or the largest (the first of
    them), is changed so that the row adds to the printed share of all its counts:
    100.00 where nobody left it blank (counting.md §1.11). It is never printed below
    0: then the largest is changed. Of nothing there is no text.
    """
    if not of:
        return ["" for _n in counts]
    mode = Rounding(rounding)
    times = 100 * 10**decimals
    units = [mode.whole(times * n, of) for n in counts]
    whole = mode.whole(times * sum(counts), of)
    missing = whole - sum(units)
    at = _changed(counts, units, missing, Total(total))
    if at is not None:
        units[at] += missing
    return [_text(unit, decimals, Zeros(zeros)) for unit in units]


def _changed(
    counts: Sequence[int], units: Sequence[int], missing: int, total: Total
) -> int | None:
    """The position that makes up for the rounding of all."""
    if total is Total.AS_IS or not missing:
        return None
    last = max(position for position, n in enumerate(counts) if n)
    largest = counts.index(max(counts))
    if total is Total.LAST and units[last] + missing >= 0:
        return last
    return largest


def _units(value: Fraction, decimals: int, rounding: Rounding) -> int:
    """The value in units of its last decimal."""
    n, of = value.numerator, value.denominator
    found = rounding.whole(abs(n) * 10**decimals, of)
    return -found if value < 0 else found


def _text(units: int, decimals: int, zeros: Zeros) -> str:
    digits = str(abs(units)).rjust(decimals + 1, "0")
    cut = len(digits) - decimals
    text = digits[:cut] + ("." + digits[cut:] if decimals else "")
    if zeros is Zeros.DROP and decimals:
        text = text.rstrip("0").rstrip(".")
    return "-" + text if units < 0 else text
