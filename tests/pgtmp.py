"""A PostgreSQL that lives as long as a test run.

It listens on a Unix socket in a directory of its own, so any number of runs fit beside
each other. It never waits for the disk, unless it is asked to be durable.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INITDB_OPTIONS = ("-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
SERVER_OPTIONS = {"listen_addresses": "''", "max_connections": "60"}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a server, give the address of its database, and remove every trace."""
    with server(durable=durable) as running:
        yield running.url


@contextmanager
def server(*initdb: str, durable: bool = False, **settings: str) -> Iterator["Server"]:
    """The same for who wants to crash it: its programs' options and settings too."""
    options = SERVER_OPTIONS | ({} if durable else CARELESS) | settings
    # Not in TMPDIR: the path of a socket may be 107 bytes long.
    base = Path(tempfile.mkdtemp(prefix="pgtmp-", dir="/tmp"))
    base.chmod(0o755)
    user = owner()
    if user:
        os.chown(base, user.pw_uid, user.pw_gid)
    running = Server(base, options)
    try:
        _run(base, "initdb", "-D", running.data, *INITDB_OPTIONS, *initdb)
        running.start()
        yield running
    finally:
        if running.pid_file.exists():
            running.stop()
        shutil.rmtree(base)


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its folder: any process may crash it or start it again."""

    base: Path
    options: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"postgresql://app@/postgres?host={self.base}"

    @property
    def data(self) -> str:
        return str(self.base / "data")

    @property
    def pid_file(self) -> Path:
        return self.base / "data" / "postmaster.pid"

    @property
    def pid(self) -> int:
        return int(self.pid_file.read_text().split("\n", 1)[0])

    def start(self) -> None:
        options = self.options | {"unix_socket_directories": str(self.base)}
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = str(self.base / "log")
        self._control("-o", words, "-l", log, "-w", "start")

    def stop(self) -> None:
        """At once, as when the power fails: nothing is written any more."""
        self._control("-m", "immediate", "stop")

    def _control(self, *args: str) -> None:
        _run(self.base, "pg_ctl", "-D", self.data, *args)


def owner() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to be started by root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def as_owner() -> dict[str, Any]:
    """How to start a program as who runs the server."""
    user = owner()
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(base: Path, name: str, *args: str) -> None:
    clean = {key: value for key, value in os.environ.items() if key[:2] != "PG"}
    with (base / f"{name}.out").open("w") as output:
        subprocess.run(
            [program(name), *args],
            check=True,
            env=clean | {"LC_ALL": "C.UTF-8"},
            cwd=base,
            stdout=output,
            stderr=subprocess.STDOUT,
            **as_owner(),
        )


def program(name: str) -> Path:
    """Debian keeps the server's programs out of PATH, one folder a version."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda path: int(path.parts[4]))
    return newest[-1] if newest else Path(shutil.which(name) or name)
