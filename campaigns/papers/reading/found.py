"""What reading a file leads to: a text, or a refusal by its name.

Nothing here knows Django: files are read in a process of their own, and the sentences
are said by the one that asked.
"""

from dataclasses import asdict, dataclass, field
from typing import Any


class Refused(ValueError):
    """A file is not taken; `code` names why, `refusals` has the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Found:
    """What a file holds; `notes` counts by name what is not in its text.

    `pdf` is the file anew, with nothing in it but its pages.
    """

    kind: str
    text: str
    title: str = ""
    pages: int = 0
    pdf: bytes = b""
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, n: int) -> None:
        if n:
            self.notes[name] = self.notes.get(name, 0) + n

    def told(self) -> dict[str, Any]:
        """All but the bytes, as JSON knows it."""
        values = asdict(self)
        del values["pdf"]
        return values
