"""Reading the files of the database and the logs, past the database."""

import subprocess
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from ballots.forensics.evidence import Cell, Evidence, Row

VARIED = 8  # so many different bytes: answers all alike are mostly zeros
Where = tuple[int, int]  # which file, and how far in it


@dataclass(frozen=True)
class Carving:
    """Where keys of slips and rows, and what was written, lie in the files."""

    held: Evidence

    @cached_property
    def _images(self) -> list[bytes]:
        return [image(path) for path in self.held.files]

    @cached_property
    def _rows(self) -> dict[int, list[Where]]:
        """Where the random key of each row lies, by the row's identity."""
        return {
            id(row): sorted(set(self._find(_patterns(row)))) for row in self.held.rows
        }

    def first(self, row: Row) -> Where | None:
        """Where the row is met first."""
        places = self._rows[id(row)]
        return places[0] if places else None

    def neighbours(self) -> dict[tuple[str, Cell], bytes]:
        """What lies nearest to a slip's key, in the same file; each row once."""
        claims: dict[tuple[str, Cell], bytes] = {}
        for cell, sittings in self.held.cells.items():
            rows = [row for row in self.held.rows if row.cell == cell]
            spots = sorted(
                (w, at) for at, r in enumerate(rows) for w in self._rows[id(r)]
            )
            near = sorted(n for s in sittings for n in self._near(s.ticket, spots))
            taken: set[int] = set()
            for _reach, at, ticket in near:
                if at not in taken and (ticket, cell) not in claims:
                    claims[ticket, cell] = rows[at].content
                    taken.add(at)
        return claims

    def _near(
        self, ticket: str, spots: list[tuple[Where, int]]
    ) -> Iterator[tuple[int, int, str]]:
        """How far from the slip's key which row lies: before it and behind it."""
        for file, offset in self._find([ticket.encode()]):
            behind = bisect_left(spots, ((file, offset), 0))
            for where, at in spots[max(0, behind - 1) : behind + 1]:
                if where[0] == file:
                    yield abs(where[1] - offset), at, ticket

    def written(self) -> dict[tuple[str, Cell], bytes]:
        """Texts that stand readable in a file before any row holds them.

        Once the box is open they stand there by right, tied to nobody.
        """
        stored = {row.content for row in self.held.rows}
        return {
            (sitting.ticket, cell): content
            for sitting in self.held.sittings
            for cell, content in sitting.contents.items()
            if content and content not in stored and self._told(content)
        }

    def _told(self, content: bytes) -> bool:
        """Whether it stands there; a plain one stands anywhere by accident."""
        plain = len(set(content)) < VARIED
        return not plain and any(True for _ in self._find([content]))

    def _find(self, patterns: list[bytes]) -> Iterator[Where]:
        for number, data in enumerate(self._images):
            for pattern in patterns:
                at = data.find(pattern)
                while at >= 0:
                    yield number, at
                    at = data.find(pattern, at + 1)


def _patterns(row: Row) -> list[bytes]:
    """The row's key as databases, dumps and logs write it."""
    key: Any = row.columns.get("uuid")
    if not isinstance(key, UUID):
        return []
    return [key.bytes, key.hex.encode(), str(key).encode()]


def image(path: Path) -> bytes:
    """What the file holds at this moment, read by another process.

    Whoever closes a file drops all locks that its process has on it (POSIX). SQLite's
    are among them: read from here, the next process would take the database for its
    own, delete the log under us, and what it held would be lost.
    """
    # the database drops files of its own meanwhile: what is gone holds nothing
    return subprocess.run(  # noqa: S603
        ["cat", "--", str(path)],  # noqa: S607
        capture_output=True,
        check=False,
    ).stdout
