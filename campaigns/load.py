"""Makes a campaign from a document: a preset, a campaign file, a copy."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

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


def presets() -> dict[str, Path]:
    """The presets the product ships, by name."""
    return {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}


def read(path: Path) -> dict[str, Any]:
    """Read a campaign file (TOML). Raises DocumentError, also when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path.name, "why": error.strerror}
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(
            _("%(file)s is not a campaign file: %(why)s.")
            % {"file": path.name, "why": error}
        ) from error


def load(document: Mapping[str, Any], **fields: Any) -> Campaign:
    """Make a draft campaign; units are found by code or made. Raises DocumentError.

    `fields` set columns of the campaign that no document holds (window, parent …).
    """
    definition = parse(document)
    with transaction.atomic():
        campaign = Campaign.objects.create(**_campaign(definition), **fields)
        formula = definition.formula
        Formula.objects.create(
            campaign=campaign,
            deciding=formula.deciding,
            denominator=formula.denominator,
            decimals=formula.decimals,
        )
        units = _units(definition)
        _groups(campaign, definition, units)
        forms = _forms(campaign, definition, _scales(campaign, definition))
        _subjects(campaign, definition, units, forms)
        _pools(campaign, definition)
        _papers(campaign, definition, units)
    return campaign


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


def _units(definition: Definition) -> dict[str, Unit]:
    return {
        unit.code: Unit.objects.get_or_create(
            code=unit.code, defaults={**_pair("name", unit.name), "kind": unit.kind}
        )[0]
        for unit in definition.units.values()
    }


def _groups(
    campaign: Campaign, definition: Definition, units: Mapping[str, Unit]
) -> None:
    for row in definition.groups.values():
        group = Group.objects.create(
            campaign=campaign, key=row.key, **_pair("title", row.title)
        )
        GroupUnit.objects.bulk_create(
            GroupUnit(group=group, unit=units[c], lead=c == row.lead, position=i)
            for i, c in enumerate(row.units, 1)
        )


def _scales(campaign: Campaign, definition: Definition) -> dict[str, Scale]:
    scales = {}
    for row in definition.scales.values():
        scale = Scale.objects.create(
            campaign=campaign, key=row.key, **_pair("title", row.title)
        )
        scales[row.key] = scale
        Option.objects.bulk_create(
            Option(
                scale=scale,
                position=i,
                key=option.key,
                satisfied=option.satisfied,
                outside=option.outside,
                **_pair("label", option.label),
            )
            for i, option in enumerate(row.options, 1)
        )
    return scales


def _forms(
    campaign: Campaign, definition: Definition, scales: Mapping[str, Scale]
) -> dict[str, Form]:
    forms = {}
    for row in definition.forms.values():
        form = Form.objects.create(
            campaign=campaign,
            key=row.key,
            **_pair("title", row.title),
            **_pair("note", row.note),
        )
        forms[row.key] = form
        lines = []
        for section in row.sections:
            if section.title:
                lines.append(
                    Line(kind="heading", key=section.key, **_pair("text", section.title))
                )
            lines += [
                Line(
                    key=item.key,
                    scale=scales[item.scale.key],
                    main=item.main,
                    **_pair("text", item.text),
                )
                for item in section.items
            ]
        for position, line in enumerate(lines, 1):
            line.form, line.position = form, position
        Line.objects.bulk_create(lines)
    return forms


def _subjects(
    campaign: Campaign,
    definition: Definition,
    units: Mapping[str, Unit],
    forms: Mapping[str, Form],
) -> None:
    for position, row in enumerate(definition.subjects.values(), 1):
        own_name = row.name != definition.units[row.unit].name
        Subject.objects.create(
            campaign=campaign,
            unit=units[row.unit],
            kind=row.kind,
            key=row.key,
            form=forms[row.form.key],
            position=position,
            **(_pair("name", row.name) if own_name else {}),
        )


def _pools(campaign: Campaign, definition: Definition) -> None:
    for position, row in enumerate(definition.pools.values(), 1):
        Pool.objects.create(
            campaign=campaign,
            position=position,
            key=row.key,
            reach=row.reach,
            quota=row.quota,
            **_pair("name", row.name),
            **(_pair("short", row.short) if row.short != row.name else {}),
        )
    Rule.objects.bulk_create(
        Rule(
            campaign=campaign,
            position=position,
            bound=rule.bound,
            inclusive=rule.inclusive,
            consequence=rule.consequence,
            margin=rule.margin,
        )
        for position, rule in enumerate(definition.rules, 1)
    )


def _papers(
    campaign: Campaign, definition: Definition, units: Mapping[str, Unit]
) -> None:
    Document.objects.bulk_create(
        Document(
            campaign=campaign,
            unit=units[paper.unit],
            **_pair("title", paper.title),
            **_pair("body", paper.body),
        )
        for paper in definition.documents
    )
