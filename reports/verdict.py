"""Verdicts and headlines in words, in the active language."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.disclosure import Cell
from campaigns.definition import Definition, Floors, Subject
from campaigns.words import in_english
from reports import reasons as why
from reports.reasons import SCORE, WEIGHT, Found, reason
from reports.report import Reading, Reason, Verdict
from reports.simple import BADGES, clause, few, kind_of, ruling, simple
from reports.tally import Finding

SIMPLE = ("rework", "reminder")


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a subject's result stands (quorum), and its figure may be shown."""

    quorum: bool = True
    shown: bool = True


def verdict(
    definition: Definition,
    found: tuple[Found, ...],
    cell: Cell,
    standing: Standing,
    readings: tuple[Reading, ...] = (),
) -> Verdict:
    """What the rules say of one subject; a proposal, never a decision."""
    how = definition.formula
    reasons = tuple(reason(definition, one, readings) for one in found)
    plain = all(
        rule.plain
        and not rule.above
        and rule.on_heading(how)
        and rule.consequence in SIMPLE
        for rule, _finding, _lack in found
    )
    findings = tuple(one.finding for one in found)
    if not standing.quorum:
        return _no_quorum(findings, reasons)
    if plain and how.measure != SCORE and not how.weighted and how.deciding != "mean":
        return simple(definition, findings, cell, reasons)
    shown = standing.shown
    return _combined(definition, None if shown else cell, findings, reasons)


def _no_quorum(findings: tuple[Finding, ...], reasons: tuple[Reason, ...]) -> Verdict:
    label = _("Quorum not met")
    sentence = _("Too few have voted for a result that stands: not decided.")
    return Verdict("none", label, "", sentence, findings, reasons)


def _combined(
    definition: Definition,
    hidden: Cell | None,
    findings: tuple[Finding, ...],
    reasons: tuple[Reason, ...],
) -> Verdict:
    """Of rules of several kinds: named after the heaviest, with every part.

    `hidden` is the cell of a subject whose heading figure is hidden.
    """
    found = [one for one in reasons if one.finding.found]
    heavy = sorted(found, key=lambda one: WEIGHT.index(one.consequence))
    states = [one.state for one in reasons]
    state = next((s for s in ("act", "near", "none") if s in states), "ok")
    if heavy and heavy[0].consequence == "spread" and state != "act":
        state = "ok"
    seen = any(one.finding.below for one in reasons)
    told = all(one.finding.told for one in reasons)
    labels = {
        "near": _("Found, not yet often enough") if seen else _("Close to a bound"),
        "none": _("Not decided") if told else _("Not shown in full"),
        "ok": _("Nothing found") if findings else str(BADGES["free", False]),
    }
    label = why.badge(heavy[0].consequence) if heavy else labels[state]
    said = [one.sentence for one in heavy] or [
        one.sentence for one in reasons if one.state == state
    ]
    sentence = (" " if in_english() else "").join(said)
    if not findings:
        sentence = _("No rule: nothing is flagged.")
    margin = capfirst(_hidden(definition.floors, hidden)) if hidden else ""
    return Verdict(state, label, margin, sentence, findings, reasons)


def _hidden(floors: Floors, cell: Cell) -> str:
    """Why the figure that heads the result is not there."""
    if cell.deciding < floors.rate:
        return few(floors, cell)
    return _("a class of raters has too few ballots: the weighted total is hidden")


def headline(subjects: Sequence[Subject], verdicts: Sequence[Verdict]) -> str:
    """One sentence that says it all for a group, in the order of the verdicts."""
    if not all(verdict.simple for verdict in verdicts):
        return _tally_of(verdicts)
    kinds = Counter(kind_of(*ruling(verdict.findings)) for verdict in verdicts)
    clauses = [clause(*kind, n) for kind, n in kinds.items()]
    n = len(subjects)
    text = ngettext(
        "Of %(n)d subject, %(clauses)s.", "Of %(n)d subjects, %(clauses)s.", n
    )
    if all(subject.kind == "team" for subject in subjects):
        text = ngettext(
            "Of %(n)d unit, %(clauses)s.", "Of %(n)d units, %(clauses)s.", n
        )
    return text % {"n": n, "clauses": ("; " if in_english() else "；").join(clauses)}


def _tally_of(verdicts: Sequence[Verdict]) -> str:
    """How many of each badge, where verdicts are made of several parts."""
    badges = Counter(verdict.badge for verdict in verdicts)
    each = [
        _("%(badge)s: %(n)d") % {"badge": badge, "n": n} for badge, n in badges.items()
    ]
    end = "." if in_english() else "。"
    return ("; " if in_english() else "；").join(each) + end
