"""Opening a large box: 400,000 envelopes, 1,200 units; seconds and peak memory.

`python -m tests.bench.opening [--envelopes 400000] [--only postgresql]`: the command that
the desk starts, in a process of its own. Beside it, of the same envelopes in the same
run, verifying and opening alone in one process (the bound). Prints JSON.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from tests.bench import count, site

A_BATCH = 200
SAMPLE = 20_000
STEP = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--envelopes", type=int, default=400_000)
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    options = parser.parse_args()
    kinds = [options.only] if options.only else ["postgresql", "sqlite"]
    (site.ROOT / "var").mkdir(exist_ok=True)
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind, options.envelopes) for kind in kinds}
    load = [round(one, 1) for one in os.getloadavg()]
    print(json.dumps({"machine": machine, "load": load, **found}, indent=1))


def run(kind: str, envelopes: int) -> dict[str, Any]:
    """Figures of one database, in a child: a process reads its settings once."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.write(write, json.dumps(measure(envelopes)).encode())
            os._exit(0)
        os.close(write)
        os.waitpid(child, 0)
        with os.fdopen(read) as answer:
            return dict(json.load(answer))


def measure(envelopes: int) -> dict[str, Any]:
    import django  # after the environment is set

    django.setup()
    began = time.perf_counter()
    box = filled(envelopes)
    sealing = time.perf_counter() - began
    each = alone(box)
    seconds, megabytes = opened(box)
    bound = each * envelopes
    return {
        "envelopes": envelopes,
        "sealed and stored s": round(sealing, 1),
        "opened s": round(seconds, 1),
        "peak MB": round(megabytes),
        "verifying and opening alone s (bound)": round(bound, 1),
        "ratio": round(seconds / bound, 2),
        "counted": box.campaign.receipts.count(),
    }


def filled(envelopes: int) -> Any:
    """A closed box with so many envelopes in recorded batches."""
    from ballots.models import Box
    from campaigns.load import load
    from campaigns.models import Campaign

    box = Box.objects.freeze(load(count.document(), **window()))
    campaign = box.campaign
    campaign.leave(Campaign.State.FROZEN, Campaign.State.OPEN)
    for number, size in enumerate(batches(envelopes), 1):
        cast(box, number, size)
    box.close()
    return box


def window() -> dict[str, Any]:
    from django.utils import timezone

    now = timezone.now()
    day = timezone.timedelta(days=1)
    return {"opens_at": now - day, "closes_at": now + day}


def batches(envelopes: int) -> Iterator[int]:
    for left in range(envelopes, 0, -A_BATCH):
        yield min(left, A_BATCH)


def cast(box: Any, number: int, size: int) -> None:
    """A batch of a unit's own raters, all of whom have voted."""
    from ballots.models import Batch, Ticket
    from ballots.models.slip import leaf
    from ballots.sealing import merkle_root
    from campaigns.definition import Place

    campaign = box.campaign
    codes = list(box.definition.units)
    code = codes[number % len(codes)]
    place, unit, pool = Place("unit", code), UNITS.get(code), own(campaign)
    group = pool_group(box, code)
    tickets = sorted(sealed(box, place, pool, size), key=lambda ticket: ticket.pk)
    root = merkle_root([leaf(ticket.pk, pool, place) for ticket in tickets])
    batch = Batch.objects.create(
        campaign=campaign, group=group, number=number, slips=size, root=root
    )
    for ticket in tickets:
        ticket.batch, ticket.unit = batch, unit
    Ticket.objects.bulk_create(tickets, batch_size=1000)
