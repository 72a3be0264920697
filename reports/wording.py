"""The ballot account and the reasons for hidden figures in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.disclosure import Cell, Level, smallest
from campaigns.definition import Definition, Floors, Group, Pool, Subject
from campaigns.words import in_english
from reports.counted import Slips
from reports.measured import Measured
from reports.tally import Account, Unbalanced


def account_note(
    definition: Definition,
    tickets: Mapping[str, int],
    public: Mapping[str, int],
    cards: Sequence[tuple[int, ...]],
    replaced: int,
) -> str:
    """How the tickets of a group make the cards on each of its subjects.

    `tickets` issued by pool, `public` ballots that came in by open links; `cards`
    issued on each subject, by pool.
    """
    n = sum(tickets.values())
    each = [
        _("%(pool)s %(n)d") % {"pool": definition.pools[key].short, "n": number}
        for key, number in tickets.items()
    ]
    text = ngettext(
        "%(n)d ballot in the group: %(pools)s.",
        "%(n)d ballots in the group: %(pools)s.",
        n,
    )
    told = [
        text % {"n": n, "pools": _listed(each)},
        *_wide(definition),
        *_cards(definition, cards),
    ]
    if replaced:
        text = ngettext(
            "One slip was replaced.", "%(n)d slips were replaced.", replaced
        )
        told.append(text % {"n": replaced})
    return _joined([*told, *_public(definition, public)])


def slips(account: Slips) -> str:
    """What became of the slips of a group, and how many batches were worthless."""
    if not account.printed:
        return ""
    text = _(
        "Slips: %(printed)d printed = %(used)d used + %(unused)d not used + "
        "%(voided)d void."
    )
    if account.kept:
        text = _(
            "Slips: %(printed)d printed = %(used)d used + %(unused)d not used + "
            "%(voided)d void + %(kept)d not handed out."
        )
    told, n = [text % asdict(account)], account.batches_void
    if n:
        text = ngettext(
            "%(n)d batch was declared void.", "%(n)d batches were declared void.", n
        )
        told.append(text % {"n": n})
    return _joined(told)


def _public(definition: Definition, ballots: Mapping[str, int]) -> list[str]:
    """What came in by open links, which is in no account."""
    text = _("%(pool)s: %(n)d ballots by open link, counted apart.")
    return [
        text % {"pool": definition.pools[key].short, "n": n}
        for key, n in ballots.items()
    ]


def _wide(definition: Definition) -> list[str]:
    """Whose ballots stand in the account of every group, so that no sum misleads."""
    names = [p.short for p in definition.pools.values() if p.reach == "campaign"]
    if not names or len(definition.groups) < 2:
        return []
    text = _("%(pools)s: of the whole campaign, and so in the account of each group.")
    return [text % {"pools": _listed(names)}]


def _cards(definition: Definition, cards: Sequence[tuple[int, ...]]) -> list[str]:
    """Why the cards are more than the tickets, where it can be said in one sentence."""
    wide = [pool for pool in definition.pools.values() if pool.reach == "group"]
    closed = [pool for pool in definition.pools.values() if not pool.is_open]
    if len(closed) < 2 or len(wide) != 1 or len(set(cards)) != 1:
        return []
    text = _(
        "%(pool)s: each rates all %(n)d subjects, so every subject has "
        "%(sum)s = %(total)d votes."
    )
    if all(subject.kind == "team" for subject in definition.subjects.values()):
        text = _(
            "%(pool)s: each rates all %(n)d units, so every unit has "
            "%(sum)s = %(total)d votes."
        )
    words = {
        "pool": wide[0].name,
        "n": len(cards),
        "sum": " + ".join(map(str, cards[0])),
        "total": sum(cards[0]),
    }
    return [text % words]


def _listed(names: Collection[object]) -> str:
    return (", " if in_english() else "、").join(map(str, names))


def _joined(sentences: Sequence[str]) -> str:
    return (" " if in_english() else "").join(sentences)


def pools_hidden(measured: Measured) -> str:
    """Why figures of pools are hidden although the total is shown; "" if none are."""
    definition, together = measured.definition, measured.level
    cells = {key: sheet.cell for key, sheet in measured.sheets.items()}
    closed = {pool.key: measured.levels[pool.key] for pool in measured.closed}
    public = [_few_public(measured, p) for p in measured.pools if p.key not in closed]
    told = closed_hidden(definition, cells, closed, together)
    return _joined([*filter(None, [told, *public])])


def _few_public(measured: Measured, pool: Pool) -> str:
    """An open link stands for itself and covers no other."""
    level, n = measured.levels[pool.key], measured.sheets[pool.key].cell.valid
    if level is Level.FULL:
        return ""
    text, floor = _("%(pool)s: only %(n)d votes, hidden."), measured.floors.distribution
    if level is Level.RATE:
        text = _("%(pool)s: only %(n)d votes. The rate alone is shown.")
    if level is Level.RATE and n >= floor:
        text = _(
            "%(pool)s: an item has fewer than %(floor)d answers. The rate alone is "
            "shown."
        )
    return text % {"pool": pool.short, "n": n, "floor": floor}


def pools_note(measured: Measured) -> str:
    """What the figures of the pools stand for."""
    definition = measured.definition
    if definition.formula.weighted:
        return _("The total is made of these by their weights, not by heads.")
    if any(rule.pool for rule in definition.rules):
        return _("Rules may name one class; for the rest only the total decides.")
    return _("For information: only the total decides.")


def closed_hidden(
    definition: Definition,
    cells: Mapping[str, Cell],
    levels: Mapping[str, Level],
    together: Level,
) -> str:
    """The same of the pools that are added by heads."""
    none = [key for key, level in levels.items() if level is Level.NONE]
    rate = [key for key, level in levels.items() if level is Level.RATE]
    if together is Level.NONE or (together is Level.RATE and not none):
        return ""
    told = []
    if none:
        told.append(_no_rates(definition, cells, none, len(levels)))
    if rate and together is Level.FULL:
        told.append(_no_counts(definition, cells, rate))
    return _joined(told)


def _pool_words(
    definition: Definition, cells: Mapping[str, Cell], keys: Collection[str]
) -> dict[str, object]:
    few = smallest(cells, keys)
    pools = definition.pools
    named = _listed([pools[key].short for key in keys])
    return {"pool": pools[few].short, "n": cells[few].valid, "pools": named}


def _no_rates(
    definition: Definition,
    cells: Mapping[str, Cell],
    keys: Collection[str],
    among: int,
) -> str:
    words = _pool_words(definition, cells, keys)
    if len(keys) == among == 2:
        return (
            _(
                "%(pool)s: only %(n)d votes. Both pools are hidden so that neither can "
                "be worked out."
            )
            % words
        )
    return (
        _(
            "%(pool)s: only %(n)d votes. Hidden so that none can be worked out: "
            "%(pools)s."
        )
        % words
    )


def _no_counts(
    definition: Definition, cells: Mapping[str, Cell], keys: Collection[str]
) -> str:
    return _(
        "%(pool)s: only %(n)d votes. The rate alone is shown, so that no distribution "
        "can be worked out: %(pools)s."
    ) % _pool_words(definition, cells, keys)


def hidden(floors: Floors, cell: Cell, level: Level, items: Collection[object]) -> str:
    """Why figures of items are hidden; "" if none are or the verdict says it."""
    if level is Level.RATE:
        return _(
            "%(n)d valid ballots, fewer than %(floor)d: only the deciding rate is "
            "shown."
        ) % {"n": cell.valid, "floor": floors.distribution}
    if level is Level.FULL and items:
        return _(
            "Items with fewer than %(floor)d answers are hidden, and with them what "
            "they could be worked out from."
        ) % {"floor": floors.distribution}
    return ""


def unbalanced(error: Unbalanced) -> str:
    """What a page says in place of a result."""
    account = error.account
    if account.returned > account.issued:
        return _(
            "%(returned)d returned, more than the %(issued)d issued: no result. Count "
            "the slips first."
        ) % {"returned": account.returned, "issued": account.issued}
    return _(
        "%(returned)d returned are not %(valid)d valid, %(void)d void and "
        "%(abstained)d abstained: no result. Count the slips first."
    ) % {
        "returned": account.returned,
        "valid": account.valid,
        "void": account.void,
        "abstained": account.abstained,
    }


def no_quorum(lacking: tuple[int, Account] | None) -> str:
    """Why there is no figure although there are ballots.

    `lacking`: what the subject's own quorum needs, and its ballots; None: it is the
    campaign's that is not met.
    """
    if lacking:
        needed, account = lacking
        return _(
            "Of %(due)d ballots due %(returned)d were returned; the quorum is "
            "%(needed)d: the result does not stand."
        ) % {"due": account.full, "returned": account.returned, "needed": needed}
    return _("The quorum is not met: the counts are shown, the result does not stand.")


def statements(definition: Definition, subject: Subject) -> tuple[tuple[str, str], ...]:
    """Self-assessments and leaders' comments on a subject: whose, and the title."""
    found = []
    for paper in definition.papers_on(subject):
        if paper.kind == "self":
            found.append((_("Self-assessment"), str(paper.title)))
        elif paper.kind == "leader":
            words = _("Comment by %s") % paper.author if paper.author else ""
            found.append((words or _("Leader's comment"), str(paper.title)))
    return tuple(found)


def commented(definition: Definition, group: Group) -> str:
    """How many leaders commented on how many, as S4 counts them; "" if none did."""
    said = (p for p in definition.documents if p.kind == "leader")
    papers = [p for p in said if p.unit in group.units]
    if not papers:
        return ""
    kinds = [definition.subjects[p.subject].kind for p in papers if p.subject]
    words = {
        "leaders": len({str(p.author) for p in papers}),
        "units": len({p.unit for p in papers if not p.subject}) + kinds.count("team"),
        "persons": len({p.subject for p in papers if p.subject}) - kinds.count("team"),
    }
    text = _(
        "Leaders who commented: %(leaders)d; organisations commented on: "
        "%(units)d; persons commented on: %(persons)d."
    )
    return text % words
