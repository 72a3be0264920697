"""What the lines of a roster ask for, and what is wrong with them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.composition import Category
from campaigns.lists.alike import skeleton
from campaigns.lists.cells import (
    STARTS_FORMULA,
    contact_of,
    folded,
    name_of,
    person,
    plain,
    word,
)
from campaigns.lists.problem import Meant, Problem
from campaigns.lists.reading import Line, Table
from campaigns.lists.units import too_long
from campaigns.models import Pool, Rater
from campaigns.words.basic import joined

LONGEST = {"name": 60, "category": 30, "contact": 80}
Words = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rater as a line asks for him; None: what the list has already stays."""

    unit: str
    pool: str
    name: str
    category: str | None
    contact: str | None
    line: Line

    @property
    def roster(self) -> tuple[str, str]:
        return self.unit, self.pool


@dataclass
class Raters:
    """Reads the lines one by one, against units and pools of the campaign."""

    units: Mapping[str, tuple[str, str]]  # name and kind by code
    pools: Sequence[Pool]
    wanted: list[Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def closed(self) -> dict[str, Pool]:
        return {pool.key: pool for pool in self.pools if pool.has_roster}

    @cached_property
    def categories(self) -> dict[str, tuple[Category, ...]]:
        """Of whom each pool has to be made up."""
        return {key: pool.categories for key, pool in self.closed.items()}

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code, (name, _kind) in self.units.items():
            found[plain(name)].append(code)
            found[code].append(code)
        return {name: list(dict.fromkeys(codes)) for name, codes in found.items()}

    @cached_property
    def _meant(self) -> Meant:
        return Meant(self._codes)

    @cached_property
    def _pool_words(self) -> dict[str, str]:
        """Each pool by its key and by every name it has."""
        found: dict[str, str] = {}
        for pool in self.pools:
            names = (pool.key, pool.name, pool.name_en, pool.short, pool.short_en)
            found |= {word(name): pool.key for name in names if name}
        return found

    def read(self, tables: Sequence[Table]) -> None:
        for table in tables:
            for line in table.lines:
                # what only says whose place it is, has not been filled in yet
                if any(map(line.get, ("name", "category", "contact"))):
                    self.problems.extend(self._line(line))
        self.problems.extend(self._quotas())

    def _line(self, line: Line) -> Iterator[Problem]:
        unit, of_unit = self._unit(line)
        pool, of_pool = self._pool(line)
        name, of_name = self._name(line)
        category, of_category = self._category(line, pool)
        contact, of_contact = self._contact(line)
        wrong = [*of_unit, *of_pool, *of_name, *of_category, *of_contact]
        wrong += too_long(line, LONGEST)
        yield from wrong
        if not wrong:
            found = Wanted(unit, pool, name, category, contact, line)
            self.wanted.append(found)

    # cell by cell ----------------------------------------------------------------

    def _unit(self, line: Line) -> tuple[str, list[Problem]]:
        code, name = folded(line.get("code")), name_of(line.get("unit"))
        text, column = (code, "code") if code else (name, "unit")
        if not text:
            text, column = name_of(line.table.sheet), "unit"
            if plain(text) not in self._codes:
                return "", [line.problem("unit", _("the unit is missing"))]
        codes = self._codes.get(plain(text), [])
        if len(codes) == 1:
            return codes[0], self._other_name(line, codes[0], name)
        why = _("several units of this campaign are called “%s”; write the code")
        if not codes:
            why = _("there is no unit “%s” in this campaign")
        return "", [line.problem(column, why % text + self._meant(plain(text)))]

    def _other_name(self, line: Line, code: str, name: str) -> list[Problem]:
        there = self.units[code][0]
        if not (line.get("code") and name) or plain(name) in (plain(there), code):
            return []
        text = _("the code %(code)s is that of “%(there)s”, not of “%(name)s”")
        words = {"code": code, "there": there, "name": name}
        return [line.problem("unit", text % words)]

    def _pool(self, line: Line) -> tuple[str, list[Problem]]:
        """Named in its column or by the sheet; with one pool it needs no name."""
        text = line.get("pool")
        key = self._pool_words.get(word(text or line.table.sheet), "")
        if not (text or key) and len(self.closed) == 1:
            key = next(iter(self.closed))
        if key in self.closed:
            return key, []
        why = _("the pool is missing; it is one of: %s") % self._names()
        if key:
            why = _("“%s” has no list: its raters are not named") % text
        elif text:
            why = _("there is no pool “%(text)s”; it is one of: %(pools)s")
            why %= {"text": text[:40], "pools": self._names()}
        return "", [line.problem("pool", why)]

    def _names(self) -> str:
        return joined(self.closed.values(), "/")

    def _name(self, line: Line) -> tuple[str, list[Problem]]:
        text = line.get("name")
        if not text:
            return "", [line.problem("name", _("the name is missing"))]
        if text.startswith(STARTS_FORMULA) or not any(c.isalpha() for c in text):
            return "", [line.problem("name", _("“%s” is no name") % text[:40])]
        return person(text), []

    def _category(self, line: Line, pool: str) -> tuple[str | None, list[Problem]]:
        """One of those that the pool is made up of, where that is laid down."""
        if "category" not in line.table.columns:
            return None, []
        # folded, as those are with which it is counted
        text = name_of(folded(line.get("category")))
        known = self.categories.get(pool, ())
        match = next((c.name for c in known if word(c.name) == word(text)), "")
        if not known or match:
            return match or text, []
        names = [category.name for category in known]
        why = _("the category is missing; it is one of: %s") % joined(names, "/")
        if text:
            why = _("there is no category “%(text)s”; it is one of: %(names)s")
            why %= {"text": text[:40], "names": joined(names, "/")}
        return "", [line.problem("category", why)]

    def _contact(self, line: Line) -> tuple[str | None, list[Problem]]:
        text = line.get("contact")
        if "contact" not in line.table.columns:
            return None, []
        if not text:
            return "", []
        found = contact_of(text)
        if found is None:
            why = _("“%s” is neither a phone number nor an e-mail address")
            return "", [line.problem("contact", why % text[:60])]
        return found, []

    # list by list ----------------------------------------------------------------

    @cached_property
    def rosters(self) -> dict[tuple[str, str], list[Wanted]]:
        """The lines by unit and pool; each list stands in the workbook in full."""
        found: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
        for each in self.wanted:
            found[each.roster].append(each)
        return dict(found)

    def _quotas(self) -> Iterator[Problem]:
        """Lists that are too long, and those not made up as they have to be."""
        for (unit, key), rows in self.rosters.items():
            pool, (name, kind) = self.closed[key], self.units[unit]
            words = {"unit": name, "pool": str(pool), "quota": pool.quota}
            if len(rows) > pool.quota:
                text = ngettext(
                    "“%(unit)s”, “%(pool)s”: %(n)d line more than the quota of "
                    "%(quota)d; this is the first",
                    "“%(unit)s”, “%(pool)s”: %(n)d lines more than the quota of "
                    "%(quota)d; this is the first",
                    len(rows) - pool.quota,
                ) % {**words, "n": len(rows) - pool.quota}
                yield rows[pool.quota].line.problem("name", text)
            yield from self._composed(rows, pool, kind, words)

    def _composed(
        self, rows: Sequence[Wanted], pool: Pool, kind: str, words: Words
    ) -> Iterator[Problem]:
        there = Counter(each.category for each in rows)
        free = max(pool.quota - len(rows), 0)
        for category in self.categories[pool.key]:
            least = category.least(pool.quota, kind)
            if there[category.name] + free < least:
                text = _(
                    "“%(unit)s”, “%(pool)s”: %(n)d of category “%(category)s”, at "
                    "least %(least)d of %(quota)d are required"
                )
                more = {"n": there[category.name], "category": category.name}
                said = text % {**words, **more, "least": least}
                yield rows[0].line.problem("category", said, stops=False)


def twice(wanted: Sequence[Wanted], stay: Sequence[Rater]) -> Iterator[Problem]:
    """People who are there twice, or may be; `stay` are lines that are not uploaded."""
    seen: dict[tuple[str, str], Spelled] = defaultdict(Spelled)
    reached: dict[tuple[str, str], tuple[str, str]] = {}
    for rater in stay:
        where = _("on the list of “%s”") % rater.pool
        spelled = seen[rater.unit.code, skeleton(rater.name)]
        spelled.add(rater.name, rater.contact, where)
        if rater.contact:
            reached[plain(rater.name), rater.contact] = rater.unit.code, where
    for each in wanted:
        yield from _in_unit(each, seen[each.unit, skeleton(each.name)])
        yield from _elsewhere(each, reached)


@dataclass(slots=True)
class Spelled:
    """People of a unit whose names are one or look alike, and where they stand."""

    people: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, contact: str, where: str) -> None:
        self.people.setdefault((plain(name), contact), where)
        self.names.setdefault(name, where)


