"""The tables of one subject: its items, sections, pools and named figures.

Here figures that may not be shown are left out; `reports.measured` says which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ballots import disclosure
from ballots.disclosure import Level
from campaigns.definition import Definition, Item, Scale, Section, written
from campaigns.words import measure_name
from reports import report as r
from reports import tally
from reports.measured import Measured
from reports.reasons import SCORE
from reports.sheet import Sheet
from reports.tally import MILD, Account, Answers, Counts, Numbers, Value

# how much of a subject: no overview shows the items of pools, and most none but the
# overall one
WHOLE, ITEMS, SECTIONS = "whole", "items", "sections"


@dataclass(frozen=True)
class Rows:
    """One subject with the rules that bind the figure that heads its result."""

    measured: Measured
    rules: tuple[tally.Rule, ...]
    detail: str = WHOLE

    @cached_property
    def columns(self) -> dict[str, tuple[r.Column, ...]]:
        """The options of every scale of its form, by key: texts are looked up once."""
        form = self.measured.subject.form
        scales = {item.scale.key: item.scale for item in form.items}
        return {key: columns(scale) for key, scale in scales.items()}

    @property
    def definition(self) -> Definition:
        return self.measured.definition

    # figures -------------------------------------------------------------------

    def figure(self, value: Value, of: int, measure: str = "") -> r.Figure | None:
        """A value as it is printed; `of` answers are behind it where it is no share."""
        if value.value is None:
            return None
        how, rate = self.definition.formula, value.rate
        measure = measure or how.measure
        printer = tally.printed if measure == SCORE else tally.percent
        text = printer(value.value, how.decimals, how.rounding, how.zeros)
        low = measure == how.measure and self.is_low(value)
        behind = value.score.of if value.score else of
        if rate:
            behind = rate.of
        return r.Figure(value.value, text, low, unit(measure), behind, rate)

    def is_low(self, value: Value) -> bool:
        """Whether it lies under the lowest bound below which somebody must act."""
        hard = [rule for rule in self.rules if rule.consequence not in MILD]
        lowest = min(hard, key=lambda rule: rule.bound, default=None)
        if lowest is None or value.value is None:
            return False
        return lowest.finds(value.value, lowest.bound)

    def bounds(self, of: int) -> tuple[r.Bound, ...]:
        """The lines of the charts; a score has none, for its bounds are no shares."""
        if self.definition.formula.measure == SCORE:
            return ()
        return tuple(
            r.Bound(
                rule.text,
                rule.bound,
                tally.needed(of, rule.bound, rule.inclusive),
                rule.consequence,
            )
            for rule in self.rules
        )

    def ticks(self, of: int) -> tuple[r.Bound, ...]:
        """The same in a bar of all answers: only where the rate is a part of them."""
        how = self.definition.formula
        whole = how.denominator in ("valid", "answered")
        plain = whole and not how.weighted and how.deciding != "mean"
        return self.bounds(of) if plain else ()

    # items ---------------------------------------------------------------------

    def item(
        self, sheet: Sheet, item: Item, value: Value, shown: bool, rated: bool
    ) -> r.ItemRow:
        """An item with its counts if they are `shown`, its value if it is `rated`."""
        answers, n = sheet.answers[item.position], sheet.answers[item.position].answered
        counts, numbers = None, isinstance(answers, Numbers)
        if shown:
            counts = answers.options if isinstance(answers, Counts) else ()
        measure = self.definition.formula.measure
        mean = sheet.value(item, SCORE) if numbers and shown else Value()
        return r.ItemRow(
            key=item.key,
            number=item.number,
            text=str(item.text),
            main=item.main,
            columns=self.columns[item.scale.key],
            counts=counts,
            blank=answers.blank if shown else None,
            figure=self.figure(value, n) if rated else None,
            kind=item.kind,
            shares=self.shares(item, answers) if shown else (),
            numbers=answers.values if shown and isinstance(answers, Numbers) else (),
            mean=self.figure(mean, n, SCORE),
            rated=sheet.takes_part(item, measure),
            decides=sheet.deciding_items(measure) == (item,),
        )

    def shares(self, item: Item, answers: Answers) -> tuple[str, ...]:
        """Each option as a share for display: of ticks as the scale says."""
        if not isinstance(answers, Counts):
            return ()
        how, of = self.definition.formula, sum(answers.options)
        total = how.total
        if item.kind == "ticks":
            total = "as-is"
            of = answers.answered if item.scale.share == "people" else of
        style = (how.decimals, how.rounding, total, how.zeros)
        return tuple(tally.parts(answers.options, of, *style))

    def own(self, item: Item) -> r.ItemRow:
        """An item of the subject: counts by heads, the figure as pools combine."""
        measured = self.measured
        value = measured.value(item=item.key)
        shown, rated = measured.shows(item), measured.rates(item)
        return self.item(measured.together, item, value, shown, rated)

    def sections(self) -> tuple[r.SectionRow, ...]:
        measured, rows = self.measured, []
        measure = self.definition.formula.measure
        for section in measured.together.form.sections:
            there = any(measured.together.takes_part(i, measure) for i in section.items)
            shown = measured.full and self.sum_shown(section)
            value = measured.section(section)
            figure = self.figure(value, self.account.valid) if shown else None
            items = tuple(self.own(item) for item in self.listed(section))
            hidden = there and not shown
            key, title = section.key, str(section.title)
            rows.append(r.SectionRow(key, title, items, figure, hidden))
        return tuple(rows)

    def listed(self, section: Section) -> Sequence[Item]:
        """The items of a section that have a row of their own here."""
        if self.detail != SECTIONS:
            return section.items
        return [item for item in section.items if item.main]

    @property
    def account(self) -> Account:
        return self.measured.together.account

    def sum_shown(self, section: Section) -> bool:
        """Whether a section's sum gives away none of its hidden items.

        One that decides alone is known from the deciding rate and covers no other.
        """
        sheet, hidden = self.measured.together, self.measured.hidden
        if hidden and self.definition.formula.deciding == "mean":
            return False
        s = sheet.form.sections.index(section)
        measure = self.definition.formula.measure
        items = [section.items[i] for t, i in sorted(hidden) if t == s]
        items = [item for item in items if sheet.takes_part(item, measure)]
        deciding = sheet.deciding_items(measure)
        known = deciding if len(deciding) == 1 else ()
        floor = self.definition.floors.distribution
        rows = (items, [item for item in items if item not in known])
        answers = [[sheet.answers[i.position].answered for i in row] for row in rows]
        return not any(disclosure.sum_hidden(row, floor) for row in answers)

    # pools and measures --------------------------------------------------------

    def pool(self, key: str) -> r.PoolRow:
        measured, how = self.measured, self.definition.formula
        pool, sheet = self.definition.pools[key], measured.sheets[key]
        level, value = measured.levels[key], sheet.deciding(how.measure)
        full, n = level is Level.FULL, sheet.account.valid
        items = sheet.form.items if self.detail == WHOLE else ()
        return r.PoolRow(
            key=key,
            name=str(pool.name),
            short=str(pool.short),
            account=sheet.account,
            items=tuple(
                self.item(sheet, item, sheet.value(item, how.measure), full, full)
                for item in items
            ),
            figure=self.figure(value, n) if level else None,
            hidden=not level,
            weight=written(pool.weight) if how.weighted else "",
            public=pool.is_open,
        )

    def measures(self, stands: bool) -> tuple[r.Measure, ...]:
        """Every named figure of the deciding row, side by side; none without quorum."""
        definition, rows = self.definition, []
        for key in filter(self.used, definition.measures()):
            shown, value = self.measured.tells(key), self.measured.value(key)
            figure = self.figure(value, self.account.valid, key)
            name = str(measure_name(definition, key))
            rows.append(
                r.Measure(key, name, figure if shown and stands else None, not shown)
            )
        return tuple(rows)

    def used(self, measure: str) -> bool:
        """Whether a figure means anything on this form."""
        items = self.measured.together.deciding_items(measure)
        if measure != "excellent":
            return bool(items)
        scales = [item.scale for item in items]
        return any(s.excellent or s.excellent_from is not None for s in scales)


def unit(measure: str) -> str:
    """What stands behind a printed figure."""
    return "" if measure == SCORE else " %"


def columns(scale: Scale) -> tuple[r.Column, ...]:
    """The options of a scale as heads of a table."""
    return tuple(
        r.Column(option.key, str(option.label), option.satisfied, option.outside)
        for option in scale.options
    )
