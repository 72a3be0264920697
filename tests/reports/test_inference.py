"""What is shown under weights and several measures: what is hidden stays hidden.

Every figure of a report is a linear equation over how many ballots of each pool chose
each option. A pool's counts that are hidden must not follow from them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ballots import disclosure
from reports.beside import Beside, beside
from reports.build import Builder
from reports.tally import Rate
from tests.reports.whole import make_counted, make_judge, make_subject, make_whole

OPTIONS, POOLS = 4, ("own", "cross", "public")
ALL = range(OPTIONS)
SATISFIED, EXCELLENT, BASIC = (0, 1), (0,), (0, 1, 2)
MEASURES = {"satisfied": SATISFIED, "excellent": EXCELLENT, "basic": BASIC}
SCORES = (100, 80, 60, 0)
RULES = [
    {"bound": "1/2"},
    {"measure": "excellent", "bound": "1/2"},
    {"measure": "excellent", "bound": "1/2", "pool": "own"},
    {"bound": "1/2", "item": "care"},
    {"measure": "basic", "against": "group-mean"},
]
Vector = tuple[Fraction, ...]


def votes(most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.integers(0, most)] * OPTIONS)


def vector(**of: dict[int, Fraction]) -> Vector:
    """An equation's left side, by pool and option."""
    return tuple(
        Fraction(of.get(pool, {}).get(o, 0)) for pool in POOLS for o in range(OPTIONS)
    )


def share(options, counts, weight=Fraction(1)) -> dict[int, Fraction]:
    n = sum(counts)
    return dict.fromkeys(options, weight / n) if n else {}


def rank(rows: list[Vector]) -> int:
    left, found = [list(row) for row in rows], 0
    for column in range(len(POOLS) * OPTIONS):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [without(row, pivot, column) for row in left]
        found += 1
    return found


