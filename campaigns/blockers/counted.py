"""Whether what is to be counted can be: measures, rules, grades, quorums, voids."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from campaigns.blockers.blocker import Blocker, page
from campaigns.definition import Definition, Form, Scale
from campaigns.parser import DocumentError, Row, counting
from campaigns.parser.rule import RULE, Known, rule
from campaigns.parser.whole import KINDS
from campaigns.words import measure_name

if TYPE_CHECKING:
    from campaigns.models import Campaign

# Tables that have no page of their own, and where the campaign's page has them.
PLACES = {
    "formula": "formula-group",
    "rates": "rates-group",
    "grading": "steps-group",
    "quorums": "quorums-group",
    "pools": "pools-group",
    "void": "formula-group",
}
Document = Mapping[str, Any]


def blockers(
    campaign: "Campaign", document: Document, definition: Definition
) -> Iterator[Blocker]:
    """Everything about counting that a readable campaign still lacks."""
    yield from _heading(campaign, definition)
    yield from _void(campaign, definition)
    yield from _weights(campaign, definition)
    yield from _votes(campaign, document, definition)
    yield from _rank(campaign, definition)
    yield from _rules(campaign, document, definition)
    yield from _rest(campaign, document, definition)


def mistake(campaign: "Campaign", error: DocumentError) -> Blocker:
    """A mistake in the document, led to the page of its table."""
    table = error.path.partition("[")[0].partition(".")[0]
    place = f"#{PLACES[table]}" if table in PLACES else ""
    return Blocker(str(error), page(campaign) + place)


def _heading(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    """Forms on which nothing makes the figure that heads the result."""
    measure = definition.formula.measure
    forms = {s.form.key: s.form for s in definition.subjects.values()}
    rows = {row.key: row for row in campaign.forms.all()}
    for form in forms.values():
        scales = _deciding(form, definition)
        if not form.items or any(definition.bears(s, measure) for s in scales):
            continue
        if not scales and definition.formula.deciding == "overall":
            continue  # said of the form
        if measure == "satisfied" and {scale.kind for scale in scales} == {"choice"}:
            row = campaign.scales.get(key=scales[0].key)
            text = _("In the scale “%s” no option counts as satisfied.") % row
            yield Blocker(text, page(row))
        else:
            name = measure_name(definition, measure)
            words = {"form": form.title, "measure": name}
            text = _(
                "“%(measure)s” heads the result, but nothing on “%(form)s” makes it."
            )
            yield Blocker(text % words, page(rows[form.key]))


def _deciding(form: Form, definition: Definition) -> list[Scale]:
    """The scales of the items that decide: those that weigh anything."""
    if definition.formula.deciding == "overall":
        return [form.main.scale] if form.main else []
    mean = definition.formula.deciding == "mean"
    return [
        item.scale
        for section in form.sections
        for item in section.items
        if item.weight and (section.weight or not mean)
    ]


def _weights(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    """Subjects that nobody rates whose voice has any weight."""
    if not definition.formula.weighted:
        return
    for subject in definition.subjects.values():
        pools = definition.raters(subject)
        if pools and not any(pool.weight for pool in pools):
            text = _("“%s” is rated by classes of the weight 0 alone: no result.")
            yield Blocker(text % subject.name, page(campaign) + "#pools-group")


def _votes(
    campaign: "Campaign", document: Document, definition: Definition
) -> Iterator[Blocker]:
    """What goes by the order of the options needs an overall item with options."""
    method = document.get("grading", {}).get("method")
    by_votes = method in ("majority", "plurality")
    ordered = method == "majority" or definition.void.extremes
    forms = {s.form.key: s.form for s in definition.subjects.values()}
    for form in forms.values():
        choice = form.main if form.main and form.main.kind == "choice" else None
        if by_votes and form.items and not choice:
            text = _(
                "Grades come from the votes on the overall item, but “%s” has none "
                "that is answered by an option."
            )
            yield Blocker(text % form.title, page(campaign) + "#steps-group")
        if ordered and choice and not choice.scale.falls:
            row = campaign.scales.get(key=choice.scale.key)
            text = _(
                "In the scale “%s” a satisfied option follows one that is not: write "
                "the best first, for the order of the options counts here."
            )
            yield Blocker(text % row, page(row))


def _void(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    """With one item every card has the same option in all its items."""
    forms = {s.form.key: s.form for s in definition.subjects.values()}
    for form in forms.values():
        choices = [item for item in form.items if item.kind == "choice"]
        if definition.void.alike and len(choices) == 1:
            text = _(
                "Cards with the same option throughout are void, but “%s” has one item "
                "only: every card would be void."
            )
            yield Blocker(text % form.title, page(campaign) + "#formula-group")


def _rank(campaign: "Campaign", definition: Definition) -> Iterator[Blocker]:
    units = [unit for unit in definition.units.values() if not unit.kind]
    if definition.formula.rank == "kind" and units:
        text = _("Units of the same kind are ranked, but “%s” has no kind.")
        row = campaign.subjects.filter(unit__code=units[0].code).first()
        url = page(row.unit) if row else page(campaign)
        yield Blocker(text % units[0].name, url, stops=False)


def _rules(
    campaign: "Campaign", document: Document, definition: Definition
) -> Iterator[Blocker]:
    """Each rule by itself, with its own page."""
    known = Known(
        definition.formula,
        definition.rates,
        definition.indicators,
        definition.forms,
        definition.pools,
        KINDS,
    )
    pairs = zip(document["rules"], campaign.rules.all(), strict=True)
    for number, (values, row) in enumerate(pairs, 1):
        why = _why(partial(_read_rule, values, known))
        if why:
            text = _("Rule %(number)d: %(why)s") % {"number": number, "why": why}
            yield Blocker(text, page(row))


def _rest(
    campaign: "Campaign", document: Document, definition: Definition
) -> Iterator[Blocker]:
    """The grades and the quorums, on the campaign's page."""
    formula, rates = definition.formula, definition.rates
    grading = Row("grading", document.get("grading", {}), counting.GRADING.split())
    why = _why(partial(counting.grading, grading, formula, rates))
    if why:
        url = page(campaign) + f"#{PLACES['grading']}"
        yield Blocker(_("Grades: %s") % why, url)
    for values in document["quorums"]:
        quorum = Row("quorums", values, counting.QUORUM.split())
        why = _why(partial(counting.quorum, quorum, definition.pools))
        if why:
            url = page(campaign) + f"#{PLACES['quorums']}"
            yield Blocker(_("Quorum: %s") % why, url)


def _read_rule(values: Document, known: Known) -> None:
    rule(Row("rules", values, RULE.split()), known)


def _why(read: Callable[[], object]) -> str:
    """Why something cannot be read, with the column; nothing if it can."""
    try:
        read()
    except DocumentError as error:
        name = error.path.rpartition(".")[2]
        return _("%(column)s: %(why)s") % {"column": column(name), "why": error.why}
    return ""


def column(name: str) -> str:
    """What the pages call a key of the document."""
    return {
        "bound": _("bound"),
        "last": _("last"),
        "item": _("item"),
        "pool": _("pool"),
        "measure": _("measure"),
        "method": _("grades"),
        "steps": _("grades"),
        "label": _("label"),
        "fails": _("below this always the last grade"),
        "from": _("from"),
        "share": _("share"),
    }.get(name, name)
