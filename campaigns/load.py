"""Makes a campaign from a document: a preset, a campaign file, a copy."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from campaigns import definition as d
from campaigns.counting import STEP, checked, make_counting, make_scales, pair
from campaigns.definition import Definition, written
from campaigns.models import (
    Campaign,
    Document,
    Form,
    Group,
    GroupUnit,
    Line,
    PaperFile,
    Pool,
    Scale,
    Subject,
    Unit,
)
from campaigns.parser import parse
from campaigns.unasked import unasked


def load(document: Mapping[str, Any], **fields: Any) -> Campaign:
    """Make a draft campaign; units are found by code or made. Raises DocumentError.

    `fields` set columns of the campaign that no document holds (window, parent …).
    A drill is made by `rehearse` alone: what the document says of it is left out.
    """
    definition = parse(document)
    with transaction.atomic():
        campaign = checked("campaign", Campaign(**_campaign(definition), **fields))
        campaign.save()
        make_counting(campaign, definition)
        units = _units(definition)
        _groups(campaign, definition, units)
        forms = _forms(campaign, definition, make_scales(campaign, definition))
        subjects = _subjects(campaign, definition, units, forms)
        _pools(campaign, definition)
        _papers(campaign, definition, units, subjects)
    return campaign


def copy(
    campaign: Campaign, said: Mapping[str, str] | None = None, **window: Any
) -> Campaign:
    """A draft with the same content, teams, leaders and days for names.

    Raises DocumentError. What it asked about the points of an earlier campaign is left
    out: the copy would ask about them once more, and not about those of the last.

    `said`: what is said anew of the campaign, such as title and stage; `window`: its
    times.
    """
    document = unasked(campaign.definition or campaign.document())
    own = document["campaign"] | dict(said or {})
    days = campaign.names_kept_days
    twin = load(document | {"campaign": own}, names_kept_days=days, **window)
    take_teams(campaign, twin)
    return twin


def take_teams(campaign: Campaign, twin: Campaign) -> None:
    """Give a copy the teams and leaders of what it was copied from."""
    for group in campaign.groups.filter(key__in=twin.groups.values("key")):
        row = twin.groups.get(key=group.key)
        Group.objects.filter(pk=row.pk).update(team=group.team_id)
        for seat in group.seats.all():
            same = row.seats.filter(unit=seat.unit_id)
            same.update(team=seat.team_id, leaders=seat.leaders)


def renamed_units(document: Mapping[str, Any]) -> list[tuple[Unit, str]]:
    """Units that are there under another name than the document gives them."""
    names = {unit.code: unit.name.zh for unit in parse(document).units.values()}
    there = Unit.objects.filter(code__in=names)
    return [(unit, names[unit.code]) for unit in there if unit.name != names[unit.code]]


def _campaign(definition: Definition) -> dict[str, Any]:
    return {
        **pair("title", definition.title),
        **pair("stage", definition.stage),
        **pair("office", definition.office),
        "series": definition.series,
        "occasion": definition.occasion,
        "time_zone": definition.time_zone,
        "blank": definition.blank,
        "comments_to_unit": definition.comments,
        "activation": definition.activation,
        "custody": definition.custody,
        "approval": definition.approval,
        "publishable": definition.publishable,
        "rate_floor": definition.floors.rate,
        "distribution_floor": definition.floors.distribution,
        "comment_floor": definition.floors.comments,
    }


def _units(definition: Definition) -> dict[str, Unit]:
    units = Unit.objects.in_bulk(definition.units, field_name="code")
    for number, (code, unit) in enumerate(definition.units.items(), 1):
        if code not in units:
            values = {"kind": unit.kind, **pair("name", unit.name)}
            checked(f"units[{number}]", Unit(code=code, **values))
            units[code] = Unit.objects.get_or_create(code=code, defaults=values)[0]
    return units


def _groups(
    campaign: Campaign, definition: Definition, units: Mapping[str, Unit]
) -> None:
    for number, row in enumerate(definition.groups.values(), 1):
        group = Group(campaign=campaign, key=row.key, **pair("title", row.title))
        group.position = number * STEP
        checked(f"groups[{number}]", group).save()
        GroupUnit.objects.bulk_create(
            GroupUnit(group=group, unit=units[c], lead=c == row.lead, position=i * STEP)
            for i, c in enumerate(row.units, 1)
        )


def _forms(
    campaign: Campaign, definition: Definition, scales: Mapping[str, Scale]
) -> dict[str, Form]:
    forms = {}
    for place, row in enumerate(definition.forms.values(), 1):
        texts = {**pair("title", row.title), **pair("note", row.note)}
        form = Form(campaign=campaign, key=row.key, **texts)
        forms[row.key] = checked(f"forms[{place}]", form)
        form.save()
        lines = list(_lines(row, scales))
        for number, line in enumerate(lines, 1):
            line.form, line.position = form, number * STEP
            checked(f"forms[{place}].lines[{number}]", line)
        Line.objects.bulk_create(lines)
    return forms


def _lines(form: d.Form, scales: Mapping[str, Scale]) -> Iterator[Line]:
    for section in form.sections:
        if section.title:
            text = pair("text", section.title)
            weight = written(section.weight)
            yield Line(kind=Line.Kind.HEADING, key=section.key, weight=weight, **text)
        for item in section.items:
            text = pair("text", item.text)
            scale = scales[item.scale.key]
            yield Line(
                key=item.key,
                scale=scale,
                main=item.main,
                optional=item.optional,
                weight=written(item.weight),
                **text,
            )


def _subjects(
    campaign: Campaign,
    definition: Definition,
    units: Mapping[str, Unit],
    forms: Mapping[str, Form],
) -> dict[str, Subject]:
    made = {}
    for number, row in enumerate(definition.subjects.values(), 1):
        own_name = row.name != definition.units[row.unit].name
        subject = Subject(
            campaign=campaign,
            unit=units[row.unit],
            kind=row.kind,
            key=row.key,
            principal=row.principal,
            form=forms[row.form.key],
            position=number * STEP,
            **(pair("name", row.name) if own_name else {}),
        )
        made[row.key] = checked(f"subjects[{number}]", subject)
        subject.save()
    for row in definition.subjects.values():
        if row.of:  # after all are made: a pledge may stand before its person
            Subject.objects.filter(pk=made[row.key].pk).update(of=made[row.of])
    return made


def _pools(campaign: Campaign, definition: Definition) -> None:
    for number, row in enumerate(definition.pools.values(), 1):
        pool = Pool(
            campaign=campaign,
            position=number * STEP,
            key=row.key,
            reach=row.reach,
            quota=row.quota,
            weight=written(row.weight),
            kinds=" ".join(row.kinds),
            composition=row.composition,
            **pair("name", row.name),
            **(pair("short", row.short) if row.short != row.name else {}),
        )
        checked(f"pools[{number}]", pool).save()


def _papers(
    campaign: Campaign,
    definition: Definition,
    units: Mapping[str, Unit],
    subjects: Mapping[str, Subject],
) -> None:
    files = _files(definition)
    for number, row in enumerate(definition.documents, 1):
        paper = Document(
            campaign=campaign,
            unit=units[row.unit],
            kind=row.kind,
            subject=subjects.get(row.subject),
            **pair("title", row.title),
            **pair("body", row.body),
            **pair("author", row.author),
            pdf_id=files.get(row.pdf.sha256) if row.pdf else None,
            source_id=files.get(row.source),
        )
        checked(f"documents[{number}]", paper).save()


def _files(definition: Definition) -> dict[str, str]:
    """The files of the papers that are kept here, by their hashes.

    A document names files and does not hold them: a copy shares those of the original,
    a campaign file from elsewhere brings the texts alone.
    """
    named = {row.source for row in definition.documents}
    named |= {row.pdf.sha256 for row in definition.documents if row.pdf}
    there = PaperFile.objects.filter(pk__in=named).values_list("pk", flat=True)
    return {digest: digest for digest in there}


def left_behind(document: Mapping[str, Any]) -> int:
    """How many papers of a document have a file that is not kept here."""
    definition = parse(document)
    there = _files(definition)
    files = [row.pdf.sha256 for row in definition.documents if row.pdf]
    return sum(digest not in there for digest in files)
