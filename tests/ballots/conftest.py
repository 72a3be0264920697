"""What the tests of the rater's pages start from."""

import pytest
from django.test import Client

from ballots import pages
from tests.ballots.make import Hall, make_open_box


@pytest.fixture
def hall(db: None) -> Hall:
    """A campaign that takes ballots, with slips that nobody has used."""
    return make_open_box()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite gives the ids of a test's rows again to the next test's."""
    monkeypatch.setattr(pages, "_places", {})


@pytest.fixture
def rater() -> Client:
    """A browser that prefers Chinese."""
    return Client(headers={"accept-language": "zh-CN,zh;q=0.9"})
