"""Builds the report from the frozen definition and from what was counted.

Here figures that may not be shown are left out, so that page, PDF, workbook and JSON
need not know.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.utils.translation import get_language

from ballots.models import Box
from campaigns.definition import (
    Definition,
    Group,
    Item,
    Scale,
    Section,
    Subject,
    written,
)
from campaigns.models import Campaign
from campaigns.words import formula_text, formula_words, measure_name
from reports import counted, disclosure, history, tally, verdict, wording
from reports import report as r
from reports.disclosure import Level
from reports.grading import Grades
from reports.judging import Judge, counted_rule
from reports.measured import Measured
from reports.reasons import MILD, SCORE
from reports.sheet import Sheet
from reports.tally import Account, Answers, Counts, Numbers, Unbalanced, Value

__all__ = ["NotCounted", "Unbalanced", "build"]

State = Campaign.State
NEEDS_ACTION = ("act", "near", "none", "ok")


class NotCounted(Exception):
    """The box has not been opened: there is nothing to report but turnout."""


@dataclass(frozen=True)
class Builder:
    """The definition and the counts of one campaign, and what they make."""

    judge: Judge
    counted: counted.Counted

    @property
    def definition(self) -> Definition:
        return self.judge.definition

    @cached_property
    def heading(self) -> tuple[tally.Rule, ...]:
        """The rules with a bound on the figure that heads the result."""
        rules = self.definition.rules
        how = self.definition.formula
        mine = [r for r in rules if r.plain and not r.above and r.on_heading(how)]
        return tuple(counted_rule(rule, self.definition) for rule in mine)

    # figures -------------------------------------------------------------------

    def figure(self, value: Value, measure: str, of: int) -> r.Figure | None:
        """A value as it is printed; `of` answers are behind it where it is no share."""
        if value.value is None:
            return None
        how, rate = self.definition.formula, value.rate
        printer = tally.printed if measure == SCORE else tally.percent
        text = printer(value.value, how.decimals, how.rounding, how.zeros)
        low = measure == how.measure and self.is_low(value.value)
        unit = "" if measure == SCORE else " %"
        behind = value.score.of if value.score else of
        return r.Figure(value.value, text, low, unit, rate.of if rate else behind, rate)

    def is_low(self, value: Fraction) -> bool:
        hard = [rule for rule in self.heading if rule.consequence not in MILD]
        lowest = min(hard, key=lambda rule: rule.bound, default=None)
        return lowest is not None and lowest.finds(value, lowest.bound)

    def bounds(self, subject: Subject, of: int) -> tuple[r.Bound, ...]:
        """The lines of the charts, of the rules that apply to the subject."""
        if self.definition.formula.measure == SCORE:
            return ()
        applied = [
            counted_rule(rule, self.definition) for rule in self.judge.applied(subject)
        ]
        return tuple(
            r.Bound(
                rule.text,
                rule.bound,
                tally.needed(of, rule.bound, rule.inclusive),
                rule.consequence,
            )
            for rule in self.heading
            if rule in applied
        )

    # rows ----------------------------------------------------------------------

    def item(self, sheet: Sheet, item: Item, shown: bool) -> r.ItemRow:
        answers, measure = sheet.answers[item.position], self.definition.formula.measure
        value, counts = sheet.value(item, measure), None
        if shown:
            counts = answers.options if isinstance(answers, Counts) else ()
        return r.ItemRow(
            key=item.key,
            number=item.number,
            text=str(item.text),
            main=item.main,
            columns=columns(item.scale),
            counts=counts,
            blank=answers.blank if shown else None,
            figure=self.figure(value, measure, answers.answered) if shown else None,
            kind=item.kind,
            shares=self.shares(item, answers) if shown else (),
            numbers=answers.values if shown and isinstance(answers, Numbers) else (),
            rated=sheet.takes_part(item, measure),
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

    def sections(self, measured: Measured) -> tuple[r.SectionRow, ...]:
        sheet, level, rows = measured.together, measured.level, []
        measure = self.definition.formula.measure
        for s, section in enumerate(sheet.form.sections):
            items = tuple(
                self.item(
                    sheet, item, level is Level.FULL and (s, i) not in measured.hidden
                )
                for i, item in enumerate(section.items)
            )
            shown = level is Level.FULL and self.sum_shown(measured, section)
            value = sheet.section(section, measure)
            figure = self.figure(value, measure, sheet.account.valid) if shown else None
            rows.append(r.SectionRow(section.key, str(section.title), items, figure))
        return tuple(rows)

    def sum_shown(self, measured: Measured, section: Section) -> bool:
        """Whether a section's sum gives away none of its hidden items.

        One that decides alone is known from the deciding rate and covers no other.
        """
        sheet = measured.together
        s = sheet.form.sections.index(section)
        items = [section.items[i] for t, i in sorted(measured.hidden) if t == s]
        deciding = sheet.deciding_items(self.definition.formula.measure)
        known = deciding if len(deciding) == 1 else ()
        floor = self.definition.floors.distribution
        rows = (items, [item for item in items if item not in known])
        answers = [[sheet.answers[i.position].answered for i in row] for row in rows]
        return not any(disclosure.sum_hidden(row, floor) for row in answers)

    def pool(self, measured: Measured, key: str) -> r.PoolRow:
        pool, sheet = self.definition.pools[key], measured.sheets[key]
        level, how = measured.levels[key], self.definition.formula
        full, value = level is Level.FULL, sheet.deciding(how.measure)
        figure = self.figure(value, how.measure, sheet.account.valid)
        return r.PoolRow(
            key=key,
            name=str(pool.name),
            short=str(pool.short),
            account=sheet.account,
            items=tuple(self.item(sheet, item, full) for item in sheet.form.items),
            figure=figure if level else None,
            hidden=not level,
            weight=written(pool.weight) if how.weighted else "",
            public=pool.is_open,
        )

    def measures(self, measured: Measured) -> tuple[r.Measure, ...]:
        """Every named figure of the deciding row, side by side.

        Under the distribution floor only the one that heads the result.
        """
        definition, of = self.definition, measured.together.account.valid
        rows = []
        for key in definition.measures():
            heads = key == definition.formula.measure
            shown = measured.heads_shown and (heads or measured.level is Level.FULL)
            if self.used(measured, key):
                figure = self.figure(measured.value(key), key, of) if shown else None
                rows.append(r.Measure(key, str(measure_name(definition, key)), figure))
        return tuple(rows)

    def used(self, measured: Measured, key: str) -> bool:
        """Whether a figure means anything on this form."""
        items = measured.together.deciding_items(key)
        if key != "excellent":
            return bool(items)
        return any(i.scale.excellent or i.scale.excellent_from for i in items)

    # the whole -----------------------------------------------------------------

    def subject(self, subject: Subject, group: Group) -> r.SubjectReport:
        floors, how = self.definition.floors, self.definition.formula
        measured = self.judge.measured[subject.key]
        sheet, level = measured.together, measured.level
        cells = {key: one.cell for key, one in measured.sheets.items()}
        value = measured.value()
        stands = self.judge.stands(subject.key)
        shown = measured.heads_shown and stands
        figure = self.figure(value, how.measure, sheet.account.valid) if shown else None
        comments = self.counted.comments.get(subject.key, ())
        show = disclosure.comments_shown(sheet.account.valid, len(comments), floors)
        of = figure.rate.of if figure and figure.rate else sheet.account.valid
        readings = self.judge.readings.of(subject.key)
        place = self.judge.place(subject.key)
        return r.SubjectReport(
            key=subject.key,
            name=str(subject.name),
            unit=str(self.definition.units[subject.unit].name),
            unit_code=subject.unit,
            group=str(group.title),
            account=sheet.account,
            verdict=verdict.verdict(
                self.definition,
                self.judge.findings(subject.key),
                sheet.cell,
                verdict.Standing(stands, measured.heads_shown),
                readings,
            ),
            figure=figure,
            bounds=self.bounds(subject, of),
            sections=self.sections(measured),
            pools=tuple(self.pool(measured, key) for key in measured.sheets),
            pools_hidden=wording.pools_hidden(
                self.definition, cells, measured.levels, level
            ),
            comments=comments if show else None,
            comment_count=len(comments),
            hidden=wording.hidden(floors, sheet.cell, level, measured.hidden),
            kind=subject.kind,
            measures=self.measures(measured),
            grade=Grades(self.judge).of(subject.key),
            place=" / ".join(map(str, place)) if place else "",
            readings=readings,
            quorum="" if stands else wording.no_quorum(),
            statements=wording.statements(self.definition, subject),
        )

    def group(self, group: Group, subjects: list[Subject]) -> r.GroupReport:
        tickets = self.counted.tickets(self.definition, group)
        rows = sorted((self.subject(s, group) for s in subjects), key=urgency)
        return r.GroupReport(
            key=group.key,
            title=str(group.title),
            account=sum(tickets.values(), Account()),
            account_note=wording.account_note(
                self.definition,
                {key: account.issued for key, account in tickets.items()},
                [self.issued(s) for s in self.of(group)],
                self.counted.replaced(self.definition, group),
            ),
            headline=verdict.headline(subjects, [row.verdict for row in rows]),
            subjects=tuple(rows),
            statements=wording.commented(self.definition, group),
        )

    def of(self, group: Group) -> list[Subject]:
        subjects = self.definition.subjects.values()
        return [s for s in subjects if s.unit in group.units]

    def issued(self, subject: Subject) -> tuple[int, ...]:
        """Cards issued on a subject, by pool."""
        sheets = self.judge.measured[subject.key].sheets
        return tuple(sheet.account.issued for sheet in sheets.values())


def columns(scale: Scale) -> tuple[r.Column, ...]:
    return tuple(
        r.Column(option.key, str(option.label), option.satisfied, option.outside)
        for option in scale.options
    )


def urgency(row: r.SubjectReport) -> tuple[int, Fraction]:
    """Needs action first, then the lower rate; equal ones stay in form order."""
    value = row.figure.value if row.figure else Fraction(0)
    return NEEDS_ACTION.index(row.verdict.state), value


def build(campaign: Campaign, *, subjects: Collection[str] | None = None) -> r.Report:
    """The report of a counted campaign, in the active language.

    `subjects`: keys of those to report on, all by default; groups without any are left
    out. Raises NotCounted, and Unbalanced when an account does not add up.
    """
    if campaign.state not in history.WITH_RESULTS:
        raise NotCounted(campaign.pk)
    what = counted.load(campaign)
    builder = Builder(history.judge(campaign, what), what)
    definition = builder.definition
    groups = []
    for group in definition.groups.values():
        own = [s for s in builder.of(group) if subjects is None or s.key in subjects]
        if own:
            groups.append(builder.group(group, own))
    return _report(campaign, builder, tuple(groups))


def _report(
    campaign: Campaign, builder: Builder, groups: tuple[r.GroupReport, ...]
) -> r.Report:
    definition, what = builder.definition, builder.counted
    box = Box.objects.get(campaign=campaign)
    form = next(iter(definition.subjects.values())).form
    first = form.main or form.items[0]
    account = sum(what.places.values(), Account())
    names = [name for name in Account.__dataclass_fields__ if name != "due"]
    return r.Report(
        campaign=campaign.pk,
        title=str(definition.title),
        stage=str(definition.stage),
        office=str(definition.office),
        drill=campaign.drill,
        language=get_language() or "",
        time_zone=definition.time_zone,
        opens_at=campaign.opens_at,
        closed_at=box.closed_at,
        opened_at=box.opened_at,
        custody=box.get_custody_display(),
        replaced=sum(what.replaced(definition, g) for g in definition.groups.values()),
        definition_hash=definition.hash,
        columns=columns(first.scale),
        groups=groups,
        words=tuple((c.term, c.sentence) for c in formula_words(definition)),
        text=formula_text(definition),
        decimals=definition.formula.decimals,
        measure=str(measure_name(definition, definition.formula.measure)),
        graded=definition.grading.method != "none",
        ranked=definition.formula.rank != "none",
        totals={name: getattr(account, name) for name in names},
        released=campaign.state != State.COUNTED,
    )
