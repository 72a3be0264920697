"""What changed from one campaign to the next, in words and on its page."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from campaigns.comparison import Change, compare
from campaigns.load import load
from campaigns.parser import parse
from tests.campaigns.pages import url
from tests.make import make_campaign, make_document

pytestmark = pytest.mark.django_db


def changes(change: Any) -> list[Change]:
    """Between the preset and what `change` makes of it."""
    document = make_document()
    change(document)
    with translation.override("en"):
        return compare(parse(make_document()), parse(document))


def test_the_same_campaign_differs_in_nothing() -> None:
    assert changes(lambda document: None) == []


def test_units_that_come_go_and_move() -> None:
    def change(document: Any) -> None:
        document["units"][0] |= {"code": "E", "name": "单位戊", "name_en": "Unit E"}
        document["groups"][0]["units"][0] = "E"
        document["groups"][0]["lead"] = "E"
        document["subjects"][0]["unit"] = "E"

    found = [c for c in changes(change) if c.part == "Unit"]
    assert found == [
        Change("Unit", "Unit A", "Group 1", ""),
        Change("Unit", "Unit E", "", "Group 1"),
    ]


def test_an_item_keeps_its_key_when_its_words_change() -> None:
    def change(document: Any) -> None:
        items = [line for line in document["forms"][0]["lines"] if "key" in line]
        items[1]["text_en"] = "How study was organised"

    (found,) = changes(change)
    assert found.part == "Item"
    assert found.before.endswith("(Good, Fair, Poor); overall item")
    assert "How study was organised" in found.after


def test_other_persons_and_another_overall_item_are_differences() -> None:
    def change(document: Any) -> None:
        document["subjects"].pop()
        lines = [line for line in document["forms"][0]["lines"] if "scale" in line]
        lines[0]["main"], lines[1]["main"] = False, True
        document["formula"]["deciding"] = "items"

    found = changes(change)
    parts = [each.part for each in found]
    assert parts.count("Subject") == 1
    marked = [c for c in found if c.part == "Item"]
    assert len(marked) == 2


def test_quota_formula_rule_and_floors() -> None:
    def change(document: Any) -> None:
        document["pools"][0]["quota"] = 12
        document["formula"]["denominator"] = "returned"
        document["rules"][0]["bound"] = "3/4"
        document["campaign"]["floors"] = {"rate": 6}

    found = changes(change)
    said = {(each.part, bool(each.before), bool(each.after)) for each in found}
    assert ("Raters", True, True) in said
    assert ("Formula", True, True) in said
    assert ("Rule", True, False) in said
    assert ("Rule", False, True) in said
    (quota,) = [each for each in found if each.part == "Raters"]
    assert (quota.before[-9:], quota.after[-9:]) == ("15 a unit", "12 a unit")
    assert any("6" in each.after for each in found if each.part == "Campaign")


def test_of_whom_raters_are_made_up() -> None:
    def change(document: Any) -> None:
        document["pools"][1]["composition"] = "党员 1/2; 居民"

    (found,) = changes(change)
    assert found.after.endswith("5 a unit; 党员 1/2; 居民")


def test_who_rates_over_an_open_link_has_no_quota() -> None:
    def change(document: Any) -> None:
        document["pools"][1]["reach"] = "open"
        del document["pools"][1]["quota"]

    (pool,) = [each for each in changes(change) if each.part == "Raters"]
    assert "5 a unit" in pool.before
    assert "a unit" not in pool.after


def test_the_page_compares_with_the_one_before_in_the_series(office: Client) -> None:
    document = make_document()
    document["campaign"]["series"] = "联评"
    first, second = load(document), make_campaign()
    document["pools"][0]["quota"] = 12
    third = load(document)
    page = office.get(url("campaign", "changes", third.pk)).content.decode()
    assert f'<option value="{first.pk}" selected>' in page
    assert "12 a unit" in page
    page = office.get(
        url("campaign", "changes", third.pk), {"with": str(second.pk)}
    ).content.decode()
    assert f'<option value="{second.pk}" selected>' in page


@pytest.mark.parametrize("asked", ["999999", "x", "9" * 40])
def test_with_nothing_to_compare_it_says_so(office: Client, asked: str) -> None:
    campaign = make_campaign()
    page = office.get(url("campaign", "changes", campaign.pk), {"with": asked})
    assert "no other campaign" in page.content.decode()


def test_what_is_incomplete_cannot_be_compared(office: Client) -> None:
    first, second = make_campaign(), make_campaign()
    first.formula.delete()
    page = office.get(url("campaign", "changes", second.pk)).content.decode()
    assert "cannot be compared yet" in page


def test_without_differences_results_can_be_laid_side_by_side(office: Client) -> None:
    make_campaign()
    twin = make_campaign()
    page = office.get(url("campaign", "changes", twin.pk)).content.decode()
    assert "Nothing differs" in page
