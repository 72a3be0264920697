"""Kinds of work for the tests: they count in a file, which outlives a process."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

from jobs.kinds import CannotGoOn, Kind
from jobs.models import Job

CANARY = "zhang.san@example.org"


def ledger() -> Path:
    return Path(os.environ["JOB_LEDGER"])


def count(job: Job) -> Iterator[int]:
    """Writes each of its ids down once, however often it is begun."""
    for done, number in enumerate(job.about, 1):
        line = f"{number}\n"
        if line not in ledger().read_text():
            with ledger().open("a") as file:
                file.write(line)
        yield done


def die(job: Job) -> Iterator[int]:
    """Kills its process after the first piece, the first time."""
    for done in count(job):
        yield done
        if done == 1 and job.attempt == 1:
            os.kill(os.getpid(), signal.SIGKILL)


def give_up(job: Job) -> Iterator[int]:
    yield 1
    raise CannotGoOn("All done.")  # a sentence that is translated


def stumble(job: Job) -> Iterator[int]:
    yield 1
    raise ValueError(CANARY)


def _after(job: Job) -> str:
    return f"/outcome/{job.pk}"


COUNT = Kind("Counting", count, _after)
DIE = Kind("Dying", die, _after)
GIVE_UP = Kind("Giving up", give_up, _after)
STUMBLE = Kind("Stumbling", stumble, _after)
JOBS = {name.lower(): f"{__name__}.{name}" for name in
        ("COUNT", "DIE", "GIVE_UP", "STUMBLE")}  # fmt: skip
