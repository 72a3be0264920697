"""The text of a PDF by the places of its characters, and the file anew.

pdfminer.six says where each character stands; pypdf looks for what is active, and
writes the file that raters may take away.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure, LTImage
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pypdf import PdfReader

from campaigns.papers.reading.found import Found, Refused
from campaigns.papers.reading.lines import (
    Line,
    Mark,
    lines_of,
    paragraphs,
    without_furniture,
)
from campaigns.papers.reading.passive import refuse_active, written_anew

PAGES = 50
UNKNOWN = "(cid:"  # what pdfminer says of a character that no table of the file names
BOX = "\u25a1"


def read(content: bytes) -> Found:
    """Raises Refused, and whatever a damaged file leads to."""
    pages, pdf = anew(content)
    found = Found("pdf", "", pages=pages, pdf=pdf)
    _take(content, found)
    return found


def anew(content: bytes) -> tuple[int, bytes]:
    """How many pages it has, and the file with nothing but these. Raises likewise."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Refused("locked")
    n = len(reader.pages)
    if not n:
        raise Refused("broken pdf")
    if n > PAGES:
        raise Refused("pages")
    refuse_active(reader)
    return n, written_anew(reader)


def _take(content: bytes, found: Found) -> None:
    """The text, and what of the file is not in it."""
    pages: list[list[Line]] = []
    for number, page in enumerate(_pages(content)):
        parts = list(_parts(page))
        marks = [_mark(part) for part in parts if isinstance(part, LTChar)]
        found.note("pictures", len(parts) - len(marks))
        found.note("scans", not any(mark.text.strip() for mark in marks))
        pages.append(lines_of((mark for mark in marks if mark.text), number))
    found.text = "\n\n".join(paragraphs(without_furniture(pages)))
    unread = found.text.count(BOX)
    found.note("unread", unread)
    if unread > len(found.text) // 4:  # no text that anybody could mend
        found.text = ""


def _pages(content: bytes) -> Iterator[Any]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    document = PDFDocument(PDFParser(BytesIO(content)))
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield device.get_result()


def _parts(element: Any) -> Iterator[Any]:
    """Characters and pictures, also of figures within figures."""
    for part in element:
        if isinstance(part, LTFigure):
            yield from _parts(part)
        elif isinstance(part, LTChar | LTImage):
            yield part


def _mark(char: LTChar) -> Mark:
    text = char.get_text()
    text = BOX if text.startswith(UNKNOWN) else text.replace("\0", "")
    return Mark(text, char.x0, char.x1, char.matrix[5], char.size)
