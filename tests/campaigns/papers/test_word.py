"""What is read out of a Word document."""

from io import BytesIO
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches
from PIL import Image

from campaigns.papers.reading import numbering, read
from tests.campaigns.papers.files import TITLE, body, made, packed, part, word

LEVELS = [
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircleChinese", "%4"),
    ("upperLetter", "%5)"),
    ("lowerRoman", "%6)"),
    ("bullet", ""),
    ("none", ""),
]


def text_of(content: bytes) -> str:
    return read(content).text


def test_a_report_as_libreoffice_saves_it() -> None:
    found = read(made("report.docx"))
    assert (found.kind, found.title, found.notes) == ("docx", TITLE, {})
    paragraphs = found.text.split("\n\n")
    assert paragraphs[0].startswith("我局围绕“学习教育、听取意见”环节的要求，召开")
    assert paragraphs[1] == "# 一、征求意见的方式"
    assert paragraphs[2].startswith("1. 召开座谈会。按照“面对面")
    assert paragraphs[3].startswith("2. 发放征求意见表。")
    assert paragraphs[4:7] == [
        "# 二、意见梳理情况",
        "类别 | 条数\n形式主义 | 9\n官僚主义 | 6",
        "## （一）形式主义方面",
    ]
    assert paragraphs[-1] == "2014年6月12日"


def test_headings_by_style_outline_and_number() -> None:
    def build(document: Any) -> None:
        document.add_heading("用样式的标题", 1)
        document.add_heading("深的标题", 5)
        outlined = document.add_paragraph("用大纲级别的标题")
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "1")
        outlined._p.get_or_add_pPr().append(level)
        document.add_paragraph("（二）存在问题")
        document.add_paragraph("一、这一句话以句号结尾，不是标题。")
        document.add_paragraph("结束。")

    found = read(word("标题", build=build))
    assert found.title == "标题"
    assert found.text.split("\n\n") == [
        "# 用样式的标题",
        "### 深的标题",
        "## 用大纲级别的标题",
        "## （二）存在问题",
        "一、这一句话以句号结尾，不是标题。",
        "结束。",
    ]


def run(text: str, how: str = "") -> str:
    return f"<w:r>{how}<w:t>{text}</w:t></w:r>"


BOX = "<w:txbxContent><w:p>" + run("框里的字") + "</w:p></w:txbxContent>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (run("甲") + "<w:ins>" + run("乙") + "</w:ins><w:del><w:r><w:delText>丙"
         "</w:delText></w:r></w:del>", "甲乙"),
        ("<w:moveFrom>" + run("甲") + "</w:moveFrom><w:moveTo>" + run("乙")
         + "</w:moveTo>", "乙"),
        (run("甲", "<w:rPr><w:vanish/></w:rPr>") + run("乙"), "乙"),
        (run("甲", '<w:rPr><w:vanish w:val="0"/></w:rPr>') + run("乙"), "甲乙"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("甲") + "</w:sdtContent></w:sdt>",
         "甲"),
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙") + "<w:r><w:br/></w:r>"
         + run("丙") + "<w:r><w:noBreakHyphen/></w:r>", "甲 乙\n丙-"),
        ("<w:r><w:ruby><w:rubyPr/><w:rt>" + run("jiǎ") + "</w:rt><w:rubyBase>"
         + run("甲") + "</w:rubyBase></w:ruby></w:r>", "甲"),
        (run("甲。") + "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
         + BOX + "</w:drawing></mc:Choice><mc:Fallback><w:pict>" + BOX
         + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>", "甲。\n\n框里的字"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("甲"), "甲"),
        ("<!-- 不 -->" + run("甲"), "甲"),
        ("<w:r><w:t></w:t></w:r>" + run("甲"), "甲"),
    ],
    ids=["inserted", "moved", "hidden", "shown", "control", "signs", "ruby", "box",
         "field", "comment", "empty"],
)  # fmt: skip
def test_what_is_seen_of_a_paragraph(xml: str, text: str) -> None:
    assert text_of(body(xml)) == text


def test_a_table_of_contents_is_left_out() -> None:
    def build(document: Any) -> None:
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph("一、方式	1", style="toc 1")

    assert text_of(word("甲。", "乙。", build=build)) == "甲。\n\n乙。"


