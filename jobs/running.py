"""The loop that empties the queue.

A thread of the web process runs the loop, or processes of their own do
(`manage.py work`), any number of them on PostgreSQL.
"""

import logging
import os
import threading
from datetime import timedelta

from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jobs.models import Job, Outcome, place

LOOK = 1.0  # seconds between two looks into the queue
DAY = timedelta(days=1)
log = logging.getLogger(__name__)


def work_off() -> None:
    """One look: what was left behind or is too old, then everything in the queue.

    The worker of django-tasks-db locks the whole of SQLite for each look of its own;
    it is called only when there is something to do.
    """
    Job.objects.resume()
    Outcome.objects.erase()
    if not DBTaskResult.objects.ready().exists():
        return
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{os.getpid()}-{threading.get_ident()}",
        excluded_queue_names=[],
    ).run()
    Job.objects.prune()
    DBTaskResult.objects.filter(enqueued_at__lt=timezone.now() - DAY).delete()


def keep_working(stop: threading.Event) -> None:
    """Look again and again, whatever happens: a database comes back, too."""
    while not stop.is_set():
        try:
            work_off()
        except Exception as error:
            log.error("queue: %s", place(error))
        close_old_connections()
        stop.wait(LOOK)
    connections.close_all()


def begin() -> threading.Event:
    """Start the thread; the event that is returned ends it after the current job.

    A daemon: the site can be stopped at any moment, and the next one takes up what
    this one has left.
    """
    stop = threading.Event()
    threading.Thread(target=keep_working, args=[stop], name="jobs", daemon=True).start()
    return stop
