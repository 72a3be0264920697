"""Tickets: the right to vote once."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Self

from django.db import connection, models, transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from ballots.checker import Card, pack
from ballots.clock import DatabaseNow
from ballots.models.batch import Batch
from ballots.models.not_taken import (
    NotActive,
    NotYetOpen,
    TicketSpent,
    TicketVoid,
    VotingClosed,
)
from ballots.sealing import Binding, Envelope, Key, merkle_root, seal
from campaigns.definition import Definition, Place
from campaigns.models import Campaign, Group, Pool, Subject, Unit

WINDOW = ("state", "opens_at", "closes_at", "time_zone", "definition_hash")
PLACE = ("unit_id", "group_id", "bearer_id")
ENTRY = ("state", "skey_hash", "receipt", "pool_id", "batch_id", *PLACE)
CHUNK = 1000
NAMED = 3  # tickets in a sentence
LOCK_CLASS = 0x6170  # "ap": keeps our advisory locks apart from others'


class TicketQuerySet(models.QuerySet["Ticket"]):
    def used(self) -> Self:
        return self.filter(state=Ticket.State.USED)

    def waiting(self) -> Self:
        """Printed, and not yet active."""
        return self.filter(state=Ticket.State.ISSUED)

    def alive(self) -> Self:
        """Those that can vote or have voted; a part of what was activated."""
        return self.filter(state__in=(Ticket.State.ACTIVE, Ticket.State.USED))

    def activate(self) -> int:
        """Let those that wait vote; how many there were."""
        return self.waiting().update(state=Ticket.State.ACTIVE)

    def keep(self) -> int:
        """At the end, those that nobody was given: none of them can vote any more."""
        return self.waiting().update(state=Ticket.State.KEPT)

    def commitment(self) -> dict[str, str]:
        """What closing fixes of the envelopes: their receipts, and all of each."""
        columns = self.used().values_list("pk", "box", "signature")
        receipts, whole = [], []
        for pk, box, signature in columns.iterator(CHUNK):
            envelope = Envelope(bytes(box or b""), bytes(signature or b""))
            receipts.append(envelope.receipt)
            whole.append(f"{pk}|{envelope.receipt}|{envelope.signature.hex()}")
        return {"receipts": merkle_root(receipts), "sealed": merkle_root(whole)}

    def exchanged(self) -> list["Ticket"]:
        """Some whose envelope is not the one that was acknowledged."""
        rows = self.used().iterator(CHUNK)
        return list(islice((t for t in rows if not t.as_acknowledged), NAMED))

    def void_unused(self) -> int:
        """Void what was not used; how many of them could have voted."""
        active = self.filter(state=Ticket.State.ACTIVE).count()
        self.exclude(state=Ticket.State.USED).update(state=Ticket.State.VOID)
        return active

    def for_rater(self) -> Self:
        """With all that a ballot's page needs, the database's clock too."""
        rows = self.defer("box", "signature", "campaign__definition")
        rows = rows.annotate(now=DatabaseNow())
        return rows.select_related("campaign__box", "pool", "unit", "group", "bearer")

    def at_entry(self) -> Self:
        """As few columns as the ballot's page can do with: half the time."""
        window = (f"campaign__{column}" for column in WINDOW)
        rows = self.select_related("campaign").only(*ENTRY, *window)
        return rows.annotate(now=DatabaseNow())


