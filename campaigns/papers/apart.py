"""Reads an uploaded file in a process of its own, with limits on memory and time.

What reads it is written in Python alone, which no file can make run a program; but it
may be slow, or take much memory, and a hall that votes is served by this process.
"""

import json
import logging
import os
import subprocess
import sys
from typing import Any

from django.conf import settings

from campaigns.papers.reading import Found, Refused, kept, kinds
from campaigns.papers.reading.kept import Kept

logger = logging.getLogger(__name__)
PROGRAM = "campaigns.papers.reading"
SECONDS = 10  # of computing; a paper of 50 pages takes one
WAIT = 25  # seconds, where others compute besides
# no password and no key of the site
HANDED_ON = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "COVERAGE_PROCESS_CONFIG")
BROKEN = {"docx": "broken docx", "pdf": "broken pdf", "text": "unknown"}
BROKEN |= dict.fromkeys(("jpg", "png"), "broken picture")


def read(content: bytes) -> Found:
    """What a file holds. Raises Refused."""
    told, pdf = _told(content, kinds.known(content))
    return Found(**told, pdf=pdf)


def keep(content: bytes) -> Kept:
    """A file that is kept as a file, written anew. Raises Refused."""
    told, file = _told(content, kept.known(content), "keep")
    return Kept(**told, content=file)


def _told(content: bytes, kind: str, *how: str) -> tuple[dict[str, Any], bytes]:
    """What the child says, and the bytes behind it. Raises Refused."""
    line, _end, file = _answer(content, *how).partition(b"\n")
    told: dict[str, Any] = json.loads(line) if line else {"failed": "MemoryError"}
    if "refused" in told:
        raise Refused(told["refused"])
    if "failed" in told:
        logger.warning("a paper could not be read: %s", told["failed"])
        heavy = told["failed"] == "MemoryError"
        raise Refused("heavy" if heavy else BROKEN[kind])
    return told, file


def _answer(content: bytes, *how: str) -> bytes:
    """What the child says: nothing, if it was stopped."""
    environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-m", PROGRAM, str(SECONDS), *how],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=environment,
            timeout=WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
