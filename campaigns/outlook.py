"""What a configuration comes to: ballots on each unit, votes that reach each bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.definition import Definition, Pool, Rule, Subject
from campaigns.text import Text
from campaigns.words import in_english, joined, measure_name

SOME = 4


@dataclass(frozen=True, slots=True)
class Need:
    """The fewest votes that `rule` does not flag; `what` they are votes for."""

    rule: Rule
    votes: int
    what: str = ""


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
    alike: dict[tuple[tuple[int, ...], int, tuple[Need, ...]], list[Text]] = {}
    for subject in definition.subjects.values():
        shares = tuple(definition.due(subject, p) for p in _closed(definition, subject))
        key = shares, _items(definition, subject), _needs(definition, subject)
        alike.setdefault(key, []).append(subject.name)
    return [Outlook(tuple(names), *key) for key, names in alike.items()]


def outlook_words(definition: Definition) -> list[str]:
    """The same as sentences, on the supposition that everybody votes validly."""
    found = outlooks(definition)
    return [_sentence(outlook, _who(definition, outlook, found)) for outlook in found]


def fewest(rule: Rule, votes: int) -> int:
    """The fewest satisfied of `votes` that `rule` does not flag, in exact numbers."""
    line = rule.fraction * votes
    return floor(line) + 1 if rule.inclusive else ceil(line)


def _closed(definition: Definition, subject: Subject) -> list[Pool]:
    """The pools of whose ballots the number is known."""
    return [pool for pool in definition.raters(subject) if not pool.is_open]


def _items(definition: Definition, subject: Subject) -> int:
    """Answers of one ballot that decide together; a mean has no sum of them."""
    if definition.formula.deciding != "items":
        return 1
    measure = definition.formula.measure
    items = [item for item in subject.form.items if item.weight]
    return sum(definition.bears(item.scale, measure) for item in items)


def _needs(definition: Definition, subject: Subject) -> tuple[Need, ...]:
    needs = []
    for rule in definition.rules:
        votes = _votes(definition, subject, rule)
        least = fewest(rule, votes) if votes else 1
        if least <= votes:
            needs.append(Need(rule, least, _what(definition, rule)))
    return tuple(needs)


def _votes(definition: Definition, subject: Subject, rule: Rule) -> int:
    """The votes of which a rule wants a share; 0 where it wants something else."""
    measure = rule.measure or definition.formula.measure
    rates = [name for name in definition.measures() if name != "score"]
    if not rule.plain or rule.above or measure not in rates:
        return 0
    if not _concerns(rule, subject, definition.occasion):
        return 0
    pools = _closed(definition, subject)
    weighted = definition.formula.weighted and len(pools) > 1
    mean = definition.formula.deciding == "mean"
    if (weighted and not rule.pool) or (mean and not rule.item):
        return 0
    votes = [definition.due(subject, p) for p in pools if rule.pool in ("", p.key)]
    return sum(votes) * (1 if rule.item else _items(definition, subject))


def _concerns(rule: Rule, subject: Subject, occasion: str) -> bool:
    """Whether a rule looks at this subject in a campaign of this occasion."""
    keys = [item.key for item in subject.form.items]
    return (
        rule.kind in ("", subject.kind)
        and rule.form in ("", subject.form.key)
        and rule.item in ("", *keys)
        and rule.occasion in ("", occasion)
        and (subject.principal or not rule.principal)
    )


def _what(definition: Definition, rule: Rule) -> str:
    """What the votes are for, if it is not simply what heads the result."""
    if rule.on_heading(definition.formula):
        return ""
    parts = [measure_name(definition, rule.measure or definition.formula.measure)]
    for form in definition.forms.values():
        parts += [str(item.text) for item in form.items if item.key == rule.item]
    if rule.pool:
        parts.append(str(definition.pools[rule.pool].short))
    return " · ".join(dict.fromkeys(parts))


def _who(definition: Definition, outlook: Outlook, found: Sequence[Outlook]) -> str:
    if len(found) > 1:
        return _names(list(dict.fromkeys(map(str, outlook.names))))
    if len(definition.subjects) == len(definition.units):
        return _("Each unit")
    return _("Each subject")


def _names(names: Sequence[str]) -> str:
    """All of a few names; of many the first ones and how many there are."""
    if len(names) <= SOME:
        return joined(names, "/")
    text = _("%(names)s and %(n)d others")
    return text % {"names": joined(names[:2], "/"), "n": len(names) - 2}


def _sentence(outlook: Outlook, who: str) -> str:
    words = _("%(who)s %(sums)s") % {"who": who, "sums": _sums(outlook)}
    needs = joined(map(_need, outlook.needs))
    colon, stop = (": ", ".") if in_english() else ("：", "。")
    return words + (colon + needs if needs else "") + stop


def _sums(outlook: Outlook) -> str:
    if not outlook.shares:
        return _("as many ballots as the public gives")
    sums = ngettext("%(sum)s ballot", "%(sum)s ballots", outlook.ballots) % {
        "sum": _sum(outlook.shares)
    }
    if outlook.items < 2:
        return sums
    return _("%(ballots)s × %(items)d items = %(answers)d answers") % {
        "ballots": sums,
        "items": outlook.items,
        "answers": outlook.ballots * outlook.items,
    }


def _sum(shares: Sequence[int]) -> str:
    total = str(sum(shares))
    return total if len(shares) < 2 else f"{' + '.join(map(str, shares))} = {total}"


def _need(need: Need) -> str:
    words = _("%(votes)d are above %(bound)s")
    if not need.rule.inclusive:
        words = _("%(votes)d reach %(bound)s")
    said = words % {"votes": need.votes, "bound": need.rule.bound}
    if not need.what:
        return said
    return _("%(what)s: %(said)s") % {"what": need.what, "said": said}
