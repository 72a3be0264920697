"""A document in which every key of the campaign file is used."""

from typing import Any

from tests.make import make_document


def rich() -> dict[str, Any]:
    """The preset with every kind of scale, subject, pool, rule, grade and indicator."""
    document = make_document()
    document["campaign"] |= {"occasion": "year-end", "series": "年度"}
    document["formula"] = {
        "measure": "score",
        "deciding": "mean",
        "denominator": "inside",
        "pools": "weights",
        "empty": "spread",
        "trim": {"each": 1, "least": 5},
        "decimals": 2,
        "rounding": "half-even",
        "zeros": "drop",
        "total": "last",
        "rank": "kind",
    }
    document["rates"] = [
        {
            "key": "fine",
            "name": "尚可率",
            "name_en": "Fine",
            "options": ["good", "fair"],
        }
    ]
    document["grading"] = {
        "method": "bands",
        "measure": "score",
        "steps": [
            {"label": "优", "label_en": "Best", "from": "90", "inclusive": False},
            {"label": "差", "label_en": "Worst"},
        ],
    }
    document["quorums"] = [
        {"scope": "campaign", "bound": "1/2", "inclusive": False},
        {"scope": "unit", "pool": "own", "least": 8},
    ]
    document["void"] = {"alike": True, "extremes": 2, "incomplete": True}
    document["scales"] = [*_scales(document)]
    document["forms"][0]["lines"] += [
        {"key": "why", "scale": "ticks", "text": "哪些问题", "optional": True},
        {"key": "mark", "scale": "mark", "text": "打分", "weight": "2.5"},
    ]
    document["subjects"] += _persons()
    document["pools"] += [
        {"key": "peers", "name": "互评", "name_en": "Peers", "reach": "peers"},
        {
            "key": "web",
            "name": "群众",
            "name_en": "Public",
            "reach": "open",
            "weight": "3/10",
            "kinds": ["team"],
        },
    ]
    document["indicators"] = [
        {"key": "points", "name": "目标分", "name_en": "Targets", "kind": "points"},
        {
            "key": "level",
            "name": "等级",
            "name_en": "Level",
            "kind": "grade",
            "steps": [
                {"key": "pass", "label": "合格", "label_en": "Pass"},
                {"key": "fail", "label": "不合格", "label_en": "Fail"},
            ],
        },
        {"key": "veto", "name": "一票否决", "name_en": "Veto", "kind": "veto"},
        {"key": "boss", "name": "署名", "name_en": "Superiors", "kind": "signed"},
    ]
    document["rules"] = _rules()
    document["documents"] = [
        {"unit": "A", "title": "报告", "body": "内容"},
        {
            "unit": "A",
            "title": "点评",
            "body": "内容",
            "kind": "leader",
            "subject": "A",
            "author": "某领导",
            "author_en": "A leader",
        },
    ]
    return document


def _scales(document: dict[str, Any]) -> Any:
    (quality,) = document["scales"]
    good, fair, poor = quality["options"]
    good |= {"roles": ["satisfied", "excellent"], "score": 100}
    fair |= {"score": "66.5"}
    poor |= {"roles": ["reason"], "score": "-1"}
    none = {"key": "none", "label": "不了解", "label_en": "Unknown"}
    yield {**quality, "options": [good, fair, poor, {**none, "roles": ["outside"]}]}
    options = [{"key": "a", "label": "甲", "label_en": "One"}]
    options += [{"key": "b", "label": "乙", "label_en": "Two"}]
    yield {"key": "ticks", "kind": "ticks", "share": "ticks", "options": options}
    yield {
        "key": "mark",
        "title": "打分",
        "title_en": "Mark",
        "kind": "number",
        "low": 1,
        "high": 10,
        "satisfied_from": 6,
        "excellent_from": 9,
    }


def _persons() -> Any:
    head = {"unit": "A", "form": "form", "kind": "person", "name_en": "Somebody"}
    yield {**head, "key": "head", "name": "某某", "principal": True}
    yield {**head, "key": "deputy", "name": "副职"}
    pledge = {"key": "vow", "name": "承诺", "kind": "pledge", "of": "head"}
    yield {"unit": "A", "form": "form", "name_en": "A pledge", **pledge}


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "measure": "score",
            "bound": "60",
            "consequence": "admonition",
            "form": "form",
        },
        {
            "measure": "excellent",
            "item": "study-1",
            "pool": "own",
            "kind": "team",
            "bound": "2/3",
            "inclusive": True,
            "margin": 2,
            "consequence": "rectify",
        },
        {"measure": "fine", "bound": "1/2", "above": True, "consequence": "spread"},
        {
            "measure": "satisfied",
            "against": "group-mean",
            "principal": True,
            "occasion": "regular",
            "times": 2,
            "running": False,
            "consequence": "training",
        },
        {
            "against": "campaign-mean",
            "above": True,
            "inclusive": True,
            "consequence": "drop",
        },
        {"against": "last", "last": "10 %", "occasion": "year-end"},
        {"measure": "points", "bound": "60", "consequence": "ineligible"},
        {"measure": "level", "bound": "pass", "consequence": "ineligible"},
        {"measure": "veto", "consequence": "ineligible"},
        {"measure": "title", "times": 3, "margin": 1, "consequence": "replace"},
    ]
