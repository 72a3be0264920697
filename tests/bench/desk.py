"""The desk of a campaign of 200 units in 50 groups, beside one of four units.

`python -m tests.bench.desk [postgresql|sqlite]`: queries and milliseconds of the page
as a draft, frozen and open, with 4,000 raters on its lists, lists and papers approved,
and its 4,000 slips printed. Beside it, in the same run, the one count over all slips
that any turnout takes (the bound). JSON.
"""

import json
import os
import platform
import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from tests.bench import site
from tests.bench.gauge import megabytes, timed
from tests.bench.lists import in_child
from tests.bench.pack import name

GROUPS = 50
ROUNDS = 7
REPORT = "本单位高度重视群众意见，逐条梳理、逐项整改，现将有关情况报告如下。" * 40


def main() -> None:
    kinds = sys.argv[1:] or ["postgresql", "sqlite"]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind) for kind in kinds}
    print(json.dumps({"machine": machine, **found}, indent=1))


def run(kind: str) -> dict[str, Any]:
    """Figures of one database; few units first, then many."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        return {f"{n * 4} units": in_child(measure, n) for n in (1, GROUPS)}


def document(groups: int) -> dict[str, Any]:
    """The preset of S1 with this many groups of four units."""
    from campaigns.files import presets, read

    base = read(presets()["joint-appraisal"])
    keys = [f"U{n}" for n in range(groups * 4)]
    base["campaign"] |= {"custody": "file", "approval": "all"}
    base["units"] = [{"code": key, "name": f"第 {key} 号测评单位"} for key in keys]
    base["groups"] = [
        {
            "key": f"G{n}",
            "title": f"第 {n} 组",
            "units": keys[n * 4 : n * 4 + 4],
            "lead": keys[n * 4],
        }
        for n in range(groups)
    ]
    base["documents"] = [
        {"unit": key, "kind": kind, "title": "征求意见情况报告", "body": REPORT}
        for key in keys
        for kind in ("report", "speech")
    ]
    base["subjects"] = [{"key": key, "unit": key, "form": "form"} for key in keys]
    return base


def measure(groups: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone

    from ballots.models import Box
    from campaigns.load import load

    now, day = timezone.now(), timezone.timedelta(days=1)
    campaign = load(document(groups), opens_at=now - day, closes_at=now + day)
    enrol(campaign)
    approve(campaign)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.create_user(f"office{groups}", is_staff=True))
    path = f"/desk/{campaign.pk}/"
    found = {"draft": visit(client, path)}
    box = Box.objects.freeze(campaign)
    found["frozen, no slip"] = visit(client, path)
    slips = issue(box)
    due = sum(row.due for row in box.turnout())
    if sum(row.issued for row in box.turnout()) != due:
        raise RuntimeError("slips that count nowhere")
    found["frozen, all slips"] = visit(client, path)
    campaign.leave(campaign.State.FROZEN, campaign.State.OPEN)
    found["open"] = visit(client, path)
    found["turnout alone"] = visit(client, f"{path}turnout/")
    return {"slips": slips, "count ms (bound)": bound(campaign), **found} | {
        "peak MB": round(megabytes())
    }


def enrol(campaign: Any) -> None:
    """Full lists of every unit, made up as they have to be."""
    from campaigns.models import Rater, Unit

    pools = list(campaign.pools.all())
    rows = [
        Rater(
            campaign=campaign,
            pool=pool,
            unit=unit,
            name=name(at * 100 + n),
            category=pool.categories[0].name if pool.categories else "",
            position=n,
        )
        for unit in Unit.objects.all()
        for at, pool in enumerate(pools)
        for n in range(pool.quota)
    ]
    Rater.objects.bulk_create(rows, batch_size=1000)


def approve(campaign: Any) -> None:
    """All that is handed in, as a supervision team decided on it."""
    from campaigns.approval.board import Board
    from campaigns.models import Submission, Team

    campaign.groups.update(team=Team.objects.create(name=f"第 {campaign.pk} 督导组"))
    rows = []
    for item in Board(campaign).items:
        item.row.digest, item.row.state = item.digest, "approved"
        rows.append(item.row)
    Submission.objects.bulk_create(rows, batch_size=1000)


def visit(client: Any, path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(path)
    if page.status_code != 200:
        raise RuntimeError(page.content.decode()[:4000])
    return {
        "queries": len(seen),
        "ms": milliseconds(lambda: client.get(path)),
        "kB": round(len(page.content) / 1000),
    }


def milliseconds(work: Callable[[], Any]) -> float:
    seconds = [timed(work)[1] for _round in range(ROUNDS)]
    return round(1000 * statistics.median(seconds), 1)


def issue(box: Any) -> int:
    """The slips that are due; their keys are random."""
    from ballots.models import Batch, Ticket

    campaign, rows = box.campaign, []
    pools = {pool.key: pool for pool in campaign.pools.all()}
    seats = campaign.groups.with_units()
    for number, group in enumerate(seats, 1):
        batch = Batch.objects.create(
            campaign=campaign, group=group, number=number, slips=0, root=""
        )
        units = {seat.unit.code: seat.unit for seat in group.seats.all()}
        frozen = box.definition.groups[group.key]
        for pool in box.definition.pools.values():
            for place, due in box.definition.places(pool, frozen):
                unit = units.get(place.key) if place.kind == "unit" else None
                at = {"unit": unit} if unit else {"group": group}
                rows += [
                    Ticket(
                        code_pk=secrets.token_hex(32),
                        campaign=campaign,
                        pool=pools[pool.key],
                        batch=batch,
                        state=Ticket.State.ACTIVE,
                        **at,
                    )
                    for _ in range(due)
                ]
    Ticket.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def bound(campaign: Any) -> float:
    """What counting the slips by place and state takes, and nothing else."""
    from django.db.models import Count

    from ballots.models import Ticket

    rows = Ticket.objects.filter(campaign=campaign).order_by()
    counted = rows.values_list("pool", "unit", "group", "state").annotate(n=Count("pk"))
    return milliseconds(lambda: list(counted.all()))


if __name__ == "__main__":
    main()
