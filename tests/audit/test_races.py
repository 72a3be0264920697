"""Two who write at once: both entries stand, one after the other, in no fork."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from audit.chain import Broken, walk
from audit.models import Entry, record

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
    pytest.mark.django_db(transaction=True),
]
EACH = 25
UNIQUE = {"entry_seq": "chain, seq", "entry_before": "chain, before"}


def write_at_once() -> list[BaseException]:
    """Two threads, each with entries of its own; what went wrong."""
    wrong: list[BaseException] = []
    ready = threading.Barrier(2)

    def run(name: str) -> None:
        try:
            ready.wait()
            for _n in range(EACH):
                with transaction.atomic():
                    record("act", by=name, campaign=7)
        except IntegrityError as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.models.entry._alone", lambda _chain: None)


@pytest.fixture
def without_unique() -> Iterator[None]:
    with connection.cursor() as cursor:
        for name in UNIQUE:
            cursor.execute(f"ALTER TABLE audit_entry DROP CONSTRAINT {name}")
        yield
        cursor.execute("TRUNCATE audit_entry")
        for name, columns in UNIQUE.items():
            cursor.execute(
                f"ALTER TABLE audit_entry ADD CONSTRAINT {name} UNIQUE ({columns})"
            )


def test_two_writers_lose_nothing_and_do_not_fork() -> None:
    assert write_at_once() == []
    chain = list(walk(7))
    assert Counter(entry.actor for entry in chain) == {"a": EACH, "b": EACH}


def test_without_the_lock_the_database_still_refuses_a_fork(without_lock: None) -> None:
    assert write_at_once()
    assert len(list(walk(7))) < 2 * EACH


def test_without_lock_and_constraint_it_forks(
    without_lock: None, without_unique: None
) -> None:
    """The control: the two tests above would see a fork."""
    write_at_once()
    with pytest.raises(Broken):
        list(walk(7))
    assert Entry.objects.count() > Entry.objects.values("seq").distinct().count()
