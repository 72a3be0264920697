"""What a file is, by its bytes; its name says nothing."""

from campaigns.papers.reading.found import Refused

LARGEST = 10 * 1024 * 1024
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
# names of parts of such a file are in UTF-16
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PAGE = (b"<html", b"<!doctype", b"<?xml", b"mime-version")


def known(content: bytes) -> str:
    """pdf, docx or text. Raises Refused for anything else."""
    if not content.strip(b"\0\t\r\n "):
        raise Refused("empty")
    if len(content) > LARGEST:
        raise Refused("large")
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK"):
        return "docx"
    _refuse(content)
    return "text"


def _refuse(content: bytes) -> None:
    """Raise Refused for what is known and not taken."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if content.startswith(OLD_OFFICE):
        raise Refused("locked" if ENCRYPTED in content else "doc")
    if start.startswith(b"{\\rtf"):
        raise Refused("rtf")
    if content.startswith(PICTURES) or content[8:12] == b"WEBP":
        raise Refused("picture")
    if start.startswith(PAGE):
        raise Refused("page")
    if b"%pdf-" in start:
        raise Refused("broken pdf")  # something stands in front of it
