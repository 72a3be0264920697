"""Finds the line of a campaign file on which a place such as `rules[2].bound` is."""

import re
from collections import Counter
from collections.abc import Iterator

HEAD = re.compile(r"\s*\[(\[?)\s*([A-Za-z][\w-]*(?:\.[\w-]+)*)\s*\]\]?\s*(?:#.*)?")
KEY = re.compile(r"\s*([\w-]+)\s*=")
INLINE = re.compile(r"[{,]\s*([\w-]+)\s*=")
LONG = ('"""', "'''")
LAST = re.compile(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$")


def line_of(text: str, path: str) -> int:
    """The line on which `path` is written, or else what holds it; 0 if neither is."""
    found = dict(reversed(list(_places(text))))  # the first line of a place counts
    path = path.removeprefix("file.")
    while path and path not in found:
        path = LAST.sub("", path)
    return found.get(path, 0)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Every table, key and inline table with its line, as TOML files are laid out."""
    tables: Counter[str] = Counter()
    table = key = ""
    element = 0
    for number, line in _plain_lines(text):
        head = HEAD.fullmatch(line)
        start = KEY.match(line)
        if head:
            table = _table(tables, *head.groups())
            yield table, number
            continue
        if start:
            key, element = f"{table}.{start[1]}".lstrip("."), 0
            place = key
        elif line.lstrip().startswith("{"):
            element += 1
            place = f"{key}[{element}]"
        else:
            continue
        yield place, number
        for name in INLINE.findall(line):
            yield f"{place}.{name}", number


def _plain_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without those inside a text of several lines."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if not inside:
            yield number, line
        inside ^= sum(line.count(mark) for mark in LONG) % 2 == 1


def _table(tables: Counter[str], array: str, name: str) -> str:
    """The place that a head opens: `[[scales.options]]` is `scales[1].options[2]`."""
    *outer, last = name.split(".")
    place = ""
    for part in outer:
        place = f"{place}.{part}".lstrip(".")
        if tables[place]:
            place += f"[{tables[place]}]"
    place = f"{place}.{last}".lstrip(".")
    if array:
        tables[place] += 1
        place += f"[{tables[place]}]"
    return place