class Ticket(models.Model):
    """The right to vote once. Says pool and place, nothing about a person.

    While voting is open it keeps the sealed envelope: an explicit link that nothing
    stored at the voting site can use (design §4). Opening erases it.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")
        ACTIVE = "active", _("active")
        USED = "used", _("used")
        VOID = "void", _("void")
        # at closing, of those never activated: void too, with a line of its own
        KEPT = "kept", _("not handed out")

    # the public half of the key a code stretches to; never the code, never a hash of it
    code_pk = models.CharField(primary_key=True, max_length=64)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tickets")
    pool = models.ForeignKey(Pool, models.RESTRICT, related_name="tickets")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="tickets", null=True, blank=True
    )
    group = models.ForeignKey(
        Group, models.RESTRICT, related_name="tickets", null=True, blank=True
    )
    # of a peer pool: whose ballot it is, and whom it does not rate (design §4.10)
    bearer = models.ForeignKey(
        Subject, models.RESTRICT, related_name="tickets", null=True, blank=True
    )
    # none of an open link: its tickets are made as they are used
    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="tickets", null=True, blank=True
    )
    state = models.CharField(max_length=6, choices=State, default=State.ISSUED)
    # no time, address or session beside these: a vote leaves nothing but them
    box = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    # of a random number the page made up, so that sending again is recognised
    skey_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001
    receipt = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001

    objects = TicketQuerySet.as_manager()

    now: datetime | None = None  # with `for_rater` and `at_entry`

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(box=None, signature=None, skey_hash=None, receipt=None)
                | Q(
                    box__isnull=False,
                    signature__isnull=False,
                    skey_hash__isnull=False,
                    receipt__isnull=False,
                    state="used",
                ),
                name="ticket_envelope_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(unit=None, group=None)
                | Q(unit=None, bearer=None)
                | Q(group=None, bearer=None),
                name="ticket_one_place",
            ),
        )
        indexes = (
            models.Index(
                fields=("campaign", "pool", "unit", "group", "state"),
                name="ticket_turnout",
            ),
        )

    def __str__(self) -> str:
        return self.code_pk[:8]

    @property
    def place(self) -> Place:
        if self.unit is not None:
            return Place("unit", self.unit.code)
        if self.group is not None:
            return Place("group", self.group.key)
        if self.bearer is not None:
            return Place("bearer", self.bearer.key)
        return Place("campaign")

    @property
    def as_acknowledged(self) -> bool:
        """Whether the envelope is the one whose receipt the rater has."""
        return Envelope(bytes(self.box or b""), b"").receipt == self.receipt

    def vote(
        self, key: Key, definition: Definition, cards: Mapping[str, Card], skey: str
    ) -> str:
        """Seal checked cards, sign them with the ticket's key and cast; the receipt.

        Raises what `cast` raises. `skey` is the random number of this page.
        """
        pool = definition.pools[self.pool.key]
        subjects = definition.subjects_at(pool, self.place)
        binding = Binding(self.campaign_id, definition.hash)
        public = bytes(self.campaign.box.public_key)
        envelope = seal(pack(subjects, cards), public, key, binding)
        return self.cast(envelope, skey_digest(skey))

    def acknowledged(self, skey: str) -> str | None:
        """The receipt if this very submission was taken before, whatever came since."""
        same = secrets.compare_digest(self.skey_hash or "", skey_digest(skey))
        return self.receipt if same else None

    def cast(self, envelope: Envelope, skey_hash: str) -> str:
        """Take the envelope, exactly once; returns the receipt.

        The same `skey_hash` again gives the same receipt, before any look at the
        window. Raises a NotTaken, or DatabaseError when it is not known whether the
        ballot was stored; the caller then says so and never acknowledges.
        """
        if self.skey_hash == skey_hash:
            return str(self.receipt)
        columns = {
            "state": self.State.USED,
            "box": envelope.box,
            "signature": envelope.signature,
            "skey_hash": skey_hash,
            "receipt": envelope.receipt,
        }
        with transaction.atomic(durable=True):
            lock(self.campaign_id, shared=True)
            # a ticket of an open link is made with its ballot, and is nobody's before
            taken = self._make(columns) if self.is_open else self._fill(columns)
        if taken:
            return envelope.receipt
        return self._why_not(skey_hash)

    @property
    def is_open(self) -> bool:
        """Whether it is of an open link: no slip was printed, no batch recorded."""
        return self.batch_id is None

    def _fill(self, columns: Mapping[str, Any]) -> bool:
        # Exists keeps the UPDATE on one row: a filter across the relation becomes
        # `IN (SELECT …)`, and of two posts both got a row
        rows = Ticket.objects.filter(
            Exists(_running(self.campaign_id)), pk=self.pk, state=self.State.ACTIVE
        )
        return rows.update(**columns) == 1

    def _make(self, columns: Mapping[str, Any]) -> bool:
        """Insert the ticket unless its key was there; no error goes to a log."""
        if not _running(self.campaign_id).exists():
            return False
        place = {"campaign": self.campaign, "pool": self.pool, "unit": self.unit}
        row = Ticket(code_pk=self.pk, **place, **columns)
        Ticket.objects.bulk_create([row], ignore_conflicts=True)
        mine = Ticket.objects.filter(pk=self.pk, receipt=columns["receipt"])
        return mine.exists()

    def _why_not(self, skey_hash: str) -> str:
        """The receipt of an earlier sending, or the reason as a NotTaken."""
        # of an open link there may be none yet
        stored = Ticket.objects.for_rater().filter(pk=self.pk).first() or self
        if stored.skey_hash == skey_hash:
            return str(stored.receipt)
        stored.refuse()
        raise VotingClosed

    def refuse(self, now: datetime | None = None) -> None:
        """Raise why nobody may vote with this ticket at the database's `now`."""
        if self.state == self.State.USED:
            raise TicketSpent
        if self.state == self.State.VOID:
            raise TicketVoid
        if now is None:
            rows = Campaign.objects.defer("definition").annotate(now=DatabaseNow())
            self.campaign = row = rows.get(pk=self.campaign_id)
            now = row.now
        campaign, states = self.campaign, Campaign.State
        early = campaign.opens_at is None or now < campaign.opens_at
        if campaign.state == states.FROZEN or (campaign.state == states.OPEN and early):
            raise NotYetOpen
        if campaign.state != states.OPEN or (campaign.closes_at or now) <= now:
            raise VotingClosed
        if self.state != self.State.ACTIVE:
            raise NotActive


def skey_digest(skey: str) -> str:
    """What is kept of the random number of a page."""
    return hashlib.sha256(skey.encode()).hexdigest()


def _running(campaign: int) -> models.QuerySet[Campaign]:
    """The campaign if it is open by state and by the database's clock."""
    window = {"opens_at__lte": DatabaseNow(), "closes_at__gt": DatabaseNow()}
    return Campaign.objects.filter(pk=campaign, state=Campaign.State.OPEN, **window)


def lock(campaign: int, *, shared: bool) -> None:
    """Hold the campaign until the transaction ends: casting shared, closing alone.

    On SQLite the transaction is IMMEDIATE and holds everything already.
    """
    if connection.vendor == "postgresql":
        suffix = "_shared" if shared else ""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', '3s', true),"
                f" pg_advisory_xact_lock{suffix}(%s, %s)",
                [LOCK_CLASS, campaign],
            )
