"""Counting stored cards once more gives what opening counted."""

import pytest

from ballots.checker import pack_values
from ballots.counting import recount, tallied
from ballots.models import Tally
from campaigns.parser import parse
from tests.make import make_document, make_entry, make_rehearsed


@pytest.mark.django_db(transaction=True)
def test_recount_is_the_tally_of_the_opening(database_url):
    drill = make_rehearsed(
        [
            make_entry("own", "A", 9, {"A": "good"}),
            make_entry("own", "A", 3, {"A": "poor"}),
            make_entry("cross", "G1", 4, dict.fromkeys("ABCD", "fair")),
        ]
    )
    rows = Tally.objects.filter(campaign=drill)
    columns = ("subject__key", "pool__key", "item", "value", "n")
    stored = {row[:4]: row[4] for row in rows.values_list(*columns)}
    assert recount(drill, drill.current()) == stored


def test_each_tick_counts_and_a_blank_is_one():
    document = make_document()
    document["scales"][0]["kind"] = "ticks"
    lines = document["forms"][0]["lines"]
    document["forms"][0]["lines"] = [
        line | {"main": False} if line["key"] == "overall" else line
        for line in lines
        if line["key"] in ("sum", "overall")
    ]
    document["formula"]["deciding"] = "items"
    document["rules"] = []
    items = parse(document).forms["form"].items
    cards = {("A", "own"): [pack_values([0b101]), pack_values([-1])]}
    found = tallied(cards, {"A": items})
    assert found == {
        ("A", "own", "overall", 0): 1,
        ("A", "own", "overall", 2): 1,
        ("A", "own", "overall", -1): 1,
    }


def test_half_a_card_is_refused():
    items = parse(make_document()).forms["form"].items
    with pytest.raises(ValueError, match="A: half a card"):
        tallied({("A", "own"): [pack_values([0, 1])]}, {"A": items})
