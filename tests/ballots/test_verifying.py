"""The record against the rows: what a hand in the database changes is found.

Each refusal has its control beside it: without the look at the record the box opens.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from audit.models import Entry
from ballots import opening, verifying
from ballots.models import Account, Ballot, Box, Receipt, Ticket
from ballots.models.presence import Presence
from ballots.noting import EVERY, fallen, note
from ballots.opening import open_box
from ballots.rehearsal import issue_all
from ballots.sealing import Binding, Key, merkle_root, seal
from ballots.verifying import (
    ActivationAltered,
    Altered,
    BatchAltered,
    ChainAltered,
    CountFell,
    EnvelopesAltered,
    TicketAltered,
)
from campaigns import frozen
from campaigns.definition import digest
from campaigns.frozen import DefinitionAltered
from campaigns.models import Campaign
from tests.audit.meddling import put
from tests.ballots.desk import make_hall, make_office, vote
from tests.ballots.make import Hall, document
from tests.ballots.mixed import make_mixed_box
from tests.make import make_campaign, unguarded


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def hall(db: None) -> Hall:
    return make_hall(own=3, cross=1)


def count(box: Box) -> None:
    box.campaign.refresh_from_db()
    open_box(box, bytes.fromhex(box.key_file.read_text()), lambda _done: None)


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        assert cursor.rowcount


def refused(box: Box, why: type[Exception], name: str = "") -> None:
    """It is not opened, and nothing is changed; the same record passed over, it is."""
    with pytest.raises(why) as refusal:
        count(box)
    assert isinstance(refusal.value, DefinitionAltered) or refusal.value.name == name
    assert not Ballot.objects.exists()
    assert Campaign.objects.get(pk=box.pk).state == "closed"
    with patch.object(opening, "verify"):
        count(box)
    assert Ballot.objects.exists()


# I10: every envelope of a ticket that was recorded and activated ---------------


def forge(hall: Hall, key: Key) -> None:
    """A ticket with a ballot of the forger's own, as INSERT alone can make it."""
    definition = hall.box.definition
    binding = Binding(hall.campaign.pk, definition.hash)
    mine = seal(b"\0" * 40, bytes(hall.box.public_key), key, binding)
    pool = hall.campaign.pools.get(key="own").pk
    sql(
        "INSERT INTO ballots_ticket (code_pk, campaign_id, pool_id, unit_id, state,"
        " box, signature, skey_hash, receipt) SELECT %s, %s, %s, id, 'used', %s, %s,"
        " '', %s FROM campaigns_unit WHERE code = 'A'",
        key.public, hall.campaign.pk, pool, mine.box, mine.signature, mine.receipt,
    )  # fmt: skip


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_forged_row_is_refused_by_name(when: str, hall: Hall) -> None:
    key = Key(b"\1" * 32)
    vote(hall.box, hall.slip())
    if when == "before":
        forge(hall, key)
    hall.box.close()
    if when == "after":
        forge(hall, key)
    refused(hall.box, TicketAltered, key.public[:8])


def test_a_batch_that_was_printed_by_nobody_is_refused(hall: Hall) -> None:
    """Ticket and batch may both be made by hand; the chain has no such batch."""
    vote(hall.box, hall.slip())
    forge(hall, Key(b"\1" * 32))
    batch = hall.campaign.batches.get()
    batch.pk, batch.number, batch.slips, batch._state.adding = None, 2, 1, True
    batch.save()
    Ticket.objects.filter(batch=None).update(batch=batch)
    batch.root = merkle_root([verifying_leaf(ticket) for ticket in batch.tickets.all()])
    batch.save()
    assert batch.intact()
    hall.box.close()
    refused(hall.box, BatchAltered, f"{hall.campaign.pk}-2")


def verifying_leaf(ticket: Ticket) -> str:
    place = ticket.place
    return "|".join((ticket.pk, ticket.pool.key, place.kind, place.key))


