"""What a configuration comes to: ballots on each unit, votes that reach each bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaigns.definition import Definition, Rule, Subject
from campaigns.text import Text


@dataclass(frozen=True, slots=True)
class Need:
    """The fewest satisfied votes that `rule` does not flag."""

    rule: Rule
    votes: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The numbers of subjects that have the same ones; `items` where these decide."""

    names: tuple[Text, ...]
    shares: tuple[int, ...]
    items: int
    needs: tuple[Need, ...]

    @property
    def ballots(self) -> int:
        return sum(self.shares)


def outlooks(definition: Definition) -> list[Outlook]:
    """One outlook for all subjects where they are alike, else one a kind."""
    alike: dict[tuple[tuple[int, ...], int], list[Text]] = {}
    for subject in definition.subjects.values():
        pools = definition.pools.values()
        shares = tuple(definition.due(subject, pool) for pool in pools)
        items = _items(definition, subject)
        alike.setdefault((shares, items), []).append(subject.name)
    return [
        Outlook(tuple(names), shares, items, _needs(definition, sum(shares) * items))
        for (shares, items), names in alike.items()
    ]


def outlook_words(definition: Definition) -> list[str]:
    """The same as sentences, on the supposition that everybody votes validly."""
    found = outlooks(definition)
    return [_sentence(outlook, _who(definition, outlook, found)) for outlook in found]


def fewest(rule: Rule, votes: int) -> int:
    """The fewest satisfied of `votes` that `rule` does not flag, in exact numbers."""
    line = rule.fraction * votes
    return floor(line) + 1 if rule.inclusive else ceil(line)


def _items(definition: Definition, subject: Subject) -> int:
    """Answers of one ballot that decide."""
    return 1 if definition.formula.deciding == "overall" else len(subject.form.items)


def _needs(definition: Definition, votes: int) -> tuple[Need, ...]:
    needs = (Need(rule, fewest(rule, votes)) for rule in definition.rules)
    return tuple(need for need in needs if need.votes <= votes)


def _who(definition: Definition, outlook: Outlook, found: Sequence[Outlook]) -> str:
    english = (get_language() or "").startswith("en")
    if len(found) > 1:
        return (", " if english else "、").join(map(str, outlook.names))
    if len(definition.subjects) == len(definition.units):
        return _("Each unit")
    return _("Each subject")


def _sentence(outlook: Outlook, who: str) -> str:
    english = (get_language() or "").startswith("en")
    sums = ngettext("%(sum)s ballot", "%(sum)s ballots", outlook.ballots) % {
        "sum": _sum(outlook.shares)
    }
    if outlook.items > 1:
        sums = _("%(ballots)s × %(items)d items = %(answers)d answers") % {
            "ballots": sums,
            "items": outlook.items,
            "answers": outlook.ballots * outlook.items,
        }
    words = _("%(who)s %(sums)s") % {"who": who, "sums": sums}
    needs = (", " if english else "，").join(map(_need, outlook.needs))
    colon, stop = (": ", ".") if english else ("：", "。")
    return words + (colon + needs if needs else "") + stop


def _sum(shares: Sequence[int]) -> str:
    total = str(sum(shares))
    return total if len(shares) < 2 else f"{' + '.join(map(str, shares))} = {total}"


def _need(need: Need) -> str:
    words = _("%(votes)d are above %(bound)s")
    if not need.rule.inclusive:
        words = _("%(votes)d reach %(bound)s")
    return words % {"votes": need.votes, "bound": need.rule.bound}
