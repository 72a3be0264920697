"""Columns of which PostgreSQL keeps no statistics.

For its planner it copies values of a column into a table of its own, where they would
lie on when the rows are erased. Names and comments are to lie in their rows alone.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

USUAL = -1  # as many samples as the server takes of any column


def unsampled(table: str, *columns: str) -> Operation:
    """Take no samples of these columns; on PostgreSQL alone."""
    return migrations.RunPython(_set(table, columns, 0), _set(table, columns, USUAL))


def _set(table: str, columns: tuple[str, ...], target: int) -> Callable[..., None]:
    def run(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for name in columns:
            editor.execute(
                f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS {target}"
            )

    return run
