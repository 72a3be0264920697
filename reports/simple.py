"""Bounds on the one figure that heads the result (S1), told as one sentence.

Margins are said in votes, never in percent alone (look.md §1, §5).
"""

from collections.abc import Callable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from ballots.disclosure import Cell
from campaigns.definition import Definition, Floors
from reports.report import Reason, Verdict
from reports.tally import Finding

# What is said of a subject, and the finding that it rests on.
Ruling = tuple[str, Finding | None]
STATES = {
    "rework": "act",
    "just": "near",
    "close": "near",
    "under": "near",
    "reached": "ok",
    "free": "ok",
    "undecided": "none",
}
BADGES = {
    ("rework", False): gettext_lazy("Rework proposed"),
    ("just", False): gettext_lazy("Just reaches %(bound)s"),
    ("just", True): gettext_lazy("Just above %(bound)s"),
    ("close", False): gettext_lazy("Close to %(bound)s"),
    ("under", False): gettext_lazy("Below %(bound)s"),
    ("under", True): gettext_lazy("Not above %(bound)s"),
    ("reached", False): gettext_lazy("Reaches %(bound)s"),
    ("reached", True): gettext_lazy("Above %(bound)s"),
    ("free", False): gettext_lazy("No bound is set"),
    ("undecided", False): gettext_lazy("Too few ballots: not decided"),
}
CLAUSES = {
    ("rework", False): ngettext_lazy(
        "%(n)d is below %(bound)s: rework is proposed",
        "%(n)d are below %(bound)s: rework is proposed", "n"),
    ("rework", True): ngettext_lazy(
        "%(n)d is not above %(bound)s: rework is proposed",
        "%(n)d are not above %(bound)s: rework is proposed", "n"),
    ("just", False): ngettext_lazy(
        "%(n)d just reaches %(bound)s", "%(n)d just reach %(bound)s", "n"),
    ("just", True): ngettext_lazy(
        "%(n)d is just above %(bound)s", "%(n)d are just above %(bound)s", "n"),
    ("close", False): ngettext_lazy(
        "%(n)d is close to %(bound)s", "%(n)d are close to %(bound)s", "n"),
    ("under", False): ngettext_lazy(
        "%(n)d is below %(bound)s", "%(n)d are below %(bound)s", "n"),
    ("under", True): ngettext_lazy(
        "%(n)d is not above %(bound)s", "%(n)d are not above %(bound)s", "n"),
    ("reached", False): ngettext_lazy(
        "%(n)d reaches %(bound)s", "%(n)d reach %(bound)s", "n"),
    ("reached", True): ngettext_lazy(
        "%(n)d is above %(bound)s", "%(n)d are above %(bound)s", "n"),
    ("free", False): ngettext_lazy(
        "%(n)d is measured by no bound", "%(n)d are measured by no bound", "n"),
    ("undecided", False): ngettext_lazy(
        "%(n)d has too few ballots and is not decided",
        "%(n)d have too few ballots and are not decided", "n"),
}  # fmt: skip


def votes(n: int) -> str:
    return ngettext("one vote", "%(n)d votes", n) % {"n": n}


def answers(n: int) -> str:
    """The same where all items decide: it is answers that are missing."""
    return ngettext("one answer", "%(n)d answers", n) % {"n": n}


def ruling(findings: Sequence[Finding]) -> Ruling:
    """The one finding that a subject's verdict rests on, and what kind it is."""
    if not findings:
        return "free", None
    if findings[0].below is None:
        return "undecided", None
    ordered = sorted(findings, key=lambda finding: finding.rule.bound)
    rework = [f for f in ordered if f.rule.consequence == "rework"]
    for finding in rework:
        if finding.below:
            return "rework", finding
    for finding in reversed(rework):
        if finding.close:
            return ("close" if finding.spare else "just"), finding
    under = next((finding for finding in ordered if finding.below), None)
    return ("under", under) if under else ("reached", ordered[-1])


def badge(kind: str, finding: Finding | None) -> str:
    """The verdict in a few words."""
    if finding is None:
        return str(BADGES[kind, False])
    text = BADGES.get((kind, finding.rule.inclusive), BADGES[kind, False])
    return str(text) % {"bound": finding.rule.text}


