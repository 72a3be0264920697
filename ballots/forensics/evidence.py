"""What the attacker holds: rows with what the database knows of them, and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet, TextField

from ballots.models import Ballot, Comment, Ticket
from campaigns.models import Campaign

Cell = tuple[str, ...]


class Place(Expression):
    """Where the database keeps a row: page and line, or its hidden number."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return "ctid::text", ()

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return "rowid", ()


class Transaction(Expression):
    """Which transaction wrote the row; SQLite keeps no such thing."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return "xmin::text", ()

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return "NULL", ()


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row: in which cell, what was written, everything else, and where."""

    cell: Cell
    content: bytes
    columns: Mapping[str, Any]
    place: tuple[int, ...]
    transaction: str | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A rater as watched: his slip, and what he really wrote.

    By subject and pool, or by subject alone for a comment; None where nobody knows.
    """

    ticket: str
    contents: Mapping[Cell, bytes | None]


@dataclass(frozen=True)
class Evidence:
    """Raters in the order in which they sat down, and all that is stored."""

    sittings: Sequence[Sitting]
    tickets: Mapping[str, Row]
    rows: Sequence[Row]
    files: Sequence[Path] = ()

    @cached_property
    def contents(self) -> dict[Cell, list[bytes]]:
        """What was written in each cell, tied to nobody: that much is published."""
        found: dict[Cell, list[bytes]] = {}
        for row in self.rows:
            found.setdefault(row.cell, []).append(row.content)
        return found

    @cached_property
    def cells(self) -> dict[Cell, list[Sitting]]:
        """Those who wrote in each cell, in the order in which they sat down."""
        found: dict[Cell, list[Sitting]] = {}
        for sitting in self.sittings:
            for cell in sitting.contents:
                found.setdefault(cell, []).append(sitting)
        return found


def evidence(
    campaign: Campaign, sittings: Sequence[Sitting], files: Sequence[Path] = ()
) -> Evidence:
    """Everything that is stored of a campaign, at this moment."""
    tickets = read(Ticket.objects.filter(campaign=campaign), (), "code_pk")
    ballots = Ballot.objects.filter(campaign=campaign)
    comments = Comment.objects.filter(campaign=campaign)
    rows = [
        *read(ballots, ("subject__key", "pool__key"), "answers"),
        *read(comments, ("subject__key",), "text"),
    ]
    return Evidence(sittings, {t.content.decode(): t for t in tickets}, rows, files)


def read(rows: QuerySet[Any], cell: Iterable[str], content: str) -> list[Row]:
    """The rows of one table with what the database knows of them."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    # no joins beside the annotations: `ctid` names one table's column
    own = rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by()
    seen = {
        row["pk"]: row
        for row in own.annotate(row_place=Place(), row_written=Transaction()).values(
            "pk", "row_place", "row_written"
        )
    }
    return [
        Row(
            cell=tuple(values[len(names) + 1 :]),
            content=_bytes(values[names.index(content)]),
            columns=dict(zip(names, values[: len(names)], strict=True)),
            place=_place(seen[values[len(names)]]["row_place"]),
            transaction=seen[values[len(names)]]["row_written"],
        )
        for values in rows.values_list(*names, "pk", *cell)
    ]


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _place(told: object) -> tuple[int, ...]:
    """`(12,7)` or a number, so that it sorts as the pages lie."""
    return tuple(int(part) for part in str(told).strip("()").split(","))


def database_files() -> list[Path]:
    """The files of the database, as far as they lie on this machine."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return [p for p in (name, Path(f"{name}-wal")) if p.exists()]
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        parts = (folder / "base" / str(cursor.fetchone()[0]), folder / "pg_wal")
    return [p for part in parts for p in sorted(part.glob("*")) if p.is_file()]


def key_order(value: Any) -> Any:
    """A value as something that sorts among its like."""
    if isinstance(value, memoryview):
        return bytes(value)
    return value.bytes if hasattr(value, "bytes") else value
