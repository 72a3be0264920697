"""Rules out of a document: what each measures must be there and bear its bound."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import definition as d
from campaigns.parser.counting import AGAINST, CONSEQUENCES, OCCASIONS
from campaigns.parser.row import Row

RULE = (
    "measure item pool kind form principal against bound last inclusive above occasion "
    "times running consequence margin"
)
NOTHING = gettext_lazy("no option of any form counts for it")
LACKING = {
    "score": gettext_lazy("no option of any form has a score"),
    "excellent": gettext_lazy("no option of any form counts as excellent"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule may name."""

    formula: d.Formula
    rates: Mapping[str, d.Named]
    indicators: Mapping[str, d.Indicator]
    forms: Mapping[str, d.Form]
    pools: Collection[str]
    kinds: Collection[str]


def rule(row: Row, known: Known) -> d.Rule:
    names = [*d.BUILT_IN, d.TITLE, *known.rates, *known.indicators]
    measure = row.reference("measure", names)
    against = row.one_of("against", AGAINST, "bound")
    item = row.take("item", default="")
    pool = row.reference("pool", known.pools)
    foreign = measure == d.TITLE or measure in known.indicators
    if foreign and (item or pool or against != "bound"):
        row.fail("measure", _("this comes from elsewhere, not from ballots of its own"))
    if not foreign:
        _borne(row, measure or known.formula.measure, item, known)
    return d.Rule(
        bound=_bound(row, measure, against, known),
        inclusive=row.take("inclusive", bool, False),
        consequence=row.one_of("consequence", CONSEQUENCES, "rework"),
        margin=row.whole("margin"),
        measure=measure,
        item=item,
        pool=pool,
        kind=row.one_of("kind", ("", *known.kinds), ""),
        form=row.reference("form", known.forms),
        principal=row.take("principal", bool, False),
        against=against,
        last=_last(row, against),
        above=row.take("above", bool, False),
        occasion=row.one_of("occasion", ("", *OCCASIONS), ""),
        times=row.whole("times", 1, 1, 50),
        running=row.take("running", bool, True),
    )


def _borne(row: Row, measure: str, item: str, known: Known) -> None:
    """Refuse a measure that no form, or the item that is named, can bear."""
    form = row.reference("form", known.forms)
    forms = [known.forms[form]] if form else known.forms.values()
    items = [i for one in forms for i in one.items]
    if item and item not in [one.key for one in items]:
        row.fail("item", _("no form has this item"))
    scales = [one.scale for one in items if item in ("", one.key)]
    named = known.rates.get(measure)
    options = named.options if named else ()
    if scales and not any(scale.bears(measure, options) for scale in scales):
        why = _("no option of this item counts for it")
        row.fail("measure", why if item else str(LACKING.get(measure, NOTHING)))


def _bound(row: Row, measure: str, against: str, known: Known) -> str:
    found = known.indicators.get(measure)
    unbound = against != "bound" or measure == d.TITLE
    if unbound or (found and found.kind == "veto"):
        if row.values.get("bound"):
            row.fail("bound", _("this rule needs no bound"))
        return ""
    if found and found.kind == "grade":
        return _step(row, found)
    points = found or (measure or known.formula.measure) == "score"
    return row.number("bound") if points else row.share("bound")


def _step(row: Row, found: d.Indicator) -> str:
    step = str(row.take("bound"))
    if found.place(step) is None:
        row.fail("bound", _("“%s” is no step of this grade") % step)
    return step


def _last(row: Row, against: str) -> str:
    if against != "last":
        if row.has("last"):
            row.fail("last", _('only with against = "last"'))
        return ""
    text = row.number("last")
    value, share = d.fraction(text), "%" in text
    if value <= 0 or (share and value > 1) or (not share and value.denominator != 1):
        row.fail("last", _("write a number such as 3 or a share such as 10 %"))
    return text
