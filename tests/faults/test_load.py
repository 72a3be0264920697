"""I1 to I3: under kills and lost answers each acknowledged ballot is counted once."""

import pytest

from tests.faults import scenes
from tests.faults.conftest import KIND
from tests.faults.world import Stage

RATERS, KILLS, TABS = 60, 3, 6


def test_every_acknowledged_ballot_is_counted_once(site: Stage) -> None:
    """Also that everybody ends acknowledged, and that the tally is theirs."""
    found = site.play(scenes.load, raters=RATERS, kills=KILLS, tabs=TABS, seconds=90)
    assert found["killed"] == KILLS
    assert found["submissions"]["unknown"] > RATERS // 10  # it was no fair weather
    assert found["without an answer"] == 0
    assert found["codes acknowledged"] == RATERS
    assert found["acknowledged twice"] == 0
    assert found["closed with"] == found["counted"] == RATERS
    assert found["lost"] == found["counted though nobody was told"] == 0
    assert found["cells of the tally that differ"] == 0
    # the other tabs, and nobody else, are told that the slip is spent
    assert sum(found["refused"].values()) == TABS
    assert set(found["refused"]) <= {"409", "spent"}


@pytest.mark.skipif(KIND != "postgresql", reason="a setting of PostgreSQL")
def test_the_harness_notices_commits_that_are_not_waited_for(site: Stage) -> None:
    """Control of I2: after a crash acknowledged ballots are gone."""
    found = site.play(scenes.careless, raters=20)
    assert found["acknowledged"] == 20 > found["stored"]
