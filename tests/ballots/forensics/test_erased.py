"""A name that was erased is not in the database's files any more."""

from pathlib import Path

import pytest
from django.db import connection

from ballots.forensics.carving import image
from ballots.forensics.evidence import database_files
from ballots.models.archiving import Archiving
from ballots.retaining import clear
from tests.ballots.named import ELSEWHERE, name_everywhere
from tests.ballots.over import CONTACT, DRAWN, NAME, WORDS, make_over

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = connection.vendor == "postgresql"
SECRETS = (NAME, CONTACT, DRAWN, WORDS, *ELSEWHERE)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def files() -> list[Path]:
    """The database itself: PostgreSQL's write-ahead log is a backup by another name."""
    if POSTGRESQL:
        run("CHECKPOINT")
    return [path for path in database_files() if path.parent.name != "pg_wal"]


def found() -> list[str]:
    """What of the secrets the attacker reads past the database."""
    images = [image(path) for path in files()]
    return [text for text in SECRETS if any(i.find(text.encode()) >= 0 for i in images)]


def archived() -> None:
    over = make_over()
    name_everywhere(over)
    if POSTGRESQL:
        run("ANALYZE")  # as autovacuum does, sooner or later
    assert found() == list(SECRETS)
    Archiving(over.box).do("office")
    assert clear()


def test_nothing_is_left_in_the_files() -> None:
    archived()
    assert found() == []


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite wipes what it deletes")
def test_without_the_rewriting_it_would_be() -> None:
    """The control: an attacker who finds nothing where something is proves nothing."""
    Archiving(make_over().box).do("office")
    assert NAME in found()


@pytest.mark.skipif(not POSTGRESQL, reason="statistics are PostgreSQL's")
def test_without_leaving_it_out_of_the_statistics_it_would_be() -> None:
    usual = "ALTER TABLE campaigns_rater ALTER COLUMN name SET STATISTICS {}"
    run(usual.format(-1))
    try:
        archived()
        assert found() == [NAME]
    finally:
        run(usual.format(0))
        run("DELETE FROM pg_statistic")
        run("VACUUM FULL pg_statistic")
