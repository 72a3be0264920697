"""Reading a document: what a definition holds, and each mistake with its place."""

from typing import Any

import pytest

from campaigns.definition import Place, bound_text, digest, fraction
from campaigns.parser import DocumentError, parse
from tests.make import make_document

Path = tuple[Any, ...]


def changed(path: Path, value: Any) -> dict[str, Any]:
    """The preset with one value put in, or taken out when it is `...`."""
    document = make_document()
    row: Any = document
    for step in path[:-1]:
        row = row[step]
    if value is ...:
        del row[path[-1]]
    else:
        row[path[-1]] = value
    return document


LINE = ("forms", 0, "lines")
FLOORS = "campaign.floors.rate: no floor may be below 3, nor distribution below rate"
OVERALL = {"key": "again", "main": True, "scale": "quality", "text": "总"}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "file.version: must be 1"),
        (("version",), True, "file.version: must be of type int"),
        (("version",), ..., "file.version: is missing"),
        (("colour",), "red", "file.colour: is not a known key here"),
        (("about",), 1, "file.about: must be of type str"),
        (("campaign",), [], "file.campaign: must be of type dict"),
        (("campaign", "title"), " ", "campaign.title: is missing"),
        (
            ("campaign", "title"),
            "a\0",
            "campaign.title: may not hold the character NUL",
        ),
        (("campaign", "blank"), "x", "campaign.blank: must be one of: refuse, abstain"),
        (("campaign", "custody"), "x", "campaign.custody: must be one of: cards, file"),
        (
            ("campaign", "comments"),
            "x",
            "campaign.comments: must be one of: themes, verbatim",
        ),
        (
            ("campaign", "floors", "rate"),
            2,
            FLOORS,
        ),
        (
            ("campaign", "floors", "distribution"),
            4,
            FLOORS,
        ),
        (
            ("formula", "deciding"),
            "luck",
            "formula.deciding: must be one of: overall, items, mean",
        ),
        (("units",), {}, "file.units: must be of type list"),
        (("units", 0), "A", "units[1] must be a table."),
        (
            ("units", 0, "code"),
            "甲",
            "units[1].code: may hold Latin letters, digits, - and _ only",
        ),
        (("units", 1, "code"), "A", "units[2].code: “A” is there twice"),
        (
            ("groups", 0, "units"),
            ["A", "X"],
            "groups[1].units: “X” is not defined in this file",
        ),
        (
            ("groups", 0, "units"),
            [["A"]],
            "groups[1].units: “['A']” is not defined in this file",
        ),
        (
            ("groups", 0, "units"),
            ["A", "A"],
            "groups[1].units: “A” is there twice",
        ),
        (
            ("groups", 0, "lead"),
            "X",
            "groups[1].lead: “X” is not one of the units of the group",
        ),
        (
            ("scales", 0, "options", 0, "roles"),
            ["best"],
            "scales[1].options[1].roles: must be one of: satisfied, excellent, "
            "outside, reason",
        ),
        (
            ("scales", 0, "options", 0, "roles"),
            ["satisfied", "outside"],
            "scales[1].options[1].roles: an option outside the denominator is neither "
            "satisfied nor excellent",
        ),
        (
            (*LINE, 0, "kind"),
            "title",
            "forms[1].lines[1].kind: must be one of: heading, item",
        ),
        (
            (*LINE, 0, "scale"),
            "quality",
            "forms[1].lines[1].kind: a heading has no scale and is not rated",
        ),
        (
            (*LINE, 1, "scale"),
            "x",
            "forms[1].lines[2].scale: “x” is not defined in this file",
        ),
        ((*LINE, 3, "key"), "sum", "forms[1].lines[4].key: “sum” is there twice"),
        (
            (*LINE, 3),
            OVERALL,
            "forms[1].lines[4].main: only one line of a form may be the overall item",
        ),
        (
            ("subjects", 0, "unit"),
            "X",
            "subjects[1].unit: “X” is not defined in this file",
        ),
        (
            ("subjects", 0, "kind"),
            "dog",
            "subjects[1].kind: must be one of: team, person, initiative, pledge",
        ),
        (("pools", 0, "quota"), 0, "pools[1].quota: must lie between 1 and 5000"),
        (
            ("rules", 0, "bound"),
            "1e9",
            "rules[1].bound: is not a number such as 2/3, 0.75 or 80 %",
        ),
        (
            ("rules", 0, "bound"),
            "1/0",
            "rules[1].bound: is not a number such as 2/3, 0.75 or 80 %",
        ),
        (
            ("rules", 0, "bound"),
            "120 %",
            "rules[1].bound: must lie above 0 and not above 1",
        ),
        (
            ("documents",),
            [{"unit": "X", "title": "t", "body": "b"}],
            "documents[1].unit: “X” is not defined in this file",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_mistakes(path: Path, value: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(changed(path, value))
    assert str(caught.value) == message


def test_a_definition() -> None:
    document = make_document()
    definition = parse(document)
    form = definition.forms["form"]
    assert definition.hash == digest(document)
    assert [len(section.items) for section in form.sections] == [1, 5, 5, 3]
    assert [section.is_main for section in form.sections] == [True, False, False, False]
    assert form.main is form.items[0]
    assert [item.number for item in form.items[:3]] == [None, 1, 2]
    scale = definition.scales["quality"]
    assert (scale.satisfied, scale.outside) == ({0}, frozenset())


def test_who_rates_what() -> None:
    document = make_document()
    everyone = {"key": "all", "name": "代表", "reach": "campaign", "quota": 2}
    document["pools"].append(everyone)
    definition = parse(document)
    group, subject = definition.groups["G1"], definition.subjects["B"]
    own, cross, over = definition.pools.values()
    assert definition.group_of("B") is group
    assert definition.places(own, group)[1] == (Place("unit", "B"), 15)
    assert definition.places(cross, group) == [(Place("group", "G1"), 20)]
    assert definition.places(over, group) == [(Place("campaign"), 8)]
    places = [definition.places_of(subject, pool)[0] for pool in (own, cross, over)]
    assert places == [Place("unit", "B"), Place("group", "G1"), Place("campaign")]
    rated = [len(definition.subjects_at(own, place)) for place in places]
    assert rated == [1, 4, 4]
    names = [str(definition.place_name(place)) for place in places]
    assert names == ["单位乙", "第一组", "集中联评"]
    assert [definition.due(subject, pool) for pool in (own, cross, over)] == [15, 20, 8]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("２／３", "2/3"),
        ("80%", "80 %"),
        ("⅔", "2/3"),
        (" 2 / 3 ", "2/3"),
        ("80 ％", "80 %"),
        ("0.8", "0.8"),
    ],
)
def test_bounds_as_people_write_them(written: str, plain: str) -> None:
    assert bound_text(written) == plain
    assert fraction(written) == fraction(plain)


@pytest.mark.parametrize("text", ["", "x", "- 1", "1e999999999", "1_0", "٣/٤x", "nan"])
def test_no_bounds(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fraction(text)
