"""Scenes of opening: killed at many points and run again; two at once.

The opening is one transaction, so it is killed before each of its statements in turn,
and around its COMMIT, in a process forked for it.
"""

import io
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.faults.hall import Hall, hall
from tests.faults.raters import Crowd
from tests.faults.scenes import outcome
from tests.faults.world import ROOT, World

AFTER = "after the commit"


def killed(world: World, *, raters: int, points: int) -> dict[str, Any]:
    """Kill the opening at so many points, then let it run; then once more."""
    place = closed(world, raters)
    whole = _statements(place)
    chosen = range(whole, 0, -max(1, whole // points))
    torn, deaths = [], 0
    for point in chosen:
        deaths += _forked(place, point) == -signal.SIGKILL
        torn += [] if _untouched(place) else [point]
    return {
        "statements": whole,
        "points": len(chosen),
        "deaths": deaths,
        "not as before": torn,
        "killed after the commit": _forked(place, AFTER) == -signal.SIGKILL,
        "run once more": _forked(place, None),
        "acts": acts(place),
        **outcome(place),
    }


def together(world: World, *, raters: int) -> dict[str, Any]:
    """Two commands at once: one opens, the other says that it is being opened."""
    place = closed(world, raters)
    command = [sys.executable, str(ROOT / "manage.py"), "unseal", str(place.box.pk)]
    openers = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _opener in range(2)
    ]
    key = place.box.key_file.read_text()
    said = [opener.communicate(key)[1].strip() for opener in openers]
    return {
        "statuses": sorted(opener.returncode for opener in openers),
        "said": sorted(said),
        "acts": acts(place),
        **outcome(place),
    }


def closed(world: World, raters: int) -> Hall:
    """A closed box with everybody's ballot."""
    place = hall(raters)
    Crowd(place.raters, world.port, seconds=60).vote()
    place.box.close()
    return place


def acts(place: Hall) -> dict[str, int]:
    """What the audit chain tells of this campaign's counting."""
    from audit.models import Entry

    rows = Entry.objects.filter(chain=place.box.pk)
    return dict(Counter(rows.values_list("action", flat=True)))


class Enough(Exception):
    """The last statement is reached; nothing of the opening stays."""


def _statements(place: Hall) -> int:
    """How many statements there are up to the entry in the audit chain, the last."""
    from django.db import connection

    from ballots.opening import open_box

    seen = 0

    def count(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        nonlocal seen
        seen += 1
        if "INSERT INTO" in sql and "audit_entry" in sql:
            raise Enough
        return execute(sql, *more)

    key = bytes.fromhex(place.box.key_file.read_text())
    with suppress(Enough), connection.execute_wrapper(count):
        open_box(place.box, key, lambda _done: None)
    place.box.campaign.refresh_from_db()
    return seen


def _forked(place: Hall, point: int | str | None) -> int:
    """Run the command in a child that dies at this point; how the child ended."""
    from django.db import connections

    connections.close_all()  # a child must not say farewell on its parent's
    child = os.fork()
    if not child:
        _open_and_die(place, point)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _open_and_die(place: Hall, point: int | str | None) -> None:
    """In the child; never returns."""
    from django.core.management import CommandError, call_command
    from django.db import connection

    from ballots.custody import Progress

    seen = 0

    def die(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    if point == AFTER:
        Progress.done = lambda _progress: os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin = io.StringIO(place.box.key_file.read_text())
    try:
        with connection.execute_wrapper(die):
            call_command("unseal", place.box.pk)
        os._exit(0)
    except CommandError as error:
        os._exit(error.returncode)
    finally:
        os._exit(1)


def _untouched(place: Hall) -> bool:
    """Whether the box is closed and whole, and nothing has come out of it."""
    from ballots.models import Account, Ballot, Box, Receipt, Tally, Ticket

    box = Box.objects.select_related("campaign").get(pk=place.box.pk)
    tickets = Ticket.objects.filter(campaign=box.campaign)
    made = [
        kind.objects.filter(campaign=box.campaign).exists()
        for kind in (Account, Ballot, Receipt, Tally)
    ]
    whole = tickets.exclude(box=None).count() == box.closed_with
    return whole and box.campaign.state == "closed" and not any(made)
