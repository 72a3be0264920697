"""How it is counted, on the campaign's page; rules on their own pages."""

from typing import Any

import pytest
from django.test import Client

from campaigns.load import load
from campaigns.models import Campaign, Formula, Quorum, Rate, Rule, Scale, Subject
from tests.campaigns.pages import Fields, change, errors, save, text, typed, url
from tests.campaigns.rich import rich
from tests.make import make_campaign

NEW_RATE = {
    "rates-TOTAL_FORMS": "1",
    "rates-0-key": "fine",
    "rates-0-name": "尚可率",
    "rates-0-options": ["good", "fair"],
}
NEW_QUORUM = {"quorums-TOTAL_FORMS": "1", "quorums-0-scope": "campaign"}
NEW_QUORUM |= {"quorums-0-bound": "1/2", "quorums-0-least": "0"}
NEW_STEP = {"steps-TOTAL_FORMS": "1", "steps-0-label": "好", "steps-0-lowest": "0.9"}


def kept(campaign: Campaign) -> dict[str, Any]:
    return Campaign.objects.get(pk=campaign.pk).document()


def test_a_page_with_everything_is_saved_as_it_is(office: Client) -> None:
    campaign = load(rich())
    before = kept(campaign)
    assert save(office, campaign).status_code == 302
    assert kept(campaign) == before
    page = text(office, change(campaign))
    for sentence in ("Fine counts “Good”, “Fair”", "headed by: Score", "× 3"):
        assert sentence in page


def test_rates_quorums_and_grades_are_added(office: Client) -> None:
    campaign = make_campaign()
    page = save(office, campaign, **NEW_RATE, **NEW_QUORUM, **NEW_STEP)
    assert page.status_code == 302
    assert campaign.rates.get().options == "good fair"
    assert campaign.quorums.get().bound == "1/2"
    assert campaign.steps.get().lowest == "0.9"
    # now a rate can head the result and be ruled on
    fields = {"formula-0-measure": "fine", "rules-0-measure": "fine"}
    assert save(office, campaign, **fields).status_code == 302
    assert Formula.objects.get().measure == "fine"
    assert campaign.rules.all()[0].measure == "fine"


def test_pools_take_kinds_and_weights(office: Client) -> None:
    campaign = make_campaign()
    fields = {"pools-0-kinds": ["team", "person"], "pools-0-weight": "2/3"}
    assert save(office, campaign, **fields).status_code == 302
    pool = campaign.pools.all()[0]
    assert (pool.kinds, pool.weight) == ("team person", "2/3")


def test_points_as_a_bound_where_the_score_heads_the_result(office: Client) -> None:
    campaign = make_campaign()
    campaign.scales.get().options.update(score="60")
    fields = {"formula-0-measure": "score", "rules-0-bound": "60"}
    fields["rules-1-bound"] = "80"
    assert save(office, campaign, **fields).status_code == 302
    assert [rule.bound for rule in campaign.rules.all()] == ["60", "80"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"formula-0-measure": "x"}, "Select a valid choice. x is not one of the"),
        ({"formula-0-trim_each": "2"}, "Write 5 or more: of fewer answers nothing"),
        ({"formula-0-grading": "quota"}, "Shares are given out by the ranking"),
        ({"formula-0-grading_bound": "0.667"}, "0.667 is not exactly 2/3. Write 2/3."),
        ({"pools-0-kinds": ["dog"]}, "Select a valid choice. dog is not one of the"),
        ({"pools-0-weight": "-1"}, "A weight may not be negative."),
        ({"pools-0-weight": "x"}, "Write a number such as 80, 0.75 or 2/3."),
        ({"pools-0-reach": "open"}, "Peers and the public have no quota: write 0."),
        ({**NEW_RATE, "rates-0-key": "score"}, "“score” is taken."),
        ({**NEW_RATE, "rates-0-options": []}, "This field is required."),
        ({**NEW_QUORUM, "quorums-0-least": "3"}, "Write a share or a number of"),
        ({**NEW_STEP, "steps-0-lowest": "x"}, "Write a number such as 80, 0.75 or"),
        ({"rules-0-bound": ""}, "Write the bound as 2/3 or 80 %."),
        ({"rules-0-bound": "0.667"}, "0.667 is not exactly 2/3. Write 2/3."),
        ({"rules-0-measure": "score"}, "No option of any form has a score."),
        ({"rules-0-measure": "excellent"}, "No option of any form counts as excell"),
        ({"rules-0-measure": "title"}, "This rule needs no bound."),
    ],
)
def test_mistakes_stand_where_they_were_typed(
    office: Client, fields: Fields, sentence: str
) -> None:
    campaign = make_campaign()
    before = kept(campaign)
    page = save(office, campaign, **fields)
    assert any(error.startswith(sentence) for error in errors(page)), errors(page)
    assert kept(campaign) == before


def test_a_rule_is_checked_where_the_rest_cannot_be_read(office: Client) -> None:
    campaign = make_campaign()
    campaign.forms.get().lines.update(scale=None)
    page = save(office, campaign, **{"rules-0-bound": "2"})
    assert errors(page) == ["The bound must lie above 0 and not above 1 (100 %)."]
    assert save(office, campaign, **{"rules-0-bound": "3/4"}).status_code == 302


