"""Writes a campaign as one document, the inverse of `campaigns.load`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from campaigns.parser import VERSION
from campaigns.parser.counting import FORMULA
from campaigns.parser.form import OF_NUMBERS
from campaigns.parser.rule import RULE

if TYPE_CHECKING:
    from campaigns.models import (
        Campaign,
        Document,
        Form,
        Formula,
        Group,
        Indicator,
        Pool,
        Quorum,
        Scale,
        Subject,
        Unit,
    )

ROLES = ("satisfied", "excellent", "outside", "reason")
OF_FORMULA = tuple(name for name in FORMULA.split() if name != "trim")
SCALE = ("kind", "share")


def write(campaign: "Campaign") -> dict[str, Any]:
    """The campaign as a document in the shape that `campaigns.parser` reads."""
    groups = list(campaign.groups.with_units())
    subjects = list(campaign.subjects.select_related("unit", "form", "of"))
    papers = list(campaign.documents.whole())
    units = _units(groups, subjects, papers)
    return {
        "version": VERSION,
        "campaign": _campaign(campaign),
        **_counting(campaign),
        "units": [_pair(u, "name", code=u.code, kind=u.kind) for u in units],
        "groups": [_group(group) for group in groups],
        "scales": [_scale(s) for s in campaign.scales.prefetch_related("options")],
        "forms": [_form(f) for f in campaign.forms.prefetch_related("lines__scale")],
        "subjects": [_subject(s) for s in subjects],
        "pools": [_pool(pool) for pool in campaign.pools.all()],
        "rules": [said(rule, RULE.split()) for rule in campaign.rules.all()],
        "documents": [_paper(paper) for paper in papers],
    }


def said(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    """The columns of a row that say something else than their default."""
    values = {}
    for name in columns:
        field, value = row._meta.get_field(name), getattr(row, name)
        default = field.get_default()
        if value != default or (not field.blank and not field.has_default()):
            values[name] = value
    return values


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


def _counting(campaign: "Campaign") -> dict[str, Any]:
    formula = getattr(campaign, "formula", None)
    if formula is None:
        return {}
    return {
        "formula": _formula(formula),
        "rates": [
            _pair(rate, "name", key=rate.key, options=rate.options.split())
            for rate in campaign.rates.all()
        ],
        **_grading(campaign, formula),
        "quorums": [_quorum(quorum) for quorum in campaign.quorums.all()],
        "void": _stripped(formula, "void_"),
        "indicators": [
            _indicator(row) for row in campaign.indicators.prefetch_related("steps")
        ],
    }


def _stripped(formula: "Formula", prefix: str) -> dict[str, Any]:
    """What the columns with this prefix say, without it."""
    names = [f.name for f in formula._meta.fields if f.name.startswith(prefix)]
    return {k.removeprefix(prefix): v for k, v in said(formula, names).items()}


def _formula(formula: "Formula") -> dict[str, Any]:
    trim = {"each": formula.trim_each, "least": formula.trim_least}
    values = {name: getattr(formula, name) for name in OF_FORMULA}
    return values | ({"trim": trim} if formula.trim_each else {})


def _grading(campaign: "Campaign", formula: "Formula") -> dict[str, Any]:
    if formula.grading == "none":
        return {}
    rest = _stripped(formula, "grading_")
    return {"grading": {"method": formula.grading, **rest, "steps": _steps(campaign)}}


def _steps(campaign: "Campaign") -> list[dict[str, Any]]:
    steps = []
    for step in campaign.steps.all():
        rest = said(step, ["inclusive", "share"])
        lowest = {"from": step.lowest} if step.lowest else {}
        steps.append(_pair(step, "label", **lowest, **rest))
    return steps


def _quorum(quorum: "Quorum") -> dict[str, Any]:
    how = {"bound": quorum.bound} if quorum.bound else {"least": quorum.least}
    return {"scope": quorum.scope, **said(quorum, ["pool", "inclusive"]), **how}


def _indicator(row: "Indicator") -> dict[str, Any]:
    steps = [_pair(step, "label", key=step.key) for step in row.steps.all()]
    rest = {"steps": steps} if steps else {}
    return _pair(row, "name", key=row.key, kind=row.kind, **rest)


def _subject(row: "Subject") -> dict[str, Any]:
    """With its name only where that is not the unit's."""
    own = (row.name, row.name_en) != (row.unit.name, row.unit.name_en)
    names = ["name"] if own else []
    rest = {"unit": row.unit.code, "kind": row.kind, "form": row.form.key}
    of = {"of": row.of.key} if row.of else {}
    return _pair(row, *names, key=row.key, **rest, **said(row, ["principal"]), **of)


def _paper(paper: "Document") -> dict[str, Any]:
    rest = said(paper, ["kind"])
    if paper.subject:
        rest["subject"] = paper.subject.key
    if paper.pdf:
        file = paper.pdf
        rest["pdf"] = {"sha256": file.pk, "size": file.size, "pages": file.pages}
    if paper.source_id:
        rest["source"] = paper.source_id
    return _pair(paper, "title", "body", "author", unit=paper.unit.code, **rest)


def _pool(row: "Pool") -> dict[str, Any]:
    """With its short name only where that is not the name."""
    own = (row.short, row.short_en) != (row.name, row.name_en)
    names = ["name", "short"] if own else ["name"]
    rest = said(row, ["quota", "weight", "composition"])
    if row.kinds:
        rest["kinds"] = row.kinds.split()
    return _pair(row, *names, key=row.key, reach=row.reach, **rest)


def _units(
    groups: Iterable["Group"], *rows: Iterable["Subject | Document"]
) -> Iterable["Unit"]:
    """Every unit the document names, once: those of the groups in their order first."""
    units = [seat.unit for group in groups for seat in group.seats.all()]
    units += [row.unit for part in rows for row in part]
    return dict.fromkeys(units)


def _campaign(campaign: "Campaign") -> dict[str, Any]:
    comments = said(campaign, ["comments_to_unit"]).values()
    rest = dict(zip(["comments"], comments, strict=False))
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
        occasion=campaign.occasion,
        time_zone=campaign.time_zone,
        drill=campaign.drill,
        blank=campaign.blank,
        custody=campaign.custody,
        **said(campaign, ["activation", "approval", "publishable"]),
        **rest,
        floors=floors,
    )


def _group(group: "Group") -> dict[str, Any]:
    codes = [seat.unit.code for seat in group.seats.all()]
    lead = next((s.unit.code for s in group.seats.all() if s.lead), None)
    lead_of = {"lead": lead} if lead else {}
    return _pair(group, "title", key=group.key, units=codes, **lead_of)


def _scale(scale: "Scale") -> dict[str, Any]:
    options = []
    for option in scale.options.all():
        roles = [role for role in ROLES if getattr(option, role)]
        rest = said(option, ["score"])
        options.append(_pair(option, "label", key=option.key, roles=roles, **rest))
    names = (*SCALE, *OF_NUMBERS) if scale.kind == "number" else SCALE
    rest = said(scale, names)
    if scale.kind != "number":
        rest["options"] = options
    return _pair(scale, "title", key=scale.key, **rest)


def _form(form: "Form") -> dict[str, Any]:
    lines = []
    for line in form.lines.all():
        rest = said(line, ["main", "optional", "weight"])
        if line.scale:
            rest["scale"] = line.scale.key
        lines.append(_pair(line, "text", kind=line.kind, key=line.key, **rest))
    return _pair(form, "title", "note", key=form.key, lines=lines)
