"""The scene of a backup: taken in the middle of the load, restored elsewhere.

A copy is an older state of the world: it knows of fewer ballots than raters were
acknowledged. So its open campaigns are suspended before anybody votes there.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

from tests import pgtmp
from tests.faults.hall import hall
from tests.faults.raters import Crowd, Rater
from tests.faults.world import ROOT, World, environment, gunicorn, manage

COPY = "restored"


def backup(world: World, *, raters: int) -> dict[str, Any]:
    """Back up at a third of them; restore, suspend, look inside, send again."""
    place = hall(raters)
    before: list[Rater] = []

    def act() -> None:
        before.extend(rater for rater in place.raters if rater.receipt)
        dump(world)

    crowd = Crowd(place.raters, world.port, seconds=60)
    saver = crowd.at(raters // 3, act)
    crowd.vote()
    saver.join()
    env = environment(restore(world), world.folder)
    said = manage(env, "restored")
    inside = look(env, place.box.pk)
    held = inside.pop("receipts")
    missing = [r for r in place.raters if place.tickets[r.code] not in held]
    with gunicorn(env) as (_process, port):
        heard = [send(before[0], port), send(missing[0], port) if missing else ""]
    place.box.close()
    return {
        "acknowledged before": len(before),
        "of these in the backup": sum(
            held.get(place.tickets[r.code]) == r.receipt for r in before
        ),
        "in the backup": len(held),
        "acknowledged": crowd.acknowledged,
        "inside": inside,
        "said": said,
        "replay of one in the backup": heard[0] == before[0].receipt,
        "one not in the backup": heard[1],
    }


def dump(world: World) -> None:
    """As an operator backs up while the site serves."""
    file = world.folder / COPY
    if world.server:
        command = [pgtmp.program("pg_dump"), "-Fc", "-f", file, world.url]
        subprocess.run(command, check=True)
        return
    name = world.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(file)) as to:
        source.backup(to, pages=16)


def restore(world: World) -> str:
    """The address of the copy."""
    if not world.server:
        return f"sqlite:///{world.folder / COPY}"
    at = ["-h", world.server.base, "-U", "app"]
    subprocess.run([pgtmp.program("createdb"), *at, COPY], check=True)
    command = [pgtmp.program("pg_restore"), *at, "-d", COPY, world.folder / COPY]
    subprocess.run(command, check=True)
    return world.url.replace("/postgres?", f"/{COPY}?")


def look(env: dict[str, str], campaign: int) -> dict[str, Any]:
    """What the copy holds, seen by a process that has it as its database."""
    command = [sys.executable, "-m", "tests.faults.look", str(campaign)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | env, check=True, stdout=subprocess.PIPE
    )
    return dict(json.loads(done.stdout))


def send(rater: Rater, port: int) -> str:
    """The same once more, to the copy: its receipt, or what it is told."""
    copy = Rater(rater.code, rater.answers, page=rater.page)
    copy.submit(port)
    return copy.receipt or copy.refusal or copy.history[-1][2]
