"""What is shown and what is hidden; the property tests try to work it out."""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ballots.disclosure import (
    Cell,
    Level,
    comments_shown,
    compare,
    hidden_items,
    pool_levels,
    smallest,
    subject_level,
    sum_hidden,
    withheld,
)
from campaigns.definition import Floors

FLOORS = Floors(rate=5, distribution=8, comments=10)
NONE, RATE, FULL = Level.NONE, Level.RATE, Level.FULL
Equation = frozenset[Hashable]


def cell(n: int) -> Cell:
    """A cell without blank items."""
    return Cell(n, n, n)


def levels(*sizes: int) -> list[Level]:
    together = subject_level(cell(sum(sizes)), FLOORS)
    return list(
        pool_levels(dict(enumerate(map(cell, sizes))), together, FLOORS).values()
    )


@pytest.mark.parametrize(
    ("n", "level"), [(0, NONE), (4, NONE), (5, RATE), (7, RATE), (8, FULL), (35, FULL)]
)
def test_subject_is_shown_by_its_ballots_alone(n, level):
    assert subject_level(cell(n), FLOORS) is level


def test_subject_whose_deciding_row_is_blank_is_not_shown():
    assert subject_level(Cell(valid=20, deciding=4, least=4), FLOORS) is NONE
    assert subject_level(Cell(valid=20, deciding=5, least=0), FLOORS) is FULL


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((15, 20), [FULL, FULL]),
        ((15, 3), [NONE, NONE]),  # two pools, one small: only the total
        ((15, 6), [RATE, RATE]),  # both distributions go, both rates stay
        ((15, 3, 6), [FULL, NONE, NONE]),  # the next smallest covers
        ((15, 3, 4), [RATE, NONE, NONE]),  # enough for rates, not for distributions
        ((15, 9, 7, 3), [FULL, FULL, NONE, NONE]),
        ((15, 0), [FULL, FULL]),  # no ballots hide nothing
        ((15, 0, 3), [NONE, FULL, NONE]),
        ((3, 3), [NONE, NONE]),
        ((6, 0), [RATE, FULL]),  # as much as of the total
        ((4, 0), [NONE, FULL]),
        ((7,), [RATE]),
        ((35,), [FULL]),
    ],
)
def test_pools_cover_each_other(sizes, expected):
    assert levels(*sizes) == expected


def test_pool_with_a_rarely_answered_item_keeps_its_rate_only():
    pools = {"own": Cell(15, 15, 2), "cross": Cell(20, 20, 19)}
    assert pool_levels(pools, FULL, FLOORS) == {"own": RATE, "cross": RATE}


def test_pool_without_a_rate_shows_no_distribution_either():
    pools = {"a": cell(3), "b": cell(9), "c": Cell(10, 10, 8)}
    assert pool_levels(pools, FULL, FLOORS) == {"a": NONE, "b": NONE, "c": FULL}


def test_no_pool_shows_more_than_the_total():
    assert pool_levels({"own": cell(15)}, NONE, FLOORS) == {"own": NONE}
    assert pool_levels({"own": cell(15)}, RATE, FLOORS) == {"own": RATE}


def test_withheld_stops_as_soon_as_the_floor_is_reached():
    assert withheld({"a": 3, "b": 5, "c": 6, "d": 20}, 5) == {"a", "b"}
    assert withheld({"a": 5, "b": 6}, 5) == set()
    assert withheld({"a": 9, "b": 10, "c": 20}, 5, ["c"]) == {"c"}


@pytest.mark.parametrize(
    ("sections", "summed", "expected"),
    [
        ([[35], [35, 35]], False, set()),
        ([[35], [35, 7]], False, {(1, 1)}),
        ([[35], [35, 7]], True, {(1, 1), (0, 0)}),
        ([[35, 36], [5, 5, 35]], True, {(1, 0), (1, 1)}),  # cover each other
        ([[35, 36], [5, 35]], True, {(1, 0), (0, 0)}),
        ([[0, 0, 0]], True, {(0, 0), (0, 1), (0, 2)}),
    ],
)
def test_rarely_answered_items_are_hidden(sections, summed, expected):
    assert hidden_items(sections, 8, all_of(sections) if summed else ()) == expected


