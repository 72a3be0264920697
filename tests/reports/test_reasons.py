"""What every kind of rule says, Chinese and English; series; no database."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from reports.build import Builder
from reports.templatetags.results import mark, outcome
from tests.reports.whole import (
    CROSS,
    OWN,
    make_counted,
    make_judge,
    make_subject,
    make_whole,
)

HEADS = {"pools": "heads"}


def say(rule, language="zh-hans", key="A", formula=HEADS, entries=None, **votes):
    """The part of the verdict that one rule makes."""
    document = make_whole([rule], **formula)
    with override(language):
        verdict = make_subject(key, document, **votes).verdict
    return verdict.reasons[0]


@pytest.mark.parametrize(
    ("rule", "key", "state", "chinese", "english"),
    [
        ({"bound": "2/3", "measure": "excellent"}, "A", "act",
         "优秀率：19.4 %（6/31），低于 2/3，差 15 票，建议返工补课。",
         "Excellent rate: 19.4 % (6/31), below 2/3, 15 ballots short; rework is "
         "proposed."),
        ({"bound": "2/3"}, "B", "ok",
         "满意率：78.8 %（26/33），达到 2/3。",
         "Satisfaction rate: 78.8 % (26/33), reaches 2/3."),
        ({"bound": "26/33"}, "B", "near",
         "满意率：78.8 %（26/33），达到 26/33，再少 1 票就不够。",
         "Satisfaction rate: 78.8 % (26/33), reaches 26/33, no ballot to spare."),
        ({"bound": "25/33", "margin": 1}, "B", "near",
         "满意率：78.8 %（26/33），达到 25/33，仅富余 1 票。",
         "Satisfaction rate: 78.8 % (26/33), reaches 25/33, one ballot to spare."),
        ({"bound": "26/33", "inclusive": True, "consequence": "reminder"}, "B", "near",
         "满意率：78.8 %（26/33），不高于 26/33，差 1 票，建议提醒谈话。",
         "Satisfaction rate: 78.8 % (26/33), not above 26/33, one ballot short; a "
         "reminder talk is proposed."),
        ({"bound": "1/2", "inclusive": True}, "B", "ok",
         "满意率：78.8 %（26/33），高于 1/2。",
         "Satisfaction rate: 78.8 % (26/33), above 1/2."),
        ({"bound": "90 %", "above": True, "consequence": "spread"}, "D", "ok",
         "满意率：94.3 %（33/35），高于 90 %，超出 2 票，建议坚持并推广。",
         "Satisfaction rate: 94.3 % (33/35), above 90 %, 2 ballots beyond; continuing "
         "and spreading it is proposed."),
        ({"bound": "90 %", "above": True, "consequence": "spread"}, "A", "ok",
         "满意率：51.6 %（16/31），不高于 90 %。",
         "Satisfaction rate: 51.6 % (16/31), not above 90 %."),
        ({"bound": "90 %", "above": True, "inclusive": True}, "D", "act",
         "满意率：94.3 %（33/35），达到 90 %，超出 2 票，建议返工补课。",
         "Satisfaction rate: 94.3 % (33/35), reaches 90 %, 2 ballots beyond; rework is "
         "proposed."),
        ({"bound": "90 %", "above": True, "inclusive": True}, "A", "ok",
         "满意率：51.6 %（16/31），低于 90 %。",
         "Satisfaction rate: 51.6 % (16/31), below 90 %."),
        ({"bound": "80 %", "above": True, "margin": 1}, "B", "near",
         "满意率：78.8 %（26/33），不高于 80 %，再多 1 票即触及。",
         "Satisfaction rate: 78.8 % (26/33), not above 80 %, one ballot away."),
        ({"against": "group-mean", "consequence": "training"}, "A", "act",
         "满意率：51.6 %（16/31），低于平均值 77.6 %，差 11 票，建议培训。",
         "Satisfaction rate: 51.6 % (16/31), below the mean 77.6 %, 11 ballots short; "
         "training is proposed."),
        ({"against": "campaign-mean", "consequence": "drop"}, "C", "ok",
         "满意率：85.7 %（30/35），达到平均值 77.6 %。",
         "Satisfaction rate: 85.7 % (30/35), reaches the mean 77.6 %."),
        ({"against": "last", "last": "3", "consequence": "admonition"}, "C", "act",
         "满意率：85.7 %（30/35），位列后 3 名，差 3 票，建议诫勉谈话。",
         "Satisfaction rate: 85.7 % (30/35), among the last 3, 3 ballots short; an "
         "admonition talk is proposed."),
        ({"against": "last", "last": "1", "consequence": "replace"}, "B", "ok",
         "满意率：78.8 %（26/33），不在后 1 名。",
         "Satisfaction rate: 78.8 % (26/33), not among the last 1."),
        ({"against": "last", "last": "25 %", "consequence": "replace"}, "A", "act",
         "满意率：51.6 %（16/31），位列后 25 %，差 9 票，建议调整主要负责人。",
         "Satisfaction rate: 51.6 % (16/31), among the last 25 %, 9 ballots short; "
         "replacing the head is proposed."),
        ({"against": "last", "last": "1", "above": True, "consequence": "spread"},
         "D", "ok", "满意率：94.3 %（33/35），位列前 1 名，超出 3 票，建议坚持并推广。",
         "Satisfaction rate: 94.3 % (33/35), among the first 1, 3 ballots beyond; "
         "continuing and spreading it is proposed."),
        ({"against": "last", "last": "1", "above": True, "consequence": "spread"},
         "A", "ok", "满意率：51.6 %（16/31），不在前 1 名。",
         "Satisfaction rate: 51.6 % (16/31), not among the first 1."),
        ({"measure": "accident", "consequence": "ineligible"}, "A", "act",
         "一票否决：有此情形，建议取消资格。",
         "Accident: is there; ineligibility is proposed."),
        ({"measure": "accident", "consequence": "ineligible"}, "B", "ok",
         "一票否决：无此情形。", "Accident: is not there."),
        ({"measure": "level", "bound": "first", "consequence": "rectify"}, "A", "act",
         "达标等级：二级，低于一级，建议限期整改。",
         "Level: Second, below First; rectification is proposed."),
        ({"measure": "level", "bound": "second"}, "A", "ok",
         "达标等级：二级，达到二级。", "Level: Second, reaches Second."),
        ({"measure": "level", "bound": "second", "above": True, "inclusive": True},
         "A", "act", "达标等级：二级，达到二级，建议返工补课。",
         "Level: Second, reaches Second; rework is proposed."),
        ({"measure": "target", "bound": "90"}, "A", "act",
         "目标考核：85.5，低于 90，建议返工补课。",
         "Targets: 85.5, below 90; rework is proposed."),
        ({"measure": "boss", "bound": "85"}, "A", "ok",
         "分管领导评分：85，达到 85。", "Superiors: 85, reaches 85."),
        ({"bound": "2/3", "pool": "own"}, "A", "act",
         "满意率 · 本单位：46.2 %（6/13），低于 2/3，差 3 票，建议返工补课。",
         "Satisfaction rate · Own unit: 46.2 % (6/13), below 2/3, 3 ballots short; "
         "rework is proposed."),
        ({"bound": "2/3", "item": "care"}, "A", "act",
         "满意率 · 服务群众：51.6 %（16/31），低于 2/3，差 5 票，建议返工补课。",
         "Satisfaction rate · Care: 51.6 % (16/31), below 2/3, 5 ballots short; rework "
         "is proposed."),
        ({"bound": "2/3", "item": "care", "pool": "cross"}, "A", "act",
         "满意率 · 服务群众 · 全评：55.6 %（10/18），低于 2/3，差 2 票，建议返工补课。",
         "Satisfaction rate · Care · Cross-unit: 55.6 % (10/18), below 2/3, 2 ballots "
         "short; rework is proposed."),
        ({"bound": "80", "measure": "score"}, "A", "act",
         "得分：74.2，低于 80，差 5 票，建议返工补课。",
         "Score: 74.2, below 80, 5 ballots short; rework is proposed."),
    ],
)  # fmt: skip
def test_each_rule_says_what_it_found(rule, key, state, chinese, english):
    assert say(rule, key=key).sentence == chinese
    part = say(rule, "en", key=key)
    assert (part.sentence, part.state) == (english, state)


@pytest.mark.parametrize(
    ("rule", "votes", "chinese"),
    [
        ({"bound": "2/3"}, {"own": OWN | {"A": (1, 1, 1, 0)}},
         "满意率：票数不足，不予判定。"),
        ({"bound": "2/3", "pool": "public", "measure": "excellent"},
         {"public": {"A": (1, 3, 2, 0)}}, "优秀率 · 公众：票数不足，不予判定。"),
        ({"bound": "2/3"}, {"cross": CROSS | {"A": (0, 0, 0, 0)}},
         "满意率：没有可计入的评价，不予判定。"),
        ({"against": "group-mean"},
         {"own": dict.fromkeys("BCD", (0, 0, 0, 0)) | {"A": (4, 6, 5, 0)}},
         "满意率：没有可比较的评议对象，不予判定。"),
        ({"measure": "target", "bound": "60"}, {}, None),
        ({"measure": "level", "bound": "first"}, {}, None),
        ({"measure": "accident", "consequence": "ineligible"}, {}, None),
    ],
)  # fmt: skip
def test_each_reason_why_nothing_is_decided(rule, votes, chinese):
    key = "A" if chinese else "C"
    part = say(rule, key=key, formula={}, **votes)
    assert (part.state, part.finding.below) == ("none", None)
    assert part.sentence == chinese or part.sentence.endswith("：尚未录入，不予判定。")


def test_title_is_lost_where_a_rule_costs_it():
    rules = [
        {"measure": "accident", "consequence": "ineligible"},
        {"measure": "title", "consequence": "reminder"},
    ]
    said = {}
    for key in "ABC":
        with override("zh-hans"):
            verdict = make_subject(key, make_whole(rules)).verdict
        said[key] = verdict.reasons[1].sentence
    assert said == {
        "A": "年度称号：已失去，建议提醒谈话。",
        "B": "年度称号：保留。",
        "C": "年度称号：相关条款尚未全部判定，不予判定。",
    }


def test_rules_of_an_occasion_a_kind_and_principals():
    rules = [
        {"bound": "2/3", "occasion": "year-end"},
        {"bound": "2/3", "kind": "person"},
        {"bound": "2/3", "principal": True},
        {"bound": "2/3", "pool": "cross"},
    ]
    document = make_whole(rules)
    assert len(make_subject(document=document).verdict.reasons) == 1
    document["campaign"] |= {"occasion": "year-end"}
    document["subjects"][0] = document["subjects"][0] | {
        "kind": "person", "principal": True,
    }  # fmt: skip
    document["pools"][1] = document["pools"][1] | {"kinds": ["team"]}
    with override("en"):
        sentences = [
            p.sentence for p in make_subject(document=document).verdict.reasons
        ]
    assert len(sentences) == 3  # not of a pool that does not rate persons


def test_a_rule_for_another_kind_turns_nothing_over():
    rules = [{"bound": "2/3", "kind": "person"}]
    a = make_subject(document=make_whole(rules))
    assert (a.figure.low, a.bounds) == (False, ())


# verdicts -------------------------------------------------------------------------


def verdict_of(rules, language="en", key="A", formula=HEADS, **votes):
    with override(language):
        return make_subject(key, make_whole(rules, **formula), **votes).verdict


def test_verdict_is_named_after_the_heaviest():
    rules = [
        {"bound": "2/3", "consequence": "reminder", "measure": "excellent"},
        {"bound": "2/3"},
        {"measure": "accident", "consequence": "ineligible"},
    ]
    found = verdict_of(rules)
    assert (found.state, found.badge, found.simple) == (
        "act", "Ineligibility proposed", False,
    )  # fmt: skip
    assert found.sentence.startswith("Accident: is there; ineligibility is proposed. ")
    assert len(found.findings) == len(found.reasons) == 3


@pytest.mark.parametrize(
    ("rules", "key", "state", "badge"),
    [
        ([{"bound": "10 %", "measure": "excellent"}], "A", "ok", "Nothing found"),
        ([{"bound": "6/31", "measure": "excellent"}], "A", "near", "Close to a bound"),
        ([{"bound": "2/3", "times": 2}], "A", "near", "Found, not yet often enough"),
        ([{"measure": "target", "bound": "60"}], "B", "none", "Not decided"),
        ([{"bound": "1/2", "above": True, "consequence": "spread"}], "A", "ok",
         "Spreading proposed"),
        ([{"bound": "1/2", "above": True, "consequence": "spread"},
          {"bound": "6/31", "measure": "excellent"}], "A", "ok", "Spreading proposed"),
    ],
)  # fmt: skip
def test_verdict_of_several_kinds_of_rules(rules, key, state, badge):
    found = verdict_of(rules, key=key)
    assert (found.state, found.badge) == (state, badge)


def test_verdict_without_rules_under_weights():
    found = verdict_of([], formula={})
    assert (found.state, found.badge) == ("ok", "No bound is set")
    assert found.sentence == "No rule: nothing is flagged."


def test_marks_are_told_by_words_too():
    rules = [
        {"bound": "2/3", "measure": "excellent"},
        {"bound": "2/3", "times": 2},
        {"bound": "6/31", "measure": "excellent"},
        {"bound": "10 %"},
        {"measure": "target", "bound": "60"},
    ]
    parts = verdict_of(rules, key="A").reasons
    with override("en"):
        assert [outcome(part) for part in parts] == [
            "Applies", "Not yet often enough", "Close", "Does not apply",
            "Does not apply",
        ]  # fmt: skip
        assert outcome(verdict_of(rules, key="C").reasons[4]) == "Not decided"
    assert [mark(state) for state in ("act", "near", "ok", "none")] == [
        "▼", "◆", "✓", "—",
    ]  # fmt: skip


# series -----------------------------------------------------------------------------


def past(*votes, **change):
    """Judges of earlier campaigns, the newest first; A's votes from its own unit."""
    rule = {"bound": "2/3"} | change
    return tuple(
        make_judge(make_whole([rule], **HEADS), make_counted(own=OWN | {"A": own}))
        for own in votes
    )


