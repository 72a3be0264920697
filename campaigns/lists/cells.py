"""What stands in a cell, as people meant it.

A name is kept with the signs it was typed with, as every form keeps it: what goes out
comes back. Whatever is looked up or compared is folded first, on both sides: names by
`plain`, heads and choices by `word`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

MOST = 400  # characters of a cell that are looked at
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
BETWEEN = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
DOTS = re.compile(r" *[·•‧∙・･ꞏ⋅.．﹒] *")
# letters and digits look the same in both widths; signs do not
HALF = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F) if chr(n).isalnum()}
STARTS_FORMULA = tuple("=+-@＝＋－＠")
ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!")
)
EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,40}@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}")
NUMBER = re.compile(r"(?:0[0-9]{2,3}-)?[0-9]{5,15}(?:-[0-9]{1,6})?")


def typed(text: str) -> str:
    """Letters and digits half width, every space made one, nothing invisible."""
    return _tidy(unicodedata.normalize("NFC", text).translate(HALF))


def folded(text: str) -> str:
    """The same with every sign half width: what codes and numbers are read from."""
    return _tidy(unicodedata.normalize("NFKC", text))


def _tidy(text: str) -> str:
    """An apostrophe before what would be a formula is how such a text is given out."""
    if not text.isprintable():
        text = _visible(text)
    found = " ".join(text.split())
    guarded = found[:1] == "'" and found[1:].startswith(STARTS_FORMULA)
    return found[1:] if guarded else found


def _visible(text: str) -> str:
    kept = (c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return "".join(kept)


def text_of(value: Any, read: Callable[[str], str] = folded) -> str:
    """A value of openpyxl as text, `typed` or `folded`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date | time):
        value = value.isoformat()
    return read("" if value is None else str(value)[:MOST])


def name_of(text: str) -> str:
    """A person's or a unit's name: 张　三 is set apart to look well, and is 张三."""
    return BETWEEN.sub("", text)


def person(text: str) -> str:
    """The same with one kind of dot in 买买提·艾力."""
    name = name_of(text)
    chinese = any(c > "\u2e7f" and c.isalpha() for c in name)
    return DOTS.sub("·", name) if chinese else name


def plain(name: str) -> str:
    """What names are compared by, however wide their signs are."""
    return person(folded(name))


def word(text: str) -> str:
    """What heads and choices are compared by: letters and digits only."""
    return "".join(c for c in folded(text).casefold() if c.isalnum())


def contact_of(text: str) -> str | None:
    """A phone number in digits or an e-mail address; None if it is neither.

    Without the country's 86, so that one number is one number however it is written.
    """
    found = folded(text).replace(" ", "")
    if EMAIL.fullmatch(found):
        return found.lower()
    digits = re.sub(r"[()]", "", found)
    digits = re.sub(r"^(?:\+|00)86-?(?=[0-9])", "", digits)
    digits = re.sub(r"^\+(?=[0-9])", "00", digits)
    if re.fullmatch(r"1[0-9]{2}-[0-9]{4}-[0-9]{4}", digits):
        digits = digits.replace("-", "")
    return digits if NUMBER.fullmatch(digits) else None
