"""The workbook, opened again as an office would."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from reports.excel import render_workbook
from reports.report import Report
from tests.libreoffice import printed
from tests.make import make_document
from tests.reports.sample import (
    S1,
    make_document_of_two_forms,
    make_document_of_two_scales,
    make_report,
)

pytestmark = pytest.mark.django_db


def book_of(report: Report, language: str = "en", **how) -> Workbook:
    with override(language):
        return load_workbook(BytesIO(render_workbook(report, **how)))


def rows_of(sheet) -> list[list]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def row_of(sheet, first: str) -> list:
    return next(row for row in rows_of(sheet) if row[0] == first)


def test_overview_holds_real_numbers():
    sheet = book_of(make_report())["Group 1"]
    unit = row_of(sheet, "Unit A")
    assert unit[:5] == [
        "Unit A", "Rework proposed", "One vote short (23, needs 24)", 23, 35,
    ]  # fmt: skip
    assert unit[5] == pytest.approx(23 / 35)
    assert unit[9:13] == [15, pytest.approx(10 / 15), 20, pytest.approx(13 / 20)]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == unit[5])
    assert cell.number_format == '"▼ "0.0 %'
    assert row_of(sheet, "Ballots of the group")[1:6] == [80, 80, 80, 0, 0]


def test_subject_has_its_items_and_a_native_chart():
    sheet = book_of(make_report())["Unit A"]
    rows = rows_of(sheet)
    main = next(row for row in rows if str(row[1]).startswith("Your overall"))
    assert main[2:7] == [23, 9, 3, 0, pytest.approx(23 / 35)]
    assert row_of(sheet, "Cross-unit raters")[1:6] == [20, 13, 5, 2, 0]
    (chart,) = sheet._charts
    assert isinstance(chart, BarChart)
    assert chart.grouping == "percentStacked"
    assert len(chart.series) == 3
    assert not chart.x_axis.delete
    assert not chart.y_axis.delete
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"


def test_words_say_how_it_was_counted():
    sheet = book_of(make_report())["How it was counted"]
    assert row_of(sheet, "Denominator")[1] == "the denominator is the valid ballots"
    assert row_of(sheet, "Slips replaced")[1] == 0
    assert row_of(sheet, "Box opened")[1] == "18 June 2026, 15:20"
    assert row_of(sheet, "Group 1")[2:7] == [80, 80, 80, 0, 0]


def test_words_say_what_was_let_pass_without_approval():
    said = "One list was let pass without approval."
    sheet = book_of(replace(make_report(), approval=said))["How it was counted"]
    assert row_of(sheet, "Lists and papers")[1] == said


def test_a_box_without_a_moment_of_opening_leaves_the_line_out():
    book = book_of(replace(make_report(), opened_at=None, closed_at=None))
    assert "Box opened" not in [row[0] for row in rows_of(book["How it was counted"])]


def test_nothing_in_it_can_run():
    document = make_document()
    names = ('=HYPERLINK("http://x")', "＝1", "@SUM(A1)", "-2\x0b3")
    for unit, name in zip(document["units"], names, strict=True):
        unit |= {"name": name, "name_en": name}
    book = book_of(make_report(document=document))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"n", "s"}
    texts = [cell for cell in cells if cell.data_type == "s"]
    assert not [c.value for c in texts if c.value[0] in "=+-@\t\r＝＋－＠"]
    assert all(cell.quotePrefix for cell in texts)
    assert "'＝1" in [cell.value for cell in texts]


def test_hidden_figures_are_the_word():
    few = S1 | {"B": ((9, 0, 0), (3, 0, 0)), "C": ((1, 0, 0), (1, 0, 1))}
    book = book_of(make_report(votes=few))
    assert row_of(book["Unit B"], "Cross-unit raters")[1:7] == [3, *["hidden"] * 5]
    assert row_of(book["Unit C"], "Own-unit raters")[-1] == "hidden"
    assert row_of(book["Group 1"], "Unit C")[3:9] == ["hidden"] * 6
    assert not book["Unit C"]._charts
    texts = [row[0] for row in rows_of(book["Group 1"])]
    assert any(str(text).startswith("Unit B: Cross-unit: only 3") for text in texts)


def test_empty_class_of_rater_hides_nothing():
    book = book_of(make_report(votes=S1 | {"B": ((9, 4, 0), (0, 0, 0))}))
    assert row_of(book["Unit B"], "Cross-unit raters")[1:6] == [0, 0, 0, 0, 0]
    assert row_of(book["Group 1"], "Unit B")[11:13] == [0, None]


def test_another_scale_is_written_out():
    report = make_report(document=make_document_of_two_scales())
    rows = rows_of(book_of(report)["Unit A"])
    assert next(row for row in rows if row[0] == "Section")[2:5] == [
        "Good", "Fair", "Poor",
    ]  # fmt: skip
    other = next(r for r in rows if str(r[1]).startswith("1. Organisation"))
    assert other[2:4] == ["Excellent\xa023, Sound\xa09, Weak\xa03", None]


def test_each_subject_has_the_options_of_its_own_form():
    report = make_report(document=make_document_of_two_forms())
    sheet = book_of(report)["Unit B"]
    head = next(row for row in rows_of(sheet) if row[0] == "Section")
    assert head[2:5] == ["Excellent", "Sound", "Weak"]
    main = next(r for r in rows_of(sheet) if str(r[1]).startswith("Your"))
    assert main[2:5] == [24, 9, 2]
    assert row_of(sheet, "Class of rater")[2:5] == ["Excellent", "Sound", "Weak"]


def test_form_without_an_overall_item_has_no_chart_of_classes():
    report = make_report()
    (group,) = report.groups
    first = group.subjects[0]
    bare = replace(
        first,
        sections=first.sections[1:],
        pools=tuple(replace(pool, items=()) for pool in first.pools),
    )
    book = book_of(report, group=replace(group, subjects=(bare,)))
    assert row_of(book["Unit A"], "Own-unit raters")[2:6] == [None] * 4
    assert not book["Unit A"]._charts


def test_decimals_of_the_campaign():
    sheet = book_of(replace(make_report(), decimals=0))["Unit D"]
    formats = {cell.number_format for row in sheet.iter_rows() for cell in row}
    assert formats == {"General", "0", "0 %"}


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"drill": True}, "Drill — not a real result"),
        ({"released": False}, "Not yet released"),
    ],
)
def test_warning_stands_on_every_sheet(changes, warning):
    for sheet in book_of(replace(make_report(), **changes)):
        assert sheet["A1"].value == warning
        assert sheet.oddHeader.center.text == warning


def test_same_report_gives_the_same_bytes():
    report = make_report()
    with override("en"):
        assert render_workbook(report) == render_workbook(report, report.groups[0])


def fonts_of(book):
    return {c.font.name for s in book for row in s.iter_rows() for c in row if c.value}


def test_chinese_names_the_fonts_of_an_office(settings):
    book = book_of(make_report("zh-hans"), "zh-hans")
    assert fonts_of(book) == {"宋体", "仿宋"}
    settings.PRINT_FONT_BODY, settings.PRINT_FONT_TITLE = "仿宋_GB2312", "方正小标宋"
    book = book_of(make_report("zh-hans"), "zh-hans")
    assert fonts_of(book) == {"仿宋_GB2312", "方正小标宋"}
    assert book["第一组"].oddFooter.center.text == "第 &P 页　共 &N 页"


def test_libreoffice_opens_it(tmp_path):
    with override("zh-hans"):
        content = render_workbook(make_report("zh-hans"))
    text = printed(tmp_path, {"report.xlsx": content})["report.xlsx"]
    assert "65.7 %" in text
    assert re.search(r"第\s*1\s*页", text)
