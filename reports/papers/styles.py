"""How DOCX papers look: the styles of an official letter, with the office's fonts."""

from typing import Any

from django.conf import settings
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

LATIN = "Times New Roman"
# named, never embedded: an office has them
BODY, TITLE, HEADING = "仿宋", "宋体", "黑体"
RED = RGBColor(0xC8, 0x16, 0x1D)
OF_TEXT = {"text": "Body Text", "note": "Note", "box": "Boxed", "subject": "Subtitle"}
THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def tag(language: str) -> str:
    """The language of the text, for spelling and for reading aloud."""
    return "en-GB" if language.startswith("en") else "zh-CN"


def prepare(document: Any, language: str) -> None:
    """Set every style that a paper uses. Sizes are an official letter's: 三号 is 16."""
    english = language.startswith("en")
    speak(document, language)
    for name, how in _looks(english).items():
        dress(_style(document, name), **how)
    size = 12.0 if english else 16.0
    indent = Pt(0 if english else 2 * size)
    document.styles["Body Text"].paragraph_format.first_line_indent = indent
    document.styles["Letterhead"].font.color.rgb = RED
    for name in ("Heading 1", "Subtitle", "Title", "Letterhead"):
        document.styles[name].paragraph_format.keep_with_next = True


def _looks(english: bool) -> dict[str, dict[str, Any]]:
    """Font and size of each style, in points."""
    body, title = settings.PRINT_FONT_BODY or BODY, settings.PRINT_FONT_TITLE or TITLE
    size, middle = 12.0 if english else 16.0, {"align": ALIGN.CENTER}
    plain, strong = {"font": body}, {"font": HEADING}
    large = {"font": title, "bold": True, "after": 6, **middle}
    return {
        "Normal": {**plain, "size": size},
        "Title": {**large, "size": 18 if english else 22},
        "Letterhead": {**large, "size": 24},
        "Heading 1": {
            **strong, "size": size, "before": 8, "after": 4, "bold": english
        },
        "Subtitle": {**strong, "size": size, "before": 4, "after": 4, "bold": True},
        "Body Text": {**plain, "size": size, "after": 2},
        "List Bullet": {**plain, "size": size - 2, "after": 2},
        "Addressee": {**plain, "size": size, "after": 2},
        "Note": {**plain, "size": size * 0.66, "after": 4},
        "Boxed": {**strong, "size": size * 0.8, "before": 4, "after": 4},
        "Mark": {**strong, "size": 12, "after": 4},
        "Ending": {**plain, "size": size, "before": 6, "align": ALIGN.RIGHT},
        "Signature line": {**plain, **middle, "size": size * 0.8, "before": 8},
        "TableText": {**plain, "size": 9 if english else 10.5},
        "TableHead": {**strong, **middle, "size": 8.5 if english else 10.5},
        "After table": {**plain, "size": 6},
        "Header": {**plain, "size": 9},
        "Footer": {**plain, "size": 10.5},
    }  # fmt: skip


def _style(document: Any, name: str) -> Any:
    """A style of the library's template, or one of our own."""
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style


def dress(
    style: Any,
    font: str,
    size: float,
    align: Any = None,
    after: float = 0,
    *,
    before: float = 0,
    bold: bool = False,
) -> None:
    """Its font for both scripts, black and upright; the theme has no say in it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), font)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:  # Word's own titles are spaced out
        style.element.rPr.remove(spacing)
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    if align is not None:
        style.paragraph_format.alignment = align


def speak(document: Any, language: str) -> None:
    """The language tags of everything: of both scripts, whatever is edited later."""
    properties = document.styles.element.find(qn("w:docDefaults"))
    run = properties.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    said = run.find(qn("w:lang"))
    # of Latin letters and digits; said to be Chinese, 2026 is broken over two lines
    said.set(qn("w:val"), "en-GB" if language.startswith("en") else "en-US")
    said.set(qn("w:eastAsia"), "zh-CN")


def rule_below(paragraph: Any) -> None:
    """The red line under the head of a letter."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    named = {"val": "single", "sz": "18", "space": "6", "color": str(RED)}
    for name, value in named.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def shade(cell: Any, colour: str) -> None:
    """The ground of a cell."""
    element = OxmlElement("w:shd")
    named = {"val": "clear", "color": "auto", "fill": colour}
    for name, value in named.items():
        element.set(qn(f"w:{name}"), value)
    cell.get_or_add_tcPr().append(element)


def white(run: Any) -> None:
    """What is under the line turns over: white on dark, in bold."""
    run.font.color.rgb, run.bold = RGBColor(0xFF, 0xFF, 0xFF), True


def shrink(table: Any) -> None:
    """The type of a table with many columns."""
    for run in table._tbl.iter(qn("w:r")):
        properties = run.get_or_add_rPr()
        for name in ("w:sz", "w:szCs"):
            element = OxmlElement(name)
            element.set(qn("w:val"), "16")
            properties.append(element)
