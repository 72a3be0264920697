"""A paper as DOCX, in which an office goes on writing: styles, fields, heads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from paper.office import EPOCH, legal, repack
from reports.papers import styles
from reports.papers.document import (
    Block,
    Break,
    Cell,
    Edge,
    Heading,
    Paper,
    Points,
    Row,
    Signatures,
    Table,
    Text,
)

WIDTH = 156  # mm between the margins


def render(paper: Paper, edge: Edge) -> bytes:
    """The file; the same paper gives the same bytes."""
    draft, file = BytesIO(), BytesIO()
    writer = Writer(Document(), paper, edge)
    writer.write()
    writer.document.save(draft)
    repack(draft, file)
    return file.getvalue()


@dataclass(slots=True)
class Writer:
    """One document that is filled from top to bottom."""

    document: Any
    paper: Paper
    edge: Edge

    def write(self) -> None:
        styles.prepare(self.document, self.edge.language)
        self._properties()
        self._margins()
        self._head()
        for block in self.paper.numbered:
            WRITE[type(block)](self, block)
        self._end()

    def _properties(self) -> None:
        """The moment is that since when there is what it says."""
        known = self.edge.known_at or datetime(*EPOCH, tzinfo=UTC)
        moment = known.astimezone(UTC)
        core = self.document.core_properties
        core.title, core.author = legal(self.paper.name)[:255], self._author()
        core.last_modified_by, core.revision, core.comments = self._author(), 1, ""
        core.created = core.modified = moment.replace(tzinfo=None, microsecond=0)
        core.language = styles.tag(self.edge.language)

    def _author(self) -> str:
        return legal(self.edge.office)[:255]

    # the sheet -------------------------------------------------------------------

    def _margins(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.top_margin, section.bottom_margin = Mm(30), Mm(26)
        above = section.header.paragraphs[0]
        told = [self.edge.warning, self.edge.mark]
        above.text = legal("　".join(filter(None, told)))
        above.alignment = ALIGN.RIGHT
        below = section.footer.paragraphs[0]
        below.alignment = ALIGN.CENTER
        # the words around two numbers, which the reader's program counts
        parts = _("Page %(page)s of %(pages)s").replace("%(pages)s", "%(page)s")
        before, between, after = parts.split("%(page)s")
        below.add_run(before)
        field(below, "PAGE")
        below.add_run(between)
        field(below, "NUMPAGES")
        below.add_run(after)

    def _head(self) -> None:
        secret = _("Internal. Keep safe.") if self.paper.head else ""
        if told := self.edge.warning or secret:
            self.add(told, "Mark")
        if self.paper.head:
            styles.rule_below(self.add(self.paper.head, "Letterhead"))
        self.add("\n".join(self.paper.title), "Title")
        if self.paper.to:
            self.add(_("%(unit)s:") % {"unit": self.paper.to}, "Addressee")

    def _end(self) -> None:
        """Who signs it, and when; these two stay together."""
        sender = self.add(self.paper.sender, "Ending")
        sender.paragraph_format.keep_with_next = True
        self.add(self.paper.day or _("Date: ____________"), "Ending")

    # what is on it ---------------------------------------------------------------

    def add(self, text: str, style: str) -> Paragraph:
        """A paragraph; a line end stays one."""
        paragraph: Paragraph = self.document.add_paragraph(legal(text), style)
        return paragraph

    def heading(self, block: Heading) -> None:
        self.add(block.text, "Heading 1")

    def text(self, block: Text) -> None:
        self.add(block.text, styles.OF_TEXT[block.kind])

    def points(self, block: Points) -> None:
        for text in block.texts:
            self.add(text, "List Bullet")

    def signatures(self, block: Signatures) -> None:
        """A line to sign on for each, beside each other; never alone on a page."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self.document.add_table(2, len(block.names))
        describe(table, _("Signatures"))
        for at, name in enumerate(block.names):
            for row, text in enumerate((name, "＿" * 8)):
                cell = table.rows[row].cells[at].paragraphs[0]
                cell.text, cell.style = legal(text), "Signature line"
                cell.paragraph_format.keep_with_next = True
        for row in table.rows:
            whole(row._tr)

    def new_page(self, _block: Break) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(self, block: Table) -> None:
        """Its head comes again on each page, and no row is broken."""
        table = self.document.add_table(1, len(block.head), style="Table Grid")
        describe(table, block.title)
        self._widths(table, block)
        fill(table.rows[0]._tr, [Cell(t, 1, False, False) for t in block.head], "head")
        repeat(table.rows[0]._tr)
        for row in block.rows:
            self._row(table, row)
        if block.crowded:
            styles.shrink(table)
        self.document.add_paragraph(style="After table")

    def _row(self, table: Any, row: Row) -> None:
        added = table.add_row()._tr
        merge(added, row)
        fill(added, list(row.cells), "bold" if row.bold else "")
        whole(added)

    def _widths(self, table: Any, block: Table) -> None:
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Mm(WIDTH * width / sum(block.widths))


def field(paragraph: Paragraph, code: str) -> None:
    """A number that the reader's program works out."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def describe(table: Any, text: str) -> None:
    """What the table is about, for whoever cannot see it."""
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), legal(text))
        table._tbl.tblPr.append(element)


def repeat(row: Any) -> None:
    """On top of each page that the table goes on to."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    whole(row)


def whole(row: Any) -> None:
    """Not broken over two pages."""
    row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def merge(row: Any, block: Row) -> None:
    """Let one value take several columns."""
    first, last = block.wide
    if first < last:
        taken = row.tc_lst[first - 1 : last]
        width = sum(tc.width or 0 for tc in taken)
        for cell in taken[1:]:
            row.remove(cell)
        taken[0].grid_span, taken[0].width = last - first + 1, width


def fill(row: Any, written: list[Cell], how: str) -> None:
    """The texts of a row, on the elements themselves: a table may have 200 rows."""
    for element, cell in zip(row.tc_lst, written, strict=True):
        paragraph = Paragraph(element.p_lst[0], None)  # type: ignore[arg-type]
        run = paragraph.add_run(legal(cell.text))
        run.bold = True if how else None
        style = "TableHead" if how == "head" else "TableText"
        paragraph._p.get_or_add_pPr().style = style
        if how == "head" or cell.number:
            paragraph.alignment = ALIGN.CENTER
        if how == "head" or cell.low:
            styles.shade(element, "EBE9E2" if how == "head" else "8F3D12")
        if cell.low:
            styles.white(run)


WRITE: Mapping[type[Block], Callable[[Writer, Any], None]] = {
    Heading: Writer.heading,
    Text: Writer.text,
    Points: Writer.points,
    Table: Writer.table,
    Signatures: Writer.signatures,
    Break: Writer.new_page,
}