def _in_unit(each: Wanted, known: Spelled) -> Iterator[Problem]:
    """Once a unit: the same name only with another contact."""
    contact = each.contact or ""
    name = plain(each.name)
    where = known.people.get((name, contact))
    other = next((other for other in known.names if plain(other) != name), "")
    if where:
        text = _("“%(name)s” is there twice: also %(where)s")
        words = {"name": each.name, "where": where}
        yield each.line.problem("name", text % words)
    elif other:
        text = _("“%(name)s” looks like “%(other)s” %(where)s; are they two people?")
        words = {"name": each.name, "other": other, "where": known.names[other]}
        yield each.line.problem("name", text % words, stops=False)
    known.add(each.name, contact, _where(each))


def _elsewhere(
    each: Wanted, reached: dict[tuple[str, str], tuple[str, str]]
) -> Iterator[Problem]:
    """The same name and contact in another unit: one person with two votes."""
    if not each.contact:
        return
    unit, where = reached.setdefault(
        (plain(each.name), each.contact), (each.unit, _where(each))
    )
    if unit != each.unit:
        text = _("“%(name)s” with the same contact is in another unit, too: %(where)s")
        words = {"name": each.name, "where": where}
        yield each.line.problem("name", text % words, stops=False)


def _where(each: Wanted) -> str:
    words = {"sheet": each.line.table.sheet, "row": each.line.row}
    return _("on “%(sheet)s”, row %(row)d") % words