def test_a_left_over_slip_that_is_made_active_is_refused(db: None) -> None:
    box = Box.objects.freeze(make_campaign(document(activation="present")))
    hall = Hall(box, issue_all(box))
    box.open_voting()
    left, used = hall.slip(), hall.slip()
    place = next(p for p in Presence.everywhere(box) if p.key == "A")
    place.activate(2, left.code)
    vote(box, used)
    sql(
        "UPDATE ballots_ticket SET state = 'active' WHERE code_pk = %s", left.key.public
    )
    vote(box, left)
    box.close()
    refused(box, ActivationAltered, "1")


def test_a_record_that_was_made_to_fit_is_refused(db: None) -> None:
    """A slip made active by hand, and one more in the entry of its place."""
    box = Box.objects.freeze(make_campaign(document(activation="present")))
    hall = Hall(box, issue_all(box))
    box.open_voting()
    left, used = hall.slip(), hall.slip()
    place = next(p for p in Presence.everywhere(box) if p.key == "A")
    place.activate(2, left.code)
    sql(
        "UPDATE ballots_ticket SET state = 'active' WHERE code_pk = %s", left.key.public
    )
    for slip in (left, used):
        vote(box, slip)
    box.close()
    entry = Entry.objects.get(action="activate")
    put(entry, "detail", json.dumps(entry.detail | {"activated": 3}))
    refused(box, ChainAltered, str(entry.seq))


def test_void_batches_and_later_prints_are_reckoned_with(db: None) -> None:
    drill = Box.objects.freeze(make_campaign(document(), drill=True))
    issue_all(drill)
    drill.void(drill.campaign.batches.get())
    issue_all(drill)
    drill.open_voting()
    drill.void(drill.campaign.batches.get(number=2))
    hall = Hall(drill, issue_all(drill))
    vote(drill, hall.slip())
    drill.close()
    count(drill)
    assert Ballot.objects.count() == 1


# T29: no envelope vanishes, none is exchanged ----------------------------------


def test_closing_records_the_receipts(hall: Hall) -> None:
    receipts = [vote(hall.box, hall.slip()) for _n in range(3)]
    hall.box.close()
    closing = Entry.objects.get(action="close").detail
    assert closing["receipts"] == merkle_root(receipts)
    count(hall.box)
    listed = list(Receipt.objects.values_list("pk", flat=True))
    # whoever has the list of receipts and the minutes can check it
    assert closing["receipts"] == merkle_root(listed)
    assert Entry.objects.get(action="count").detail["receipts"] == closing["receipts"]


def test_nothing_is_recorded_of_a_single_ballot(hall: Hall) -> None:
    before = Entry.objects.count()
    vote(hall.box, hall.slip())
    assert Entry.objects.count() == before


def test_an_envelope_that_is_exchanged_is_named(hall: Hall) -> None:
    victim, other = hall.slip(), hall.slip()
    vote(hall.box, victim)
    vote(hall.box, other)
    hall.box.close()
    sql(
        "UPDATE ballots_ticket SET box = (SELECT box FROM ballots_ticket"
        " WHERE code_pk = %s) WHERE code_pk = %s",
        other.key.public, victim.key.public,
    )  # fmt: skip
    refused(hall.box, EnvelopesAltered, victim.key.public[:8])


def test_one_deleted_and_another_put_in_its_place(hall: Hall) -> None:
    """By who holds an unused slip: number and signatures are right all the same."""
    victim, own = hall.slip(), hall.slip()
    vote(hall.box, victim)
    vote(hall.box, own)
    hall.box.close()
    row = Ticket.objects.get(pk=victim.key.public)
    sql(
        "UPDATE ballots_ticket SET state = 'active', box = NULL, signature = NULL,"
        " skey_hash = NULL, receipt = NULL WHERE code_pk = %s",
        row.pk,
    )
    hall.change(state="open")
    vote(hall.box, hall.slip())
    hall.change(state="closed")
    refused(hall.box, EnvelopesAltered, "which, cannot be told")


