"""Grades of the subjects in words, by the grading of the definition."""

from dataclasses import dataclass
from fractions import Fraction

from campaigns.definition import Item, fraction
from campaigns.definition import Step as FrozenStep
from reports import tally
from reports.judging import Judge
from reports.tally import Counts, Denominator, Step

ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Grades:
    """Makes the grade of each subject of a campaign."""

    judge: Judge

    def of(self, key: str) -> str:
        """The grade in the active language; "" where there is none."""
        how = self.judge.definition.grading
        measured = self.judge.measured[key]
        if how.method == "none" or self.judge.heading(key) is None:
            return ""
        if how.method == "quota":
            return self._label(self._quota(key))
        if how.method == "bands":
            shown = measured.tells(how.measure)
            value = measured.value(how.measure).value if shown else None
            return self._label(tally.band(value, [band(step) for step in how.steps]))
        main = measured.subject.form.main
        return self._by_votes(key, main) if main and measured.shows(main) else ""

    def _label(self, at: int | None) -> str:
        steps = self.judge.definition.grading.steps
        return "" if at is None else str(steps[at].label)

    def _by_votes(self, key: str, main: Item) -> str:
        """By the votes on the overall item (counting.md §1.7)."""
        definition = self.judge.definition
        sheet, how = self.judge.measured[key].together, definition.grading
        counts = sheet.answers[main.position]
        if not isinstance(counts, Counts):
            return ""
        outside = main.scale.outside
        if how.method == "plurality":
            at = tally.plurality(counts, outside)
        else:
            below = Denominator(definition.formula.denominator)
            of = below.of(counts, outside, sheet.account)
            bound = fraction(how.bound)
            at = tally.majority(counts, of, bound, how.inclusive, outside)
        return "" if at is None else str(main.scale.options[at].label)

    def _quota(self, key: str) -> int | None:
        definition = self.judge.definition
        how, rank = definition.grading, definition.formula.rank
        peers = self.judge.peers(definition.subjects[key], rank)
        values = [self.judge.heading(peer.key) for peer in peers]
        shares = [fraction(step.share) if step.share else ALL for step in how.steps]
        fails = fraction(how.fails) if how.fails else None
        at = [peer.key for peer in peers].index(key)
        return tally.quota(values, shares, fails)[at]


def band(step: FrozenStep) -> Step:
    """A step of the definition for the arithmetic."""
    lowest = fraction(step.lowest) if step.lowest else None
    return Step(lowest, step.inclusive)
