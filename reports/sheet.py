"""The form of one subject with what was counted on it; makes its rates."""

from dataclasses import dataclass

from campaigns.definition import Form, Formula, Item
from reports import tally
from reports.disclosure import Cell
from reports.tally import Account, Counts, Denominator, Rate


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of one subject with its counts in item order, from some pools."""

    form: Form
    formula: Formula
    account: Account
    counts: tuple[Counts, ...]

    def rate(self, item: Item) -> Rate:
        denominator = Denominator(self.formula.denominator)
        scale, row = item.scale, self.counts[item.position]
        return tally.rate(
            row, scale.satisfied, scale.outside, self.account, denominator
        )

    @property
    def deciding_items(self) -> tuple[Item, ...]:
        """The overall item, or all of them where all decide."""
        main = self.form.main
        alone = main is not None and self.formula.deciding == "overall"
        return (main,) if main is not None and alone else self.form.items

    @property
    def deciding(self) -> Rate:
        return tally.total(map(self.rate, self.deciding_items))

    @property
    def cell(self) -> Cell:
        answered = [counts.answered for counts in self.counts]
        rows = [answered[item.position] for item in self.deciding_items]
        return Cell(self.account.valid, max(rows), min(answered))

    @property
    def sections(self) -> list[list[int]]:
        """Answers to each item, by section."""
        return [
            [self.counts[item.position].answered for item in section.items]
            for section in self.form.sections
        ]
