"""What the settings make of the environment: the key, the hosts, the database."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

_DEFAULT_DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(VAR_DIR / "appraisal.sqlite3"),
}


def secret_key(path: Path) -> str:
    """Read the key kept at `path`; the first caller makes it, readable by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as draft:
            draft.write(get_random_secret_key())
            draft.flush()
            # The whole file appears at once, and of two first processes one wins.
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text()


def allowed_hosts(base_url: str, extra: list[str]) -> list[str]:
    """The host of the public address, this machine, and what the operator adds."""
    hosts = [urlsplit(base_url).hostname or "", "localhost", "127.0.0.1", *extra]
    return list(dict.fromkeys(host for host in hosts if host))


def database(url: str) -> dict[str, Any]:
    """The database at `url`, with what its engine needs to be safe here."""
    config = dict(env.db_url_config(url) if url else _DEFAULT_DATABASE)
    # To connect anew for each request costs more than the cached ballot page itself.
    config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if config["ENGINE"] != "django.db.backends.sqlite3":
        return config
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged survives a power cut. secure_delete: what was
        # erased is gone from the file as well.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA secure_delete=ON;",
    }
    # A file, not memory: processes that the code starts have to open it too.
    test = {"NAME": str(Path(config["NAME"]).with_name("test.sqlite3"))}
    return config | {"OPTIONS": options, "TEST": test}
