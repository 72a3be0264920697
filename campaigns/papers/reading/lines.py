"""Lines and paragraphs of a page, from where its characters stand.

A PDF holds no text but characters with places, often not in the order in which they
are read: quotation marks, say, after the line that they stand in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/,，共of]+\s*\d{1,4}\s*页?)?[-—–·\s]*"
)
SENTENCE = tuple("。；：！？.;:!?”）)")
WORD = re.compile(r"[!-~]+")  # what is not broken at the end of a line
LETTER = re.compile(r"[A-Za-z0-9,;]")
MARKER = re.compile(
    r"\d{1,2}[.、．)）](?!\d)|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|[·•●◆-] |[①-⑳]"
)
# of the size of the letters: a space between words, and another column of a table
GAP, WIDE = 0.25, 2.0
# how far the next line of a paragraph is at most, how much shorter than the column its
# lines are, how far in the first one begins, and how wide a letter is
FAR, SHORT, INDENT, LATIN = 2.4, 1.8, 1.2, 0.6
LARGER = 1.15  # a heading, against the text


@dataclass(frozen=True, slots=True)
class Mark:
    """A character and where it stands; `y` is the line that it stands on."""

    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(slots=True)
class Line:
    text: str
    left: float
    right: float
    y: float
    size: float
    page: int = 0


def lines_of(marks: Iterable[Mark], page: int) -> list[Line]:
    """The lines of a page from above, each from the left."""
    rows: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: -mark.y):
        if rows and rows[-1][0].y - mark.y < max(mark.size, rows[-1][0].size) * 0.4:
            rows[-1].append(mark)
        else:
            rows.append([mark])
    found = [_line(sorted(row, key=lambda mark: mark.left), page) for row in rows]
    return [line for line in found if line.text]


def _line(row: Sequence[Mark], page: int) -> Line:
    size = median(mark.size for mark in row)
    text, end = "", row[0].left
    for mark in row:
        gap = mark.left - end
        if text and gap > size * WIDE:
            text = text.rstrip() + " | "
        elif text and gap > size * GAP and LETTER.search(text[-1] + mark.text):
            text += " "
        text += mark.text
        end = max(end, mark.right)
    return Line(" ".join(text.split()), row[0].left, end, row[0].y, size, page)


def without_furniture(pages: Sequence[list[Line]]) -> list[Line]:
    """The lines of all pages without page numbers, and heads that come again."""
    edges = Counter(line.text for page in pages for line in _edges(page))
    often = max(3, len(pages) // 2 + 1)
    return [
        line
        for page in pages
        for line in page
        if line not in _edges(page)
        or not (PAGE_NUMBER.fullmatch(line.text) or edges[line.text] >= often)
    ]


def _edges(page: list[Line]) -> list[Line]:
    return [page[0], page[-1]] if page else []


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Lines joined to paragraphs; larger ones are headings."""
    if not lines:
        return
    column = Column.of(lines)
    text, before = "", lines[0]
    for line in lines:
        if text and column.goes_on(before, line):
            text = _joined(text, line.text)
        elif text and "|" in before.text and "|" in line.text:
            text += "\n" + line.text
        else:
            yield from [text] if text else []
            text = "# " * column.is_heading(line) + line.text
        before = line
    yield text


@dataclass(frozen=True, slots=True)
class Column:
    """The size in which most is written, and how far to the right it goes."""

    size: float
    right: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Column":
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        size = sizes.most_common(1)[0][0]
        # without the few that stand out
        rights = sorted(line.right for line in lines if abs(line.size - size) < 1)
        return cls(size, rights[len(rights) * 19 // 20])

    def is_heading(self, line: Line) -> bool:
        return line.size > self.size * LARGER and "|" not in line.text

    def goes_on(self, before: Line, line: Line) -> bool:
        """Whether a line is of the same paragraph as the one before."""
        size = before.size
        if abs(size - line.size) > size * 0.1 or "|" in before.text + line.text:
            return False
        if before.page == line.page and before.y - line.y > size * FAR:
            return False
        if MARKER.match(line.text):
            return False
        if self.is_heading(line):
            return True
        word = WORD.match(line.text)
        needed = max(size * SHORT, size * LATIN * len(word[0]) if word else 0)
        full = before.right + needed > self.right
        elsewhere = line.left > before.left + size * INDENT or line.page != before.page
        return full and not (elsewhere and before.text.endswith(SENTENCE))


def _joined(text: str, more: str) -> str:
    """Words of letters are set apart again where a line broke between them."""
    if re.search(r"[A-Za-z]-$", text) and more[:1].islower():
        return text[:-1] + more
    apart = LETTER.match(text[-1]) and LETTER.match(more[0])
    return text + (" " if apart else "") + more
