"""Each way of the attacker, on evidence in which it leads to everybody or to nobody."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from ballots.forensics.attack import Finding, attack, tail
from ballots.forensics.carving import image
from ballots.forensics.evidence import Evidence, Row, Sitting
from ballots.models import Ballot, Box, Comment
from tests.ballots.desk import vote
from tests.ballots.make import make_open_box

CELL = ("A", "own")
N = 12


def content(number: int) -> bytes:
    return f"what rater {number} wrote".encode()


def sittings(known: int = N) -> list[Sitting]:
    return [
        Sitting(f"slip{n:02d}", {CELL: content(n) if n < known else None})
        for n in range(N)
    ]


def make_rows(**columns: Callable[[int], Any]) -> list[Row]:
    """Rows of unlike keys that lie in an order of their own: 5, 0, 7, 2 …"""
    rows = []
    for n in range(N):
        made = {"uuid": uuid4()} | {name: of(n) for name, of in columns.items()}
        rows.append(Row(CELL, content(n), made, (5 * n % N, 0), None))
    return rows


def held(rows: list[Row], **more: Any) -> Evidence:
    tickets = {
        s.ticket: Row((), s.ticket.encode(), {"code_pk": s.ticket}, (0, 0), f"9{n:02d}")
        for n, s in enumerate(sittings())
    }
    return Evidence(more.pop("sittings", sittings()), tickets, rows, **more)


def by(way: str, evidence: Evidence) -> Finding:
    return next(finding for finding in attack(evidence) if finding.way == way)


def test_a_column_that_counts_gives_everybody_away() -> None:
    found = attack(held(make_rows(id=lambda n: n)))[0]
    assert (found.way, found.linked, found.of) == ("order of id", N, N)
    assert found.chance == pytest.approx(1)
    assert found.luck < 1e-6


def test_order_of_storage_gives_everybody_away() -> None:
    rows = [Row(CELL, content(n), {}, (n, 0), None) for n in range(N)]
    assert by("order of storage", held(rows)).linked == N


def test_the_same_transaction_gives_everybody_away() -> None:
    rows = [Row(CELL, content(n), {}, (0, 0), f"9{n:02d}") for n in range(N)]
    assert by("the same transaction", held(rows)).linked == N
    assert by("order of transactions", held(rows)).linked == N


def test_a_value_in_common_gives_everybody_away() -> None:
    rows = make_rows(slip=lambda n: f"slip{n:02d}")
    assert by("a value in common", held(rows)).linked == N


def test_a_value_of_several_rows_gives_nobody_away() -> None:
    rows = make_rows(slip=lambda n: f"slip{n // 2:02d}")
    assert by("a value in common", held(rows)).claims == 0


def test_a_column_all_alike_or_with_gaps_is_no_order() -> None:
    rows = make_rows(campaign=lambda n: 1, seen=lambda n: n or None)
    assert by("order of campaign", held(rows)).claims == 0
    assert by("order of seen", held(rows)).claims == 0


def test_bytes_are_an_order_too() -> None:
    rows = make_rows(mark=lambda n: memoryview(bytes([n])))
    assert by("order of mark", held(rows)).linked == N


def test_a_log_that_names_slip_and_row_together_gives_both_away(tmp_path: Path) -> None:
    rows = make_rows()
    log = tmp_path / "site.log"
    lines = [
        f"{s.ticket} {r.columns['uuid']}" for s, r in zip(sittings(), rows, strict=True)
    ]
    log.write_text("\n" * 999 + ("\n" * 99).join(lines))
    found = held(rows, files=[log])
    assert by("neighbours in the files", found).linked == N
    assert by("order in the files", found).linked == N


def test_what_is_written_in_clear_before_opening_is_found(tmp_path: Path) -> None:
    log, empty = tmp_path / "site.log", tmp_path / "empty.log"
    log.write_bytes(b"POST " + content(3) + b"\n")
    empty.touch()
    found = by("written in the files", held([], files=[empty, log]))
    assert (found.linked, found.chance) == (1, 0)


def test_files_that_know_nothing_give_nobody_away(tmp_path: Path) -> None:
    log = tmp_path / "site.log"
    log.write_text("slip01 sat down\n")
    found = held(make_rows(), files=[log])
    for way in ("order", "neighbours", "written"):
        in_files = f"{way} in the files"
        assert by(in_files, found).claims == 0


def test_of_whom_nothing_is_known_nothing_is_judged() -> None:
    found = by("order of id", held(make_rows(id=lambda n: n), sittings=sittings(4)))
    assert (found.claims, found.linked, found.of) == (N, 4, 4)


def test_a_slip_that_is_not_there_has_nothing_in_common() -> None:
    evidence = Evidence(sittings(), {}, make_rows(slip=lambda n: f"slip{n:02d}"))
    assert by("a value in common", evidence).claims == 0


@pytest.mark.parametrize(
    ("mean", "hits", "likely"),
    [(1, 0, 1), (1, 1, 1 - math.exp(-1)), (0, 1, 0), (2, 3, 1 - 5 * math.exp(-2))],
)
def test_luck_is_the_tail_of_a_shuffle(mean: float, hits: int, likely: float) -> None:
    assert tail(mean, hits) == pytest.approx(likely)


# the command -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_command_attacks_a_campaign_as_it_is_stored(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = make_open_box()
    told = []
    for slip in [hall.slip(), hall.slip()]:
        vote(hall.box, slip, "good")
        answers = "0000" * len(hall.subjects(slip)[0].form.items)
        told.append({"ticket": slip.key.public, "wrote": {"A|own": answers}})
    hall.box.close()
    hall.box.unseal()
    order = tmp_path / "order.json"
    order.write_text(json.dumps(told))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "site.log").write_text("nothing here")
    names = {"order": order, "files": [tmp_path / "logs", order], "verbosity": 2}
    call_command("attack", hall.box.pk, **names)
    lines = capsys.readouterr().out.splitlines()
    # both wrote the same: every guess is right, and chance says so
    assert "2 of 2 linked, 2.0 by chance" in lines[0]
    assert any(line.startswith("  order of uuid: 2 right of 2") for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "3", "[1]", '[{"ticket": "x"}]', "[]x"])
def test_command_refuses_an_order_that_it_cannot_read(
    text: str, tmp_path: Path, database_url: str
) -> None:
    order = tmp_path / "order.json"
    order.write_text(text)
    hall = make_open_box()
    with pytest.raises(CommandError, match=r"order\.json") as refused:
        call_command("attack", hall.box.pk, order=order)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_command_names_a_campaign_that_is_not_there() -> None:
    english = translation.override("en")
    with english, pytest.raises(CommandError, match="no campaign 9"):
        call_command("attack", 9)


@pytest.mark.django_db(transaction=True)
def test_command_makes_the_experiment(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = make_open_box()
    call_command("attack", hall.box.pk)
    lines = capsys.readouterr().out.splitlines()
    moments = [line.partition(":")[0] for line in lines]
    assert moments == ["voting", "opened", "released", "control"]
    assert not Ballot.objects.exists()
    assert not Comment.objects.exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks no file")
@pytest.mark.django_db(transaction=True)
def test_looking_into_the_files_drops_no_lock_of_the_database(
    database_url: str,
) -> None:
    """Or the next process takes the database for its own, and deletes the log."""
    hall = make_open_box()
    name = Path(connection.settings_dict["NAME"])
    files = [name, Path(f"{name}-wal")]
    for file in files:
        assert image(file)
    hall.box.close()
    hall.box.unseal()  # in another process, which closes the database
    assert all(file.exists() for file in files)
    connection.close()
    assert Box.objects.get().opened_at
