"""Does the work that waits, inside the transaction of a test.

The worker itself closes its connection before each look: it needs a test that commits.
"""

from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Everything in the queue, as the worker calls it."""
    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"])
        row.delete()
