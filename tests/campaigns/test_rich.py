"""The campaign file with every key: read, stored and written back; its words."""

from typing import Any

import pytest
from django.utils import translation

from campaigns.load import load
from campaigns.models import Campaign
from campaigns.parser import parse
from campaigns.words import formula_text, formula_words, measure_name, step_words
from tests.campaigns.rich import rich


@pytest.mark.django_db
def test_every_key_comes_back() -> None:
    written = load(rich()).document()
    assert load(written).document() == written
    assert parse(written).rules == parse(rich()).rules
    assert parse(written).grading == parse(rich()).grading
    assert parse(written).quorums == parse(rich()).quorums
    assert parse(written).void == parse(rich()).void
    assert parse(written).indicators == parse(rich()).indicators
    assert parse(written).formula == parse(rich()).formula


@pytest.mark.django_db
def test_every_key_survives_freezing() -> None:
    campaign = load(rich())
    frozen = parse(campaign.document())
    pool = frozen.pools["web"]
    assert (str(pool.weight), pool.kinds, pool.is_open) == ("3/10", ("team",), True)
    mark = frozen.scales["mark"]
    assert (mark.low, mark.high, mark.satisfied_from) == (1, 10, 6)
    assert not frozen.scales["ticks"].bears("satisfied")
    assert frozen.bears(mark, "excellent")
    assert frozen.bears(frozen.scales["quality"], "fine")
    assert frozen.bears(mark, "score")
    assert not frozen.bears(mark, "fine")
    assert Campaign.objects.get().occasion == "year-end"


def said(document: dict[str, Any]) -> dict[str, str]:
    with translation.override("en"):
        clauses = formula_words(parse(document))
        return {clause.term: clause.sentence for clause in clauses}


def test_every_choice_has_its_words() -> None:
    words = said(rich())
    assert words == {
        "Measure": "the result is headed by: Score",
        "Satisfied": (
            "Good / fair / poor: “Good” counts as satisfied, “Fair”, “Poor”, “Unknown” "
            "do not; Mark: 6 and more counts as satisfied"
        ),
        "Excellent": (
            "Good / fair / poor: “Good” counts as excellent; Mark: 9 and more counts "
            "as excellent"
        ),
        "Fine": "Fine counts “Good”, “Fair”",
        "Left out": "“Unknown” is left out of the denominator",
        "Score": (
            "scores: Good / fair / poor: “Good” 100, “Fair” 66.5, “Poor” -1, "
            "“Unknown” without; Mark: the number itself, from 1 to 10"
        ),
        "Ticks": "ticks are given as a share of all ticks",
        "Deciding row": words["Deciding row"],
        "Denominator": (
            "a score is the mean of the answers that have one, without the highest and "
            "the lowest answer of a row, from 5 answers on, of rates the denominator "
            "is the valid ballots less those left out"
        ),
        "Blank items": (
            "every item must be answered, but a card may be left out as an "
            "abstention, only these may be left blank: 哪些问题"
        ),
        "Void": (
            "a card with the same option in all its items is void, a ballot with the "
            "best option for more than 2 subjects, or with the worst for more than 2, "
            "is void, a card with a blank item is void"
        ),
        "Pools": (
            "each pool's own figure counts by its weight: Own-unit raters 1, "
            "Cross-unit raters 1, Peers 1, Public 0.3, the weight of one without "
            "ballots goes to the others; “Public”: open to everybody, not one ballot "
            "a person; “Peers” rate each other, nobody himself; “Public” rates only: "
            "teams"
        ),
        "Quorum": (
            "of the whole campaign the result stands if more than 1/2 of those due "
            "voted, on a subject from “Own-unit raters” the result stands from 8 "
            "ballots returned on"
        ),
        "Ranking": (
            "subjects are ranked among units of the same kind, equal figures share a "
            "place, different kinds are ranked apart"
        ),
        "Grades": "grades by Score: “Best” above 90, “Worst” the rest",
        "From elsewhere": (
            "beside the ballots stand figures from elsewhere: “Targets”, “Level”, "
            "“Veto”, “Superiors”"
        ),
        "Bounds": words["Bounds"],
        "Rounding": (
            "percentages are rounded half to even to 2 decimals, for display only, "
            "zeros at the end are left out, the last option of a row is changed so "
            "that it adds to 100"
        ),
    }
    assert "打分 2.5" in words["Deciding row"]


