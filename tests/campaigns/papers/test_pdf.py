"""What is read out of a PDF, and the file that raters get."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NullObject

from campaigns.papers.reading import read
from campaigns.papers.reading.lines import Line, Mark, lines_of, paragraphs
from tests.campaigns.papers import files
from tests.campaigns.papers.files import TITLE, made, name, named, number, pages, pdf

LONG = "会议多、文件多，“以会议落实会议、以文件落实文件”的现象仍然存在；"


def test_a_report_as_libreoffice_exports_it() -> None:
    """It draws quotation marks after their line, and they stand where they belong."""
    found = read(made("report.pdf"))
    assert (found.kind, found.title, found.pages, found.notes) == ("pdf", TITLE, 2, {})
    # where a line ended nobody knows whether a space stood there
    word = read(made("report.docx")).text
    assert found.text.replace(" ", "") == word.replace(" ", "")


def test_paragraphs_headings_tables_and_lists() -> None:
    html = (
        f"<h1>标题</h1><h2>一、方式</h2><p style='text-indent:2em'>{LONG * 3}结束。</p>"
        f"<p style='text-indent:2em'>{LONG * 2}又一段。</p>"
        "<table style='width:100%'><tr><td>类别<td>条数<tr><td>作风<td>9</table>"
        "<ol><li>甲项</li><li>乙项</li></ol>"
        "<p>English words wrap at the end of a line that is rather long, and are "
        "joined with a space between them.</p>"
    )
    found = read(pdf(html))
    assert found.title == "标题"
    assert found.text.split("\n\n") == [
        "# 一、方式",
        LONG * 3 + "结束。",
        LONG * 2 + "又一段。",
        "类别 | 条数\n作风 | 9",
        "1. 甲项",
        "2. 乙项",
        "English words wrap at the end of a line that is rather long, and are joined "
        "with a space between them.",
    ]


def test_page_numbers_and_repeated_heads_are_left_out() -> None:
    style = (
        "<style>@page{@top-center{content:'内部材料'}"
        "@bottom-center{content:'— ' counter(page) ' —'}}</style>"
    )
    parts = "".join(f"<p style='break-after:page'>第{n}段。</p>" for n in "一二三四")
    assert (
        read(pdf(style + parts)).text == "第一段。\n\n第二段。\n\n第三段。\n\n第四段。"
    )


def test_a_scan_has_no_text_and_is_said() -> None:
    image = BytesIO()
    Image.new("L", (60, 80), 255).save(image, "PDF")
    found = read(image.getvalue())
    assert (found.text, found.pages) == ("", 1)
    assert found.notes == {"pictures": 1, "scans": 1}


def test_characters_without_a_name() -> None:
    """A font without a table: what cannot be read at all is no text."""
    writer = PdfWriter(BytesIO(pdf(f"<p>{LONG}</p>")), full=True)
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        del font.get_object()[name("ToUnicode")]
    file = BytesIO()
    writer.write(file)
    found = read(file.getvalue())
    assert found.text == ""
    assert found.notes["unread"] > 20


# lines ------------------------------------------------------------------------------


def marks(text: str, y: float = 0, size: float = 10, left: float = 0) -> list[Mark]:
    return [
        Mark(c, left + i * size, left + (i + 1) * size, y, size)
        for i, c in enumerate(text)
    ]


def test_characters_out_of_order_and_off_the_line() -> None:
    row = marks("甲乙丙", 100)
    raised = Mark("2", 30, 35, 103, 6)
    assert [line.text for line in lines_of([raised, *row[::-1]], 0)] == ["甲乙丙2"]


def test_gaps_are_spaces_or_columns() -> None:
    row = [*marks("a", 0), *marks("b", 0, left=13), *marks("c", 0, left=60)]
    assert [line.text for line in lines_of(row, 0)] == ["a b | c"]
    assert lines_of(marks("  ", 5), 0) == []


def test_no_lines_are_no_paragraphs() -> None:
    assert list(paragraphs([])) == []


def line(text: str, y: float, right: float = 100, **more: float) -> Line:
    left, size = more.get("left", 0), more.get("size", 10)
    return Line(text, left, right, y, size, int(more.get("page", 0)))


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        (line("接着", 85), True),
        (line("接着", 60), False),
        (line("接着", 60, page=1), False),
        (line("1.又一项", 85), False),
        (line("缩进的一段", 85, left=20), False),
        (line("大字", 85, size=14), False),
    ],
)
def test_when_a_line_goes_on(second: Line, joined: bool) -> None:
    lines = [line("一" * 9 + "。", 100), second, line("尾。", 20)]
    found = next(iter(paragraphs(lines)))
    assert (second.text in found) is joined


def test_a_sentence_goes_on_overleaf() -> None:
    lines = [line("一" * 10, 30), line("接着说完。", 700, 50, page=1)]
    assert list(paragraphs(lines)) == ["一" * 10 + "接着说完。"]


def test_words_and_titles_of_several_lines() -> None:
    lines = [
        line("大标题", 130, 60, size=20), line("第二行", 108, 60, size=20),
        line("exam-", 70), line("ple in two", 58), line("words。", 46, 40),
    ]  # fmt: skip
    assert list(paragraphs(lines)) == ["# 大标题第二行", "example in two words。"]


# the file anew ----------------------------------------------------------------------


def test_nothing_but_the_pages_goes_further() -> None:
    content = made("report.pdf") + b"\n<script>alert(1)</script>"
    again = read(content).pdf
    reader = PdfReader(BytesIO(again))
    assert b"python-docx" in content or b"0070007900740068006F006E" in content
    assert not reader.metadata
    assert b"<script" not in again
    assert set(reader.trailer["/Root"]) == {"/Type", "/Pages"}
    kept = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Group"}
    assert all(set(page) <= kept | {"/Rotate"} for page in reader.pages)
    assert read(again).text == read(content).text
    assert read(content).pdf == again  # the same bytes each time


def test_the_look_of_a_seal_stays_and_its_command_goes() -> None:
    def build(writer: PdfWriter) -> None:
        look = files.stream(
            b"1 0 0 rg 0 0 9 9 re f",
            Type=name("XObject"),
            Subtype=name("Form"),
            BBox=files.numbers(0, 0, 9, 9),
        )
        ref = writer._add_object(look)
        states = named(On=ref, Off=NullObject())
        link = named(S=name("URI"), URI=files.words("https://example.org/"))
        rect = files.numbers(0, 0, 9, 9)
        rows = [
            named(Subtype=name("Widget"), Rect=rect, AP=named(N=ref), A=link),
            named(Subtype=name("Widget"), Rect=rect, AP=named(N=states), AS=name("On")),
            named(Subtype=name("Widget"), Rect=rect, AP=named(N=states)),
            named(Subtype=name("Widget"), Rect=rect, AP=named(D=ref)),
            named(Subtype=name("Link"), Rect=rect, A=link),
            named(Subtype=name("Stamp"), Rect=rect, AP=named(N=ref), F=number(2)),
            files.words("no annotation"),
        ]  # fmt: skip
        writer.pages[0][name("Annots")] = ArrayObject(rows)

    again = read(pages(1, build)).pdf
    (page,) = PdfReader(BytesIO(again)).pages
    stamps = [row.get_object() for row in page["/Annots"]]
    assert [set(row) for row in stamps] == [
        {"/Type", "/Subtype", "/F", "/Rect", "/AP"}
    ] * 4
    shown = [isinstance(row["/AP"]["/N"], DictionaryObject) for row in stamps]
    assert shown == [True, True, False, False]
    assert b"example.org" not in again


def test_references_back_into_the_old_file_end_there() -> None:
    def build(writer: PdfWriter) -> None:
        page = writer.pages[0]
        root = writer.root_object.indirect_reference
        number_ = writer._add_object(number(7))
        inside = files.stream(b"", Metadata=files.words("Zhang San"), Keep=number_)
        resources = named(Root=root, X=named(Form=writer._add_object(inside)))
        page[name("Resources")] = resources
        page[name("Contents")] = files.stream(b"")
        page[name("Annots")] = number(1)

    again = read(pages(1, build)).pdf
    (page,) = PdfReader(BytesIO(again)).pages
    assert isinstance(page["/Resources"]["/Root"], NullObject)
    assert page["/Resources"]["/X"]["/Form"]["/Keep"] == 7
    assert b"Zhang San" not in again
