"""A preset with the organiser's own units."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.load import load
from campaigns.models import Campaign, Unit
from campaigns.preset import UnitListError, all_presets, read_units, with_units
from tests.make import make_document

PAGE = "admin:campaigns_campaign_preset"
FIELDS = {
    "title": "第一环节集中联评",
    "stage": "第一环节",
    "office": "活动办",
    "opens_at_0": "2036-06-18",
    "opens_at_1": "09:30",
    "closes_at_0": "2036-06-18",
    "closes_at_1": "11:30",
    "units": "T1 区统计局\nT2，区城市管理局\n\nT3\t区 住建局",
}


def test_units_as_people_write_them() -> None:
    assert read_units(FIELDS["units"]) == [
        ("T1", "区统计局"),
        ("T2", "区城市管理局"),
        ("T3", "区 住建局"),
    ]


def test_units_without_codes_get_them() -> None:
    assert read_units(
        "区统计局\nU2 区住建局\n区 民政局\n区审计局", {"区统计局": "TJJ"}, {"U1"}
    ) == [
        ("TJJ", "区统计局"),
        ("U2", "区住建局"),
        ("U3", "区 民政局"),
        ("U4", "区审计局"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no unit yet: write one a line."),
        (
            "№ 区统计局",
            "Line 1: “№” is no code. Begin with a short code in Latin letters "
            "and digits, then the name.",
        ),
        ("A 甲\nB", "Line 2: after the code “B” the name is missing."),
        (f"A {'长' * 121}", "Line 1: the name is longer than 120 characters."),
        ("A 甲\nA 乙", "Line 2: the code “A” is there twice."),
        ("A 甲\nB 甲", "Line 2: “甲” is there twice."),
        ("甲\n乙\n甲", "Line 3: “甲” is there twice."),
        (
            "\n".join(f"U{n} 单位{n}" for n in range(201)),
            "Line 201: a campaign made here takes 200 units at most.",
        ),
    ],
)
@pytest.mark.usefixtures("english")
def test_lists_of_units_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(UnitListError) as caught:
        read_units(text)
    assert str(caught.value) == message


def test_a_code_may_not_be_long() -> None:
    with pytest.raises(UnitListError):
        read_units(f"{'A' * 33} 甲")


@pytest.mark.django_db
def test_groups_and_subjects_follow_the_units() -> None:
    document = make_document()
    head = {"key": "head", "unit": "A", "kind": "person", "name": "负责人"}
    document["subjects"].append({**head, "form": "form"})
    document["units"].append({"code": "Z", "name": "另一单位"})
    document["subjects"].append({"key": "Z", "unit": "Z", "form": "form"})
    new = with_units(document, [("T1", "甲"), ("T2", "乙")])
    campaign = load(new)
    assert [s.key for s in campaign.subjects.all()] == [
        "T1",
        "T1-head",
        "T2",
        "T2-head",
        "Z",
    ]
    seats = campaign.groups.get().seats.all()
    assert [(seat.unit.code, seat.lead) for seat in seats] == [
        ("T1", True),
        ("T2", False),
    ]
    assert document["groups"][0]["units"] == ["A", "B", "C", "D"]


def test_presets_say_what_they_are() -> None:
    preset = all_presets()["joint-appraisal"]
    assert (preset.title.zh, preset.title.en) == ("集中联评", "Joint appraisal")
    assert preset.about.zh
    assert preset.about.en
    assert preset.units == "A 单位甲\nB 单位乙\nC 单位丙\nD 单位丁"


def test_the_page_begins_with_the_preset(office: Client) -> None:
    page = office.get(reverse(PAGE))
    assert page.status_code == 200
    assert "A 单位甲\nB 单位乙" in page.content.decode()
    assert office.get(reverse(PAGE) + "?preset=no").status_code == 404


def test_a_campaign_from_the_preset(office: Client) -> None:
    answer = office.post(reverse(PAGE), FIELDS)
    campaign = Campaign.objects.get()
    change = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, change)
    assert (campaign.title, campaign.title_en) == ("第一环节集中联评", "")
    assert (campaign.office, campaign.office_en) == ("活动办", "")
    assert campaign.opens_at is not None
    assert campaign.opens_at.astimezone(campaign.zone).isoformat() == (
        "2036-06-18T09:30:00+08:00"
    )
    assert [s.unit.name for s in campaign.subjects.all()] == [
        "区统计局",
        "区城市管理局",
        "区 住建局",
    ]
    assert not any(b.stops for b in campaign.definition_blockers())
    assert "is there as a draft" in office.get(change).content.decode()


def test_what_is_left_as_it_was_keeps_its_english(office: Client) -> None:
    office.post(reverse(PAGE), {**FIELDS, "title": "集中联评"})
    assert Campaign.objects.get().title_en == "Joint appraisal"


def refused(client: Client, **fields: Any) -> str:
    """The page that comes back; everything typed is there, nothing is stored."""
    before = Campaign.objects.count()
    page = client.post(reverse(PAGE), {**FIELDS, **fields})
    assert page.status_code == 200
    assert Campaign.objects.count() == before
    text = page.content.decode()
    assert "Nothing has been saved yet." in text
    assert "区城市管理局" in text or "units" in fields
    return text


def test_refusals_stand_at_their_fields(office: Client) -> None:
    assert "This field is required." in refused(office, title="")
    assert "Voting must close after it opens." in refused(office, closes_at_1="09:00")
    assert "Null characters are not allowed." in refused(office, title="a\0b")
    assert "Line 1: “№” is no code." in refused(office, units="№ 甲")
    assert "Write the date as 2026-06-18." in refused(office, opens_at_0="6月18日")
    assert "Write the time as 09:30." in refused(office, opens_at_1="9点半")
    assert "at most 40000 characters" in refused(office, units="A 甲" * 20_000)


def test_a_code_stands_for_one_unit(office: Client) -> None:
    Unit.objects.create(code="T1", name="区民政局")
    text = refused(office)
    assert "The code T1 belongs to “区民政局” already, not to “区统计局”." in text


@pytest.mark.parametrize("line", ["T1 区统计局", "区统计局"])
def test_known_units_are_taken_again(office: Client, line: str) -> None:
    unit = Unit.objects.create(code="T1", name="区统计局")
    office.post(reverse(PAGE), {**FIELDS, "units": f"{line}\n区城市管理局"})
    assert Campaign.objects.get().subjects.all()[0].unit == unit


def test_a_key_that_grows_too_long_is_said_at_the_units(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    presets = all_presets()
    subjects: Any = presets["joint-appraisal"].document["subjects"]
    subjects.append({"key": "head", "unit": "A", "name": "负责人", "form": "form"})
    monkeypatch.setattr("campaigns.admin.starting.all_presets", lambda: presets)
    assert "subjects[2].key: " in refused(office, units=f"{'A' * 30} 甲")
