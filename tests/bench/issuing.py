"""Generating tickets: codes, scrypt, keys, batches; 20,000 of them.

`python -m tests.bench.issuing [--tickets 20000] [--only sqlite]`: the desk's act, 200
slips a request, without the PDF. Beside it, in the same run, scrypt alone in one
process (the bound). Prints JSON.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from tests.bench import site

UNITS = 4
SAMPLE = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    options = parser.parse_args()
    kinds = [options.only] if options.only else ["postgresql", "sqlite"]
    (site.ROOT / "var").mkdir(exist_ok=True)
    found = {kind: run(kind, options.tickets) for kind in kinds}
    load = [round(one, 1) for one in os.getloadavg()]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    print(json.dumps({"machine": machine, "load": load, **found}, indent=1))


def run(kind: str, tickets: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, context) as pool:
            return pool.submit(measure, tickets).result()


def measure(tickets: int) -> dict[str, Any]:
    import django  # after the environment is set

    django.setup()
    from ballots.models import Box
    from campaigns.load import load

    document = site.document(UNITS)
    document["pools"] = [document["pools"][0] | {"quota": tickets // UNITS}]
    box = Box.objects.freeze(load(document, **_window()))
    group = next(iter(box.definition.groups.values()))
    began, busy = time.perf_counter(), time.process_time()
    while box.wants(group):
        box.issue(group)
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    bound = _scrypt() * tickets
    return {
        "tickets": box.campaign.tickets.count(),
        "made s": round(seconds, 1),
        "of the processor s": round(processor, 1),
        "scrypt alone, processor s (bound)": round(bound, 1),
        "processor / bound": round(processor / bound, 2),
        "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _window() -> dict[str, Any]:
    from django.utils import timezone

    now, day = timezone.now(), timezone.timedelta(days=1)
    return {"opens_at": now - day, "closes_at": now + day}


def _scrypt() -> float:
    """Seconds of the processor for one code that is stretched."""
    from ballots.sealing import stretch

    began = time.process_time()
    for number in range(SAMPLE):
        stretch(f"{number:014}", b"s" * 16)
    return (time.process_time() - began) / SAMPLE


if __name__ == "__main__":
    main()