def without(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    """The row less so much of the pivot that the column is 0."""
    times = row[column] / pivot[column]
    return [a - times * b for a, b in zip(row, pivot, strict=True)]


def equations(a, given, parts) -> Iterator[Vector]:
    """All that the report of a subject shows, and the ballots that all know."""
    yield from (votes_of(pool, ALL) for pool in POOLS)
    if a.main.counts is not None:
        for o in ALL:
            yield vector(**{pool: {o: Fraction(1)} for pool in POOLS[:2]})
    for row in a.pools:
        if row.main.counts is not None:
            yield from (votes_of(row.key, (o,)) for o in ALL)
        if row.figure is not None:
            yield votes_of(row.key, SATISFIED)
    for one in a.measures:
        if one.figure is not None:
            yield total(one.key, given, parts)
    yield from findings(a, given, parts)


def findings(a, given, parts) -> Iterator[Vector]:
    """What the parts of the verdict tell of what they measure."""
    for finding in (part.finding for part in a.verdict.reasons):
        rule = finding.rule
        measure = rule.measure or "satisfied"
        if finding.value is not None and rule.pool:
            yield votes_of(rule.pool, MEASURES[measure])
        elif finding.value is not None:
            yield total(measure, given, parts)


def votes_of(pool: str, options) -> Vector:
    """How many of a pool chose one of some options."""
    return vector(**{pool: dict.fromkeys(options, Fraction(1))})


def total(key: str, given, parts) -> Vector:
    if key == "score":
        counted = {
            pool: {o: w * SCORES[o] / max(1, sum(given[pool][:3])) for o in range(3)}
            for pool, w in parts.items()
        }
        return vector(**counted)
    return vector(**{p: share(MEASURES[key], given[p], w) for p, w in parts.items()})


def weights_of(given, pools: str, open_too: bool) -> dict[str, Fraction]:
    """What part each pool has in the total; by heads, its share of the ballots."""
    voted = {pool: sum(given[pool]) for pool in POOLS if sum(given[pool])}
    if pools == "heads":
        n = sum(voted.get(pool, 0) for pool in POOLS[:2])
        return {p: Fraction(voted[p], n) for p in POOLS[:2] if p in voted}
    fixed = {"own": Fraction(6, 10), "cross": Fraction(4, 10), "public": Fraction(1, 2)}
    there = POOLS if open_too else POOLS[:2]
    return {pool: fixed[pool] for pool in there if pool in voted}


@settings(deadline=None, max_examples=150)
@given(
    st.tuples(votes(5), votes(5), votes(4)),
    st.sampled_from(["weights", "heads"]),
    st.booleans(),
)
def test_hidden_pools_cannot_be_worked_out(cast, pools, open_too):
    document = make_whole(RULES, pools=pools, denominator="valid", empty="spread")
    document["pools"][2] = document["pools"][2] | {"weight": "0.5" if open_too else 0}
    given = dict(zip(POOLS, cast, strict=True))
    a = make_subject(document=document, **{p: {"A": v} for p, v in given.items()})
    shown = list(equations(a, given, weights_of(given, pools, open_too)))
    assert not list(solved(a, given, shown))


def solved(a, given, shown: list[Vector]) -> Iterator[str]:
    """Pools of which a hidden count follows from what is shown."""
    known = rank(shown)
    for row in a.pools:
        secrets = [votes_of(row.key, (o,)) for o in ALL if row.main.counts is None]
        if row.hidden and sum(given[row.key]):
            secrets.append(votes_of(row.key, SATISFIED))
        yield from (row.key for s in secrets if rank([*shown, s]) == known)


def test_without_a_cover_the_equations_are_solved(monkeypatch):
    """The control: the next smallest pool is not hidden with the small one."""
    given = {"own": (4, 5, 3, 3), "cross": (2, 1, 0, 0), "public": (0, 0, 0, 0)}
    document = make_whole(RULES, pools="heads", denominator="valid")

    def audit():
        votes = {pool: {"A": v} for pool, v in given.items()}
        a = make_subject(document=document, **votes)
        shown = list(equations(a, given, weights_of(given, "heads", open_too=False)))
        return set(solved(a, given, shown))

    assert audit() == set()
    monkeypatch.setattr(disclosure, "withheld", only_small)
    assert audit() == {"cross"}


def only_small(sizes, floor, already=()):
    return frozenset(key for key, size in sizes.items() if size < floor)


@settings(deadline=None, max_examples=50)
@given(votes(2), votes(2))
def test_few_ballots_show_one_figure(own, cross):
    document = make_whole(RULES, denominator="valid")
    a = make_subject(document=document, own={"A": own}, cross={"A": cross})
    n = sum(own) + sum(cross)
    shown = [m.key for m in a.measures if m.figure]
    findings = [p.finding for p in a.verdict.reasons if p.finding.value is not None]
    if n < 8:
        assert shown in ([], ["satisfied"])
        assert all(f.rule.measure == "" and not f.rule.item for f in findings)
        assert a.grade == "" or shown
    if n < 5:
        assert (a.figure, shown, a.grade, a.place) == (None, [], "", "")


ONE = {"measure": "satisfied", "deciding": "overall", "denominator": "valid"}


def told(cast, formula):
    """Everything that depends on how a few voted: figures, verdict, grade, place."""
    rules = [{"bound": "60" if formula.get("measure") == "score" else "1/2"}]
    document = make_whole(rules, pools="heads", decimals=3, **ONE | formula)
    document["grading"] = {"method": "plurality"}
    a = make_subject(document=document, own={"A": cast}, cross={"A": (0, 0, 0, 0)})
    shown = [m.figure for m in a.measures], [p.figure for p in a.pools]
    counts = [[item.counts for item in s.items] for s in a.sections]
    said = a.verdict.sentence, a.verdict.margin, a.grade, a.place, a.hidden
    return a.figure, *shown, counts, said


def few(most):
    """Every way in which so many ballots fall on the options."""
    cells = product(range(most + 1), repeat=OPTIONS)
    return [cast for cast in cells if sum(cast) == most]


@pytest.mark.parametrize(
    "formula",
    [
        {},
        {"deciding": "items"},
        {"denominator": "inside"},
        {"denominator": "inside", "deciding": "items"},
        {"measure": "score"},
        {"measure": "score", "trim": {"each": 1, "least": 5}},
        {"deciding": "mean"},
        {"measure": "score", "deciding": "mean"},
    ],
)
def test_few_ballots_tell_how_many_are_satisfied_and_nothing_else(formula):
    """Tried with every ballot there could be: whole numbers give more away than sums.

    100, 80 or 60 points from five ballots, or “1 of 2 who know it”, are two counts.
    """
    seen = defaultdict(list)
    for cast in few(5):
        told_now = told(cast, formula)
        if told_now not in seen[cast[0] + cast[1]]:
            seen[cast[0] + cast[1]].append(told_now)
    assert [len(alike) for alike in seen.values()] == [1] * 6


def test_a_plain_rate_is_told_from_five_ballots_and_others_from_eight():
    assert told((3, 2, 0, 0), {})[0].rate == Rate(5, 5)
    for formula in ({"denominator": "inside"}, {"measure": "score"}):
        assert told((3, 2, 2, 0), formula)[0] is None
        assert told((3, 2, 2, 1), formula)[0] is not None


def made(counts, blanks, **formula):
    """A report of 35 ballots; `blanks` of them left the number out."""
    formula = {"pools": "heads", "denominator": "answered", **ONE, **formula}
    document = make_whole([], **formula)
    document["grading"] = {}
    votes = {"own": {"A": counts}, "cross": {"A": (0, 0, 0, 0)}}
    counted = make_counted(**votes)
    numbers = dict(counted.values["A", "own", "points"])
    numbers[50] -= blanks
    given = {**counted.values, ("A", "own", "points"): {**numbers, -1: blanks}}
    counted = replace(counted, values=given)
    judge = make_judge(document, counted)
    subject, group = judge.definition.subjects["A"], judge.definition.groups["G1"]
    return Builder(judge, counted).subject(subject, group)


def test_rarely_answered_item_hides_the_others_of_a_mean():
    """3/35 + 1/3 can be made in one way only; nor may a section be taken off."""
    a = made((1, 2, 32, 0), 32, deciding="mean")
    assert a.figure is not None
    shown = {i.key for s in a.sections for i in s.items if i.figure or i.counts}
    assert shown == {"faults"}
    assert [s.figure for s in a.sections] == [None] * 3
    enough = made((1, 2, 32, 0), 27, deciding="mean")
    assert [s.figure is None for s in enough.sections] == [False, False, True]


def test_rarely_answered_item_hides_measures_of_other_items():
    """The overall item covers the number, which has no part in the basic rate."""
    a = made((1, 2, 32, 0), 32, deciding="items")
    assert a.main.counts is None
    figures = {m.key: m.figure for m in a.measures}
    assert figures["basic"] is None
    assert None not in (figures["satisfied"], figures["excellent"], figures["score"])
    whole = {m.key: m.figure for m in made((1, 2, 32, 0), 0, deciding="items").measures}
    assert whole["basic"].rate == Rate(70, 70)


def test_rarely_answered_item_that_decides_nothing_hides_itself_alone():
    a = made((1, 2, 32, 0), 32)
    assert [i.counts is None for s in a.sections for i in s.items if i.key != "points"]
    assert a.sections[1].items[1].figure is None
    assert a.figure is not None


blanks = st.lists(st.integers(0, 6), min_size=2, max_size=2)


@settings(deadline=None, max_examples=150)
@given(votes(5), votes(5), blanks)
@example((1, 0, 2, 5), (0, 0, 0, 0), [1, 0])
def test_items_side_by_side_give_away_no_hidden_class(own, cross, left_out):
    """What a subject's page shows of each item: all together, and class by class.

    Of each class as many leave the item out as it has to leave out. A class that alone
    has voted is all together, and whatever may be shown of these is shown of it.
    """
    a, given = made_of_two(own, cross, left_out)
    together = {i.key: i for section in a.sections for i in section.items}
    for row in beside(a):
        if row.item.kind == "choice":
            assert row.item == together[row.item.key]
            shown = list(item_equations(row))
            known = rank(shown)
            alone = sum(pool.account.valid > 0 for pool, _item in row.pools) == 1
            for pool, item in row.pools:
                assert pool.key in given
                if item.counts is None and pool.account.valid and not alone:
                    secrets = [votes_of(pool.key, (o,)) for o in ALL]
                    assert all(rank([*shown, one]) > known for one in secrets)


def made_of_two(own, cross, left_out):
    """A report with both classes; of each some left the second item out."""
    how = ONE | {"pools": "heads", "denominator": "answered"}
    document = make_whole([], **how)
    votes = {"own": own, "cross": cross, "public": (0, 0, 0, 0)}
    counted = make_counted(**{pool: {"A": v} for pool, v in votes.items()})
    values = dict(counted.values)
    for pool, n in zip(("own", "cross"), left_out, strict=True):
        row = dict(values["A", pool, "care"])
        blank = min(n, row[0])
        values["A", pool, "care"] = {**row, 0: row[0] - blank, -1: blank}
    counted = replace(counted, values=values)
    judge = make_judge(document, counted)
    subject, group = judge.definition.subjects["A"], judge.definition.groups["G1"]
    return Builder(judge, counted).subject(subject, group), votes


def item_equations(row: Beside) -> Iterator[Vector]:
    """What the section says of one item: counts of all together, and of each class."""
    if row.item.counts is not None:
        for o in ALL:
            yield vector(**{pool: {o: Fraction(1)} for pool in POOLS[:2]})
    elif row.item.figure is not None:
        yield vector(**{p: dict.fromkeys(SATISFIED, Fraction(1)) for p in POOLS[:2]})
    for pool, item in row.pools:
        if item.counts is not None:
            yield from (votes_of(pool.key, (o,)) for o in ALL)
        elif item.figure is not None:
            yield votes_of(pool.key, SATISFIED)


def test_without_a_cover_items_side_by_side_give_the_other_class_away(monkeypatch):
    """The control: own ballots many, clients' few, and only the small one hidden."""
    monkeypatch.setattr(disclosure, "withheld", only_small)
    a, _given = made_of_two((4, 5, 3, 3), (2, 1, 0, 0), [0, 0])
    row = next(row for row in beside(a) if row.item.key == "care")
    shown = list(item_equations(row))
    assert rank([*shown, votes_of("cross", (0,))]) == rank(shown)


@pytest.mark.parametrize("least", [1, 10])
def test_an_open_link_shows_no_item_that_a_few_have_answered(least):
    counted = make_counted(public={"A": (18, 2, 0, 0)})
    values = {**counted.values, ("A", "public", "care"): {0: least, -1: 20 - least}}
    counted = replace(counted, values=values)
    document = make_whole()
    document["campaign"]["blank"] = "abstain"
    builder = Builder(make_judge(document, counted), counted)
    whole = builder.definition
    with override("en"):
        a = builder.subject(whole.subjects["A"], whole.groups["G1"])
    public = next(pool for pool in a.pools if pool.key == "public")
    shown = least >= whole.floors.distribution
    assert public.figure is not None
    assert all((item.counts is not None) is shown for item in public.items)
    told = "an item has fewer than" in a.pools_hidden
    assert told is not shown
