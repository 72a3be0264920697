"""Writes a campaign as one document, the inverse of `campaigns.load`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.models import Campaign, Form, Group, Pool, Scale, Subject, Unit

VERSION = 1


def write(campaign: "Campaign") -> dict[str, Any]:
    """The campaign as a document in the shape that `campaigns.parser` reads."""
    groups = list(campaign.groups.prefetch_related("seats__unit"))
    return {
        "version": VERSION,
        "campaign": _campaign(campaign),
        **_formula(campaign),
        "units": [
            _pair(unit, "name", code=unit.code, kind=unit.kind)
            for unit in _units(campaign, groups)
        ],
        "groups": [_group(group) for group in groups],
        "scales": [_scale(s) for s in campaign.scales.prefetch_related("options")],
        "forms": [_form(f) for f in campaign.forms.prefetch_related("lines__scale")],
        "subjects": [
            _subject(s) for s in campaign.subjects.select_related("unit", "form")
        ],
        "pools": [_pool(pool) for pool in campaign.pools.all()],
        "rules": [
            {
                "bound": rule.bound,
                "inclusive": rule.inclusive,
                "consequence": rule.consequence,
                "margin": rule.margin,
            }
            for rule in campaign.rules.all()
        ],
        "documents": [
            _pair(paper, "title", "body", unit=paper.unit.code)
            for paper in campaign.documents.select_related("unit")
        ],
    }


def _pair(row: Any, *names: str, **rest: Any) -> dict[str, Any]:
    """The Chinese fields of a row that are filled, with their English twins."""
    values = {
        name: getattr(row, name)
        for base in names
        if getattr(row, base)
        for name in (base, f"{base}_en")
        if getattr(row, name)
    }
    return {**rest, **values}


def _subject(row: "Subject") -> dict[str, Any]:
    """With its name only where that is not the unit's."""
    own = (row.name, row.name_en) != (row.unit.name, row.unit.name_en)
    names = ["name"] if own else []
    rest = {"unit": row.unit.code, "kind": row.kind, "form": row.form.key}
    return _pair(row, *names, key=row.key, **rest)


def _pool(row: "Pool") -> dict[str, Any]:
    """With its short name only where that is not the name."""
    own = (row.short, row.short_en) != (row.name, row.name_en)
    names = ["name", "short"] if own else ["name"]
    return _pair(row, *names, key=row.key, reach=row.reach, quota=row.quota)


def _units(campaign: "Campaign", groups: Iterable["Group"]) -> Iterable["Unit"]:
    """Every unit the document names, once: those of the groups in their order first."""
    units = [seat.unit for group in groups for seat in group.seats.all()]
    for rows in (campaign.subjects, campaign.documents):
        units += [row.unit for row in rows.select_related("unit")]
    return dict.fromkeys(units)


def _campaign(campaign: "Campaign") -> dict[str, Any]:
    floors = {
        "rate": campaign.rate_floor,
        "distribution": campaign.distribution_floor,
        "comments": campaign.comment_floor,
    }
    return _pair(
        campaign,
        "title",
        "stage",
        "office",
        series=campaign.series,
        time_zone=campaign.time_zone,
        drill=campaign.drill,
        blank=campaign.blank,
        floors=floors,
    )


def _formula(campaign: "Campaign") -> dict[str, Any]:
    formula = getattr(campaign, "formula", None)
    if formula is None:
        return {}
    choices = {
        "deciding": formula.deciding,
        "denominator": formula.denominator,
        "decimals": formula.decimals,
    }
    return {"formula": choices}


def _group(group: "Group") -> dict[str, Any]:
    codes = [seat.unit.code for seat in group.seats.all()]
    lead = next((s.unit.code for s in group.seats.all() if s.lead), None)
    lead_of = {"lead": lead} if lead else {}
    return _pair(group, "title", key=group.key, units=codes, **lead_of)


def _scale(scale: "Scale") -> dict[str, Any]:
    options = []
    for option in scale.options.all():
        roles = [r for r in ("satisfied", "outside") if getattr(option, r)]
        options.append(_pair(option, "label", key=option.key, roles=roles))
    return _pair(scale, "title", key=scale.key, options=options)


def _form(form: "Form") -> dict[str, Any]:
    lines = []
    for line in form.lines.all():
        rest: dict[str, Any] = {"kind": line.kind, "key": line.key}
        if line.scale:
            rest["scale"] = line.scale.key
        if line.main:
            rest["main"] = True
        lines.append(_pair(line, "text", **rest))
    return _pair(form, "title", "note", key=form.key, lines=lines)
