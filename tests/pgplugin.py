"""`pytest -p tests.pgplugin`: each run has surroundings of its own.

The database is a throwaway PostgreSQL; with TEST_DATABASE=sqlite a file; with
DATABASE_URL what it says. How the developer's own site is set up does not matter, and
nothing is read from or written to `var/`.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key

from tests import pgtmp

SITE_SETTINGS = (
    "ALLOWED_HOSTS",
    "DEBUG",
    "DEMO",
    "EMAIL_URL",
    "MAIL_FROM",
    "PRINT_FONT_BODY",
    "PRINT_FONT_TITLE",
    "PUBLIC_BASE_URL",
    "SECOND_FACTOR",
    "SECURE_PROXY_SSL_HEADER_ON",
    "TASK_WORKER",
)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Set the environment before pytest-django reads the settings."""
    # A run that is told to stop still stops its server.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="appraisal-test-"))
    for name in SITE_SETTINGS:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = get_random_secret_key()
    # it never waits for the disk
    os.environ["UNSAFE_DATABASE_ALLOWED"] = "true"
    os.environ["KEY_DIR"] = str(Path(folder, "keys"))
    if os.environ.get("TEST_DATABASE") == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/appraisal.sqlite3"
    elif not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = stack.enter_context(pgtmp.cluster())
    return (yield)
