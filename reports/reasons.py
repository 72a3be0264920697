"""What each rule says of a subject, as a sentence in the active language.

Each gives the figure as printed with its counts, the bound, the margin in ballots and
the consequence, so that a reader can check it with a pencil.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from campaigns.definition import TITLE, Definition, Rule
from campaigns.words import in_english, measure_name
from reports import tally
from reports.report import Reading, Reason
from reports.tally import MILD, Finding

SCORE = "score"
# The heaviest first: what a verdict of several parts is named after.
WEIGHT = (
    "replace",
    "ineligible",
    "rework",
    "drop",
    "rectify",
    "admonition",
    "training",
    "reminder",
    "spread",
)
PROPOSALS = {
    "replace": gettext_lazy("replacing the head is proposed"),
    "ineligible": gettext_lazy("ineligibility is proposed"),
    "rework": gettext_lazy("rework is proposed"),
    "drop": gettext_lazy("dropping or improving it is proposed"),
    "rectify": gettext_lazy("rectification is proposed"),
    "admonition": gettext_lazy("an admonition talk is proposed"),
    "training": gettext_lazy("training is proposed"),
    "reminder": gettext_lazy("a reminder talk is proposed"),
    "spread": gettext_lazy("continuing and spreading it is proposed"),
}
BADGES = {
    "replace": gettext_lazy("Replacement proposed"),
    "ineligible": gettext_lazy("Ineligibility proposed"),
    "rework": gettext_lazy("Rework proposed"),
    "drop": gettext_lazy("Dropping or improving proposed"),
    "rectify": gettext_lazy("Rectification proposed"),
    "admonition": gettext_lazy("Admonition talk proposed"),
    "training": gettext_lazy("Training proposed"),
    "reminder": gettext_lazy("Reminder talk proposed"),
    "spread": gettext_lazy("Spreading proposed"),
}
LACKS = {
    "few": gettext_lazy("too few ballots"),
    "quorum": gettext_lazy("the quorum is not met"),
    "nothing": gettext_lazy("no answer counts towards it"),
    "alone": gettext_lazy("there is nobody to compare it with"),
    "again": gettext_lazy(
        "in a second vote there is no whole group to compare it with"
    ),
    "entered": gettext_lazy("nothing was entered"),
    "open": gettext_lazy("not every rule that bears on it is decided"),
}


WORDS = {
    "above": pgettext_lazy("a figure", "above"),
    "not above": pgettext_lazy("a figure", "not above"),
    "reaches": pgettext_lazy("a figure", "reaches"),
    "below": pgettext_lazy("a figure", "below"),
}


class Found(NamedTuple):
    """A rule with what it finds; `lack` names why it decides nothing."""

    rule: Rule
    finding: Finding
    lack: str = ""


def badge(consequence: str) -> str:
    """What is proposed, as a badge."""
    return str(BADGES[consequence])


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints figures as the formula says."""

    definition: Definition

    def text(self, value: Fraction, measure: str) -> str:
        """A rate with its sign, a score or points without."""
        how = self.definition.formula
        if measure in self.definition.indicators:
            return tally.printed(value, how.decimals, how.rounding, "drop")
        style = (how.decimals, how.rounding, how.zeros)
        if measure == SCORE:
            return tally.printed(value, *style)
        return tally.percent(value, *style) + " %"


def reason(
    definition: Definition, found: Found, readings: tuple[Reading, ...]
) -> Reason:
    """The part of the verdict that one rule makes."""
    rule, finding, _lack = found
    said = _said(definition, found, readings)
    number = next((n for n, each in enumerate(definition.rules) if each == rule), 0)
    mark = state(rule, finding)
    return Reason(mark, capfirst(said), rule.consequence, finding, number)


def state(rule: Rule, finding: Finding) -> str:
    """act, near, ok or none, as the page marks it."""
    if finding.below is None:
        return "none"
    if finding.found:
        if rule.consequence == "spread":
            return "ok"
        return "near" if rule.consequence in MILD else "act"
    return "near" if finding.close or finding.below else "ok"


def _said(definition: Definition, found: Found, readings: tuple[Reading, ...]) -> str:
    rule, finding, lack = found
    what = _what(definition, rule)
    if not finding.told:
        text = _("%(what)s: rests on earlier results that are not released here.")
        return text % {"what": what}
    if finding.below is None:
        lacks = {"what": what, "why": LACKS[lack]}
        return _("%(what)s: %(why)s, not decided.") % lacks
    how = _compared(definition, rule, finding, readings)
    if not finding.below:
        return _("%(what)s: %(how)s.") % {"what": what, "how": how + _spare(finding)}
    words = {"what": what, "how": how + _short(finding)}
    if rule.times > 1:
        words["how"] += _times(rule, finding)
    if not finding.found:
        return _("%(what)s: %(how)s.") % words
    words["then"] = str(PROPOSALS[rule.consequence])
    return _("%(what)s: %(how)s; %(then)s.") % words