LOW, HIGH, FEW = (0, 0, 15, 0), (15, 0, 0, 0), (0, 0, 0, 0)


def found_in(earlier, **change):
    """What the rule finds of A, which is low now, after these campaigns."""
    document = make_whole([{"bound": "2/3", "times": 2} | change], **HEADS)
    judge = make_judge(document, make_counted(), earlier=tuple(earlier))
    ((_rule, finding, _lack),) = judge.findings("A")
    return finding.seen, finding.found


@pytest.mark.parametrize(
    ("votes", "change", "expected"),
    [
        ([], {}, (1, False)),
        ([LOW], {}, (2, True)),
        ([HIGH, LOW], {}, (1, False)),
        ([HIGH, LOW], {"running": False}, (2, True)),
        ([LOW, LOW], {"times": 3}, (3, True)),
        ([LOW, HIGH, LOW], {"times": 3}, (2, False)),
        ([LOW, HIGH, LOW], {"times": 3, "running": False}, (3, True)),
    ],
)
def test_rule_counts_the_campaigns_of_the_series(votes, change, expected):
    assert found_in(past(*votes), **change) == expected


def test_a_campaign_that_did_not_rate_the_subject_breaks_the_run():
    (before,) = past(LOW)
    less = {k: v for k, v in before.definition.subjects.items() if k != "A"}
    gone = replace(before, definition=replace(before.definition, subjects=less))
    assert found_in([gone, before], times=2) == (1, False)


