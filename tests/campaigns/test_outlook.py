"""What a configuration comes to, in exact numbers."""

from typing import Any

import pytest
from django.utils import translation

from campaigns.definition import Rule
from campaigns.outlook import fewest, outlook_words
from campaigns.parser import parse
from tests.make import make_document


def words(document: dict[str, Any], language: str = "en") -> list[str]:
    with translation.override(language):
        return outlook_words(parse(document))


def test_the_preset() -> None:
    assert words(make_document()) == [
        "Each unit 15 + 20 = 35 ballots: 24 reach 2/3, 28 reach 80 %."
    ]


def test_the_preset_in_chinese() -> None:
    assert words(make_document(), "zh-hans") == [
        "每个单位 15 + 20 = 35 票：达到 2/3 需 24 票，达到 80 % 需 28 票。"
    ]


@pytest.mark.parametrize(
    ("bound", "inclusive", "votes", "needed"),
    [
        ("2/3", False, 35, 24),
        ("2/3", False, 30, 20),
        ("2/3", True, 30, 21),
        ("80 %", False, 35, 28),
        ("0.8", True, 35, 29),
        ("1", False, 5, 5),
    ],
)
def test_the_fewest_votes(bound: str, inclusive: bool, votes: int, needed: int) -> None:
    assert fewest(Rule(bound, inclusive, "rework", 0), votes) == needed


def test_bounds_that_must_be_passed_and_one_that_cannot_be() -> None:
    document = make_document()
    document["rules"] = [
        {"bound": "2/3", "inclusive": True},
        {"bound": "100 %", "inclusive": True},
    ]
    assert words(document) == ["Each unit 15 + 20 = 35 ballots: 24 are above 2/3."]


def test_without_rules() -> None:
    document = make_document()
    document["rules"] = []
    document["pools"] = document["pools"][:1]
    assert words(document) == ["Each unit 15 ballots."]


def test_all_items_together() -> None:
    document = make_document()
    document["formula"]["deciding"] = "items"
    assert words(document) == [
        "Each unit 15 + 20 = 35 ballots × 14 items = 490 answers: 327 reach 2/3, "
        "392 reach 80 %."
    ]


def test_groups_of_different_size_and_persons() -> None:
    document = make_document()
    document["units"].append({"code": "E", "name": "单位戊", "name_en": "Unit E"})
    document["groups"].append({"key": "G2", "title": "第二组", "units": ["E"]})
    document["subjects"].append({"key": "E", "unit": "E", "form": "form"})
    assert words(document)[1] == (
        "Unit E 15 + 5 = 20 ballots: 14 reach 2/3, 16 reach 80 %."
    )
    assert words(document, "zh-hans")[0].startswith("单位甲、单位乙、单位丙、单位丁 15")


def test_several_subjects_a_unit() -> None:
    document = make_document()
    head = {
        "key": "head",
        "unit": "A",
        "kind": "person",
        "name": "某某",
        "form": "form",
    }
    document["subjects"].append(head)
    assert words(document)[0].startswith("Each subject 15 + 20")


def pool(**values: Any) -> dict[str, Any]:
    return {"key": "more", "name": "其他", "name_en": "Others", **values}


def test_the_public_is_not_counted_beforehand() -> None:
    document = make_document()
    document["pools"].append(pool(reach="open"))
    assert words(document) == words(make_document())
    document["pools"] = [pool(reach="open")]
    assert words(document) == ["Each unit as many ballots as the public gives."]


def test_weights_scores_and_means_say_ballots_only() -> None:
    for values in ({"pools": "weights"}, {"deciding": "mean"}):
        document = make_document()
        document["formula"] |= values
        assert words(document) == ["Each unit 15 + 20 = 35 ballots."]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"pool": "own"}, "Satisfaction rate · Own unit: 10 reach 2/3."),
        (
            {"item": "study-1"},
            "Satisfaction rate · Organisation of study: 24 reach 2/3.",
        ),
        ({"kind": "person"}, ""),
        ({"principal": True}, ""),
        ({"occasion": "year-end"}, ""),
        ({"above": True}, ""),
        ({"against": "group-mean"}, ""),
        ({"times": 2}, ""),
    ],
)
def test_votes_are_said_where_a_rule_wants_a_share_of_them(
    rule: dict[str, Any], said: str
) -> None:
    document = make_document()
    document["rules"] = [{"bound": "2/3", **rule}]
    if "against" in rule:
        del document["rules"][0]["bound"]
    sums = "Each unit 15 + 20 = 35 ballots"
    assert words(document) == [f"{sums}: {said}" if said else f"{sums}."]


def test_a_weighted_campaign_says_votes_of_one_pool() -> None:
    document = make_document()
    document["formula"]["pools"] = "weights"
    document["rules"] = [{"bound": "2/3", "pool": "own"}]
    assert words(document)[0].endswith("Own unit: 10 reach 2/3.")


def test_many_names_are_cut_short() -> None:
    document = make_document()
    person = {"unit": "A", "kind": "person", "form": "form"}
    for number in range(5):
        name = {"name": f"某{number}", "name_en": f"Person {number}"}
        document["subjects"].append({**person, "key": f"p{number}", **name})
    document["pools"][1]["kinds"] = ["team"]
    assert words(document)[1].startswith("Person 0, Person 1 and 3 others 15 ballots")