def _what(definition: Definition, rule: Rule) -> str:
    """What is measured: 满意率, with its item and its pool where it has them."""
    named = str(measure_name(definition, rule.measure or definition.formula.measure))
    parts = [named]
    if rule.item:
        items = (i for form in definition.forms.values() for i in form.items)
        parts.append(str(next(i.text for i in items if i.key == rule.item)))
    if rule.pool:
        parts.append(str(definition.pools[rule.pool].short))
    return " · ".join(parts)


def _compared(
    definition: Definition, rule: Rule, finding: Finding, readings: tuple[Reading, ...]
) -> str:
    if rule.measure == TITLE:
        lost, kept = pgettext("title", "lost"), pgettext("title", "kept")
        return lost if finding.below else kept
    if finding.value is None:
        return _fact(definition, rule, finding, readings)
    measure = rule.measure or definition.formula.measure
    printer = Printer(definition)
    figure = _figure(finding, printer.text(finding.value, measure))
    if rule.against == "last":
        return f"{figure}{_comma()}{_last(rule, finding)}"
    bound = rule.bound
    if rule.against != "bound" and finding.bound is not None:
        bound = _("the mean %s") % printer.text(finding.bound, measure)
    return f"{figure}{_comma()}{_held(rule, finding, bound)}"


def _figure(finding: Finding, printed: str) -> str:
    """A figure as printed, with the counts it came from where it is a share."""
    if not finding.rate:
        return printed
    counts = f"{finding.rate.hits}/{finding.rate.of}"
    return _("%(figure)s (%(counts)s)") % {"figure": printed, "counts": counts}


def _held(rule: Rule, finding: Finding, bound: str) -> str:
    """The figure against the bound; Chinese words follow each other closely."""
    close = not in_english() and not bound[0].isascii()
    return _relation(rule, finding) + ("" if close else " ") + bound


def _relation(rule: Rule, finding: Finding) -> str:
    if rule.above:
        beyond = WORDS["reaches"] if rule.inclusive else WORDS["above"]
        within = WORDS["below"] if rule.inclusive else WORDS["not above"]
    else:
        beyond = WORDS["not above"] if rule.inclusive else WORDS["below"]
        within = WORDS["above"] if rule.inclusive else WORDS["reaches"]
    return str(beyond if finding.below else within)


def _last(rule: Rule, finding: Finding) -> str:
    if rule.above:
        there, not_there = _("among the first %s"), _("not among the first %s")
    else:
        there, not_there = _("among the last %s"), _("not among the last %s")
    text = there if finding.below else not_there
    return text % (rule.last if "%" in rule.last else _places(rule.last))


def _places(n: str) -> str:
    return n if in_english() else f"{n} 名"


def _fact(
    definition: Definition, rule: Rule, finding: Finding, readings: tuple[Reading, ...]
) -> str:
    """Of a veto whether it is there, of a grade the step that was reached."""
    indicator = definition.indicators[rule.measure]
    if indicator.kind == "veto":
        return _("is there") if finding.below else _("is not there")
    got = next(r.text for r in readings if r.key == rule.measure)
    step = dict(indicator.steps)[rule.bound]
    return f"{got}{_comma()}{_held(rule, finding, str(step))}"


def _short(finding: Finding) -> str:
    if not finding.in_ballots or not finding.short:
        return ""
    text = ngettext("one ballot short", "%(n)d ballots short", finding.short)
    if finding.rule.above:
        text = ngettext("one ballot beyond", "%(n)d ballots beyond", finding.short)
    return _comma() + text % {"n": finding.short}


def _spare(finding: Finding) -> str:
    if not finding.in_ballots or not finding.close:
        return ""
    if finding.rule.above:
        away = finding.spare + 1
        text = ngettext("one ballot away", "%(n)d ballots away", away)
        return _comma() + text % {"n": away}
    if not finding.spare:
        return _comma() + _("no ballot to spare")
    text = ngettext("one ballot to spare", "%(n)d ballots to spare", finding.spare)
    return _comma() + text % {"n": finding.spare}


def _times(rule: Rule, finding: Finding) -> str:
    words = {"seen": finding.seen, "times": rule.times}
    running = _("%(seen)d in a row of the %(times)d that it takes")
    counted = _("%(seen)d of the %(times)d times that it takes")
    return _comma() + (running if rule.running else counted) % words


def _comma() -> str:
    return ", " if in_english() else "，"
