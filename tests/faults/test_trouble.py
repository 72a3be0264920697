"""F4, F8, F11, F13: the database is there and does not serve, or is an older one."""

import re

import pytest

from tests.faults import backup, trouble
from tests.faults.conftest import KIND
from tests.faults.world import Stage

RATERS = 24

postgresql = pytest.mark.skipif(KIND != "postgresql", reason="a matter of a server")


def test_a_full_disk_stores_and_acknowledges_nothing(site: Stage) -> None:
    """And voting goes on as soon as there is room again."""
    found = site.play(trouble.disk_full, raters=RATERS)
    assert set(found["while full"]) <= {"200", "503"}
    assert found["while full"]["503"] > 0
    assert found["acknowledged while full"] == found["of these stored"]
    assert found["codes acknowledged"] == found["counted"] == RATERS
    assert found["lost"] == found["cells of the tally that differ"] == 0


def test_only_the_clock_of_the_database_matters(site: Stage) -> None:
    assert site.play(trouble.clocks) == {
        "an hour early": "403",
        "just before it opens": "403",
        "as it opens": "taken",
        "just before it closes": "taken",
        "as it closes": "410",
        "an hour late": "410",
        "the clock set back": "taken",
        "stored": "3",
    }


@postgresql
def test_without_a_connection_nothing_is_acknowledged(site: Stage) -> None:
    found = site.play(trouble.no_connection)
    assert found["then"] == ("unknown", "ok")
    assert found["history"][1] == ("submit", "unknown", "503")


def test_a_backup_of_the_middle_is_whole_and_suspended(site: Stage) -> None:
    """T28: a copy takes nothing until people have looked at it."""
    found = site.play(backup.backup, raters=RATERS)
    assert found["inside"] == {
        "state": "suspended",
        "as stored": True,
        "batches": True,
        "acts": ["freeze", "print", "open", "suspend"],
    }
    assert (
        found["of these in the backup"] == found["acknowledged before"] >= RATERS // 3
    )
    assert found["in the backup"] <= found["acknowledged"] == RATERS
    # in the site's language: the campaign's number first, its envelopes last
    assert re.findall(r"\d+", found["said"])[-1] == str(found["in the backup"])
    assert found["replay of one in the backup"]
    if found["in the backup"] < RATERS:
        assert found["one not in the backup"] == "403"
