"""Walking a chain: whatever is done to what is stored, the first bad entry is named."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from audit.chain import Broken, Head, walk
from audit.models import NOTHING, Entry
from tests.audit.meddling import forge, make_chain, meddle, put

pytestmark = pytest.mark.django_db
DAY = len("2026-11-24")
TEXTS = ("actor", "action", "before", "hash")


def verdict(chain: int = 7, printed: Head | None = None) -> tuple[int, str] | None:
    """Which entry is bad and why; None of a sound chain."""
    try:
        for _entry in walk(chain, printed):
            pass
    except Broken as error:
        return error.seq, error.why
    return None


def flips(text: str) -> Iterator[str]:
    """The text with one bit of one character turned over, for every character."""
    for place, character in enumerate(text):
        yield text[:place] + chr(ord(character) ^ 1) + text[place + 1 :]


def test_sound_chain_yields_every_entry_in_order() -> None:
    made = make_chain()
    assert list(walk(7)) == made
    assert verdict() is None
    assert verdict(8) is None


@pytest.mark.parametrize("column", TEXTS)
def test_a_flipped_character_of_a_text_is_found(column: str) -> None:
    third = make_chain()[2]
    for text in flips(getattr(third, column)):
        put(third, column, text)
        assert verdict() == (3, "altered")
    put(third, column, getattr(third, column))
    assert verdict() is None


def test_a_flipped_character_of_the_detail_is_found() -> None:
    third = make_chain()[2]
    for key, value in third.detail.items():
        for other in flips(key):
            detail = {k: v for k, v in third.detail.items() if k != key}
            put(third, "detail", json.dumps(detail | {other: value}))
            assert verdict() == (3, "altered")
    for other in flips(third.detail["reason"]):
        put(third, "detail", json.dumps(third.detail | {"reason": other}))
        assert verdict() == (3, "altered")
    put(third, "detail", json.dumps(third.detail | {"done": 1}))
    assert verdict() == (3, "altered")


@pytest.mark.parametrize("step", [timedelta(seconds=1), timedelta(microseconds=-1)])
def test_another_time_is_found(step: timedelta) -> None:
    third = make_chain()[2]
    put(third, "at", third.at + step)
    assert verdict() == (3, "altered")


@pytest.mark.parametrize("bit", range(31))
def test_a_flipped_bit_of_a_number_is_found(bit: int) -> None:
    third = make_chain()[2]
    put(third, "chain", 7 ^ 1 << bit)
    assert verdict() == (3, "missing")
    assert verdict(7 ^ 1 << bit) == (1, "missing")
    put(third, "chain", 7)
    put(third, "seq", (3 ^ 1 << bit) + 10)  # past those that are taken
    assert verdict() == (3, "missing")


@pytest.fixture
def without_checks() -> Iterator[None]:
    """SQLite keeps no JSON but valid one, unless its owner says so."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize(
    "column", ["at", "detail", "actor", "action", "before", "hash"]
)
def test_a_flipped_byte_in_a_database_of_loose_types_is_found(
    column: str, without_checks: None
) -> None:
    """Also where no date, no JSON or no UTF-8 is left of it."""
    third = make_chain()[2]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CAST({column} AS BLOB) FROM audit_entry WHERE id = %s",  # noqa: S608
            [third.pk],
        )
        stored = bytes(cursor.fetchone()[0])
    for place, byte in enumerate(stored):
        if column == "at" and place == DAY:
            continue  # whatever stands between day and time, it is read the same
        for bit in (1, 128):
            flipped = stored[:place] + bytes([byte ^ bit]) + stored[place + 1 :]
            meddle(
                f"UPDATE audit_entry SET {column} = CAST(%s AS TEXT) WHERE id = %s",  # noqa: S608
                flipped,
                third.pk,
            )
            assert verdict() in ((3, "altered"), (3, "unreadable")), flipped


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_what_cannot_be_read_hides_nothing_before_it() -> None:
    """The row that breaks takes those read with it along."""
    made = make_chain()
    broken = "UPDATE audit_entry SET actor = CAST(%s AS TEXT) WHERE id = %s"
    meddle(broken, b"\xff", made[3].pk)
    assert verdict() == (4, "unreadable")
    put(made[2], "action", "other")
    assert verdict() == (3, "altered")
    meddle("DELETE FROM audit_entry WHERE id = %s", made[1].pk)
    assert verdict() == (2, "missing")


@pytest.mark.parametrize("gone", [1, 2, 4])
def test_a_deleted_entry_is_found(gone: int) -> None:
    made = make_chain()
    meddle("DELETE FROM audit_entry WHERE id = %s", made[gone - 1].pk)
    assert verdict() == (gone, "missing")


def test_two_entries_that_changed_places_are_found() -> None:
    made = make_chain()
    for entry, seq in ((made[1], 99), (made[2], 2), (made[1], 3)):
        put(entry, "seq", seq)
    assert verdict() == (2, "altered")


def test_an_inserted_entry_is_found() -> None:
    """With the numbers behind it moved on, and hashes that fit."""
    made = make_chain()
    for entry in reversed(made[2:]):
        put(entry, "seq", entry.seq + 1)
    forge(Entry(chain=7, seq=3, at=made[2].at, action="false", detail={},
                before=made[1].hash[::-1]))  # fmt: skip
    assert verdict() == (3, "unlinked")


def test_an_entry_with_a_fresh_hash_is_found_at_the_next() -> None:
    made = make_chain()
    made[2].detail = {"units": 5}
    forge(made[2])
    assert verdict() == (4, "unlinked")


def test_a_chain_written_anew_is_found_by_a_printed_head_alone() -> None:
    made = make_chain()
    fourth = Head(4, made[3].hash)
    made[2].detail = {"units": 5}
    forge(*made[2:])
    assert verdict() is None  # nothing in itself tells
    assert verdict(printed=fourth) == (4, "rewritten")
    assert verdict(printed=Head(0, fourth.hash)) == (6, "short")


def test_a_shortened_chain_is_found_by_a_printed_head_alone() -> None:
    made = make_chain()
    meddle("DELETE FROM audit_entry WHERE seq > 3")
    assert verdict() is None
    assert verdict(printed=Head(5, made[4].hash)) == (4, "short")
    assert verdict(printed=Head(0, made[4].hash)) == (4, "short")
    assert verdict(printed=Head(3, made[2].hash)) is None


def test_a_head_from_the_middle_still_holds() -> None:
    made = make_chain()
    for text in (made[1].hash, made[1].hash[:12], f"2-{made[1].hash[:12]}"):
        assert verdict(printed=Head.read(text)) is None


def test_head_is_read_as_it_is_written() -> None:
    head = Head(12, "0f" * 32)
    assert Head.read(str(head)) == head
    # 80 bits: whoever rewrites the chain cannot try until they fit
    assert head.short == "12-0f0f0f0f0f0f0f0f0f0f"
    assert Head.read(f" {head.short.upper()} ") == Head(12, "0f" * 10)
    assert Head() == Head(0, NOTHING)


@pytest.mark.parametrize("text", ["", "12-", "0f0f", "12-0f0f0f0f0f0g", "x" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        Head.read(text)
