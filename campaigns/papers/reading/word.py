"""The text of a .docx: paragraphs with their numbers, headings, tables as lines.

python-docx opens the package and knows the names. The text is walked here, because it
leaves out what stands in revisions, content controls and text boxes.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from campaigns.papers.reading import parts
from campaigns.papers.reading.found import Found
from campaigns.papers.reading.numbering import Numbers
from campaigns.papers.reading.styles import Styles

P, TABLE, ROW, CELL = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc"))
RUN, TEXT, LOOK, HIDDEN = map(qn, ("w:r", "w:t", "w:rPr", "w:vanish"))
BOX = qn("w:txbxContent")
# what is older readers' only, was taken out, or says how and not what
COMPAT = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = {*map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:rt")), COMPAT}
PICTURES = (qn("pic:pic"), qn("c:chart"), "{urn:schemas-microsoft-com:vml}imagedata")
NOTES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n",
         qn("w:noBreakHyphen"): "-"}  # fmt: skip
SPACE = re.compile(r"\s+")


def read(content: bytes) -> Found:
    """Raises Refused, and whatever a damaged file leads to."""
    parts.refuse(content)
    document = docx.Document(BytesIO(content))
    body = document.element.body
    reader = Reader(document)
    found = Found("docx", "\n\n".join(reader.blocks(body)))
    found.note("pictures", sum(1 for _ in body.iter(*PICTURES)))
    found.note("footnotes", sum(1 for _ in body.iter(*NOTES)))
    return found


class Reader:
    """Walks a document from its beginning: lists are counted as they come."""

    def __init__(self, document: Any) -> None:
        self.styles = Styles(document)
        self.numbers = Numbers(document)

    def blocks(self, element: Any) -> Iterator[str]:
        """Paragraphs and tables, also within what wraps them."""
        for child in element.iterchildren("{*}*"):
            if child.tag == P:
                yield from self.paragraph(child)
            elif child.tag == TABLE:
                yield from self.table(child)
            elif child.tag not in GONE:
                yield from self.blocks(child)

    def paragraph(self, p: Any) -> Iterator[str]:
        """A paragraph, and after it the text boxes that hang on it."""
        style = self.styles.of(p)
        if style.contents:  # a table of contents, with its page numbers
            return
        text = "".join(self.inline(p)).strip()
        if text:
            number = self.numbers.of(*style.number) if style.number else ""
            if number and not number.endswith(" ") and number[-1].isascii():
                number += " "
            if style.heading:
                text = SPACE.sub(" ", text)
            yield "#" * style.heading + " " * bool(style.heading) + number + text
        for box in p.iter(BOX):
            if not any(above.tag == COMPAT for above in box.iterancestors()):
                yield from self.blocks(box)

    def inline(self, element: Any) -> Iterator[str]:
        """What is seen of a paragraph, without its text boxes."""
        for child in element.iterchildren("{*}*"):
            tag = child.tag
            if tag == TEXT:
                yield child.text or ""
            elif tag in SIGNS:
                yield SIGNS[tag]
            elif tag not in GONE and tag != BOX and not _is_hidden(child):
                yield from self.inline(child)

    def table(self, table: Any) -> Iterator[str]:
        """A line a row; what stands in one cell alone is a text like any other."""
        lines: list[str] = []
        for row in _within(table, ROW):
            cells = list(_within(row, CELL))
            if len(cells) == 1:
                yield from self._lines(lines)
                yield from self.blocks(cells[0])
                continue
            texts = [SPACE.sub(" ", " ".join(self.blocks(cell))) for cell in cells]
            if any(texts):
                lines.append(" | ".join(text.lstrip("# ") for text in texts))
        yield from self._lines(lines)

    def _lines(self, lines: list[str]) -> Iterator[str]:
        if lines:
            yield "\n".join(lines)
            lines.clear()


def _is_hidden(element: Any) -> bool:
    """Text that Word does not show."""
    if element.tag != RUN:
        return False
    how = element.find(f"{LOOK}/{HIDDEN}")
    return how is not None and how.get(qn("w:val")) not in ("0", "false", "off")


def _within(element: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, but not those of a table inside."""
    for child in element.iterchildren("{*}*"):
        if child.tag == tag:
            yield child
        elif child.tag not in GONE and child.tag not in (TABLE, P):
            yield from _within(child, tag)
