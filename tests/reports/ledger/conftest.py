"""The ledger that most of these tests begin with."""

import pytest

from reports.models import Point
from tests.reports.cases import People
from tests.reports.ledger.make import comment, enter, make_ledger


@pytest.fixture
def people() -> People:
    return make_ledger()


@pytest.fixture
def point(people: People) -> Point:
    """Of A, entered by its team from a comment."""
    return enter(people, comment(people))
