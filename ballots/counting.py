"""Counting stored cards: each item's answers by subject and pool."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ballots.checker import BLANK, unpack_values
from ballots.models import Ballot
from campaigns.definition import Definition, Item
from campaigns.models import Campaign

CHUNK = 20_000
Key = tuple[str, str]  # subject, pool
Tallied = Counter[tuple[str, str, str, int]]  # with item and value


def tallied(
    cards: Mapping[Key, Sequence[bytes]], items: Mapping[str, Sequence[Item]]
) -> Tallied:
    """How many gave each value, from cards as they are stored, by subject and pool.

    Column by column over all cards of a subject and pool at once: a loop over cards in
    Python takes some ten times as long. Raises ValueError for half a card.
    """
    found: Tallied = Counter()
    for (subject, pool), rows in cards.items():
        form = items[subject]
        values = unpack_values(b"".join(rows))
        if len(values) != len(rows) * len(form):
            raise ValueError(f"{subject}: half a card")
        for at, item in enumerate(form):
            for value, n in Counter(values[at :: len(form)]).items():
                for part in parts(item, value):
                    found[subject, pool, item.key, part] += n
    return found


def parts(item: Item, value: int) -> Iterator[int]:
    """What a stored answer adds to the tally: of ticks, the position of each."""
    if item.kind != "ticks" or value == BLANK:
        yield value
        return
    for position in range(len(item.scale.options)):
        if value >> position & 1:
            yield position


def forms(definition: Definition) -> dict[str, tuple[Item, ...]]:
    """The items of each subject, by its key."""
    return {key: subject.form.items for key, subject in definition.subjects.items()}


def recount(campaign: Campaign, definition: Definition) -> Tallied:
    """Count the stored ballots of an opened box once more."""
    rows = Ballot.objects.filter(campaign=campaign)
    columns = rows.values_list("subject__key", "pool__key", "answers")
    return tallied(_by_key(columns.iterator(CHUNK)), forms(definition))


def _by_key(
    rows: Iterable[tuple[str, str, bytes | memoryview]],
) -> dict[Key, list[bytes]]:
    found: dict[Key, list[bytes]] = defaultdict(list)
    for subject, pool, answers in rows:
        found[subject, pool].append(bytes(answers))
    return found