def simple(
    definition: Definition,
    findings: tuple[Finding, ...],
    cell: Cell,
    reasons: tuple[Reason, ...] = (),
) -> Verdict:
    """Of bounds on the one figure that heads the result (S1)."""
    kind, finding = ruling(findings)
    say = answers if definition.formula.deciding == "items" else votes
    if kind == "free":
        margin, sentence = "", _("No rule: nothing is flagged.")
    elif finding is None:
        margin = few(definition.floors, cell)
        sentence = _("%(few)s: not decided and no rate shown.") % {"few": margin}
    else:
        margin = _margin(kind, finding, findings, say)
        sentence = _sentence(kind, finding, margin, say)
    label = badge(kind, finding)
    state, margin = STATES[kind], capfirst(margin)
    sentence = capfirst(sentence)
    return Verdict(state, label, margin, sentence, findings, reasons, simple=True)


def _margin(
    kind: str,
    finding: Finding,
    findings: Sequence[Finding],
    say: Callable[[int], str],
) -> str:
    bound = finding.rule.text
    if kind in ("rework", "under"):
        return _short(finding, say)
    if kind == "reached" and finding.spare:
        return _("%(votes)s above %(bound)s") % {
            "votes": say(_hits(finding) - finding.needed),
            "bound": bound,
        }
    fewer = _fewer(finding, say)
    missed = [f for f in findings if f.below]
    if not missed:
        return fewer
    nearest = min(missed, key=missing)
    further = _("%(votes)s short of %(bound)s") % {
        "votes": say(missing(nearest)),
        "bound": nearest.rule.text,
    }
    return pgettext("two clauses", "%(one)s; %(two)s") % {"one": fewer, "two": further}


def _short(finding: Finding, say: Callable[[int], str]) -> str:
    return _("%(votes)s short (%(hits)d, needs %(needed)d)") % {
        "votes": say(missing(finding)),
        "hits": _hits(finding),
        "needed": finding.needed,
    }


def _fewer(finding: Finding, say: Callable[[int], str]) -> str:
    text = _("%(votes)s fewer would be below %(bound)s")
    if finding.rule.inclusive:
        text = _("%(votes)s fewer would not be above %(bound)s")
    return text % {
        "votes": say(_hits(finding) - finding.needed + 1),
        "bound": finding.rule.text,
    }


def _sentence(
    kind: str, finding: Finding, margin: str, say: Callable[[int], str]
) -> str:
    words = {"below": badge("under", finding), "votes": say(missing(finding))}
    if kind == "rework":
        text = _(
            "%(below)s, %(votes)s short: rework is proposed. The supervision team "
            "analyses, the office decides."
        )
        return text % words
    if kind == "under":
        text = _(
            "%(below)s, %(votes)s short: the supervision team decides on a reminder."
        )
        return text % words
    return _("%(badge)s: %(margin)s.") % {
        "badge": badge(kind, finding),
        "margin": margin,
    }


def _hits(finding: Finding) -> int:
    """What counted: votes, or answers where all items decide."""
    return finding.rate.hits if finding.rate else 0


def missing(finding: Finding) -> int:
    """How many it lacks to what is needed."""
    return finding.needed - _hits(finding)


def few(floors: Floors, cell: Cell) -> str:
    """How many there are and how many it takes."""
    if cell.deciding >= floors.rate:
        return _("no ballot falls into the denominator")
    numbers = {"n": cell.deciding, "floor": floors.rate}
    if cell.valid < floors.rate:
        numbers["n"] = cell.valid
        return (
            ngettext(
                "%(n)d valid ballot, fewer than %(floor)d",
                "%(n)d valid ballots, fewer than %(floor)d",
                cell.valid,
            )
            % numbers
        )
    return (
        ngettext(
            "the deciding row has %(n)d answer, fewer than %(floor)d",
            "the deciding row has %(n)d answers, fewer than %(floor)d",
            cell.deciding,
        )
        % numbers
    )


def kind_of(kind: str, finding: Finding | None) -> tuple[str, bool, str]:
    """What two verdicts must share to be told as one."""
    if finding is None:
        return kind, False, ""
    return kind, finding.rule.inclusive, finding.rule.text


def clause(kind: str, inclusive: bool, bound: str, n: int) -> str:
    text = CLAUSES.get((kind, inclusive), CLAUSES[kind, False])
    return str(text % {"n": n, "bound": bound})
