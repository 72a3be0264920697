"""Settings and fixtures for all tests."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import translation

from ballots.throttle import failures
from reports import figures
from tests.canary import Canary, singing

# Playwright's synchronous interface runs a loop in the thread of the tests, and Django
# would take every query there for one in asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cheap passwords, a cache of the run's own, static files from their sources."""
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    staticfiles = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        CACHES=memory,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": staticfiles}},
    ):
        yield


@pytest.fixture(autouse=True)
def in_the_language_of_the_site() -> None:
    """A page that was asked for in English leaves its thread in English."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nobody_guessed() -> None:
    """All tests come from one address."""
    for one in (failures, figures.strangers, figures.readers):
        one.seen.clear()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A web server that nobody may ask."""
    with singing() as canary:
        yield canary


@pytest.fixture
def database_url(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lead the processes that the code starts to the database of the tests."""
    url = _url(connection.settings_dict)
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def _url(database: dict) -> str:
    """The run's DATABASE_URL with the name that the tests' database has."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=database["NAME"]).geturl()
