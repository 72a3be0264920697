"""What was counted: reads tallies and accounts, in a fixed number of queries.

The lowest that reports read (design §4): nothing here or above looks at a ballot.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from ballots.checker import BLANK
from ballots.models import Account as AccountRow
from ballots.models import Batch, Tally
from ballots.models.place import line
from campaigns.definition import Definition, Group, Item, Place
from campaigns.models import Campaign
from reports import remarks
from reports.remarks import Remarks
from reports.tally import Account, Answers, Counts, numbers

NUMBERS = ("issued", "returned", "abstained", "valid", "void")


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of a group, and what became of them: printed is the sum of the rest."""

    printed: int = 0
    used: int = 0
    unused: int = 0
    kept: int = 0
    voided: int = 0
    batches_void: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by subject, pool and item; accounts by subject and by place."""

    values: Mapping[tuple[str, str, str], Mapping[int, int]]
    subjects: Mapping[tuple[str, str], Account]
    places: Mapping[tuple[str, Place], Account]
    comments: Mapping[str, Remarks]
    slips: Mapping[str, Slips]

    def counts(self, subject: str, pool: str, item: Item) -> Answers:
        """How a pool answered one item of a subject."""
        values = self.values.get((subject, pool, item.key), {})
        blank = values.get(BLANK, 0)
        if item.kind == "number":
            given = {value: n for value, n in values.items() if value != BLANK}
            return numbers(given, blank)
        options = tuple(values.get(o, 0) for o in range(len(item.scale.options)))
        if item.kind == "choice":
            return Counts(options, blank)
        valid = self.subjects.get((subject, pool), Account()).valid
        return Counts(options, blank, valid - blank)

    def tickets(self, definition: Definition, group: Group) -> dict[str, Account]:
        """The ticket account of each pool in a group, by pool key."""
        found = {}
        for pool in definition.pools.values():
            places = [place for place, _due in definition.places(pool, group)]
            lines = dict.fromkeys(line(definition, place) for place in places)
            none = Account()
            accounts = (self.places.get((pool.key, place), none) for place in lines)
            found[pool.key] = sum(accounts, Account())
        return found

    def replaced(self, definition: Definition, group: Group) -> int:
        """Slips of a group printed beyond its quotas: each replaced another."""
        due = sum(
            number
            for pool in definition.pools.values()
            for _place, number in definition.places(pool, group)
        )
        return max(0, self.of_group(group).printed - due)

    def of_group(self, group: Group) -> Slips:
        return self.slips.get(group.key, Slips())


def load(campaign: Campaign) -> Counted:
    """Read what was counted. Raises Unbalanced when an account does not add up."""
    subjects, places = _accounts(campaign)
    return Counted(
        values=_values(campaign),
        subjects=subjects,
        places=places,
        comments=remarks.load(campaign),
        slips=_slips(campaign),
    )


def _slips(campaign: Campaign) -> dict[str, Slips]:
    rows = Batch.objects.filter(campaign=campaign).values_list("group__key")
    names = ("slips", "used", "unused", "kept", "voided")
    sums = {f"n_{name}": Sum(name, default=0) for name in names}
    rows = rows.annotate(**sums, n_void=Count("pk", filter=Q(void=True))).order_by()
    return {row[0]: Slips(*row[1:]) for row in rows}


def _values(campaign: Campaign) -> dict[tuple[str, str, str], dict[int, int]]:
    found: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    rows = Tally.objects.filter(campaign=campaign)
    columns = ("subject__key", "pool__key", "item", "value", "n")
    for subject, pool, item, value, n in rows.values_list(*columns):
        found[subject, pool, item][value] = n
    return found


def _accounts(
    campaign: Campaign,
) -> tuple[dict[tuple[str, str], Account], dict[tuple[str, Place], Account]]:
    subjects, places = {}, {}
    rows = AccountRow.objects.filter(campaign=campaign)
    where = ("pool__key", "subject__key", "unit__code", "group__key")
    for row in rows.values_list(*where, *NUMBERS):
        (pool, subject, *place), given = row[:4], row[4:]
        account = Account(*given)
        account.check()
        if subject is None:
            places[pool, _place(*place)] = account
        else:
            subjects[subject, pool] = account
    return subjects, places


def _place(unit: str | None, group: str | None) -> Place:
    if unit:
        return Place("unit", unit)
    return Place("group", group) if group else Place("campaign")