def test_tables_within_tables_and_of_one_cell() -> None:
    def build(document: Any) -> None:
        outer = document.add_table(rows=2, cols=2)
        outer.cell(0, 0).text = "甲"
        outer.cell(0, 1).add_table(rows=1, cols=2).cell(0, 1).text = "里"
        frame = document.add_table(rows=3, cols=1)
        for row, text in enumerate(("框一。", "框二。", "")):
            frame.cell(row, 0).text = text
        mixed = document.add_table(rows=2, cols=2)
        mixed.cell(0, 0).merge(mixed.cell(0, 1)).text = "通栏。"
        mixed.cell(1, 0).text, mixed.cell(1, 1).text = "左", "右"

    assert text_of(word(build=build)).split("\n\n") == [
        "甲 | | 里", "框一。", "框二。", "通栏。", "左 | 右",
    ]  # fmt: skip


def test_rows_and_paragraphs_that_were_taken_out() -> None:
    gone = f"<w:del><w:tr><w:tc><w:p>{run('旧')}</w:p></w:tc></w:tr></w:del>"
    cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in "左右")
    table = f"<w:tbl {nsdecls('w')}>{gone}<w:tr>{cells}</w:tr></w:tbl>"
    moved = f"<w:moveFrom {nsdecls('w')}><w:p>{run('旧')}</w:p></w:moveFrom>"

    def build(document: Any) -> None:
        for xml in (table, moved):
            document.element.body.insert(0, parse_xml(xml))

    assert text_of(word(build=build)) == "左 | 右"


def numbered(levels: list[tuple[int, str]], extra: str = "") -> bytes:
    """Paragraphs of a list whose levels are numbered like `LEVELS`."""
    rows = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(LEVELS)
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lists = (
        f'<w:numbering xmlns:w="{space}"><w:abstractNum w:abstractNumId="7">{rows}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f"{extra}</w:numbering>"
    )
    paragraphs = [
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        f"</w:numPr></w:pPr>{run('话。')}"
        for level, number in levels
    ]
    content = body(*reversed(paragraphs))
    return packed({"word/numbering.xml": lists.encode()}, content)


def test_numbers_that_word_writes() -> None:
    levels = [(n, "1") for n in (0, 1, 1, 0, 1, 2, 2, 3, 4, 5, 6, 7)]
    lines = text_of(numbered(levels)).split("\n\n")
    assert lines == [
        "一、话。", "（一）话。", "（二）话。", "二、话。", "（一）话。", "1. 话。",
        "2. 话。", "①话。", "A) 话。", "i) 话。", "· 话。", "话。",
    ]  # fmt: skip


def test_lists_count_on_unless_they_begin_anew() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="x"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="第%1条"/></w:lvl></w:lvlOverride></w:num>'
        '<w:num w:numId="5"><w:abstractNumId w:val="99"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="8">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    levels = [(0, n) for n in ("1", "2", "3", "4", "5", "6", "77", "0")]
    lines = text_of(numbered(levels, extra)).split("\n\n")
    assert lines == [
        "一、话。", "二、话。", "五、话。", "第3条话。", "话。", "四、话。", "话。",
        "话。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("n", "kind", "text"),
    [
        (10, "chineseCounting", "十"), (11, "ideographDigital", "十一"),
        (20, "japaneseCounting", "二十"), (99, "chineseCounting", "九十九"),
        (100, "chineseCounting", "100"), (21, "decimalEnclosedCircle", "21"),
        (27, "lowerLetter", "a"), (14, "upperRoman", "XIV"), (100, "upperRoman", "100"),
        (100, "lowerRoman", "100"), (3, "ordinal", "3"),
    ],
)  # fmt: skip
def test_kinds_of_numbers(n: int, kind: str, text: str) -> None:
    assert numbering._number(n, kind) == text


def test_a_style_that_is_based_on_itself() -> None:
    content = word("甲。")
    styles = part(content, "word/styles.xml").decode()
    ring = styles.replace(
        'w:styleId="Normal">', 'w:styleId="Normal"><w:basedOn w:val="Normal"/>'
    )
    content = packed({"word/styles.xml": ring.encode()}, content)
    assert text_of(content) == "甲。"


def test_pictures_and_footnotes_are_said() -> None:
    def build(document: Any) -> None:
        image = BytesIO()
        Image.new("RGB", (8, 8)).save(image, "PNG")
        image.seek(0)
        document.add_picture(image, Inches(1))

    assert read(word("甲。", build=build)).notes == {"pictures": 1}
    notes = read(body(run("甲") + '<w:r><w:footnoteReference w:id="2"/></w:r>')).notes
    assert notes == {"footnotes": 1}
