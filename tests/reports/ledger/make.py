"""A released campaign with released comments, and points of its unit A."""

from typing import Any

from ballots.models import Comment
from campaigns.models import Unit
from reports.models import Point
from reports.releasing import first
from tests.reports.cases import People, make_people, soon
from tests.reports.sample import LONG, make_read

THANKS = "谢谢"
REDACTED = "〔某人〕态度不好"
ASKED = "窗口周三下午没有人值班，群众白跑"


def make_ledger(comments: str = "themes", **how: Any) -> People:
    """A has three released comments, B four, of which one is withheld."""
    campaign = make_read(comments=comments, **how)
    first(campaign)
    return make_people(campaign)


def comment(people: People, text: str = LONG, unit: str = "A") -> Comment:
    rows = Comment.objects.filter(campaign=people.campaign, subject__key=unit)
    return rows.filter(published=text)[0]


def unit_of(code: str = "A") -> Unit:
    return Unit.objects.get(code=code)


def enter(
    people: People, *comments: Comment, who: str = "team", **columns: Any
) -> Point:
    """A point, from comments or by hand."""
    source = {"source": "comments"} if comments else {"source": "letter"}
    given = {"campaign": people.campaign, "unit": unit_of(), "text": ASKED}
    given |= {"raised_on": soon(-1), **source, **columns}
    return Point.objects.make(people[who], comments, **given)


def bring(point: Point, people: People, to: str) -> Point:
    """Walk a point through its acts up to a state."""
    walk = {
        "entered": lambda: point.assign(people["team"], "", "李喆", soon(10)),
        "assigned": lambda: point.reply(people["liaison"], "已安排双岗", "accepted"),
        "answered": lambda: point.close(people["team"], "已核实"),
    }
    while point.state != to:
        walk[point.state]()
    return point
