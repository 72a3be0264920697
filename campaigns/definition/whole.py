"""The definition of a campaign: who rates what, on which form, how counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from campaigns.definition.counting import (
    BUILT_IN,
    Formula,
    Grading,
    Indicator,
    Named,
    Quorum,
    Rule,
    Void,
)
from campaigns.definition.form import Form, Item, Scale
from campaigns.definition.papers import SPOKEN, Document
from campaigns.text import Text

PERSONAL = ("person", "pledge")


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
class Subject:
    key: str
    name: Text
    unit: str
    kind: str
    form: Form
    principal: bool = False
    of: str = ""

    def is_of(self, bearer: str) -> bool:
        """Whether it is this person, or a pledge of his."""
        return bearer in (self.key, self.of)


@dataclass(frozen=True, slots=True)
class Pool:
    """A class of raters; `kinds` of subjects it rates, all if there are none.

    Of `peers` each person of a unit has one ballot and does not rate himself; `open`
    is a link for the public, with nobody due. `composition`: of whom lists are made up.
    """

    key: str
    name: Text
    short: Text
    reach: str
    quota: int
    weight: Fraction = Fraction(1)
    kinds: tuple[str, ...] = ()
    composition: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anybody may vote, so that it is not one ballot a person."""
        return self.reach == "open"

    def rates(self, subject: Subject) -> bool:
        """Whether it rates subjects of this kind."""
        if self.reach == "peers" and subject.kind not in PERSONAL:
            return False
        return not self.kinds or subject.kind in self.kinds


