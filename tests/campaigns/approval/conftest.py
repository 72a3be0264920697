"""What the tests of approval share."""

import pytest

from tests.campaigns.approval.make import Stage, fill, make_stage, write_papers


@pytest.fixture
def stage(db: None) -> Stage:
    """Nothing is written yet."""
    return make_stage()


@pytest.fixture
def filled(db: None) -> Stage:
    """Every list and paper is as it has to be; nothing is handed in."""
    made = make_stage()
    fill(made, "ABCD", ("own", "cross"))
    write_papers(made, "ABCD")
    return made
