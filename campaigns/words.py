"""The formula and the rules of a definition in words, for every page and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from campaigns.definition import Definition, Rule, Scale


@dataclass(frozen=True, slots=True)
class Clause:
    """One choice of the formula: what is chosen, and the choice as a sentence."""

    term: str
    sentence: str


def in_english() -> bool:
    """Whether the reader's language is English; everything else is Chinese."""
    return (get_language() or "").startswith("en")


def quoted(texts: Sequence[object]) -> str:
    """“好”“一般” in Chinese, “Good”, “Fair” in English."""
    comma = ", " if in_english() else ""
    return comma.join(_("“%s”") % text for text in texts)


def formula_words(definition: Definition) -> list[Clause]:
    """How this definition counts, one clause a choice, in the active language."""
    return [
        Clause(pgettext("formula", "Satisfied"), _satisfied(definition)),
        Clause(pgettext("formula", "Deciding row"), _deciding(definition)),
        Clause(pgettext("formula", "Denominator"), _denominator(definition)),
        Clause(pgettext("formula", "Blank items"), _blank(definition)),
        *_pools(definition),
        Clause(pgettext("formula", "Bounds"), _bounds(definition.rules)),
        Clause(pgettext("formula", "Rounding"), _rounding(definition)),
    ]


def formula_text(definition: Definition) -> str:
    """The same as running text."""
    stop, end = ("; ", ".") if in_english() else ("；", "。")
    sentences = [clause.sentence for clause in formula_words(definition)]
    return capfirst(stop.join(sentences)) + end


def _satisfied(definition: Definition) -> str:
    forms = [subject.form for subject in definition.subjects.values()]
    scales = {item.scale.key: item.scale for form in forms for item in form.items}
    if len(scales) == 1:
        return _scale(*scales.values())
    each = [f"{scale.title}: {_scale(scale)}" for scale in scales.values()]
    return ("; " if in_english() else "；").join(each)


def _scale(scale: Scale) -> str:
    yes = [option.label for option in scale.options if option.satisfied]
    no = [option.label for option in scale.options if not option.satisfied]
    does = ngettext(
        "%(yes)s counts as satisfied", "%(yes)s count as satisfied", len(yes)
    ) % {"yes": quoted(yes)}
    if not no:
        return does
    return ngettext("%(does)s, %(no)s does not", "%(does)s, %(no)s do not", len(no)) % {
        "does": does,
        "no": quoted(no),
    }


def _deciding(definition: Definition) -> str:
    if definition.formula.deciding == "items":
        return _("all items together decide")
    return _("the overall item alone decides")


def _denominator(definition: Definition) -> str:
    return {
        "valid": _("the denominator is the valid ballots"),
        "answered": _("the denominator is the ballots that answered the row"),
        "inside": _("the denominator is the valid ballots less those left out"),
        "returned": _("the denominator is the returned ballots"),
        "issued": _("the denominator is the issued ballots"),
    }[definition.formula.denominator]


def _blank(definition: Definition) -> str:
    if definition.blank == "abstain":
        return _("a blank item is an abstention on that item")
    return _("every item must be answered, but a card may be left out as an abstention")


def _pools(definition: Definition) -> list[Clause]:
    if len(definition.pools) < 2:
        return []
    sentence = _("the pools are added together by heads, without weights")
    return [Clause(pgettext("formula", "Pools"), sentence)]


def consequence(rule: Rule) -> str:
    """What the rule leads to, as a short phrase."""
    return _("rework is proposed") if rule.consequence == "rework" else _("a reminder")


def bound_words(rule: Rule) -> str:
    """“below 2/3” or “at or below 80 %”."""
    text = _("at or below %s") if rule.inclusive else _("below %s")
    return text % rule.bound


def _bounds(rules: Sequence[Rule]) -> str:
    if not rules:
        return _("no rule: nothing is flagged")
    each = [
        _("%(bound)s: %(consequence)s")
        % {"bound": bound_words(rule), "consequence": consequence(rule)}
        for rule in rules
    ]
    by = _("ballots are compared, not rounded percentages")
    return (", " if in_english() else "，").join([*each, by])


def _rounding(definition: Definition) -> str:
    decimals = definition.formula.decimals
    if not decimals:
        return _("percentages are rounded half up to whole numbers, for display only")
    return (
        ngettext(
            "percentages are rounded half up to %d decimal, for display only",
            "percentages are rounded half up to %d decimals, for display only",
            decimals,
        )
        % decimals
    )


def measure_name(definition: Definition, key: str) -> str:
    """What a measure is called: 满意率, 优秀率, 得分, a further rate, an indicator."""
    if key in definition.rates:
        return str(definition.rates[key].name)
    if key in definition.indicators:
        return str(definition.indicators[key].name)
    return {
        "satisfied": _("Satisfaction rate"),
        "excellent": _("Excellent rate"),
        "score": _("Score"),
        "title": _("Title of the year"),
    }[key]
