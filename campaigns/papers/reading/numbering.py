"""The numbers that Word writes in front of paragraphs, which are not in their text."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

DIGITS = "〇一二三四五六七八九"
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
DEEPEST = 9


class Numbers:
    """Counts the paragraphs of each list as they come."""

    def __init__(self, document: Any) -> None:
        root = _root(document)
        lists = {} if root is None else _by_id(root, "w:abstractNum", "w:abstractNumId")
        nums = {} if root is None else _by_id(root, "w:num", "w:numId")
        self.levels = {key: _levels(num, lists) for key, num in nums.items()}
        self.names = {key: _of(num, "w:abstractNumId") for key, num in nums.items()}
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0] * DEEPEST)
        self.begun: set[str] = set()

    def of(self, number: str, level: int) -> str:
        """The number of the next paragraph of a list; empty of one that has none."""
        levels = self.levels.get(number, {})
        how = levels.get(level)
        if how is None:
            return ""
        counts = self.counts[self._counted(number, levels)]
        counts[level] = counts[level] + 1 if counts[level] else how.start
        for deeper in range(level + 1, DEEPEST):
            counts[deeper] = 0
        if how.kind == "bullet":
            return "· "
        text = how.text
        for each in range(level + 1):
            kind = levels[each].kind if each in levels else "decimal"
            text = text.replace(f"%{each + 1}", _number(counts[each], kind))
        return text

    def _counted(self, number: str, levels: dict[int, "Level"]) -> str:
        """Lists of one kind count on, unless one says where it starts."""
        fresh = any(level.anew for level in levels.values())
        return f"{number}!" if fresh else self.names[number]


class Level:
    """How one level of a list is numbered."""

    __slots__ = ("anew", "kind", "start", "text")

    def __init__(self, element: Any, start: str = "") -> None:
        self.kind = _of(element, "w:numFmt") or "decimal"
        self.text = _of(element, "w:lvlText")
        self.anew = bool(start)
        self.start = _whole(start or _of(element, "w:start"), 1)


def _root(document: Any) -> Any:
    parts = (rel.target_part for rel in document.part.rels.values() if _is_list(rel))
    return next((part.element for part in parts), None)


def _is_list(rel: Any) -> bool:
    return not rel.is_external and rel.reltype.endswith("/numbering")


def _by_id(root: Any, name: str, key: str) -> dict[str, Any]:
    return {str(each.get(qn(key))): each for each in root.findall(qn(name))}


def _of(element: Any, name: str) -> str:
    """The value of a child that says nothing else."""
    child = element.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _levels(num: Any, lists: dict[str, Any]) -> dict[int, Level]:
    """The levels of a list, with what it says otherwise than its kind."""
    kind = lists.get(_of(num, "w:abstractNumId"))
    rows = [] if kind is None else kind.findall(qn("w:lvl"))
    found = {_whole(row.get(qn("w:ilvl")), 0): Level(row) for row in rows}
    for change in num.findall(qn("w:lvlOverride")):
        at = _whole(change.get(qn("w:ilvl")), 0)
        row, start = change.find(qn("w:lvl")), _of(change, "w:startOverride")
        if row is not None:
            found[at] = Level(row, start)
        elif start and at in found:
            found[at].anew, found[at].start = True, _whole(start, 1)
    return {at: level for at, level in found.items() if 0 <= at < DEEPEST}


def _whole(text: Any, other: int) -> int:
    """A small number as a file writes it."""
    plain = str(text or "")
    return (
        int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else other
    )


def _number(n: int, kind: str) -> str:
    for part, write in WRITTEN.items():
        if part in kind:
            return write(n)
    return str(n)


def chinese(n: int) -> str:
    """1 to 99 as 一, 十, 二十一; more as digits."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def _letter(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26)


def _roman(n: int) -> str:
    text = ""
    for value, letters in ROMAN:
        while n >= value:
            text, n = text + letters, n - value
    return text


def _circled(n: int) -> str:
    return chr(0x2460 + n - 1) if 0 < n <= 20 else str(n)


# by a part of the name that Word gives them
WRITTEN: dict[str, Callable[[int], str]] = {
    "none": lambda _n: "",
    "Circle": _circled,
    "hinese": chinese,
    "deograph": chinese,
    "apanese": chinese,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerLetter": _letter,
    "upperRoman": lambda n: _roman(n).upper() if n < 100 else str(n),
    "lowerRoman": lambda n: _roman(n) if n < 100 else str(n),
}
