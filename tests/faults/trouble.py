"""Scenes of a database that is there and does not serve: full disk, clock, no room."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

from tests.faults.hall import hall
from tests.faults.raters import Crowd, Rater
from tests.faults.scenes import outcome
from tests.faults.world import World, environment, gunicorn

FULL = 1024 * 1024  # as much as a segment of the log, which PostgreSQL makes in advance
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname IS NOT NULL AND pid <> pg_backend_pid()"
)


def disk_full(world: World, *, raters: int) -> dict[str, Any]:
    """No file may grow while half of them submit; then there is room again."""
    place = hall(raters)
    come(place.raters, world.port)
    first, second = place.raters[: raters // 2], place.raters[raters // 2 :]
    submit(world, first)
    _fill(world)
    world.limit(FULL if world.server else 4096)
    submit(world, second)
    told = [rater for rater in second if rater.receipt]
    stored = place.counted()
    full = Counter(rater.history[-1][2] for rater in second)
    world.limit(None)
    Crowd(second, world.port, seconds=60).vote()
    place.box.close()
    place.box.unseal()
    return {
        "while full": dict(full),
        "acknowledged while full": len(told),
        "of these stored": sum(rater.code in stored for rater in told),
        **outcome(place),
    }


def come(raters: Sequence[Rater], port: int) -> None:
    """Have the ballot in front of each."""
    for rater in raters:
        rater.come(port, time.monotonic() + 30)


def submit(world: World, raters: Sequence[Rater]) -> None:
    for rater in raters:
        rater.submit(world.port)


def _fill(world: World) -> None:
    """Make the tickets' file larger than any file may be, and without free pages."""
    from django.db import connection

    if world.server is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ballots_ticket (code_pk, campaign_id, pool_id, state)"
            " SELECT lpad(n::text, 64, 'x'), campaign_id, pool_id, 'void'"
            " FROM (SELECT * FROM ballots_ticket LIMIT 1) one,"
            " generate_series(1, %s) n",
            [FULL // 100],
        )
        # dead rows, in pages that are not known to be free
        cursor.execute("DELETE FROM ballots_ticket WHERE code_pk LIKE 'x%'")
        # the others' connections know pages with room
        cursor.execute(CUT)
        cursor.execute("SELECT pg_relation_size('ballots_ticket')")
        if cursor.fetchone()[0] <= FULL:
            raise RuntimeError("the file is too small for the limit to be felt")


def no_connection(world: World, *, raters: int = 2) -> dict[str, Any]:
    """Somebody else holds all connections of the server. PostgreSQL only."""
    import psycopg

    place = hall(raters)
    come(place.raters, world.port)
    with ExitStack() as stack:
        # as a superuser, for whom the last ones are kept back; the site's own are cut
        first = stack.enter_context(psycopg.connect(world.url, autocommit=True))
        first.execute(CUT)
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(world.url))
        refused = place.raters[0].submit(world.port)
    taken = place.raters[0].submit(world.port)
    return {"history": [*place.raters[0].history], "then": (refused, taken)}


MOMENT = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)
# the database's clock, which has a schema of its own in front of PostgreSQL's
CLOCK = """
CREATE SCHEMA clock;
CREATE TABLE clock.now AS SELECT %s::timestamptz AS at;
CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
AS 'SELECT at FROM clock.now';
ALTER ROLE app SET search_path = clock, pg_catalog, public
"""
UNCLOCK = "ALTER ROLE app RESET search_path; DROP SCHEMA clock CASCADE"


def clocks(world: World) -> dict[str, str]:
    """One rater a moment of the database's clock; the site's own is a day ahead."""
    from django.utils import timezone

    opens = timezone.now().replace(microsecond=0) - timedelta(minutes=30)
    closes = opens + HOUR
    place = hall(9, opens_at=opens, closes_at=closes)
    moments = {
        "an hour early": opens - HOUR,
        "just before it opens": opens - MOMENT,
        "as it opens": opens,
        "just before it closes": closes - MOMENT,
        "as it closes": closes,
        "an hour late": closes + HOUR,
        "the clock set back": closes - timedelta(minutes=10),
    }
    heard = {}
    set_clock(world, opens + timedelta(minutes=1))
    try:
        env = environment(world.url, world.folder)
        with gunicorn(env) as (_process, port):
            voters = dict(zip(moments, place.raters, strict=False))
            come(place.raters, port)
            for name, at in moments.items():
                set_clock(world, at)
                voters[name].submit(port)
                told = voters[name].history[-1][2]
                heard[name] = "taken" if voters[name].receipt else told
    finally:
        unset_clock(world)
    return heard | {"stored": str(len(place.counted()))}


def set_clock(world: World, at: datetime) -> None:
    """Also the sign for gunicorn to shift the clock of the web process."""
    from django.db import connection

    file = world.folder / "clock"
    first = not file.exists()
    file.write_text(at.isoformat())
    if world.server:
        with connection.cursor() as cursor:
            if first:
                cursor.execute(CLOCK % f"'{at.isoformat()}'")
            else:
                cursor.execute("UPDATE clock.now SET at = %s", [at])


def unset_clock(world: World) -> None:
    from django.db import connection

    (world.folder / "clock").unlink()
    if world.server:
        with connection.cursor() as cursor:
            cursor.execute(UNCLOCK)
