"""Every way in which the newer parts of a document are refused, with its place."""

from typing import Any

import pytest

from campaigns.definition import fraction, third, written
from campaigns.parser import DocumentError, parse
from tests.campaigns.rich import rich

pytestmark = pytest.mark.usefixtures("english")
Path = tuple[Any, ...]
STEPS = ("grading", "steps")
NUMBER = "is not a number such as 2/3, 0.75 or 80 %"
SHARE = "must lie above 0 and not above 1"


def changed(path: Path, value: Any) -> dict[str, Any]:
    """The document with one value put in, or taken out when it is `...`."""
    document = rich()
    row: Any = document
    for step in path[:-1]:
        row = row[step]
    if value is ...:
        del row[path[-1]]
    else:
        row[path[-1]] = value
    return document


def quota(*shares: str) -> dict[str, Any]:
    steps = [{"label": "x", "share": share} for share in shares]
    return {"method": "quota", "steps": [*steps, {"label": "y"}]}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        # words out of a list
        (("formula", "empty"), "", "formula.empty: must be one of: undecided, spread"),
        (("formula", "measure"), "x", "formula.measure: must be one of: satisfied"),
        (("campaign", "occasion"), "x", "campaign.occasion: must be one of: regular"),
        (("scales", 1, "kind"), "x", "scales[2].kind: must be one of: choice, ticks"),
        (("rules", 0, "kind"), "dog", "rules[1].kind: must be one of: , team, person"),
        (("pools", 0, "kinds"), ["dog"], "pools[1].kinds: must be one of: team"),
        (("formula", "colour"), 1, "formula.colour: is not a known key here"),
        (("rules", 0, "colour"), 1, "rules[1].colour: is not a known key here"),
        # numbers
        (("pools", 0, "weight"), "-1", "pools[1].weight: may not be negative"),
        (("pools", 0, "weight"), "x", f"pools[1].weight: {NUMBER}"),
        (("pools", 0, "weight"), True, "pools[1].weight: write the number in quotes"),
        (("pools", 2, "quota"), 3, "pools[3].quota: peers and the public have no"),
        (("formula", "decimals"), 4, "formula.decimals: must lie between 0 and 3"),
        (
            ("formula", "trim", "least"),
            2,
            "formula.trim.least: must lie between 3 and 100000",
        ),
        # scales
        (
            ("scales", 0, "low"),
            1,
            "scales[1].low: only a scale of numbers has this",
        ),
        (("scales", 2, "options"), [{"key": "a", "label": "a"}],
         "scales[3].options: a scale of numbers has no options"),
        (("scales", 2, "share"), "ticks", "scales[3].share: only a scale of ticks has"),
        (
            ("scales", 1, "options"),
            [{"key": f"k{n}", "label": "x"} for n in range(16)],
            "scales[2].options: a scale of ticks has 15 options at most",
        ),
        (("scales", 2, "high"), 1, "scales[3].high: must lie between 2 and 32000"),
        (
            ("scales", 2, "excellent_from"),
            11,
            "scales[3].excellent_from: must lie between 1 and 10",
        ),
        (("forms", 0, "lines", 1, "scale"), ..., "forms[1].lines[2].scale: is missing"),
        (
            ("forms", 0, "lines", 1, "scale"),
            "ticks",
            "forms[1].lines[2].main: ticks name things and cannot be the overall item",
        ),
        # subjects, papers
        (("subjects", 0, "of"), "head", "subjects[1].of: only a pledge is somebody's"),
        (("subjects", 6, "of"), "A", "subjects[7].of: “A” is not a person in this"),
        (("documents", 1, "subject"), "B", "documents[2].subject: is of another unit"),
        # rates, indicators
        (("rates", 0, "key"), "score", "rates[1].key: “score” is taken"),
        (("rates", 0, "options"), [], "rates[1].options: is missing"),
        (("indicators", 0, "key"), "fine", "indicators[1].key: “fine” is taken"),
        (
            ("indicators", 0, "steps"),
            [{"key": "a", "label": "a"}] * 2,
            "indicators[1].steps: a grade has two steps at least, nothing else has any",
        ),
        (
            ("indicators", 1, "steps"),
            [{"key": "a", "label": "a"}] * 2,
            "indicators[2].steps: a step is there twice",
        ),
        # grades
        ((*STEPS,), [], "grading.steps: a grade needs two steps at least"),
        ((*STEPS, 1, "from"), "10", "grading.steps: every step but the last has a"),
        ((*STEPS, 0, "from"), "x", f"grading.steps[1].from: {NUMBER}"),
        (("grading", "measure"), "satisfied", f"grading.steps[1].from: {SHARE}"),
        (
            ("grading",),
            quota("1/2") | {"measure": "score", "fails": "60"},
            "grading.measure: the ranking goes by what heads the result, by no other",
        ),
        (
            (*STEPS,),
            [{"label": n, "from": n} for n in ("60", "80")] + [{"label": "y"}],
            "grading.steps: the steps must go down, the best first",
        ),
        (("grading",), quota("60 %", "50 %"), "grading.steps: the shares add up to"),
        (("grading",), quota("0.667"), "grading.steps[1].share: 0.667 is not exactly"),
        (
            ("grading",),
            {"method": "quota", "steps": [{"label": "x"}, {"label": "y"}]},
            "grading.steps: every step but the last has a share",
        ),
        (
            ("grading",),
            {"method": "majority", "bound": "0.667"},
            "grading.bound: 0.667 is not exactly 2/3",
        ),
        # quorums
        (("quorums", 0, "least"), 3, "quorums[1].bound: give a share in “bound” or a"),
        (("quorums", 0, "bound"), "3", f"quorums[1].bound: {SHARE}"),
        (("quorums", 1, "least"), 0, "quorums[2].least: must lie between 1 and"),
        (("quorums", 1, "pool"), "x", "quorums[2].pool: “x” is not defined in this"),
        # rules
        (("rules", 1, "bound"), "1.2", f"rules[2].bound: {SHARE}"),
        (("rules", 1, "bound"), "0.667", "rules[2].bound: 0.667 is not exactly 2/3"),
        (("rules", 1, "bound"), "33.3 %", "rules[2].bound: 33.3 % is not exactly 1/3"),
        (("rules", 1, "bound"), ..., "rules[2].bound: is missing"),
        (("rules", 4, "bound"), "1/2", "rules[5].bound: this rule needs no bound"),
        (("rules", 7, "bound"), "x", "rules[8].bound: “x” is no step of this grade"),
        (("rules", 1, "item"), "x", "rules[2].item: no form has this item"),
        (("rules", 1, "item"), "why", "rules[2].measure: no option of this item"),
        (("rules", 1, "form"), "x", "rules[2].form: “x” is not defined in this file"),
        (("rules", 2, "measure"), "x", "rules[3].measure: “x” is not defined in this"),
        (("rules", 6, "pool"), "own", "rules[7].measure: this comes from elsewhere"),
        (("rules", 5, "last"), "200 %", "rules[6].last: write a number such as 3 or a"),
        (("rules", 5, "last"), "1.5", "rules[6].last: write a number such as 3 or a"),
        (("rules", 0, "last"), "3", 'rules[1].last: only with against = "last"'),
        (("rules", 3, "times"), 0, "rules[4].times: must lie between 1 and 50"),
    ],
)  # fmt: skip
def test_refusals(path: Path, value: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(changed(path, value))
    assert str(caught.value).startswith(message)


def test_weights_of_nothing() -> None:
    document = rich()
    for pool in document["pools"]:
        pool["weight"] = 0
    with pytest.raises(DocumentError, match="all pools have the weight 0"):
        parse(document)


def test_shares_need_a_ranking() -> None:
    document = changed(("grading",), quota("1/2"))
    document["formula"]["rank"] = "none"
    with pytest.raises(DocumentError, match="the formula has no rank"):
        parse(document)


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("score", "no option of any form has a score"),
        ("excellent", "no option of any form counts as excellent"),
        ("satisfied", "no option of any form counts for it"),
    ],
)
def test_a_rule_on_what_no_form_has(measure: str, why: str) -> None:
    document = rich()
    document["scales"] = document["scales"][:1]
    for option in document["scales"][0]["options"]:
        option.pop("score", None)
        option["roles"] = []
    document["forms"][0]["lines"] = document["forms"][0]["lines"][:-2]
    document["rules"] = [{"measure": measure, "bound": "1/2"}]
    with pytest.raises(DocumentError) as caught:
        parse(document)
    assert (caught.value.path, caught.value.why) == ("rules[1].measure", why)


