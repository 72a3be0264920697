"""What the style of a paragraph says: heading, contents, or part of a list."""

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
CONTENTS = re.compile(r"(?:toc|目录) ?\d", re.IGNORECASE)
TITLES = ("title", "标题")
PLAIN = 9  # the outline level of what is no heading
LEVELS = 3  # of headings that are told apart
CHAIN = 12  # styles that a style is based on


@dataclass(frozen=True, slots=True)
class Style:
    """`number`: the list and its level; `heading`: 1 to 3, or 0 of plain text."""

    heading: int = 0
    contents: bool = False
    number: tuple[str, int] | None = None


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, document: Any) -> None:
        rows = document.styles.element.findall(qn("w:style"))
        self.rows = {str(row.get(qn("w:styleId"))): row for row in rows}

    def of(self, p: Any) -> Style:
        own = p.find(qn("w:pPr"))
        chain = self._chain(_value(own, "w:pStyle"))
        names = [_value(row, "w:name") for row in chain]
        props = [own, *(row.find(qn("w:pPr")) for row in chain)]
        contents = any(CONTENTS.fullmatch(name) for name in names)
        return Style(_heading(names, props), contents, _number(props))

    def _chain(self, key: str) -> list[Any]:
        """The style and those that it is based on; one in a ring is not asked twice."""
        found: list[Any] = []
        while key in self.rows and len(found) < CHAIN:
            found.append(self.rows[key])
            key = _value(found[-1], "w:basedOn")
        return found


def _heading(names: list[str], props: list[Any]) -> int:
    if any(name.lower() in TITLES for name in names[:1]):
        return 1
    for name in names:
        match = HEADING.fullmatch(name)
        if match:
            return min(int(match[1]), LEVELS)
    levels = [_value(each, "w:outlineLvl") for each in props]
    level = next((int(text) for text in levels if text.isdecimal()), PLAIN)
    return 0 if level >= PLAIN else min(level + 1, LEVELS)


def _number(props: list[Any]) -> tuple[str, int] | None:
    for each in props:
        row = None if each is None else each.find(qn("w:numPr"))
        number = _value(row, "w:numId")
        if number:
            level = _value(row, "w:ilvl")
            deep = int(level) if level.isdecimal() and len(level) < 3 else 0
            return None if number == "0" else (number, deep)
    return None


def _value(element: Any, name: str) -> str:
    child = None if element is None else element.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))
