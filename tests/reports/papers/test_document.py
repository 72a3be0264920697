"""A paper as its text: numbers of headings, cells, what is hidden."""

from fractions import Fraction

import pytest
from django.utils.translation import override

from reports.papers.document import (
    Break,
    Heading,
    Paper,
    Row,
    Table,
    Text,
    rows,
    written,
)
from reports.report import Figure

BLOCKS = (Heading("甲"), Text("x"), Heading("乙"), Break(), Heading("丙"))


def headings(language: str) -> list[str]:
    with override(language):
        blocks = list(Paper(("题",), BLOCKS).numbered)
    assert len(blocks) == len(BLOCKS)
    return [block.text for block in blocks if isinstance(block, Heading)]


def test_headings_are_numbered_as_an_office_does_and_anew_after_a_break():
    assert headings("zh-hans") == ["一、甲", "二、乙", "一、丙"]
    assert headings("en") == ["1. 甲", "2. 乙", "1. 丙"]


def test_wide_cell_takes_the_place_of_those_it_covers():
    row = Row(("a", "b", "", 3), wide=(2, 3))
    assert [(c.text, c.span, c.number) for c in row.cells] == [
        ("a", 1, False), ("b", 2, False), ("3", 1, True),
    ]  # fmt: skip


def test_figures_are_written_with_their_mark_and_sign_on_one_line():
    low = Figure(Fraction(1, 2), "50.0", True, " %", 10)
    assert written(low) == "▼50.0\xa0%"
    assert written(Figure(Fraction(80), "80.0", False, "", 10)) == "80.0"
    assert written(7) == "7"
    with override("zh-hans"):
        assert written(None) == "隐去"


def test_rows_must_fit_their_table():
    with pytest.raises(ValueError, match="结果"):
        Table("结果", ("a", "b"), rows([("x",)]), (1, 1))


def test_names_of_papers_have_no_space_in_chinese():
    assert Paper(("集中联评", "监票计票记录"), ()).name == "集中联评监票计票记录"
    assert Paper(("Joint", "Minutes"), ()).name == "Joint Minutes"
