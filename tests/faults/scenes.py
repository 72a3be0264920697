"""Scenes: what is done to the site while it takes ballots, and what came of it.

Each takes the world and returns plain figures. They judge nothing: the tests do.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tests.faults.hall import Hall, hall
from tests.faults.proxy import proxy
from tests.faults.raters import Crowd, Rater
from tests.faults.world import World, patiently

Figures = dict[str, Any]
CRASHES = ("kill", "stop", "backend")


def load(
    world: World,
    *,
    raters: int,
    loss: float = 0.3,
    kills: int = 3,
    tabs: int = 10,
    seconds: float = 240,
) -> Figures:
    """Raters over a bad network; workers and database are killed again and again."""
    place = hall(raters, tabs=tabs)
    for rater in place.tabs:
        rater.come(world.port, time.monotonic() + 30)
    with proxy(world.port, loss) as line:
        crowd = Crowd(place.raters, line.port, seconds)
        done = nemesis(world, crowd, raters, kills)
        began = time.monotonic()
        crowd.vote()
        took = time.monotonic() - began
        killed = done()
    # of the connection that a crash has ended nothing can be had any more
    closed = patiently(afresh(place.box.close), database_error())
    place.box.unseal()
    return {
        "raters": raters,
        "killed": killed,
        "lost on the way": dict(line.counts),
        "deaths before the answer": killed - world.deaths_left() if killed else 0,
        "seconds": round(took, 1),
        "closed with": closed,
        **outcome(place),
    }


def afresh(act: Callable[[], Any]) -> Callable[[], Any]:
    """The act over a connection of its own."""
    from django.db import connection

    def do() -> Any:
        connection.close()
        return act()

    return do


def outcome(place: Hall) -> Figures:
    """What the raters were told beside what came out of the opened box."""
    told = [rater for rater in place.raters if rater.receipt]
    numbers = place.receipts()
    votes = Counter(rater.code for rater in told)
    wrong = place.expected(told)
    wrong.subtract(place.tally())
    waits = sorted(rater.seconds for rater in place.raters)
    return {
        "codes": len(place.tickets),
        "acknowledged": len(told),
        "codes acknowledged": len(votes),
        "counted": len(numbers),
        "lost": len({rater.receipt for rater in told} - set(numbers)),
        "counted though nobody was told": len(
            set(numbers) - {rater.receipt for rater in told}
        ),
        "acknowledged twice": sum(n > 1 for n in votes.values()),
        "without an answer": sum(not rater.done for rater in place.raters),
        "refused": dict(
            Counter(rater.refusal for rater in place.raters if rater.refusal)
        ),
        "cells of the tally that differ": sum(n != 0 for n in wrong.values()),
        "p99 s": round(waits[int(len(waits) * 0.99)], 2),
        **history(place.raters),
    }


def history(raters: Sequence[Rater]) -> Figures:
    """Of everything sent: how it went, as in Jepsen's logs."""
    sent = [(what, how) for rater in raters for what, how, _detail in rater.history]
    detail = Counter(line[2] for rater in raters for line in rater.history)
    return {
        "submissions": dict(Counter(how for what, how in sent if what == "submit")),
        "entries": dict(Counter(how for what, how in sent if what == "enter")),
        "answers": dict(detail.most_common()),
    }


def nemesis(world: World, crowd: Crowd, raters: int, kills: int) -> Callable[[], int]:
    """Strikes as often as told, evenly over the load; call it for how often it did."""
    struck: list[int] = []

    def strike() -> None:
        chance = random.Random(2)  # noqa: S311 - the same faults in the same scene
        for number in range(kills):
            if not crowd.wait_for(raters * (number + 1) // (kills + 1)):
                return
            world.order_deaths(1)
            world.kill_workers(1 + number % 2, chance)
            world.crash(CRASHES[number % len(CRASHES)])
            struck.append(number)

    thread = threading.Thread(target=strike)
    thread.start()

    def done() -> int:
        thread.join()
        return len(struck)

    return done


def careless(world: World, *, raters: int) -> Figures:
    """Commits that are not waited for, and a crash: what it costs. PostgreSQL only."""
    from django.db import connection

    place = hall(raters)
    settings = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        cursor.execute("SELECT pg_reload_conf()")
        crowd = Crowd(place.raters, world.port, seconds=60)
        crowd.vote()
        for name in settings:
            # in a file, not in the log that is about to be lost
            cursor.execute(f"ALTER SYSTEM RESET {name}")
    world.crash("kill")
    connection.close()
    return {"acknowledged": crowd.acknowledged, "stored": len(place.counted())}


def database_error() -> type[Exception]:
    from django.db import DatabaseError

    return DatabaseError
