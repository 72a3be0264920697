"""What was measured of one subject: its figures by measure, item and pool.

Also says which of them may be shown, by `ballots.disclosure`, so that neither a page
nor a rule can use one that may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add

from ballots import disclosure
from ballots.disclosure import Level
from campaigns.definition import Definition, Floors, Item, Pool, Rule, Section, Subject
from reports import tally
from reports.counted import Counted
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
    def floors(self) -> Floors:
        """Of this subject: a figure that tells more than one count is a distribution.

        Under its floor such a figure is hidden like the counts themselves (design §6).
        """
        floors = self.definition.floors
        if self.together.one_count:
            return floors
        return replace(floors, rate=floors.distribution)

    @cached_property
    def level(self) -> Level:
        """Of the subject's items, all closed pools together."""
        return disclosure.subject_level(self.together.cell, self.floors)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Of each pool; an open link is no part of the sum and stands for itself.

        A pool without ballots hides nothing.
        """
        floors = self.floors
        cells = {pool.key: self.sheets[pool.key].cell for pool in self.closed}
        levels = disclosure.pool_levels(cells, self.level, floors)
        for pool in self.pools:
            if pool.key not in levels:
                cell = self.sheets[pool.key].cell
                levels[pool.key] = disclosure.alone_level(cell, floors)
        return levels

    @cached_property
    def heads_shown(self) -> bool:
        """Whether the figure that heads the result may be shown.

        A hidden pool hides the weighted total: with the total by heads it could be
        worked out.
        """
        return bool(self.level) and self._weighed(Level.RATE)

    def _weighed(self, least: Level) -> bool:
        """Whether so much is shown of every pool that has a weight in the total."""
        if not self.definition.formula.weighted:
            return True
        return all(self.levels[pool.key] >= least for pool in self.pools if pool.weight)

    def tells(self, measure: str = "") -> bool:
        """Whether the deciding row may be shown by a measure.

        Under the distribution floor one figure a cell: the one that heads the result.
        The same goes for the pools that a weighted figure is made of. Where items are
        hidden a measure of other items would tell what those hide that cover them.
        """
        if measure in ("", self.definition.formula.measure):
            return self.heads_shown
        same = self._deciding(measure) == self._deciding()
        return self.full and (same or not self.hidden)

    @property
    def full(self) -> bool:
        """Whether more than the one figure may be shown, as the formula combines."""
        return self.level is Level.FULL and self._weighed(Level.FULL)

    @cached_property
    def hidden(self) -> frozenset[tuple[int, int]]:
        """Items whose few answers hide them, as (section, item).

        In a weighted mean 1/3 stands out from among 35ths, so it takes all that are in
        it to hide one.
        """
        floor = self.definition.floors.distribution
        among = {self.places[item.key] for item in self._deciding()}
        summed = among if len(among) > 1 else ()
        found = disclosure.hidden_items(self.together.sections, floor, summed)
        mean = self.definition.formula.deciding == "mean"
        return found | among if mean and found & among else found

    def _deciding(self, measure: str = "") -> tuple[Item, ...]:
        return self.together.deciding_items(measure or self.definition.formula.measure)

    @cached_property
    def places(self) -> dict[str, tuple[int, int]]:
        """Where each item stands on the form, as (section, item)."""
        return {
            one.key: (s, i)
            for s, section in enumerate(self.subject.form.sections)
            for i, one in enumerate(section.items)
        }

    def rates(self, item: Item) -> bool:
        """Whether the figure of an item may be shown, as the formula combines pools."""
        return self.shows(item) and self.full

    def shows(self, item: Item) -> bool:
        """Whether the counts of an item may be shown."""
        there = self.places[item.key] not in self.hidden
        return self.level is Level.FULL and there

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
        return self._by_weight(lambda sheet: self._of(sheet, measure, item))

    def section(self, section: Section) -> Value:
        """What a section comes to, by what heads the result."""
        measure = self.definition.formula.measure
        if not self.definition.formula.weighted:
            return self.together.section(section, measure)
        return self._by_weight(lambda sheet: sheet.section(section, measure))

    def _by_weight(self, value: Callable[[Sheet], Value]) -> Value:
        parts = [(pool.weight, value(self.sheets[pool.key])) for pool in self.pools]
        return tally.combine(parts, tally.Empty(self.definition.formula.empty))

    def _of(self, sheet: Sheet, measure: str, key: str) -> Value:
        if not key:
            return sheet.deciding(measure)
        items = [item for item in sheet.form.items if item.key == key]
        return sheet.value(items[0], measure) if items else Value()

    def decides(self, rule: Rule) -> bool:
        """Whether enough ballots stand behind what a rule measures."""
        item = next((i for i in self.subject.form.items if i.key == rule.item), None)
        if rule.pool:
            named = rule.measure in ("", self.definition.formula.measure)
            least = Level.RATE if named and not item else Level.FULL
            return self.levels[rule.pool] >= least and (not item or self.shows(item))
        return self.rates(item) if item else self.tells(rule.measure)


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
