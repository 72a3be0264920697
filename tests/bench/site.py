"""A running product for the benchmarks: database, campaign, tickets, gunicorn."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests import pgtmp

ITEMS = 13
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Electorate:
    """Codes of a few raters and keys of many, of one open campaign."""

    codes: list[str]
    keys: list[str]
    definition: str
    subjects: list[str]
    items: list[str]


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A durable database of this kind, as in production; its address."""
    with ExitStack() as stack:
        if kind == "postgresql":
            yield stack.enter_context(pgtmp.cluster(durable=True))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT / "var"))
            yield f"sqlite:///{folder}/bench.sqlite3"


def configure(url: str, folder: str) -> None:
    """Point this process, and those it starts, at the benchmark's database."""
    os.environ |= {
        "DATABASE_URL": url,
        "KEY_DIR": folder,
        "SECRET_KEY": "bench",
        # durable it is; that its log could tell on raters is nothing here
        "UNSAFE_DATABASE_ALLOWED": "true",
        "DJANGO_SETTINGS_MODULE": "appraisal.settings",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], check=True)
    subprocess.run([*manage, "collectstatic", "-v0", "--noinput"], check=True)


def document(subjects: int) -> dict[str, object]:
    """The preset's form without its overall item's heading: 13 items, n subjects."""
    from campaigns.files import presets, read  # after configure()

    base = read(presets()["joint-appraisal"])
    lines = [line for line in base["forms"][0]["lines"] if line["key"] != "rectify-3"]
    base["forms"][0]["lines"] = lines
    keys = [f"U{n}" for n in range(subjects)]
    base["units"] = [{"code": key, "name": f"第 {key} 号测评单位"} for key in keys]
    base["groups"] = [{"key": "G1", "title": "第一组", "units": keys}]
    base["subjects"] = [{"key": key, "unit": key, "form": "form"} for key in keys]
    base["pools"] = [base["pools"][1]]
    base["campaign"]["custody"] = "file"
    return base


def electorate(subjects: int, raters: int, codes: int = 100) -> Electorate:
    """Open a campaign; tickets get random keys, for scrypt is not what is timed."""
    from django.utils import timezone

    from ballots import codes as slips  # after configure()
    from ballots.models import Batch, Box, Salt, Ticket
    from ballots.sealing import Key, stretch
    from campaigns.load import load

    now = timezone.now()
    campaign = load(
        document(subjects),
        opens_at=now - timezone.timedelta(hours=1),
        closes_at=now + timezone.timedelta(days=1),
    )
    box = Box.objects.freeze(campaign)
    group, pool = campaign.groups.get(), campaign.pools.get()
    printed = [slips.generate() for _ in range(codes)]
    keys = [Key(stretch(code, Salt.objects.value())) for code in printed]
    keys += [Key(secrets.token_bytes(32)) for _ in range(raters)]
    batch = Batch.objects.create(
        campaign=campaign, group=group, number=1, slips=0, root=""
    )
    Ticket.objects.bulk_create(
        (
            Ticket(
                code_pk=key.public,
                campaign=campaign,
                pool=pool,
                group=group,
                batch=batch,
                state=Ticket.State.ACTIVE,
            )
            for key in keys
        ),
        batch_size=1000,
    )
    campaign.leave(campaign.State.FROZEN, campaign.State.OPEN)
    form = next(iter(box.definition.forms.values()))
    return Electorate(
        printed,
        [key.hex for key in keys[codes:]],
        box.definition.hash,
        list(box.definition.subjects),
        [item.key for item in form.items],
    )


@contextmanager
def gunicorn(workers: int = 2) -> Iterator[str]:
    """The product as `script/server` serves it, with two workers; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "appraisal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--threads",
        "4",
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"{address}/b/")
            yield address
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own server
            return
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(address)
