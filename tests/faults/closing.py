"""The scene of closing: in the middle of the load, at one point for everybody."""

import time
from typing import Any

from tests.faults.hall import Hall, hall
from tests.faults.proxy import proxy
from tests.faults.raters import Crowd, Rater
from tests.faults.scenes import history
from tests.faults.world import World


def closing(world: World, *, raters: int, loss: float = 0.3) -> dict[str, Any]:
    """Close at half of them; afterwards everybody sends once more what was sent."""
    place = hall(raters)
    # has the ballot before closing, and sends it after
    late = place.raters.pop()
    late.come(world.port, time.monotonic() + 30)
    with proxy(world.port, loss) as line:
        crowd = Crowd(place.raters, line.port, seconds=120)
        closer = crowd.at(raters // 2, place.box.close)
        crowd.vote()
        closer.join()
    place.box.refresh_from_db()
    at_closing = place.counted()
    told = {r.code: r.receipt for r in place.raters if r.receipt}
    refused = {r.code for r in place.raters if r.refusal}
    again = _again(place, world.port)
    late.submit(world.port)
    place.box.unseal()
    return {
        "closed with": place.box.closed_with,
        "stored": len(at_closing),
        "acknowledged": len(told),
        "told closed": len(refused),
        "told closed though counted": len(refused & set(at_closing)),
        "late": late.receipt or late.refusal,
        "another receipt for the same sending": sum(
            again.get(code) != receipt for code, receipt in told.items()
        ),
        "counted": len(place.receipts()),
        "counted receipts that were told": len(
            set(place.receipts()) & set(told.values())
        ),
        "after opening": sorted(set(_again(place, world.port).values())),
        "counted after that": len(place.receipts()),
        **history(place.raters),
    }


def _again(place: Hall, port: int) -> dict[str, str]:
    """What those who were acknowledged hear when they send the same once more."""
    heard = {}
    for rater in place.raters:
        if rater.receipt:
            copy = Rater(rater.code, rater.answers, rater.by_form, rater.page)
            copy.submit(port)
            heard[rater.code] = copy.receipt or copy.refusal
    return heard
