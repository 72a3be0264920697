"""Builds the report from the frozen definition and from what was counted.

Here figures that may not be shown are left out, so that page, PDF, workbook and JSON
need not know.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from fractions import Fraction

from django.utils.translation import get_language, gettext_lazy

from audit.chain import Head
from ballots.models import Box
from campaigns.approval.said import approval_words
from campaigns.definition import Definition, Group, Subject
from campaigns.models import Audience, Campaign
from campaigns.words import formula_text, formula_words, measure_name
from reports import announced, counted, history, verdict, wording
from reports import report as r
from reports.basis import basis
from reports.grading import Grades
from reports.judging import Judge, counted_rule
from reports.models import Release
from reports.remarks import NOTHING, note
from reports.rows import WHOLE, Rows, columns, unit
from reports.tally import Account, Unbalanced

__all__ = ["NotCounted", "Unbalanced", "build"]

State = Campaign.State
NEEDS_ACTION = ("act", "near", "none", "ok")
ByPool = dict[str, Account]


class NotCounted(Exception):
    """The box has not been opened: there is nothing to report but turnout."""

    sentence = gettext_lazy(
        "There is no result yet: the box has not been opened. Nobody can see a figure "
        "before."
    )


@dataclass(frozen=True)
class Builder:
    """The definition and the counts of one campaign, and what they make."""

    judge: Judge
    counted: counted.Counted
    detail: str = WHOLE

    @property
    def definition(self) -> Definition:
        return self.judge.definition

    def rows(self, subject: Subject) -> Rows:
        """The tables of a subject, with the bounds on what heads its result."""
        how = self.definition.formula
        rules = tuple(
            counted_rule(rule, self.definition)
            for rule in self.judge.applied(subject)
            if rule.plain and not rule.above and rule.on_heading(how)
        )
        return Rows(self.judge.measured[subject.key], rules, self.detail)

    def subject(self, subject: Subject, group: Group) -> r.SubjectReport:
        floors, rows = self.definition.floors, self.rows(subject)
        measured = self.judge.measured[subject.key]
        stands = self.judge.stands(subject.key)
        shown, account = measured.heads_shown and stands, measured.together.account
        figure = rows.figure(measured.value(), account.valid) if shown else None
        of = figure.rate.of if figure and figure.rate else account.valid
        readings = self.readings(subject)
        place = self.judge.place(subject.key)
        return r.SubjectReport(
            key=subject.key,
            name=str(subject.name),
            unit=str(self.definition.units[subject.unit].name),
            unit_code=subject.unit,
            group=str(group.title),
            account=account,
            verdict=self.verdict(subject, readings),
            figure=figure,
            figure_hidden=not measured.heads_shown,
            bounds=rows.bounds(of),
            ticks=rows.ticks(of),
            sections=rows.sections(),
            pools=tuple(map(rows.pool, measured.sheets)),
            pools_hidden=wording.pools_hidden(measured),
            pools_note=wording.pools_note(measured),
            comments=self.comments(subject, account.valid),
            hidden=wording.hidden(
                floors, measured.together.cell, measured.level, measured.hidden
            ),
            kind=subject.kind,
            measures=rows.measures(stands),
            grade=Grades(self.judge).of(subject.key),
            place=" / ".join(map(str, place)) if place else "",
            readings=readings,
            quorum="" if stands else wording.no_quorum(self.judge.lacking(subject.key)),
            statements=wording.statements(self.definition, subject),
            group_key=group.key,
            unit_kind=self.definition.units[subject.unit].kind,
        )

    def comments(self, subject: Subject, valid: int) -> r.Comments:
        """What was written on it, as far as it is out and may be shown."""
        remarks = self.counted.comments.get(subject.key, NOTHING)
        state = remarks.state(valid, self.definition.floors, self.definition.drill)
        out = state in ("released", "drill")
        return r.Comments(
            state=state,
            note=note(state, remarks),
            written=remarks.written,
            read=remarks.read,
            withheld=remarks.withheld,
            texts=remarks.texts if out or state == "none" else None,
            summary=remarks.summary if out else "",
            shared=remarks.shared if out else frozenset(),
        )

    def readings(self, subject: Subject) -> tuple[r.Reading, ...]:
        """Figures from elsewhere; none that is not there and bears on others only."""
        ruled = {rule.measure for rule in self.definition.rules}
        own = {rule.measure for rule in self.judge.applied(subject)}
        return tuple(
            one
            for one in self.judge.readings.of(subject.key)
            if one.text or one.key in own or one.key not in ruled
        )

    def verdict(self, subject: Subject, readings: tuple[r.Reading, ...]) -> r.Verdict:
        """What the rules say of it, if its result stands and may be shown."""
        measured = self.judge.measured[subject.key]
        stands = self.judge.stands(subject.key)
        standing = verdict.Standing(stands, measured.heads_shown)
        found, cell = self.judge.findings(subject.key), measured.together.cell
        definition = replace(self.definition, floors=measured.floors)
        return verdict.verdict(definition, found, cell, standing, readings)

    def group(self, group: Group, subjects: list[Subject]) -> r.GroupReport:
        tickets = self.counted.tickets(self.definition, group)
        closed, public = self.apart(tickets)
        rows = sorted((self.subject(s, group) for s in subjects), key=urgency)
        return r.GroupReport(
            key=group.key,
            title=str(group.title),
            account=sum(closed.values(), Account()),
            account_note=wording.account_note(
                self.definition,
                {key: account.issued for key, account in closed.items()},
                {key: account.returned for key, account in public.items()},
                [self.issued(s) for s in self.of(group)],
                self.counted.replaced(self.definition, group),
            ),
            slips=asdict(self.counted.of_group(group)),
            slips_note=wording.slips(self.counted.of_group(group)),
            headline=verdict.headline(subjects, [row.verdict for row in rows]),
            subjects=tuple(rows),
            statements=wording.commented(self.definition, group),
        )

    def of(self, group: Group) -> list[Subject]:
        subjects = self.definition.subjects.values()
        return [s for s in subjects if s.unit in group.units]

    def issued(self, subject: Subject) -> tuple[int, ...]:
        """Cards issued on a subject, by pool."""
        measured = self.judge.measured[subject.key]
        sheets = (measured.sheets[pool.key] for pool in measured.closed)
        return tuple(sheet.account.issued for sheet in sheets)

    def apart(self, accounts: ByPool) -> tuple[ByPool, ByPool]:
        """Accounts of closed pools, and of open links: these are never added.

        Unless nobody else votes.
        """
        pools = self.definition.pools
        closed = {k: v for k, v in accounts.items() if not pools[k].is_open}
        public = {k: v for k, v in accounts.items() if pools[k].is_open}
        return (closed, public) if closed else (public, {})


def urgency(row: r.SubjectReport) -> tuple[int, Fraction]:
    """Needs action first, then the lower rate; equal ones stay in form order."""
    value = row.figure.value if row.figure else Fraction(0)
    return NEEDS_ACTION.index(row.verdict.state), value


def build(
    campaign: Campaign,
    *,
    subjects: Collection[str] | None = None,
    group: str = "",
    detail: str = WHOLE,
    to: Audience = Audience.TEAM,
) -> r.Report:
    """The report of a counted campaign, in the active language.

    `subjects`: keys of those to report on, all by default; groups without any are left
    out. `group`: of this one alone. `detail`: how much of each, as `reports.rows` says.
    `to`: for readers outside, who are not told what earlier campaigns found before
    these are released to them. Raises NotCounted, and Unbalanced when an account does
    not add up.
    """
    if campaign.state not in history.WITH_RESULTS:
        raise NotCounted(campaign.pk)
    what = counted.load(campaign)
    builder = Builder(history.judge(campaign, what, to), what, detail)
    definition = builder.definition
    own = {
        each.key: [s for s in builder.of(each) if subjects is None or s.key in subjects]
        for each in definition.groups.values()
    }
    mine = [key for key, rows in own.items() if rows]
    groups = tuple(
        builder.group(definition.groups[key], own[key])
        for key in mine
        if group in ("", key)
    )
    return replace(_report(campaign, builder, groups), several=len(mine) > 1)


def _report(
    campaign: Campaign, builder: Builder, groups: tuple[r.GroupReport, ...]
) -> r.Report:
    definition, what = builder.definition, builder.counted
    box = Box.objects.get(campaign=campaign)
    form = next(iter(definition.subjects.values())).form
    first = form.main or form.items[0]
    report = r.Report(
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
        custody=box.kept,
        replaced=sum(what.replaced(definition, g) for g in definition.groups.values()),
        definition_hash=definition.hash,
        columns=columns(first.scale),
        groups=groups,
        words=tuple((c.term, c.sentence) for c in formula_words(definition)),
        text=formula_text(definition),
        decimals=definition.formula.decimals,
        measure=str(measure_name(definition, definition.formula.measure)),
        unit=unit(definition.formula.measure),
        graded=definition.grading.method != "none",
        ranked=definition.formula.rank != "none",
        verbatim=definition.verbatim,
        totals=_totals(builder),
        approval=approval_words(campaign),
        head=str(Head.of_acts(campaign.pk)),
    )
    judge, earlier = builder.judge, (one.definition for one in builder.judge.earlier)
    made_of = basis(definition, judge.readings, earlier, what)
    return _as_released(report, campaign, made_of)


def _totals(builder: Builder) -> dict[str, int]:
    """The account of all slips, open links apart."""
    accounts = dict.fromkeys(builder.definition.pools, Account())
    for (pool, _place), one in builder.counted.places.items():
        accounts[pool] += one
    closed, _public = builder.apart(accounts)
    account = sum(closed.values(), Account())
    names = [name for name in Account.__dataclass_fields__ if name != "due"]
    return {name: getattr(account, name) for name in names}


def _as_released(report: r.Report, campaign: Campaign, made_of: str) -> r.Report:
    """Which released version it is, or that it has changed since."""
    last = Release.objects.latest_of(campaign)
    changed = last is not None and last.basis != made_of
    return replace(
        report,
        basis=made_of,
        version=last.version if last else 0,
        released_at=last.made_at if last else None,
        changed=changed,
        released=campaign.state != State.COUNTED and not changed,
        taken_back=announced.said(campaign),
    )