def test_one_that_could_not_be_asked_neither_counts_nor_breaks():
    (before,) = past(LOW)
    without = replace(before.definition, pools={})
    silent = replace(before, definition=without)
    other = replace(before, definition=replace(before.definition, occasion="year-end"))
    assert found_in([silent, before], pool="own", times=2) == (2, True)
    assert found_in([other, before], occasion="regular", times=2) == (2, True)


@pytest.mark.parametrize(
    ("language", "running", "sentence"),
    [
        ("zh-hans", True, "已连续 2 次（连续 3 次才适用）。"),
        ("en", True, "2 in a row of the 3 that it takes."),
        ("zh-hans", False, "已累计 2 次（累计 3 次才适用）。"),
        ("en", False, "2 of the 3 times that it takes."),
    ],
)
def test_sentence_says_how_often(language, running, sentence):
    rule = {"bound": "2/3", "times": 3, "running": running}
    document = make_whole([rule], **HEADS)
    counted = make_counted()
    judge = make_judge(document, counted, earlier=past(LOW))
    with override(language):
        row = Builder(judge, counted).subject(
            judge.definition.subjects["A"], judge.definition.groups["G1"]
        )
    assert row.verdict.reasons[0].sentence.endswith(sentence)


def test_one_that_lacks_the_measure_neither_counts_nor_breaks():
    document = make_whole([], **HEADS) | {"rates": []}
    silent = make_judge(document, make_counted())
    rule = {"measure": "basic", "bound": "100 %", "inclusive": True}
    assert found_in([silent], **rule) == (1, False)


