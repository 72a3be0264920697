"""Rules (结果运用规则) and what they find; a finding is a proposal, never a decision.

Each rule comes down to one bound on one value (counting.md §1.8): that of a rule
against the mean or the last n is worked out from the others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from reports.tally.margins import short, spare
from reports.tally.ranking import Field
from reports.tally.rates import Rate
from reports.tally.rows import rated
from reports.tally.values import Value, pooled

NO_FIELD = Field()
MILD = ("reminder", "spread")  # consequences that are no more than a talk


class Against(StrEnum):
    """What a rule holds a value against."""

    BOUND = "bound"
    GROUP_MEAN = "group-mean"
    CAMPAIGN_MEAN = "campaign-mean"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound and what follows below it (with `above`: above it).

    `text` is the bound as written. The bound itself is found with `inclusive` alone.
    `measure`, `item` and `pool` say what is measured: whoever calls measures it. Of
    "the last n" `last` is n, or with `share` the part of all.
    """

    bound: Fraction
    inclusive: bool
    consequence: str
    margin: int
    text: str
    measure: str = ""
    item: str = ""
    pool: str = ""
    above: bool = False
    against: Against = Against.BOUND
    last: Fraction = Fraction(0)
    share: bool = False
    times: int = 1
    running: bool = True

    def finds(self, value: Fraction, bound: Fraction) -> bool:
        """Whether a value is found when the bound comes to `bound`."""
        beyond = value > bound if self.above else value < bound
        return beyond or (self.inclusive and value == bound)

    def flags(self, rate: Rate) -> bool:
        """Whether the rule's own bound finds the rate; a rate of nothing it does not.

        Of rules with `Against.BOUND`.
        """
        return rate.value is not None and self.finds(rate.value, self.bound)

    def needs(self, of: int, bound: Fraction) -> int:
        """The number of hits of `of`, nearest to the bound, that is not found."""
        if not self.above:
            return needed(of, bound, self.inclusive)
        line = bound * of
        return math.ceil(line) - 1 if self.inclusive else math.floor(line)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a value: under its bound or not, and by how many ballots.

    Not decided (too few ballots): `below` is None, and there is no figure, because a
    finding goes into the report and would show there what is hidden. Of a rule with
    `above`, `below` says that it lies above. `rate` and `needed` are the counts of a
    plain rate; of anything else there are none. `bound` is what the value was held
    against. Without `in_ballots` no ballot can change it: a figure from elsewhere, a
    place among the last none; `short` and `spare` are 0 then. `seen` counts the
    campaigns of the series in which it was found. Not `told`: decided, but not for this
    reader, who gets no figure either.
    """

    rule: Rule
    rate: Rate | None
    needed: int
    below: bool | None
    short: int
    spare: int
    value: Fraction | None = None
    bound: Fraction | None = None
    in_ballots: bool = True
    seen: int = 1
    told: bool = True

    @property
    def close(self) -> bool:
        """Passed, with no more votes to spare than the rule's margin."""
        passed = self.below is False and self.in_ballots
        return passed and self.spare <= self.rule.margin

    @property
    def found(self) -> bool | None:
        """Whether the consequence is proposed: found, and often enough."""
        return self.below and self.seen >= self.rule.times


def needed(of: int, bound: Fraction, inclusive: bool) -> int:
    """The smallest number of hits of `of` that is not flagged.

    Below 2/3 of 35 it is 24; at or below 2/3 of 30 it is 21. At or below 100 % it is
    more than there are, which is what such a rule says.
    """
    line = bound * of
    return math.floor(line) + 1 if inclusive else math.ceil(line)


def judge(
    rate: Rate, rules: Sequence[Rule], ballots: int, floor: int
) -> tuple[Finding, ...]:
    """A finding a rule with a bound, in their order; not decided under `floor` ballots.

    The margins are hits of the rate, which are ballots where one item decides.
    """
    value, decided = pooled([rated(rate)]), ballots >= floor
    return tuple(find(rule, value, decided=decided) for rule in rules)


def find(
    rule: Rule, value: Value, field: Field = NO_FIELD, *, decided: bool = True
) -> Finding:
    """What one rule says of one subject's value.

    `field` are the values of those it is compared with, its own among them: the group,
    the campaign, or those ranked together. Not `decided` (too few ballots), without a
    value, or without another to compare it with: `below` is None. Nobody is among the
    last 0, nor alone among the last.
    """
    if not decided or value.value is None:
        return fact(rule, None)
    bound = _bound(rule, value.value, field)
    if bound is None:
        if rule.against != Against.LAST or not field.values:
            return fact(rule, None)
        return replace(fact(rule, False), rate=value.rate, value=value.value)
    return _compare(rule, value, value.value, bound, field)


def fact(rule: Rule, found: bool | None) -> Finding:
    """What a rule says of something that is no figure: a veto, a grade, a title."""
    return Finding(rule, None, 0, found, 0, 0, in_ballots=found is None)


def untold(rule: Rule) -> Finding:
    """The finding of somebody who is not to know what earlier campaigns found."""
    return replace(fact(rule, None), told=False)


def repeated(finding: Finding, earlier: Sequence[bool | None]) -> Finding:
    """The finding with the number of campaigns of the series in which it was found.

    `earlier` says it of each campaign before, the newest first. None, not decided:
    neither counts nor breaks a run. Where the subject was not rated give False: such a
    campaign breaks it. A rule that is not `running` counts all of them. What is not
    found now is found in none.
    """
    if not finding.below:
        return replace(finding, seen=0)
    before = [found for found in earlier if found is not None]
    if finding.rule.running and False in before:
        before = before[: before.index(False)]
    return replace(finding, seen=1 + sum(before))


def _bound(rule: Rule, own: Fraction, field: Field) -> Fraction | None:
    """What the value has to reach, which does not move when it changes."""
    if rule.against == Against.BOUND:
        return rule.bound
    if rule.against != Against.LAST:
        return field.mean_of_others(own)
    n = field.number(rule.last, rule.share)
    return field.first(n, own) if rule.above else field.last(n, own)


def _compare(
    rule: Rule, value: Value, own: Fraction, bound: Fraction, field: Field
) -> Finding:
    below = rule.finds(own, bound)
    better, worse = (value.down, value.up) if rule.above else (value.up, value.down)
    gap = abs(bound - own)
    in_ballots = bool(better)
    mean = rule.against in (Against.GROUP_MEAN, Against.CAMPAIGN_MEAN)
    return Finding(
        rule,
        value.rate,
        rule.needs(value.rate.of, bound) if value.rate else 0,
        below,
        short(better, gap, beyond=rule.inclusive) if below and in_ballots else 0,
        0 if below or not in_ballots else spare(worse, gap, not rule.inclusive),
        own,
        field.mean if mean else bound,
        in_ballots,
    )
