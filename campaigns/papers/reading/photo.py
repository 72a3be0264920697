"""A JPEG without what its camera wrote beside the picture, every pixel as it was.

Photos inside a PDF are such files: with the place where they were taken, and more.
"""

START, SCAN = b"\xff\xd8", 0xDA
# the picture itself, and what its colours mean; the rest of the notes goes
APPS, NOTE = range(0xE0, 0xF0), 0xFE
KEPT = (0xE0, 0xE2, 0xEE)  # JFIF, colour profile, Adobe's turned colours


def without_notes(content: bytes) -> bytes:
    """The same picture; what is no JPEG, or a broken one, stays as it is."""
    if not content.startswith(START):
        return content
    found, at = [START], len(START)
    while at + 4 <= len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if kind == SCAN:
            return b"".join([*found, content[at:]])
        size = 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if kind != NOTE and (kind not in APPS or kind in KEPT):
            found.append(content[at : at + size])
        at += size
    return content