def test_a_key_that_is_gone_is_shown_and_kept(office: Client) -> None:
    campaign = make_campaign()
    campaign.quorums.create(pool="gone", bound="1/2")
    page = text(office, change(campaign))
    assert "“gone”, which is not there" in page
    assert "Quorum: pool: “gone” is not defined in this file" in page
    assert save(office, campaign).status_code == 302
    assert Quorum.objects.get().pool == "gone"


# a rule's own page ---------------------------------------------------------------


def test_a_rule_has_a_page_with_everything(office: Client) -> None:
    campaign = load(rich())
    for row in campaign.rules.all():
        before = kept(campaign)
        page = save(office, row, _save="1")
        back = f"{url('campaign', 'change', campaign.pk)}#rules-group"
        assert page.headers["Location"] == back, errors(page)
        assert kept(campaign) == before
    second = campaign.rules.all()[1]
    page = text(office, change(second))
    assert "Teams only: Excellent rate on “Organisation of study”" in page
    assert change(second) in text(office, change(campaign))


def test_what_is_changed_there(office: Client) -> None:
    row = make_campaign().rules.all()[0]
    fields = {
        "comparison": "at-above",
        "against": "last",
        "bound": "",
        "last": "１０％",
    }
    page = save(office, row, _continue="1", pool="own", **fields)
    assert page.headers["Location"] == change(row)
    row.refresh_from_db()
    assert (row.above, row.inclusive, row.last, row.pool) == (True, True, "10 %", "own")
    assert str(row) == row.get_against_display()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"item": "x"}, "Select a valid choice. x is not one of the available"),
        ({"against": "last"}, "This rule needs no bound."),
        ({"against": "last", "bound": ""}, "Is missing."),
        ({"last": "3"}, 'Only with against = "last".'),
        ({"measure": "points", "pool": "own"}, "This comes from elsewhere, not from"),
        ({"measure": "level", "bound": "x"}, "“x” is no step of this grade."),
        ({"times": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"comparison": ""}, "This field is required."),
    ],
)
def test_mistakes_on_its_page(office: Client, fields: Fields, sentence: str) -> None:
    row = load(rich()).rules.all()[2]
    page = save(office, row, **fields)
    found = [error.replace("&quot;", '"') for error in errors(page)]
    assert any(error.startswith(sentence) for error in found), found


def test_rules_are_added_and_put_in_order_on_the_campaigns_page(
    office: Client,
) -> None:
    row = make_campaign().rules.all()[0]
    assert office.get(url("rule", "add")).status_code == 403
    assert office.get(url("rule", "changelist")).status_code == 200
    assert url("rule", "changelist") not in text(office, "/admin/")
    Campaign.objects.get().forms.get().lines.update(scale=None)
    assert '<div class="words">' not in text(office, change(row))


def test_a_frozen_rule_is_read_only(office: Client) -> None:
    campaign = make_campaign()
    campaign.freeze()
    row = campaign.rules.all()[0]
    page = text(office, change(row))
    assert 'name="_save"' not in page
    assert "Below 2/3: rework is proposed" in page
    assert office.post(change(row), {}).status_code == 403
    assert "All of rule…" in text(office, change(campaign))


def test_a_new_rule_says_more_after_saving(office: Client) -> None:
    assert "after saving" in text(office, change(make_campaign()))


# other parts ---------------------------------------------------------------------


def test_a_pledge_is_a_persons_of_the_same_campaign(office: Client) -> None:
    campaign, other = load(rich()), load(rich())
    pledge = campaign.subjects.get(key="vow")
    page = save(office, pledge, of=other.subjects.get(key="head").pk)
    assert errors(page) == ["This person is rated in another campaign."]
    page = save(office, pledge, kind="team")
    assert errors(page) == ["Only a pledge is somebody&#x27;s."]
    assert save(office, pledge, name="新承诺").status_code == 302
    assert Subject.objects.get(pk=pledge.pk).of == campaign.subjects.get(key="head")


def test_a_paper_stands_beside_something_of_its_unit(office: Client) -> None:
    campaign, other = load(rich()), load(rich())
    paper = campaign.documents.get(kind="leader")
    page = save(office, paper, subject=campaign.subjects.get(key="B").pk)
    assert errors(page) == ["This is of another unit."]
    page = save(office, paper, subject=other.subjects.get(key="A").pk)
    assert errors(page) == ["This is rated in another campaign."]
    assert save(office, paper, subject="").status_code == 302


def test_numbers_of_a_scale(office: Client) -> None:
    scale = load(rich()).scales.get(key="mark")
    page = save(office, scale, satisfied_from="11")
    assert errors(page) == ["Write a number from 1 to 10."]
    assert save(office, scale, satisfied_from="", excellent_from="8").status_code == 302
    assert Scale.objects.get(pk=scale.pk).excellent_from == 8


def test_names_of_rows() -> None:
    assert str(Rate(key="x", name="尚可率")) == "尚可率"
    assert str(Quorum(least=8)).endswith(" 8")
    rule = Rule(bound="2/3")
    for comparison in ("below", "at-below", "above", "at-above"):
        rule.compare(comparison)
        assert rule.comparison == comparison


def test_typed_pages_are_what_a_browser_sends(office: Client) -> None:
    fields = typed(office.get(change(load(rich()))))
    assert fields["pools-3-kinds"] == ["team"]
    assert fields["rules-1-comparison"] == "at-below"
