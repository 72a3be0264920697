"""The definition of a campaign as typed, frozen objects, read from its document.

The document (a dict, shape in `docs/campaign-file.md`) is what a preset file holds,
what is exported and what is frozen with its hash; everything behind freezing reads
these objects and never the tables of `campaigns`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from campaigns.text import Text


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
BOUND = re.compile(r"([0-9]{1,9}(?:/[0-9]{1,9}|\.[0-9]{1,9})?) ?(%?)")


def bound_text(text: str) -> str:
    """A bound in the usual characters: ２／３ becomes 2/3, 80% becomes 80 %."""
    text = unicodedata.normalize("NFKC", text).replace("\u2044", "/")
    return re.sub(r"\s*/\s*", "/", " ".join(text.replace("%", " % ").split()))


def fraction(text: str) -> Fraction:
    """Read a bound as people write it: 2/3, 80 %, 0.8. Raises ValueError."""
    match = BOUND.fullmatch(bound_text(text))
    if match is None:
        raise ValueError(text)
    number, percent = match.groups()
    return Fraction(number) / (100 if percent else 1)


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: Text
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: Text
    lead: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Text
    satisfied: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Scale:
    key: str
    title: Text
    options: tuple[Option, ...]

    @property
    def satisfied(self) -> frozenset[int]:
        """Positions of the options that count as satisfied."""
        return frozenset(i for i, o in enumerate(self.options) if o.satisfied)

    @property
    def outside(self) -> frozenset[int]:
        """Positions of the options that may be left out of the denominator."""
        return frozenset(i for i, o in enumerate(self.options) if o.outside)


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    text: Text
    main: bool
    scale: Scale
    number: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: Text
    items: tuple[Item, ...]

    @property
    def is_main(self) -> bool:
        """Whether the section holds nothing but the overall item."""
        return all(item.main for item in self.items)


@dataclass(frozen=True)
class Form:
    key: str
    title: Text
    note: Text
    sections: tuple[Section, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def main(self) -> Item | None:
        return next((item for item in self.items if item.main), None)


@dataclass(frozen=True, slots=True)
class Subject:
    key: str
    name: Text
    unit: str
    kind: str
    form: Form


@dataclass(frozen=True, slots=True)
class Pool:
    key: str
    name: Text
    short: Text
    reach: str
    quota: int


@dataclass(frozen=True, slots=True)
class Rule:
    bound: str
    inclusive: bool
    consequence: str
    margin: int

    @property
    def fraction(self) -> Fraction:
        return fraction(self.bound)


@dataclass(frozen=True, slots=True)
class Formula:
    deciding: str
    denominator: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Floors:
    rate: int
    distribution: int
    comments: int


@dataclass(frozen=True, slots=True)
class Document:
    """A paper a unit puts beside the form (征求意见情况报告)."""

    unit: str
    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket belongs: a unit, a group or the whole campaign."""

    kind: str
    key: str = ""


@dataclass(frozen=True)
class Definition:
    title: Text
    stage: Text
    series: str
    office: Text
    time_zone: str
    drill: bool
    blank: str
    floors: Floors
    formula: Formula
    units: Mapping[str, Unit]
    groups: Mapping[str, Group]
    scales: Mapping[str, Scale]
    forms: Mapping[str, Form]
    subjects: Mapping[str, Subject]
    pools: Mapping[str, Pool]
    rules: tuple[Rule, ...]
    documents: tuple[Document, ...]
    hash: str

    def group_of(self, unit: str) -> Group:
        """The group of a unit; of one that sits in none, a group without units.

        Only a draft knows such units: its page has to say so, not to fail.
        """
        none = Group("", Text(""), "", ())
        return next((g for g in self.groups.values() if unit in g.units), none)

    def places(self, pool: Pool, group: Group) -> list[tuple[Place, int]]:
        """Where `pool` votes in `group`, with the number of tickets due there."""
        if pool.reach == "unit":
            return [(Place("unit", code), pool.quota) for code in group.units]
        if pool.reach == "group":
            return [(Place("group", group.key), pool.quota * len(group.units))]
        return [(Place("campaign"), pool.quota * len(group.units))]

    def subjects_at(self, pool: Pool, place: Place) -> list[Subject]:
        """The subjects one ticket of `pool` at `place` rates, in form order."""
        if place.kind == "unit":
            codes: tuple[str, ...] = (place.key,)
        elif place.kind == "group":
            codes = self.groups[place.key].units
        else:
            codes = tuple(self.units)
        return [s for code in codes for s in self.subjects.values() if s.unit == code]

    def place_name(self, place: Place) -> Text:
        """How a slip or a ballot names the place."""
        if place.kind == "unit":
            return self.units[place.key].name
        if place.kind == "group":
            return self.groups[place.key].title
        return self.title

    def place_of(self, subject: Subject, pool: Pool) -> Place:
        """Where the tickets of `pool` that rate `subject` belong."""
        if pool.reach == "unit":
            return Place("unit", subject.unit)
        if pool.reach == "group":
            return Place("group", self.group_of(subject.unit).key)
        return Place("campaign")

    def due(self, subject: Subject, pool: Pool) -> int:
        """Ballots due on `subject` from `pool` if everybody votes."""
        if pool.reach == "unit":
            return pool.quota
        if pool.reach == "group":
            return pool.quota * len(self.group_of(subject.unit).units)
        return pool.quota * len(self.units)
