"""The world a scene plays in: a durable database, a site on it, ways to hurt both.

`world(kind)` is made once for many scenes. They run in a process of their own, because
this one may belong to tests that have another database.
"""

import multiprocessing
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import pgtmp

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
# what the site demands before voting opens; nothing but the scenes frees a page
SETTINGS = {
    "autovacuum": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}
Play = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class World:
    """Where everything is, and what can be done to it. May be sent to a process."""

    kind: str
    url: str
    folder: Path
    port: int
    web: int
    server: pgtmp.Server | None

    def workers(self) -> list[int]:
        return children(self.web)

    def kill_workers(self, number: int, chance: random.Random) -> int:
        """Kill -9 so many of the site's workers; how many there were to kill."""
        alive = self.workers()
        for worker in chance.sample(alive, min(number, len(alive))):
            kill(worker)
        return min(number, len(alive))

    def crash(self, how: str) -> None:
        """The database goes down at once and is started again, as by its operator."""
        server = self.server
        if server is None:
            return
        if how == "backend":
            # the server ends all others and recovers by itself
            kill(random.choice(children(server.pid)))  # noqa: S311
            return
        if how == "kill":
            kill(server.pid)
        else:
            server.stop()
        patiently(server.start, subprocess.CalledProcessError)

    def limit(self, size: int | None) -> None:
        """No file may grow beyond `size` bytes: the disk is full. None: there is room.

        For the processes that write the database; they get EFBIG for ENOSPC.
        """
        soft = "unlimited" if size is None else size
        top = self.web if self.server is None else self.server.pid
        for process in (top, *children(top)):
            command = ["prlimit", "--pid", str(process), f"--fsize={soft}:"]
            # as their owner: root may lack the right over processes of others; one
            # that has ended meanwhile needs no limit
            who = pgtmp.as_owner() if self.server else {}
            subprocess.run(command, check=False, stderr=subprocess.DEVNULL, **who)

    def order_deaths(self, number: int) -> None:
        """So many workers will die between their COMMIT and their answer."""
        for _number in range(number):
            (self.folder / f"die-{secrets.token_hex(4)}").touch()

    def deaths_left(self) -> int:
        return len(list(self.folder.glob("die-*")))


def children(process: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        found = Path(f"/proc/{process}/task/{process}/children").read_text()
        return [int(child) for child in found.split()]
    return []


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def patiently(
    act: Callable[[], Any], *errors: type[Exception], seconds: float = 60
) -> Any:
    """Do it until it works; what still fails after that is raised."""
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except errors:
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


def until(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to be so. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


class Stage:
    """A world, and the process in which its scenes are played."""

    def __init__(self, world: World, pool: ProcessPoolExecutor) -> None:
        self.world, self.pool = world, pool

    def play(self, scene: Play, **options: Any) -> dict[str, Any]:
        """What the scene found; what it raised is raised here."""
        return self.pool.submit(_played, scene, self.world, options).result()


@contextmanager
def stage(kind: str, **settings: str) -> Iterator[Stage]:
    """A site on a fresh database of this kind, and everything removed afterwards."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-"))
        )
        server = None
        url = f"sqlite:///{folder}/faults.sqlite3"
        if kind == "postgresql":
            made = pgtmp.server("--wal-segsize=1", durable=True, **SETTINGS | settings)
            server = stack.enter_context(made)
            url = server.url
        env = environment(url, folder)
        manage(env, "migrate", "-v0")
        web, port = stack.enter_context(gunicorn(env))
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(1, context, initializer=_enter, initargs=(env,))
        stack.enter_context(pool)
        yield Stage(World(kind, url, folder, port, web, server), pool)


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "FAULTS": str(folder),
        "KEY_DIR": str(folder / "keys"),
        "SECRET_KEY": "faults",
        "UNSAFE_DATABASE_ALLOWED": "false",
    }


def _enter(env: Mapping[str, str]) -> None:
    """What the scenes' process does first."""
    os.environ |= env
    import django

    django.setup()


def _played(scene: Play, world: World, options: dict[str, Any]) -> dict[str, Any]:
    """With connections of its own: those of the last scene may be cut."""
    from django.db import connections

    connections.close_all()
    return scene(world, **options)


def manage(env: Mapping[str, str], *args: str) -> str:
    """A command of the site; what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *args]
    done = subprocess.run(
        command, env=os.environ | env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@contextmanager
def gunicorn(env: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """The site as `script/server` serves it, with two workers; its process and port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.faults.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--threads", "4", "--log-level", "critical"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | env, stderr=subprocess.DEVNULL
    ) as master:
        try:
            patiently(
                lambda: socket.create_connection(("127.0.0.1", port)).close(), OSError
            )
            until(lambda: len(children(master.pid)) == WORKERS)
            yield master.pid, port
        finally:
            for worker in children(master.pid):
                kill(worker)
            master.kill()