def test_item_outside_the_sum_covers_none_in_it():
    """Section 0 has ticks with few answers: still the sum is one of two others."""
    sections, summed = [[9], [35, 3], [35]], {(1, 0), (1, 1), (2, 0)}
    assert hidden_items(sections, 8, summed) == {(1, 1), (1, 0)}
    few = [[6], [35, 3], [35]]
    assert hidden_items(few, 8, summed) == {(0, 0), (1, 1), (1, 0)}


def all_of(sections):
    return {(s, i) for s, row in enumerate(sections) for i in range(len(row))}


@pytest.mark.parametrize(
    ("answers", "hidden"),
    [([], False), ([7], True), ([35], True), ([4, 3], True), ([4, 4], False),
     ([0, 0], True)],
)  # fmt: skip
def test_section_sum_is_hidden_with_its_item(answers, hidden):
    assert sum_hidden(answers, 8) is hidden


@pytest.mark.parametrize(
    ("valid", "comments", "shown"),
    [(35, 3, True), (35, 2, False), (10, 3, True), (9, 5, False), (4, 0, True)],
)
def test_comments_need_ballots_and_company(valid, comments, shown):
    assert comments_shown(valid, comments, FLOORS) is shown


def version(valid=20, good=12, blank=0, **pools):
    """One subject as a result shows it; a pool that is None is hidden."""

    def items(n, hits, hidden=False):
        counts = {"good": hits, "poor": n - blank - hits}
        shown = {"counts": None, "blank": None, "numbers": {}}
        shown |= {} if hidden else {"counts": counts, "blank": blank}
        return [{"key": "overall", **shown}]

    rows = [
        {
            "key": name,
            "account": {"valid": n},
            "rate": None if hits is None else {"value": f"{hits}/{n}"},
            "items": items(n, hits or 0, hidden=hits is None),
        }
        for name, (n, hits) in pools.items()
    ]
    rate = {"value": f"{good}/{valid}"}
    subject = {
        "key": "A", "account": {"valid": valid}, "rate": rate, "pools": rows,
        "measures": [{"rate": rate}], "sections": [{"items": items(valid, good)}],
    }  # fmt: skip
    return {"groups": [{"subjects": [subject]}]}


def too_close(old, new):
    found = compare(old, new, FLOORS)
    return {(" ".join(filter(None, one.cell)), one.why, one.n) for one in found}


def test_the_same_result_is_not_too_close_to_itself():
    assert not too_close(version(own=(15, 9), cross=(5, 3)), version(
        own=(15, 9), cross=(5, 3)))  # fmt: skip


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ({"valid": 21, "good": 13}, {("A", "few", 1), ("A overall", "few", 1)}),
        ({"valid": 13, "good": 9}, {("A overall", "few", 7)}),
        ({"valid": 26, "good": 18}, {("A overall", "few", 6)}),  # enough for a rate
        ({"valid": 28, "good": 18}, set()),
        ({"valid": 12, "good": 9}, set()),
        ({"good": 13}, {("A", "altered", 0), ("A overall", "altered", 0)}),
        ({"blank": 3, "good": 12}, {("A overall", "few", 3)}),
    ],
)
def test_few_late_ballots_are_too_close(new, found):
    assert too_close(version(), version(**new)) == found


def test_a_pool_that_was_hidden_stays_hidden():
    old = version(own=(15, None), cross=(5, None))
    assert not too_close(old, old)
    shown = version(own=(15, 9), cross=(5, 3))
    cells = {"A own", "A cross", "A own overall", "A cross overall"}
    assert {(c, why) for c, why, _n in too_close(old, shown)} == {
        (cell, "unhidden") for cell in cells
    }
    # what goes out of sight gives nothing away
    assert not too_close(shown, old)


def test_a_subject_that_comes_or_goes_counts_with_its_ballots():
    nothing = {"groups": [{"subjects": []}]}
    assert not too_close(nothing, version())
    assert too_close(version(valid=4, good=3), nothing) == {
        ("A", "few", 4), ("A overall", "few", 4)
    }  # fmt: skip


def test_smallest_pool_is_named():
    pools = {"own": cell(15), "cross": cell(3), "public": cell(2)}
    assert smallest(pools, ["own", "cross"]) == "cross"


# Trying to work out what is hidden: every shown sum is a linear equation.


