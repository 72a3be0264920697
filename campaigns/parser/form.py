"""Scales and forms out of a document."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.parser.row import Row, unique
from campaigns.text import Text

LINES = ("heading", "item")
ROLES = ("satisfied", "excellent", "outside", "reason")
SCALES = ("choice", "ticks", "number")
SHARES = ("people", "ticks")
TICKS = 15
SCALE = "key title title_en kind options share low high satisfied_from excellent_from"
OPTION = "key label label_en roles score"
FORM = "key title title_en note note_en lines"
LINE = "kind key text text_en main scale optional weight"
OF_NUMBERS = ("low", "high", "satisfied_from", "excellent_from")


def option(row: Row) -> d.Option:
    roles = row.some_of("roles", ROLES)
    if "outside" in roles and {"satisfied", "excellent"} & set(roles):
        why = _("an option outside the denominator is neither satisfied nor excellent")
        row.fail("roles", why)
    return d.Option(
        row.key(),
        row.text("label"),
        satisfied="satisfied" in roles,
        outside="outside" in roles,
        excellent="excellent" in roles,
        reason="reason" in roles,
        score=row.exact("score") if row.has("score") else None,
    )


def scale(row: Row) -> d.Scale:
    options = tuple(
        unique(
            map(option, row.rows("options", OPTION)), f"{row.place}.options"
        ).values()
    )
    kind = row.one_of("kind", SCALES, "choice")
    _fits(row, kind, options)
    low = row.whole("low", 0, 0, 32000)  # -1 is a blank item
    high = row.whole("high", 100, low + 1, 32000)
    return d.Scale(
        row.key(),
        row.text("title", ""),
        options,
        kind,
        share=row.one_of("share", SHARES, "people"),
        low=low,
        high=high,
        satisfied_from=_from(row, "satisfied_from", low, high),
        excellent_from=_from(row, "excellent_from", low, high),
    )


def _from(row: Row, name: str, low: int, high: int) -> int | None:
    return row.whole(name, None, low, high) if row.has(name) else None


def _fits(row: Row, kind: str, options: tuple[d.Option, ...]) -> None:
    """Refuse what does not belong to this kind of scale."""
    numbers = row.has(*OF_NUMBERS)
    if kind != "number" and numbers:
        row.fail(numbers, _("only a scale of numbers has this"))
    if kind == "number" and options:
        row.fail("options", _("a scale of numbers has no options"))
    if kind != "ticks" and row.has("share"):
        row.fail("share", _("only a scale of ticks has this"))
    if kind == "ticks" and len(options) > TICKS:
        row.fail("options", _("a scale of ticks has %d options at most") % TICKS)


def form(row: Row, scales: Mapping[str, d.Scale]) -> d.Form:
    sections: list[tuple[Row, list[d.Item]]] = []
    position = number = 0
    for line in _lines(row):
        kind = line.one_of("kind", LINES, "item")
        if kind == "heading" or not sections:
            sections.append((line, []))
            number = 0
        if kind == "item":
            number += not line.take("main", bool, False)
            sections[-1][1].append(_item(line, scales, position, number))
            position += 1
    full = tuple(_section(line, tuple(items)) for line, items in sections)
    return d.Form(row.key(), row.text("title"), row.text("note", ""), full)


def _section(line: Row, items: tuple[d.Item, ...]) -> d.Section:
    if line.values.get("kind") != "heading":
        return d.Section(line.key(), Text(""), items)
    return d.Section(line.key(), line.text("text"), items, line.weight())


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
        rated = line.has("scale", "main", "optional")
        if line.values.get("kind") == "heading" and rated:
            line.fail("kind", _("a heading has no scale and is not rated"))
    return lines


def _item(
    row: Row, scales: Mapping[str, d.Scale], position: int, number: int
) -> d.Item:
    main = row.take("main", bool, False)
    used = row.known("scale", scales)
    if main and used.kind == "ticks":
        row.fail("main", _("ticks name things and cannot be the overall item"))
    return d.Item(
        row.key(),
        row.text("text"),
        main,
        used,
        None if main else number,
        position,
        optional=row.take("optional", bool, False),
        weight=row.weight(),
    )
