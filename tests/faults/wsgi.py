"""The site as gunicorn serves it, with failpoints that a scene may arm.

A failpoint is a file in the folder FAULTS. `die-*`: the next worker that has stored a
ballot takes the file and kills itself before it answers. `clock`: on SQLite, what the
database believes the time to be; the site's own clock is a day ahead then.
"""

import os
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created
from django.utils import timezone

from appraisal.wsgi import application as site

FOLDER = Path(os.environ["FAULTS"])
CLOCK = FOLDER / "clock"


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    statuses: list[str] = []

    def started(status: str, *more: Any) -> Any:
        statuses.append(status)
        return start_response(status, *more)

    answer = site(environ, started)
    if environ["PATH_INFO"] == "/b/submit" and statuses[0].startswith("200"):
        _die_if_told()
    return answer


def _die_if_told() -> None:
    """The ballot is stored, and nobody will say so."""
    for order in FOLDER.glob("die-*"):
        with suppress(FileNotFoundError):
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


def _set_clock(connection: Any, **_signal: Any) -> None:
    """SQLite has its clock from the system; here from a file, when there is one."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("strftime", -1, _strftime)


def _strftime(_format: str, _now: str) -> str:
    at = datetime.fromisoformat(CLOCK.read_text())
    return at.isoformat(" ", "milliseconds").partition("+")[0]


def _tomorrow() -> datetime:
    """What a web server with a wrong clock takes the time to be."""
    return datetime.now(UTC) + timedelta(days=1)


if CLOCK.exists():
    connection_created.connect(_set_clock)
    timezone.now = _tomorrow
