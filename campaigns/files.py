"""Campaign files: the presets, and reading what an organiser brings."""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from campaigns.parser import DocumentError, parse

# S1 to S10: an organiser meets the one most used first
ORDER = (
    "joint-appraisal",
    "public-appraisal",
    "service-appraisal",
    "community-yearend",
    "group-and-members",
    "pledge-review",
    "model-selection",
    "initiative-review",
    "satisfaction-poll",
    "satisfactory-team",
)
PRESETS = Path(__file__).parent / "presets"
STEP = re.compile(r"([^.\[]+)(?:\[(\d+)\])?")


def presets() -> dict[str, Path]:
    """The presets the product ships, by name, in the order of their sources."""
    found = {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}
    first = {name: found[name] for name in ORDER}
    return first | found


def read(path: Path) -> dict[str, Any]:
    """Read a campaign file (TOML). Raises DocumentError, also when it is no TOML."""
    try:
        return read_text(path.read_bytes(), path.name)
    except OSError as error:
        raise DocumentError(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path.name, "why": error.strerror}
        ) from error


def read_text(content: bytes, name: str) -> dict[str, Any]:
    """Read a campaign file and check it. Raises DocumentError with the line.

    A number with a point stays the text that it is: 0.1 is a tenth here.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        document = tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            _("%(file)s is not a campaign file: %(why)s.")
            % {"file": name, "why": str(error).rstrip(".")}
        ) from error
    try:
        parse(document)
    except DocumentError as error:
        number = line_of(text, error.path)
        if not number:
            raise
        words = {"line": number, "why": error}
        why = _("line %(line)d, %(why)s") % words
        raise DocumentError(why, error.path) from error
    return document


def line_of(text: str, path: str) -> int:
    """The line of a TOML file on which the place `path` is written; 0 if unsure.

    Follows the path as files of this format are written: tables and arrays of tables
    by their heads, the rest by its key or by counting the braces of an array.
    """
    lines = text.splitlines()
    at, end = 0, len(lines)
    for name, number in STEP.findall(path.removeprefix("file.")):
        found = _find(lines, at, end, name, int(number or 0))
        if found is None:
            break
        at, end = found
    return at + 1 if at else 0


def _find(
    lines: list[str], at: int, end: int, name: str, number: int
) -> tuple[int, int] | None:
    """Where the part `name`, or its `number`-th table, begins and ends."""
    heads = [i for i in range(at, end) if lines[i].strip() == f"[[{name}]]"]
    if number and number <= len(heads):
        return heads[number - 1], _next_head(lines, heads[number - 1] + 1, end)
    for i in range(at, end):
        if lines[i].strip() == f"[{name}]":
            return i, _next_head(lines, i + 1, end)
        if re.match(rf"[\s{{,]*{re.escape(name)}\s*=", lines[i]):
            return _element(lines, i, end, number) if number else (i, i + 1)
        if re.search(rf"[{{,]\s*{re.escape(name)}\s*=", lines[i]) and i == at:
            return i, i + 1
    return None


def _element(
    lines: list[str], at: int, end: int, number: int
) -> tuple[int, int] | None:
    """The `number`-th inline table of the array that begins at line `at`."""
    starts = [i for i in range(at + 1, end) if lines[i].lstrip().startswith("{")]
    if number <= len(starts):
        return starts[number - 1], starts[number - 1] + 1
    return at, at + 1


def _next_head(lines: list[str], at: int, end: int) -> int:
    return next((i for i in range(at, end) if lines[i].startswith("[")), end)
