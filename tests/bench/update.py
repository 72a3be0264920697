"""The bound of a submission: the one-row UPDATE that takes a ballot, and no more."""

import multiprocessing
import re
import secrets
import sqlite3
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests import pgtmp

ROWS = 200_000  # as many as the INSERT below makes

STATEMENT = (
    "UPDATE bench SET state = 'used', box = {box}, signature = {signature},"
    " skey_hash = {skey}, receipt = {receipt}"
    " WHERE code_pk = {pk} AND state = 'active'"
    " AND EXISTS (SELECT 1 FROM campaigns_campaign WHERE state = 'open')"
)
TABLE = (
    "CREATE TABLE bench (code_pk varchar(64) PRIMARY KEY, state varchar(6),"
    " box {blob}, signature {blob}, skey_hash varchar(64), receipt varchar(16) UNIQUE)"
)


def pgbench(url: str, seconds: float) -> float:
    """Transactions a second, 16 clients on two threads, prepared statements."""
    host = parse_qs(urlsplit(url).query)["host"][0]
    at = ["-h", host, "-U", "app", "postgres"]
    fill = (
        "INSERT INTO bench SELECT lpad(n::text, 64, '0'), 'active'"
        " FROM generate_series(1, 200000) n"
    )
    make = f"DROP TABLE IF EXISTS bench; {TABLE.format(blob='bytea')}; {fill}"
    subprocess.run([pgtmp.program("psql"), "-q", *at, "-c", make], check=True)
    script = f"\\set n random(1, {ROWS})\n" + STATEMENT.format(
        box=f"decode(repeat('5a', {_box()}), 'hex')",
        signature="decode(repeat('5a', 64), 'hex')",
        skey="repeat('a', 64)",
        receipt="lpad((:n)::text, 16, '0')",
        pk="lpad((:n)::text, 64, '0')",
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        Path(file.name).chmod(0o644)
        command = [
            pgtmp.program("pgbench"),
            "-n",
            "-c",
            "16",
            "-j",
            "2",
            "-M",
            "prepared",
            "-T",
            str(max(1, int(seconds))),
            "-f",
            file.name,
            *at,
        ]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", out)
    if not found:
        raise RuntimeError(out)
    return float(found[1])


def _box() -> int:
    """Bytes of the envelopes just cast here, so that the bound writes as many."""
    from ballots.models import Ticket  # after django.setup()

    ticket = Ticket.objects.exclude(box=None).first()
    if ticket is None or ticket.box is None:
        raise RuntimeError("no ballot was cast")
    return len(bytes(ticket.box))


def sqlite(url: str, seconds: float) -> float:
    """Transactions a second of two processes, durable as in the settings."""
    path = urlsplit(url).path
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE IF EXISTS bench")
        database.execute(TABLE.format(blob="blob"))
        rows = ((f"{n:064}", "active") for n in range(ROWS))
        database.executemany("INSERT INTO bench (code_pk, state) VALUES (?, ?)", rows)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(abs, range(8)))  # both are there before the clock starts
        began = time.perf_counter()
        size = _box()
        work = [pool.submit(_sqlite_loop, path, seconds, h, size) for h in range(2)]
        done = sum(each.result() for each in work)
        return done / (time.perf_counter() - began)


def _sqlite_loop(path: str, seconds: float, half: int, size: int) -> int:
    database = sqlite3.connect(path, timeout=20, isolation_level=None)
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA secure_delete=ON")
    statement = STATEMENT.format(box="?", signature="?", skey="?", receipt="?", pk="?")
    until, done = time.perf_counter() + seconds, 0
    box, signature, skey = b"Z" * size, b"Z" * 64, "a" * 64
    while time.perf_counter() < until and 2 * done + half < ROWS:
        database.execute("BEGIN IMMEDIATE")
        values = (box, signature, skey, secrets.token_hex(8), f"{2 * done + half:064}")
        database.execute(statement, values)
        database.execute("COMMIT")
        done += 1
    return done
