"""Builds the report from the frozen definition and from what was counted.

Here figures that may not be shown are left out, so that page, PDF, workbook and JSON
need not know.
"""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from fractions import Fraction

from django.utils.translation import get_language

from ballots.models import Box
from campaigns.definition import Definition, Group, Item, Scale, Section, Subject
from campaigns.frozen import frozen
from campaigns.models import Campaign
from campaigns.words import formula_text, formula_words
from reports import counted, disclosure, tally, verdict, wording
from reports import report as r
from reports.disclosure import Level
from reports.sheet import Sheet
from reports.tally import Account, Rate, Unbalanced

__all__ = ["NotCounted", "Unbalanced", "build"]

State = Campaign.State
WITH_RESULTS = (State.COUNTED, State.RELEASED, State.ARCHIVED)
NEEDS_ACTION = ("act", "near", "none", "ok")


class NotCounted(Exception):
    """The box has not been opened: there is nothing to report but turnout."""


@dataclass(frozen=True, slots=True)
class Builder:
    """The definition and the counts of one campaign, and what they make."""

    definition: Definition
    counted: counted.Counted
    rules: tuple[tally.Rule, ...]

    # figures -------------------------------------------------------------------

    def figure(self, rate: Rate) -> r.Figure | None:
        if rate.value is None:
            return None
        text = tally.percent(rate.value, self.definition.formula.decimals)
        return r.Figure(rate, text, self.is_low(rate))

    def is_low(self, rate: Rate) -> bool:
        rework = [rule for rule in self.rules if rule.consequence == "rework"]
        lowest = min(rework, key=lambda rule: rule.bound, default=None)
        return lowest is not None and lowest.flags(rate)

    def bounds(self, of: int) -> tuple[r.Bound, ...]:
        return tuple(
            r.Bound(
                rule.text,
                rule.bound,
                tally.needed(of, rule.bound, rule.inclusive),
                rule.consequence,
            )
            for rule in self.rules
        )

    # rows ----------------------------------------------------------------------

    def sheet(self, subject: Subject, pools: Collection[str]) -> Sheet:
        form, of = subject.form, self.counted.counts
        account = (self.counted.subjects[subject.key, pool] for pool in pools)
        rows = []
        for item in form.items:
            first, *others = (of(subject.key, pool, item) for pool in pools)
            rows.append(sum(others, first))
        return Sheet(
            form, self.definition.formula, sum(account, Account()), tuple(rows)
        )

    def item(self, sheet: Sheet, item: Item, shown: bool) -> r.ItemRow:
        counts = sheet.counts[item.position]
        return r.ItemRow(
            key=item.key,
            number=item.number,
            text=str(item.text),
            main=item.main,
            columns=columns(item.scale),
            counts=counts.options if shown else None,
            blank=counts.blank if shown else None,
            figure=self.figure(sheet.rate(item)) if shown else None,
        )

    def sections(self, sheet: Sheet, level: Level) -> tuple[r.SectionRow, ...]:
        hidden = self.hidden(sheet)
        rows = []
        for s, section in enumerate(sheet.form.sections):
            items = tuple(
                self.item(sheet, item, level is Level.FULL and (s, i) not in hidden)
                for i, item in enumerate(section.items)
            )
            shown = level is Level.FULL and self.sum_shown(sheet, section, hidden)
            rate = tally.total(map(sheet.rate, section.items))
            figure = self.figure(rate) if shown else None
            rows.append(r.SectionRow(section.key, str(section.title), items, figure))
        return tuple(rows)

    def sum_shown(
        self, sheet: Sheet, section: Section, hidden: Collection[tuple[int, int]]
    ) -> bool:
        """Whether a section's sum gives away none of its hidden items.

        One that decides alone is known from the deciding rate and covers no other.
        """
        s = sheet.form.sections.index(section)
        items = [section.items[i] for t, i in sorted(hidden) if t == s]
        known = sheet.deciding_items if len(sheet.deciding_items) == 1 else ()
        floor = self.definition.floors.distribution
        rows = (items, [item for item in items if item not in known])
        answers = [[sheet.counts[i.position].answered for i in row] for row in rows]
        return not any(disclosure.sum_hidden(row, floor) for row in answers)

    def hidden(self, sheet: Sheet) -> frozenset[tuple[int, int]]:
        floor = self.definition.floors.distribution
        summed = len(sheet.deciding_items) > 1
        return disclosure.hidden_items(sheet.sections, floor, summed)

    def pool(self, sheet: Sheet, key: str, level: Level) -> r.PoolRow:
        pool, full = self.definition.pools[key], level is Level.FULL
        return r.PoolRow(
            key=key,
            name=str(pool.name),
            short=str(pool.short),
            account=sheet.account,
            items=tuple(self.item(sheet, item, full) for item in sheet.form.items),
            figure=self.figure(sheet.deciding) if level else None,
            hidden=not level,
        )

    # the whole -----------------------------------------------------------------

    def subject(self, subject: Subject, group: Group) -> r.SubjectReport:
        floors = self.definition.floors
        pools = {key: self.sheet(subject, [key]) for key in self.definition.pools}
        sheet, cells = self.sheet(subject, pools), {k: s.cell for k, s in pools.items()}
        level = disclosure.subject_level(sheet.cell, floors)
        levels = disclosure.pool_levels(cells, level, floors)
        rate = sheet.deciding
        figure = self.figure(rate) if level else None
        ballots = sheet.cell.deciding
        findings = tally.judge(rate, self.rules, ballots, floors.rate)
        comments = self.counted.comments.get(subject.key, ())
        show = disclosure.comments_shown(sheet.account.valid, len(comments), floors)
        return r.SubjectReport(
            key=subject.key,
            name=str(subject.name),
            unit=str(self.definition.units[subject.unit].name),
            unit_code=subject.unit,
            group=str(group.title),
            account=sheet.account,
            verdict=verdict.verdict(self.definition, findings, sheet.cell),
            figure=figure,
            bounds=self.bounds(rate.of if figure else sheet.account.valid),
            sections=self.sections(sheet, level),
            pools=tuple(self.pool(s, key, levels[key]) for key, s in pools.items()),
            pools_hidden=wording.pools_hidden(self.definition, cells, levels, level),
            comments=comments if show else None,
            comment_count=len(comments),
            hidden=wording.hidden(floors, sheet.cell, level, self.hidden(sheet)),
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
        )

    def of(self, group: Group) -> list[Subject]:
        subjects = self.definition.subjects.values()
        return [s for s in subjects if s.unit in group.units]

    def issued(self, subject: Subject) -> tuple[int, ...]:
        """Cards issued on a subject, by pool."""
        accounts = self.counted.subjects
        return tuple(accounts[subject.key, p].issued for p in self.definition.pools)


