"""Ranks and grades, and what stands beside the ballots."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.definition import Definition, Step
from campaigns.words.basic import Clause, joined, measure_name, quoted


def grade_clauses(definition: Definition) -> Iterator[Clause]:
    """The ranking, the grades, the figures from elsewhere."""
    rank = definition.formula.rank
    if rank != "none":
        ranked = {
            "group": _("subjects are ranked within their group"),
            "kind": _("subjects are ranked among units of the same kind"),
            "campaign": _("subjects are ranked in the whole campaign"),
        }[rank]
        shared = _("equal figures share a place, different kinds are ranked apart")
        yield Clause(pgettext("formula", "Ranking"), joined([ranked, shared]))
    if definition.grading.method != "none":
        yield Clause(pgettext("formula", "Grades"), _grades(definition))
    if definition.indicators:
        names = quoted([row.name for row in definition.indicators.values()])
        sentence = _("beside the ballots stand figures from elsewhere: %s") % names
        yield Clause(pgettext("formula", "From elsewhere"), sentence)


def _grades(definition: Definition) -> str:
    how = definition.grading
    if how.method == "majority":
        return _majority(definition)
    if how.method == "plurality":
        text = _("the option with most votes is the grade; two with as many: none")
        return joined([text, *_heads(definition)])
    name = measure_name(definition, how.measure or definition.formula.measure)
    steps = joined(step_words(definition), "/")
    if how.method == "bands":
        return _("grades by %(measure)s: %(steps)s") % {
            "measure": name,
            "steps": steps,
        }
    said = [_("grades by the ranking: %s") % steps, _("numbers are rounded down")]
    said.append(_("equal places that do not all fit go to the lower grade"))
    if how.fails:
        words = {"bound": how.fails, "label": quoted([how.steps[-1].label])}
        said.append(_("below %(bound)s always %(label)s") % words)
    return joined(said)


def _majority(definition: Definition) -> str:
    how = definition.grading
    text = _(
        "from the best option down the votes are added; the first with which they are "
        "more than %s of the denominator is the grade"
    )
    if how.inclusive:
        text = _(
            "from the best option down the votes are added; the first with which they "
            "reach %s of the denominator is the grade"
        )
    last = _("the last one at the latest")
    return joined([text % how.bound, last, *_heads(definition)])


def _heads(definition: Definition) -> Iterator[str]:
    """Votes are votes: a grade by them knows no weights."""
    if definition.formula.weighted:
        yield _("for the grade the votes of all pools are added by heads")


def step_words(definition: Definition) -> list[str]:
    """Each grade with where it begins: “优秀” 90 and more, “差” the rest."""
    return [_step(step) for step in definition.grading.steps]


def _step(step: Step) -> str:
    label = quoted([step.label])
    if step.share:
        return _("%(label)s the first %(share)s") % {
            "label": label,
            "share": step.share,
        }
    if not step.lowest:
        return _("%s the rest") % label
    text = _("%(label)s above %(lowest)s")
    if step.inclusive:
        text = _("%(label)s from %(lowest)s on")
    return text % {"label": label, "lowest": step.lowest}
