"""What a definition says of answers and raters; the lines of mistakes in its file."""

import pytest
import tomli_w

from campaigns.files import presets
from campaigns.lines import line_of
from campaigns.parser import parse
from tests.campaigns.rich import rich
from tests.make import make_document


def test_what_is_answered() -> None:
    definition = parse(rich())
    quality, ticks, mark = definition.scales.values()
    for scale, good, bad in ((quality, 3, 4), (ticks, 3, 4), (mark, 10, 11)):
        assert scale.allows(good)
        assert not scale.allows(bad)
    assert definition.counting_options(quality, "fine") == {0, 1}
    assert definition.counting_options(quality, "excellent") == {0}
    assert definition.counting_options(quality, "satisfied") == {0}
    assert definition.indicators["level"].place("fail") == 1
    assert definition.indicators["level"].place("x") is None


def test_who_rates_whom_among_peers_and_the_public() -> None:
    definition = parse(rich())
    peers, web = definition.pools["peers"], definition.pools["web"]
    head, vow, team = (definition.subjects[key] for key in ("head", "vow", "A"))
    group = definition.groups["G1"]
    places = [place for place, _due in definition.places(peers, group)]
    assert [place.key for place in places] == ["head", "deputy"]
    assert [s.key for s in definition.subjects_at(peers, places[0])] == ["deputy"]
    assert definition.place_name(places[0]).zh == "某某"
    assert [place.key for place in definition.places_of(vow, peers)] == ["deputy"]
    assert (definition.due(vow, peers), definition.due(team, peers)) == (1, 0)
    assert definition.places_of(head, web) == []
    assert definition.due(team, web) == 0
    assert [pool.key for pool in definition.raters(team)] == ["own", "cross", "web"]
    assert [paper.title.zh for paper in definition.papers_on(team)] == ["报告", "点评"]
    assert [paper.title.zh for paper in definition.papers_on(head)] == ["报告"]


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("file.version", "version = 1"),
        ("campaign.title", 'title = "集中联评"'),
        ("campaign.floors.rate", "floors = {"),
        ("formula.deciding", 'deciding = "overall"'),
        ("units[2].name", 'name = "单位乙"'),
        ("scales[1].options[3].roles", '{ key = "poor"'),
        ("forms[1].lines[2].scale", '{ key = "overall"'),
        ("subjects[3].unit", 'unit = "C"'),
        ("pools[2].quota", "quota = 5"),
        ("rules[2].bound", 'bound = "80 %"'),
        ("rules[2].colour", "[[rules]]"),
    ],
)
def test_the_line_of_a_mistake(path: str, written: str) -> None:
    text = presets()["joint-appraisal"].read_text()
    number = line_of(text, path)
    assert text.splitlines()[number - 1].lstrip().startswith(written)


@pytest.mark.parametrize(
    ("path", "table", "written"),
    [
        ("file.version", "", "version = 1"),
        ("campaign.floors.rate", "[campaign.floors]", "rate = 5"),
        ("formula.pools", "[formula]", ""),
        ("scales[1].options[2].label", "[[scales.options]]", 'label = "一般"'),
        ("scales[1].options[2].score", "[[scales.options]]", ""),
        ("scales[2].options[2].label", "[[scales]]", '    { key = "b"'),
        ("forms[1].lines[2].scale", "[[forms.lines]]", 'scale = "quality"'),
        ("pools[2].key", "[[pools]]", 'key = "cross"'),
        ("colour", "", 'colour = "red"'),
        ("documents[1].title", "[[documents]]", 'title = "报告"'),
    ],
)
def test_the_line_of_a_mistake_in_an_exported_file(
    path: str, table: str, written: str
) -> None:
    document = make_document()
    options = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]
    document["scales"].append({"key": "further", "options": options})
    paper = {"unit": "A", "title": "报告", "body": "[[pools]]\nkey = 1"}
    document = {"documents": [paper], **document}
    text = tomli_w.dumps({"colour": "red", **document}, multiline_strings=True)
    lines = text.splitlines()
    number = line_of(text, path)
    assert lines[number - 1].startswith(written or table)
    heads = [line for line in lines[:number] if line.startswith("[")]
    assert (heads[-1] if heads else "") == table


def test_a_line_that_is_not_sure_is_not_said() -> None:
    assert line_of("a = 1", "rules[1].bound") == 0
    assert line_of("\noptions = [\n]\n", "options[3].key") == 2
    inline = "x = { a = 1, b = { c = 2 } }"
    assert line_of("\n" + inline, "x.b") == 2
