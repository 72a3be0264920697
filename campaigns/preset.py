"""Fits a preset to the units of an organiser."""

import re
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from campaigns.files import presets, read
from campaigns.parser import KEY
from campaigns.text import Text

UNITS = 200
HAN = re.compile("[\u3400-\u9fff]")
NAME = 120
KEYS = ("key", "of", "subject")


class UnitListError(ValueError):
    """A list of units cannot be read; the message names the line and the mistake."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A campaign that the product ships, as the organiser chooses among them."""

    name: str
    title: Text
    about: Text
    document: Mapping[str, Any]

    @property
    def units(self) -> str:
        """The units of its group as an organiser writes them, one a line."""
        names = {unit["code"]: unit["name"] for unit in self.document["units"]}
        codes = self.document["groups"][0]["units"]
        return "\n".join(f"{code} {names[code]}" for code in codes)


def all_presets() -> dict[str, Preset]:
    """The presets the product ships, by name."""
    return {name: _preset(name, path) for name, path in presets().items()}


def _preset(name: str, path: Path) -> Preset:
    document = read(path)
    campaign = document["campaign"]
    title = Text(campaign["title"], campaign.get("title_en", ""))
    about = Text(document.get("about", ""), document.get("about_en", ""))
    return Preset(name, title, about, document)


def read_units(
    text: str,
    known: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
) -> list[tuple[str, str]]:
    """Units from lines such as “A 区统计局” or “区统计局”. Raises UnitListError.

    A name alone gets the code it has in `known`, or else one that is not in `taken`.
    """
    units: dict[str, str] = {}
    lines = [_split(line) for line in text.splitlines()]
    used = {code for code, _name in lines} | set(taken)
    for number, (code, name) in enumerate(lines, 1):
        if not (code or name):
            continue
        own = code or (known or {}).get(name) or _free(used)
        used.add(own)
        why = _wrong(own, name, units)
        if why:
            raise UnitListError(_("Line %(n)d: %(why)s") % {"n": number, "why": why})
        units[own] = name
    if not units:
        raise UnitListError(_("There is no unit yet: write one a line."))
    return list(units.items())


def _split(line: str) -> tuple[str, str]:
    """Code and name, however they are parted: spaces, a tab, a comma."""
    parts = re.split(r"[\s,，、]+", line.strip(), maxsplit=1)
    code, name = [*parts, ""][:2]
    if HAN.match(code):
        return "", " ".join(line.split())
    return code, " ".join(name.split())


def _free(used: Collection[str]) -> str:
    """The first of U1, U2 … that no unit has."""
    return next(code for n in count(1) if (code := f"U{n}") not in used)


def _wrong(code: str, name: str, units: Mapping[str, str]) -> str:
    """What is wrong in a line, or nothing."""
    if not KEY.fullmatch(code) or len(code) > 32:
        return (
            _(
                "“%s” is no code. Begin with a short code in Latin letters and digits, "
                "then the name."
            )
            % (code[:40])
        )
    if not name:
        return _("after the code “%s” the name is missing.") % code
    if len(name) > NAME:
        return _("the name is longer than %d characters.") % NAME
    if name in units.values():
        return _("“%s” is there twice.") % name
    if code in units:
        return _("the code “%s” is there twice.") % code
    if len(units) == UNITS:
        return _("a campaign made here takes %d units at most.") % UNITS
    return ""


def with_units(
    document: Mapping[str, Any], units: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The document with these units in its first group; its subjects follow.

    What was rated of the preset's first unit is rated of each unit now.
    """
    new: dict[str, Any] = deepcopy(dict(document))
    group = new["groups"][0]
    old = set(group["units"])
    model = group["units"][0]
    codes = [code for code, _name in units]
    group |= {"units": codes, "lead": codes[0]}
    made = [{"code": code, "name": name} for code, name in units]
    new["units"] = made + [unit for unit in new["units"] if unit["code"] not in old]
    for part in ("subjects", "documents"):
        rows = new.get(part, [])
        rated = [row for row in rows if row["unit"] == model]
        rest = [row for row in rows if row["unit"] not in old]
        new[part] = [_of(row, model, c) for c in codes for row in rated] + rest
    return new


def _of(row: Mapping[str, Any], model: str, code: str) -> dict[str, Any]:
    """What belongs to the preset's model unit, for the unit `code`."""
    keys = {name: _key(row[name], model, code) for name in KEYS if row.get(name)}
    return {**row, **keys, "unit": code}


def _key(key: str, model: str, code: str) -> str:
    return code if key == model else f"{code}-{key.removeprefix(f'{model}-')}"
