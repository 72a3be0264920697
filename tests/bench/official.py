"""Official papers of 200 units in 50 groups: each kind alone, then all as one ZIP.

`python -m tests.bench.official [postgresql|sqlite] [--groups 50] [--only NAME ...]`:
seconds and MB of the PDFs of all units, of the summary and the minutes, of the workbook
with a sheet a unit, of letters and ledgers with two points a unit; then the job as a
worker does it, on one core (`--only zip`). Beside it, in the same run, a PDF of one
line (the bound of a paper). Prints JSON.
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
from tests.bench.pack import document

VOTES = ((12, 2, 1), (12, 6, 2))
AGAIN = 10
KINDS = (
    ("feedback", "pdf"), ("feedback", "docx"), ("draft", "docx"), ("group", "pdf"),
    ("group", "docx"), ("minutes", "pdf"), ("summary", "pdf"), ("summary", "docx"),
    ("summary", "xlsx"), ("letter", "pdf"), ("points", "pdf"), ("ledger", "pdf"),
    ("ledger", "xlsx"),
)  # fmt: skip
POINTS = ("窗口周三下午没有人值班，群众白跑一趟", "同一份证明交了三次，建议一次告知")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("kinds", nargs="*", default=["postgresql", "sqlite"])
    asked.add_argument("--groups", type=int, default=50)
    asked.add_argument("--only", nargs="*", default=[])
    given = asked.parse_args()
    only = set(given.only)
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind, given.groups, only) for kind in given.kinds}
    print(json.dumps({"machine": machine, "groups": given.groups, **found}, indent=1))


def run(kind: str, groups: int, only: set[str]) -> dict[str, Any]:
    """Figures of one database; each kind of paper in a child with its own memory."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        campaign = in_child(make, groups)
        found = {"one line as PDF (bound)": in_child(bound)}
        for paper, how in KINDS:
            if not only or paper in only:
                found[f"{paper}.{how}"] = in_child(measure, campaign, paper, how)
        if not only or "zip" in only:
            found["all as one ZIP"] = in_child(everything, campaign)
        return found


def make(groups: int) -> int:
    """A released campaign, its counts written straight; two points of each unit."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from campaigns.models import Unit
    from reports import releasing
    from reports.models import Point
    from tests.reports.sample import make_result

    content = document(groups)
    votes = {unit["code"]: VOTES for unit in content["units"]}
    campaign = make_result(votes, content)
    releasing.first(campaign)
    office = get_user_model().objects.create_user("keeper", is_staff=True)
    today = campaign.today()
    where: Any = {"campaign": campaign, "source": "letter", "raised_on": today}
    for unit in Unit.objects.filter(subjects__campaign=campaign).distinct():
        for text in POINTS:
            made = Point.objects.make(office, unit=unit, text=text, **where)
            made.assign(office, "", "李喆", today)
    return int(campaign.pk)


def bound() -> dict[str, Any]:
    import django

    django.setup()
    from paper.pdf import render

    page = "<!doctype html><html lang='zh-Hans'><p>评议</p></html>"
    render(page)
    _done, seconds = timed(lambda: [render(page) for _time in range(AGAIN)])
    return {"s": round(seconds / AGAIN, 3)}


def measure(campaign: int, paper: str, how: str) -> dict[str, Any]:
    """Every paper of a kind, one after the other."""
    import django

    django.setup()
    made_of = material(campaign)
    items = [item for item in made_of.offered if item.paper == paper]
    before = megabytes()
    sizes, seconds = timed(lambda: [len(one.render(made_of, how)) for one in items])
    return {
        "files": len(items),
        "s": round(seconds, 1),
        "s a file": round(seconds / len(items), 3),
        "MB": round(sum(sizes) / 1e6, 1),
        "peak MB": round(megabytes()),
        "MB before": round(before),
    }


def keeper() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="keeper")


def material(campaign: int) -> Any:
    from campaigns.models import Campaign
    from reports import seen
    from reports.build import build

    row = Campaign.objects.get(pk=campaign)
    return seen.material(keeper(), row, build(row))


def everything(campaign: int) -> dict[str, Any]:
    """The job that the page begins, then the ZIP as it is taken away."""
    import django

    django.setup()
    from campaigns.models import Campaign
    from jobs.running import work_off
    from reports.bundle import State, start

    row = Campaign.objects.get(pk=campaign)
    user, made_of = keeper(), material(campaign)
    job = start(row, user, made_of)
    _done, seconds = timed(work_off)
    state = State.of(row, user, made_of)
    size, taking = timed(lambda: sum(map(len, state.zip())))
    return {
        "files": job.outcomes.count(),
        "s": round(seconds, 1),
        "ZIP MB": round(size / 1e6, 1),
        "take away s": round(taking, 2),
        "peak MB": round(megabytes()),
    }


if __name__ == "__main__":
    main()
