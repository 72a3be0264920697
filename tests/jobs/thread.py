"""The thread that does the work, for a test in which a server runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jobs.running import begin


@contextmanager
def working() -> Iterator[None]:
    """As long as the test lasts; the thread closes its connection at the end."""
    stop = begin()
    try:
        yield
    finally:
        stop.set()
        for thread in threading.enumerate():
            if thread.name == "jobs":
                thread.join(30)
