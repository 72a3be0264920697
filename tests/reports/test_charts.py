"""Geometry, without a database and without SVG."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports import charts
from reports.charts import HATCH, OUTSIDE, SATISFIED, fills, gauge, minibar, stack
from reports.report import Bound, Column

GOOD = Column("good", "好", satisfied=True, outside=False)
BETTER = Column("better", "较好", satisfied=True, outside=False)
FAIR = Column("fair", "一般", satisfied=False, outside=False)
WEAK = Column("weak", "较差", satisfied=False, outside=False)
POOR = Column("poor", "差", satisfied=False, outside=False)
UNKNOWN = Column("unknown", "不了解", satisfied=False, outside=True)
TWO_THIRDS = Bound("2/3", Fraction(2, 3), 24, "rework")
EIGHTY = Bound("80 %", Fraction(4, 5), 28, "reminder")
LIGHT = charts.BETWEEN[0]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([GOOD, POOR], [SATISFIED[0], HATCH]),
        ([GOOD, FAIR, POOR], [SATISFIED[0], LIGHT, HATCH]),
        ([GOOD, BETTER, FAIR, POOR], [*SATISFIED[:2], LIGHT, HATCH]),
        ([GOOD, BETTER, FAIR, WEAK, POOR],
         [*SATISFIED[:2], *charts.BETWEEN[:2], HATCH]),
        ([GOOD, BETTER, FAIR, WEAK, POOR, UNKNOWN],
         [*SATISFIED[:2], *charts.BETWEEN[:2], HATCH, OUTSIDE]),
        ([GOOD, BETTER], [*SATISFIED[:2]]),
        ([UNKNOWN], [OUTSIDE]),
        ([GOOD] * 5, [*SATISFIED, SATISFIED[-1], SATISFIED[-1]]),
    ],
)  # fmt: skip
def test_fills_tell_options_apart_in_grey(columns, expected):
    assert list(fills(columns)) == expected


def test_stack_lays_votes_end_to_end():
    chart = stack("s", [23, 9, 3], [GOOD, FAIR, POOR], [Fraction(2, 3)], width=212)
    assert [(part.x, part.width) for part in chart.segments] == [
        (1, 138), (139, 54), (193, 18),
    ]  # fmt: skip
    assert chart.hatched
    assert chart.ticks == (141.0,)
    assert (chart.height, chart.top, chart.bar) == (22, 4, 14)


def test_stack_leaves_out_options_without_votes():
    chart = stack("s", [35, 0, 0], [GOOD, FAIR, POOR], [])
    assert [part.fill for part in chart.segments] == [SATISFIED[0]]
    assert not chart.hatched


def test_stack_of_nothing_is_empty():
    assert stack("s", [0, 0, 0], [GOOD, FAIR, POOR], []).segments == ()


def test_ticks_stand_at_the_exact_bound_and_not_at_its_rounded_figure():
    (tick,) = stack("s", [1, 0], [GOOD, POOR], [Fraction(2, 3)], width=3002).ticks
    assert tick == 2001.0


def test_gauge_has_a_cell_a_vote_and_hatches_what_is_missing():
    chart = gauge("g", 23, 35, [TWO_THIRDS, EIGHTY], width=702)
    assert len(chart.cells) == 34
    assert [cell.stroke for cell in chart.cells[21:24]] == [
        "#ffffff", "#d5d3cb", "#d5d3cb",
    ]  # fmt: skip
    assert (chart.short, chart.edge, chart.filled) == (1, 461.0, 460.0)
    assert chart.missing == 20.0
    assert chart.missing_x == 471.0
    assert [line.x for line in chart.lines] == [481.0, 561.0]


def test_gauge_that_reaches_its_lowest_bound_misses_nothing():
    chart = gauge("g", 24, 35, [TWO_THIRDS, EIGHTY])
    assert (chart.short, chart.missing) == (0, 0)


def test_labels_of_two_bounds_stand_outward_in_one_row_where_there_is_room():
    low, high = gauge("g", 23, 35, [TWO_THIRDS, EIGHTY], width=700).lines
    assert (low.anchor, high.anchor) == ("end", "start")
    assert low.text_y == high.text_y == 20
    assert (low.text_x, high.text_x) == (round(low.x - 6, 1), round(high.x + 6, 1))


def test_labels_get_a_row_each_where_there_is_none():
    chart = gauge("g", 23, 35, [TWO_THIRDS, EIGHTY], width=310)
    assert [line.text_y for line in chart.lines] == [42, 20]
    assert [line.anchor for line in chart.lines] == ["end", "end"]
    assert chart.lines[0].top == 29
    assert chart.top == 52


def test_label_of_a_low_bound_stands_to_its_right():
    (line,) = gauge("g", 9, 10, [Bound("1/3", Fraction(1, 3), 4, "rework")]).lines
    assert line.anchor == "start"


def test_gauge_without_bounds_is_a_bar():
    chart = gauge("g", 5, 10, [])
    assert (chart.lines, chart.short, chart.top) == ((), 0, 8)


def test_words_about_missing_votes_stay_inside():
    late = Bound("99 %", Fraction(99, 100), 10, "rework")
    early = Bound("1/10", Fraction(1, 10), 1, "rework")
    assert gauge("g", 9, 10, [late], width=310).missing_x == 240
    assert gauge("g", 0, 10, [early], width=310).missing_x == 130


def test_gauge_of_many_votes_draws_no_cells():
    assert gauge("g", 40, 61, [TWO_THIRDS]).cells == ()
    assert len(gauge("g", 40, 60, [TWO_THIRDS]).cells) == 59


def test_minibar():
    assert minibar(61, 80, width=161).filled == 122
    assert minibar(0, 0).filled == 0


@pytest.mark.parametrize(("n", "bars"), [(0, 1), (4, 2)])
def test_minibar_is_drawn_with_attributes_only(n, bars):
    html = render_to_string("reports/_minibar.html", {"chart": minibar(n, 8)})
    svg = ElementTree.fromstring(html)  # noqa: S314
    assert svg.get("aria-hidden") == "true"
    assert len(list(svg)) == bars
    assert "style" not in html
