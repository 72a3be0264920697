"""The differencing audit (D7): other ballots that show the very same report.

What is hidden cannot be worked out if it could have been otherwise: two voters of
hidden pools, or two answers to hidden items, change places, and neither the report nor
its JSON changes in anything. So no cell follows from all published figures, sentences
and findings together, by whatever arithmetic, unless all concerned agree (D8).
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots import disclosure
from campaigns.definition import Definition
from campaigns.parser import parse
from reports import plain
from reports.counted import Counted
from reports.report import SubjectReport
from reports.tally import Account
from tests.make import make_document
from tests.reports.test_build import BLANK, FAIR, GOOD, POOR, make_builder

POOLS, OPTIONS = ("own", "cross", "third"), (GOOD, FAIR, POOR)
SECTIONS = {"main": ("overall",), "work": ("a", "b"), "style": ("c", "d", "e")}
ITEMS = [item for items in SECTIONS.values() for item in items]
RULES = [
    {"bound": "2/3"},
    {"bound": "1/2", "pool": "own", "consequence": "reminder"},
    {"bound": "1/2", "item": "a", "consequence": "reminder"},
    {"measure": "score", "bound": "60", "consequence": "training"},
]
Answers = dict[str, dict[str, dict[int, int]]]  # by pool and item, how many per option


@cache
def make_audited(pools: str = "heads", deciding: str = "overall") -> Definition:
    """Three closed pools, six items that may be left blank, a score beside the rate."""
    document = make_document()
    document["campaign"]["blank"] = "abstain"
    document["formula"] |= {"pools": pools, "deciding": deciding}
    third = document["pools"][0] | {"key": "third", "name": "第三类"}
    document["pools"] = [*document["pools"], third]
    for option, score in zip(
        document["scales"][0]["options"], (100, 60, 0), strict=True
    ):
        option["score"] = str(score)
    scale, lines = document["scales"][0]["key"], []
    for section, items in SECTIONS.items():
        lines.append({"kind": "heading", "key": section, "text": section})
        for item in items:
            line = {"key": item, "scale": scale, "text": item}
            lines.append(line | ({"main": True} if item == "overall" else {}))
    document["forms"][0]["lines"], document["rules"] = lines, RULES
    return parse(document)


def shown(definition: Definition, answers: Answers) -> tuple[SubjectReport, dict]:
    """What page and papers read, and the JSON."""
    values, accounts = {}, {}
    for pool, rows in answers.items():
        n = sum(rows["overall"].values())
        accounts["A", pool] = Account(n, n, 0, n, 0)
        values |= {("A", pool, item): counts for item, counts in rows.items()}
    counted = Counted(values, accounts, {}, {}, {})
    builder = make_builder(definition, counted)
    subject = definition.subjects["A"]
    report = builder.subject(subject, definition.group_of(subject.unit))
    return report, plain.subject(report)


@st.composite
def ballots(draw: st.DrawFn) -> Answers:
    """A few ballots of each pool; some leave items blank."""
    sizes = {pool: draw(st.integers(0, 11)) for pool in POOLS}
    return {
        pool: {item: _spread(draw, n, item) for item in ITEMS}
        for pool, n in sizes.items()
    }


def _spread(draw: st.DrawFn, n: int, item: str) -> dict[int, int]:
    blank = draw(st.sampled_from([0, 0, 0, 1, n // 2])) if item != "overall" else 0
    blank = min(blank, n)
    good = draw(st.integers(0, n - blank))
    fair = draw(st.integers(0, n - blank - good))
    rest = n - blank - good - fair
    return {GOOD: good, FAIR: fair, POOR: rest, BLANK: blank}


def moved(answers: Answers, *moves: tuple[str, str, int, int]) -> Answers | None:
    """The answers after moves (pool, item, from, to); None if nobody could move."""
    new = deepcopy(answers)
    for pool, item, one, other in moves:
        new[pool][item][one] -= 1
        new[pool][item][other] += 1
    counts = [n for rows in new.values() for row in rows.values() for n in row.values()]
    return new if min(counts) >= 0 else None


def others(report: SubjectReport, answers: Answers) -> Iterator[tuple[str, Answers]]:
    """Other answers that differ in what is hidden alone; which cell they hide."""
    hidden = {p.key for p in report.pools if p.account.valid and _without(p.items)}
    items = {i.key for s in report.sections for i in s.items if i.counts is None}
    rated = {p.key for p in report.pools if p.figure}
    if report.figure_hidden and items == set(ITEMS):
        yield from _whole(answers, hidden)
        return
    for p, q in permutations(sorted(hidden), 2):
        for x, y in permutations(OPTIONS, 2):
            if {p, q} & rated and GOOD in (x, y):
                continue  # their rates are shown
            for item in set(ITEMS) - items:
                if new := moved(answers, (p, item, x, y), (q, item, y, x)):
                    yield p, new


def _whole(answers: Answers, pools: set[str]) -> Iterator[tuple[str, Answers]]:
    """Nothing of the subject is shown: anybody may have said anything."""
    for p, (x, y) in product(sorted(pools), permutations(OPTIONS, 2)):
        if new := moved(answers, (p, "overall", x, y)):
            yield "whole", new


def _without(items) -> bool:
    return all(item.counts is None for item in items)


def lonely(report: SubjectReport) -> list[str]:
    """Hidden pools that are the only one missing from a total that is shown."""
    voted = [p for p in report.pools if p.account.valid]
    found = []
    if report.main.counts is not None:
        found += [[p.key for p in voted if _without(p.items)]]
    if report.figure is not None and not report.figure_hidden:
        found += [[p.key for p in voted if p.hidden]]
    return [row[0] for row in found if len(row) == 1 and len(voted) > 1]


def leaks(
    definition: Definition, answers: Answers, chance: Random | None = None
) -> list[str]:
    """Hidden cells that could not have been otherwise, or that show through.

    All that can be moved is; with `chance` only some, to save time.
    """
    report, told = shown(definition, answers)
    found, ways = lonely(report), list(others(report, answers))
    for name, new in chance.sample(ways, min(4, len(ways))) if chance else ways:
        if shown(definition, new) != (report, told):
            found.append(name)
    return found


@settings(deadline=None, max_examples=60)
@given(
    ballots(),
    st.sampled_from(["heads", "weights"]),
    st.sampled_from(["overall", "items"]),
    st.randoms(),
)
def test_other_ballots_of_hidden_pools_show_the_same_report(
    answers, pools, deciding, chance
):
    assert leaks(make_audited(pools, deciding), answers, chance) == []


def alike(*sizes: tuple[int, ...]) -> Answers:
    """The same answers to every item."""
    options = (GOOD, FAIR, POOR, BLANK)
    return {
        pool: {item: dict(zip(options, (*n, 0), strict=True)) for item in ITEMS}
        for pool, n in zip(POOLS, sizes, strict=True)
    }


HIDDEN = [
    ((5, 4, 3), (2, 1, 0), (1, 2, 2)),  # one too small, its cover beside it
    ((5, 4, 3), (2, 1, 0), (0, 0, 0)),
    ((6, 3, 2), (3, 2, 1), (2, 2, 2)),  # rates shown, distributions hidden
    ((1, 1, 0), (1, 0, 0), (0, 0, 1)),  # nothing shown
]


@pytest.mark.parametrize("sizes", HIDDEN)
def test_the_audit_has_something_to_move(sizes):
    answers = alike(*sizes)
    report, _told = shown(make_audited(), answers)
    assert list(others(report, answers))
    assert leaks(make_audited(), answers) == []


def test_the_audit_finds_a_pool_without_cover(monkeypatch):
    """The control: complementary suppression switched off."""

    def only_small(sizes, floor, already=()):
        return frozenset(key for key, size in sizes.items() if size < floor)

    answers = alike(*HIDDEN[1])
    assert leaks(make_audited(), answers) == []
    monkeypatch.setattr(disclosure, "withheld", only_small)
    assert leaks(make_audited(), answers) == ["cross", "cross"]


def test_the_audit_finds_a_score_beside_the_rate(monkeypatch):
    """The control: every measure is told where only one may be."""
    answers = alike((3, 2, 1), (0, 0, 0), (0, 0, 0))
    report, told = shown(make_audited(), answers)
    other = moved(answers, ("own", "overall", FAIR, POOR))
    assert shown(make_audited(), other) == (report, told)
    full = disclosure.Level.FULL
    monkeypatch.setattr(disclosure, "subject_level", lambda *_cell: full)
    assert shown(make_audited(), other) != shown(make_audited(), answers)


# hidden items ------------------------------------------------------------------


def rarely(answered: dict[str, int]) -> Answers:
    """Twenty own and ten cross-unit ballots; some items answered by few."""
    answers = alike((10, 6, 4), (4, 3, 3), (0, 0, 0))
    for item, n in answered.items():
        answers["own"][item] = {GOOD: 1, FAIR: n - 2, POOR: 1, BLANK: 20 - n}
        answers["cross"][item] = {GOOD: 0, FAIR: 0, POOR: 0, BLANK: 10}
    return answers


def item_leaks(definition: Definition, answers: Answers) -> list[str]:
    """Hidden items that could not have been otherwise, each by one answer."""
    report, told = shown(definition, answers)
    hidden = {i.key for s in report.sections for i in s.items if i.counts is None}
    found = []
    for item in sorted(hidden):
        move = ("own", item, GOOD, FAIR)
        ways = [[move], *([move, ("own", i, FAIR, GOOD)] for i in hidden - {item})]
        tries = [new for way in ways if (new := moved(answers, *way))]
        if not any(shown(definition, new) == (report, told) for new in tries):
            found.append(item)
    return found


@pytest.mark.parametrize("deciding", ["overall", "items"])
@pytest.mark.parametrize(
    "answered",
    [{"a": 4}, {"a": 7}, {"a": 3, "b": 3}, {"c": 5, "d": 5}, {"a": 4, "c": 5}],
)
def test_rarely_answered_items_could_have_been_otherwise(answered, deciding):
    definition, answers = make_audited(deciding=deciding), rarely(answered)
    report, _told = shown(definition, answers)
    hidden = {i.key for s in report.sections for i in s.items if i.counts is None}
    assert set(answered) <= hidden
    assert item_leaks(definition, answers) == []


def test_the_audit_finds_an_item_without_cover(monkeypatch):
    """The control: the section's sum is shown although one item of it is hidden."""
    definition, answers = make_audited(), rarely({"a": 4})
    assert item_leaks(definition, answers) == []
    monkeypatch.setattr(disclosure, "sum_hidden", lambda *_sizes: False)
    assert item_leaks(definition, answers) == ["a"]
