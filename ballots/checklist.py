"""What has been settled on the desk: the frozen definition, and piles of slips."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Batch, Proposal, Turnout
from campaigns.definition import Definition, Form, Pool, Scale
from campaigns.definition import Group as FrozenGroup
from campaigns.words import formula_words, rule_words


@dataclass(frozen=True, slots=True)
class Done:
    """Something that has been settled."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Pile:
    """The slips of a group: due, made, and the batches they came in."""

    group: FrozenGroup
    rows: Sequence[Turnout]
    batches: Sequence[Batch]
    # whether another slip takes two people, and what was asked for and is not done
    two: bool = False
    proposal: Proposal | None = None

    @property
    def agreed(self) -> Proposal | None:
        """What may be printed beyond what was due."""
        found = self.proposal
        return found if found and found.state == Proposal.State.AGREED else None

    @property
    def printable(self) -> int:
        """Slips that can be printed without asking anybody more."""
        if self.agreed:
            return self.agreed.number
        return 0 if self.two else self.missing

    @property
    def due(self) -> int:
        return sum(row.due for row in self.rows)

    @property
    def made(self) -> int:
        return sum(row.issued for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    @property
    def lost(self) -> Batch | None:
        """The last batch, if it is void and nothing has taken its place."""
        last = self.batches[-1] if self.batches else None
        return last if last and last.void and self.missing else None


def settled(definition: Definition, piles: Sequence[Pile]) -> list[Done]:
    """By its numbers; what is still missing is a blocker and not here."""
    return [
        *_forms(definition),
        _counting(definition),
        _raters(definition),
        *_slips(piles),
    ]


def _forms(definition: Definition) -> Iterator[Done]:
    forms: dict[str, Form] = {s.form.key: s.form for s in definition.subjects.values()}
    for form in forms.values():
        n = len(form.items)
        items = ngettext("%(n)d item", "%(n)d items", n) % {"n": n}
        scales = {item.scale.key: item.scale for item in form.items}
        yield Done(_("Form: %s") % items, "; ".join(map(_answers, scales.values())))


def _answers(scale: Scale) -> str:
    if scale.kind == "number":
        return f"{scale.low}–{scale.high}"
    return " / ".join(str(option.label) for option in scale.options)


def _counting(definition: Definition) -> Done:
    words = [clause.sentence for clause in formula_words(definition)[:2]]
    rules = [rule_words(definition, rule) for rule in definition.rules]
    return Done(_("Counting: %s") % " · ".join(words), " · ".join(rules))


def _raters(definition: Definition) -> Done:
    n = len({subject.unit for subject in definition.subjects.values()})
    text = ngettext("%d unit is rated", "%d units are rated", n) % n
    return Done(text, " · ".join(_quota(p) for p in definition.pools.values()))


def _quota(pool: Pool) -> str:
    words = {
        "peers": _("%(pool)s: each person of a unit"),
        "open": _("%(pool)s: an open link, nobody is due"),
    }
    text = words.get(pool.reach, _("%(pool)s: %(n)d a unit"))
    return text % {"pool": pool.name, "n": pool.quota}


def _slips(piles: Sequence[Pile]) -> Iterator[Done]:
    if any(pile.missing for pile in piles):
        return
    n = sum(pile.made for pile in piles)
    text = ngettext("%d slip made", "%d slips made", n) % n
    yield Done(text, _("The codes are on paper only, not in the system"))
