"""Printing all papers of a campaign: 200 units in 50 groups with full rosters.

`python -m tests.bench.pack [postgresql|sqlite] [--groups 50]`: the job is worked off
as a worker does it, then the ZIP is taken away. Beside it, in the same run, WeasyPrint
alone prints the papers of one group that have been rendered already (the bound of a
page). Prints JSON.
"""

import argparse
import json
import os
import platform
import tempfile
from typing import Any

from tests.bench import site
from tests.bench.gauge import megabytes, timed
from tests.bench.lists import in_child

UNITS = 4  # a group
AGAIN = 2
REPORT = "本单位高度重视群众意见，逐条梳理、逐项整改，现将有关情况报告如下。" * 40


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("kinds", nargs="*", default=["postgresql", "sqlite"])
    asked.add_argument("--groups", type=int, default=50)
    given = asked.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind, given.groups) for kind in given.kinds}
    units = given.groups * UNITS
    print(json.dumps({"machine": machine, "units": units, **found}, indent=1))


def run(kind: str, groups: int) -> dict[str, Any]:
    """Figures of one database; each part in a child whose memory is its own."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        campaign = in_child(make, groups)
        page = in_child(bound, campaign)
        found = in_child(measure, campaign)
    ratio = found["s a page"] / page["WeasyPrint alone s a page (bound)"]
    return {**page, **found, "times the bound": round(ratio, 2)}


def make(groups: int) -> int:
    """A frozen campaign: 15 own and 5 cross raters a unit, a report of each unit."""
    import django

    django.setup()
    from django.utils import timezone

    from ballots.models import Box
    from campaigns.load import load

    now = timezone.now()
    window = {"opens_at": now, "closes_at": now + timezone.timedelta(days=1)}
    campaign = load(document(groups), **window)
    enrol(campaign)
    Box.objects.freeze(campaign)
    return int(campaign.pk)


def document(groups: int) -> dict[str, Any]:
    from campaigns.files import presets, read

    base = read(presets()["joint-appraisal"])
    keys = [f"U{n}" for n in range(groups * UNITS)]
    base["units"] = [{"code": key, "name": f"第 {key} 号单位"} for key in keys]
    base["groups"] = [
        {"key": f"G{n}", "title": f"第 {n + 1} 组", "units": keys[n * 4 : n * 4 + 4]}
        for n in range(groups)
    ]
    base["subjects"] = [{"key": key, "unit": key, "form": "form"} for key in keys]
    base["documents"] = [
        {"unit": key, "title": "征求意见情况报告", "body": REPORT} for key in keys
    ]
    base["campaign"]["custody"] = "file"
    return base


def enrol(campaign: Any) -> None:
    from campaigns.models import Rater, Unit

    units = Unit.objects.in_bulk(field_name="code")
    rows = [
        Rater(campaign=campaign, pool=pool, unit=unit, name=name(n), category="党员")
        for unit in units.values()
        for pool in campaign.pools.all()
        for n in range(unit.pk * 20, unit.pk * 20 + pool.quota)
    ]
    for n, row in enumerate(rows):
        row.contact = str(13_000_000_000 + n)
    Rater.objects.bulk_create(rows, batch_size=1000)


def name(n: int) -> str:
    return "".join(chr(0x4E00 + (n * k) % 6000) for k in (7, 13, 29))


def bound(campaign: int) -> dict[str, Any]:
    """The papers of a group, rendered already: what WeasyPrint alone takes for them."""
    import django

    django.setup()
    from ballots.models import Box
    from ballots.papers.pack import PAPERS, Pack
    from ballots.papers.printing import html, printed
    from ballots.papers.volumes import volumes

    box = Box.objects.select_related("campaign").get(pk=campaign)
    group = next(iter(box.definition.groups.values()))
    pack = Pack(box.campaign, box.definition, group)
    papers = [html(pack, each, part) for each in PAPERS for part in volumes(pack, each)]
    printed(papers[0])  # what is read and set up once is no page's
    done, seconds = timed(lambda: [printed(each) for each in papers * AGAIN])
    pages = sum(each.pages for each in done)
    return {"WeasyPrint alone s a page (bound)": round(seconds / pages, 3)}


def measure(campaign: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.db.models import Sum

    from ballots.papers.bundle import State, start
    from campaigns.models import Campaign
    from jobs.running import work_off

    row = Campaign.objects.get(pk=campaign)
    before = megabytes()
    job = start(row, row.groups.count(), "office")
    _done, seconds = timed(work_off)
    printed = megabytes()
    pages = job.outcomes.aggregate(n=Sum("extent"))["n"]
    size, taking = timed(lambda: sum(map(len, State.of(row).zip())))
    return {
        "papers": job.outcomes.count(),
        "pages": pages,
        "s": round(seconds, 1),
        "s a page": round(seconds / pages, 3),
        "ZIP MB": round(size / 1e6, 1),
        "take away s": round(taking, 2),
        "peak MB": round(printed),
        "peak MB with taking": round(megabytes()),
        "MB before": round(before),
    }


if __name__ == "__main__":
    main()
