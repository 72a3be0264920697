"""People who were drawn, and their team, with whom most of these tests begin."""

import pytest
from django.test import Client

from campaigns.models import Draw
from tests.reports.talks.make import make_client, make_drawn, make_talking


@pytest.fixture
def row() -> Draw:
    return make_drawn(make_talking())


@pytest.fixture
def team(row: Draw) -> Client:
    return make_client(row.campaign, "A")
