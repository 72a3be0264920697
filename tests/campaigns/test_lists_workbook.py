"""Hostile and clumsy workbooks: each a sentence, nothing stored."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from campaigns.lists import refusals, workbook
from campaigns.lists.cells import contact_of, folded, person, text_of
from campaigns.lists.reading import read
from campaigns.lists.refusals import Refused
from campaigns.models import Campaign, Rater
from tests.campaigns.books import HEAD, roster, saved, upload
from tests.campaigns.books import workbook as made
from tests.make import make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LINE = ("A", "", "本单位", "张三", "", "13800000001")


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(content)
    return str(refused.value)


def packed(parts: dict[str, bytes], base: bytes = b"") -> bytes:
    """A workbook whose parts are these, or has these besides."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as new:
        if base:
            with ZipFile(BytesIO(base)) as old:
                for name in set(old.namelist()) - set(parts):
                    new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def part(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as file:
        return file.read(name)


def locked() -> bytes:
    """As a zip that asks for a password: its flag is set at every part."""
    content = bytearray(packed({"xl/workbook.xml": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


BOOK = roster(LINE)
SHEET = "xl/worksheets/sheet1.xml"
OLE = refusals.OLD_OFFICE + b"\0" * 600
BOMB = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>]><worksheet>&a;</worksheet>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (OLE, "This is a file of the old kind (.xls)."),
        (OLE + refusals.ENCRYPTED, "The workbook is protected by a password."),
        ("姓名,单位\n张三,甲".encode(), "This is a text file (.csv)."),
        ("\ufeff姓名\t单位".encode(), "This is a text file (.csv)."),
        (b"<html><table></table></html>", "This is a web page"),
        (b"\x89PNG\0\0", "This is not a workbook."),
        (b"PK\x03\x04 and nothing behind", "The workbook is damaged"),
        (packed({"a.txt": b"a"}), "The workbook is damaged"),
        (packed({"word/document.xml": b"a"}), "This is a Word document."),
        (packed({"mimetype": b"a"}), "This is an OpenDocument file"),
        (packed({"xl/workbook.bin": b"a"}), "This is a binary workbook"),
        (packed({"xl/vbaProject.bin": b"a"}, BOOK), "The workbook holds macros"),
        (packed({"xl/workbook.xml": b"<workbook"}, BOOK), "The workbook is damaged"),
        (packed({SHEET: BOMB}, BOOK), "The workbook is damaged"),
        (packed({"xl/x.xml": b"0" * (refusals.UNPACKED + 1)}), "Unpacked, the file is"),
        (packed({f"{n}": b"" for n in range(refusals.MEMBERS + 1)}), "Unpacked, the"),
        (locked(), "The file is packed with a password."),
        (b"PK" + b"0" * refusals.LARGEST, "The file is larger than 5 MB."),
        (made({"Sheet1": [("a", "b"), (1, 2)]}), "No list was found on “Sheet1”"),
        (made({f"{n}": [] for n in range(61)}), "The workbook has more than 60"),
    ],
    ids=map(str, range(21)),
)  # fmt: skip
def test_what_is_no_workbook_of_lists(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


def test_a_refusal_stands_at_the_field_and_nothing_is_stored(
    campaign: Campaign, office: Client
) -> None:
    page = upload(office, campaign, OLE, name="名单.xls")
    assert page.status_code == 200
    assert "This is a file of the old kind (.xls)." in page.content.decode()
    assert not Rater.objects.exists()


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    assert read(roster(LINE)).tables
    assert "has more than 3 rows" in refusal(roster(LINE, LINE))
    sheets = {"名单": [HEAD, LINE], "又一张": [HEAD, LINE]}
    assert "has more than 3 rows" in refusal(made(sheets))


def test_a_cell_at_the_end_of_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray one is passed over; a workbook full of them is not walked to the end."""
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(LINE)
    book.active["A1048576"] = "x"
    (table,) = read(saved(book)).tables
    assert [line.row for line in table.lines] == [2, 1048576]
    monkeypatch.setattr(workbook, "LOOKED_AT", 1000)
    assert "has more than" in refusal(saved(book))


def test_a_sheet_that_lies_about_its_size() -> None:
    content = roster(LINE)
    lying = re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', part(content, SHEET)
    )
    (table,) = read(packed({SHEET: lying}, content)).tables
    assert table.lines[0].get("name") == "张三"


# cells ---------------------------------------------------------------------------


def test_titles_full_width_merged_cells_and_notes(
    campaign: Campaign, office: Client
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "参评人员"
    rows: list[tuple[Any, ...]] = [
        ("金水区群众评议参评人员名单",), (None,), ("（２０１４年６月）",), (None,),
        ("序号", "所在单位（必填）", "参评 类别", "姓　名", "联系电话"),
        (1, "单位甲", "本单位", "张　三", "１３８０００００００１"),
        (2, None, None, "买买提•艾力", 13800000002.0),
        (None,),
        (3, None, None, "李四", "+86 138-0000-0003"),
        ("注：以上人员已征得本人同意。",), ("合计：3人",),
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B6:B9")
    sheet.merge_cells("C6:C9")
    sheet.merge_cells("A10:E10")
    (table,) = read(saved(book)).tables
    assert [line.row for line in table.lines] == [6, 7, 9]
    found = [
        (line.get("unit"), person(line.get("name")), contact_of(line.get("contact")))
        for line in table.lines
    ]
    assert found == [
        ("单位甲", "张三", "13800000001"),
        ("单位甲", "买买提·艾力", "13800000002"),
        ("单位甲", "李四", "13800000003"),
    ]


def test_a_merged_range_without_a_value_fills_nothing() -> None:
    book = Workbook()
    for row in (HEAD, ("A", "", "", "甲一"), ("B", "", "", "甲二")):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.active.merge_cells("H9:I10")
    (table,) = read(saved(book)).tables
    assert [line.get("pool") for line in table.lines] == ["", ""]


def test_formulas_are_not_worked_out(campaign: Campaign, office: Client) -> None:
    content = roster(LINE, ("A", "", "本单位", '=CONCAT("李","四")', "", ""))
    page = upload(office, campaign, content)
    (problem,) = page.context["plan"].stops
    assert problem.place == "Sheet “参评人员名单”, row 5, column D"
    assert problem.text.startswith("a formula without a value")


def test_the_value_that_a_formula_had_is_taken() -> None:
    content = roster(("A", "", "本单位", "=A1", "", ""))
    sheet = part(content, SHEET)
    value = '<c r="D4" t="str"><f>A1</f><v>王五</v></c>'.encode()
    known = re.sub(rb"<c r=\"D4\"[^>]*><f>A1</f><v ?/?>(</v>)?</c>", value, sheet)
    assert known != sheet
    found = read(packed({SHEET: known}, content))
    assert found.problems == []
    assert found.tables[0].lines[0].get("name") == "王五"


def test_an_error_in_a_cell() -> None:
    (problem,) = read(roster(("#N/A", "", "本单位", "张三", "", ""))).problems
    assert "row 4, column A: the cell shows the error #N/A" in str(problem)


def test_sheets_that_are_no_lists_are_left_out_and_said() -> None:
    found = read(
        made(
            {
                "名单": [HEAD, LINE],
                "填写示例": [HEAD, ("B", "", "本单位", "例子", "", "")],
                "统计": [("单位", "人数"), ("甲", 3)],
                "空": [],
            }
        )
    )
    assert [table.sheet for table in found.tables] == ["名单"]
    assert [(str(p), p.stops) for p in found.problems] == [
        ("Sheet “统计”: left out: no head of a list was found on this sheet", False)
    ]


def test_a_head_that_is_printed_again_goes_on_and_another_begins_anew() -> None:
    units = ("单位代码", "单位", "组")
    rows = [HEAD, LINE, (" ", "\u200b"), HEAD, LINE, units, ("A", "单位甲", "第一组")]
    found = read(made({"名单": rows}))
    assert [(t.kind, len(t.lines)) for t in found.tables] == [
        ("raters", 2),
        ("units", 1),
    ]


def test_lists_travel_in_json() -> None:
    found = read(roster(LINE))
    again = type(found).unpacked(found.packed())
    assert again.packed() == found.packed()
    assert again.tables[0].lines[0].cells == found.tables[0].lines[0].cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (13800000001.0, "13800000001"), (1.5, "1.5"), (True, "True"),
        ("Ａ\u3000Ｂ\n c\u200b", "A B c"), ("'=1+1", "=1+1"), ("'张", "'张"),
    ],
)  # fmt: skip
def test_a_value_as_text(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_a_date_as_text() -> None:
    import datetime as d  # noqa: PLC0415 - only here

    assert text_of(d.date(2026, 6, 18)) == "2026-06-18"


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("138 0000 0001", "13800000001"), ("+86-13800000001", "13800000001"),
        ("0086 13800000001", "13800000001"), ("138-0000-0001", "13800000001"),
        ("0371-63800001", "0371-63800001"), ("(0371)63800001", "037163800001"),
        ("+44 20 79460000", "00442079460000"), ("Li@Example.ORG", "li@example.org"),
        ("=1+1", None), ("不详", None), ("123", None), ("@x", None), ("a@b", None),
    ],
)  # fmt: skip
def test_contacts(text: str, contact: str | None) -> None:
    assert contact_of(folded(text)) == contact


@pytest.mark.parametrize("text", ["张三丰", "张　三　丰", " 张 三丰\u3000"])
def test_names_set_apart_are_one_name(text: str) -> None:
    assert person(folded(text)) == "张三丰"


def test_a_name_in_latin_letters_keeps_its_spaces_and_dots() -> None:
    assert person("J. R. Smith") == "J. R. Smith"


def test_more_merged_ranges_than_a_list_has(
    campaign: Campaign, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.lists.workbook.MERGES", 1)
    book = Workbook()
    for place in ("A1:B1", "A2:B2"):
        book.active.merge_cells(place)
    book.active["A1"] = book.active["A2"] = "名单"
    out = BytesIO()
    book.save(out)
    page = upload(office, campaign, out.getvalue())
    assert "A sheet has more than 1 merged ranges." in page.content.decode()


def test_what_nobody_sees_in_the_workbook_is_pointed_out() -> None:
    book = load_workbook(
        BytesIO(made({"现在": [HEAD, LINE, LINE], "2013年": [HEAD, LINE]}))
    )
    book["2013年"].sheet_state = "hidden"
    book["现在"].row_dimensions[3].hidden = True
    hints = read(saved(book)).problems
    assert [(hint.sheet, hint.row, hint.stops) for hint in hints] == [
        ("现在", 3, False), ("2013年", 0, False),
    ]  # fmt: skip
    assert "1 row is hidden" in hints[0].text
    assert "this sheet is hidden" in hints[1].text
    plain = read(made({"现在": [HEAD, LINE], "2013年": [HEAD, LINE]}))
    assert plain.problems == []
