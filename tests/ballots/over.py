"""Campaigns that are over, with names on their lists, for the tests of archiving."""

import os
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ballots.models.archiving import Part
from ballots.models.presence import Presence
from ballots.rehearsal import Entry, cast, cast_open
from campaigns.definition import Place
from campaigns.models import Campaign, Draw, Rater, Team, Unit
from tests.ballots.desk import agreed
from tests.ballots.make import Hall
from tests.ballots.mixed import OWN, make_mixed_box, mixed
from tests.ballots.test_opening import count
from tests.make import behind

NAME, CONTACT, DRAWN = "赵晓岚", "13900001234", "钱有福"
LISTED = 3  # on the list of unit A, and two in unit B
WORDS = "办事大厅周三没有人值班"


def make_roster(campaign: Campaign) -> None:
    """Names on the lists of two units, and a draw of two."""
    pool = campaign.pools.get(key="own")
    for code, n in (("A", LISTED), ("B", LISTED - 1)):
        unit = Unit.objects.get(code=code)
        Rater.objects.bulk_create(
            Rater(campaign=campaign, pool=pool, unit=unit, name=f"{NAME}{code}{each}",
                  contact=f"{CONTACT}{each}", category="党员" if each else "独一份")
            for each in range(n)
        )  # fmt: skip
    drawn = {"seed": "1", "list_size": 9, "list_hash": "0" * 64}
    Draw.objects.create(
        campaign=campaign,
        title="抽取",
        number=2,
        drawn=f"{DRAWN}一\n{DRAWN}二",
        **drawn,
    )


def make_voted(**fields: Any) -> Hall:
    """Own raters, a peer and the public have voted, one with words; a batch is void."""
    hall = make_mixed_box(mixed(**fields))
    make_roster(hall.campaign)
    hall.campaign.groups.update(team=Team.objects.first())  # of a campaign before it
    for place in Presence.everywhere(hall.box):
        # one slip of unit B is not handed out
        here = (place.row.pool, place.key) == ("own", "B")
        left = [hall.slips["own", Place("unit", "B")].pop(0).code] if here else []
        place.activate(place.waiting - len(left), "\n".join(left))
    own, peers = hall.box.definition.pools["own"], hall.box.definition.pools["peers"]
    for pool, place in (
        (own, Place("unit", "A")), (own, Place("unit", "A")), (own, Place("unit", "B")),
        (peers, Place("bearer", "p1")),
    ):  # fmt: skip
        subjects = hall.box.definition.subjects_at(pool, place)
        given = {s.key: OWN for s in subjects}
        said = {subjects[0].key: WORDS} if pool is own else {}
        slip = hall.slips[pool.key, place].pop()
        cast(hall.box, slip, Entry(0, pool, place, given, said))
    public = hall.box.definition.pools["public"]
    at = Place("unit", "B")
    cast_open(hall.box, Entry(0, public, at, {"B": OWN}, {}))
    agreed(hall.box, "slips", about="G1", reason="丢失", slips=1, pool="own",
           kind="unit", place="A")  # fmt: skip
    batch, _slips = hall.box.issue(hall.box.definition.groups["G1"], "office")
    hall.box.void(batch, "office")
    return hall


def make_over(**fields: Any) -> Hall:
    """Released a hundred days ago: names were due ten days ago."""
    hall = make_voted(**fields)
    hall.box.close("office")
    count(hall.box)
    hall.campaign.refresh_from_db()
    agreed(hall.box, "release")
    return ended(hall, 100)


def make_void() -> Hall:
    """Declared void while voting was open; envelopes and slips are still there."""
    hall = make_voted()
    agreed(hall.box, "annul", reason="重来")
    return ended(hall, 100)


def ended(hall: Hall, days: int) -> Hall:
    """As if it had ended so many days ago."""
    at = timezone.now() - timedelta(days=days)
    behind(hall.campaign, ended_at=at)
    hall.campaign.refresh_from_db()
    hall.box.refresh_from_db()
    hall.box.campaign = hall.campaign
    return hall


# what an app above has erased, for `settings.ALSO_ERASED` ----------------------------


def _fails(_rows: Any) -> int:
    raise ZeroDivisionError(NAME)


def _dies(_rows: Any) -> int:
    os._exit(9)


def _part(erase: Any) -> Part:
    """The groups stand for rows of another app; nothing of them is erased."""
    how = {"erase": erase}
    return Part("notes", "Notes", "%d notes", lambda c: c.groups.all(), **how)


NOTES = _part(lambda rows: rows.count())
FAILING, DEADLY = _part(_fails), _part(_dies)
