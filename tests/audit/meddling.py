"""What the owner of the table can do, once the guard is out of the way."""

from typing import Any

from django.db import connection

from audit.models import Entry, record

OUT = {
    "postgresql": "ALTER TABLE audit_entry DISABLE TRIGGER USER",
    "sqlite": "DROP TRIGGER IF EXISTS audit_entry_stands",
}


def make_chain(length: int = 5, chain: int = 7) -> list[Entry]:
    """A chain with entries of every shape."""
    shapes: list[dict[str, Any]] = [
        {"units": 4},
        {},
        {"reason": "少印一张", "done": True},
    ]
    return [
        record(f"act{n}", by="wang", campaign=chain, **shapes[(n - 1) % 3])
        for n in range(1, length + 1)
    ]


def unguard() -> None:
    """Take the trigger out, to the end of the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(OUT[connection.vendor])


def meddle(sql: str, *values: object) -> None:
    """Run a statement on the entries as the owner of the table."""
    unguard()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def put(entry: Entry, column: str, value: object) -> None:
    """Overwrite one column of a stored entry."""
    meddle(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, entry.pk)  # noqa: S608


def forge(*entries: Entry) -> None:
    """Store entries with hashes that fit what they say now, one after the other."""
    unguard()
    before = entries[0].before
    for entry in entries:
        entry.before = before
        entry.hash = before = entry.sealed()
        entry.save()
