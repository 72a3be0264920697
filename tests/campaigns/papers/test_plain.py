"""Text files, cleaning, and the layout of what was read."""

import pytest

from campaigns.papers import clean
from campaigns.papers.blocks import Block, blocks
from campaigns.papers.reading import MOST, read
from campaigns.papers.reading.headings import titled

TEXT = "征求意见情况报告\n一、方式\n座谈会“面对面”。\n（一）问题\n会多。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "gbk"])
def test_encodings(encoding: str) -> None:
    found = read(TEXT.replace("\n", "\r\n").encode(encoding))
    assert (found.kind, found.title) == ("text", "征求意见情况报告")
    assert found.text.split("\n\n") == [
        "# 一、方式", "座谈会“面对面”。", "## （一）问题", "会多。",
    ]  # fmt: skip


def test_lines_stay_together_where_empty_lines_part_paragraphs() -> None:
    found = read("标题\n\n甲。\n乙。\n\n丙。".encode())
    assert (found.title, found.text) == ("标题", "甲。\n乙。\n\n丙。")


def test_markdown() -> None:
    text = (
        "# 标题\n\n#### 深\n\n**重要**的[链接](https://example.org)，__也是__。\n\n- 甲"
    )
    found = read(text.encode())
    assert (found.title, found.text) == (
        "标题",
        "### 深\n\n重要的链接，也是。\n\n- 甲",
    )


def test_far_too_long_a_text_is_cut_and_said() -> None:
    found = read(("甲" * (MOST + 7)).encode())
    assert (len(found.text), found.notes) == (MOST, {"cut": 7})


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("只有一段。", "", "只有一段。"),
        ("标题", "", "标题"),
        ("# 两行的\n# 标题\n\n文。", "两行的标题", "文。"),
        ("一、没有标题\n\n文。", "", "# 一、没有标题\n\n文。"),
        ("这是一句话。\n\n文。", "", "这是一句话。\n\n文。"),
        ("很" * 61 + "\n\n文。", "", "很" * 61 + "\n\n文。"),
        ("甲\n乙\n丙\n丁\n\n文。", "", "甲\n乙\n丙\n丁\n\n文。"),
        ("表 | 格\n\n文。", "", "表 | 格\n\n文。"),
        ("", "", ""),
    ],
)
def test_the_title(text: str, title: str, rest: str) -> None:
    assert titled("", text) == (title, rest)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\nb \n", "a\n\nb"),
        ("\u3000\u3000甲\t乙  丙", "甲 乙 丙"),
        ("x\u202egpj.exe\u2066\u200b\ufeff\x07\0\x1b[0m", "xgpj.exe[0m"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("پارتىيە\u200cنىڭ", "پارتىيە\u200cنىڭ"),
        ("e\u0301 \ud800", "é"),
    ],
)
def test_what_is_seen_of_a_text(text: str, seen: str) -> None:
    assert clean.body(text) == seen


def test_a_title_stands_in_one_line() -> None:
    assert clean.line(" 两行\r\n的\u202e 标题\n") == "两行 的 标题"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("C:\\报告\\甲.docx", "甲.docx"),
        ("../../etc/passwd", "passwd"),
        ("fdp.\u202excod.exe", "fdp.xcod.exe"),
        ("长" * 300 + ".docx", "长" * 114 + "….docx"),
        ("长" * 300, "长" * 120),
        ("长" * 110 + "." + "x" * 60, ("长" * 110 + "." + "x" * 60)[:120]),
        ("", ""),
    ],
)
def test_names_of_files(name: str, seen: str) -> None:
    assert clean.file_name(name) == seen


def test_blocks() -> None:
    assert blocks("# 一\n甲\n乙\n\n#不是\n\n### 三 \n#### 四") == [
        Block(1, ("一",)),
        Block(0, ("甲", "乙")),
        Block(0, ("#不是",)),
        Block(3, ("三",)),
        Block(0, ("#### 四",)),
    ]
    assert [block.tag for block in blocks("# 一\n## 二")] == ["h3", "h4"]
    assert blocks("") == []
