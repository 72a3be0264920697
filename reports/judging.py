"""Findings: what every rule of a campaign says of each of its subjects.

A rule may look at the other subjects (the mean, the last n), at earlier campaigns of
the series, at indicators from elsewhere, and at what the other rules found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from campaigns import definition as d
from campaigns.definition import TITLE, Definition, Rule, Subject, fraction
from reports import tally
from reports.measured import Measured
from reports.readings import Readings
from reports.reasons import Found
from reports.tally import Field, Finding, Quorum, Value

INELIGIBLE = "ineligible"


def counted_rule(rule: Rule, definition: Definition) -> tally.Rule:
    """A rule of the definition for the arithmetic."""
    ballots = rule.measure not in (*definition.indicators, TITLE)
    number = rule.bound and (ballots or _kind(rule, definition) != "grade")
    last = fraction(rule.last) if rule.last else Fraction(0)
    return tally.Rule(
        fraction(rule.bound) if number else Fraction(0),
        rule.inclusive,
        rule.consequence,
        rule.margin,
        rule.bound,
        measure="" if rule.measure == definition.formula.measure else rule.measure,
        item=rule.item,
        pool=rule.pool,
        above=rule.above,
        against=tally.Against(rule.against),
        last=last,
        share="%" in rule.last,
        times=rule.times,
        running=rule.running,
    )


def _kind(rule: Rule, definition: Definition) -> str:
    found = definition.indicators.get(rule.measure)
    return found.kind if found else ""


@dataclass(frozen=True)
class Judge:
    """A campaign with all that its rules look at; `earlier` are those before it.

    `again`: a second vote. Those it rates were flagged, and are no field for each
    other: the mean and the last place of them say nothing. `closed`: the reader is not
    told of every earlier campaign, and so not of what rests on them.
    """

    definition: Definition
    measured: Mapping[str, Measured]
    readings: Readings
    quorum_met: bool
    earlier: Sequence["Judge"] = ()
    again: bool = False
    closed: bool = False

    def findings(self, key: str) -> tuple[Found, ...]:
        """Every rule that applies to a subject, with what it finds."""
        subject = self.definition.subjects[key]
        return tuple(self._found(rule, subject) for rule in self.applied(subject))

    def _found(self, rule: Rule, subject: Subject) -> Found:
        finding = self.find(rule, subject)
        lack = self._lack(rule, subject) if finding.below is None else ""
        return Found(rule, finding, lack)

    def _lack(self, rule: Rule, subject: Subject) -> str:
        """Why a rule decides nothing, by the name of a reason in `reports.reasons`."""
        if rule.measure == TITLE:
            return "open"
        if rule.measure in self.definition.indicators:
            return "entered"
        if not self.stands(subject.key):
            return "quorum"
        measured = self.measured[subject.key]
        if not measured.decides(rule):
            return "few"
        value = measured.value(rule.measure, rule.item, rule.pool).value
        if value is None:
            return "nothing"
        return "again" if self.again else "alone"

    def applied(self, subject: Subject) -> Iterator[Rule]:
        """The rules that apply to a subject on this occasion."""
        for rule in self.definition.rules:
            if self._applies(rule, subject):
                yield rule

    def _applies(self, rule: Rule, subject: Subject) -> bool:
        """Of the kind, on this occasion, and with the item and the pool it names."""
        kind = rule.kind in ("", subject.kind) and rule.form in ("", subject.form.key)
        occasion = rule.occasion in ("", self.definition.occasion)
        leads = subject.principal or not rule.principal
        item = rule.item in ("", *(item.key for item in subject.form.items))
        pools = self.definition.raters(subject)
        pool = rule.pool in ("", *(pool.key for pool in pools))
        return kind and occasion and leads and item and pool

    def find(self, rule: Rule, subject: Subject) -> Finding:
        """What one rule finds of a subject, and how often in the series."""
        if self.closed and self._rests_on_earlier(rule):
            return tally.untold(counted_rule(rule, self.definition))
        finding = self._now(rule, subject)
        if rule.times == 1:
            return finding
        return tally.repeated(finding, list(self._before(rule, subject)))

    def _rests_on_earlier(self, rule: Rule) -> bool:
        """Itself, or by a title that a rule on several campaigns can cost."""
        costs = (r for r in self.definition.rules if r.consequence == INELIGIBLE)
        title = rule.measure == TITLE and any(one.times > 1 for one in costs)
        return rule.times > 1 or title

    def _before(self, rule: Rule, subject: Subject) -> Iterator[bool | None]:
        """What it found in each campaign before, the newest first."""
        once = replace(rule, times=1)
        for judge in self.earlier:
            if rule.occasion in ("", judge.definition.occasion):
                same = judge.definition.subjects.get(subject.key)
                there = same is not None and same.unit == subject.unit
                yield judge._once(once, same) if there and same else False

    def _once(self, rule: Rule, subject: Subject) -> bool | None:
        """What it found in this campaign; None where it could not be asked."""
        asked = self._applies(replace(rule, occasion=""), subject)
        return self._now(rule, subject).below if asked else None

    def _now(self, rule: Rule, subject: Subject) -> Finding:
        how = counted_rule(rule, self.definition)
        if rule.measure == TITLE:
            return tally.fact(how, self._failed(subject))
        if rule.measure in self.definition.indicators:
            return self._foreign(rule, how, subject)
        measured = self.measured[subject.key]
        value = measured.value(rule.measure, rule.item, rule.pool)
        decided = measured.decides(rule) and self.stands(subject.key)
        return tally.find(how, value, self._field(rule, subject), decided=decided)

    def _failed(self, subject: Subject) -> bool | None:
        """Whether a rule that costs the title has found something.

        Of a team also one on a principal leader of its unit (S10).
        """
        one = [subject]
        if subject.kind == "team":
            others = self.definition.subjects.values()
            one += [s for s in others if s.principal and s.unit == subject.unit]
        found = [
            self.find(rule, other).found
            for other in one
            for rule in self.applied(other)
            if rule.consequence == INELIGIBLE and rule.measure != TITLE
        ]
        if True in found:
            return True
        return None if None in found else False

    def _foreign(self, rule: Rule, how: tally.Rule, subject: Subject) -> Finding:
        """A rule on an indicator; nothing entered, nothing decided."""
        indicator = self.definition.indicators[rule.measure]
        if indicator.kind == "veto":
            return tally.fact(how, self.readings.vetoed(indicator.key, subject.key))
        if indicator.kind == "grade":
            place = self.readings.place(indicator, subject.key)
            bound = indicator.place(rule.bound)
            if place is None or bound is None:
                return tally.fact(how, None)
            beyond = place < bound if rule.above else place > bound
            return tally.fact(how, beyond or (rule.inclusive and place == bound))
        points = self.readings.points(indicator.key, subject.key)
        return tally.find(how, Value(points))

    # others ----------------------------------------------------------------------

    def _field(self, rule: Rule, subject: Subject) -> Field:
        """The values of those it is compared with, its own among them."""
        if rule.against == "bound" or self.again:
            return tally.compared(())
        scope = {"group-mean": "group", "campaign-mean": "campaign"}.get(rule.against)
        peers = self.peers(subject, scope or self.definition.formula.rank)
        rated = [one for one in peers if self._applies(rule, one)]
        return tally.compared(self._value(rule, one) for one in rated)

    def _value(self, rule: Rule, subject: Subject) -> Fraction | None:
        measured = self.measured[subject.key]
        if not (measured.decides(rule) and self.stands(subject.key)):
            return None
        return measured.value(rule.measure, rule.item, rule.pool).value

    def peers(self, subject: Subject, scope: str) -> list[Subject]:
        """Subjects of the same kind in the group, of units of a kind, or all."""
        units, home = self.definition.units, subject.unit
        among = self.definition.subjects.values()
        same = [other for other in among if other.kind == subject.kind]
        if scope == "group":
            group = self.definition.group_of(home).units
            return [other for other in same if other.unit in group]
        if scope == "kind":
            return [s for s in same if units[s.unit].kind == units[home].kind]
        return same

    # quorum, places, grades ------------------------------------------------------

    @cached_property
    def _unit_quorums(self) -> list[tuple[str, Quorum]]:
        return [
            (q.pool, quorum(q)) for q in self.definition.quorums if q.scope == "unit"
        ]

    def lacking(self, key: str) -> tuple[int, tally.Account] | None:
        """The quorum of a subject that is not met, and the ballots there were."""
        measured = self.measured[key]
        for pool, needed in self._unit_quorums:
            keys = [pool] if pool else [one.key for one in measured.closed]
            there = [measured.sheets[k].account for k in keys if k in measured.sheets]
            whole = sum(there, tally.Account())
            if there and not needed.met(whole):
                return needed.needed(whole), whole
        return None

    def stands(self, key: str) -> bool:
        """Whether the quorums of the campaign and of this subject are met."""
        return self.quorum_met and self.lacking(key) is None

    def heading(self, key: str) -> Fraction | None:
        """The figure that heads a subject's result, if it may be shown."""
        measured = self.measured[key]
        if not (measured.heads_shown and self.stands(key)):
            return None
        return measured.value().value

    def place(self, key: str) -> tuple[int, int] | None:
        """The place of a subject, and among how many; equal figures share one."""
        value, scope = self.heading(key), self.definition.formula.rank
        if scope == "none" or value is None:
            return None
        peers = self.peers(self.definition.subjects[key], scope)
        field = tally.compared(self.heading(p.key) for p in peers)
        return field.place(value), len(field.values)


def quorum(row: d.Quorum) -> Quorum:
    """A quorum of the definition for the arithmetic."""
    bound = fraction(row.bound) if row.bound else None
    return Quorum(bound, row.inclusive, row.least)


def quorum_met(whole: Definition, accounts: Mapping[str, tally.Account]) -> bool:
    """Whether every quorum of the campaign is met, by the tickets of each pool."""
    closed = [pool.key for pool in whole.pools.values() if not pool.is_open]
    for row in whole.quorums:
        keys = [row.pool] if row.pool else closed
        if row.scope == "campaign" and not quorum(row).met(
            sum((accounts[key] for key in keys), tally.Account())
        ):
            return False
    return True
