"""Opening the box: verify, open, split, shuffle, tally, erase; one transaction."""

import random
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from ballots.accounts import accounts
from ballots.card import Card
from ballots.checker import required, unpack
from ballots.contents import Contents
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
from ballots.models.archiving import tables
from ballots.sealing import BadEnvelope, Binding, Envelope, unseal
from ballots.spoiling import spoilt
from ballots.trustees import verify as verify_key
from ballots.verifying import verify
from campaigns.definition import Definition, Subject
from campaigns.frozen import frozen
from campaigns.models import Campaign

CHUNK = 1000
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"


def open_box(box: Box, private: bytes, progress: Callable[[int], None]) -> None:
    """Count the box: closed to counted, or nothing at all.

    Raises WrongState, WrongKey, DefinitionAltered or what `verify` finds Altered, and
    stores nothing then. A forged or broken envelope is counted as void, never fatal.
    """
    # with another key every envelope would be void, and erased
    verify_key(bytes(box.public_key), private)
    with transaction.atomic(durable=True):
        lock(box.pk, shared=False)
        box.campaign.leave(Campaign.State.CLOSED, Campaign.State.COUNTED)
        verify(box)
        definition = frozen(box.campaign)
        contents = Contents()
        for number, ticket in enumerate(_used(box), 1):
            _open(ticket, definition, private, contents)
            progress(number)
        _store(box, definition, contents)
        Batch.objects.filter(campaign=box.campaign).settle()
        Ticket.objects.filter(campaign=box.campaign).update(
            box=None, signature=None, skey_hash=None, receipt=None
        )
        Box.objects.filter(pk=box.pk).update(opened_at=timezone.now())
        box.tell("count", "", **contents.record)


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
        if envelope.receipt != ticket.receipt:
            # somebody's envelope once more, signed for a slip of the copier's own: a
            # receipt is one row's alone, so that it does not matter which is met first
            raise BadEnvelope
    except (BadEnvelope, ValueError):
        contents.void[pool.key, place] += 1
        return
    contents.receipts.add(envelope.receipt)
    void = spoilt(definition, subjects, cards).keys()
    contents.add(pool.key, place, [(s, cards[s.key]) for s in subjects], void)


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
    _insert(
        Ballot(campaign=campaign, subject=subjects[s], pool=pools[p], answers=data)
        for s, p, data in contents.ballots
    )
    _insert(
        Comment(campaign=campaign, subject=subjects[s], text=text)
        for s, text in contents.comments
    )
    _insert(
        Tally(
            campaign=campaign, subject=subjects[s], pool=pools[p], item=i, value=v, n=n
        )
        for (s, p, i, v), n in sorted(contents.tally.items())
    )
    _insert(
        Receipt(campaign=campaign, number=number)
        for number in sorted(contents.receipts)
    )
    Account.objects.bulk_create(accounts(campaign, definition, contents))


def _insert(rows: Iterator[Model]) -> None:
    """Insert in this order, a part at a time: all at once would fill the memory."""
    while part := list(islice(rows, CHUNK)):
        type(part[0])._default_manager.bulk_create(part)


def rewrite() -> bool:
    """Rewrite the storage, so that no dead row keeps an old envelope, key or name.

    Waits until no campaign is open (design §4.8): the rewrite locks the tables.
    Returns whether it was done.
    """
    if Campaign.objects.filter(state=Campaign.State.OPEN).exists():
        return False
    # before the rewrite: a box that is opened meanwhile waits for the next one
    boxes = list(Box.objects.unwritten().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("ballots_wrap", *tables()):
                cursor.execute(f"VACUUM FULL {table}")
        else:
            cursor.execute("VACUUM")
            busy, *_pages = cursor.execute(CHECKPOINT).fetchone()
            if busy:  # somebody still reads the old pages
                return False
    Box.objects.filter(pk__in=boxes).update(rewritten=True)
    return True