def test_every_rule_has_its_sentence() -> None:
    sentences = said(rich())["Bounds"].split("; ")
    assert sentences == [
        "on “Appraisal: “Study and listening” stage”: Score below 60: an admonition "
        "talk is proposed",
        "teams only: Excellent rate on “Organisation of study” from “Own-unit raters” "
        "at or below 2/3: rectifying and reporting again is proposed, passing with 2 "
        "ballots to spare or less is said, too",
        "Fine above 1/2: continuing and spreading is proposed",
        "principal leaders only: in a regular campaign, Satisfaction rate below the "
        "mean of the group, 2 times in the series: training is proposed",
        "Score at or above the mean of the campaign: dropping or improving is proposed",
        "in a year-end campaign, Score among the last 10 %: rework is proposed",
        "Targets below 60: not eligible",
        "Level below “Pass”: not eligible",
        "“Veto” is there: not eligible",
        "the title was missed, 3 times running in the series: moving the head is "
        "proposed",
        "places are counted among units of the same kind",
        "of equals that do not all fit none is found",
        "numbers are rounded down",
        "ballots are compared, not rounded percentages",
    ]


@pytest.mark.parametrize(
    ("rank", "where"),
    [("group", "within the group"), ("none", "in the whole campaign"),
     ("campaign", "in the whole campaign")],
)  # fmt: skip
def test_the_last_are_said_to_be_the_last_of_whom(rank: str, where: str) -> None:
    document = rich()
    document["grading"], document["formula"]["rank"] = {}, rank
    document["rules"] = [{"against": "last", "last": "3"}]
    assert said(document)["Bounds"].split("; ")[1:3] == [
        f"places are counted {where}",
        "of equals that do not all fit none is found",
    ]


@pytest.mark.parametrize("method", ["majority", "plurality"])
def test_votes_for_a_grade_are_added_by_heads_whatever_the_weights(method: str) -> None:
    document, by_heads = rich(), rich()
    document["grading"] = by_heads["grading"] = {"method": method}
    by_heads["formula"]["pools"] = "heads"
    words = "for the grade the votes of all pools are added by heads"
    assert said(document)["Grades"].endswith(words)
    assert words not in said(by_heads)["Grades"]


def test_in_chinese_no_spaces_are_left_between_characters() -> None:
    with translation.override("zh-hans"):
        assert "  " not in formula_text(parse(rich()))


@pytest.mark.parametrize(
    ("table", "values", "term", "words"),
    [
        ("formula", {"deciding": "items"}, "Deciding row", "all items together decide"),
        ("formula", {"denominator": "due"}, "Denominator", "full number of raters due"),
        ("formula", {"denominator": "valid"}, "Left out", "stays in the denominator"),
        ("formula", {"empty": "zero"}, "Pools", "counts as nothing"),
        ("formula", {"empty": "undecided"}, "Pools", "there is no result"),
        ("formula", {"pools": "heads"}, "Pools", "not one ballot a person, not added"),
        ("formula", {"rank": "group"}, "Ranking", "within their group"),
        ("formula", {"rank": "campaign"}, "Ranking", "in the whole campaign"),
        ("formula", {"rounding": "down"}, "Rounding", "cut off after 2 decimals"),
        (
            "formula",
            {"rounding": "down", "decimals": 0},
            "Rounding",
            "cut off to whole",
        ),
        ("formula", {"decimals": 0}, "Rounding", "half to even to whole numbers"),
        ("formula", {"total": "largest"}, "Rounding", "the largest option"),
        ("formula", {"measure": "satisfied"}, "Denominator", "is the mean of the ans"),
        ("grading", {"method": "majority"}, "Grades", "they reach 1/2 of"),
        (
            "grading",
            {"method": "majority", "inclusive": False, "bound": "2/3"},
            "Grades",
            "more than 2/3 of the denominator",
        ),
        ("grading", {"method": "plurality"}, "Grades", "with most votes"),
        ("campaign", {"blank": "abstain"}, "Blank items", "an abstention on that item"),
        ("void", {"extremes": 1}, "Void", "more than 1 subject,"),
    ],
)
def test_other_choices(
    table: str, values: dict[str, Any], term: str, words: str
) -> None:
    document = rich()
    document[table] |= values
    assert words in said(document)[term]


