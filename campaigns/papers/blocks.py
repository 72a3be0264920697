"""How a paper's text is laid out: headings, and paragraphs of lines."""

import re
from dataclasses import dataclass

HEADING = re.compile(r"(#{1,3})\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of level 1 to 3, or of level 0 a paragraph."""

    level: int
    lines: tuple[str, ...]

    @property
    def tag(self) -> str:
        """Below the name of what is rated, and the title of the paper."""
        return f"h{self.level + 2}"


def blocks(text: str) -> list[Block]:
    """An empty line ends a paragraph; a line that begins with # is a heading."""
    found: list[Block] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading = HEADING.fullmatch(line.strip())
        if heading is None and line.strip():
            lines.append(line.strip())
            continue
        if lines:
            found.append(Block(0, tuple(lines)))
            lines = []
        if heading:
            found.append(Block(len(heading[1]), (heading[2],)))
    return found
