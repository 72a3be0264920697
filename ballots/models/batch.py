"""Batches of slips: what was printed in one act."""

from typing import Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ballots.models.consent import Proposal
from ballots.models.slip import leaf
from ballots.sealing import merkle_root
from campaigns.models import Campaign, Group

COUNTS = {"used": "used", "unused": "active", "kept": "kept", "voided": "void"}


class BatchQuerySet(models.QuerySet["Batch"]):
    def unsettled(self) -> Self:
        """Those of a box that was never opened."""
        return self.filter(used=None)

    def settle(self) -> None:
        """Write down what became of the slips of each batch."""
        counts = {
            name: Count("tickets", filter=Q(tickets__state=state))
            for name, state in COUNTS.items()
        }
        found = self.annotate(**{f"n_{name}": n for name, n in counts.items()})
        batches = list(found)
        for batch in batches:
            for name in COUNTS:
                setattr(batch, name, getattr(batch, f"n_{name}"))
        Batch.objects.bulk_update(batches, list(COUNTS))


class Batch(models.Model):
    """Slips printed in one act; its Merkle root is recorded and on the cover sheet."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="batches")
    group = models.ForeignKey(Group, models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField(_("number"))
    slips = models.PositiveSmallIntegerField(_("slips"))
    root = models.CharField(_("Merkle root"), max_length=64)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.CharField(_("made by"), max_length=150, blank=True)
    # the group had all its slips with it: whatever is made later takes two people
    completes = models.BooleanField(default=False, editable=False)
    # the consent it was made by; one that broke leaves it for the next
    proposal = models.OneToOneField(
        Proposal, models.SET_NULL, null=True, editable=False, related_name="batch"
    )
    # what became of its slips, from opening on: tickets are dropped with the archive
    used = models.PositiveSmallIntegerField(null=True, editable=False)
    unused = models.PositiveSmallIntegerField(null=True, editable=False)
    kept = models.PositiveSmallIntegerField(null=True, editable=False)
    voided = models.PositiveSmallIntegerField(null=True, editable=False)
    void = models.BooleanField(_("void"), default=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="batch_number"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}-{self.number}"

    def declare_void(self, *, broken: bool = False) -> int:
        """Void every slip that has not been used; how many of them were active."""
        with transaction.atomic():
            active = self.tickets.void_unused()
            Batch.objects.filter(pk=self.pk).update(void=True)
            self.void = True
            # a download that is held up can be read meanwhile, and its slips used
            if broken and not self.tickets.used().exists():
                self._undo()
        return active

    def _undo(self) -> None:
        """Nobody has had its slips: as if it had not been printed.

        The consent comes back, unless the next one has been asked for meanwhile.
        """
        spent = self.proposal
        if spent and spent.rivals().exists():
            return
        Proposal.objects.filter(batch=self).update(state=Proposal.State.AGREED)
        Batch.objects.filter(pk=self.pk).update(completes=False, proposal=None)

    @property
    def record(self) -> dict[str, str | int]:
        """What the audit chain keeps of it."""
        return {"batch": self.number, "slips": self.slips, "root": self.root}

    def intact(self) -> bool:
        """Whether the tickets are those that were recorded when it was made."""
        rows = self.tickets.select_related("pool", "unit", "group", "bearer")
        rows = rows.defer("box", "signature")
        return self.root == merkle_root([leaf(t.pk, t.pool, t.place) for t in rows])
