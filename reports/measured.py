"""What was measured of one subject: its figures by measure, item and pool.

Also says which of them may be shown, by `reports.disclosure`, so that neither a page
nor a rule can use one that may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add

from campaigns.definition import Definition, Item, Pool, Rule, Subject
from reports import disclosure, tally
from reports.counted import Counted
from reports.disclosure import Level
from reports.sheet import Sheet
from reports.tally import Account, Value


@dataclass(frozen=True)
class Measured:
    """One subject with the sheet of every pool that rates it, by pool key."""

    definition: Definition
    subject: Subject
    sheets: Mapping[str, Sheet]

    @cached_property
    def pools(self) -> list[Pool]:
        return self.definition.raters(self.subject)

    @cached_property
    def closed(self) -> list[Pool]:
        """Those added by heads: an open link never is, unless nobody else votes."""
        return [pool for pool in self.pools if not pool.is_open] or self.pools

    @cached_property
    def together(self) -> Sheet:
        """The closed pools added by heads."""
        return reduce(add, (self.sheets[pool.key] for pool in self.closed))

    # what may be shown -----------------------------------------------------------

    @cached_property
    def level(self) -> Level:
        """Of the subject's items, all closed pools together."""
        return disclosure.subject_level(self.together.cell, self.definition.floors)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Of each pool; an open link is no part of the sum and stands for itself."""
        floors = self.definition.floors
        cells = {pool.key: self.sheets[pool.key].cell for pool in self.closed}
        levels = disclosure.pool_levels(cells, self.level, floors)
        for pool in self.pools:
            if pool.key not in levels:
                cell = self.sheets[pool.key].cell
                levels[pool.key] = disclosure.subject_level(cell, floors)
        return levels

    @cached_property
    def heads_shown(self) -> bool:
        """Whether the figure that heads the result may be shown.

        A hidden pool hides the weighted total: with the total by heads it could be
        worked out.
        """
        if not self.definition.formula.weighted:
            return bool(self.level)
        weighted = [pool for pool in self.pools if pool.weight]
        return bool(self.level) and all(
            self.levels[p.key] or not self.sheets[p.key].account.valid for p in weighted
        )

    @cached_property
    def hidden(self) -> frozenset[tuple[int, int]]:
        """Items whose few answers hide them, as (section, item)."""
        floor = self.definition.floors.distribution
        measure = self.definition.formula.measure
        summed = len(self.together.deciding_items(measure)) > 1
        return disclosure.hidden_items(self.together.sections, floor, summed)

    def shows(self, item: Item) -> bool:
        """Whether the figures of an item may be shown."""
        places = {
            one.key: (s, i)
            for s, section in enumerate(self.subject.form.sections)
            for i, one in enumerate(section.items)
        }
        return self.level is Level.FULL and places[item.key] not in self.hidden

    # figures ---------------------------------------------------------------------

    def value(self, measure: str = "", item: str = "", pool: str = "") -> Value:
        """A figure, shown or not; empty names stand for what heads the result."""
        measure = measure or self.definition.formula.measure
        if measure not in self.definition.measures():
            return Value()  # a later campaign's rule may name what this one lacks
        if pool:
            sheet = self.sheets.get(pool)
            return self._of(sheet, measure, item) if sheet else Value()
        if not self.definition.formula.weighted:
            return self._of(self.together, measure, item)
        parts = [
            (pool.weight, self._of(self.sheets[pool.key], measure, item))
            for pool in self.pools
        ]
        return tally.combine(parts, tally.Empty(self.definition.formula.empty))

    def _of(self, sheet: Sheet, measure: str, key: str) -> Value:
        if not key:
            return sheet.deciding(measure)
        items = [item for item in sheet.form.items if item.key == key]
        return sheet.value(items[0], measure) if items else Value()

    def decides(self, rule: Rule) -> bool:
        """Whether enough ballots stand behind what a rule measures.

        Under the distribution floor one figure a cell: the one that heads the result.
        """
        if rule.on_heading(self.definition.formula):
            return self.heads_shown
        if rule.pool and rule.pool not in self.sheets:
            return False
        item = next((i for i in self.subject.form.items if i.key == rule.item), None)
        if rule.item and (item is None or not self.shows(item)):
            return False
        named = rule.measure in ("", self.definition.formula.measure)
        if rule.pool:
            least = Level.RATE if named and not rule.item else Level.FULL
            return self.levels[rule.pool] >= least
        return self.level is Level.FULL and self.heads_shown


def measure(definition: Definition, counted: Counted, subject: Subject) -> Measured:
    """Read one subject's sheets out of what was counted."""
    sheets = {}
    for pool in definition.raters(subject):
        account = counted.subjects.get((subject.key, pool.key), Account())
        account = replace(account, due=definition.due(subject, pool))
        answers = tuple(
            counted.counts(subject.key, pool.key, item) for item in subject.form.items
        )
        sheets[pool.key] = Sheet(subject.form, definition, account, answers)
    return Measured(definition, subject, sheets)
