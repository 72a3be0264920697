"""Begins work, and does it inside the transaction of a test.

The worker itself closes its connection before each look: it needs a test that commits.
"""

from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.models import SILENCE, Job


def work() -> None:
    """Everything in the queue, as the worker calls it."""
    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"])
        row.delete()


def make_job(kind: str = "count", **fields: Any) -> Job:
    return Job.objects.start(kind, by="office", **{"about": [3, 5, 8], **fields})


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def silence(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - SILENCE * 2)
