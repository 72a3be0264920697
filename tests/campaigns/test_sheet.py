"""Reading a pasted sheet."""

import pytest

from campaigns.sheet import LENGTH, LINES, read_sheet

WORD = """附件1
第三组“学习教育、听取意见”环节群众评价表
被评单位：__________
总体评价	好	一般	差
一、学习教育情况
1. 学习教育组织情况	□好 □一般 □差
２、规定内容学习情况	□好 □一般 □差
③弘扬焦裕禄精神“六问六带头”情况
（二）听取意见情况
1．广泛宣传发动听取意见情况  好 一般 差

说明：请在相应栏内打“√”。
"""
EXCEL = """序号|评价内容|好|一般|差
|总体评价|||
一|学习教育情况|||
1|学习教育组织情况|||
2|规定内容学习情况|||
二|听取意见情况|||
１|广泛宣传|||
""".replace("|", "\t")
MERGED = """方面|评价内容|好|一般|差
学习教育情况|1.学习教育组织情况|||
|2.规定内容学习情况|||
总体评价|您对该单位领导班子的总体评价|||
""".replace("|", "\t")


def shape(paste: str, **more: object) -> list[str]:
    """The lines in short: # heading, ! overall item, - item."""
    return [
        f"{'#' if line.heading else '!' if line.main else '-'} {line.key} {line.text}"
        for line in read_sheet(paste, **more).lines  # type: ignore[arg-type]
    ]


def said(paste: str) -> list[tuple[int, str, bool]]:
    return [(note.number, note.why, note.stops) for note in read_sheet(paste).notes]


def test_a_sheet_from_word() -> None:
    assert shape(WORD) == [
        "! overall 总体评价",
        "# s1 学习教育情况",
        "- s1-1 学习教育组织情况",
        "- s1-2 规定内容学习情况",
        "- s1-3 弘扬焦裕禄精神“六问六带头”情况",
        "# s2 听取意见情况",
        "- s2-1 广泛宣传发动听取意见情况",
    ]
    assert read_sheet(WORD).usable
    assert [note.number for note in read_sheet(WORD).notes] == [1, 2, 3, 12]
    assert read_sheet(WORD).notes[0].source == "附件1"


def test_a_table_from_excel() -> None:
    assert shape(EXCEL) == [
        "! overall 总体评价",
        "# s1 学习教育情况",
        "- s1-1 学习教育组织情况",
        "- s1-2 规定内容学习情况",
        "# s2 听取意见情况",
        "- s2-1 广泛宣传",
    ]


def test_a_table_with_the_sections_in_its_first_column() -> None:
    assert shape(MERGED) == [
        "# s1 学习教育情况",
        "- s1-1 学习教育组织情况",
        "- s1-2 规定内容学习情况",
        "# s2 总体评价",
        "! overall 您对该单位领导班子的总体评价",
    ]


def test_the_whole_preset_comes_back_from_its_own_text() -> None:
    overall = "一、总体评价\n1、您对该单位领导班子的总体评价\n"
    paste = overall + "二、边查边改情况\n1、建章立制情况"
    known = {
        (True, "边查边改情况"): "rectify",
        (False, "建章立制情况"): "rectify-3",
        (True, "总体评价"): "sum",
    }
    assert shape(paste, known=known) == [
        "# sum 总体评价",
        "! overall 您对该单位领导班子的总体评价",
        "# rectify 边查边改情况",
        "- rectify-3 建章立制情况",
    ]


def test_new_items_take_the_next_free_key_of_a_known_section() -> None:
    known = {(True, "学习教育情况"): "study", (False, "组织"): "study-1"}
    assert shape("一、学习教育情况\n1、新的\n2、组织", known=known) == [
        "# study 学习教育情况",
        "- study-2 新的",
        "- study-1 组织",
    ]


def test_taken_keys_are_left_alone() -> None:
    paste = "一、甲\n1、乙\n总体评价"
    assert shape(paste, taken={"s1", "overall", "s2-1"}) == [
        "# s2 甲",
        "- s2-2 乙",
        "# s3 总体评价",
        "! s3-1 总体评价",
    ]


@pytest.mark.parametrize(
    ("paste", "lines"),
    [
        ("服务态度好", ["- item-1 服务态度好"]),
        ("服务态度 好 较好 差", ["- item-1 服务态度"]),
        ("服务态度 （ ）好 （ ）差", ["- item-1 服务态度"]),
        ("一、服务态度\t满意\t不满意", ["- item-1 服务态度"]),
        ("作风\n1）廉洁", ["# s1 作风", "- s1-1 廉洁"]),
        ("第一部分 作风\n⑵廉洁", ["# s1 作风", "- s1-1 廉洁"]),
        ("12 廉洁", ["- item-1 廉洁"]),
        ("Overall\tgood\tfair\tpoor", ["! overall Overall"]),
        ("1、a\x00b\u200b c", ["- item-1 a b c"]),
        ("", []),
        ("\n \t \n", []),
    ],
)
def test_forms_of_lines(paste: str, lines: list[str]) -> None:
    assert shape(paste) == lines


def test_options_of_the_campaign_are_dropped_too() -> None:
    assert shape("1、廉洁\t甲等\t乙等", options=["甲等", "乙等"]) == ["- item-1 廉洁"]


@pytest.mark.parametrize(
    ("paste", "number", "why", "stops"),
    [
        ("1、甲\n7.", 2, "There is nothing after the number.", True),
        (
            f"1、{'长' * (LENGTH + 1)}",
            1,
            "The text is longer than 240 characters.",
            True,
        ),
        ("廉洁", 1, "It has no number; it was taken as an item.", False),
        ("1、甲\t要点", 1, "Left out: “要点”.", False),
        ("一、甲\n二、乙\n1、丙", 1, "No item stands under this heading.", False),
        (
            "总体评价\n综合评价",
            2,
            "A second overall item; it was taken as an ordinary one.",
            False,
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_said(paste: str, number: int, why: str, stops: bool) -> None:
    assert (number, why, stops) in said(paste)
    assert read_sheet(paste).usable is not stops


@pytest.mark.usefixtures("english")
def test_a_sheet_has_an_end() -> None:
    paste = "\n".join(f"{n % 100}、第 {n} 项" for n in range(1, LINES + 5))
    sheet = read_sheet(paste)
    assert len(sheet.lines) == LINES
    assert [(note.number, note.stops) for note in sheet.notes] == [(LINES + 1, True)]


def test_an_empty_sheet_is_of_no_use() -> None:
    assert not read_sheet("说明：无").usable


@pytest.mark.usefixtures("english")
def test_a_heading_over_the_overall_item_and_a_row_for_comments() -> None:
    paste = "总体评价\n您对该单位的总体评价\t\t\n一、作风\n1 效率\t□\t□\n意见建议\n"
    assert shape(paste) == [
        "# s1 总体评价",
        "! overall 您对该单位的总体评价",
        "# s2 作风",
        "- s2-1 效率",
    ]
    why = "Left out: every ballot has a field for comments."
    assert said(paste) == [(5, why, False)]
