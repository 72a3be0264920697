"""Entering figures that come from elsewhere."""

from typing import Any

import pytest
from django.test import Client

from campaigns.admin import figures
from campaigns.load import load
from campaigns.models import Campaign, Indicator, IndicatorValue, Subject
from tests.campaigns.pages import change, errors, text, url
from tests.campaigns.rich import rich
from tests.make import make_campaign

ADDED = "Add an indicator"


def cell(campaign: Campaign, indicator: str, subject: str) -> str:
    row = campaign.indicators.get(key=indicator)
    return figures.cell(row, campaign.subjects.get(key=subject))


def enter(office: Client, campaign: Campaign, **values: str) -> Any:
    """Send the page back as it is, with cells such as `points_A` changed."""
    address = url("campaign", "figures", campaign.pk)
    form = office.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    for name, value in values.items():
        indicator, _line, subject = name.partition("_")
        if indicator == "source":
            row = campaign.indicators.get(key=subject)
            sent[f"source-{row.pk}"] = value
        else:
            sent[cell(campaign, indicator, subject)] = value
    return office.post(address, sent)


def stored() -> list[tuple[str, str, str, str, str]]:
    rows = IndicatorValue.objects.order_by("indicator", "pk")
    names = ("indicator__key", "subject__key", "signed_by", "value", "source")
    return list(rows.values_list(*names))


def test_figures_are_entered_changed_and_taken_back(office: Client) -> None:
    campaign = load(rich())
    assert url("campaign", "figures", campaign.pk) in text(office, change(campaign))
    page = enter(
        office,
        campaign,
        points_A="82.5",
        level_A="pass",
        veto_B="yes",
        boss_A="张某 90\n 李 某 85",
        source_points="考核办",
    )
    assert page.status_code == 302
    assert stored() == [
        ("points", "A", "", "82.5", "考核办"),
        ("level", "A", "", "pass", ""),
        ("veto", "B", "", "yes", ""),
        ("boss", "A", "张某", "90", ""),
        ("boss", "A", "李 某", "85", ""),
    ]
    enter(office, campaign, points_A="", points_B="70", boss_A="张某 91")
    assert stored()[0] == ("points", "B", "", "70", "考核办")
    assert stored()[-1] == ("boss", "A", "张某", "91", "")
    history = text(office, url("campaign", "history", campaign.pk))
    assert "Unit A · Targets: 82.5 → –" in history
    enter(office, campaign, source_points="统计局")
    assert stored()[0][-1] == "统计局"


def test_nothing_changed_leaves_no_trace(office: Client) -> None:
    campaign = load(rich())
    enter(office, campaign)
    assert stored() == []
    page = office.get(url("campaign", "figures", campaign.pk))
    assert "0 figures were changed." in page.content.decode()


def test_sources_of_their_own_are_kept(office: Client) -> None:
    campaign = load(rich())
    points = campaign.indicators.get(key="points")
    for key in ("A", "B"):
        subject = campaign.subjects.get(key=key)
        points.values.create(subject=subject, value="1", source=f"来源{key}")
    enter(office, campaign)
    assert [row[-1] for row in stored()] == ["来源A", "来源B"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"points_A": "many"}, "Write a number such as 80, 0.75 or 2/3."),
        ({"points_A": "9" * 40}, "Ensure this value has at most 32 characters"),
        ({"level_A": "x"}, "Select a valid choice. x is not one of the available"),
        ({"veto_A": "maybe"}, "Select a valid choice. maybe is not one of the"),
        ({"boss_A": "90"}, "Write a name and a value, one person a line."),
        ({"boss_A": "张某 x"}, "Write a number such as 80, 0.75 or 2/3."),
        ({"boss_A": "张某 1\n张某 2"}, "Somebody signs twice."),
        (
            {"boss_A": "a 1\nb 1\nc 1\nd 1\ne 1"},
            "Four superiors at most sign; more of them rate by secret ballot.",
        ),
        ({"boss_A": "长" * 61 + " 1"}, "Ensure this value has at most 60 characters"),
        ({"source_points": "长" * 161}, "Ensure this value has at most 160"),
    ],
)
def test_mistakes_stand_in_their_cells(
    office: Client, values: dict[str, str], sentence: str
) -> None:
    page = enter(office, load(rich()), **values)
    assert [error for error in errors(page) if error.startswith(sentence)]
    assert stored() == []


@pytest.mark.parametrize("state", ["frozen", "open", "closed", "counted", "suspended"])
def test_figures_come_during_the_year(office: Client, state: str) -> None:
    campaign = load(rich())
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    assert enter(office, campaign, points_A="1").status_code == 302
    assert len(stored()) == 1


@pytest.mark.parametrize("state", ["released", "archived", "void"])
def test_they_stand_once_the_results_are_out(office: Client, state: str) -> None:
    campaign = load(rich())
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    page = text(office, url("campaign", "figures", campaign.pk))
    assert "The results are out" in page
    assert "Save the figures" not in page
    assert enter(office, campaign, points_A="1").status_code == 403


def test_many_subjects_come_page_by_page(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "CELLS", 8)
    campaign = load(rich())
    page = office.get(url("campaign", "figures", campaign.pk), {"p": "2"})
    assert [s.key for s in page.context["form"].subjects] == ["C", "D"]
    assert 'href="?p=1"' in page.content.decode()


def test_without_indicators(office: Client) -> None:
    campaign = make_campaign()
    address = url("campaign", "figures", campaign.pk)
    assert ADDED in text(office, address)
    campaign.freeze()
    assert ADDED not in text(office, address)


# what there is -------------------------------------------------------------------


def test_an_indicator_is_added(office: Client) -> None:
    campaign = make_campaign()
    fields = {"campaign": campaign.pk, "kind": "grade", "key": "level", "name": "等级"}
    add = url("indicator", "add")
    for key, sentence in (
        ("score", "“score” is taken."),
        ("fine", "A rate has that key already."),
    ):
        campaign.rates.get_or_create(key="fine", name="尚可", options="good")
        page = office.post(add, {**fields, "key": key, "position": 0})
        assert errors(page) == [sentence]
    assert office.post(add, {**fields, "position": 0}).status_code == 302
    row = Indicator.objects.get()
    assert "steps-TOTAL_FORMS" in text(office, change(row))
    row.steps.create(key="pass", label="合格", label_en="Pass")
    assert "Pass" in text(office, url("indicator", "changelist"))
    Indicator.objects.update(kind="veto")
    assert "steps-TOTAL_FORMS" not in text(office, change(row))


def test_values_name_what_they_are() -> None:
    value = IndicatorValue(
        indicator=Indicator(name="分"), subject=Subject(name="某某"), value="80"
    )
    assert str(value) == "分 某某: 80"


@pytest.mark.django_db
def test_a_value_is_of_its_own_campaign() -> None:
    one, other = load(rich()), make_campaign()
    value = IndicatorValue(
        indicator=one.indicators.all()[0], subject=other.subjects.all()[0], value="1"
    )
    with pytest.raises(figures.ValidationError):
        value.clean()
    value = IndicatorValue(
        indicator=one.indicators.get(key="veto"),
        subject=one.subjects.all()[0],
        value="1",
    )
    with pytest.raises(figures.ValidationError):
        value.clean()
