"""Narrowing and ordering an overview; all of it from the address."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils.translation import override

from campaigns.order import by_sound
from reports.filters import Filter, folded
from tests.reports.sample import S1, make_document_in_two_groups, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def subjects():
    """A to D in two groups; A needs action, B is close, C and D pass."""
    report = make_report(document=make_document_in_two_groups())
    rows = [one for group in report.groups for one in group.subjects]
    kinds = {"A": "窗口单位", "B": "部门", "C": "部门", "D": ""}
    names = {"A": "区卫生局", "B": "安监局", "C": "ＢＣ 中心", "D": "区发改委"}
    return [
        replace(one, unit_kind=kinds[one.key], unit=names[one.key], name=names[one.key])
        for one in rows
    ]


def keys(address, subjects):
    with override("en"):
        return [one.key for one in Filter(QueryDict(address), subjects).rows]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "ABCD"),
        ("sort=need", "ABCD"),
        ("sort=rate", "ABCD"),
        ("sort=rate&section=study", "ABCD"),
        # letters first, then by pinyin: anjianju, qufagaiwei, quweishengju
        ("sort=name", "CBDA"),
        ("sort=group", "ABCD"),
        ("group=G2", "CD"),
        ("group=G2&flag=act", ""),
        ("flag=act", "A"),
        ("flag=near", "B"),
        ("flag=ok&sort=name", "CD"),
        ("kind=%E9%83%A8%E9%97%A8", "BC"),
        ("what=team", "ABCD"),
        ("q=%E5%8C%BA", "AD"),
        ("q=bc+%E4%B8%AD", "C"),
        ("q=d", "D"),
        ("q=%25", ""),
    ],
)
def test_rows(address, expected, subjects):
    assert "".join(keys(address, subjects)) == expected


def test_order_is_stable_and_by_need_over_all_groups(subjects):
    assert keys("", subjects[::-1]) == list("ABCD")
    alike = [replace(one, figure=subjects[0].figure) for one in subjects]
    assert keys("sort=rate", alike) == keys("sort=rate", alike) == list("ABCD")
    hidden = [replace(subjects[0], figure=None), *subjects[1:]]
    assert keys("sort=rate", hidden) == list("BCDA")


def test_by_rate_goes_by_the_section_that_is_chosen(subjects):
    first = subjects[-1]
    study = next(s for s in first.sections if s.key == "study")
    lower = replace(study, figure=replace(study.figure, value=study.figure.value / 9))
    sections = tuple(lower if s.key == "study" else s for s in first.sections)
    changed = [*subjects[:-1], replace(first, sections=sections)]
    assert keys("sort=rate&section=study", changed)[0] == "D"
    assert keys("sort=rate", changed)[0] == "A"


@override("en")
def test_what_is_not_there_is_said_and_left_out(subjects):
    view = Filter(QueryDict("group=X9&flag=red&sort=up&section=no&q=D"), subjects)
    assert [one.key for one in view.rows] == ["D"]
    assert len(view.wrong) == 4
    assert "there is no “X9” here; it was left out" in view.wrong[0]
    assert view.query == "q=D"
    long = Filter(QueryDict("q=" + "x" * 61), subjects)
    assert long.wrong == ["Nothing was searched for: at most 60 characters."]
    assert len(long.rows) == 4


@override("en")
def test_address_says_no_more_than_the_view(subjects):
    view = Filter(QueryDict("q=&group=G2&flag=&sort=need&page=3&x=1"), subjects)
    assert view.query == "group=G2"
    assert view.said == [("Group", "Group 2"), ("Order", "needs action first")]
    assert [(link.key, link.n, link.query) for link in view.flags] == [
        ("act", 1, "flag=act"), ("near", 1, "flag=near"), ("ok", 2, "flag=ok"),
    ]  # fmt: skip
    searched = Filter(QueryDict("q=D&section=study"), subjects)
    assert searched.said[0] == ("Unit or code", "D")
    assert dict(searched.said)["Columns"]


@override("en")
def test_of_a_few_there_are_columns_and_order_alone(subjects):
    view = Filter(QueryDict(), subjects)
    assert not view.many
    assert [field["name"] for field in view.choosable] == ["section", "sort"]
    more = Filter(QueryDict(), subjects * 3)
    names = [field["name"] for field in more.choosable]
    assert names == ["group", "flag", "kind", "section", "sort"]
    one = [replace(s, group_key="G1", sections=()) for s in subjects * 3]
    assert "group" not in [f["name"] for f in Filter(QueryDict(), one).choosable]
    assert "section" not in [f["name"] for f in Filter(QueryDict(), one).choosable]
    assert [key for key, _ in Filter(QueryDict(), one).offered["sort"]] == [
        "need", "name", "rate",
    ]  # fmt: skip


def test_words_are_folded_and_names_go_by_sound():
    assert folded(" Ａb　C ") == "abc"
    assert sorted(["张", "李", "王", "安", "Z"], key=by_sound) == [
        "Z", "安", "李", "王", "张",
    ]  # fmt: skip
    assert by_sound("𬭎 \ud800")  # whatever comes is ordered somehow


def test_hidden_figures_order_nothing_by_themselves():
    few = S1 | {"B": ((2, 0, 0), (1, 0, 0))}
    (group,) = make_report(votes=few).groups
    assert keys("sort=rate", group.subjects)[-1] == "B"
