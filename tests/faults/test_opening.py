"""F10: the opening killed and run again, and two at once."""

from tests.faults import opening
from tests.faults.world import Stage

RATERS = 12


def whole(found: dict) -> None:
    """The box was opened once, and its tally is that of the raters."""
    assert found["acts"]["count"] == 1
    assert found["codes acknowledged"] == found["counted"] == RATERS
    assert found["lost"] == found["cells of the tally that differ"] == 0


def test_opening_killed_at_twenty_points_and_after_its_commit(site: Stage) -> None:
    found = site.play(opening.killed, raters=RATERS, points=20)
    assert found["deaths"] == found["points"] >= 20
    assert found["not as before"] == []
    assert found["killed after the commit"]
    assert found["run once more"] == 2
    whole(found)


def test_of_two_openers_at_once_one_opens(site: Stage) -> None:
    found = site.play(opening.together, raters=RATERS)
    assert found["statuses"] == [0, 2]
    silent, refused = found["said"]
    assert silent == ""
    # the later one comes while the first is at it, or when it has finished
    assert "is opening this box" in refused or "The box is not closed" in refused
    whole(found)
