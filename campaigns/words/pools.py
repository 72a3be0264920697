"""Who is added to whom, and how many must have voted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.definition import Definition, Pool, Quorum, written
from campaigns.words.basic import Clause, joined, quoted


def pool_clauses(definition: Definition) -> Iterator[Clause]:
    """How pools combine, which stand apart, what a pool rates, the quorums."""
    said = [*_together(definition), *_apart(definition), *_reach(definition)]
    if said:
        yield Clause(pgettext("formula", "Pools"), joined(said, ";"))
    if definition.quorums:
        each = [_quorum(definition, quorum) for quorum in definition.quorums]
        yield Clause(pgettext("formula", "Quorum"), joined(each))


def _together(definition: Definition) -> Iterator[str]:
    pools = definition.pools.values()
    if definition.formula.weighted and pools:
        weights = joined((f"{p.name} {written(p.weight)}" for p in pools), "/")
        without = {
            "undecided": _("if one of them has no ballots there is no result"),
            "spread": _("the weight of one without ballots goes to the others"),
            "zero": _("one without ballots counts as nothing"),
        }[definition.formula.empty]
        by = _("each pool's own figure counts by its weight: %s") % weights
        yield joined([by, without])
    elif len([pool for pool in pools if not pool.is_open]) > 1:
        yield _("the pools are added together by heads, without weights")


def _apart(definition: Definition) -> Iterator[str]:
    """An open link by heads is never added; by weights it may have one."""
    pools = [pool for pool in definition.pools.values() if pool.is_open]
    if pools:
        said = {"pools": quoted([pool.name for pool in pools])}
        text = _("%(pools)s: open to everybody, not one ballot a person")
        if not definition.formula.weighted:
            text = _("%(pools)s: open to everybody, not one ballot a person, not added")
        yield text % said


def _reach(definition: Definition) -> Iterator[str]:
    for pool in definition.pools.values():
        if pool.reach == "peers":
            yield _("%s rate each other, nobody himself") % quoted([pool.name])
        if pool.kinds:
            yield _rates(pool)


def _rates(pool: Pool) -> str:
    kinds = joined((kind_name(kind) for kind in pool.kinds), "/")
    words = {"pool": quoted([pool.name]), "kinds": kinds}
    return _("%(pool)s rates only: %(kinds)s") % words


def kind_name(kind: str) -> str:
    """What subjects of a kind are called."""
    return {
        "team": _("teams"),
        "person": _("persons"),
        "initiative": _("initiatives"),
        "pledge": _("pledges"),
    }[kind]


def _quorum(definition: Definition, quorum: Quorum) -> str:
    """Such as “the result stands if 1/2 of those due have voted”."""
    who = _("of the whole campaign")
    if quorum.scope == "unit":
        who = _("on a subject")
    if quorum.pool:
        pool = definition.pools[quorum.pool]
        words = {"who": who, "pool": quoted([pool.name])}
        who = _("%(who)s from %(pool)s") % words
    if not quorum.bound:
        text = ngettext(
            "%(who)s the result stands from %(n)d ballot returned on",
            "%(who)s the result stands from %(n)d ballots returned on",
            quorum.least,
        )
        return text % {"who": who, "n": quorum.least}
    text = _("%(who)s the result stands if more than %(bound)s of those due voted")
    if quorum.inclusive:
        text = _("%(who)s the result stands if %(bound)s of those due voted")
    return text % {"who": who, "bound": quorum.bound}
