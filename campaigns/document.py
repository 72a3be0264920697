"""Writes a campaign as one document, the inverse of `campaigns.load`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.models import Campaign, Form, Group, Scale

VERSION = 1


def write(campaign: "Campaign") -> dict[str, Any]:
    """The campaign as a document in the shape that `campaigns.parser` reads."""
    groups = list(campaign.groups.prefetch_related("seats__unit"))
    return {
        "version": VERSION,
        "campaign": _campaign(campaign),
        "formula": _formula(campaign),
        "units": [
            _pair(seat.unit, "name", code=seat.unit.code, kind=seat.unit.kind)
            for group in groups
            for seat in group.seats.all()
        ],
        "groups": [_group(group) for group in groups],
        "scales": [_scale(s) for s in campaign.scales.prefetch_related("options")],
        "forms": [_form(f) for f in campaign.forms.prefetch_related("lines__scale")],
        "subjects": [
            _pair(s, "name", key=s.key, unit=s.unit.code, kind=s.kind, form=s.form.key)
            for s in campaign.subjects.select_related("unit", "form")
        ],
        "pools": [
            _pair(p, "name", "short", key=p.key, reach=p.reach, quota=p.quota)
            for p in campaign.pools.all()
        ],
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
    """The Chinese fields of a row with their English twins where they are filled."""
    values = {
        name: getattr(row, name)
        for base in names
        for name in (base, f"{base}_en")
        if getattr(row, name)
    }
    return {**rest, **values}


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
    formula = campaign.formula
    return {
        "deciding": formula.deciding,
        "denominator": formula.denominator,
        "decimals": formula.decimals,
    }


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