def rank(equations: Iterable[Equation], unknown: Sequence[Hashable]) -> int:
    rows = [[Fraction(u in e) for u in unknown] for e in equations]
    found = 0
    for column in range(len(unknown)):
        pivot = next((r for r in rows[found:] if r[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for i, row in enumerate(rows):
            if i != found and row[column]:
                factor = row[column] / pivot[column]
                rows[i] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def known(target: Equation, equations: list[Equation]) -> bool:
    """Whether the sum over `target` follows from the equations."""
    unknown = sorted({u for e in [*equations, target] for u in e})
    return rank([*equations, target], unknown) == rank(equations, unknown)


def test_the_attack_finds_what_is_left_open():
    equations = [frozenset("abc"), frozenset("a"), frozenset("b")]
    assert known(frozenset("c"), equations)
    assert not known(frozenset("c"), equations[:2])


OPTIONS = range(3)
CELLS = st.builds(
    lambda valid, blank, more: Cell(
        valid, max(0, valid - blank), max(0, valid - blank - more)
    ),
    st.integers(0, 14),
    st.integers(0, 3),
    st.integers(0, 3),
)
POOLS = st.one_of(
    st.lists(st.integers(0, 20).map(cell), min_size=1, max_size=5),
    st.lists(CELLS, min_size=1, max_size=5),
)


def shown(pools: dict[int, Cell], found: dict[int, Level], together: Level):
    """Every equation a reader gets: ballots of pools, rates, distributions."""
    voted = [p for p, c in pools.items() if c.valid]
    yield from (frozenset((p, o) for o in OPTIONS) for p in voted)
    for p in voted:
        if found[p] >= RATE:
            yield frozenset([(p, 0)])
        if found[p] >= FULL:
            yield from (frozenset([(p, o)]) for o in OPTIONS)
    if together >= RATE:
        yield frozenset((p, 0) for p in voted)
    if together >= FULL:
        yield from (frozenset((p, o) for p in voted) for o in OPTIONS)


@given(POOLS)
def test_hidden_pools_cannot_be_worked_out(cells):
    pools = dict(enumerate(cells))
    sums = [sum(column) for column in zip(*map(parts, cells), strict=True)]
    together = subject_level(Cell(*sums), FLOORS)
    found = pool_levels(pools, together, FLOORS)
    voted = {p for p, c in pools.items() if c.valid}
    assume(len(voted) > 1)
    equations = list(shown(pools, found, together))
    for p in voted:
        if found[p] < RATE:
            assert not known(frozenset([(p, 0)]), equations)
        if found[p] < FULL:
            assert not known(frozenset([(p, 1)]), equations)


@given(POOLS)
def test_hidden_pools_are_together_as_many_as_the_floor(cells):
    pools = dict(enumerate(cells))
    sums = [sum(column) for column in zip(*map(parts, cells), strict=True)]
    together = subject_level(Cell(*sums), FLOORS)
    found = pool_levels(pools, together, FLOORS)
    no_rate = [pools[p].deciding for p, level in found.items() if level < RATE]
    no_counts = [pools[p].valid for p, level in found.items() if level < FULL]
    if together >= RATE and no_rate:
        assert sum(no_rate) >= FLOORS.rate
    if together is FULL and no_counts:
        assert sum(no_counts) >= FLOORS.distribution


def parts(cell: Cell) -> tuple[int, int, int]:
    return cell.valid, cell.deciding, cell.least


@given(
    st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1,
             max_size=4),
    st.data(),
)  # fmt: skip
def test_hidden_items_cannot_be_worked_out(sections, data):
    """`rated` are in the sums of their sections, and decide together or not at all."""
    keys = all_of(sections)
    rated = data.draw(st.sets(st.sampled_from(sorted(keys))))
    summed = rated if len(rated) > 1 and data.draw(st.booleans()) else set()
    hidden = hidden_items(sections, 8, summed)
    assume(not rated <= hidden)
    equations = [frozenset([key]) for key in keys - hidden]
    for s, row in enumerate(sections):
        within = {key for key in rated if key[0] == s}
        if not sum_hidden([row[i] for t, i in hidden & within], 8):
            equations.append(frozenset(within))
    if summed:
        equations.append(frozenset(summed))
    for key in hidden:
        assert not known(frozenset([key]), equations)
    for key in keys - hidden:
        assert sections[key[0]][key[1]] >= 8
