"""Opening the box: verify, open, split, shuffle, tally, erase; one transaction."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.checker import BLANK, Card, pack_values, required, unpack
from ballots.models import (
    Account,
    Ballot,
    Batch,
    Box,
    Comment,
    Receipt,
    Tally,
    Ticket,
    lock,
)
from ballots.sealing import BadEnvelope, Binding, Envelope, unseal
from ballots.spoiling import spoilt
from campaigns.definition import Definition, Item, Place, Pool, Subject
from campaigns.frozen import frozen
from campaigns.models import Campaign, Group, Unit
from campaigns.models import Pool as CampaignPool

CHUNK = 1000
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
Where = tuple[str, Place]


class WrongKey(Exception):
    """The key does not belong to this box."""


class BatchAltered(Exception):
    """The tickets of a batch are not those recorded when it was made; names it."""

    def __init__(self, batch: Batch | str) -> None:
        text = _("Batch %(batch)s holds tickets that were not recorded.")
        super().__init__(text % {"batch": batch})
        self.batch = str(batch)


class CountAltered(Exception):
    """The box holds not as many envelopes as it was closed with."""


@dataclass(slots=True)
class Contents:
    """What came out of the box, counted, before it is shuffled and stored."""

    ballots: list[tuple[str, str, bytes]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    tally: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    valid: Counter[tuple[str, str]] = field(default_factory=Counter)
    abstained: Counter[tuple[str, str]] = field(default_factory=Counter)
    # cards that a void rule takes, and envelopes of which nothing valid is left
    spoilt: Counter[tuple[str, str]] = field(default_factory=Counter)
    wasted: Counter[Where] = field(default_factory=Counter)
    void: Counter[Where] = field(default_factory=Counter)
    blank: Counter[Where] = field(default_factory=Counter)
    receipts: set[str] = field(default_factory=set)

    def add(
        self, pool: str, place: Place, cards: Mapping[Subject, Card], void: Set[str]
    ) -> None:
        """Split one opened envelope by subject; the cards of `void` are not valid."""
        for subject, card in cards.items():
            if card.values is None:
                self.abstained[subject.key, pool] += 1
            elif subject.key in void:
                self.spoilt[subject.key, pool] += 1
            else:
                self._take(pool, subject, card.values)
                if card.comment:
                    self.comments.append((subject.key, card.comment))
        given = {s.key for s, card in cards.items() if card.values is not None}
        if not given:
            self.blank[pool, place] += 1
        elif given <= void:
            self.wasted[pool, place] += 1

    def _take(self, pool: str, subject: Subject, values: Sequence[int]) -> None:
        self.valid[subject.key, pool] += 1
        self.ballots.append((subject.key, pool, pack_values(values)))
        for item, value in zip(subject.form.items, values, strict=True):
            for part in parts(item, value):
                self.tally[subject.key, pool, item.key, part] += 1


def open_box(box: Box, private: bytes, progress: Callable[[int], None]) -> None:
    """Count the box: closed to counted, or nothing at all.

    Raises WrongState, WrongKey, DefinitionAltered, BatchAltered or CountAltered, and
    stores nothing then. A forged or broken envelope is counted as void, never fatal.
    """
    _verify_key(box, private)
    with transaction.atomic(durable=True):
        lock(box.pk, shared=False)
        box.campaign.leave(Campaign.State.CLOSED, Campaign.State.COUNTED)
        _verify_batches(box.campaign)
        _verify_number(box.campaign)
        definition = frozen(box.campaign)
        contents = Contents()
        for number, ticket in enumerate(_used(box), 1):
            _open(ticket, definition, private, contents)
            progress(number)
        _store(box, definition, contents)
        Ticket.objects.filter(campaign=box.campaign).update(
            box=None, signature=None, skey_hash=None, receipt=None
        )
        Box.objects.filter(pk=box.pk).update(opened_at=timezone.now())


def _verify_key(box: Box, private: bytes) -> None:
    """With another key every envelope would be void, and erased."""
    try:
        public = X25519PrivateKey.from_private_bytes(private).public_key()
    except ValueError:
        raise WrongKey from None
    if public.public_bytes_raw() != bytes(box.public_key):
        raise WrongKey


def _verify_batches(campaign: Campaign) -> None:
    """Refuse tickets that no batch of this campaign has recorded."""
    for batch in Batch.objects.filter(campaign=campaign):
        if not batch.intact():
            raise BatchAltered(batch)
    strays = Ticket.objects.filter(campaign=campaign).exclude(batch__campaign=campaign)
    strays = strays.exclude(batch=None, pool__reach=CampaignPool.Reach.OPEN)
    for ticket in strays.select_related("batch"):
        raise BatchAltered(ticket.batch or _("none"))


def _verify_number(campaign: Campaign) -> None:
    """The number at closing is for ever: nothing was put in or taken out since."""
    closed_with = Box.objects.values_list("closed_with", flat=True).get(pk=campaign.pk)
    if Ticket.objects.filter(campaign=campaign).used().count() != closed_with:
        raise CountAltered


def _used(box: Box) -> Iterator[Ticket]:
    tickets = Ticket.objects.filter(campaign=box.campaign).used()
    return tickets.select_related("pool", "unit", "group", "bearer").iterator(CHUNK)


def _open(
    ticket: Ticket, definition: Definition, private: bytes, contents: Contents
) -> None:
    pool, place = definition.pools[ticket.pool.key], ticket.place
    subjects = definition.subjects_at(pool, place)
    # columns, because a row altered by hand may lack them
    envelope = Envelope(bytes(ticket.box or b""), bytes(ticket.signature or b""))
    binding = Binding(ticket.campaign_id, definition.hash)
    try:
        cards = unpack(subjects, unseal(envelope, private, ticket.pk, binding))
        _check(definition, subjects, cards)
        if envelope.receipt in contents.receipts:
            # somebody's envelope once more, signed for a slip of the copier's own
            raise BadEnvelope
    except (BadEnvelope, ValueError):
        contents.void[pool.key, place] += 1
        return
    contents.receipts.add(envelope.receipt)
    void = spoilt(definition, subjects, cards).keys()
    contents.add(pool.key, place, {s: cards[s.key] for s in subjects}, void)


def parts(item: Item, value: int) -> Iterator[int]:
    """What a stored answer adds to the tally: of ticks, the position of each."""
    if item.kind != "ticks" or value == BLANK:
        yield value
        return
    for position in range(len(item.scale.options)):
        if value >> position & 1:
            yield position


def _check(
    definition: Definition, subjects: list[Subject], cards: dict[str, Card]
) -> None:
    """What our page cannot have sealed. Raises ValueError."""
    for subject in subjects:
        if any(required(definition, subject, cards[subject.key])):
            raise ValueError("not complete")


def _store(box: Box, definition: Definition, contents: Contents) -> None:
    campaign = box.campaign
    subjects = {row.key: row for row in campaign.subjects.all()}
    pools = {row.key: row for row in campaign.pools.all()}
    # the system's random source: a weak one could be run backwards (trust.md §0)
    mix = random.SystemRandom().shuffle
    mix(contents.ballots)
    mix(contents.comments)
    Ballot.objects.bulk_create(
        (
            Ballot(campaign=campaign, subject=subjects[s], pool=pools[p], answers=data)
            for s, p, data in contents.ballots
        ),
        batch_size=CHUNK,
    )
    Comment.objects.bulk_create(
        Comment(campaign=campaign, subject=subjects[s], text=text)
        for s, text in contents.comments
    )
    Tally.objects.bulk_create(
        Tally(
            campaign=campaign, subject=subjects[s], pool=pools[p], item=i, value=v, n=n
        )
        for (s, p, i, v), n in sorted(contents.tally.items())
    )
    Receipt.objects.bulk_create(
        (Receipt(campaign=campaign, number=r) for r in sorted(contents.receipts)),
        batch_size=CHUNK,
    )
    Account.objects.bulk_create(
        [
            *_place_accounts(campaign, definition, contents),
            *_subject_accounts(campaign, definition, contents),
        ]
    )


def _counts(campaign: Campaign, pool: Pool, place: Place) -> tuple[int, int]:
    """Issued and returned tickets of a pool at a place."""
    tickets = Ticket.objects.at(place).filter(campaign=campaign, pool__key=pool.key)
    return tickets.issued().count(), tickets.used().count()


def _places(definition: Definition, pool: Pool) -> list[Place]:
    groups = definition.groups.values()
    places = [place for g in groups for place, _due in definition.places(pool, g)]
    return list(dict.fromkeys(places))


def _place_accounts(
    campaign: Campaign, definition: Definition, contents: Contents
) -> Iterator[Account]:
    """By tickets: an envelope is valid unless void or left blank altogether."""
    pools = {row.key: row for row in campaign.pools.all()}
    units = {row.code: row for row in Unit.objects.filter(code__in=definition.units)}
    groups = {row.key: row for row in Group.objects.filter(campaign=campaign)}
    bearers = {row.key: row for row in campaign.subjects.all()}
    for pool in definition.pools.values():
        for place in _places(definition, pool):
            issued, returned = _counts(campaign, pool, place)
            void = contents.void[pool.key, place]
            blank = contents.blank[pool.key, place]
            yield Account(
                campaign=campaign,
                pool=pools[pool.key],
                unit=units[place.key] if place.kind == "unit" else None,
                group=groups[place.key] if place.kind == "group" else None,
                bearer=bearers[place.key] if place.kind == "bearer" else None,
                issued=issued,
                returned=returned,
                void=void,
                abstained=blank,
                valid=returned - void - blank,
            )


def _subject_accounts(
    campaign: Campaign, definition: Definition, contents: Contents
) -> Iterator[Account]:
    """By cards: each returned envelope holds one card on each of its subjects."""
    pools = {row.key: row for row in campaign.pools.all()}
    for row in campaign.subjects.all():
        subject = definition.subjects[row.key]
        for pool in definition.raters(subject):
            places = definition.places_of(subject, pool)
            counts = [_counts(campaign, pool, place) for place in places]
            yield Account(
                campaign=campaign,
                pool=pools[pool.key],
                subject=row,
                issued=sum(issued for issued, _returned in counts),
                returned=sum(returned for _issued, returned in counts),
                void=sum(contents.void[pool.key, place] for place in places)
                + contents.spoilt[row.key, pool.key],
                abstained=contents.abstained[row.key, pool.key],
                valid=contents.valid[row.key, pool.key],
            )


def rewrite() -> bool:
    """Rewrite the tickets' storage, so that no dead row keeps an old envelope.

    Waits until no campaign is open (design §4.8): the rewrite locks the table.
    Returns whether it was done.
    """
    if Campaign.objects.filter(state=Campaign.State.OPEN).exists():
        return False
    # before the rewrite: a box that is opened meanwhile waits for the next one
    boxes = list(Box.objects.unwritten().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL ballots_ticket")
        else:
            cursor.execute("VACUUM")
            busy, *_pages = cursor.execute(CHECKPOINT).fetchone()
            if busy:  # somebody still reads the old pages
                return False
    Box.objects.filter(pk__in=boxes).update(rewritten=True)
    return True
