"""Guessing codes is slowed; whoever holds a code is never refused for it."""

import pickle
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from ballots import throttle
from ballots.models import Ticket
from ballots.throttle import LIMIT, SPAN, Failures, address, failures
from tests.ballots.make import Hall
from tests.ballots.posting import NOBODYS, post, text

HERE, THERE = "203.0.113.7", "203.0.113.8"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, for a test to move."""
    now = [1000.0]
    monkeypatch.setattr(throttle.time, "monotonic", lambda: now[0])
    return now


def guess(client: Client, where: str = HERE, code: str = NOBODYS + "0") -> Any:
    return post(client, "/b/", {"code": code, "lang": "en"}, REMOTE_ADDR=where)


def test_many_wrong_codes_are_answered_429_with_a_sentence(rater: Client) -> None:
    for _time in range(LIMIT):
        assert guess(rater).status_code == 404
    page = guess(rater)
    assert page.status_code == 429
    assert page["Retry-After"] == "10"
    assert "the right code opens the ballot at once" in text(page)
    assert NOBODYS in page.text  # what was typed is still there
    assert guess(rater, THERE).status_code == 404


def test_after_ten_thousand_failures_a_valid_code_votes(
    hall: Hall, rater: Client
) -> None:
    for _time in range(10_000):
        slow = failures.note(HERE)
    assert slow
    assert guess(rater).status_code == 429
    slip = hall.slip()
    assert guess(rater, code=slip.code).status_code == 200
    done = post(rater, "/b/submit", hall.fields(slip), REMOTE_ADDR=HERE)
    assert done.status_code == 200
    assert hall.ticket(slip).state == Ticket.State.USED


def test_valid_codes_are_not_counted(hall: Hall, rater: Client) -> None:
    for _time in range(3):
        guess(rater, code=hall.slip().code)
    assert not failures.seen


def test_a_code_of_the_wrong_length_is_no_guess(rater: Client) -> None:
    assert guess(rater, code="7K3M").status_code == 422
    assert not failures.seen


def test_after_ten_minutes_it_is_forgotten(clock: list[float]) -> None:
    seen = Failures()
    for _time in range(LIMIT):
        assert not seen.note(HERE)
    assert seen.note(HERE)
    clock[0] += SPAN + 60
    assert not seen.note(HERE)
    assert [number for number, _until in seen.seen.values()] == [1]


def test_no_address_is_kept_and_the_key_changes_every_hour(clock: list[float]) -> None:
    seen = Failures()
    seen.note(HERE)
    kept, key = dict(seen.seen), seen.key
    assert HERE not in str(kept)
    clock[0] += 3600
    seen.note(HERE)
    assert seen.key != key
    assert not kept.keys() & seen.seen.keys()


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    seen = Failures()
    for number in range(7):
        seen.note(f"203.0.113.{number}")
    assert len(seen.seen) == 1


def test_nothing_is_stored(
    rater: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(rater)  # the salt is read once
    with django_assert_num_queries(0):
        guess(rater, code=NOBODYS + "1")
    assert HERE not in str(pickle.dumps(getattr(cache, "_cache", {})))


@pytest.mark.parametrize(
    ("behind", "remote", "forwarded", "expected"),
    [
        (False, HERE, "", HERE),
        (False, HERE, "198.51.100.1", HERE),
        (True, "127.0.0.1", HERE, HERE),
        (True, "127.0.0.1", f"198.51.100.1, {HERE}", HERE),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "", "2001:DB8::1", "2001:db8::1"),
        (True, "127.0.0.1", "nonsense", None),
        (False, "", "", None),
    ],
)
def test_the_address_is_what_our_own_proxy_says(
    behind: bool, remote: str, forwarded: str, expected: str | None, settings: Any
) -> None:
    settings.BEHIND_TLS_PROXY = behind
    meta = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    assert address(RequestFactory().get("/b/", **meta)) == expected