def test_a_signature_that_is_spoilt_after_closing_is_found(hall: Hall) -> None:
    """It would make the ballot void, and nobody could say why."""
    vote(hall.box, hall.slip())
    vote(hall.box, hall.slip())
    hall.box.close()
    victim = Ticket.objects.used().earliest("pk")
    Ticket.objects.filter(pk=victim.pk).update(signature=b"\0" * 64)
    refused(hall.box, EnvelopesAltered, "which, cannot be told")


def test_ballots_of_an_open_link_are_fixed_too(db: None) -> None:
    hall = make_mixed_box()
    hall.box.close()
    assert set(Ticket.objects.all().commitment().values()) == {""}
    count(hall.box)


def test_a_box_without_its_record_is_not_opened(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    hall.box.close()
    with unguarded():
        Entry.objects.filter(action="close").delete()
    refused(hall.box, EnvelopesAltered, "which, cannot be told")


# the turnout in the chain ------------------------------------------------------


def look(hall: Hall, minutes: float) -> None:
    """Somebody looks at the desk so many minutes from now."""
    then = timezone.now() + timedelta(minutes=minutes)
    with patch("ballots.models.box.timezone.now", return_value=then):
        note(hall.box)


def told(hall: Hall) -> list[dict[str, int]]:
    return [
        e.detail for e in Entry.objects.of(hall.campaign.pk) if e.action == "turnout"
    ]


def test_turnout_is_recorded_every_ten_minutes_at_most(hall: Hall) -> None:
    look(hall, 0)
    vote(hall.box, hall.slip())
    look(hall, 9)
    assert told(hall) == [{"pool:own": 0, "pool:cross": 0}]
    look(hall, EVERY.total_seconds() / 60 + 0.1)
    assert told(hall)[1:] == [{"pool:own": 1, "pool:cross": 0}]
    hall.box.close()
    look(hall, 60)
    assert len(told(hall)) == 2


def test_looking_at_the_desk_records_it(
    hall: Hall, client: Client, django_user_model: Any
) -> None:
    office = make_office(django_user_model, client)
    office.get(f"/desk/{hall.campaign.pk}/turnout/")
    office.get(f"/desk/{hall.campaign.pk}/")
    assert len(told(hall)) == 1
    assert Entry.objects.get(action="turnout").actor == ""


def test_a_ballot_that_vanishes_while_voting_is_open(hall: Hall) -> None:
    vote(hall.box, hall.slip())
    gone = hall.slip("cross")
    vote(hall.box, gone)
    look(hall, 0)
    assert fallen(hall.box) == []
    sql(
        "UPDATE ballots_ticket SET state = 'active', box = NULL, signature = NULL,"
        " skey_hash = NULL, receipt = NULL WHERE code_pk = %s",
        gone.key.public,
    )
    hall.box.close()
    assert fallen(hall.box) == ["cross"]
    texts = [b.text for b in hall.box.blockers() if b.stops]
    assert texts == [
        "Ballots of “Cross-unit raters” have vanished while voting was open."
    ]
    refused(hall.box, CountFell, "cross")


# T16, I11: the definition ------------------------------------------------------


def test_document_and_hash_exchanged_together_are_found(hall: Hall) -> None:
    """The hash fits what it stands beside; the chain has the first one."""
    vote(hall.box, hall.slip())
    hall.box.close()
    made = Campaign.objects.get().definition or {}
    made["rules"][0]["bound"] = "1/3"
    hall.change(definition=made, definition_hash=digest(made))
    with patch.dict(frozen._parsed, clear=True), pytest.raises(DefinitionAltered):
        count(Box.objects.select_related("campaign").get())
    assert not Account.objects.exists()


def test_every_refusal_has_its_words() -> None:
    for kind in Altered.__subclasses__():
        said = str(kind("7-1"))
        assert said[0].isupper() or said.startswith("7-1")
        assert "%" not in said
    assert verifying.Altered().name == ""
