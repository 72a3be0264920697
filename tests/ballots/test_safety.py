"""Voting is not opened on a server that loses ballots or tells on raters."""

import re
import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import translation

from ballots import checks, safety
from ballots.models import Box
from ballots.rehearsal import issue_all
from ballots.safety import Fault, faults
from campaigns.models import Blocked, Unit
from tests.ballots.desk import make_supervisor
from tests.ballots.make import document
from tests.make import make_campaign
from tests.pgtmp import CARELESS

POSTGRESQL = connection.vendor == "postgresql"
on_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="settings of PostgreSQL")
on_sqlite = pytest.mark.skipif(POSTGRESQL, reason="pragmas are SQLite's")
# what nobody can set for a session alone, and the tests' server has wrong
SERVERS = {"fsync", "full_page_writes"}
pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def strict(settings: Any) -> Iterator[None]:
    settings.UNSAFE_DATABASE_ALLOWED = False
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the machine that runs the tests does not matter."""
    use_disk(monkeypatch, free=50)


def use_disk(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    usage = Usage(100, 100 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)


def configure(**settings: str) -> None:
    """For the rest of the transaction."""
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")


def rightly() -> None:
    """As docs/trust.md says, as far as a session can."""
    wanted = safety.DURABLE | safety.SILENT
    own = wanted.keys() - SERVERS - {"track_commit_timestamp"}
    configure(**{name: wanted[name][0] for name in own})


def names() -> set[str]:
    """The settings that are found wrong."""
    return {fault.text.partition("set ")[2].partition(" =")[0] for fault in faults()}


@on_postgresql
def test_what_the_server_has_wrong_is_named_with_the_cure() -> None:
    rightly()
    assert names() == SERVERS & CARELESS.keys()
    assert all(fault.stops for fault in faults())
    assert "set fsync = on in its configuration (it is off)" in str(faults())


@on_postgresql
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous_commit", "off"),
        ("synchronous_commit", "local"),
        ("log_error_verbosity", "default"),
        ("log_min_error_statement", "error"),
        ("log_min_duration_statement", "0"),
        ("log_statement", "mod"),
        ("log_parameter_max_length", "-1"),
        ("log_parameter_max_length_on_error", "20"),
    ],
)
def test_each_setting_counts(name: str, value: str) -> None:
    rightly()
    configure(**{name: value})
    assert names() - SERVERS == {name}


def test_the_manual_names_each_setting_and_a_value_that_passes() -> None:
    """What docs/trust.md says is what is asked for: neither more nor less."""
    page = (Path(__file__).parents[2] / "docs" / "trust.md").read_text()
    block = re.findall(r"(?m)^  ```\n(.*?)^  ```", page, re.DOTALL)[0]
    told = dict(re.findall(r"(?m)^ *(\w+) = (\S+)", block))
    wanted = safety.DURABLE | safety.SILENT
    assert told == {name: values[0] for name, values in wanted.items()}


@on_sqlite
def test_our_own_settings_are_right() -> None:
    assert faults() == []


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value"), [("synchronous", "1"), ("secure_delete", "0")]
)
def test_each_pragma_counts(name: str, value: str, transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name} = {value}")
    found = names()
    connection.close()
    assert found == {name}


@on_sqlite
def test_transactions_must_be_immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connection.settings_dict["OPTIONS"], "transaction_mode")
    assert names() == {"transaction_mode"}


@on_postgresql
def test_clocks_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(safety.clock()) == []
    late = datetime.now(UTC) + timedelta(seconds=9)
    monkeypatch.setattr(safety.timezone, "now", lambda: late)
    found = list(safety.clock())
    assert found[0].stops
    assert "differ by 8" in found[0].text or "differ by 9" in found[0].text


@on_sqlite
def test_on_sqlite_there_is_one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime.now(UTC) + timedelta(seconds=9)
    monkeypatch.setattr(safety.timezone, "now", lambda: late)
    assert list(safety.clock()) == []


@pytest.mark.parametrize(("free", "said"), [(21, 0), (20, 1), (0, 1)])
def test_a_full_disk_warns(
    free: int, said: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_disk(monkeypatch, free)
    found = list(safety.disk())
    assert len(found) == said
    assert not any(fault.stops for fault in found)


def test_the_disk_of_the_keys_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.KEY_DIR = tmp_path / "not" / "yet"
    asked: list[Path] = []
    usage = Usage(100, 0, 100)
    monkeypatch.setattr(shutil, "disk_usage", lambda p: asked.append(p) or usage)
    assert list(safety.disk()) == []
    assert asked == [tmp_path]


def test_an_operator_may_allow_everything(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_disk(monkeypatch, 0)
    assert faults()
    settings.UNSAFE_DATABASE_ALLOWED = True
    assert faults() == []


# what refuses ------------------------------------------------------------------


def make_printed(*, drill: bool = False) -> Box:
    box = Box.objects.freeze(make_campaign(document(), drill=drill))
    Unit.objects.update(kind="机关")
    issue_all(box)
    return box


@pytest.fixture
def unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Fault("set fsync = on"), Fault("little room", stops=False)]
    monkeypatch.setattr(safety, "faults", lambda: found)


def test_voting_does_not_open_on_it(unsafe: None) -> None:
    box = make_printed()
    make_supervisor(box.campaign)
    with pytest.raises(Blocked) as refused:
        box.open_voting()
    assert [blocker.text for blocker in refused.value.blockers] == ["set fsync = on"]
    said = {blocker.text: blocker.stops for blocker in box.blockers()}
    assert said == {"set fsync = on": True, "little room": False}
    box.campaign.refresh_from_db()
    assert box.campaign.state == "frozen"


def test_a_drill_opens_all_the_same(unsafe: None) -> None:
    make_printed(drill=True).open_voting()


def test_the_check_says_it_and_lets_migrate_go_on(unsafe: None) -> None:
    found = checks.server(databases=["default"])
    assert [message.id for message in found] == ["ballots.W001"] * 2
    assert not any(message.is_serious() for message in found)
    assert checks.server(databases=None) == []
    call_command("check", databases=["default"])


def test_a_database_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> list[Fault]:
        raise DatabaseError

    monkeypatch.setattr(safety, "faults", gone)
    assert [m.id for m in checks.server(databases=["default"])] == ["ballots.W002"]


def test_workbooks_are_read_with_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.workbooks() == []
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    assert [message.id for message in checks.workbooks()] == ["ballots.E001"]
