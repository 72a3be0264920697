"""Who a pool must be made up of: categories of raters, each with its least share.

Written by an organiser in one line: `服务对象 1/5 (窗口 执法); 党员; 居民`. The share
is asked of units of these kinds only; it says who is on a list and counts no vote.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.definition import fraction

PARTS = re.compile(r"[;\n]|[,、](?![^(]*\))")  # not inside brackets
PART = re.compile(
    r"([^()0-9%/<>=≥]+?)\s*(?:>=|≥)?\s*([0-9][^()]*[/.%][^()]*?)?\s*(?:\(([^()]*)\))?"
)
KINDS = re.compile(r"[\s,、/]+")
NAME = 30


@dataclass(frozen=True, slots=True)
class Category:
    """A category of raters (类别), and how many of them there must be at least."""

    name: str
    share: Fraction = Fraction(0)
    kinds: tuple[str, ...] = ()

    @property
    def by_kind(self) -> bool:
        """Whether it is asked of some kinds of units only."""
        return bool(self.share and self.kinds)

    def least(self, quota: int, kind: str) -> int:
        """How many of `quota` raters of a unit of this kind."""
        kind = unicodedata.normalize("NFKC", kind)
        if self.kinds and not any(each in kind for each in self.kinds):
            return 0
        return -(-quota * self.share.numerator // self.share.denominator)


def composition(text: str) -> tuple[Category, ...]:
    """The categories that a line names. Raises ValueError with what cannot be read."""
    found = tuple(_categories(text))
    names = [category.name for category in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(_("“%s” is there twice") % name)
    if sum(category.share for category in found) > 1:
        raise ValueError(_("the shares are more than the whole"))
    return found


def _categories(text: str) -> Iterator[Category]:
    plain = unicodedata.normalize("NFKC", text)
    for part in filter(None, (each.strip() for each in PARTS.split(plain))):
        match = PART.fullmatch(part)
        try:
            name, share, kinds = match.groups() if match else ("", "", "")
            value = fraction(share) if share else Fraction(0)
        except (ValueError, ZeroDivisionError):
            name, value = "", Fraction(0)
        if not name or len(name) > NAME or value > 1:
            raise ValueError(_("“%s” cannot be read") % part[:60])
        yield Category(name, value, tuple(filter(None, KINDS.split(kinds or ""))))


def validate_composition(text: str) -> None:
    """Refuse what cannot be read, with an example."""
    try:
        composition(text)
    except ValueError as error:
        why = _("%(why)s. Write it as: service clients 1/5; party members; residents.")
        raise ValidationError(why % {"why": error}) from None


def unasked(n: int, names: str) -> str:
    """What comes of units whose kind nobody has entered."""
    text = ngettext(
        "%(n)d unit has no kind: the share of “%(names)s” is not asked of it.",
        "%(n)d units have no kind: the share of “%(names)s” is not asked of them.",
        n,
    )
    return text % {"n": n, "names": names}