def test_title_lost_by_a_rule_that_looks_back_is_lost_in_its_own_year():
    """Twice running in the second and the third year: the title missed twice."""
    rules = [
        {"bound": "2/3", "times": 2, "consequence": "ineligible"},
        {"measure": "title", "times": 2, "consequence": "replace"},
    ]
    document, judges = make_whole(rules, **HEADS), ()
    for own in (LOW, LOW, LOW):
        counted = make_counted(own=OWN | {"A": own})
        judges = (make_judge(document, counted, earlier=judges), *judges)
    findings = [judge.findings("A")[-1].finding for judge in judges]
    assert [(f.below, f.seen, f.found) for f in findings] == [
        (True, 2, True), (True, 1, False), (False, 0, False),
    ]  # fmt: skip


def test_title_of_a_team_goes_with_a_principal_leader_too():
    rules = [
        {"measure": "accident", "consequence": "ineligible", "kind": "person"},
        {"measure": "title", "consequence": "reminder"},
    ]
    document = make_whole(rules, **HEADS)
    leader = {"key": "L", "unit": "B", "form": "form", "kind": "person"}
    document["subjects"] = [
        *document["subjects"], leader | {"principal": True, "name": "某某"},
    ]  # fmt: skip
    entries = {("accident", "L"): [("yes", "", "安委会")]}
    judge = make_judge(document, make_counted(), entries)
    found = {key: judge.findings(key)[-1].finding.found for key in "AB"}
    assert found == {"A": False, "B": True}
    assert judge.findings("L")[-1].finding.found


