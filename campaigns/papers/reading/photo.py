"""A JPEG without what its camera wrote beside the picture, every pixel as it was.

Photos inside a PDF are such files: with the place where they were taken, and more.
"""

import re

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
# any number of fill bytes before it; what a scan has of its own is none
MARK = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
NOTES = {*range(0xE0, 0xF0), 0xFE}
# the picture's size, and what its colours mean; the rest of the notes goes
KEPT = {0xE0: b"JFIF", 0xE2: b"ICC_PROFILE", 0xEE: b"Adobe"}


def without_notes(content: bytes) -> bytes:
    """The same picture up to its end, as far as it came; what is no JPEG stays."""
    if not content.startswith(START):
        return content
    found, at, kind = [START], len(START), 0
    while mark := MARK.search(content, at):
        if kind == SCAN:
            found.append(content[at : mark.start()])
        kind, start = mark[1][0], mark.end()
        if kind == END[1]:
            return b"".join([*found, END])
        at = start + int.from_bytes(content[start : start + 2], "big")
        if not _is_note(kind, content[start + 2 : at]):
            found.append(content[start - 2 : at])
    return b"".join([*found, content[at:]] if kind == SCAN else found)


def _is_note(kind: int, said: bytes) -> bool:
    if kind in KEPT:
        return not said.startswith(KEPT[kind])
    return kind in NOTES
