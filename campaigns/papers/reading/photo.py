"""A JPEG without what its camera wrote beside the picture, every pixel as it was.

Photos inside a PDF are such files: with the place where they were taken, and more.
"""

import re

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
# any number of fill bytes before it; what a scan has of its own is none
MARK = re.compile(
    rb"(?:[^\xff]++|\xff++[\x00\x01\xd0-\xd7])*+(\xff++([^\x00\x01\xd0-\xd7\xff]))"
)
NOTES = {*range(0xE0, 0xF0), 0xFE}
COLOURS = (0xE2, b"ICC_PROFILE")
# the picture's size, and what its colours mean: so much of it, and no small picture
KEPT = {0xE0: (b"JFIF\0", 12, b"\0\0"), 0xEE: (b"Adobe", 12, b"")}


def without_notes(content: bytes) -> bytes:
    """The same picture up to its end, as far as it came; what is no JPEG stays."""
    if not content.startswith(START):
        return content
    found, at, kind = [START], len(START), 0
    while mark := MARK.match(content, at):
        if kind == SCAN:
            found.append(content[at : mark.start(1)])
        kind, start = mark[2][0], mark.end()
        if kind in (START[1], END[1]):  # a second picture is none of this one
            return b"".join([*found, END])
        at = start + int.from_bytes(content[start : start + 2], "big")
        found.append(_kept(kind, content[start - 2 : at]))
    return b"".join([*found, content[at:]] if kind == SCAN else found)


def _kept(kind: int, segment: bytes) -> bytes:
    """A segment with its mark and its length; of a note what the picture needs."""
    said = segment[4:]
    if kind not in NOTES or (kind == COLOURS[0] and said.startswith(COLOURS[1])):
        return segment
    start, needed, end = KEPT.get(kind, (b"", 0, b""))
    if not needed or not said.startswith(start) or len(said) < needed:
        return b""
    body = said[:needed] + end
    return segment[:2] + (len(body) + 2).to_bytes(2, "big") + body
