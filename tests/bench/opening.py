"""Opening a large box: 400,000 envelopes, 1,200 units; seconds and peak memory.

`python -m tests.bench.opening [--envelopes 400000] [--only postgresql]`: the command
that the desk starts, rewriting the tickets' storage included. Beside it, of the same
envelopes in the same run, verifying and opening alone (the bound). Prints JSON.
"""

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from tests.bench import count, site

A_BATCH = 200
SAMPLE = 20_000


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
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, context) as pool:
            return pool.submit(measure, envelopes).result()


def measure(envelopes: int) -> dict[str, Any]:
    import django  # after the environment is set

    django.setup()
    began = time.perf_counter()
    box = filled(envelopes)
    sealing = time.perf_counter() - began
    bound = alone(box) * envelopes
    seconds, usage = opened(box)
    processor = usage.ru_utime + usage.ru_stime
    return {
        "envelopes": envelopes,
        "sealed and stored s": round(sealing, 1),
        "opened s": round(seconds, 1),
        "of the processor s": round(processor, 1),
        "peak MB": round(usage.ru_maxrss / 1024),
        "verifying and opening alone, processor s (bound)": round(bound, 1),
        "processor / bound": round(processor / bound, 2),
        "counted": box.campaign.receipts.count(),
    }


def filled(envelopes: int) -> Any:
    """A closed box with so many envelopes, in batches that hold what they record."""
    from django.utils import timezone

    from ballots.models import Box
    from campaigns.load import load
    from campaigns.models import Campaign

    now, day = timezone.now(), timezone.timedelta(days=1)
    campaign = load(count.document(), opens_at=now - day, closes_at=now + day)
    box = Box.objects.freeze(campaign)
    campaign.leave(Campaign.State.FROZEN, Campaign.State.OPEN)
    rooms = places(box)
    for number, first in enumerate(range(0, envelopes, A_BATCH), 1):
        fill(box, rooms[number % len(rooms)], number, min(A_BATCH, envelopes - first))
    box.close()
    return box


def places(box: Any) -> list[tuple[Any, Any, Any]]:
    """The places of the units' own raters, with their rows."""
    from ballots.models.place import columns
    from campaigns.definition import Place

    groups = {group.key: group for group in box.campaign.groups.all()}
    rows = columns(box.campaign, box.definition.units)
    return [
        (place := Place("unit", code), rows[place]["unit"], groups[group.key])
        for group in box.definition.groups.values()
        for code in group.units
    ]


def fill(box: Any, room: tuple[Any, Any, Any], number: int, size: int) -> None:
    """A batch of one unit's own raters, all of whom have voted."""
    from ballots.models import Batch, Ticket
    from ballots.models.slip import leaf
    from ballots.sealing import merkle_root

    place, unit, group = room
    pool = box.campaign.pools.get(key="own")
    cast = sorted(sealed(box, place, pool.key, size))
    root = merkle_root([leaf(pk, pool, place) for pk, _envelope in cast])
    batch = Batch.objects.create(
        campaign=box.campaign, group=group, number=number, slips=size, root=root
    )
    # opening takes no batch that the log of acts does not hold
    box.tell("print", "", group=group.key, **batch.record, activated=size)
    Ticket.objects.bulk_create(
        Ticket(
            code_pk=pk,
            campaign=box.campaign,
            pool=pool,
            unit=unit,
            batch=batch,
            state=Ticket.State.USED,
            box=envelope.box,
            signature=envelope.signature,
            skey_hash=pk,
            receipt=envelope.receipt,
        )
        for pk, envelope in cast
    )


def sealed(box: Any, place: Any, pool: str, size: int) -> Iterator[tuple[str, Any]]:
    """Ballots at random by random keys; codes and scrypt are not what is timed."""
    from ballots.card import Card
    from ballots.checker import pack
    from ballots.sealing import Binding, Key, seal

    definition = box.definition
    subjects = definition.subjects_at(definition.pools[pool], place)
    binding = Binding(box.pk, definition.hash)
    for _ballot in range(size):
        key = Key(os.urandom(32))
        values = random.choices((0, 1, 2), (8, 3, 1), k=site.ITEMS)  # noqa: S311
        cards = {subject.key: Card(tuple(values)) for subject in subjects}
        plain = pack(subjects, cards)
        yield key.public, seal(plain, bytes(box.public_key), key, binding)


def alone(box: Any) -> float:
    """Seconds of the processor for one envelope that is verified and opened."""
    from ballots.models import Ticket
    from ballots.sealing import Binding, Envelope, unseal

    columns = ("pk", "box", "signature")
    rows = Ticket.objects.used().values_list(*columns)[:SAMPLE]
    held = [(pk, Envelope(bytes(b), bytes(s))) for pk, b, s in rows]
    private = bytes.fromhex(box.key_file.read_text())
    binding = Binding(box.pk, box.definition.hash)
    began = time.process_time()
    for pk, envelope in held:
        unseal(envelope, private, pk, binding)
    return (time.process_time() - began) / len(held)


def opened(box: Any) -> tuple[float, resource.struct_rusage]:
    """Seconds that the command takes, and what it uses."""
    command = [sys.executable, str(site.ROOT / "manage.py"), "unseal", str(box.pk)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        if child.stdin is None:
            raise RuntimeError("no pipe")
        child.stdin.write(box.key_file.read_bytes())
        child.stdin.close()
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError("not opened")
    return time.perf_counter() - began, usage


if __name__ == "__main__":
    main()
