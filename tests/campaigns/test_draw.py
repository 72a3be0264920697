"""Drawing at random so that anybody can draw again."""

import hashlib

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from campaigns.draw import DrawError, draw, list_hash, new_seed, read_lines
from campaigns.models import Campaign, Draw
from tests.campaigns.pages import change, errors, text, url
from tests.make import make_campaign

NAMES = [f"居民{number}" for number in range(1, 31)]


def test_the_rule_is_the_one_that_is_documented() -> None:
    def key(line: str) -> str:
        return hashlib.sha256(f"s\n{line}".encode()).hexdigest()

    assert draw(NAMES, 5, "s") == sorted(NAMES, key=key)[:5]


@given(st.permutations(NAMES), st.text(), st.integers(1, 29))
def test_order_changes_nothing_and_more_are_more(
    lines: list[str], seed: str, number: int
) -> None:
    drawn = draw(lines, number, seed)
    assert drawn == draw(NAMES, number, seed)
    assert draw(NAMES, number + 1, seed)[:number] == drawn
    assert list_hash(lines) == list_hash(NAMES)


def test_lines_are_normalised() -> None:
    assert read_lines("　张三 １号\r\n\n李  四\t\n") == ["张三 1号", "李 四"]


@pytest.mark.usefixtures("english")
def test_what_cannot_be_drawn() -> None:
    with pytest.raises(DrawError, match=r"^Lines 1 and 3 are the same: “张三”\.$"):
        read_lines("张三\n李四\n 张三 ")
    for number in (0, 31):
        with pytest.raises(DrawError, match="The list has 30 lines"):
            draw(NAMES, number, "s")


def test_seeds_differ() -> None:
    assert new_seed() != new_seed()


# the pages -----------------------------------------------------------------------


def post(office: Client, campaign: Campaign, **values: str) -> object:
    fields = {"title": "10 人", "lines": "\n".join(NAMES), "number": "10", "seed": "s"}
    return office.post(url("campaign", "draws", campaign.pk), fields | values)


def test_a_draw_is_made_and_checked(office: Client) -> None:
    campaign = make_campaign()
    page = text(office, change(campaign))
    assert url("campaign", "draws", campaign.pk) in page
    assert "Draws of this campaign" not in text(
        office, url("campaign", "draws", campaign.pk)
    )
    answer = post(office, campaign)
    row = Draw.objects.get()
    address = url("campaign", "draw", campaign.pk, row.pk)
    assert answer.headers["Location"] == address  # type: ignore[attr-defined]
    assert row.names == draw(NAMES, 10, "s")
    assert (row.list_size, row.drawn_by) == (30, User.objects.get())
    page = text(office, address)
    assert all(f"<li>{name}</li>" in page for name in row.names)
    assert "10 of 30" in text(office, url("campaign", "draws", campaign.pk))
    assert "Drawn: 10 人" in text(office, url("campaign", "history", campaign.pk))
    for lines, said in (
        (reversed(NAMES), "✓ It is the same list, and it draws the same persons."),
        (NAMES[1:], "⊘ This is not the list of which was drawn"),
    ):
        page = office.post(address, {"lines": "\n".join(lines)}).content.decode()
        assert said in page


def test_a_record_that_was_changed_or_erased(office: Client) -> None:
    campaign = make_campaign()
    post(office, campaign)
    row = Draw.objects.get()
    address, lines = url("campaign", "draw", campaign.pk, row.pk), "\n".join(NAMES)
    Draw.objects.update(seed="another")
    page = office.post(address, {"lines": lines}).content.decode()
    assert "the record was changed" in page
    assert campaign.draws.named().erase() == row.number
    assert not campaign.draws.named().exists()
    page = office.post(address, {"lines": lines}).content.decode()
    assert "✓ It is the same list." in page
    assert "The names were erased" in page


def test_without_a_seed_one_is_taken(office: Client) -> None:
    post(office, make_campaign(), seed=" ")
    assert len(Draw.objects.get().seed) == 32


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"lines": "a\na"}, "Lines 1 and 2 are the same: “a”."),
        ({"number": "31"}, "The list has 30 lines; that many or fewer can be drawn."),
        ({"number": "0"}, "The list has 30 lines; that many or fewer can be drawn."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_mistakes_stand_at_their_fields(
    office: Client, values: dict[str, str], sentence: str
) -> None:
    assert errors(post(office, make_campaign(), **values)) == [sentence]
    assert not Draw.objects.exists()


def test_nobody_is_drawn_when_it_is_over(office: Client) -> None:
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(state="released")
    page = text(office, url("campaign", "draws", campaign.pk))
    assert "nobody is drawn any more" in page
    assert post(office, campaign).status_code == 403  # type: ignore[attr-defined]
    for pk in (0, 999):
        assert office.get(url("campaign", "draws", pk)).status_code == 404
    assert office.get(url("campaign", "draw", campaign.pk, 1)).status_code == 404


def test_the_pages_are_the_offices(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("team"))
    pages = [url("campaign", name, 1) for name in ("draws", "figures")]
    for address in [*pages, url("campaign", "draw", 1, 1)]:
        assert client.get(address).status_code == 302


def test_a_draw_has_a_name() -> None:
    assert str(Draw(title="10 人")) == "10 人"
