"""A second vote under approval: units that only send raters hand in nothing."""

from dataclasses import replace

import pytest

from campaigns.approval.board import Board
from campaigns.blockers import handed
from campaigns.models import Campaign
from campaigns.second import second_vote
from tests.campaigns.approval.make import (
    Stage,
    approved,
    fill,
    make_stage,
    text,
    waived,
    write_papers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def again(db: None) -> Stage:
    """A is rated once more; B sends raters and is not rated."""
    first = make_stage()
    waived(first)
    first.campaign.freeze()
    second = second_vote(first.campaign, ["A"], {"title": "第二次测评"})
    return replace(first, campaign=second)


def test_only_who_is_rated_hands_in(again: Stage) -> None:
    found = {(item.kind.value, item.code) for item in Board(again.campaign).items}
    assert found == {
        ("list", "A"), ("report", "A"), ("speech", "A"), ("cross", "G1")
    }  # fmt: skip
    assert again.get("office", "", "list", "B").status_code == 404
    page = again.clients["liaison-b"].get(f"/lists/{again.campaign.pk}/unit/B/")
    assert "the unit sends raters and is not rated itself" in text(page)


def test_it_starts_without_letting_anything_pass(again: Stage) -> None:
    fill(again, "A")
    fill(again, "AB", ["cross"])
    write_papers(again)
    for kind, code, by in (
        ("list", "A", "team-a"),
        ("cross", "G1", "team-1"),
        ("report", "A", "team-a"),
        ("speech", "A", "team-a"),
    ):
        approved(again, kind, code, by)
    now = Campaign.objects.get(pk=again.campaign.pk)
    assert [b.text for b in [*handed.papers(now), *handed.lists(now)] if b.stops] == []
