"""Makes a campaign from a document: a preset, a campaign file, a copy."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.definition import Definition
from campaigns.models import (
    Campaign,
    Document,
    Form,
    Formula,
    Group,
    GroupUnit,
    Line,
    Option,
    Pool,
    Rule,
    Scale,
    Subject,
    Unit,
)
from campaigns.parser import DocumentError, parse
from campaigns.text import Text

PRESETS = Path(__file__).parent / "presets"
# Between two rows, so that an organiser can put another one in between.
STEP = 10
M = TypeVar("M", bound=models.Model)


def presets() -> dict[str, Path]:
    """The presets the product ships, by name."""
    return {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}


def read(path: Path) -> dict[str, Any]:
    """Read a campaign file (TOML). Raises DocumentError, also when it is no TOML."""
    try:
        return read_text(path.read_bytes(), path.name)
    except OSError as error:
        raise DocumentError(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path.name, "why": error.strerror}
        ) from error


def read_text(content: bytes, name: str) -> dict[str, Any]:
    """Read the content of a campaign file. Raises DocumentError."""
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            _("%(file)s is not a campaign file: %(why)s.")
            % {"file": name, "why": str(error).rstrip(".")}
        ) from error


def load(document: Mapping[str, Any], **fields: Any) -> Campaign:
    """Make a draft campaign; units are found by code or made. Raises DocumentError.

    `fields` set columns of the campaign that no document holds (window, parent …).
    A drill is made by `rehearse` alone: what the document says of it is left out.
    """
    definition = parse(document)
    with transaction.atomic():
        campaign = _checked("campaign", Campaign(**_campaign(definition), **fields))
        campaign.save()
        _formula(campaign, definition)
        units = _units(definition)
        _groups(campaign, definition, units)
        forms = _forms(campaign, definition, _scales(campaign, definition))
        _subjects(campaign, definition, units, forms)
        _pools(campaign, definition)
        _rules(campaign, definition)
        _papers(campaign, definition, units)
    return campaign


def copy(campaign: Campaign) -> Campaign:
    """A draft with the same content and the same teams. Raises DocumentError."""
    twin = load(campaign.definition or campaign.document())
    for group in campaign.groups.prefetch_related("seats"):
        row = twin.groups.get(key=group.key)
        Group.objects.filter(pk=row.pk).update(team=group.team_id)
        for seat in group.seats.all():
            row.seats.filter(unit=seat.unit_id).update(team=seat.team_id)
    return twin


def renamed_units(document: Mapping[str, Any]) -> list[tuple[Unit, str]]:
    """Units that are there under another name than the document gives them."""
    names = {unit.code: unit.name.zh for unit in parse(document).units.values()}
    there = Unit.objects.filter(code__in=names)
    return [(unit, names[unit.code]) for unit in there if unit.name != names[unit.code]]


def _checked(place: str, row: M) -> M:
    """The row, if its columns can hold what stands in it. Raises DocumentError."""
    relations = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        name, why = next(iter(error.message_dict.items()))
        raise DocumentError(f"{place}.{name}: {why[0]}") from error
    return row


def _pair(name: str, text: Text) -> dict[str, str]:
    return {name: text.zh, f"{name}_en": text.en}


def _campaign(definition: Definition) -> dict[str, Any]:
    return {
        **_pair("title", definition.title),
        **_pair("stage", definition.stage),
        **_pair("office", definition.office),
        "series": definition.series,
        "time_zone": definition.time_zone,
        "blank": definition.blank,
        "rate_floor": definition.floors.rate,
        "distribution_floor": definition.floors.distribution,
        "comment_floor": definition.floors.comments,
    }


def _formula(campaign: Campaign, definition: Definition) -> None:
    formula = Formula(
        campaign=campaign,
        deciding=definition.formula.deciding,
        denominator=definition.formula.denominator,
        decimals=definition.formula.decimals,
    )
    _checked("formula", formula).save()


def _units(definition: Definition) -> dict[str, Unit]:
    units = Unit.objects.in_bulk(definition.units, field_name="code")
    for code, unit in definition.units.items():
        if code not in units:
            values = {"kind": unit.kind, **_pair("name", unit.name)}
            _checked(f"units {code}", Unit(code=code, **values))
            units[code] = Unit.objects.get_or_create(code=code, defaults=values)[0]
    return units


def _groups(
    campaign: Campaign, definition: Definition, units: Mapping[str, Unit]
) -> None:
    for row in definition.groups.values():
        group = Group(campaign=campaign, key=row.key, **_pair("title", row.title))
        _checked(f"groups {row.key}", group).save()
        GroupUnit.objects.bulk_create(
            GroupUnit(group=group, unit=units[c], lead=c == row.lead, position=i * STEP)
            for i, c in enumerate(row.units, 1)
        )


def _scales(campaign: Campaign, definition: Definition) -> dict[str, Scale]:
    scales = {}
    for row in definition.scales.values():
        place = f"scales {row.key}"
        scale = Scale(campaign=campaign, key=row.key, **_pair("title", row.title))
        scales[row.key] = _checked(place, scale)
        scale.save()
        Option.objects.bulk_create(
            _checked(f"{place} {option.key}", _option(scale, number, option))
            for number, option in enumerate(row.options, 1)
        )
    return scales


def _option(scale: Scale, number: int, option: d.Option) -> Option:
    return Option(
        scale=scale,
        position=number * STEP,
        key=option.key,
        satisfied=option.satisfied,
        outside=option.outside,
        **_pair("label", option.label),
    )


def _forms(
    campaign: Campaign, definition: Definition, scales: Mapping[str, Scale]
) -> dict[str, Form]:
    forms = {}
    for row in definition.forms.values():
        texts = {**_pair("title", row.title), **_pair("note", row.note)}
        form = Form(campaign=campaign, key=row.key, **texts)
        forms[row.key] = _checked(f"forms {row.key}", form)
        form.save()
        lines = list(_lines(row, scales))
        for number, line in enumerate(lines, 1):
            line.form, line.position = form, number * STEP
            _checked(f"forms {row.key} {line.key}", line)
        Line.objects.bulk_create(lines)
    return forms


def _lines(form: d.Form, scales: Mapping[str, Scale]) -> Iterator[Line]:
    for section in form.sections:
        if section.title:
            text = _pair("text", section.title)
            yield Line(kind=Line.Kind.HEADING, key=section.key, **text)
        for item in section.items:
            text = _pair("text", item.text)
            scale = scales[item.scale.key]
            yield Line(key=item.key, scale=scale, main=item.main, **text)


def _subjects(
    campaign: Campaign,
    definition: Definition,
    units: Mapping[str, Unit],
    forms: Mapping[str, Form],
) -> None:
    for number, row in enumerate(definition.subjects.values(), 1):
        own_name = row.name != definition.units[row.unit].name
        subject = Subject(
            campaign=campaign,
            unit=units[row.unit],
            kind=row.kind,
            key=row.key,
            form=forms[row.form.key],
            position=number * STEP,
            **(_pair("name", row.name) if own_name else {}),
        )
        _checked(f"subjects {row.key}", subject).save()


def _pools(campaign: Campaign, definition: Definition) -> None:
    for number, row in enumerate(definition.pools.values(), 1):
        pool = Pool(
            campaign=campaign,
            position=number * STEP,
            key=row.key,
            reach=row.reach,
            quota=row.quota,
            **_pair("name", row.name),
            **(_pair("short", row.short) if row.short != row.name else {}),
        )
        _checked(f"pools {row.key}", pool).save()


def _rules(campaign: Campaign, definition: Definition) -> None:
    for number, row in enumerate(definition.rules, 1):
        rule = Rule(
            campaign=campaign,
            position=number * STEP,
            bound=row.bound,
            inclusive=row.inclusive,
            consequence=row.consequence,
            margin=row.margin,
        )
        _checked(f"rules {number}", rule).save()


def _papers(
    campaign: Campaign, definition: Definition, units: Mapping[str, Unit]
) -> None:
    for number, row in enumerate(definition.documents, 1):
        texts = {**_pair("title", row.title), **_pair("body", row.body)}
        paper = Document(campaign=campaign, unit=units[row.unit], **texts)
        _checked(f"documents {number}", paper).save()
