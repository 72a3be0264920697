"""What exists only after opening: ballots, tallies, accounts, receipts."""

import uuid

from django.db import models

from campaigns.models import Campaign, Group, Pool, Subject, Unit


class Ballot(models.Model):
    """One card on one subject, out of its envelope: no ticket, no time, no order."""

    # random key: order of insertion is the shuffle's, and nothing else is stored
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="ballots")
    subject = models.ForeignKey(Subject, models.RESTRICT, related_name="ballots")
    pool = models.ForeignKey(Pool, models.RESTRICT, related_name="ballots")
    # two bytes an item, in item order: 9 times smaller than a row an answer
    answers = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("campaign",), name="ballot_campaign"),)

    def __str__(self) -> str:
        return str(self.uuid)


class Tally(models.Model):
    """How many of a pool gave a subject's item this value; the lowest reports read."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies")
    subject = models.ForeignKey(Subject, models.RESTRICT, related_name="tallies")
    pool = models.ForeignKey(Pool, models.RESTRICT, related_name="tallies")
    item = models.CharField(max_length=32)
    value = models.SmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "pool", "item", "value"), name="tally_cell"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.pool_id}/{self.item}={self.value}: {self.n}"


class Account(models.Model):
    """The ballot account of a pool: on a subject, or on the tickets of a place."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="accounts")
    pool = models.ForeignKey(Pool, models.RESTRICT, related_name="accounts")
    subject = models.ForeignKey(
        Subject, models.RESTRICT, related_name="accounts", null=True
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", null=True)
    group = models.ForeignKey(
        Group, models.RESTRICT, related_name="accounts", null=True
    )
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    abstained = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    void = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    returned=models.F("valid")
                    + models.F("void")
                    + models.F("abstained")
                ),
                name="account_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.issued} / {self.returned} / {self.valid}"


class Receipt(models.Model):
    """Receipts of the envelopes that were opened, stored sorted."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="receipts")
    number = models.CharField(max_length=16, primary_key=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number
