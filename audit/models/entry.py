"""The chain of entries: each carries the hash of the one before (trust.md T18).

One chain a campaign, and one for the site. Acts of staff only: nothing a rater does
has an entry, because the time of an entry would be the time of a vote.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import connection, models, transaction
from django.utils import timezone

SITE = 0  # the chain of what belongs to no campaign
NOTHING = "0" * 64  # before the first entry
LOCK_CLASS = 0x6175  # "au": keeps our advisory locks apart from others'
# entries that leave every figure, and so every paper, as it was
STILL = ("view", "export", "keep", "archive", "rewrite")
LOOK_AGAIN = timedelta(hours=1)
Detail = str | int | bool | None


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, chain: int) -> Self:
        """One chain, from its first entry on."""
        return self.filter(chain=chain).order_by("seq")

    def chains(self) -> list[int]:
        """Every chain there is, the site's first."""
        return list(self.values_list("chain", flat=True).distinct().order_by("chain"))

    def acts(self) -> Self:
        """Without looking, taking away and erasing names: no result changes by it."""
        return self.exclude(action__in=STILL)

    def head(self, chain: int) -> str:
        """The hash of the newest entry; it vouches for all before it."""
        last = self.filter(chain=chain).order_by("-seq").first()
        return last.hash if last else NOTHING


class Entry(models.Model):
    """One act: stands for ever, also when the campaign it tells of is deleted."""

    # a number, no foreign key: a chain outlives the draft or drill it tells of
    chain = models.PositiveBigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=40)
    detail = models.JSONField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "seq"), name="entry_seq"),
            # of two that follow the same entry one is not stored: no chain forks
            models.UniqueConstraint(fields=("chain", "before"), name="entry_before"),
        )

    def __str__(self) -> str:
        return f"{self.chain}-{self.seq} {self.action}"

    def sealed(self) -> str:
        """The hash that the entry must carry, from everything else in it."""
        told = [
            self.chain,
            self.seq,
            self.at.astimezone(UTC).isoformat(),
            self.actor,
            self.action,
            self.detail,
            self.before,
        ]
        text = json.dumps(told, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def record(
    action: str, *, by: str = "", campaign: int = SITE, **detail: Detail
) -> Entry:
    """Append an act to the chain of a campaign, or of the site.

    Call it in the transaction of the act, so that one is not stored without the
    other, and after every lock on rows that others record about: the chain is kept
    until the commit, and whoever holds such a row waits for the chain. `by` is a login
    name; empty for the system itself.
    """
    with transaction.atomic():
        _alone(campaign)
        last = Entry.objects.filter(chain=campaign).order_by("-seq").first()
        entry = Entry(
            chain=campaign,
            seq=last.seq + 1 if last else 1,
            at=_now(),
            actor=by,
            action=action,
            detail=detail,
            before=last.hash if last else NOTHING,
        )
        entry.hash = entry.sealed()
        entry.save(force_insert=True)
    return entry


def looked(page: str, *, by: str, campaign: int) -> None:
    """Record that somebody looked at results; once an hour keeps it legible."""
    seen = Entry.objects.filter(chain=campaign, action="view", actor=by)
    if not seen.filter(detail__page=page, at__gt=_now() - LOOK_AGAIN).exists():
        record("view", by=by, campaign=campaign, page=page)


def _now() -> datetime:
    """To the second: staff acts need no finer, and every database keeps it alike."""
    return timezone.now().replace(microsecond=0)


def _alone(chain: int) -> None:
    """One writer a chain at a time; on SQLite there is one writer anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, chain % 2**31]
            )
