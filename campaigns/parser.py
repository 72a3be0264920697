"""Reads a campaign document into a Definition and says exactly what is wrong in it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.text import Text

VERSION = 1
LINES = ("heading", "item")
REACHES = ("unit", "group", "campaign")
KINDS = ("team", "person", "initiative")
DECIDING = ("overall", "items")
DENOMINATORS = ("valid", "answered", "inside", "returned", "issued")
CONSEQUENCES = ("rework", "reminder")
ROLES = ("satisfied", "outside")
T = TypeVar("T")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class DocumentError(ValueError):
    """A campaign document is wrong; the message names the place and the mistake."""


class Row:
    """One table of the document: takes values out, says where one is wrong."""

    def __init__(self, place: str, values: Any, allowed: Sequence[str]) -> None:
        self.place = place
        if not isinstance(values, Mapping):
            raise DocumentError(_("%(place)s must be a table.") % {"place": place})
        self.values = values
        for name in values:
            if name not in allowed:
                self.fail(name, _("is not a known key here"))

    def fail(self, name: str, why: str) -> NoReturn:
        raise DocumentError(f"{self.place}.{name}: {why}")

    def take(self, name: str, kind: type = str, default: Any = None) -> Any:
        value = self.values.get(name, default)
        if value is None:
            self.fail(name, _("is missing"))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(name, _("must be of type %s") % kind.__name__)
        if isinstance(value, str) and "\0" in value:
            self.fail(name, _("may not hold the character NUL"))
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

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of keys, each known and there once."""
        codes = self.take(name, list)
        for code in codes:
            if not isinstance(code, str) or code not in known:
                self.fail(name, _("“%s” is not defined in this file") % code)
            if codes.count(code) > 1:
                self.fail(name, _("“%s” is there twice") % code)
        return tuple(codes)

    def rows(self, name: str, allowed: str) -> Iterator["Row"]:
        for number, values in enumerate(self.take(name, list, []), 1):
            yield Row(f"{self.place}.{name}[{number}]", values, allowed.split())


def parse(document: Mapping[str, Any]) -> d.Definition:
    """Read a document. Raises DocumentError naming the place of a mistake."""
    top = Row("file", document, TOP.split())
    top.text("about", "")
    if top.take("version", int) != VERSION:
        top.fail("version", _("must be %d") % VERSION)
    campaign = Row("campaign", top.take("campaign", dict), CAMPAIGN.split())
    units = _unique(map(_unit, top.rows("units", UNIT)), "units", "code")
    groups = _unique((_group(r, units) for r in top.rows("groups", GROUP)), "groups")
    scales = _unique(map(_scale, top.rows("scales", SCALE)), "scales")
    forms = _unique((_form(r, scales) for r in top.rows("forms", FORM)), "forms")
    subjects = (_subject(r, units, forms) for r in top.rows("subjects", SUBJECT))
    return d.Definition(
        title=campaign.text("title"),
        stage=campaign.text("stage", ""),
        series=campaign.take("series", default=""),
        office=campaign.text("office", ""),
        time_zone=campaign.take("time_zone", default="Asia/Shanghai"),
        drill=campaign.take("drill", bool, False),
        blank=campaign.one_of("blank", ("refuse", "abstain"), "refuse"),
        floors=_floors(campaign),
        formula=_formula(Row("formula", top.take("formula", dict), FORMULA.split())),
        units=units,
        groups=groups,
        scales=scales,
        forms=forms,
        subjects=_unique(subjects, "subjects"),
        pools=_unique(map(_pool, top.rows("pools", POOL)), "pools"),
        rules=tuple(map(_rule, top.rows("rules", RULE))),
        documents=tuple(_document(r, units) for r in top.rows("documents", DOCUMENT)),
        hash=d.digest(document),
    )


TOP = (
    "version about about_en campaign formula units groups scales forms subjects pools "
    "rules documents"
)
CAMPAIGN = (
    "title title_en stage stage_en series office office_en time_zone drill blank floors"
)
FORMULA = "deciding denominator decimals"
FLOORS = "rate distribution comments"
UNIT = "code name name_en kind"
GROUP = "key title title_en lead units"
SCALE = "key title title_en options"
OPTION = "key label label_en roles"
FORM = "key title title_en note note_en lines"
LINE = "kind key text text_en main scale"
SUBJECT = "key name name_en unit kind form"
POOL = "key name name_en short short_en reach quota"
RULE = "bound inclusive consequence margin"
DOCUMENT = "unit title title_en body body_en"


def _unique(things: Iterable[T], where: str, name: str = "key") -> dict[str, T]:
    found: dict[str, T] = {}
    for thing in things:
        key = getattr(thing, name)
        if key in found:
            raise DocumentError(
                _("%(where)s: %(key)s is there twice.") % {"where": where, "key": key}
            )
        found[key] = thing
    return found


def _unit(row: Row) -> d.Unit:
    return d.Unit(row.key("code"), row.text("name"), row.take("kind", default=""))


