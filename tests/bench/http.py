"""Entry, ballot page and submission over HTTP, each beside its bound.

`python -m tests.bench.http [--seconds 5] [--raters 500] [--minute 60]`: two gunicorn
workers, SQLite and PostgreSQL (both durable), 13 items, 1 and 8 subjects; rates, and
raters who come within a minute and within one second. Prints JSON.
"""

import argparse
import asyncio
import hashlib
import json
import multiprocessing
import os
import platform
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from tests.bench import site

CONNECTIONS = 16
FORM = "application/x-www-form-urlencoded"


def main() -> None:
    options = _options()
    print(json.dumps({"machine": _machine(), **_measure(options)}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--raters", type=int, default=500)
    parser.add_argument("--minute", type=float, default=60)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.python_version()}"


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    """Each database and form in a process of its own: settings are read once."""
    kinds = [options.only] if options.only else ["sqlite", "postgresql"]
    context = multiprocessing.get_context("spawn")
    results = {}
    for kind in kinds:
        for subjects in (1, 8):
            with ProcessPoolExecutor(1, context) as pool:
                name = f"{kind}, {subjects} subjects"
                work = pool.submit(_one, kind, subjects, vars(options))
                results[name] = work.result()
    return results


def _one(kind: str, subjects: int, options: dict[str, Any]) -> dict[str, Any]:
    seconds = options["seconds"]
    (site.ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        import django  # after the environment is set

        django.setup()
        raters = int(2500 * seconds) + 2 * options["raters"]
        people = site.electorate(subjects, raters)
        keys = iter(people.keys)
        result = {"ballot page by key, in process": _in_process(people)}
        with site.gunicorn() as address:
            run = Load(address, people)
            result |= {
                "entry": _beside(
                    run.rate(run.entries(), seconds),
                    _scrypt(seconds),
                    "scrypt alone, two processes",
                ),
                "ballot page by key": {"per second": run.rate(run.pages(), seconds)},
                "submission": _beside(
                    run.rate(run.submissions(keys), seconds),
                    _update(kind, url, seconds),
                    "the same one-row UPDATE alone",
                ),
                "sealing and signing alone, two processes, a second": round(
                    _sealing(subjects, seconds), 1
                ),
            }
            for span in (options["minute"], 1.0):
                name = f"{options['raters']} raters in {span:.0f} s"
                result[name] = run.minute(keys, options["raters"], span)
        return result


def _beside(measured: float, bound: float, name: str) -> dict[str, Any]:
    return {
        "per second": round(measured, 1),
        "bound": name,
        "bound per second": round(bound, 1),
        "ratio": round(measured / bound, 3),
    }


class Load:
    """Raters over keep-alive connections: raw requests, cheap to send."""

    def __init__(self, address: str, people: site.Electorate) -> None:
        split = urlsplit(address)
        self.host, self.port = str(split.hostname), int(split.port or 80)
        self.people = people

    def request(self, path: str, body: bytes, kind: str) -> bytes:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def entries(self) -> Iterator[bytes]:
        while True:
            for code in self.people.codes:
                yield self.form(f"code={code}&lang=zh-hans")

    def pages(self) -> Iterator[bytes]:
        while True:
            yield self.form(f"key={secrets.choice(self.people.keys)}&lang=zh-hans")

    def form(self, body: str) -> bytes:
        return self.request("/b/", body.encode(), FORM)

    def submissions(self, keys: Iterator[str]) -> Iterator[bytes]:
        for key in keys:
            yield self.submission(key)

    def submission(self, key: str) -> bytes:
        items, options = self.people.items, ("good", "fair", "poor")
        answers = {
            subject: {item: random.choice(options) for item in items}  # noqa: S311
            for subject in self.people.subjects
        }
        body = {
            "key": key,
            "skey": secrets.token_hex(16),
            "definition": self.people.definition,
            "lang": "zh-hans",
            "answers": answers,
            "comments": {},
            "pad": "",
        }
        return self.request("/b/submit", json.dumps(body).encode(), "application/json")

    def rate(self, requests: Iterator[bytes], seconds: float) -> float:
        """Requests answered a second by 16 connections that never rest."""
        return asyncio.run(self._rate(requests, seconds))

    async def _rate(self, requests: Iterator[bytes], seconds: float) -> float:
        began = time.perf_counter()
        workers = [self._worker(requests, began + seconds) for _ in range(CONNECTIONS)]
        done = sum(await asyncio.gather(*workers))
        return done / (time.perf_counter() - began)

    async def _worker(self, requests: Iterator[bytes], until: float) -> int:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        done = 0
        while time.perf_counter() < until:
            status = await exchange(reader, writer, next(requests))
            if status != 200:
                raise RuntimeError(f"status {status}")
            done += 1
        writer.close()
        return done

    def minute(
        self, keys: Iterator[str], raters: int, seconds: float
    ) -> dict[str, Any]:
        """Raters who come at random within these seconds: enter, read, submit."""
        moments = sorted(random.uniform(0, seconds) for _ in range(raters))  # noqa: S311
        return asyncio.run(self._minute(list(zip(moments, keys, strict=False))))

    async def _minute(self, raters: Sequence[tuple[float, str]]) -> dict[str, Any]:
        began = time.perf_counter()
        times = await asyncio.gather(*(self._rater(began, *rater) for rater in raters))
        return {
            name: {
                "p50 ms": round(1000 * statistics.median(column), 1),
                "p99 ms": round(1000 * sorted(column)[int(len(column) * 0.99)], 1),
                "max ms": round(1000 * max(column), 1),
            }
            for name, column in zip(
                ("entry", "submission"), zip(*times, strict=True), strict=True
            )
        }

    async def _rater(
        self, began: float, moment: float, key: str
    ) -> tuple[float, float]:
        await asyncio.sleep(began + moment - time.perf_counter())
        code = random.choice(self.people.codes)  # noqa: S311
        entry = await self._timed(self.form(f"code={code}&lang=zh-hans"))
        return entry, await self._timed(self.submission(key))

    async def _timed(self, request: bytes) -> float:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(self.host, self.port)
        status = await exchange(reader, writer, request)
        writer.close()
        if status != 200:
            raise RuntimeError(f"status {status}")
        return time.perf_counter() - began


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> int:
    """Send one request, read the whole answer; its status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(b" ", 2)[1])


def _in_process(people: site.Electorate) -> dict[str, float]:
    """Server time of the cached ballot page, all middleware, no socket."""
    from django.test import Client  # after django.setup()

    client = Client(HTTP_HOST="127.0.0.1")
    times = []
    for number in range(600):
        key = people.keys[-1 - number % 200]
        began = time.perf_counter()
        answer = client.post("/b/", f"key={key}&lang=zh-hans", content_type=FORM)
        times.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"status {answer.status_code}")
    warm = sorted(times[100:])
    return {
        "median ms": round(1000 * warm[len(warm) // 2], 3),
        "p99 ms": round(1000 * warm[int(len(warm) * 0.99)], 3),
    }


def _scrypt(seconds: float) -> float:
    """Codes stretched a second by two processes that do nothing else."""
    return _two(_scrypt_loop, seconds)


def _sealing(subjects: int, seconds: float) -> float:
    """Envelopes sealed and signed a second by two processes that do nothing else."""
    size = subjects * (3 + 2 * site.ITEMS + 1500)
    return _two(_sealing_loop, (size, seconds))


def _sealing_loop(work: tuple[int, float]) -> int:
    from ballots.sealing import Binding, Key, new_box, seal

    size, seconds = work
    public, key, binding = new_box()[1], Key(b"k" * 32), Binding(1, "0" * 64)
    until, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        seal(b"\0" * size, public, key, binding)
        done += 1
    return done


def _two(loop: Callable[[Any], int], argument: Any) -> float:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(abs, range(8)))  # both are there before the clock starts
        began = time.perf_counter()
        done = sum(pool.map(loop, [argument] * 2))
        return done / (time.perf_counter() - began)


def _scrypt_loop(seconds: float) -> int:
    until, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        hashlib.scrypt(b"7K3M9Q9TR2XWD8", salt=b"s" * 16, n=2**12, r=8, p=1, dklen=32)
        done += 1
    return done


def _update(kind: str, url: str, seconds: float) -> float:
    """The database's own limit for the statement that takes a ballot."""
    from tests.bench import update  # after django.setup()

    if kind == "postgresql":
        return update.pgbench(url, seconds)
    return update.sqlite(url, seconds)


if __name__ == "__main__":
    main()
