"""The formula, the rules and what belongs to them out of a document."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from campaigns import definition as d
from campaigns.parser.row import Row, unique

DECIDING = ("overall", "items", "mean")
DENOMINATORS = ("valid", "answered", "inside", "returned", "issued", "due")
POOLS = ("heads", "weights")
EMPTY = ("undecided", "spread", "zero")
ROUNDING = ("half-up", "half-even", "down")
ZEROS = ("keep", "drop")
TOTAL = ("as-is", "last", "largest")
RANK = ("none", "group", "kind", "campaign")
METHODS = ("none", "bands", "majority", "plurality", "quota")
SCOPES = ("campaign", "unit")
INDICATORS = ("points", "grade", "veto", "signed")
AGAINST = ("bound", "group-mean", "campaign-mean", "last")
OCCASIONS = ("regular", "year-end")
CONSEQUENCES = (
    "rework",
    "reminder",
    "admonition",
    "ineligible",
    "training",
    "rectify",
    "drop",
    "spread",
    "replace",
)
FORMULA = (
    "measure deciding denominator pools empty trim decimals rounding zeros total rank"
)
TRIM = "each least"
RATE = "key name name_en options"
GRADING = "method measure steps bound inclusive fails"
STEP = "label label_en from inclusive share"
QUORUM = "scope pool bound inclusive least"
VOID = "alike extremes incomplete"
INDICATOR = "key name name_en kind steps"
INDICATOR_STEP = "key label label_en"


def formula(row: Row, rates: Collection[str]) -> d.Formula:
    trim = row.row("trim", TRIM)
    each = trim.whole("each")
    return d.Formula(
        row.one_of("deciding", DECIDING, "overall"),
        row.one_of("denominator", DENOMINATORS, "valid"),
        row.whole("decimals", 1, 0, 3),
        measure=row.one_of("measure", [*d.BUILT_IN, *rates], "satisfied"),
        pools=row.one_of("pools", POOLS, "heads"),
        empty=row.one_of("empty", EMPTY, "undecided"),
        # less would leave nothing, or less than one answer
        trim=d.Trim(each, trim.whole("least", 2 * each + 1, 2 * each + 1)),
        rounding=row.one_of("rounding", ROUNDING, "half-up"),
        zeros=row.one_of("zeros", ZEROS, "keep"),
        total=row.one_of("total", TOTAL, "as-is"),
        rank=row.one_of("rank", RANK, "none"),
    )


def rate(row: Row, scales: Mapping[str, d.Scale]) -> d.Named:
    known = {option.key for scale in scales.values() for option in scale.options}
    key = row.key()
    if key in (*d.BUILT_IN, d.TITLE):
        row.fail("key", _("“%s” is taken") % key)
    options = row.codes("options", known)
    if not options:
        row.fail("options", _("is missing"))
    return d.Named(key, row.text("name"), options)


def grading(row: Row, formula: d.Formula, rates: Collection[str]) -> d.Grading:
    method = row.one_of("method", METHODS, "none")
    measure = row.reference("measure", [*d.BUILT_IN, *rates])
    points = (measure or formula.measure) == "score"
    if measure and method == "quota":
        row.fail("measure", _("the ranking goes by what heads the result, by no other"))
    steps = tuple(_step(step, points) for step in row.rows("steps", STEP))
    if method in ("bands", "quota") and len(steps) < 2:
        row.fail("steps", _("a grade needs two steps at least"))
    if method == "quota" and formula.rank == "none":
        row.fail("method", _("shares are given out by rank: the formula has no rank"))
    if method == "bands":
        _falling(row, steps)
    if method == "quota":
        _shared(row, steps)
    return d.Grading(
        method,
        measure,
        steps,
        bound=row.share("bound", "1/2") if method == "majority" else "",
        inclusive=row.take("inclusive", bool, True),
        fails=_figure(row, "fails", points),
    )


def _step(row: Row, points: bool) -> d.Step:
    return d.Step(
        row.text("label"),
        lowest=_figure(row, "from", points),
        inclusive=row.take("inclusive", bool, True),
        share=row.share("share") if row.has("share") else "",
    )


def _figure(row: Row, name: str, points: bool) -> str:
    """A bound on a score or on a rate, if there is one."""
    if not row.has(name):
        return ""
    return row.number(name) if points else row.share(name)


def _falling(row: Row, steps: Collection[d.Step]) -> None:
    """Bands go down, and only the last is open."""
    *bands, last = steps
    if last.lowest or not all(step.lowest for step in bands):
        row.fail("steps", _("every step but the last has a “from”"))
    lows = [d.fraction(step.lowest) for step in bands]
    if lows != sorted(set(lows), reverse=True):
        row.fail("steps", _("the steps must go down, the best first"))


def _shared(row: Row, steps: Sequence[d.Step]) -> None:
    """Shares of those ranked: together not more than all of them."""
    if not all(step.share for step in steps[:-1]):
        row.fail("steps", _("every step but the last has a share"))
    if sum(d.fraction(step.share) for step in steps[:-1]) > 1:
        row.fail("steps", _("the shares add up to more than 100 %"))


def quorum(row: Row, pools: Collection[str]) -> d.Quorum:
    bound, least = row.has("bound"), row.has("least")
    if bool(bound) == bool(least):
        row.fail(
            "bound", _("give a share in “bound” or a number in “least”, one of both")
        )
    return d.Quorum(
        row.one_of("scope", SCOPES, "campaign"),
        row.reference("pool", pools),
        row.share("bound") if bound else "",
        row.take("inclusive", bool, True),
        row.whole("least", 0, 1) if least else 0,
    )


def void(row: Row) -> d.Void:
    return d.Void(
        row.take("alike", bool, False),
        row.whole("extremes"),
        row.take("incomplete", bool, False),
    )


def indicator(row: Row, taken: Collection[str]) -> d.Indicator:
    key, kind = row.key(), row.one_of("kind", INDICATORS, "points")
    if key in taken:
        row.fail("key", _("“%s” is taken") % key)
    steps = [(s.key(), s.text("label")) for s in row.rows("steps", INDICATOR_STEP)]
    if (kind == "grade") != (len(steps) > 1):
        row.fail("steps", _("a grade has two steps at least, nothing else has any"))
    keys = [key for key, _label in steps]
    if len(set(keys)) < len(keys):
        row.fail("steps", _("a step is there twice"))
    return d.Indicator(key, row.text("name"), kind, tuple(steps))


def indicators(top: Row, rates: Collection[str]) -> dict[str, d.Indicator]:
    taken = {*d.BUILT_IN, d.TITLE, *rates}
    rows = top.rows("indicators", INDICATOR)
    return unique((indicator(row, taken) for row in rows), "indicators")
