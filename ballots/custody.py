"""The key of a box as a file on this server, and the one process that uses a key.

The file is the weaker of two choices (design §4.8). Nothing here touches the database;
file and process are told apart from it so that a crash between the two leaves a mend.
"""

import fcntl
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from audit.key_file import PrivateFile


class OpeningRuns(Exception):
    """Another process is opening this box at this moment."""


class KeyFile(PrivateFile):
    """The private half of a box's key."""

    __slots__ = ()

    @classmethod
    def of(cls, box: int, public: bytes) -> "KeyFile":
        """Named by the public half too, so that no new box ever meets an old key."""
        return cls(Path(settings.KEY_DIR) / f"{box}-{public.hex()[:12]}.key")

    def destroy(self) -> None:
        """Overwrite the key and remove it; nothing when it is gone already."""
        with suppress(FileNotFoundError):
            self.path.chmod(0o600)
            with self.path.open("r+") as file:
                file.write("0" * self.path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            self.path.unlink()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the opening is: the first line says it, a lock says that it runs.

    The system drops the lock when the process ends, however it ends, so that a killed
    opening is told apart from a slow one, and of two one wins.
    """

    path: Path

    def claim(self, tries: int = 5, create: int = os.O_CREAT) -> int:
        """Take the lock; the handle keeps it. Raises OpeningRuns.

        More than one try, because `running` holds it too for a moment.
        """
        if create:  # a box with cards has no key file, maybe no folder
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | create, 0o600)
        for _attempt in range(tries):
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            time.sleep(0.01)
        os.close(handle)
        raise OpeningRuns

    @property
    def running(self) -> bool:
        """Whether a process holds the lock now."""
        try:
            os.close(self.claim(tries=1, create=0))
        except FileNotFoundError:
            return False
        except OpeningRuns:
            return True
        return False

    @property
    def line(self) -> str:
        """What was said last; empty before the first word."""
        try:
            return self.path.read_text()
        except FileNotFoundError:
            return ""

    def done(self) -> None:
        """Forget it: the box is open."""
        self.path.unlink(missing_ok=True)


def opener(
    campaign: int, handle: int, key: bytes, **how: Any
) -> "subprocess.Popen[str]":
    """The child process that opens the box; it inherits the claim on the progress.

    The key goes through a pipe, which holds it until the child reads: never through
    database, arguments or environment.
    """
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    command = [sys.executable, manage, "unseal", str(campaign), "--lock", str(handle)]
    outlet, inlet = os.pipe()
    os.write(inlet, key)
    os.close(inlet)
    try:
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=outlet,
            stdout=subprocess.DEVNULL,
            text=True,
            pass_fds=[handle],
            **how,
        )
    finally:
        os.close(outlet)


def say(handle: int, line: str) -> None:
    """Replace the line of a claimed progress: envelopes done, or `!` and why not."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, line.encode(), 0)
