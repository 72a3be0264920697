"""Exact numbers as people write them, and the one byte form of a document."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one byte form of a document: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return text.encode()


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical document, in hex (64 characters)."""
    return hashlib.sha256(canonical(document)).hexdigest()


# No exponent: Fraction would work out 1e999999999 to its last digit.
NUMBER = re.compile(r"([+-]?[0-9]{1,9}(?:/[0-9]{1,9}|\.[0-9]{1,9})?) ?(%?)")


def bound_text(text: str) -> str:
    """A bound in the usual characters: ２／３ becomes 2/3, 80% becomes 80 %."""
    text = unicodedata.normalize("NFKC", text).replace("\u2044", "/")
    text = text.replace("\u2212", "-")
    return re.sub(r"\s*/\s*", "/", " ".join(text.replace("%", " % ").split()))


def fraction(text: str) -> Fraction:
    """Read a number as people write it: 2/3, 80 %, 0.8, -1.

    Raises ValueError or ZeroDivisionError.
    """
    match = NUMBER.fullmatch(bound_text(text))
    if match is None:
        raise ValueError(text)
    number, percent = match.groups()
    return Fraction(number) / (100 if percent else 1)


THIRDS = (Fraction(1, 3), Fraction(2, 3))
CLOSE = Fraction(1, 1000)


def third(value: Fraction) -> Fraction | None:
    """The third that `value` was rounded from (0.667 from 2/3), or None.

    A rounded bound would fail a unit with exactly two thirds.
    """
    return next((t for t in THIRDS if 0 < abs(value - t) < CLOSE), None)


def written(value: Fraction) -> str:
    """An exact number as an organiser writes it: 0.75, 2/3, 80."""
    for decimals in range(10):
        if (value * 10**decimals).denominator == 1:
            digits = str(abs(value * 10**decimals)).rjust(decimals + 1, "0")
            cut = len(digits) - decimals
            sign = "-" if value < 0 else ""
            return sign + digits[:cut] + ("." + digits[cut:] if decimals else "")
    return str(value)
