"""A released campaign with released comments, and points of its unit A."""

from typing import Any

from ballots.models import Comment
from campaigns.models import Campaign, GroupUnit, Unit
from reports.models import Asked, Point
from reports.releasing import first
from tests.make import make_campaign, make_document
from tests.reports.cases import People, make_people, soon
from tests.reports.sample import LONG, S1, make_read, make_result

THANKS = "谢谢"
REDACTED = "〔某人〕态度不好"
ASKED = "窗口周三下午没有人值班，群众白跑"


def make_ledger(comments: str = "themes", **how: Any) -> People:
    """A has three released comments, B four, of which one is withheld."""
    campaign = make_read(comments=comments, **how)
    first(campaign)
    return make_people(campaign)


def next_year() -> Campaign:
    """A draft that may ask about the points."""
    document = make_document()
    document["campaign"] |= {"title": "明年", "title_en": "Next year"}
    return make_campaign(document)


def voted(people: People, draft: Campaign, units: str = "A") -> Campaign:
    """A draft that asked, voted and released; of these units the same team watches."""
    made = make_result(S1, draft.document())
    first(made)
    seats = GroupUnit.objects.filter(group__campaign=made, unit__code__in=list(units))
    seats.update(team=people["team"].teams.get())
    Asked.objects.update(campaign=made)
    return made


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