def test_ranks_among_units_of_a_kind():
    document = make_whole([], rank="kind", **HEADS)
    for unit, kind in zip(document["units"], "xxyx", strict=True):
        unit["kind"] = kind
    judge = make_judge(document, make_counted())
    assert [judge.place(key) for key in "ABCD"] == [(3, 3), (2, 3), (1, 1), (1, 3)]


@pytest.mark.parametrize(("key", "told"), [("B", 1), ("A", 2)])
def test_two_consequences_of_one_bound_are_told_apart_when_found(key, told):
    """S6: under 60 an admonition talk, and no honours that year."""
    rules = [
        {"bound": "2/3", "measure": "excellent", "consequence": consequence}
        for consequence in ("admonition", "ineligible")
    ]
    bound = "1/100" if told == 1 else "2/3"
    document = make_whole([rule | {"bound": bound} for rule in rules], **HEADS)
    with override("zh-hans"):
        verdict = make_subject(key, document).verdict
    assert len(verdict.reasons) == 2
    assert len(verdict.told) == told


@pytest.mark.parametrize(
    "rule",
    [
        {"against": "group-mean", "consequence": "training"},
        {"against": "campaign-mean", "consequence": "drop"},
        {"against": "last", "last": "1", "consequence": "rework"},
    ],
)
def test_those_of_a_second_vote_are_not_held_against_each_other(rule):
    """All of them were flagged: the last of two that have improved is nobody."""
    counted = make_counted()
    judge = make_judge(make_whole([rule, {"bound": "2/3"}], **HEADS), counted)
    builder = Builder(replace(judge, again=True), counted)
    whole = builder.definition
    with override("en"):
        found = builder.subject(whole.subjects["A"], whole.groups["G1"]).verdict.reasons
    by_rule = {one.rule: one for one in found}
    assert by_rule[0].state == "none"
    assert "no whole group to compare it with, not decided" in by_rule[0].sentence
    assert by_rule[1].state != "none"
