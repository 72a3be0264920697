"""Reads a sheet as it is copied from Word, Excel or a message into lines of a form.

Nothing is guessed silently: what was left out or is doubtful is said line by line.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, pairwise

from django.utils.translation import gettext as _

LINES = 300
LENGTH = 240
# Of the sheets seen, the words that stand over or in the columns to be ticked.
OPTIONS = frozenset(
    word
    for words in (
        "好 较好 一般 较差 差 优 良 中 优秀 良好 合格 基本合格 不合格 称职 基本称职",
        "不称职 满意 非常满意 比较满意 基本满意 不满意 不了解 弃权 good fair poor",
    )
    for word in words.split()
)
TITLE = re.compile(
    r".*(评[价议测]|测评|民主测评|征求意见)(表|票|卷)([（(].*[)）])?|附件\s*\d*[:：]?"
    r"|.*(appraisal|rating) (form|sheet)",
    re.IGNORECASE,
)
HEADS = re.compile(
    r"序号|编号|评[价议测](内容|项目|指标|等次|等级|意见|要点|结果)?|测评.{0,2}|项目|内容|方面"
    r"|等次|等级|指标|备注|no\.?|items?|aspects?|sections?"
)
ASIDE = re.compile(
    r"(填表)?(说明|注|备注|要求)[:：]|(被?评[价议测]?)?单位(名称)?[:：]|note:"
)
OVERALL = re.compile(r"总体评价|总体评议|综合评价|总评|overall", re.IGNORECASE)
COMMENTS = re.compile(
    r"(您?的?)?(意见(建议|[和与及、或]建议)?|建议)([:：]\s*_*)?|comments?:?",
    re.IGNORECASE,
)
OVERALL_HEADING = "总体评价"
OVERALL_KEY = "overall"
SECTION = re.compile(
    r"(?:第[一二三四五六七八九十]+(?:部分|方面|项)|[一二三四五六七八九十]+\s*[、.．,，]"
    r"|[(（][一二三四五六七八九十]+[)）]|[IVX]+\s*[.．、])\s*"
)
NUMBER = re.compile(
    r"(?:\d{1,3}\s*[、.．。:：)）]|[(（]\d{1,3}[)）]|[①-⑳⑴-⒇⒈-⒛])\s*|\d{1,3}\s+(?=\D)"
)
# A cell that holds the number alone.
ORDINAL = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")
BOXES = re.compile(r"[□○☐◯√✓☑_]+|[(（]\s*[)）]")
WIDE = {0xFF10 + n: str(n) for n in range(10)} | {0x3000: " ", 0xA0: " "}
WIDE |= {0xFF21 + n: chr(65 + n) for n in range(26)}
WIDE |= {0xFF41 + n: chr(97 + n) for n in range(26)}


# A heading or not, and its text: by that a line is known again.
Wording = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said about a line of the paste; `stops` when it cannot be used."""

    number: int
    why: str
    stops: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of the form, as proposed."""

    number: int
    heading: bool
    text: str
    key: str = ""
    main: bool = False

    @property
    def wording(self) -> Wording:
        return self.heading, self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: tuple[SheetLine, ...]
    notes: tuple[Note, ...]

    @property
    def usable(self) -> bool:
        """Whether there is something, and nothing that stands in the way."""
        return bool(self.lines) and not any(note.stops for note in self.notes)


@dataclass(slots=True)
class _Row:
    """A line of the paste, taken apart: its texts without numbers and options."""

    number: int
    source: str
    texts: list[str] = field(default_factory=list)
    mark: str = ""
    # which of the texts is the item or the heading
    at: int = -1
    rated: bool = False

    @property
    def place(self) -> int:
        """The text that a number marks; else the second, which stands in a section."""
        return self.at if self.at >= 0 else min(len(self.texts) - 1, 1)

    @property
    def text(self) -> str:
        return self.texts[self.place] if 0 <= self.place < len(self.texts) else ""


def read_sheet(
    paste: str,
    *,
    options: Collection[str] = (),
    known: Mapping[Wording, str] | None = None,
    taken: Collection[str] = (),
) -> Sheet:
    """The lines of a form in `paste`, each with a proposed key.

    `options` are labels to drop besides the usual ones; `known` maps wordings of the
    form to the keys they have, which they keep; `taken` are keys that are not free.
    """
    labels = OPTIONS | {label.strip().lower() for label in options}
    rows = [row for row in _rows(paste, labels) if row.texts or row.mark]
    notes: list[Note] = []
    lines = _checked(_parted(_lines(rows, notes)), notes)
    keys = dict(known or {})
    # the overall item is the same one, however it is worded
    gone = set(keys.values()) - {keys.get(line.wording) for line in lines}
    used = (set(taken) | set(keys.values())) - (gone & {OVERALL_KEY})
    keyed = tuple(_keyed(lines, keys, used))
    said = {row.number: row.source for row in rows}
    notes = [replace(note, source=said[note.number][:60]) for note in notes]
    return Sheet(keyed, tuple(sorted(notes, key=lambda note: note.number)))


def _rows(paste: str, labels: Collection[str]) -> Iterator[_Row]:
    for number, source in enumerate(paste.splitlines(), 1):
        plain = "".join(c if c.isprintable() or c == "\t" else " " for c in source)
        row = _Row(number, plain.strip())
        for cell in plain.translate(WIDE).split("\t"):
            _take(row, " ".join(cell.split()), labels)
        yield row


def _take(row: _Row, cell: str, labels: Collection[str]) -> None:
    """Sort a cell: a number, options to be ticked, or a text."""
    text, ticked = _without_options(cell, labels)
    row.rated = row.rated or ticked
    mark = _mark(text)
    if mark:
        row.mark, row.at = mark, len(row.texts)
    text = NUMBER.sub("", SECTION.sub("", text, count=1), count=1).strip()
    if text and not ORDINAL.fullmatch(text):
        row.texts.append(text)


def _without_options(cell: str, labels: Collection[str]) -> tuple[str, bool]:
    """The cell without the options to be ticked, and whether there were any."""
    words = BOXES.sub(" ", cell).split()
    kept = list(words)
    while kept and kept[-1].strip("/、,，;；").lower() in labels:
        kept.pop()
    dropped = len(words) - len(kept)
    # one option word at the end of a sentence is a part of it
    if dropped and (dropped > 1 or not kept or BOXES.search(cell)):
        return " ".join(kept), True
    return " ".join(words), False


def _mark(text: str) -> str:
    ordinal = ORDINAL.fullmatch(text)
    if SECTION.match(text) or (ordinal and not text.isdecimal()):
        return "heading"
    return "item" if ordinal or NUMBER.match(text) else ""


def _lines(rows: list[_Row], notes: list[Note]) -> Iterator[SheetLine]:
    for row, follows in pairwise([*rows, _Row(0, "")]):
        aside = _aside(row)
        if aside:
            notes.append(Note(row.number, aside))
            continue
        if row.place > 0:
            yield SheetLine(row.number, heading=True, text=row.texts[0])
        heading = _is_heading(row, follows)
        doubt = _doubt(row, heading=heading)
        if doubt:
            notes.append(Note(row.number, doubt))
        yield SheetLine(row.number, heading=heading, text=row.text)


def _aside(row: _Row) -> str:
    """Why a row is no part of the form, or nothing."""
    if row.texts and all(HEADS.fullmatch(text.lower()) for text in row.texts):
        return _("Left out: the head of the table.")
    if ASIDE.match(row.text.lower()):
        return _("Left out: a remark, not an item.")
    if not row.rated and len(row.texts) == 1 and COMMENTS.fullmatch(row.text):
        return _("Left out: every ballot has a field for comments.")
    if not row.mark and not row.rated and TITLE.fullmatch(row.text):
        return _("Left out: the title of the sheet.")
    return ""


def _is_heading(row: _Row, follows: _Row) -> bool:
    """Marked as one, or plain text over numbered items; the overall row is none."""
    over = follows.mark == "item" and follows.place == 0
    longer = len(follows.text) > len(row.text) and OVERALL.search(follows.text)
    twice = OVERALL.fullmatch(row.text) and longer
    if row.mark == "item" or row.place > 0:
        return False
    if twice and follows.place == 0 and not row.rated:
        return True
    if row.mark == "heading":
        return over or not (row.rated or OVERALL.search(row.text))
    return over and not row.rated


def _doubt(row: _Row, *, heading: bool) -> str:
    """What the organiser should look at, or nothing."""
    if len(row.texts) > row.place + 1:
        return _("Left out: “%s”.") % "”“".join(row.texts[row.place + 1 :])
    if not (heading or row.mark or row.rated or OVERALL.search(row.text)):
        return _("It has no number; it was taken as an item.")
    return ""


def _parted(lines: Iterable[SheetLine]) -> list[SheetLine]:
    """With a heading over an overall row that would count in the section before."""
    main = False
    found: list[SheetLine] = []
    for line in lines:
        first = not line.heading and not main and bool(OVERALL.search(line.text))
        if first and found and not found[-1].heading:
            found.append(SheetLine(line.number, heading=True, text=OVERALL_HEADING))
        main = main or first
        found.append(line)
    return found


def _checked(lines: list[SheetLine], notes: list[Note]) -> list[SheetLine]:
    """Say what cannot be used; find the overall item."""
    main = False
    found: list[SheetLine] = []
    for line, follows in pairwise([*lines, SheetLine(0, heading=True, text="")]):
        overall = not line.heading and bool(OVERALL.search(line.text))
        why = _wrong(line, len(found))
        if why:
            notes.append(Note(line.number, why, stops=True))
        elif overall and main:
            why = _("A second overall item; it was taken as an ordinary one.")
            notes.append(Note(line.number, why))
        elif line.heading and follows.heading:
            why = _("No item stands under this heading.")
            notes.append(Note(line.number, why))
        found.append(replace(line, main=overall and not main))
        main = main or overall
    return found[:LINES]


def _wrong(line: SheetLine, before: int) -> str:
    if before == LINES:
        return _("A form takes %d lines at most.") % LINES
    if not line.text:
        return _("There is nothing after the number.")
    if len(line.text) > LENGTH:
        return _("The text is longer than %d characters.") % LENGTH
    return ""


def _keyed(
    lines: Iterable[SheetLine], known: dict[Wording, str], used: set[str]
) -> Iterator[SheetLine]:
    """Propose keys: a known text keeps its own, others are numbered by section."""
    head = "item"
    for line in lines:
        stem = "s" if line.heading else f"{head}-"
        key = known.pop(line.wording, "") or _free(stem, used, overall=line.main)
        used.add(key)
        if line.heading:
            head = key[:24]
        yield replace(line, key=key)


def _free(stem: str, used: Collection[str], *, overall: bool) -> str:
    """The first of s1, s2 … that is not taken; the overall item is called so."""
    if overall and OVERALL_KEY not in used:
        return OVERALL_KEY
    return next(key for n in count(1) if (key := f"{stem}{n}") not in used)
