"""Reads an uploaded file, in a process of its own (`campaigns.papers.apart`)."""

from campaigns.papers import clean
from campaigns.papers.reading import kinds, pdf, plain, word
from campaigns.papers.reading.found import Found, Refused
from campaigns.papers.reading.headings import titled

MOST = 100_000  # characters that are shown, to be shortened to what a paper may have

__all__ = ["MOST", "Found", "Refused", "read"]


def read(content: bytes) -> Found:
    """The text of a file, by what is in it. Raises Refused, and whatever else."""
    kind = kinds.known(content)
    found = {"pdf": pdf.read, "docx": word.read, "text": plain.read}[kind](content)
    found.title, found.text = titled(found.title, clean.body(found.text))
    found.note("cut", len(found.text) - MOST if len(found.text) > MOST else 0)
    found.text = found.text[:MOST]
    return found
