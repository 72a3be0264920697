"""A campaign with every kind of item and pool, for the tests of voting."""

from typing import Any

from tests.ballots.make import Hall, make_open_box
from tests.make import make_document

FAULTS = ("slow", "closed", "rude", "costly")
OWN = {"overall": "good", "grade": "agree", "faults": ["slow", "rude"], "points": "90"}


def scales() -> list[dict[str, Any]]:
    """Five levels with a reason and one outside, ticks, and a number."""
    levels = [
        ("agree", "认同", "Agree", ["satisfied"]),
        ("partly", "基本认同", "Partly", []),
        ("never", "不认同", "Disagree", ["reason"]),
        ("unknown", "不了解", "Cannot say", ["outside"]),
    ]
    options = [
        {"key": key, "label": label, "label_en": english, "roles": roles}
        for key, label, english, roles in levels
    ]
    ticks = [{"key": key, "label": f"问题 {key}", "label_en": key} for key in FAULTS]
    return [
        {"key": "levels", "title": "认同度", "options": options},
        {"key": "faults", "title": "存在问题", "kind": "ticks", "options": ticks},
        {"key": "points", "title": "打分", "kind": "number", "low": 0, "high": 100},
    ]


def lines() -> list[dict[str, Any]]:
    return [
        {"key": "overall", "scale": "quality", "text": "总体评价", "main": True},
        {"key": "grade", "scale": "levels", "text": "工作成效"},
        {"key": "faults", "scale": "faults", "text": "有哪些问题", "optional": True},
        {"key": "points", "scale": "points", "text": "打分"},
    ]


def subjects() -> list[dict[str, Any]]:
    """A team in each of two units; three persons and a pledge in the first."""
    teams = [{"key": code, "unit": code, "form": "form"} for code in "AB"]
    one = {"unit": "A", "form": "form", "kind": "person"}
    persons = [one | {"key": p, "name": f"干部{p}"} for p in ("p1", "p2", "p3")]
    pledge = {"key": "q1", "unit": "A", "form": "form", "kind": "pledge", "of": "p1"}
    return [*teams, *persons, pledge | {"name": "承诺一"}]


def mixed(**campaign: Any) -> dict[str, Any]:
    """Own raters of teams, peers among persons, and an open link on teams."""
    made = make_document()
    made["campaign"] |= campaign
    made["scales"] += scales()
    made["forms"][0]["lines"] = lines()
    made["units"], made["subjects"] = made["units"][:2], subjects()
    made["groups"][0]["units"] = ["A", "B"]
    own = made["pools"][0] | {"quota": 3, "kinds": ["team"]}
    names = {"name": "互评", "name_en": "Peers", "short": "互评", "short_en": "Peers"}
    peers = {"key": "peers", "reach": "peers", **names}
    names = {"name": "群众", "name_en": "Public", "short": "群众", "short_en": "Public"}
    public = {"key": "public", "reach": "open", "kinds": ["team"], **names}
    made["pools"] = [own, peers, public]
    return made


def make_mixed_box(content: dict[str, Any] | None = None, **fields: Any) -> Hall:
    return make_open_box(content or mixed(), **fields)


def answers(hall: Hall, subjects: Any) -> dict[str, Any]:
    return {subject.key: dict(OWN) for subject in subjects}