def test_a_rule_before_there_is_an_item_is_read() -> None:
    document = rich()
    document["forms"][0]["lines"] = []
    document["rules"] = [{"measure": "excellent", "bound": "1/2"}]
    assert len(parse(document).rules) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("75 %", "0.75"), ("2/3", "2/3"), ("80", "80"), ("-0.05", "-0.05"),
        ("0", "0"), ("1/3", "1/3"), ("0.123456789", "0.123456789"),
    ],
)  # fmt: skip
def test_exact_numbers_are_written_as_they_are(text: str, plain: str) -> None:
    assert written(fraction(text)) == plain


def test_rounded_thirds() -> None:
    assert third(fraction("0.6667")) == fraction("2/3")
    assert third(fraction("2/3")) is None


def test_a_rate_of_what_the_denominator_leaves_out() -> None:
    document = rich()
    (key,) = (
        option["key"]
        for scale in document["scales"]
        for option in scale.get("options", [])
        if "outside" in option.get("roles", [])
    )
    document["rates"][0]["options"] += [key]
    document["formula"]["denominator"] = "valid"
    assert key in parse(document).rates["fine"].options
    document["formula"]["denominator"] = "inside"
    with pytest.raises(DocumentError) as caught:
        parse(document)
    assert (caught.value.path, caught.value.why) == (
        "rates[1].options",
        f"“{key}” is left out of the denominator, so no rate counts it",
    )
