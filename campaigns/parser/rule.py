"""Rules out of a document: what each measures must be there and bear its bound."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.parser.counting import AGAINST, CONSEQUENCES, OCCASIONS
from campaigns.parser.row import Row

RULE = (
    "measure item pool kind principal against bound last inclusive above occasion "
    "times running consequence margin"
)


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
    items = [item for form in known.forms.values() for item in form.items]
    if item and item not in [one.key for one in items]:
        row.fail("item", _("no form has this item"))
    pool = row.reference("pool", known.pools)
    foreign = measure == d.TITLE or measure in known.indicators
    if foreign and (item or pool or against != "bound"):
        row.fail("measure", _("this comes from elsewhere, not from ballots of its own"))
    _has_scores(row, measure or known.formula.measure, items)
    return d.Rule(
        bound=_bound(row, measure, against, known),
        inclusive=row.take("inclusive", bool, False),
        consequence=row.one_of("consequence", CONSEQUENCES, "rework"),
        margin=row.whole("margin"),
        measure=measure,
        item=item,
        pool=pool,
        kind=row.one_of("kind", ("", *known.kinds), ""),
        principal=row.take("principal", bool, False),
        against=against,
        last=_last(row, against),
        above=row.take("above", bool, False),
        occasion=row.one_of("occasion", ("", *OCCASIONS), ""),
        times=row.whole("times", 1, 1, 50),
        running=row.take("running", bool, True),
    )


def _has_scores(row: Row, measure: str, items: Collection[d.Item]) -> None:
    """A rule on a measure that the form lacks."""
    if measure == "score" and items and not any(i.scale.scored for i in items):
        row.fail("measure", _("no option of any form has a score"))
    if measure == "excellent" and items:
        numbers = any(i.scale.excellent_from is not None for i in items)
        if not numbers and not any(i.scale.excellent for i in items):
            row.fail("measure", _("no option of any form counts as excellent"))


def _bound(row: Row, measure: str, against: str, known: Known) -> str:
    found = known.indicators.get(measure)
    unbound = against != "bound" or measure == d.TITLE
    if unbound or (found and found.kind == "veto"):
        if row.has("bound"):
            row.fail("bound", _("this rule needs no bound"))
        return ""
    if found and found.kind == "grade":
        return _step(row, found)
    text = row.values.get("bound")
    try:
        value = d.fraction(
            str(row.take("bound") if not isinstance(text, int) else text)
        )
    except (ValueError, ZeroDivisionError):
        row.fail("bound", _("write it as 2/3 or 80 %"))
    points = found or (measure or known.formula.measure) == "score"
    if not points and not 0 < value <= 1:
        row.fail("bound", _("must lie above 0 and not above 1"))
    return str(text)


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
