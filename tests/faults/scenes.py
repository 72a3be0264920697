"""Scenes: what is done to the site while it takes ballots, and what came of it.

Each takes the world and returns plain figures. They judge nothing: the tests do.
"""

import os
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
    place = hall(raters, tabs=min(tabs, raters))
    with proxy(world.port, loss) as line:
        crowd = Crowd(place.raters, line.port, seconds)
        done = nemesis(world, crowd, raters, kills)
        began = time.monotonic()
        crowd.vote()
        took = time.monotonic() - began
        killed = done()
    closed = patiently(place.box.close, _database_error())
    patiently(place.box.unseal, _database_error())
    return {
        "raters": raters,
        "killed": killed,
        "lost on the way": dict(line.counts),
        "deaths before the answer": killed - world.deaths_left() if killed else 0,
        "seconds": round(took, 1),
        "closed with": closed,
        **outcome(place),
    }


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


def _database_error() -> type[Exception]:
    from django.db import DatabaseError

    return DatabaseError


def _beside(act: Callable[[], Any]) -> threading.Thread:
    """Do it in a thread that leaves no connection behind."""
    from django.db import connection

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def process() -> int:
    """The scenes' process, for who wants to look at it."""
    return os.getpid()