def test_quotas_of_the_ranking() -> None:
    document = rich()
    steps = [{"label": "优", "label_en": "Best", "share": "20 %"}, {"label": "差"}]
    document["grading"] = {"method": "quota", "steps": steps, "fails": "60"}
    words = said(document)["Grades"]
    assert words.startswith(
        "grades by the ranking: “Best” the first 20 %, “差” the rest"
    )
    assert words.endswith("below 60 always “差”")
    document["grading"] = {"method": "quota", "steps": steps}
    assert said(document)["Grades"].endswith("go to the lower grade")


def test_steps_quorums_and_names() -> None:
    document = rich()
    document["grading"]["steps"][0]["inclusive"] = True
    document["quorums"] = [{"bound": "2/3"}, {"least": 1}]
    with translation.override("en"):
        definition = parse(document)
        assert step_words(definition) == ["“Best” from 90 on", "“Worst” the rest"]
        keys = ("score", "excellent", "fine", "veto", "title")
        names = [measure_name(definition, key) for key in keys]
    assert names == ["Score", "Excellent rate", "Fine", "Veto", "Title of the year"]
    assert said(document)["Quorum"] == (
        "of the whole campaign the result stands if 2/3 of those due voted, of the "
        "whole campaign the result stands from 1 ballot returned on"
    )


def test_a_mean_with_equal_weights_and_a_scale_without_scores() -> None:
    document = rich()
    document["scales"] = document["scales"][:1]
    for option in document["scales"][0]["options"]:
        option.pop("score", None)
        option["roles"] = []
    document["forms"][0]["lines"] = document["forms"][0]["lines"][:-2]
    document["rules"] = []
    words = said(document)
    assert words["Deciding row"].endswith("decides, all with the same weight")
    assert words["Satisfied"] == "no option counts as satisfied"
    assert words["Score"] == "scores: no option has one"


def test_weights_of_sections_and_items_form_by_form() -> None:
    document = rich()
    form = document["forms"][0]
    lines = [
        {"key": "first", "text": "首项", "scale": "quality"},
        {"kind": "heading", "key": "h", "text": "其他", "weight": 3},
        {"key": "x", "text": "甲项", "scale": "quality", "weight": 2},
        {"key": "y", "text": "乙项", "scale": "quality"},
    ]
    document["forms"] = [
        {**form, "lines": lines},
        {"key": "two", "title": "第二张", "lines": lines[:1]},
    ]
    document["subjects"][1]["form"] = "two"
    document["rules"] = []
    words = said(document)["Deciding row"]
    assert words.endswith("stage: 首项 1, 其他 3, 甲项 2, 乙项 1")


def test_ticks_as_a_share_of_people() -> None:
    document = rich()
    del document["scales"][1]["share"]
    assert said(document)["Ticks"].endswith("of the people")


def test_without_subjects_there_is_nothing_to_say_of_options() -> None:
    document = rich()
    document["subjects"], document["rules"], document["documents"] = [], [], []
    assert "Satisfied" not in said(document)


def test_a_score_without_trimming_and_without_satisfied_options() -> None:
    document = rich()
    del document["formula"]["trim"]
    for option in document["scales"][0]["options"]:
        option["roles"] = []
    del document["scales"][2]["satisfied_from"]
    document["rules"] = []
    words = said(document)
    assert words["Denominator"].startswith("a score is the mean of the answers that")
    assert "without the highest" not in words["Denominator"]
    assert "Satisfied" not in words
