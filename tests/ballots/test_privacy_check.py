"""The privacy check before opening, against what the report then hides."""

import pytest
from django.utils.translation import override

from ballots.models.turnout import Turnout
from ballots.privacy import outlooks, words
from campaigns.definition import Place
from campaigns.parser import parse
from tests.ballots.mixed import mixed
from tests.make import make_document


def turnout(cross: int = 20, **own: int) -> list[Turnout]:
    """Own ballots of each unit, and those of the cross-unit raters of the group."""
    rows = [
        Turnout("own", Place("unit", key), "G1", 15, 15, own.get(key, 15))
        for key in "ABCD"
    ]
    return [*rows, Turnout("cross", Place("group", "G1"), "G1", 20, 20, cross)]


def said(rows: list[Turnout], **formula: str) -> list[str]:
    document = make_document()
    document["formula"] |= formula
    with override("en"):
        return list(words(parse(document), rows))


def test_where_nothing_is_hidden_nothing_is_said():
    assert said(turnout()) == []


def test_a_small_pool_is_reported_with_the_other():
    assert said(turnout(cross=3)) == [
        "Unit A, Unit B, Unit C, Unit D: Cross-unit has only 3 ballots; these will be "
        "reported together only: Own unit, Cross-unit (18)."
    ]


def test_a_pool_with_a_rate_alone_covers_its_distribution():
    assert said(turnout(A=6)) == [
        "Unit A: Own unit has only 6 ballots; of these the rate alone will be shown, "
        "all figures only together: Own unit, Cross-unit (26)."
    ]


def test_with_weights_the_total_goes_as_well():
    told = said(turnout(cross=3), pools="weights")
    assert "With a pool the weighted total is hidden, too." in told[1]


def test_a_unit_with_few_ballots_is_proposed_a_partner():
    assert said(turnout(cross=0, A=3, B=9)) == [
        "Unit A: 3 ballots, fewer than 5: no figure will be shown. Reported together "
        "with Unit B there would be 12.",
        "Unit B: fewer than 10 ballots: nobody will read the comments on it.",
    ]
    assert said(turnout(cross=0, A=6))[0] == (
        "Unit A: 6 ballots, fewer than 8: only the deciding rate will be shown. "
        "Reported together with Unit B there would be 21."
    )


def test_where_no_partner_is_enough_none_is_proposed():
    told = said(turnout(cross=0, A=3, B=3, C=0, D=0))
    assert told == ["Unit A, Unit B: 3 ballots, fewer than 5: no figure will be shown."]


def test_many_subjects_are_not_all_named():
    document = make_document()
    first = document["subjects"][0]
    document["subjects"] += [
        first | {"key": f"p{n}", "kind": "person", "name": f"某{n}"} for n in range(5)
    ]
    document["subjects"] = document["subjects"][:1] + document["subjects"][4:]
    with override("zh-hans"):
        (told,) = words(parse(document), turnout(cross=0, A=3))
    assert "某3" in told
    assert "某4" not in told


def test_a_peer_pool_does_not_tell_who_has_not_voted():
    definition = parse(mixed())
    peers = next(p for p in definition.pools.values() if p.reach == "peers")
    bearers = [s for s in definition.subjects.values() if s.kind == "person"]
    rows = [
        Turnout(peers.key, Place("bearer", s.key), "G1", 1, 1, int(number > 0))
        for number, s in enumerate(bearers)
    ]
    of_unit = {}
    for one in outlooks(definition, rows):
        if one.subject in bearers:
            numbers = of_unit.setdefault(one.subject.unit, set())
            numbers.add(one.ballots[peers.key])
    assert of_unit
    assert all(len(numbers) == 1 for numbers in of_unit.values())


@pytest.mark.parametrize("public", [3, 30])
def test_an_open_link_is_no_part_of_the_sum(public):
    definition = parse(mixed())
    link = next(p for p in definition.pools.values() if p.is_open)
    units = list(definition.units)
    rows = [
        Turnout(link.key, Place("unit", u), "G1", 0, 0, public, True) for u in units
    ]
    for one in outlooks(definition, rows):
        closed = {k for k in one.ballots if not definition.pools[k].is_open}
        assert one.n == (0 if closed else one.ballots[link.key])
