"""Reading a campaign of 200 units in 50 groups: its page, a group's, a series of five.

`python -m tests.bench.reading [postgresql|sqlite]`. Tallies are written straight, as
opening leaves them. Beside the page, in the same run: the query of its tallies and the
arithmetic alone (the bound). Prints JSON: queries, milliseconds, kB.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import process_time
from typing import Any

from tests.bench import site
from tests.bench.gauge import megabytes, timed

UNITS, SIZE, YEARS, TIMES = 200, 4, 5, 7
OWN, CROSS = (15, 20)  # ballots on each unit


def main() -> None:
    kinds = sys.argv[1:] or ["postgresql", "sqlite"]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind) for kind in kinds}
    print(json.dumps({"machine": machine, "units": UNITS, **found}, indent=1))


def run(kind: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        return in_child(measure)


def in_child(work: Any) -> Any:
    """One database a process: settings are read once."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work).result()


def measure() -> dict[str, Any]:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client

    campaigns = [make(year) for year in range(YEARS, 0, -1)]
    campaign = campaigns[-1]
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.create_user("office", is_staff=True))
    pages = {
        "campaign": f"/results/{campaign.pk}/",
        "campaign, by rate": f"/results/{campaign.pk}/?sort=rate",
        "one group of it": f"/results/{campaign.pk}/?group=G7",
        "group": f"/results/{campaign.pk}/G7/",
        "subject": f"/results/{campaign.pk}/G7/U30/",
        "series of 5": f"/results/series/{campaign.pk}/",
    }
    found = {name: look(client, path) for name, path in pages.items()}
    return {**found, **bound(campaign), "peak MB": round(megabytes())}


def look(client: Any, path: str) -> dict[str, Any]:
    """A page: queries, kB, the median and the slowest of some times, after a first."""
    from django.db import connection

    queries: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    client.get(path)
    with connection.execute_wrapper(note):
        page = client.get(path)
    if page.status_code != 200:
        raise RuntimeError(f"{path}: {page.status_code}")
    began = process_time()
    times = [timed(lambda: client.get(path))[1] for _ in range(TIMES)]
    worked = (process_time() - began) / TIMES
    return {
        "queries": len(queries),
        "ms": round(1000 * median(times)),
        "processor ms": round(1000 * worked),
        "slowest ms": round(1000 * max(times)),
        "kB": round(len(page.content) / 1000),
    }


def bound(campaign: Any) -> dict[str, Any]:
    """Reading the tallies alone, and each rate of each item from what was read."""
    from campaigns.frozen import frozen
    from reports import counted
    from reports.history import judge

    began = process_time()
    what, reading = timed(lambda: counted.load(campaign))
    judged = judge(campaign, what)
    definition = frozen(campaign)

    def rates() -> int:
        return sum(
            judged.measured[key].value(item=item.key).value is not None
            for key, subject in definition.subjects.items()
            for item in subject.form.items
        )

    number, working = timed(rates)
    return {
        "tallies read ms (bound)": round(1000 * reading),
        "arithmetic ms (bound)": round(1000 * working),
        "both, processor ms (bound)": round(1000 * (process_time() - began)),
        "rates": number,
    }


def make(years_ago: int) -> Any:
    """A released campaign with its tallies, of the series."""
    from django.utils import timezone

    from ballots.models import Account, Box, Tally
    from campaigns.load import load
    from campaigns.models import Campaign
    from reports.releasing import first

    opens = timezone.now() - timedelta(days=365 * years_ago)
    window = {"opens_at": opens, "closes_at": opens + timedelta(days=1)}
    campaign = load(document(), **window)
    box = Box.objects.freeze(campaign)
    Box.objects.filter(pk=box.pk).update(closed_at=opens, opened_at=opens)
    Tally.objects.bulk_create(tallies(campaign, years_ago), batch_size=2000)
    Account.objects.bulk_create(accounts(campaign), batch_size=2000)
    Campaign.objects.filter(pk=campaign.pk).update(state="released")
    campaign.refresh_from_db()
    first(campaign)
    return campaign


def document() -> dict[str, Any]:
    """200 units in 50 groups, both pools of the preset."""
    from campaigns.files import presets, read

    whole = site.document(UNITS)
    keys = [f"U{n}" for n in range(UNITS)]
    whole["groups"] = [
        {
            "key": f"G{n}",
            "title": f"第 {n} 组",
            "units": keys[n * SIZE : (n + 1) * SIZE],
        }
        for n in range(UNITS // SIZE)
    ]
    whole["pools"] = read(presets()["joint-appraisal"])["pools"]
    whole["campaign"]["series"] = "年度评议"  # type: ignore[index]
    return whole


def tallies(campaign: Any, years_ago: int) -> Iterator[Any]:
    """Answers that differ by unit, item and year; every unit has all three."""
    from ballots.models import Tally

    pools = {pool.key: pool for pool in campaign.pools.all()}
    forms = campaign.current().forms
    for n, subject in enumerate(campaign.subjects.all()):
        for i, item in enumerate(forms["form"].items):
            for key, ballots in (("own", OWN), ("cross", CROSS)):
                poor = (n * 7 + i * 3 + years_ago) % 4
                fair = (n * 5 + i + years_ago) % 6
                counts = (ballots - fair - poor, fair, poor)
                for value, votes in enumerate(counts):
                    yield Tally(campaign=campaign, subject=subject, pool=pools[key],
                                item=item.key, value=value, n=votes)  # fmt: skip


def accounts(campaign: Any) -> Iterator[Any]:
    from ballots.models import Account

    pools = {pool.key: pool for pool in campaign.pools.all()}

    def account(pool: str, n: int, **where: Any) -> Account:
        numbers = {"issued": n, "returned": n, "abstained": 0, "valid": n, "void": 0}
        return Account(campaign=campaign, pool=pools[pool], **numbers, **where)

    for subject in campaign.subjects.select_related("unit"):
        yield account("own", OWN, subject=subject)
        yield account("own", OWN, unit=subject.unit)
        yield account("cross", CROSS, subject=subject)
    for group in campaign.groups.all():
        yield account("cross", CROSS, group=group)


if __name__ == "__main__":
    main()
