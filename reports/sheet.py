"""The form of one subject with what was counted on it; makes its figures."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from ballots.disclosure import Cell
from campaigns.definition import Definition, Form, Item, Section
from reports import tally
from reports.tally import (
    NO_POSITIONS,
    Account,
    Answers,
    Denominator,
    Numbers,
    Rate,
    Row,
    Trim,
    Value,
)

SCORE = "score"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of one subject with its answers in item order, from some pools."""

    form: Form
    definition: Definition
    account: Account
    answers: tuple[Answers, ...]

    def __add__(self, other: "Sheet") -> "Sheet":
        """Two pools added by heads."""
        both = zip(self.answers, other.answers, strict=True)
        added = tuple(one + more for one, more in both)  # type: ignore[operator]
        account = self.account + other.account
        return Sheet(self.form, self.definition, account, added)

    # one item -----------------------------------------------------------------

    def takes_part(self, item: Item, measure: str) -> bool:
        """Whether an item has this measure: ticks name things, some have no score.

        The same as the words say: on a scale without an option that counts for it
        nobody is unsatisfied.
        """
        return self.definition.bears(item.scale, measure)

    def hits(self, item: Item, measure: str) -> Collection[int]:
        """Positions of the options, or the numbers, that a rate counts."""
        scale = item.scale
        if item.kind != "number":
            return self.definition.counting_options(scale, measure)
        least = scale.satisfied_from
        if measure == "excellent":
            least = scale.excellent_from
        return NO_POSITIONS if least is None else range(least, scale.high + 1)

    def rate(self, item: Item, measure: str = "satisfied") -> Rate:
        """The rate of one item over the formula's denominator."""
        return tally.rate(
            self.answers[item.position],
            self.hits(item, measure),
            NO_POSITIONS if item.kind == "number" else item.scale.outside,
            self.account,
            Denominator(self.definition.formula.denominator),
        )

    def row(self, item: Item, measure: str) -> Row:
        """One item as points, for a rate or for the score."""
        if measure != SCORE:
            return tally.rated(self.rate(item, measure))
        trim, answers = self.definition.formula.trim, self.answers[item.position]
        ends = item.scale.scores
        if isinstance(answers, Numbers):
            ends = (Fraction(item.scale.low), Fraction(item.scale.high))
        return tally.scored(answers, ends, Trim(trim.each, trim.least))

    def value(self, item: Item, measure: str) -> Value:
        """The figure of one item; none where it has no such measure."""
        if not self.takes_part(item, measure):
            return Value()
        return tally.pooled([self.row(item, measure)])

    # the deciding row -----------------------------------------------------------

    def deciding_items(self, measure: str) -> tuple[Item, ...]:
        """The overall item, or all that have the measure and a weight."""
        main = self.form.main
        if self.definition.formula.deciding == "overall" and main:
            return (main,) if self.takes_part(main, measure) else ()
        items = [item for item in self.form.items if item.weight]
        return tuple(item for item in items if self.takes_part(item, measure))

    def deciding(self, measure: str) -> Value:
        """What the deciding row, or all items together, come to."""
        if self.definition.formula.deciding == "mean":
            return tally.mean(
                [(s.weight, self._section(s, measure)) for s in self.form.sections]
            )
        return tally.pooled(
            [self.row(item, measure) for item in self.deciding_items(measure)]
        )

    def _section(self, section: Section, measure: str) -> Value:
        return tally.mean(
            [(item.weight, self.value(item, measure)) for item in section.items]
        )

    def section(self, section: Section, measure: str) -> Value:
        """What a section comes to: its items together, or their weighted mean."""
        if self.definition.formula.deciding == "mean":
            return self._section(section, measure)
        rows = (
            self.row(item, measure)
            for item in section.items
            if self.takes_part(item, measure)
        )
        return tally.pooled(rows)

    # sizes ----------------------------------------------------------------------

    @property
    def one_count(self) -> bool:
        """Whether what heads the result tells one count of ballots and no more.

        Of seven answers worth 100, 80 or 30 the mean gives away each, and so do
        weights; a share of those who know the subject also tells how many do not.
        """
        how = self.definition.formula
        if how.measure == SCORE or how.deciding == "mean":
            return False
        items = self.deciding_items(how.measure)
        return how.denominator != "inside" or not any(i.scale.outside for i in items)

    @property
    def cell(self) -> Cell:
        """Numbers of ballots that decide on what may be shown."""
        answered = [answers.answered for answers in self.answers]
        measure = self.definition.formula.measure
        rows = [answered[item.position] for item in self.deciding_items(measure)]
        return Cell(self.account.valid, max(rows, default=0), min(answered))

    @property
    def sections(self) -> list[list[int]]:
        """Answers to each item, by section."""
        return [
            [self.answers[item.position].answered for item in section.items]
            for section in self.form.sections
        ]
