"""The three cards of a box: who prints, what is recorded, what opens, what is left."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Entry
from ballots.models import Box, OpeningFailed, Trustee, Wrap
from ballots.opening import rewrite
from ballots.trustees import Secret, WrongKey
from campaigns.models import Blocked, Campaign, WrongState
from tests.ballots.desk import agreed, vote
from tests.ballots.make import Hall, make_open_box
from tests.ballots.trustees import (
    ROLES,
    Secrets,
    make_cards_box,
    make_cards_hall,
    print_cards,
)
from tests.make import make_campaign

State = Campaign.State
Opened = tuple[Hall, Secrets]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def box(db: None) -> Box:
    return make_cards_box()


def texts(box: Box) -> list[str]:
    return [str(b.text) for b in box.blockers() if "rustee" in str(b.text)]


def print_one(box: Box, role: str, by: str) -> Secret:
    secret = Secret.new()
    box.trustees.record(role, secret.public(box.pk, role), by)
    return secret


# freezing ----------------------------------------------------------------------


def test_a_frozen_box_with_cards_has_no_key_at_all(box: Box) -> None:
    assert box.custody == Box.Custody.CARDS
    assert bytes(box.public_key) == b""
    assert not box.key_file.exists()
    assert not box.has_key


def test_custody_changed_while_freezing_freezes_nothing(db: None) -> None:
    campaign = make_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(custody="cards")
    with pytest.raises(WrongState):
        Box.objects.freeze(campaign)
    campaign.refresh_from_db()
    assert campaign.state == State.DRAFT
    assert not Box.objects.exists()


def test_voting_waits_for_the_cards_and_their_trial(box: Box) -> None:
    assert texts(box) == [
        "The trustee card “campaign office” is missing: somebody of the campaign "
        "office prints it.",
        "The trustee card “supervision team” is missing: somebody of the supervision "
        "team prints it.",
        "The trustee card “archive” is missing: a third person prints it.",
    ]
    print_cards(box)
    assert texts(box) == ["The trustee cards have not been tried out together."]
    box.trustees.passed("li")
    assert texts(box) == []
    assert all(blocker.url for blocker in box.trustees.blockers())


def test_voting_cannot_open_before_the_trial(box: Box) -> None:
    print_cards(box)
    with pytest.raises(Blocked):
        box.open_voting()


# printing ----------------------------------------------------------------------


def test_the_third_card_makes_the_key(box: Box) -> None:
    print_one(box, "office", "wang")
    print_one(box, "archive", "zhao")
    assert bytes(box.public_key) == b""
    assert not Wrap.objects.exists()
    print_one(box, "team", "li")
    box.refresh_from_db()
    assert len(bytes(box.public_key)) == 32
    assert box.has_key
    assert not box.key_file.exists()
    told = [(e.action, e.actor, e.detail.get("role")) for e in Entry.objects.of(box.pk)]
    assert told[1:] == [
        ("card", "wang", "office"),
        ("card", "zhao", "archive"),
        ("card", "li", "team"),
        ("key", "li", None),
    ]


def test_nobody_prints_two_cards(box: Box) -> None:
    print_one(box, "office", "wang")
    with pytest.raises(Blocked, match="nobody ever holds two"):
        print_one(box, "archive", "wang")
    assert [row.role for row in Trustee.objects.all()] == ["office"]


def test_the_database_keeps_two_cards_from_one_printer(box: Box) -> None:
    print_one(box, "office", "wang")
    row = Trustee.objects.get()
    row.pk, row.role = None, "archive"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_card_printed_again_makes_the_old_one_worthless(box: Box) -> None:
    cards = print_cards(box)
    first, old = bytes(box.public_key), list(cards.values())
    cards["team"] = print_one(box, "team", "team-holder")
    assert bytes(box.public_key) != first
    assert Wrap.objects.count() == 3
    assert all(box.trustees.attempt(cards.values()).values())
    with pytest.raises(WrongKey):
        box.trustees.attempt(old)
    again = Entry.objects.filter(chain=box.pk, action="card").order_by("seq").last()
    assert again is not None
    assert again.detail == {"role": "team", "again": True}


def test_no_card_is_printed_again_after_the_trial(box: Box) -> None:
    cards = print_cards(box)
    box.trustees.passed("li")
    with pytest.raises(Blocked, match="none is printed again"):
        print_one(box, "team", "team-holder")
    assert all(box.trustees.attempt(cards.values()).values())


def test_cards_belong_to_a_frozen_box_that_has_them(db: None) -> None:
    with pytest.raises(WrongState):
        print_one(make_open_box().box, "team", "li")
    filed = Box.objects.freeze(make_campaign())
    with pytest.raises(WrongState):
        print_one(filed, "team", "li")
    assert not Trustee.objects.exists()


def test_killed_with_the_third_card_leaves_two_and_can_be_done_again(box: Box) -> None:
    """Whatever of the act fails, nothing of it is stored."""
    print_cards(box, ["office", "team"])
    with (
        patch("ballots.models.trustees.Wrapping.wrap", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        print_one(box, "archive", "zhao")
    fresh = Box.objects.get(pk=box.pk)
    assert [row.role for row in Trustee.objects.order_by("pk")] == ["office", "team"]
    assert bytes(fresh.public_key) == b""
    print_one(fresh, "archive", "zhao")
    assert fresh.has_key


# the trial ---------------------------------------------------------------------


def test_every_pair_opens_the_dummies(box: Box) -> None:
    found = box.trustees.attempt(print_cards(box).values())
    pairs = ["office+team", "office+archive", "team+archive"]
    assert found == dict.fromkeys(pairs, True)


def test_a_damaged_wrap_fails_its_pair_alone(box: Box) -> None:
    cards = print_cards(box)
    wrap = Wrap.objects.get(first="office", second="archive")
    Wrap.objects.filter(pk=wrap.pk).update(sealed=bytes(wrap.sealed or b"")[:-1])
    found = box.trustees.attempt(cards.values())
    assert [pair for pair, opens in found.items() if not opens] == ["office+archive"]


def test_two_cards_try_one_pair(box: Box) -> None:
    cards = print_cards(box)
    found = box.trustees.attempt([cards["office"], cards["team"]])
    assert [pair for pair, opens in found.items() if opens] == ["office+team"]


def test_a_trial_of_a_key_made_anew_meanwhile_does_not_count(box: Box) -> None:
    print_cards(box)
    stale = Box.objects.get(pk=box.pk)
    print_one(box, "team", "team-holder")
    with pytest.raises(WrongState):
        stale.trustees.passed("li")
    assert not Box.objects.get(pk=box.pk).tried_at


def test_passing_twice_is_recorded_once(box: Box) -> None:
    print_cards(box)
    box.trustees.passed("li")
    at = box.tried_at
    box.trustees.passed("li")
    assert box.tried_at == at
    assert Entry.objects.filter(chain=box.pk, action="trial").count() == 1


# opening and destroying --------------------------------------------------------


@pytest.fixture
def closed(database_url: str) -> Opened:
    """A closed box with one envelope, and its cards."""
    hall, cards = make_cards_hall()
    vote(hall.box, hall.slip())
    hall.box.close()
    return hall, cards


@pytest.mark.django_db(transaction=True)
def test_any_two_cards_open_and_one_does_not(closed: Opened) -> None:
    hall, cards = closed
    with pytest.raises(OpeningFailed, match="WrongKey"):
        hall.box.unseal([cards["team"]])
    with pytest.raises(OpeningFailed, match="WrongKey"):
        hall.box.unseal([cards["team"], Secret.new()])
    assert Box.objects.get(pk=hall.box.pk).opened_at is None
    hall.box.unseal([cards["archive"], cards["team"]])
    assert hall.campaign.state == State.COUNTED


@pytest.mark.parametrize("left", ROLES)
def test_every_pair_has_the_key_and_no_single_card(db: None, left: str) -> None:
    box = make_cards_box()
    cards = print_cards(box)
    two = [secret for role, secret in cards.items() if role != left]
    assert len(box.trustees.private(two)) == 32
    with pytest.raises(WrongKey):
        box.trustees.private([cards[left], cards[left]])


@pytest.mark.django_db(transaction=True)
def test_certification_destroys_the_wrapped_key(closed: Opened) -> None:
    hall, cards = closed
    hall.box.unseal(list(cards.values())[:2])
    assert Box.objects.get(pk=hall.box.pk).rewritten
    sealed = [bytes(wrap.sealed or b"") for wrap in Wrap.objects.all()]
    assert len(sealed) == 3
    agreed(hall.box, "release")
    assert [wrap.sealed for wrap in Wrap.objects.all()] == [None] * 3
    assert not hall.box.has_key
    with pytest.raises(WrongKey):
        hall.box.trustees.private(cards.values())
    # the remains lie in the files until these are written anew
    assert not Box.objects.get(pk=hall.box.pk).rewritten


@pytest.mark.django_db(transaction=True)
def test_lost_wraps_stop_the_opening(closed: Opened) -> None:
    hall, cards = closed
    Wrap.objects.filter(first="office").delete()
    with pytest.raises(Blocked, match="wrapped keys of the box are not in"):
        hall.box.unseal(list(cards.values())[:2])


@pytest.mark.django_db(transaction=True)
def test_files_are_written_anew_with_the_wraps(closed: Opened) -> None:
    hall, cards = closed
    hall.box.unseal(list(cards.values())[:2])
    agreed(hall.box, "release")
    with CaptureQueriesContext(connection) as queries:
        assert rewrite()
    sql = [query["sql"] for query in queries.captured_queries]
    whole = ["VACUUM FULL ballots_wrap", "VACUUM"]
    assert any(each in whole for each in sql)
    assert Box.objects.get(pk=hall.box.pk).rewritten


def test_names_say_what_it_is(box: Box) -> None:
    print_cards(box)
    assert str(Trustee.objects.get(role="team")) == "supervision team"
    assert str(Wrap.objects.get(first="team")) == f"{box.pk} team+archive"
    assert box.kept.startswith("two of three trustee cards")
