"""What a piece of long work has made, to be taken away within a day.

In the database, because it is what all web processes and workers share; no disk is.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jobs.models.job import Job

KEPT = timedelta(hours=24)


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def erase(self) -> None:
        """What is a day old goes, whoever has or has not taken it."""
        then = timezone.now() - KEPT
        # also of work that nobody has gone on with
        left = Q(job__finished_at=None, job__seen_at__lt=then)
        old = self.filter(Q(job__finished_at__lt=then) | left)
        # to look first costs no lock; it is looked every second
        if old.exists():
            old.delete()

    def erase_before(self, job: Job) -> None:
        """What the same work has made earlier goes: it is being made anew."""
        self.filter(job__key=job.key).exclude(job=job).delete()

    def about(self, kind: str, row: int) -> Self:
        """What a kind of work has made of this row, whoever asked for it."""
        return self.filter(job__kind=kind, job__about__0=row)

    def one_by_one(self) -> Iterator["Outcome"]:
        """Each with its bytes, never two of them in memory."""
        for pk in self.order_by("key").values_list("pk", flat=True):
            # erased while it is taken: the rest is missing, and the reader breaks off
            yield self.get(pk=pk)

    def under(self, start: str) -> Self:
        """Those of a part: their keys begin alike."""
        return self.filter(key__startswith=start)


class Outcome(models.Model):
    """One file of a job; keys stand in the order of the files."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="outcomes")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=250)
    # pages or lines, whatever the kind of work counts
    extent = models.PositiveIntegerField(default=0)
    content = models.BinaryField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("job", "key"), name="outcome_once"),
        )

    def __str__(self) -> str:
        return f"{self.job} {self.key}"

    @staticmethod
    def until(job: Job) -> datetime | None:
        """When what the job has made is erased; None when there is nothing whole."""
        if job.state != Job.State.DONE or job.finished_at is None:
            return None
        until = job.finished_at + KEPT
        there = until > timezone.now() and job.outcomes.exists()
        return until if there else None
