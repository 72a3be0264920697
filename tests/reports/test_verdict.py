"""Verdicts, headlines and reasons as sentences, Chinese and English; no database."""

from fractions import Fraction

import pytest
from django.utils.translation import override

from ballots.disclosure import Cell, Level
from campaigns.parser import parse
from reports import wording
from reports.simple import simple
from reports.tally import Account, Rate, Rule, Unbalanced, judge
from reports.verdict import headline
from tests.make import make_document

REWORK = Rule(Fraction(2, 3), False, "rework", 0, "2/3")
REMINDER = Rule(Fraction(4, 5), False, "reminder", 0, "80 %")
BOTH = (REWORK, REMINDER)


def make_definition(deciding="overall", kind="team", pools=()):
    document = make_document()
    document["formula"]["deciding"] = deciding
    document["pools"] += pools
    for subject in document["subjects"]:
        subject["kind"] = kind
    return parse(document)


def make_verdict(hits, of=35, rules=BOTH, deciding="overall", cell=None):
    findings = judge(Rate(hits, of), rules, (cell or Cell(of, of, of)).deciding, 5)
    return simple(make_definition(deciding), findings, cell or Cell(of, of, of))


@pytest.mark.parametrize(
    ("hits", "state", "badge", "margin", "sentence"),
    [
        (23, "act", "建议返工补课", "差 1 票（23，需 24）",
         "低于 2/3，差 1 票，建议返工补课。由督导组分析、活动办决定。"),
        (20, "act", "建议返工补课", "差 4 票（20，需 24）",
         "低于 2/3，差 4 票，建议返工补课。由督导组分析、活动办决定。"),
        (24, "near", "恰好达到 2/3", "再少 1 票就不足 2/3；距 80 % 差 4 票",
         "恰好达到 2/3，再少 1 票就不足 2/3；距 80 % 差 4 票。"),
        (26, "near", "低于 80 %", "差 2 票（26，需 28）",
         "低于 80 %，差 2 票，是否提醒谈话由督导组决定。"),
        (28, "ok", "达到 80 %", "再少 1 票就不足 80 %",
         "达到 80 %，再少 1 票就不足 80 %。"),
        (29, "ok", "达到 80 %", "高于 80 % 线 1 票", "达到 80 %，高于 80 % 线 1 票。"),
        (33, "ok", "达到 80 %", "高于 80 % 线 5 票", "达到 80 %，高于 80 % 线 5 票。"),
    ],
)  # fmt: skip
def test_verdict_in_chinese(hits, state, badge, margin, sentence):
    with override("zh-hans"):
        found = make_verdict(hits)
    assert (found.state, found.badge) == (state, badge)
    assert (found.margin, found.sentence) == (margin, sentence)
    assert len(found.findings) == 2


@pytest.mark.parametrize(
    ("hits", "badge", "margin", "sentence"),
    [
        (23, "Rework proposed", "One vote short (23, needs 24)",
         "Below 2/3, one vote short: rework is proposed. The supervision team "
         "analyses, the office decides."),
        (24, "Just reaches 2/3",
         "One vote fewer would be below 2/3; 4 votes short of 80 %",
         "Just reaches 2/3: one vote fewer would be below 2/3; 4 votes short of 80 %."),
        (26, "Below 80 %", "2 votes short (26, needs 28)",
         "Below 80 %, 2 votes short: the supervision team decides on a reminder."),
        (29, "Reaches 80 %", "One vote above 80 %",
         "Reaches 80 %: one vote above 80 %."),
    ],
)  # fmt: skip
def test_verdict_in_english(hits, badge, margin, sentence):
    with override("en"):
        found = make_verdict(hits)
    assert (found.badge, found.margin, found.sentence) == (badge, margin, sentence)


@pytest.mark.parametrize(
    ("hits", "badge", "margin"),
    [
        (20, "Rework proposed", "One vote short (20, needs 21)"),
        (21, "Just above 2/3", "One vote fewer would not be above 2/3"),
        (23, "Above 2/3", "2 votes above 2/3"),
    ],
)
def test_inclusive_rule_says_above(hits, badge, margin):
    with override("en"):
        found = make_verdict(hits, 30, [Rule(Fraction(2, 3), True, "rework", 0, "2/3")])
        assert found.sentence.startswith(
            "Not above 2/3" if hits == 20 else f"{badge}: one vote"[: len(badge)]
        )
    assert (found.badge, found.margin) == (badge, margin)


def test_margin_of_the_rule_widens_what_is_close():
    with override("zh-hans"):
        found = make_verdict(
            26, rules=[Rule(Fraction(2, 3), False, "rework", 2, "2/3")]
        )
    assert (found.state, found.badge, found.margin) == (
        "near", "接近 2/3", "再少 3 票就不足 2/3",
    )  # fmt: skip


def test_lowest_missed_bound_decides_the_verdict():
    half = Rule(Fraction(1, 2), False, "rework", 0, "1/2")
    with override("en"):
        assert make_verdict(17, rules=[*BOTH, half]).margin.endswith("(17, needs 18)")
        assert make_verdict(18, rules=[*BOTH, half]).margin.endswith("(18, needs 24)")


def test_where_all_items_decide_answers_are_missing():
    with override("zh-hans"):
        assert make_verdict(23, deciding="items").margin == "差 1 项次（23，需 24）"


