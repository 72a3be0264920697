"""Importing a roster of 10,000 lines: reading, looking at it, taking it over.

`python -m tests.bench.lists [postgresql|sqlite]`: a workbook of 200 units is uploaded
and taken over through the pages, and uploaded once more. Beside it, of the same file in
the same run, openpyxl alone reads it row by row (the bound). Prints JSON.
"""

import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from tests.bench import site
from tests.bench.gauge import megabytes, timed

UNITS = 200
LINES = 10_000


def main() -> None:
    kinds = sys.argv[1:] or ["postgresql", "sqlite"]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    found = {kind: run(kind) for kind in kinds}
    print(json.dumps({"machine": machine, "lines": LINES, **found}, indent=1))


def run(kind: str) -> dict[str, Any]:
    """Figures of one database; each part in a child whose memory is its own."""
    with tempfile.TemporaryDirectory() as folder, site.database(kind) as url:
        site.configure(url, folder)
        content = in_child(workbook)
        return {**in_child(bound, content), **in_child(measure, content)}


def in_child(work: Callable[..., Any], *args: Any) -> Any:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(work, *args).result()


def workbook() -> bytes:
    """10,000 people of 200 units, 50 each, as an office types them."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("参评人员名单")
    sheet.append(["某某活动参评人员名单"])
    sheet.append(["序号", "单位代码", "单位", "参评类型", "姓名", "类别", "联系方式"])
    each = LINES // UNITS
    for n in range(LINES):
        unit = n // each
        name = "".join(chr(0x4E00 + (n * k) % 6000) for k in (7, 13, 29))
        code, title = f"U{unit}", f"第 U{unit} 号测评单位"
        sheet.append([n, code, title, "全评", name, "党员", 13_000_000_000 + n * 97])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bound(content: bytes) -> dict[str, Any]:
    """What openpyxl alone takes for the same file."""
    from openpyxl import load_workbook

    before = megabytes()

    def work() -> int:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return sum(1 for sheet in book for _row in sheet.iter_rows(values_only=True))

    rows, seconds = timed(work)
    return {
        "file kB": round(len(content) / 1000),
        "rows": rows,
        "openpyxl alone s (bound)": round(seconds, 2),
        "openpyxl alone MB more": round(megabytes() - before),
    }


def measure(content: bytes) -> dict[str, Any]:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client

    from campaigns.lists.reading import read
    from campaigns.models import Rater

    campaign = make()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.create_user("office", is_staff=True))
    path = f"/lists/{campaign.pk}/"
    client.get(path)
    before = megabytes()
    _lists, reading = timed(lambda: read(content))
    page, looking = timed(lambda: upload(client, path, content))
    text = page.content.decode()
    carried = re.search(r'name="lists" value="([^"]+)"', text)
    if not carried:
        raise RuntimeError(text[:4000])
    sent = {"lists": carried[1]}
    _done, taking = timed(lambda: client.post(f"{path}take-over/", sent))
    stored = Rater.objects.count()
    _again, again = timed(lambda: upload(client, path, content))
    _shown, shown = timed(lambda: client.get(path, {"q": "13000"}))
    given, giving = timed(lambda: client.get(f"{path}lists.xlsx"))
    return {
        "read s": round(reading, 2),
        "upload and preview s": round(looking, 2),
        "carried kB": round(len(carried[1]) / 1000),
        "take over s": round(taking, 2),
        "stored": stored,
        "upload again s": round(again, 2),
        "roster page s": round(shown, 3),
        "export s": round(giving, 2),
        "export kB": round(len(given.content) / 1000),
        "peak MB": round(megabytes()),
        "MB before": round(before),
    }


def make() -> Any:
    """A draft of 200 units in 50 groups; 50 raters of each."""
    from campaigns.load import load

    document = site.document(UNITS)
    keys = [f"U{n}" for n in range(UNITS)]
    document["groups"] = [
        {"key": f"G{n}", "title": f"第 {n} 组", "units": keys[n * 4 : n * 4 + 4]}
        for n in range(UNITS // 4)
    ]
    (pool,) = document["pools"]  # type: ignore[misc]
    pool["quota"] = LINES // UNITS
    return load(document)


def upload(client: Any, path: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("lists.xlsx", content)
    return client.post(f"{path}upload/", {"file": file, "rest": "keep"})


if __name__ == "__main__":
    main()
