"""Papers as DOCX, opened as an office does."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn

from campaigns.models import Campaign
from reports.papers import docx
from reports.papers.document import Paper, Row, Table, Text, edge
from reports.report import Report
from tests.libreoffice import printed
from tests.reports.papers.make import made, make_material, make_varied
from tests.reports.sample import make_document_of, make_report

pytestmark = pytest.mark.django_db


def make_one(**how) -> Campaign:
    return make_varied(document=make_document_of(1), **how)


def document_of(name: str, language: str = "zh-hans"):
    return Document(BytesIO(made(make_material(make_one(), language), name, "docx")))


def render(paper: Paper, report: Report) -> bytes:
    with override(report.language):
        return docx.render(paper, edge(report))


def make_empty() -> Report:
    return make_report("en", document=make_document_of(1))


def test_same_results_give_the_same_bytes_whenever():
    material = make_material(make_one())
    first = made(material, "feedback-A", "docx")
    assert made(material, "feedback-A", "docx") == first
    with ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }


def test_properties_are_those_of_the_release():
    material = make_material(make_one(), "zh-hans")
    file = Document(BytesIO(made(material, "draft-A", "docx")))
    core = file.core_properties
    assert core.title == "单位甲关于“集中联评”测评结果的情况报告"
    assert core.author == core.last_modified_by == "群众评议活动办公室"
    released = material.report.released_at
    assert core.created == core.modified == released.replace(microsecond=0)
    assert (core.language, core.comments, core.revision) == ("zh-CN", "", 1)


def test_before_the_release_the_closing_counts_and_without_one_a_fixed_day():
    report = make_empty()
    one = Document(BytesIO(render(Paper(("x",), ()), report)))
    assert one.core_properties.created == report.closed_at
    never = replace(report, closed_at=None)
    one = Document(BytesIO(render(Paper(("x",), ()), never)))
    assert one.core_properties.created.year == 1980


def test_sheet_is_a4_with_page_numbers_that_the_program_counts():
    section = document_of("feedback-A").sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    foot = section.footer.paragraphs[0]._p.xml
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]
    assert re.sub("<[^>]+>|\\s", "", foot) == "第1页共1页"
    assert section.header.paragraphs[0].text.startswith("第 1 版 · 操作记录")


def test_fonts_are_an_offices_or_those_of_the_settings(settings):
    def fonts(file) -> dict[str, str]:
        of = {}
        for name in ("Body Text", "Title", "Heading 1"):
            found = file.styles[name].element.rPr.rFonts
            assert not [key for key in found.attrib if "Theme" in key]
            of[name] = found.get(qn("w:eastAsia"))
        return of

    plain = {"Body Text": "仿宋", "Title": "宋体", "Heading 1": "黑体"}
    assert fonts(document_of("feedback-A")) == plain
    settings.PRINT_FONT_BODY, settings.PRINT_FONT_TITLE = "仿宋_GB2312", "方正小标宋"
    file = Document(BytesIO(render(Paper(("x",), ()), make_empty())))
    assert fonts(file) == plain | {"Body Text": "仿宋_GB2312", "Title": "方正小标宋"}


@pytest.mark.parametrize(
    ("language", "tags"),
    [("zh-hans", ("en-US", "zh-CN")), ("en", ("en-GB", "zh-CN"))],
)
def test_language_is_tagged(language, tags):
    lang = document_of("draft-A", language).styles.element.find(f".//{qn('w:lang')}")
    assert (lang.get(qn("w:val")), lang.get(qn("w:eastAsia"))) == tags


def test_tables_repeat_their_head_break_no_row_and_say_what_they_are():
    file = document_of("feedback-A")
    for table in file.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    heads = [t.rows[0]._tr.trPr.find(qn("w:tblHeader")) for t in file.tables[:-1]]
    assert None not in heads
    styles = [p.style.name for p in file.paragraphs]
    assert {"Title", "Heading 1", "Letterhead", "Ending"} <= set(styles)


def test_what_xml_cannot_hold_breaks_no_file():
    table = Table("t", ("a", "b\x01"), (Row(("x\ufffe", 1)),), (1, 1))
    content = render(Paper(("题\x00",), (Text("a\x02b"), table)), make_empty())
    file = Document(BytesIO(content))
    assert file.tables[0].rows[1].cells[0].text == "x\ufffd"
    assert file.core_properties.title == "题\ufffd"


def test_many_columns_are_set_small():
    head = tuple("abcdefghi")
    table = Table("t", head, (Row(head),), (1,) * 9)
    file = Document(BytesIO(render(Paper(("x",), (table,)), make_empty())))
    run = file.tables[0].rows[1].cells[0].paragraphs[0].runs[0]
    assert run.font.size.pt == 8


def test_libreoffice_opens_them_without_repair(tmp_path):
    material = make_material(make_one(), "zh-hans")
    names = ("feedback-A", "draft-A", "group-G1", "minutes", "summary")
    files = {f"{name}.docx": made(material, name, "docx") for name in names}
    files["all.xlsx"] = made(material, "summary", "xlsx")
    told = printed(tmp_path, files)
    for text in told.values():
        assert "集中联评" in text
    for name in names:
        assert re.search(r"第\s*1\s*页\s*共\s*\d\s*页", told[f"{name}.docx"])
    assert "65.7 %" in told["all.xlsx"]
