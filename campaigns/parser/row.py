"""One table of a document: takes values out, says where one is wrong."""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from django.utils.translation import gettext as _

from campaigns.definition.exact import fraction, third
from campaigns.text import Text

T = TypeVar("T")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class DocumentError(ValueError):
    """A campaign document is wrong; the message names the place and the mistake.

    `path` is the place as `rules[2].bound`, for whoever knows the lines of the file;
    `why` is the mistake alone.
    """

    def __init__(self, message: str, path: str = "", why: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.why = why or message


class Row:
    """One table of the document: takes values out, says where one is wrong."""

    def __init__(self, place: str, values: Any, allowed: Sequence[str]) -> None:
        self.place = place
        if not isinstance(values, Mapping):
            why = _("%(place)s must be a table.") % {"place": place}
            raise DocumentError(why, place)
        self.values = values
        for name, value in values.items():
            if name not in allowed:
                self.fail(name, _("is not a known key here"))
            if isinstance(value, datetime.date | datetime.time):
                self.fail(name, _("no date or time without quotes is known here"))

    def fail(self, name: str, why: str) -> NoReturn:
        path = f"{self.place}.{name}"
        raise DocumentError(f"{path}: {why}", path, why)

    def has(self, *names: str) -> str:
        """The first of these keys that stands here, or nothing."""
        return next((name for name in names if name in self.values), "")

    def take(self, name: str, kind: type = str, default: Any = None) -> Any:
        value = self.values.get(name, default)
        if value is None:
            self.fail(name, _("is missing"))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(name, _("must be of type %s") % kind.__name__)
        if isinstance(value, str) and "\0" in value:
            self.fail(name, _("may not hold the character NUL"))
        return value

    def whole(
        self, name: str, default: int | None = 0, low: int = 0, high: int = 100_000
    ) -> int:
        """A whole number between `low` and `high`."""
        value = self.take(name, int, default)
        if not low <= value <= high:
            words = {"low": low, "high": high}
            self.fail(name, _("must lie between %(low)d and %(high)d") % words)
        return int(value)

    def number(self, name: str, default: str | None = None) -> str:
        """An exact number as it is written, from a text or a whole number."""
        value = self.values.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            self.fail(name, _("is missing"))
        if not isinstance(value, str):
            self.fail(name, _("write the number in quotes, such as 2/3 or 0.75"))
        try:
            fraction(value)
        except (ValueError, ZeroDivisionError):
            self.fail(name, _("is not a number such as 2/3, 0.75 or 80 %"))
        return value

    def exact(self, name: str, default: str | None = None) -> Fraction:
        """The same as a fraction."""
        return fraction(self.number(name, default))

    def share(self, name: str, default: str | None = None) -> str:
        """A share above 0 and up to 1 as it is written, no rounded third."""
        text = self.number(name, default)
        value = fraction(text)
        if not 0 < value <= 1:
            self.fail(name, _("must lie above 0 and not above 1"))
        exact = third(value)
        if exact:
            words = {"bound": text, "third": exact}
            self.fail(name, _("%(bound)s is not exactly %(third)s") % words)
        return text

    def weight(self) -> Fraction:
        value = self.exact("weight", "1")
        if value < 0:
            self.fail("weight", _("may not be negative"))
        return value

    def key(self, name: str = "key") -> str:
        value = self.take(name)
        if not KEY.fullmatch(value):
            self.fail(name, _("may hold Latin letters, digits, - and _ only"))
        return str(value)

    def text(self, name: str, default: str | None = None) -> Text:
        english = self.take(f"{name}_en", default="")
        chinese = self.take(name, default=default)
        if default is None and not chinese.strip():
            self.fail(name, _("is missing"))
        return Text(chinese, english)

    def one_of(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.take(name, default=default)
        if value not in choices:
            self.fail(name, _("must be one of: %s") % ", ".join(choices))
        return str(value)

    def some_of(self, name: str, choices: Sequence[str]) -> tuple[str, ...]:
        """A list of some of the choices, none if it is left out."""
        values = self.take(name, list, [])
        for value in values:
            if value not in choices:
                self.fail(name, _("must be one of: %s") % ", ".join(choices))
        return tuple(values)

    def known(self, name: str, known: Mapping[str, T]) -> T:
        """The thing with the key that stands here."""
        key = self.take(name)
        if key not in known:
            self.fail(name, _("“%s” is not defined in this file") % key)
        return known[key]

    def reference(self, name: str, known: Collection[str]) -> str:
        """A key that is defined, or nothing."""
        key = self.take(name, default="")
        if key and key not in known:
            self.fail(name, _("“%s” is not defined in this file") % key)
        return str(key)

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of keys, each known and there once."""
        codes = self.take(name, list)
        for code in codes:
            if not isinstance(code, str) or code not in known:
                self.fail(name, _("“%s” is not defined in this file") % code)
            if codes.count(code) > 1:
                self.fail(name, _("“%s” is there twice") % code)
        return tuple(codes)

    def row(self, name: str, allowed: str) -> "Row":
        """A table within this one; empty if it is left out."""
        place = name if self.place == "file" else f"{self.place}.{name}"
        return Row(place, self.take(name, dict, {}), allowed.split())

    def rows(self, name: str, allowed: str) -> Iterator["Row"]:
        place = name if self.place == "file" else f"{self.place}.{name}"
        for number, values in enumerate(self.take(name, list, []), 1):
            yield Row(f"{place}[{number}]", values, allowed.split())


def unique(things: Iterable[T], where: str, name: str = "key") -> dict[str, T]:
    """The things by their keys. Raises DocumentError for a key that is there twice."""
    found: dict[str, T] = {}
    for number, thing in enumerate(things, 1):
        key = getattr(thing, name)
        if key in found:
            path, why = f"{where}[{number}].{name}", _("“%s” is there twice") % key
            raise DocumentError(f"{path}: {why}", path, why)
        found[key] = thing
    return found
