"""Rules that look back: which campaigns of a series count, and in which order."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Campaign, Indicator
from reports import history, readings
from reports.build import build
from tests.make import make_campaign, make_document
from tests.reports.sample import S1, make_result

pytestmark = pytest.mark.django_db
LOW = S1 | {"A": ((0, 0, 15), (0, 0, 20))}


def make_year(
    years_ago: int, votes=LOW, state="released", series="年度", times=2, rules=None,
    **fields,
):  # fmt: skip
    """A campaign of the series with a rule that asks for two in a row."""
    document = make_document()
    document["campaign"] |= {"series": series}
    document["rules"] = rules or [{"bound": "2/3", "times": times}]
    opens = timezone.now() - timedelta(days=365 * years_ago)
    window = {"opens_at": opens, "closes_at": opens + timedelta(days=1)}
    return make_result(votes, document, state, **window | fields)


def verdict_of(campaign):
    with override("en"):
        (group,) = build(campaign).groups
    return next(s.verdict for s in group.subjects if s.key == "A")


def test_found_once_is_not_enough_twice_is():
    assert verdict_of(make_year(2)).badge == "Found, not yet often enough"
    found = verdict_of(make_year(1))
    assert (found.badge, found.findings[0].seen) == ("Rework proposed", 2)
    assert "2 in a row of the 2 that it takes" in found.sentence


def test_the_newest_stands_first_and_only_counted_real_ones_of_the_series():
    first, second = make_year(4), make_year(3, state="archived")
    third = make_year(2, state="counted")
    make_year(2, state="void")
    make_year(2, state="frozen")
    make_year(2, series="别的")
    make_year(2, drill=True)
    now = make_year(1)
    make_year(0)
    assert history.before(now) == [third, second, first]
    assert history.before(first) == []


def test_drill_looks_back_like_what_it_rehearses():
    before = make_year(2)
    real = make_year(1)
    drill = make_year(1, drill=True, parent=real)
    assert history.before(drill) == [before]


def test_campaign_without_a_time_of_opening_comes_after_all():
    first, second = make_year(2), make_year(1)
    draft = make_campaign(make_document(), opens_at=None)
    Campaign.objects.filter(pk=draft.pk).update(series="年度", opens_at=None)
    draft.refresh_from_db()
    assert history.before(draft) == [second, first]


def test_without_a_rule_that_counts_nobody_looks_back(django_assert_num_queries):
    make_year(2)
    campaign = make_year(1, times=1)
    with django_assert_num_queries(9):
        assert verdict_of(campaign).badge == "Rework proposed"


def test_readings_are_read_in_one_query(django_assert_num_queries):
    document = make_document()
    document["indicators"] = [{"key": "target", "name": "目标"}]
    campaign = make_result(S1, document)
    indicator = Indicator.objects.get(campaign=campaign)
    subject = campaign.subjects.get(key="A")
    indicator.values.create(subject=subject, value="7/2", source="考核办")
    with django_assert_num_queries(1):
        found = readings.load(campaign, campaign.current())
    assert float(found.points("target", "A")) == 3.5
    assert found.points("target", "B") is None
    with override("en"):
        report = build(campaign)
    a = next(s for s in report.groups[0].subjects if s.key == "A")
    assert [(r.text, r.source) for r in a.readings] == [("7/2", "考核办")]


def test_earlier_campaigns_look_back_as_well():
    """A title lost by what happened twice running was lost in that year."""
    rules = [
        {"bound": "2/3", "times": 2, "consequence": "ineligible"},
        {"measure": "title", "times": 2, "consequence": "replace"},
    ]
    for years_ago in (3, 2):
        make_year(years_ago, rules=rules)
    found = verdict_of(make_year(1, rules=rules))
    assert [(f.seen, f.found) for f in found.findings] == [(3, True), (2, True)]
    assert found.badge == "Replacement proposed"
