"""A group at a glance."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override

from reports.overview import Head, overview, step
from reports.report import Figure
from reports.templatetags.results import heat_steps
from tests.reports.sample import S1, make_report

BOUNDS = [Fraction(2, 3), Fraction(4, 5)]


def make_figure(value: Fraction, low: bool = False, unit: str = " %") -> Figure:
    return Figure(value, "", low, unit, 35)


@pytest.mark.parametrize(
    ("hits", "of", "low", "expected"),
    [
        (33, 35, False, "h1-90"),
        (9, 10, False, "h1-90"),
        (29, 35, False, "h2-80"),
        (4, 5, False, "h2-80"),
        (24, 35, False, "h3-23"),
        (23, 35, True, "h4-lo"),
        (1, 2, True, "h4-lo"),
        (17, 35, True, "h5-lo"),
    ],
)
def test_steps_are_the_campaigns_own_lines(hits, of, low, expected):
    assert step(make_figure(Fraction(hits, of), low), BOUNDS) == expected


def test_steps_without_bounds_and_without_a_figure():
    assert step(make_figure(Fraction(1, 10)), []) == "h2-80"
    assert step(None, BOUNDS) == "hidden"


def test_a_score_has_no_step_at_nine_tenths():
    assert step(make_figure(Fraction(60), unit=""), []) == "h1-90"
    assert step(make_figure(Fraction(95), unit=""), [Fraction(96)]) == "h3-23"


@pytest.mark.django_db
def test_overview_keeps_the_order_it_is_given():
    (group,) = make_report().groups
    table = overview(group.subjects)
    assert [row.subject.key for row in table.rows] == ["A", "B", "C", "D"]
    assert [head.title for head in table.pools] == ["Own unit", "Cross-unit"]
    assert [head.size for head in table.pools] == [15, 20]
    assert len(table.sections) == 3
    assert table.rows[0].decides.step == "h4-lo"
    assert table.reasons == []
    turned = overview(group.subjects[::-1])
    assert [row.subject.key for row in turned.rows] == ["D", "C", "B", "A"]


@pytest.mark.django_db
def test_overview_says_why_figures_are_hidden_and_marks_what_is_not_there():
    few = S1 | {"B": ((9, 0, 0), (3, 0, 0)), "C": ((4, 0, 0), (0, 0, 0))}
    (group,) = make_report(votes=few).groups
    first, *others = group.subjects
    less = replace(first, sections=first.sections[:-1])
    table = overview([less, *others])
    rows = {row.subject.key: row for row in table.rows}
    assert table.pools[0] == Head("own", "Own unit", None)
    assert [name for name, _why in table.reasons] == ["Unit B"]
    assert [cell.hidden for cell in rows["B"].pools] == [True, True]
    assert [cell.hidden for cell in rows["C"].pools] == [True, False]
    assert rows["C"].decides.hidden
    assert [cell.there for cell in rows[less.key].sections] == [True, True, False]


@pytest.mark.django_db
@override("en")
def test_key_of_the_heat_table_follows_the_rules():
    table = overview(make_report().groups[0].subjects)
    low, high = table.rules
    assert [words for _fill, words in heat_steps(table.rules)] == [
        "▼ below 50 % (white on dark)",
        "▼ 50 % to below 2/3",
        "2/3 to below 80 %",
        "80 % to below 90 %",
        "90 % and above",
    ]
    assert [words for _fill, words in heat_steps([low])] == [
        "▼ below 50 % (white on dark)", "▼ 50 % to below 2/3", "2/3 to below 90 %",
        "90 % and above",
    ]  # fmt: skip
    strict = replace(high, bound=Fraction(19, 20), text="95 %")
    assert [words for _fill, words in heat_steps([strict])] == [
        "below 95 %", "95 % and above",
    ]  # fmt: skip
    # ▼ marks what a rework rule flags, wherever a reminder stands
    soft = replace(high, bound=Fraction(1, 2), text="1/2")
    assert [words for _fill, words in heat_steps([soft, low])] == [
        "▼ below 50 % (white on dark)", "▼ 50 % to below 2/3", "2/3 to below 90 %",
        "90 % and above",
    ]  # fmt: skip
    half = replace(low, bound=Fraction(1, 2), text="1/2")
    assert [words for _fill, words in heat_steps([half])] == [
        "▼ below 1/2 (white on dark)", "1/2 to below 90 %", "90 % and above",
    ]  # fmt: skip
    assert heat_steps([]) == []


@pytest.mark.django_db
def test_hidden_cells_lead_to_one_sentence_for_all_that_are_hidden_alike():
    small = ((9, 0, 0), (3, 0, 0))
    (group,) = make_report(votes=S1 | {"B": small, "C": small}).groups
    table = overview(group.subjects)
    (why,) = table.whys
    assert (why.number, why.names) == (1, ("Unit B", "Unit C"))
    numbers = {row.subject.key: number for row, number in table.numbered}
    assert numbers == {"A": 0, "B": 1, "C": 1, "D": 0}


@pytest.mark.django_db
def test_one_section_is_shown_with_its_items_and_without_pools():
    (group,) = make_report().groups
    table = overview(group.subjects, "study")
    assert (table.items, table.pools) == (True, ())
    section, *items = table.sections
    assert section.key == "study"
    assert [item.key for item in items] == [f"study/study-{n}" for n in range(1, 6)]
    assert items[0].title.startswith("1. ")
    a = table.rows[0]
    assert [cell.figure.counts for cell in a.sections] == ["115/175", *["23/35"] * 5]
    assert overview(group.subjects, "nothing").sections == ()
