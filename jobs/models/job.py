"""A piece of long work: what, by whom, how far."""

import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from jobs.kinds import CannotGoOn, Kind, kind
from jobs.tasks import run

# a piece of work that takes longer than this is taken for dead
SILENCE = timedelta(minutes=1)
# what kills its process each time it is tried must not do so for ever
RESUMED = 3
KEPT = timedelta(days=30)
AT_WORK = Q(state__in=("waiting", "running"))
log = logging.getLogger(__name__)
BROKEN_OFF = gettext_noop(
    "The work was broken off several times. Whoever keeps the server finds more in "
    "its log."
)
OUR_SIDE = gettext_noop(
    "Something went wrong on our side. Whoever keeps the server finds more in its log."
)


class Superseded(Exception):
    """Somebody else has taken the job over; whoever worked on it stops."""


def only_ids(about: object) -> None:
    """Arguments are numbers of rows: no name, no address, no secret gets in."""
    rows = about if isinstance(about, list) else [None]
    if not all(type(row) is int for row in rows):
        raise ValidationError("A job is about ids and nothing else.")


def key_of(name: str, about: list[int]) -> str:
    """One key for the same work, however often it is asked for."""
    return sha256(json.dumps([name, about]).encode()).hexdigest()


def place(error: Exception) -> str:
    """Kind and place of an error for the log, without its words."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    line = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "?"
    return f"{type(error).__name__} at {line}"


class JobQuerySet(models.QuerySet["Job"]):
    def start(self, name: str, *, by: str, about: list[int], total: int = 0) -> "Job":
        """Put work in the queue, in the transaction of the act that asks for it.

        What waits or runs already is not begun a second time.
        """
        only_ids(about)
        job = Job(kind=name, by=by, about=about, total=total or len(about))
        job.key = key_of(name, about)
        try:
            with transaction.atomic():
                job.save(force_insert=True)
                job.enqueue()
        except IntegrityError:
            same = self.filter(key=job.key)
            # over by now, perhaps: then it has just been done
            return same.filter(AT_WORK).first() or same.latest("pk")
        return job

    def newest(self, name: str, about: list[int]) -> "Job | None":
        """The newest of this work, at work or over."""
        return self.filter(key=key_of(name, about)).order_by("pk").last()

    def of_each(self, name: str, about: Iterable[int]) -> dict[int, "Job"]:
        """By row the newest of this work, where each is about one row."""
        keys = [key_of(name, [pk]) for pk in about]
        return {job.about[0]: job for job in self.filter(key__in=keys).order_by("pk")}

    def claim(self, pk: int) -> "Job | None":
        """Begin a job that waits; None when somebody else has, or it is gone."""
        rows = self.filter(pk=pk, state=Job.State.WAITING)
        begun = rows.update(
            state=Job.State.RUNNING,
            attempt=F("attempt") + 1,
            done=0,
            seen_at=timezone.now(),
        )
        return self.get(pk=pk) if begun else None

    def silent(self) -> Self:
        """Jobs whose process has died: nothing was heard of them for a while."""
        heard = timezone.now() - SILENCE
        return self.filter(state=Job.State.RUNNING, seen_at__lt=heard)

    def resume(self) -> None:
        """Take up again what a killed process has left behind."""
        for job in self.silent():
            if job.resumed < RESUMED:
                job.again(Job.State.RUNNING, resumed=job.resumed + 1)
            else:
                job.end(Job.State.FAILED, BROKEN_OFF)

    def prune(self) -> None:
        """Forget what has long been over."""
        self.filter(finished_at__lt=timezone.now() - KEPT).delete()


class Job(models.Model):
    """Long work with its progress; the queue itself is django-tasks'."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to begin")
        RUNNING = "running", _("at work")
        DONE = "done", _("finished")
        FAILED = "failed", _("broken off")

    kind = models.CharField(max_length=40)
    # of kind and ids: an index over many ids themselves would be too long
    key = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    about = models.JSONField(default=list, validators=[only_ids])
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # which try it is: of two processes that believe they work on it one is wrong
    attempt = models.PositiveIntegerField(default=0)
    resumed = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",), condition=AT_WORK, name="job_once_at_work"
            ),
        )
        indexes = (models.Index(fields=("state", "seen_at"), name="job_state"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def what(self) -> Kind:
        return kind(self.kind)

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        """How far it is; one hundred only when nothing is left."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def sentence(self) -> str:
        """What went wrong, in the reader's language."""
        return gettext(self.error) if self.error else ""

    def enqueue(self) -> None:
        """Into the queue, which is in the same database: with the row or not at all."""
        run.enqueue(self.pk)

    def work(self) -> None:
        """Do it. Nothing gets out into the queue: tracebacks may hold names."""
        try:
            for done in self.what.work(self):
                self.step(done)
        except Superseded:
            return
        except CannotGoOn as error:
            self.end(self.State.FAILED, str(error))
        except Exception as error:
            log.error("job %s: %s", self, place(error))
            self.end(self.State.FAILED, OUR_SIDE)
        else:
            self.end(self.State.DONE)

    def step(self, done: int) -> None:
        """Say how far the work is. Raises Superseded."""
        if not self._mine().update(done=done, seen_at=timezone.now()):
            raise Superseded
        self.done = done

    def end(self, state: "Job.State", error: str = "") -> None:
        """It is over, unless somebody else has taken it up in the meantime."""
        self._mine().update(state=state, error=error, finished_at=timezone.now())

    def again(self, state: "Job.State", resumed: int = 0) -> bool:
        """From `state` back into the queue.

        False when it is not there any more, or the same work is in the queue already.
        """
        rows = Job.objects.filter(pk=self.pk, state=state, attempt=self.attempt)
        to = {"state": self.State.WAITING, "error": "", "finished_at": None}
        try:
            with transaction.atomic():
                back = rows.update(**to, resumed=resumed)
                if back:
                    self.enqueue()
        except IntegrityError:
            return False
        return bool(back)

    def _mine(self) -> JobQuerySet:
        """The row, while this try is the one that counts."""
        return Job.objects.filter(
            pk=self.pk, state=self.State.RUNNING, attempt=self.attempt
        )
