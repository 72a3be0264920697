"""The formula and the rules of a definition in words, for every page and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.definition import Definition, Rule, Scale


@dataclass(frozen=True, slots=True)
class Clause:
    """One choice of the formula: what is chosen, and the choice as a sentence."""

    term: str
    sentence: str


def quoted(texts: Sequence[object]) -> str:
    """“好”“一般” in Chinese, “good”, “fair” in English."""
    comma = ", " if (get_language() or "").startswith("en") else ""
    return comma.join(_("“%s”") % text for text in texts)


def formula_words(definition: Definition) -> list[Clause]:
    """How this definition counts, one clause a choice, in the active language."""
    return [
        Clause(_("Satisfied"), _satisfied(definition)),
        Clause(_("Deciding row"), _deciding(definition)),
        Clause(_("Denominator"), _denominator(definition)),
        Clause(_("Blank items"), _blank(definition)),
        *_pools(definition),
        Clause(_("Bounds"), _bounds(definition.rules)),
        Clause(_("Rounding"), _rounding(definition)),
    ]


def formula_text(definition: Definition) -> str:
    """The same as running text."""
    stop = "; " if (get_language() or "").startswith("en") else "；"
    end = "." if stop == "; " else "。"
    return stop.join(c.sentence for c in formula_words(definition)) + end


def _satisfied(definition: Definition) -> str:
    used = {i.scale.key: i.scale for f in definition.forms.values() for i in f.items}
    return "; ".join(_scale(scale) for scale in used.values())


def _scale(scale: Scale) -> str:
    yes = quoted([o.label for o in scale.options if o.satisfied])
    rest = [o.label for o in scale.options if not o.satisfied]
    if not rest:
        return _("%(yes)s counts as satisfied") % {"yes": yes}
    return _("%(yes)s counts as satisfied, %(no)s does not") % {
        "yes": yes,
        "no": quoted(rest),
    }


def _deciding(definition: Definition) -> str:
    if definition.formula.deciding == "items":
        return _("all items together decide")
    return _("the overall item alone decides")


def _denominator(definition: Definition) -> str:
    return {
        "valid": _("the denominator is the valid ballots"),
        "answered": _("the denominator is the ballots that answered the row"),
        "inside": _("the denominator is the valid ballots less those outside"),
        "returned": _("the denominator is the returned ballots"),
        "issued": _("the denominator is the issued ballots"),
    }[definition.formula.denominator]


def _blank(definition: Definition) -> str:
    if definition.blank == "abstain":
        return _("a blank item is an abstention on that item")
    return _("every item must be answered; a card may be left out as an abstention")


def _pools(definition: Definition) -> list[Clause]:
    if len(definition.pools) < 2:
        return []
    sentence = _("the pools are added together by heads, without weights")
    return [Clause(_("Pools"), sentence)]


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
    stop = ", " if (get_language() or "").startswith("en") else "，"
    each = [
        _("%(bound)s: %(consequence)s")
        % {"bound": bound_words(rule), "consequence": consequence(rule)}
        for rule in rules
    ]
    by = _("ballots are compared, not rounded percentages")
    return stop.join([*each, by])


def _rounding(definition: Definition) -> str:
    decimals = definition.formula.decimals
    return ngettext(
        "rounded half up to %d decimal, for display only",
        "rounded half up to %d decimals, for display only",
        decimals,
    ) % decimals
