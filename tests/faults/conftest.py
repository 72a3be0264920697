"""One durable site for all scenes of a run; of the kind that the run is on."""

import os
from collections.abc import Iterator

import pytest

from tests.faults.world import Stage, stage

KIND = "sqlite" if os.environ.get("TEST_DATABASE") == "sqlite" else "postgresql"


@pytest.fixture(scope="session")
def site() -> Iterator[Stage]:
    with stage(KIND) as made:
        yield made
