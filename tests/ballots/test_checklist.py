"""What the desk says is settled, in words."""

import pytest
from django.utils.translation import override

from ballots.checklist import settled
from campaigns.parser import parse
from tests.make import make_document
from tests.reports.whole import make_whole


def test_rules_on_figures_from_elsewhere_are_named() -> None:
    definition = parse(make_document("satisfactory-team"))
    with override("en"):
        (counting,) = [
            done for done in settled(definition, []) if done.text.startswith("Counting")
        ]
    first, *_others, last = counting.note.split(" · ")
    assert first.startswith("teams only: Satisfaction rate below 80 %: not eligible")
    assert "teams only: “Veto: audit” is there: not eligible" in counting.note
    assert "“Pass”" in counting.note
    assert last.startswith("teams only: the title was missed")


@pytest.mark.parametrize("name", ["joint-appraisal"])
def test_a_bound_alone_is_said_alone(name: str) -> None:
    with override("en"):
        notes = [done.note for done in settled(parse(make_document(name)), [])]
    assert "below 2/3: rework is proposed · below 80 %: a reminder" in notes


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
