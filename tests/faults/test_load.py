"""I1 to I3: under kills and lost answers each acknowledged ballot is counted once."""

from tests.faults import scenes
from tests.faults.conftest import KIND
from tests.faults.world import Stage, stage

RATERS, KILLS, TABS = 80, 3, 8


def test_every_acknowledged_ballot_is_counted_once(site: Stage) -> None:
    """Also that everybody ends acknowledged, and that the tally is theirs."""
    found = site.play(scenes.load, raters=RATERS, kills=KILLS, tabs=TABS)
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


def test_the_harness_notices_a_database_that_is_not_durable() -> None:
    """Control of I2: with the commits not waited for, acknowledged ballots are lost."""
    if KIND == "sqlite":
        return
    careless = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    with stage(KIND, **careless) as site:
        found = site.play(scenes.load, raters=30, kills=1, loss=0, tabs=0)
    assert found["lost"] > 0
    assert found["closed with"] < found["codes acknowledged"] == 30
