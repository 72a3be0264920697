"""Every preset: reads, comes back from the tables as it was, is complete."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from campaigns.definition import Definition
from campaigns.files import presets
from campaigns.load import load
from campaigns.parser import parse
from campaigns.preset import all_presets, with_units
from campaigns.text import Text
from tests.make import make_campaign, make_document

NAMES = list(presets())
KEYS = ("key", "unit", "subject", "of")
UNITS = [("T1", "区统计局"), ("T2", "区住建局")]

every_preset = pytest.mark.parametrize("name", NAMES)


def texts(thing: Any) -> Iterator[Text]:
    """Every text anywhere in a definition."""
    if isinstance(thing, Text):
        yield thing
    elif is_dataclass(thing):
        for part in fields(thing):
            yield from texts(getattr(thing, part.name))
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from texts(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from texts(value)


def unhashed(definition: Definition) -> Definition:
    """What is defined, however it was written down."""
    return replace(definition, hash="")


def test_the_systems_met_in_practice_have_their_presets() -> None:
    assert sorted(NAMES) == [
        "community-yearend",
        "group-and-members",
        "initiative-review",
        "joint-appraisal",
        "model-selection",
        "pledge-review",
        "public-appraisal",
        "report-and-two-appraisals",
        "satisfaction-poll",
        "satisfactory-team",
        "service-appraisal",
    ]
    assert NAMES[0] == "joint-appraisal"


@every_preset
@pytest.mark.django_db
def test_a_preset_comes_back_as_it_was(name: str) -> None:
    document = make_document(name)
    written = load(document).document()
    assert unhashed(parse(written)) == unhashed(parse(document))
    assert load(written).document() == written


@every_preset
@pytest.mark.django_db
def test_a_preset_lacks_nothing_but_its_window(name: str) -> None:
    campaign = make_campaign(make_document(name))
    assert [row.text for row in campaign.definition_blockers() if row.stops] == []


@every_preset
def test_a_preset_is_complete_in_both_languages(name: str) -> None:
    preset = all_presets()[name]
    assert preset.about.zh
    assert preset.about.en
    definition = parse(preset.document)
    missing = [text.zh for text in texts(definition) if text.zh and not text.en]
    assert missing == []
    spoken = [text.en for text in texts(definition) if not text.en.isascii()]
    assert [text for text in spoken if any("㐀" <= c <= "鿿" for c in text)] == []


@every_preset
def test_everybody_rates_something_and_everything_is_rated(name: str) -> None:
    whole = parse(make_document(name))
    for pool in whole.pools.values():
        assert any(pool.rates(subject) for subject in whole.subjects.values())
    for subject in whole.subjects.values():
        closed = [pool for pool in whole.raters(subject) if not pool.is_open]
        due = [whole.due(subject, pool) for pool in closed]
        assert min(due) >= whole.floors.distribution
        assert sum(due) >= whole.floors.comments


@every_preset
def test_the_first_unit_is_the_model_of_the_others(name: str) -> None:
    """So that a campaign for other units is the preset's own, unit by unit."""
    document = make_document(name)
    codes = document["groups"][0]["units"]
    assert codes == [unit["code"] for unit in document["units"]]
    alike = [_of_unit(document, code) for code in codes]
    assert alike == [alike[0]] * len(codes)


def _of_unit(document: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    """The subjects and papers of a unit, its own code left out of their keys."""
    rows = [*document["subjects"], *document.get("documents", ())]
    return [
        {k: v.removeprefix(code) if k in KEYS else v for k, v in row.items()}
        for row in rows
        if row["unit"] == code
    ]


@every_preset
@pytest.mark.django_db
def test_a_preset_fits_other_units(name: str) -> None:
    document = make_document(name)
    fitted = with_units(document, UNITS)
    whole = parse(fitted)
    model = document["groups"][0]["units"][0]
    rated = [row for row in document["subjects"] if row["unit"] == model]
    papers = [row for row in document.get("documents", ()) if row["unit"] == model]
    assert len(whole.subjects) == len(rated) * len(UNITS)
    assert len(whole.documents) == len(papers) * len(UNITS)
    campaign = make_campaign(fitted)
    assert [row.text for row in campaign.definition_blockers() if row.stops] == []
