"""How a list or a paper is known, so that it is seen when it becomes another one."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

# what a line of a list is known by: no contact; of several units, whose it is
OF_UNIT = ("pool__key", "name", "category")
OF_LIST = ("unit__code", *OF_UNIT)


def known_by(rows: Iterable[Iterable[Any]]) -> str:
    """The digest of lines or papers, in whatever order they stand; of none, none."""
    lines = sorted([*row] for row in rows)
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest() if lines else ""
