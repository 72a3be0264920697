"""The released campaign that most tests of cases begin with."""

import pytest

from reports.models import Case
from tests.reports.cases import People, make_case, make_people


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Case:
    """Of A, opened by its team."""
    return make_case(people)
