"""I4 and I5: closing is one point, and who was taken hears so after it as well."""

from tests.faults.closing import closing
from tests.faults.world import Stage

RATERS = 60


def test_closing_in_the_middle_of_the_load(site: Stage) -> None:
    found = site.play(closing, raters=RATERS)
    assert RATERS // 2 <= found["acknowledged"] < RATERS
    # the number at closing is the number for ever, and everybody knows of his own
    assert found["closed with"] == found["stored"] == found["counted"]
    assert found["closed with"] == found["acknowledged"]
    assert found["counted receipts that were told"] == found["acknowledged"]
    assert found["told closed though counted"] == 0
    assert found["acknowledged"] + found["told closed"] == RATERS - 1
    assert found["late"] in ("closed", "410")
    assert found["another receipt for the same sending"] == 0
    # opening has erased what a sending is recognised by
    assert set(found["after opening"]) <= {"spent", "409"}
    assert found["counted after that"] == found["counted"]
