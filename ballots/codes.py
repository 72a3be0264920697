"""Codes as printed on slips: 13 random Crockford symbols and a check symbol.

65 bits are enough against guessing online and, stretched with scrypt, offline
(`trust.md` §1b). A code is folded before use, so that it may be typed as it looks.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 14
FOLD = str.maketrans("OIL", "011", " -–—·_\t\r\n　")


class CodeError(ValueError):
    """What was typed cannot be a code: wrong length, symbol or check symbol."""


class CodeLengthError(CodeError):
    """Symbols are missing or too many; `n` were typed."""

    def __init__(self, n: int) -> None:
        super().__init__("length")
        self.n = n


def generate() -> str:
    """A fresh code, 14 symbols without spaces."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """Luhn mod 32: finds every single wrong symbol and most swapped neighbours."""
    total = 0
    for place, symbol in enumerate(reversed(body)):
        value = ALPHABET.index(symbol) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def fold(typed: str) -> str:
    """The code meant by what was typed, scanned or pasted. Raises CodeError.

    A pasted address is taken from its fragment, and what an app appended to the
    fragment (`&appinstall=0`) is left out. O reads as 0, I and L as 1.
    """
    if len(typed) > 400:
        raise CodeError("too long")
    text = unicodedata.normalize("NFKC", typed).rpartition("#")[2].partition("&")[0]
    code = text.upper().translate(FOLD)
    if any(symbol not in ALPHABET for symbol in code):
        raise CodeError("not a code")
    if len(code) != LENGTH:
        raise CodeLengthError(len(code))
    if check_symbol(code[:-1]) != code[-1]:
        raise CodeError("check symbol")
    return code


def pretty(code: str) -> str:
    """The code as printed: 4-5-5."""
    return f"{code[:4]} {code[4:9]} {code[9:]}"
