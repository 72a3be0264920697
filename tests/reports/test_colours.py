"""Charts and heat tables without colour: on paper, by fax, for the colour-blind.

Colours are turned into what a black printer or a colour-blind reader gets; what then
looks alike has to differ by pattern, edge or mark.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from reports.charts import BETWEEN, EDGES, HATCH, SATISFIED, Swatch, fills
from reports.overview import STEPS
from tests.reports.test_charts import BETTER, FAIR, GOOD, POOR, UNKNOWN, WEAK

CSS = Path(__file__).parent.parent.parent / "static/css"
# what cones see (Viénot, Brettel and Mollon 1999; for tritanopia the same scheme)
RED_BLIND = ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1))
GREEN_BLIND = ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1))
BLUE_BLIND = ((1, 0.14461, -0.14461), (0, 0.85924, 0.14076), (0, 0.85924, 0.14076))
BLIND = {
    "protanopia": RED_BLIND,
    "deuteranopia": GREEN_BLIND,
    "tritanopia": BLUE_BLIND,
    "black and white": ((0.2126, 0.7152, 0.0722),) * 3,
    "nothing": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
Light = tuple[float, float, float]


def linear(colour: str) -> Light:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    r, g, b = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return r, g, b


def luminance(colour: str, sight: str) -> float:
    light = linear(colour)
    r, g, b = (
        min(1, max(0, sum(part * one for part, one in zip(row, light, strict=True))))
        for row in BLIND[sight]
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str, sight: str) -> float:
    low, high = sorted(luminance(colour, sight) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def rule(name: str, sheet: str = "site.css") -> dict[str, str]:
    """The first declarations of a class."""
    text = (CSS / sheet).read_text()
    found = re.search(rf"\.{re.escape(name)} {{([^}}]*)}}", text)[1]
    pairs = (line.split(":", 1) for line in found.split(";") if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


@pytest.mark.parametrize("sight", BLIND)
def test_figures_of_the_heat_table_can_be_read(sight):
    for step in STEPS:
        ground = rule(step)
        ink = ground.get("color", "#1c2430")
        assert contrast(ground["background"], ink, sight) >= 4.5


@pytest.mark.parametrize("sight", BLIND)
def test_under_the_line_a_cell_turns_over(sight):
    light, dark = rule("h3-23")["background"], rule("h4-lo")["background"]
    assert contrast(light, dark, sight) >= 4.5


def test_steps_that_differ_by_tint_alone_have_edges_that_differ():
    edges = [rule(f"heat.{step}", "results.css")["border-left"] for step in STEPS[1:3]]
    assert ["dotted" in edge for edge in edges] == [True, False]
    assert [EDGES[rule(step)["background"]] for step in STEPS[1:3]] == [
        "dotted",
        "solid",
    ]
    assert [Swatch("", fill).edge for fill in ("#ffffff", "#8f3d12")] == ["", ""]
    paper = (CSS / "paper.css").read_text()
    assert ".heat .h2-80 { border-left: 1mm dotted" in paper
    assert ".heat .h3-23 { border-left: 1mm solid" in paper


@pytest.mark.parametrize("sight", BLIND)
@pytest.mark.parametrize(
    "columns",
    [[GOOD, FAIR, POOR], [GOOD, BETTER, FAIR, POOR],
     [GOOD, BETTER, FAIR, WEAK, POOR, UNKNOWN]],
)  # fmt: skip
def test_neighbours_in_a_bar_differ_in_lightness_or_by_hatching(columns, sight):
    for one, other in pairwise(fills(columns)):
        if HATCH not in (one, other):
            assert contrast(one, other, sight) >= 1.3
    assert contrast(SATISFIED[0], BETWEEN[0], sight) >= 4.5


@pytest.mark.parametrize("sight", BLIND)
def test_marks_stand_out_from_the_sheet(sight):
    for colour in ("#1f567d", "#8f3d12", "#1c2430", "#76818f"):
        assert contrast(colour, "#ffffff", sight) >= 3
