"""Comments of several subjects in one list."""

import re
from collections.abc import Iterable

from reports.report import Comments

MARKS = re.compile(r"\[[-+*]\]")  # what an emoji was made into at opening


def together(subjects: Iterable[tuple[str, Comments]]) -> list[tuple[str, str]]:
    """(whose, text), what stands on several units once and of no name (C-g)."""
    rows: list[tuple[str, str]] = []
    shared: dict[str, None] = {}
    for name, comments in subjects:
        for text in comments.texts or ():
            if text in comments.shared:
                shared[text] = None
            else:
                rows.append((name, text))
    return rows + [("", text) for text in shared]
