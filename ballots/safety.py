"""What the server must keep to before anybody votes on it (trust.md T9, T13, §5).

An acknowledged ballot must survive a crash, and no log may hold who voted when. Asked
when voting is to be opened, because system checks do not run under a web server.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

# of PostgreSQL: what is acknowledged is on the disk
DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}
# of PostgreSQL: neither log nor commit times tell of a vote
SILENT = {
    "track_commit_timestamp": ("off",),
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("panic",),
    "log_min_duration_statement": ("-1",),
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
}
# of SQLite, as its pragmas answer: 2 is FULL, 3 EXTRA
PRAGMAS = {
    "journal_mode": ("wal",),
    "synchronous": ("2", "3"),
    "secure_delete": ("1",),
    "transaction_mode": ("IMMEDIATE",),
}
SKEW = 2  # seconds between the clocks of database and web server
FREE = 0.2  # of the disk
Wanted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is unsafe and how to mend it; `stops` where a ballot or a secret is lost."""

    text: str
    stops: bool = True


def faults() -> list[Fault]:
    """Everything unsafe here; nothing where the operator has allowed it."""
    if settings.UNSAFE_DATABASE_ALLOWED:
        return []
    return [*database(), *clock(), *disk()]


def database() -> Iterator[Fault]:
    """Settings of the database that lose ballots, or tell on raters."""
    if connection.vendor == "sqlite":
        yield from _losing(_pragmas(), PRAGMAS)
        return
    found = _settings([*DURABLE, *SILENT])
    yield from _losing(found, DURABLE)
    for name, value, wanted in _wrong(found, SILENT):
        text = _(
            "The database's log or clock would tell who voted when: set %(name)s = "
            "%(wanted)s in its configuration (it is %(value)s)."
        )
        yield Fault(text % {"name": name, "wanted": wanted, "value": value})


def _losing(found: Mapping[str, str], wanted: Wanted) -> Iterator[Fault]:
    for name, value, right in _wrong(found, wanted):
        text = _(
            "The database could lose a ballot that was acknowledged, or keep what was "
            "erased: set %(name)s = %(wanted)s in its configuration (it is %(value)s)."
        )
        yield Fault(text % {"name": name, "wanted": right, "value": value})


def _wrong(found: Mapping[str, str], wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    for name, right in wanted.items():
        value = found.get(name, "?")
        if value not in right:
            yield name, value, right[0]


def _settings(names: list[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]
        )
        return dict(cursor.fetchall())


def _pragmas() -> dict[str, str]:
    options = connection.settings_dict["OPTIONS"]
    found = {"transaction_mode": str(options.get("transaction_mode"))}
    with connection.cursor() as cursor:
        for name in PRAGMAS.keys() - found:
            cursor.execute(f"PRAGMA {name}")
            found[name] = str(cursor.fetchone()[0])
    return found


def clock() -> Iterator[Fault]:
    """The database's clock decides whether voting is open; ours is on the pages."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if skew >= SKEW:
        text = _(
            "The clocks of database and web server differ by %d seconds: let both "
            "follow the same time server."
        )
        yield Fault(text % skew)


def disk() -> Iterator[Fault]:
    """A full disk loses nothing, but takes no ballot either."""
    there = Path(settings.KEY_DIR)
    while not there.exists():
        there = there.parent
    usage = shutil.disk_usage(there)
    if usage.free <= FREE * usage.total:
        text = _("Only %d %% of the server's disk is free: make room before voting.")
        yield Fault(text % (100 * usage.free // usage.total), stops=False)
