"""Batches of slips, and tickets: the right to vote once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import connection, models, transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from ballots.clock import DatabaseNow
from ballots.checker import Card, pack
from ballots.sealing import Binding, Envelope, Key, merkle_root, seal
from campaigns.definition import Definition, Place
from campaigns.models import Campaign, Group, Pool, Unit

LOCK_CLASS = 0x6170  # "ap": keeps our advisory locks apart from others'


class NotTaken(Exception):
    """The ballot was not taken; the subclass says why. Nothing was stored."""


class TicketSpent(NotTaken):
    """Another ballot was cast with this ticket."""


class TicketVoid(NotTaken):
    """The ticket was declared void or is not active."""


class NotYetOpen(NotTaken):
    """Voting has not begun."""


class VotingClosed(NotTaken):
    """Voting is over, or suspended."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one rater: the only place where a code stands in clear."""

    code: str
    pool: Pool
    place: Place
    key: Key


class Batch(models.Model):
    """Slips printed in one act; its Merkle root is recorded and on the cover sheet."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="batches")
    group = models.ForeignKey(Group, models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField(_("number"))
    slips = models.PositiveSmallIntegerField(_("slips"))
    root = models.CharField(_("Merkle root"), max_length=64)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.CharField(_("made by"), max_length=150, blank=True)
    void = models.BooleanField(_("void"), default=False)

    if TYPE_CHECKING:
        tickets: models.Manager["Ticket"]

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="batch_number"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}-{self.number}"

    def declare_void(self) -> None:
        """Void every slip of the batch that has not been used."""
        with transaction.atomic():
            self.tickets.exclude(state=Ticket.State.USED).update(
                state=Ticket.State.VOID
            )
            Batch.objects.filter(pk=self.pk).update(void=True)
            self.void = True

    def intact(self) -> bool:
        """Whether the tickets are those that were recorded when it was made."""
        return self.root == merkle_root(
            list(self.tickets.values_list("code_pk", flat=True))
        )


class TicketQuerySet(models.QuerySet["Ticket"]):
    def issued(self) -> Self:
        """Handed out and not void: what the account calls issued."""
        return self.filter(state__in=(Ticket.State.ACTIVE, Ticket.State.USED))

    def used(self) -> Self:
        return self.filter(state=Ticket.State.USED)

    def at(self, place: Place) -> Self:
        """The tickets of one place."""
        if place.kind == "unit":
            return self.filter(unit__code=place.key)
        if place.kind == "group":
            return self.filter(group__key=place.key)
        return self.filter(unit=None, group=None)


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
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="tickets")
    state = models.CharField(max_length=6, choices=State, default=State.ISSUED)
    # no time, address or session beside these: a vote leaves nothing but them
    box = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)
    # of a random number the page made up, so that sending again is recognised
    skey_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001
    receipt = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001

    objects = TicketQuerySet.as_manager()

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
                condition=Q(unit=None) | Q(group=None), name="ticket_one_place"
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
        if self.unit_id:
            return Place("unit", self.unit.code)
        if self.group_id:
            return Place("group", self.group.key)
        return Place("campaign")

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
        return self.cast(envelope, hashlib.sha256(skey.encode()).hexdigest())

    def cast(self, envelope: Envelope, skey_hash: str) -> str:
        """Take the envelope, exactly once; returns the receipt.

        The same `skey_hash` again gives the same receipt, before any look at the
        window. Raises a NotTaken, or DatabaseError when it is not known whether the
        ballot was stored; the caller then says so and never acknowledges.
        """
        if self.skey_hash == skey_hash:
            return str(self.receipt)
        with transaction.atomic(durable=True):
            lock(self.campaign_id, shared=True)
            taken = Ticket.objects.filter(
                _running(self.campaign_id), pk=self.pk, state=self.State.ACTIVE
            ).update(
                state=self.State.USED,
                box=envelope.box,
                signature=envelope.signature,
                skey_hash=skey_hash,
                receipt=envelope.receipt,
            )
        if taken:
            return envelope.receipt
        return self._why_not(skey_hash)

    def _why_not(self, skey_hash: str) -> str:
        """The receipt of an earlier sending, or the reason as a NotTaken."""
        self.refresh_from_db()
        if self.skey_hash == skey_hash:
            return str(self.receipt)
        self.refuse()
        raise VotingClosed

    def refuse(self) -> None:
        """Raise why nobody may vote with this ticket now; nothing if one may."""
        if self.state == self.State.USED:
            raise TicketSpent
        if self.state != self.State.ACTIVE:
            raise TicketVoid
        window = Campaign.objects.filter(pk=self.campaign_id).annotate(now=DatabaseNow())
        state, opens, closes, now = window.values_list(
            "state", "opens_at", "closes_at", "now"
        ).get()
        if state == Campaign.State.FROZEN or (
            state == Campaign.State.OPEN and now < opens
        ):
            raise NotYetOpen
        if state != Campaign.State.OPEN or now >= closes:
            raise VotingClosed


def _running(campaign: int) -> Exists:
    """Open by state and by the database's clock; Exists keeps the UPDATE on one row.

    A filter across the relation would become `IN (SELECT …)`, and of two posts at
    once both got a row (design §4.5).
    """
    return Exists(
        Campaign.objects.filter(
            pk=campaign,
            state=Campaign.State.OPEN,
            opens_at__lte=DatabaseNow(),
            closes_at__gt=DatabaseNow(),
        )
    )


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
