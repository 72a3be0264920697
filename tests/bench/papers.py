"""Seconds and megabytes of the papers: group PDF, workbook, 80 slips.

`python -m tests.bench.papers`: each in a fresh process, first and second time, beside
a WeasyPrint page with one line (the bound of a PDF) and an empty workbook. Prints JSON.
"""

import json
import multiprocessing
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from typing import Any

from tests.bench import site


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, site.database("sqlite") as url:
        site.configure(url, folder)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, context) as pool:
            campaign = pool.submit(_campaign).result()
        results = {}
        for name in PAPERS:
            with ProcessPoolExecutor(1, context) as pool:
                results[name] = pool.submit(_paper, name, campaign).result()
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    print(json.dumps({"machine": machine, **results}, indent=1))


def _campaign() -> int:
    """A counted drill of the preset: four units, 80 ballots."""
    import django  # after the environment is set

    django.setup()
    from django.utils import timezone

    from ballots.rehearsal import rehearse
    from campaigns.files import presets, read
    from campaigns.load import load

    now = timezone.now()
    window = {"opens_at": now, "closes_at": now + timezone.timedelta(days=1)}
    draft = load(read(presets()["joint-appraisal"]), **window)
    return rehearse(draft).pk


def _paper(name: str, campaign: int) -> dict[str, Any]:
    import django  # after the environment is set

    django.setup()
    work = PAPERS[name](campaign)
    before = _megabytes()
    first, size = _timed(work)
    second, _size = _timed(work)
    return {
        "first s": round(first, 3),
        "second s": round(second, 3),
        "kB": round(size / 1000),
        "peak MB": round(_megabytes()),
        "MB before": round(before),
    }


def _timed(work: Callable[[], bytes]) -> tuple[float, int]:
    began = time.perf_counter()
    size = len(work())
    return time.perf_counter() - began, size


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _one_line(_campaign: int) -> Callable[[], bytes]:
    from paper.pdf import render  # after django.setup()

    return lambda: render("<!doctype html><html lang='zh-Hans'><p>评议</p></html>")


def _group_pdf(campaign: int) -> Callable[[], bytes]:
    from campaigns.models import Campaign  # after django.setup()
    from reports.build import build
    from reports.pdf import render_group

    def work() -> bytes:
        report = build(Campaign.objects.get(pk=campaign))
        return render_group(report, report.groups[0])

    return work


def _workbook(campaign: int) -> Callable[[], bytes]:
    from campaigns.models import Campaign  # after django.setup()
    from reports.build import build
    from reports.excel import render_workbook

    def work() -> bytes:
        report = build(Campaign.objects.get(pk=campaign))
        return render_workbook(report, report.groups[0])

    return work


def _empty_workbook(_campaign: int) -> Callable[[], bytes]:
    from openpyxl import Workbook  # its memory is part of the figure

    def work() -> bytes:
        file = BytesIO()
        Workbook().save(file)
        return file.getvalue()

    return work


def _slips(campaign: int) -> Callable[[], bytes]:
    """80 slips: codes, scrypt, tickets and the PDF; each time for a fresh drill."""
    from ballots.models import Box  # after django.setup()
    from ballots.rehearsal import copy_as_drill
    from ballots.views import slips
    from campaigns.models import Campaign
    from paper.pdf import render

    def work() -> bytes:
        drill = copy_as_drill(Campaign.objects.get(pk=campaign))
        box = Box.objects.freeze(drill)
        group = next(iter(box.definition.groups.values()))
        html = slips.sheets(box, *box.issue(group), rest=0)
        return render(html, stylesheets=slips.STYLES)

    return work


PAPERS = {
    "one line as PDF (bound)": _one_line,
    "group PDF": _group_pdf,
    "80 slips": _slips,
    "empty workbook (bound)": _empty_workbook,
    "workbook": _workbook,
}

if __name__ == "__main__":
    main()
