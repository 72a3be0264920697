"""From document to campaign and back, and every way in which a document is wrong."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from campaigns.files import presets, read, read_text
from campaigns.load import copy, load, renamed_units
from campaigns.models import Campaign, Group, Team, Unit
from campaigns.parser import DocumentError
from tests.make import make_campaign, make_document, unguarded

pytestmark = pytest.mark.django_db


def full() -> dict[str, Any]:
    """The preset with all that it leaves out."""
    document = make_document()
    document["campaign"] |= {
        "series": "2026",
        "blank": "abstain",
        "comments": "verbatim",
        "custody": "file",
    }
    document["units"][0] |= {"kind": "窗口"}
    document["scales"][0]["options"].append(
        {"key": "none", "label": "不了解", "roles": ["outside"]}
    )
    document["forms"][0] |= {"note": "请逐项评", "note_en": "Item by item"}
    document["forms"][0]["lines"].insert(
        0, {"key": "first", "scale": "quality", "text": "没有标题的一项"}
    )
    document["subjects"].append(
        {"key": "head", "unit": "A", "kind": "person", "name": "某某", "form": "form"}
    )
    document["documents"] = [{"unit": "A", "title": "报告", "body": "内容"}]
    document["rules"][0] |= {"inclusive": True, "margin": 2}
    return document


def test_a_document_comes_back_as_it_was() -> None:
    written = load(full()).document()
    assert load(written).document() == written


def test_the_preset_comes_back_with_what_it_leaves_out() -> None:
    document, written = make_document(), make_campaign().document()
    assert written["pools"] == document["pools"]
    added = {"series": "", "drill": False, "occasion": "regular", "custody": "file"}
    assert written["campaign"] == document["campaign"] | added
    assert [unit["code"] for unit in written["units"]] == ["A", "B", "C", "D"]
    assert written["groups"] == document["groups"]
    lines = zip(
        written["forms"][0]["lines"], document["forms"][0]["lines"], strict=True
    )
    for line, source in lines:
        assert line == {"kind": "item", **source}


def test_names_that_say_nothing_new_are_left_out() -> None:
    campaign = make_campaign()
    pool, subject = campaign.pools.all()[0], campaign.subjects.all()[0]
    pool.short, pool.short_en = pool.name, pool.name_en
    pool.save()
    subject.name, subject.name_en = subject.unit.name, subject.unit.name_en
    subject.save()
    campaign.pools.filter(key="cross").update(short="", short_en="only English")
    written = campaign.document()
    assert "short" not in written["pools"][0]
    assert "short_en" not in written["pools"][1]
    assert "name" not in written["subjects"][0]
    assert load(written).document() == written


def test_a_drill_is_no_drill_when_loaded() -> None:
    document = make_document()
    document["campaign"]["drill"] = True
    assert not load(document).drill


def test_units_are_found_by_code_and_keep_their_name() -> None:
    Unit.objects.create(code="A", name="区统计局")
    campaign = load(make_document())
    assert campaign.groups.get().seats.all()[0].unit.name == "区统计局"
    assert [(unit.code, name) for unit, name in renamed_units(make_document())] == [
        ("A", "单位甲")
    ]


def test_a_campaign_without_formula_or_scale_is_written_but_not_read() -> None:
    campaign = make_campaign()
    campaign.formula.delete()
    campaign = Campaign.objects.get(pk=campaign.pk)
    with pytest.raises(DocumentError, match="formula"):
        load(campaign.document())


def test_a_group_without_lead_and_lines_without_scale() -> None:
    campaign = make_campaign()
    Group.objects.get().seats.update(lead=False)
    assert load(campaign.document()).groups.get().seats.filter(lead=True).count() == 0
    campaign.forms.get().lines.update(scale=None)
    with pytest.raises(DocumentError, match=r"^forms\[1\]\.lines\[2\]\.scale"):
        load(campaign.document())


def test_a_copy_has_the_same_content_and_teams() -> None:
    campaign, team = make_campaign(), Team.objects.create(name="第三督导组")
    campaign.groups.update(team=team)
    campaign.groups.get().seats.filter(unit__code="B").update(team=team)
    twin = copy(campaign)
    assert (twin.state, twin.opens_at, twin.parent) == ("draft", None, None)
    assert twin.document() == campaign.document()
    assert twin.groups.get().team == team
    seats = twin.groups.get().seats.filter(team=team)
    assert [seat.unit.code for seat in seats] == ["B"]


def test_a_copy_of_a_frozen_campaign_is_what_was_frozen() -> None:
    campaign = make_campaign()
    campaign.freeze()
    with unguarded():
        campaign.pools.update(quota=99)
    assert {pool.quota for pool in copy(campaign).pools.all()} == {15, 5}


BIG = 10**30


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("campaign", "title"), "长" * 200, "campaign.title"),
        (("campaign", "time_zone"), "Mars/Base", "campaign.time_zone"),
        (("formula", "decimals"), 9, "formula.decimals"),
        (("units", 0, "name"), "长" * 200, "units[1].name"),
        (("groups", 0, "title"), "长" * 200, "groups[1].title"),
        (("scales", 0, "title"), "长" * 200, "scales[1].title"),
        (
            ("scales", 0, "options", 0, "label"),
            "长" * 200,
            "scales[1].options[1].label",
        ),
        (("forms", 0, "title"), "长" * 200, "forms[1].title"),
        (("forms", 0, "lines", 1, "text"), "长" * 300, "forms[1].lines[2].text"),
        (("subjects", 0, "name"), "长" * 200, "subjects[1].name"),
        (("pools", 0, "quota"), BIG, "pools[1].quota"),
        (("rules", 0, "margin"), -1, "rules[1].margin"),
        (
            ("documents",),
            [{"unit": "A", "title": "x" * 200, "body": "y"}],
            "documents[1].title",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    path: tuple[Any, ...], value: Any, place: str
) -> None:
    document = make_document()
    row: Any = document
    for step in path[:-1]:
        row = row[step]
    row[path[-1]] = value
    with pytest.raises(DocumentError) as caught:
        load(document)
    assert str(caught.value).startswith(place)
    assert not Campaign.objects.exists()
    assert not Unit.objects.exists()


def test_presets_by_name() -> None:
    assert "joint-appraisal" in presets()


@pytest.mark.usefixtures("english")
def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"cannot be read: Is a directory\.$"):
        read(tmp_path)
    file = tmp_path / "x.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match=r"x\.toml is not a campaign file"):
        read(file)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a = 1\na = 2\n", "line 2: a key or table is there twice."),
        (b"[a]\n[a]\nb = 1", "line 2: a key or table is there twice."),
        (b"a = 1\nb 2", "line 2: what stands here is not TOML, or does not end."),
        (b"a = [\n1,", "line 2: what stands here is not TOML, or does not end."),
        (b"a = 1\n\xff\xfe", "line 2 is not text in UTF-8."),
        (b"a = " + b"9" * 10_000, "a number in it is too long."),
        (b"a = " + b"[" * 100_000, "too many brackets stand inside each other."),
    ],
)
def test_why_it_is_no_campaign_file(content: bytes, why: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_text(content, "x")
    assert str(caught.value) == f"x is not a campaign file: {why}"


@pytest.mark.usefixtures("english")
def test_a_file_without_end_is_not_read() -> None:
    with pytest.raises(DocumentError, match=r"^zero is too large for a campaign file"):
        read(Path("/dev/zero"))


@pytest.mark.usefixtures("english")
def test_a_date_is_no_text() -> None:
    source = presets()["joint-appraisal"].read_text()
    content = source.replace("[campaign]", "[campaign]\nseries = 2026-01-01")
    with pytest.raises(DocumentError, match=r"^line \d+, campaign.series: no date or"):
        read_text(content.encode(), "x")


@pytest.mark.parametrize(
    "content", [b"a =", b"a = " + b"[" * 100_000, b"a = " + b"9" * 10_000, b"\x00"]
)
def test_hostile_text_is_no_campaign_file(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read_text(content, "x")


def test_text_from_windows_is_read() -> None:
    source = presets()["joint-appraisal"].read_text()
    content = ("\ufeff" + source.replace("\n", "\r\n")).encode()
    assert read_text(content, "x") == make_document()


def test_groups_of_drafts_that_had_no_order_are_numbered() -> None:
    drafts = make_campaign(), make_campaign()
    for campaign in drafts:
        for key in ("G10", "G9", "G2", "A"):
            campaign.groups.create(key=key, title=key)
        campaign.groups.update(position=32_000)
    drafts[1].groups.exclude(key="G1").delete()
    drafts[1].freeze()
    import_module("campaigns.migrations.0019_group_in_order").number(apps, None)
    found = [list(c.groups.values_list("key", "position")) for c in drafts]
    keys = ["A", "G1", "G2", "G9", "G10"]
    assert found[0] == [(key, 10 * at) for at, key in enumerate(keys, 1)]
    assert found[1] == [("G1", 32_000)]
