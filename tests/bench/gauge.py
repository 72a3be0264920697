"""What the benchmarks measure with: seconds of a call, megabytes of this process."""

import resource
import time
from collections.abc import Callable
from typing import Any


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns, and how many seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def megabytes() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
