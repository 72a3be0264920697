"""`pytest -p tests.traced`: coverage follows each test once, not on both databases.

Being followed makes a test take nearly twice as long, and the whole suite runs on
PostgreSQL and on SQLite. Of the modules whose code does not know which of them it
meets, each run follows one half; where it does know, both follow all.
"""

import os
import zlib
from collections.abc import Generator
from functools import cache
from pathlib import Path

import coverage
import pytest

ALIKE = (
    "tests/browser/",
    "tests/campaigns/",
    "tests/reports/",
    "tests/test_access.py",
    "tests/test_presets.py",
)
ROOT = Path(__file__).parents[1]


@cache
def is_unlike(module: str) -> bool:
    """Whether its tests ask on which database they run: triggers, locks on rows."""
    return "connection.vendor" in (ROOT / module).read_text()


class Following:
    """The coverage of this run, switched on and off from module to module."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured, self.on = measured, True
        self.half = os.environ.get("TEST_DATABASE") == "sqlite"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        module = item.nodeid.split("::")[0]
        self.switch(not module.startswith(ALIKE) or self.mine(module))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object]
    ) -> Generator[None, object, object]:
        """The migrations belong to no module, whichever test comes first."""
        before = self.on
        self.switch(before or fixturedef.argname == "django_db_setup")
        made = yield
        self.switch(before)
        return made

    def mine(self, module: str) -> bool:
        return is_unlike(module) or zlib.crc32(module.encode()) % 2 == self.half

    def pytest_sessionfinish(self) -> None:
        self.switch(True)

    def switch(self, on: bool) -> None:
        if on != self.on:
            (self.measured.start if on else self.measured.stop)()
        self.on = on


def pytest_configure(config: pytest.Config) -> None:
    """Only where `coverage run` has started pytest."""
    measured = coverage.Coverage.current()
    if measured:
        config.pluginmanager.register(Following(measured))
