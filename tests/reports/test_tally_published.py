"""Published results from their own counts, each by the rule its publisher used."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from reports.tally import (
    Account,
    Counts,
    Denominator,
    Rate,
    Share,
    majority,
    parts,
    percent,
    printed,
    rate,
    score,
    shares,
    total,
)

TABLES = Path(__file__).with_name("published_tables.json")
ROWS = {row["id"]: row for row in json.loads(TABLES.read_text())}


@dataclass(frozen=True)
class Way:
    """A publisher's rule as settings of the formula; `lines`: what a figure adds up."""

    decimals: int = 2
    rounding: str = "half-up"
    zeros: str = "keep"
    total: str = "as-is"
    denominator: str = "valid"
    share: str = ""
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scores: tuple[str, tuple[str, ...]] = ("", ())
    due: int = 0


# By the longest beginning of a row's id.
WAYS = {
    "zhanyi-2019": Way(zeros="drop", denominator="returned"),
    # The membership is not printed; 34 is the most with which all grades hold.
    "zhenhai-2021": Way(denominator="due", due=34),
    "shanxi-2011": Way(
        zeros="drop",
        denominator="issued",
        lines=(("满意和基本满意合计", ("满意", "基本满意")),),
    ),
    "wutongqiao": Way(decimals=1, lines=(("满意度", ("满意",)),)),
    "dongguan-2010": Way(decimals=0),
    "school-cxzy": Way(total="last"),
    "liulishan-2022": Way(zeros="drop"),
    "tongdao-2023-5": Way(),
    "tongdao-2023-2": Way(share="ticks"),
    "changzhou-2023": Way(total="last"),
    "jinchang-2011": Way(scores=("满意率", ("1", "0.75", "0"))),
    "chaozhou-forestry": Way(zeros="drop", denominator="returned"),
    "ningbo-2012": Way(decimals=1, lines=(("办理工作满意率", ("满意或基本满意",)),)),
    "cppcc-2022": Way(),
    "npc-2023-2": Way(total="largest"),
    "nanchang-2009": Way(decimals=1),
    "fujian-2006": Way(rounding="down"),
    "mumianling-2020": Way(),
}

NO_COUNTS = "no counts were published"
# What nobody can work out again, and why.
CAUSES = {
    ("hangzhou-2006", "满意率"): NO_COUNTS,
    ("hangzhou-2006", "比较满意率"): NO_COUNTS,
    ("hangzhou-2006", "基本满意率"): NO_COUNTS,
    ("hangzhou-2006", "不满意率"): NO_COUNTS,
    ("nanchang-2009", "满意率"): NO_COUNTS,
    ("hangzhou-2010", "满意"): "no whole number of 15,665 is 27.832 %",
    ("hangzhou-2010", "总体满意率"): NO_COUNTS,
}
FIGURES = [(key, figure) for key, row in ROWS.items() for figure in row["published"]]


def way(key):
    return next((made for start, made in WAYS.items() if key.startswith(start)), None)


def account(row, due):
    returned = row["returned"]
    valid = row["valid"] or returned
    issued = row["issued"] or returned
    made = Account(issued, returned, 0, valid, returned - valid, due)
    made.check()
    return made


def sign(value, how):
    """A share with its % sign; there is one, or it would not have been published."""
    assert value is not None
    return percent(value, how.decimals, how.rounding, how.zeros) + "%"


def beside(counts, of, how):
    """The row as its publisher prints it, option by option."""
    if how.share:
        rates = shares(counts, Share(how.share))
        return [sign(rate.value, how).removesuffix("%") for rate in rates]
    return parts(counts.options, of, how.decimals, how.rounding, how.total, how.zeros)


def share(row, counts, how, options):
    """One figure from several options."""
    names = list(row["counts"])
    made = rate(
        counts,
        [names.index(option) for option in options],
        (),
        account(row, how.due),
        Denominator(how.denominator),
    )
    return sign(made.value, how)


def worked_out(row, figure, how):
    """What the public functions make of one published figure."""
    counts, made = Counts(tuple(row["counts"].values())), account(row, how.due)
    of = Denominator(how.denominator).of(counts, (), made)
    if figure == "等次":
        grade = majority(counts, of, Fraction(1, 2))
        return list(row["counts"])[grade] if grade is not None else ""
    if figure == "作废":
        return printed(Fraction(made.void), 0) + "张"
    if figure == "回复率":
        return sign(Rate(made.returned, made.issued).value, how)
    if figure == how.scores[0]:
        points = [Fraction(text) for text in how.scores[1]]
        return sign(score(counts, points).value, how)
    if figure in dict(how.lines):
        return share(row, counts, how, dict(how.lines)[figure])
    texts = dict(zip(row["counts"], beside(counts, of, how), strict=True))
    name = figure if figure in texts else figure.removesuffix("率")
    return texts[name.removesuffix("得票")] + "%"


@pytest.mark.parametrize(("key", "figure"), FIGURES)
def test_published_figure_is_reproduced_or_explained(key, figure):
    row = ROWS[key]
    if (key, figure) in CAUSES:
        # Where there are counts a rule must be found: nothing is excused by habit.
        assert not row["counts"]
    else:
        assert worked_out(row, figure, way(key)) == row["published"][figure]


def test_every_cause_is_of_a_published_figure():
    assert set(CAUSES) <= set(FIGURES)


def test_27_832_percent_of_15665_ballots_cannot_be():
    near = [percent(Fraction(n, 15665), 3) for n in range(4355, 4365)]
    assert "27.832" not in near
    assert {"27.826", "27.833"} <= set(near)


@pytest.mark.parametrize(
    "key", [key for key, row in ROWS.items() if len(row["counts"]) > 1]
)
def test_published_counts_fill_their_denominator(key):
    row = ROWS[key]
    ways = way(key)
    if ways.share or key == "fujian-2006":  # shares that overlap
        return
    rates = [Rate(n, 0) for n in row["counts"].values()]
    assert total(rates).hits == row["valid"]


@pytest.mark.parametrize("key", ["school-cxzy-1", "changzhou-2023-1", "npc-2023-2"])
def test_forced_rows_add_up_and_the_honest_ones_do_not(key):
    row, how = ROWS[key], way(key)
    counts = tuple(row["counts"].values())
    forced = parts(counts, row["valid"], 2, total=how.total)
    honest = parts(counts, row["valid"], 2)
    assert sum(map(Fraction, forced)) == 100
    assert sum(map(Fraction, honest)) != 100


def test_half_even_at_a_tie_as_tongdao_printed_it():
    assert percent(Fraction(54, 192), 2, "half-even") == "28.12"
    assert percent(Fraction(54, 192), 2) == "28.13"
