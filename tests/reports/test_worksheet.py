"""Worksheets: what may stand in a cell and on a tab."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from reports.worksheet import EPOCH, lines_in, safe, saved, sheet_name


@pytest.mark.parametrize("first", list("=+-@\t\r＝＋－＠"))
def test_text_that_could_run_gets_a_quote(first):
    assert safe(f"{first}1+1") == f"'{first}1+1"
    assert safe(f" \n{first}cmd") == f"' \n{first}cmd"


@pytest.mark.parametrize("text", ["", "区统计局", "a=b", "'=1", "3 票"])
def test_other_text_stays(text):
    assert safe(text) == text


def test_characters_that_xml_cannot_hold_are_replaced():
    assert safe("a\x00b\x0bc") == "a\ufffdb\ufffdc"
    assert safe("a\ud800b\uffffc\ufffe") == "a\ufffdb\ufffdc\ufffd"
    assert safe("\x00=1+1") == "\ufffd=1+1"


def test_text_that_is_too_long_ends_in_a_mark():
    """Excel counts UTF-16 units, of which a rare character has two."""
    assert safe("长" * 32_767) == "长" * 32_767
    assert safe("长" * 40_000) == "长" * 32_766 + "…"
    assert safe("𠮷" * 20_000) == "𠮷" * 16_383 + "…"
    assert safe("=" * 40_000) == "'" + "=" * 32_765 + "…"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("区统计局", "区统计局"),
        ("A/B: [C]?*\\", "A B   C"),
        ("'quoted'", "quoted"),
        ("\x00", "-"),
        ("\uffff\ud800x", "x"),
        ("名" * 40, "名" * 31),
        ("𬭎" * 20, "𬭎" * 15),
        ("History", "History 2"),
    ],
)
def test_sheet_name_is_legal(wanted, expected):
    assert sheet_name(wanted, []) == expected


def test_sheet_name_is_unique_whatever_its_case_and_length():
    assert sheet_name("unit a", ["Unit A"]) == "unit a 2"
    assert sheet_name("unit a", ["Unit A", "UNIT A 2"]) == "unit a 3"
    long = "名" * 31
    assert sheet_name(long, [long]) == "名" * 29 + " 2"


def test_lines_count_chinese_characters_twice():
    assert lines_in("", 10) == 1
    assert lines_in("abcdefghi", 10) == 1
    assert lines_in("一二三四五", 10) == 2
    assert lines_in("一", 1) == 2


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2026, 6, 18, 7, 20, tzinfo=UTC), "2026-06-18T07:20:00Z"),
        (None, "1980-01-01T00:00:00Z"),
    ],
)
def test_saved_file_tells_nothing_of_the_time_of_saving(when, written):
    book = Workbook()
    # \x01 may come with a campaign file, and no office could open the workbook
    file = saved(book, "活动\x01\uffff办", when)
    with ZipFile(BytesIO(file)) as archive:
        assert {info.date_time for info in archive.infolist()} == {EPOCH}
        core = archive.read("docProps/core.xml").decode()
    assert "活动办" in core
    assert core.count(written) == 2
