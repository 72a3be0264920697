"""Drawing raters at random so that anybody can draw again (`docs/draw.md`).

Of the lines of a list those n are drawn whose SHA-256 of seed, newline and line is
smallest: the order of the list changes nothing, and whoever has list and seed finds
the same ones.
"""

import hashlib
import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class DrawError(ValueError):
    """A list cannot be drawn from; the message is a sentence."""


def normal(line: str) -> str:
    """A line as it is drawn: full width folded, spaces made one, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", line).split())


def read_lines(text: str) -> list[str]:
    """The lines of a list, normalised, empty ones left out.

    Raises DrawError when two lines are alike: one person would have two chances.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        plain = normal(line)
        if plain in seen:
            why = _("Lines %(first)d and %(second)d are the same: “%(line)s”.")
            words = {"first": seen[plain], "second": number, "line": plain}
            raise DrawError(why % words)
        if plain:
            seen[plain] = number
    return list(seen)


def draw(lines: list[str], number: int, seed: str) -> list[str]:
    """The `number` lines that `seed` draws, in the order drawn.

    A larger number with the same seed draws the same ones and then more. Raises
    DrawError when there are fewer lines.
    """
    if not 1 <= number <= len(lines):
        text = ngettext(
            "The list has %d line; that many or fewer can be drawn.",
            "The list has %d lines; that many or fewer can be drawn.",
            len(lines),
        )
        raise DrawError(text % len(lines))
    return sorted(lines, key=lambda line: (rank(seed, line), line))[:number]


def rank(seed: str, line: str) -> str:
    """Where a line stands in the draw: SHA-256 in hex, the smallest first."""
    return hashlib.sha256(f"{seed}\n{line}".encode()).hexdigest()


def list_hash(lines: list[str]) -> str:
    """SHA-256 of the sorted lines, by which a list is known again in any order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def new_seed() -> str:
    """A seed that nobody has chosen."""
    return secrets.token_hex(16)