@dataclass(frozen=True, slots=True)
class Floors:
    rate: int
    distribution: int
    comments: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket belongs: a unit, a group or the whole campaign.

    Of kind `bearer`, `key` is the subject whose bearer votes and is not rated by it.
    """

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
    custody: str = "cards"
    occasion: str = "regular"
    activation: str = "all"
    rates: Mapping[str, Named] = field(default_factory=dict)
    grading: Grading = field(default_factory=Grading)
    quorums: tuple[Quorum, ...] = ()
    void: Void = field(default_factory=Void)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    comments: str = "themes"
    approval: str = "none"
    publishable: bool = False

    @property
    def verbatim(self) -> bool:
        """Whether a unit gets the comments on it word for word."""
        return self.comments == "verbatim"

    @property
    def by_presence(self) -> bool:
        """Whether slips become active by the number present, not all at opening."""
        return self.activation == "present"

    def group_of(self, unit: str) -> Group:
        """The group of a unit; of one that sits in none, a group without units.

        Only a draft knows such units: its page has to say so, not to fail.
        """
        none = Group("", Text(""), "", ())
        return next((g for g in self.groups.values() if unit in g.units), none)

    def places(self, pool: Pool, group: Group) -> list[tuple[Place, int]]:
        """Where `pool` votes in `group`, with the number of tickets due there.

        Nowhere where it rates nothing: in a second vote most units of a group only
        send raters.
        """
        rated = [code for code in group.units if self.rates_at(pool, code)]
        if pool.reach in ("unit", "open"):
            return [(Place("unit", code), pool.quota) for code in rated]
        if pool.reach == "peers":
            bearers = (self.bearers(code) for code in group.units)
            return [(Place("bearer", s.key), 1) for row in bearers for s in row]
        if pool.reach == "group":
            due = pool.quota * len(group.units)
            return [(Place("group", group.key), due)] if rated else []
        return [(Place("campaign"), pool.quota * len(group.units))]

    def rates_at(self, pool: Pool, unit: str) -> bool:
        """Whether a pool rates anything of a unit."""
        return any(pool.rates(subject) for subject in self._by_unit.get(unit, ()))

    def bearers(self, unit: str) -> list[Subject]:
        """The persons of a unit, who are each other's peers."""
        subjects = self.subjects.values()
        return [s for s in subjects if s.unit == unit and s.kind == "person"]

    def subjects_at(self, pool: Pool, place: Place) -> list[Subject]:
        """The subjects one ticket of `pool` at `place` rates, in form order."""
        if place.kind == "unit":
            codes: tuple[str, ...] = (place.key,)
        elif place.kind == "bearer":
            codes = (self.subjects[place.key].unit,)
        elif place.kind == "group":
            codes = self.groups[place.key].units
        else:
            codes = tuple(self.units)
        there = (s for code in codes for s in self._by_unit.get(code, ()))
        rated = [s for s in there if pool.rates(s)]
        if place.kind == "bearer":
            rated = [s for s in rated if not s.is_of(place.key)]
        return rated

    @cached_property
    def _by_unit(self) -> Mapping[str, list[Subject]]:
        """Each ballot asks for those of its place, and there may be thousands."""
        found: dict[str, list[Subject]] = {}
        for subject in self.subjects.values():
            found.setdefault(subject.unit, []).append(subject)
        return found

    def place_name(self, place: Place) -> Text:
        """How a slip or a ballot names the place."""
        if place.kind == "unit":
            return self.units[place.key].name
        if place.kind == "bearer":
            return self.subjects[place.key].name
        if place.kind == "group":
            return self.groups[place.key].title
        return self.title

    def places_of(self, subject: Subject, pool: Pool) -> list[Place]:
        """Where the tickets of `pool` that rate `subject` belong; none if it does not.

        A peer pool has as many places as the subject has peers.
        """
        if not pool.rates(subject):
            return []
        if pool.reach in ("unit", "open"):
            return [Place("unit", subject.unit)]
        if pool.reach == "peers":
            peers = self.bearers(subject.unit)
            return [Place("bearer", s.key) for s in peers if not subject.is_of(s.key)]
        if pool.reach == "group":
            return [Place("group", self.group_of(subject.unit).key)]
        return [Place("campaign")]

    def due(self, subject: Subject, pool: Pool) -> int:
        """Ballots due on `subject` from `pool` if everybody votes."""
        if not pool.rates(subject):
            return 0
        if pool.reach in ("unit", "open"):
            return pool.quota
        if pool.reach == "peers":
            return len(self.places_of(subject, pool))
        if pool.reach == "group":
            return pool.quota * len(self.group_of(subject.unit).units)
        return pool.quota * len(self.units)

    def raters(self, subject: Subject) -> list[Pool]:
        """The pools that rate `subject`, open ones too."""
        return [pool for pool in self.pools.values() if pool.rates(subject)]

    def papers_on(self, subject: Subject) -> list[Document]:
        """What is read beside the card of `subject`."""
        return [
            paper
            for paper in self.documents
            if paper.unit == subject.unit
            and paper.subject in ("", subject.key)
            and paper.kind != SPOKEN
        ]

    def decides(self, form: Form, item: Item) -> bool:
        """Whether it bears on a result: by weight, as overall item, or by a rule."""
        if item.weight or item.main:
            return True
        found = (rule.form for rule in self.rules if rule.item == item.key)
        return any(key in ("", form.key) for key in found)

    def asked_for(self, form: Form, item: Item) -> bool:
        """Whether a blank is asked for: it is refused, or would make the card void."""
        if item.optional or self.blank == "refuse":
            return not item.optional
        return self.void.incomplete and self.decides(form, item)

    def measures(self) -> list[str]:
        """Keys of everything that a rule may measure on ballots."""
        return [*BUILT_IN, *self.rates]

    def bears(self, scale: Scale, measure: str) -> bool:
        """Whether answers on `scale` can make a measure."""
        named = self.rates.get(measure)
        return scale.bears(measure, named.options if named else ())

    def counting_options(self, scale: Scale, measure: str) -> frozenset[int]:
        """Positions of the options of `scale` that a rate counts."""
        if measure in self.rates:
            wanted = self.rates[measure].options
            return frozenset(i for i, o in enumerate(scale.options) if o.key in wanted)
        return scale.excellent if measure == "excellent" else scale.satisfied
