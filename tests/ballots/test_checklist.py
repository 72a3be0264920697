"""What has been settled, in words; no database."""

from django.utils.translation import override

from ballots.checklist import settled
from campaigns.parser import parse
from tests.reports.whole import make_whole


def test_each_rule_says_what_it_measures():
    rules = [
        {"bound": "2/3"},
        {"measure": "accident", "consequence": "ineligible"},
        {"measure": "target", "bound": "60", "consequence": "ineligible"},
    ]
    with override("en"):
        note = settled(parse(make_whole(rules)), [])[1].note
    assert note.split(" · ") == [
        "below 2/3: rework is proposed",
        "“Accident” is there: not eligible",
        "Targets below 60: not eligible",
    ]
