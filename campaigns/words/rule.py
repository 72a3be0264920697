"""The rules, each as a sentence."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.definition import TITLE, Definition, Rule
from campaigns.words.basic import item_name, joined, measure_name, phrase, quoted, tidy
from campaigns.words.pools import kind_name


def consequence(rule: Rule) -> str:
    """What the rule leads to, as a short phrase."""
    return {
        "rework": _("rework is proposed"),
        "reminder": _("a reminder"),
        "admonition": _("an admonition talk is proposed"),
        "ineligible": _("not eligible"),
        "training": _("training is proposed"),
        "rectify": _("rectifying and reporting again is proposed"),
        "drop": _("dropping or improving is proposed"),
        "spread": _("continuing and spreading is proposed"),
        "replace": _("moving the head is proposed"),
    }[rule.consequence]


def bound_words(rule: Rule) -> str:
    """“below 2/3”, “at or below 80 %”, “above the mean of the group”."""
    if rule.against == "last":
        return _("among the last %s") % rule.last
    bound = {
        "group-mean": _("the mean of the group"),
        "campaign-mean": _("the mean of the campaign"),
    }.get(rule.against, rule.bound)
    if rule.above:
        text = _("at or above %s") if rule.inclusive else _("above %s")
    else:
        text = _("at or below %s") if rule.inclusive else _("below %s")
    return text % bound


def rules_sentence(definition: Definition) -> str:
    """All rules in one sentence, and what is compared."""
    rules = definition.rules
    if not rules:
        return _("no rule: nothing is flagged")
    each = [rule_words(definition, rule) for rule in rules]
    each += _places(definition)
    by = _("ballots are compared, not rounded percentages")
    return joined([*each, by], "," if all(map(_is_short, rules)) else ";")


def _places(definition: Definition) -> Iterator[str]:
    """Whom "the last n" are counted among, and what becomes of equals."""
    rules = [rule for rule in definition.rules if rule.against == "last"]
    if rules:
        yield {
            "group": _("places are counted within the group"),
            "kind": _("places are counted among units of the same kind"),
        }.get(definition.formula.rank, _("places are counted in the whole campaign"))
        yield _("of equals that do not all fit none is found")
    if any("%" in rule.last for rule in rules):
        yield _("numbers are rounded down")


def _is_short(rule: Rule) -> bool:
    """Nothing but a bound on what heads the result."""
    limited = rule.kind or rule.principal or rule.form or rule.occasion or rule.margin
    return rule.plain and not (rule.measure or rule.item or rule.pool or limited)


def rule_words(definition: Definition, rule: Rule) -> str:
    """The whole rule, such as “persons only: excellent rate below 70 %: not eligible”.

    A bound on a satisfaction rate that heads the result: “below 2/3: rework …”.
    """
    found = _found(definition, rule)
    if _is_short(rule) and definition.formula.measure == "satisfied":
        words = {"bound": found, "consequence": consequence(rule)}
        return _("%(bound)s: %(consequence)s") % words
    found = joined([*_occasion(rule), found, *_times(rule)])
    found = tidy(_limited(definition, rule, found))
    words = {"found": found, "consequence": consequence(rule)}
    said = _("%(found)s: %(consequence)s") % words
    return joined([said, *_margin(rule)])


def _limited(definition: Definition, rule: Rule, found: str) -> str:
    """With the subjects to which the rule is limited."""
    if rule.form:
        words = {"form": definition.forms[rule.form].title, "found": found}
        found = _("on “%(form)s”: %(found)s") % words
    if rule.principal:
        return _("principal leaders only: %s") % found
    if not rule.kind:
        return found
    words = {"kind": kind_name(rule.kind), "found": found}
    return _("%(kind)s only: %(found)s") % words


def _found(definition: Definition, rule: Rule) -> str:
    """What is measured, and where it must lie to be found."""
    if rule.measure == TITLE:
        return _("the title was missed")
    indicator = definition.indicators.get(rule.measure)
    if indicator and indicator.kind == "veto":
        return _("%s is there") % quoted([indicator.name])
    bound = bound_words(rule)
    if indicator and indicator.kind == "grade":
        label = dict(indicator.steps)[rule.bound]
        bound = bound_words(replace(rule, bound=quoted([label])))
    heading = definition.formula.measure
    if _is_short(rule) and heading == "satisfied":
        return bound
    parts = [measure_name(definition, rule.measure or heading)]
    if rule.item:
        parts.append(_("on %s") % quoted([item_name(definition, rule.item)]))
    if rule.pool:
        parts.append(_("from %s") % quoted([definition.pools[rule.pool].name]))
    return phrase([*parts, bound])


def _occasion(rule: Rule) -> list[str]:
    return {
        "": [],
        "regular": [_("in a regular campaign")],
        "year-end": [_("in a year-end campaign")],
    }[rule.occasion]


def _times(rule: Rule) -> list[str]:
    if rule.times == 1:
        return []
    text = _("%d times in the series")
    if rule.running:
        text = _("%d times running in the series")
    return [text % rule.times]


def _margin(rule: Rule) -> list[str]:
    if not rule.margin or rule.measure == TITLE:
        return []
    text = ngettext(
        "passing with %d ballot to spare or less is said, too",
        "passing with %d ballots to spare or less is said, too",
        rule.margin,
    )
    return [text % rule.margin]
