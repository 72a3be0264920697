"""The turnout in the audit chain: now and then, so that it cannot fall unseen (T29).

Numbers of a pool only, at most every ten minutes and only when somebody looks: of a
single ballot nothing is recorded.
"""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from audit.models import Entry
from campaigns.models import Campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ballots.models import Box, Turnout

EVERY = timedelta(minutes=10)
TURNOUT = "turnout"


def note(box: "Box") -> None:
    """Record how many have voted, if the last record is old enough."""
    if box.campaign.state != Campaign.State.OPEN:
        return
    last = Entry.objects.of(box.pk).filter(action=TURNOUT).last()
    now = box.snapshot()
    if last is None or now.at - last.at >= EVERY:
        box.tell(
            TURNOUT, "", **{f"pool:{key}": n for key, n in _voted(now.rows).items()}
        )


def fallen(box: "Box") -> list[str]:
    """Keys of pools in which fewer have voted than was once recorded."""
    now, found = _voted(box.turnout()), []
    for entry in Entry.objects.of(box.pk).filter(action=TURNOUT):
        for name, n in entry.detail.items():
            if now[name.removeprefix("pool:")] < n:
                found.append(name.removeprefix("pool:"))
    return list(dict.fromkeys(found))


def _voted(rows: "Sequence[Turnout]") -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row.pool] += row.voted
    return found
