"""The chain: appended to in order, each entry holding the hash of the one before."""

import pytest

from audit.models import NOTHING, SITE, Entry, record

pytestmark = pytest.mark.django_db


def test_first_entry_follows_nothing() -> None:
    entry = record("freeze", by="office", campaign=7, units=4)
    assert (entry.chain, entry.seq, entry.before) == (7, 1, NOTHING)
    assert (entry.actor, entry.detail) == ("office", {"units": 4})


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    first, second = (record("print", campaign=7, batch=n) for n in (1, 2))
    assert (second.seq, second.before) == (2, first.hash)
    assert Entry.objects.head(7) == second.hash


def test_chains_do_not_meet() -> None:
    record("freeze", campaign=7)
    assert record("login", by="boss").chain == SITE
    assert [entry.seq for entry in Entry.objects.of(7)] == [1]
    assert Entry.objects.head(8) == NOTHING


def test_a_stored_entry_has_the_hash_of_what_it_says() -> None:
    record("void", by="office", campaign=7, batch=2, reason="少印一张")
    entry = Entry.objects.get(chain=7)
    assert entry.hash == entry.sealed()
    entry.detail = {"batch": 3, "reason": "少印一张"}
    assert entry.hash != entry.sealed()


def test_entry_is_named_by_chain_number_and_act() -> None:
    assert str(record("close", campaign=7)) == "7-1 close"