@pytest.mark.parametrize(
    ("cell", "of", "sentence"),
    [
        (Cell(4, 4, 4), 4, "有效票 4 张，少于 5 张，不予判定，也不显示比例。"),
        (
            Cell(20, 4, 4),
            20,
            "判定项只有 4 张票作答，少于 5 张，不予判定，也不显示比例。",
        ),
        (Cell(9, 9, 9), 0, "没有票计入分母，不予判定，也不显示比例。"),
    ],
)
def test_too_few_ballots(cell, of, sentence):
    with override("zh-hans"):
        found = make_verdict(0, of, cell=cell)
    assert (found.state, found.badge) == ("none", "票数不足，不予判定")
    assert found.sentence == sentence
    assert found.margin == sentence.removesuffix("，不予判定，也不显示比例。")


def test_without_rules_nothing_is_flagged():
    with override("en"):
        found = make_verdict(3, rules=[])
        subjects = list(make_definition().subjects.values())[:1]
        assert headline(subjects, [found]) == "Of 1 unit, 1 is measured by no bound."
    assert (found.state, found.badge, found.margin) == ("ok", "No bound is set", "")
    assert found.sentence == "No rule: nothing is flagged."


def test_headline_counts_the_verdicts():
    subjects = list(make_definition().subjects.values())
    with override("zh-hans"):
        verdicts = [make_verdict(hits) for hits in (23, 24, 29, 33)]
        assert headline(subjects, verdicts) == (
            "4 个单位中，1 个低于 2/3，建议返工补课；1 个恰好达到 2/3；2 个达到 80 %。"
        )
    with override("en"):
        assert headline(subjects, verdicts) == (
            "Of 4 units, 1 is below 2/3: rework is proposed; 1 just reaches 2/3; "
            "2 reach 80 %."
        )
        few = make_verdict(0, 4)
        people = list(make_definition(kind="person").subjects.values())[:2]
        assert headline(people, [few, few]) == (
            "Of 2 subjects, 2 have too few ballots and are not decided."
        )


def test_account_note_says_how_tickets_make_cards():
    tickets, cards = {"own": 60, "cross": 20}, [(15, 20)] * 4
    with override("zh-hans"):
        assert wording.account_note(make_definition(), tickets, {}, cards, 1) == (
            "全组 80 张票：本单位 60、全评 20。全评参评人员每人评 4 个单位，"
            "所以每个单位 15 + 20 = 35 票。补发过 1 张。"
        )
        assert "每人评 4 个评议对象" in wording.account_note(
            make_definition(kind="person"), tickets, {}, cards, 0
        )
    with override("en"):
        assert wording.account_note(make_definition(), tickets, {}, cards, 0) == (
            "80 ballots in the group: Own unit 60, Cross-unit 20. Cross-unit raters: "
            "each rates all 4 units, so every unit has 15 + 20 = 35 votes."
        )
        uneven = [(15, 20), (14, 20)]
        assert wording.account_note(make_definition(), tickets, {}, uneven, 2) == (
            "80 ballots in the group: Own unit 60, Cross-unit 20. "
            "2 slips were replaced."
        )


POOLS = [
    {"key": "public", "name": "群众", "reach": "unit", "quota": 30},
]


@pytest.mark.parametrize(
    ("sizes", "levels", "together", "sentence"),
    [
        ((15, 20), (2, 2), 2, ""),
        ((15, 3), (0, 0), 2, "全评只有 3 票。为了不让人倒推，两类都隐去，只显示合计。"),
        ((3, 3), (0, 0), 1,
         "本单位只有 3 票。为了不让人倒推，两类都隐去，只显示合计。"),
        ((15, 6), (1, 1), 2,
         "全评只有 6 票。为了不让人倒推，本单位、全评只显示满意率，不显示分布。"),
        ((7, 0), (1, 2), 1, ""),
        ((2, 2), (0, 0), 0, ""),
        ((15, 3, 6), (2, 0, 0), 2, "全评只有 3 票。为了不让人倒推，隐去：全评、群众。"),
        ((15, 3, 4), (1, 0, 0), 2,
         "全评只有 3 票。为了不让人倒推，隐去：全评、群众。"
         "本单位只有 15 票。为了不让人倒推，本单位只显示满意率，不显示分布。"),
    ],
)  # fmt: skip
def test_reason_for_hidden_pools(sizes, levels, together, sentence):
    keys = ("own", "cross", "public")[: len(sizes)]
    definition = make_definition(pools=POOLS[: len(sizes) - 2])
    cells = {key: Cell(n, n, n) for key, n in zip(keys, sizes, strict=True)}
    found = dict(zip(keys, map(Level, levels), strict=True))
    with override("zh-hans"):
        said = wording.closed_hidden(definition, cells, found, Level(together))
    assert said == sentence


@pytest.mark.parametrize(
    ("level", "items", "sentence"),
    [
        (Level.NONE, [(0, 0)], ""),
        (Level.RATE, [], "有效票 6 张，少于 8 张，只显示判定用的满意率。"),
        (Level.FULL, [], ""),
        (Level.FULL, [(0, 0)], "作答不足 8 票的项目隐去，能倒推出它们的数也一并隐去。"),
    ],
)
def test_reason_for_hidden_items(level, items, sentence):
    floors = make_definition().floors
    with override("zh-hans"):
        assert wording.hidden(floors, Cell(6, 6, 6), level, items) == sentence


def test_account_that_does_not_add_up_in_words():
    with override("zh-hans"):
        more = Unbalanced(Account(35, 37, 0, 37, 0))
        assert wording.unbalanced(more) == (
            "收回 37 张，多于发出 35 张，不能出结果。请先清点评议码条。"
        )
    with override("en"):
        assert wording.unbalanced(Unbalanced(Account(35, 35, 0, 34, 0))) == (
            "35 returned are not 34 valid, 0 void and 0 abstained: no result. Count "
            "the slips first."
        )