def columns(scale: Scale) -> tuple[r.Column, ...]:
    return tuple(
        r.Column(option.key, str(option.label), option.satisfied, option.outside)
        for option in scale.options
    )


def urgency(row: r.SubjectReport) -> tuple[int, Fraction]:
    """Needs action first, then the lower rate; equal ones stay in form order."""
    value = row.figure.rate.value if row.figure else None
    return NEEDS_ACTION.index(row.verdict.state), value or Fraction(0)


def build(campaign: Campaign, *, subjects: Collection[str] | None = None) -> r.Report:
    """The report of a counted campaign, in the active language.

    `subjects`: keys of those to report on, all by default; groups without any are left
    out. Raises NotCounted, and Unbalanced when an account does not add up.
    """
    if campaign.state not in WITH_RESULTS:
        raise NotCounted(campaign.pk)
    definition, what = frozen(campaign), counted.load(campaign)
    rules = tuple(
        tally.Rule(
            rule.fraction, rule.inclusive, rule.consequence, rule.margin, rule.bound
        )
        for rule in definition.rules
    )
    builder = Builder(definition, what, rules)
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
    names = Account.__dataclass_fields__
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
        totals=dict(zip(names, astuple(account), strict=True)),
        released=campaign.state != State.COUNTED,
    )