def _known(row: Row, name: str, known: Mapping[str, T]) -> T:
    key = row.take(name)
    if key not in known:
        row.fail(name, _("“%s” is not defined in this file") % key)
    return known[key]


def _group(row: Row, units: Mapping[str, d.Unit]) -> d.Group:
    codes = row.codes("units", units)
    lead = row.take("lead", default="")
    if lead and lead not in codes:
        row.fail("lead", _("must be one of: %s") % ", ".join(codes))
    return d.Group(row.key(), row.text("title"), lead, codes)


def _option(row: Row) -> d.Option:
    roles = row.take("roles", list, [])
    for role in roles:
        if role not in ROLES:
            row.fail("roles", _("must be one of: %s") % ", ".join(ROLES))
    if len(roles) > 1:
        row.fail("roles", _("only one of them"))
    return d.Option(
        row.key(), row.text("label"), "satisfied" in roles, "outside" in roles
    )


def _scale(row: Row) -> d.Scale:
    options = _unique(map(_option, row.rows("options", OPTION)), row.place)
    return d.Scale(row.key(), row.text("title", ""), tuple(options.values()))


def _form(row: Row, scales: Mapping[str, d.Scale]) -> d.Form:
    sections: list[tuple[str, Text, list[d.Item]]] = []
    position = 0
    for line in _lines(row):
        kind = line.one_of("kind", LINES, "item")
        if kind == "heading" or not sections:
            title = line.text("text") if kind == "heading" else Text("")
            sections.append((line.key(), title, []))
        if kind == "item":
            items = sections[-1][2]
            items.append(_item(line, scales, position, items))
            position += 1
    full = tuple(d.Section(k, title, tuple(items)) for k, title, items in sections)
    return d.Form(row.key(), row.text("title"), row.text("note", ""), full)


def _lines(row: Row) -> list[Row]:
    """The lines of a form; no key twice, no heading that is rated, one overall item."""
    keys, main = set(), 0
    lines = list(row.rows("lines", LINE))
    for line in lines:
        if line.key() in keys:
            line.fail("key", _("“%s” is there twice") % line.key())
        keys.add(line.key())
        main += line.take("main", bool, False)
        if main > 1:
            line.fail("main", _("only one line of a form may be the overall item"))
        if line.values.get("kind") == "heading" and line.values.keys() & {
            "scale",
            "main",
        }:
            line.fail("kind", _("a heading has no scale and is not rated"))
    return lines


def _item(
    row: Row, scales: Mapping[str, d.Scale], position: int, before: list[d.Item]
) -> d.Item:
    main = row.take("main", bool, False)
    number = None if main else sum(not item.main for item in before) + 1
    scale = _known(row, "scale", scales)
    return d.Item(row.key(), row.text("text"), main, scale, number, position)


def _subject(
    row: Row, units: Mapping[str, d.Unit], forms: Mapping[str, d.Form]
) -> d.Subject:
    unit = _known(row, "unit", units)
    name = row.text("name", "")
    kind = row.one_of("kind", KINDS, "team")
    form = _known(row, "form", forms)
    return d.Subject(row.key(), name or unit.name, unit.code, kind, form)


def _pool(row: Row) -> d.Pool:
    name, reach = row.text("name"), row.one_of("reach", REACHES, "unit")
    quota = row.take("quota", int)
    if quota < 1:
        row.fail("quota", _("must be 1 or more"))
    return d.Pool(row.key(), name, row.text("short", "") or name, reach, quota)


def _rule(row: Row) -> d.Rule:
    bound = row.take("bound")
    try:
        value = d.fraction(bound)
    except (ValueError, ZeroDivisionError):
        row.fail("bound", _("write it as 2/3 or 80 %"))
    if not 0 < value <= 1:
        row.fail("bound", _("must lie above 0 and not above 1"))
    inclusive = row.take("inclusive", bool, False)
    consequence = row.one_of("consequence", CONSEQUENCES, "rework")
    return d.Rule(bound, inclusive, consequence, row.take("margin", int, 0))


def _formula(row: Row) -> d.Formula:
    return d.Formula(
        row.one_of("deciding", DECIDING, "overall"),
        row.one_of("denominator", DENOMINATORS, "valid"),
        row.take("decimals", int, 1),
    )


def _floors(campaign: Row) -> d.Floors:
    row = Row("campaign.floors", campaign.take("floors", dict, {}), FLOORS.split())
    rate, full = row.take("rate", int, 5), row.take("distribution", int, 8)
    comments = row.take("comments", int, 10)
    if min(rate, comments) < 3 or full < rate:
        row.fail("rate", _("no floor may be below 3, nor distribution below rate"))
    return d.Floors(rate, full, comments)


def _document(row: Row, units: Mapping[str, d.Unit]) -> d.Document:
    unit = _known(row, "unit", units)
    return d.Document(unit.code, row.text("title"), row.text("body"))
