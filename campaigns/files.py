"""Campaign files: the presets, and reading what an organiser brings."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from campaigns.lines import line_of
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
LARGEST = 8 * 1024 * 1024
# what tomllib says of a mistake
PLACE = re.compile(r"at line (\d+), column")
TWICE = re.compile("overwrite|twice|redefin|immutable", re.IGNORECASE)


def presets() -> dict[str, Path]:
    """The presets the product ships, by name, in the order of their sources."""
    found = {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}
    first = {name: found[name] for name in ORDER}
    return first | found


def read(path: Path) -> dict[str, Any]:
    """Read a campaign file (TOML). Raises DocumentError, also when it is no TOML."""
    return read_text(content_of(path), path.name)


def content_of(path: Path) -> bytes:
    """What stands in a file. Raises DocumentError, also for one without end."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise DocumentError(
            _("%(file)s cannot be read: %(why)s.")
            % {"file": path.name, "why": error.strerror}
        ) from error
    if len(content) > LARGEST:
        raise DocumentError(_("%s is too large for a campaign file.") % path.name)
    return content


def read_text(content: bytes, name: str) -> dict[str, Any]:
    """Read a campaign file and check it. Raises DocumentError with the line.

    A number with a point stays the text that it is: 0.1 is a tenth here.
    """
    try:
        text = _decoded(content)
        document = tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            _("%(file)s is not a campaign file: %(why)s.")
            % {"file": name, "why": _why(error, content)}
        ) from error
    with located(content):
        parse(document)
    return document


@contextmanager
def located(content: bytes) -> Iterator[None]:
    """Puts the line in front of a mistake that is found in what a file holds."""
    try:
        yield
    except DocumentError as error:
        number = line_of(_decoded(content), error.path)
        if not number:
            raise
        words = {"line": number, "why": error}
        why = _("line %(line)d, %(why)s") % words
        raise DocumentError(why, error.path) from error


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def _why(error: Exception, content: bytes) -> str:
    """Why this is no TOML, and where, in the reader's language."""
    if isinstance(error, UnicodeDecodeError):
        line = content.count(b"\n", 0, error.start) + 1
        return _("line %d is not text in UTF-8") % line
    if isinstance(error, RecursionError):
        return _("too many brackets stand inside each other")
    said = str(error)
    place = PLACE.search(said)
    if not (place or said.endswith("(at end of document)")):
        return _("a number in it is too long")
    why = _("what stands here is not TOML, or does not end")
    if TWICE.search(said):
        why = _("a key or table is there twice")
    line = int(place[1]) if place else content.rstrip().count(b"\n") + 1
    return _("line %(line)d: %(why)s") % {"line": line, "why": why}
