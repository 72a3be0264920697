"""What waits for somebody on his start page: to hand in, to approve, to follow up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.approval.agreeing import Answer, voices
from campaigns.approval.board import Board, board_for
from campaigns.approval.item import Item
from campaigns.approval.kinds import CHANGING, LISTS, Kind, State
from campaigns.models import Approval, Campaign
from campaigns.roles import LIAISON, Mandate, is_office, mandate, sees_nothing

MOST = 8  # campaigns, the newest first


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: in which campaign, what, by when, where."""

    campaign: Campaign
    text: str
    url: str
    button: str
    more: str = ""
    due: date | None = None
    late: int = 0
    stops: bool = False
    done: bool = False


def todos(user: Any) -> list[Todo]:
    """Of every campaign in which something is handed in and can still be."""
    if sees_nothing(user):
        return []
    rows = Campaign.objects.real().defer("definition").filter(state__in=CHANGING)
    rows = rows.exclude(approval=Approval.NONE)
    if not is_office(user):
        rows = rows.filter(_his(user)).distinct()
    return [todo for row in rows[:MOST] for todo in _of(row, mandate(user, row))]


def _his(user: Any) -> Q:
    units = user.roles.of_kind(LIAISON).values("unit")
    found = Q(groups__seats__unit__in=units) | Q(groups__team__members=user)
    return found | Q(groups__seats__team__members=user)


def _of(campaign: Campaign, given: Mandate) -> Iterator[Todo]:
    board = board_for(campaign, given)
    if given.office:
        yield from _office(campaign, board)
        return
    items = [item for item in board.items if item.possible]
    mine = [item for item in items if item.drawn_up_by in given.units]
    yield from (_unit(item) for item in mine if item.with_unit)
    yield from _words(board, given)
    yield from _rest(campaign, mine)
    if given.teams:
        yield from _team(campaign, [item for item in items if given.decides(item)])


def _rest(campaign: Campaign, items: list[Item]) -> Iterator[Todo]:
    """The way to a unit's page, once nothing of it lies with the unit."""
    seats = [item.drawer for item in items if item.drawer]
    units = {seat.unit_id: seat.unit for seat in seats}
    waiting = {item.drawn_up_by for item in items if item.with_unit}
    for unit in (unit for key, unit in units.items() if key not in waiting):
        url = reverse("campaigns:unit", args=[campaign.pk, unit.code])
        text = _("Handed in, or approved already: %s") % unit
        yield Todo(campaign, text, url, _("Look at it"), done=True)


def _unit(item: Item) -> Todo:
    """Something that lies with the unit."""
    back = item.state == State.RETURNED
    text = _("Sent back: %s") if back else _("Hand in: %s")
    reason = item.row.reason if back else ""
    more = " · ".join(filter(None, (reason, item.short)))
    return Todo(
        item.campaign,
        text % item.title,
        item.url,
        _("Mend it") if back else _("Prepare and hand in"),
        more,
        item.deadline,
        item.late,
        back or bool(item.late),
    )


def _words(board: Board, given: Mandate) -> Iterator[Todo]:
    """Cross-unit lists to which a unit has not said a word."""
    for item in board.items:
        if item.kind != Kind.CROSS or not item.open:
            continue
        for voice in voices(item):
            asked = voice.answer in (Answer.SILENT, Answer.CHANGED)
            if asked and voice.seat.unit_id in given.units:
                args = [item.campaign.pk, voice.seat.unit.code]
                text = _("Agree to the cross-unit raters of your unit, or object")
                url = reverse("campaigns:unit", args=args)
                button = _("Look at it")
                yield Todo(item.campaign, text, url, button, due=item.deadline)


def _team(campaign: Campaign, items: list[Item]) -> Iterator[Todo]:
    """How much waits for a team."""
    waiting = [item for item in items if item.with_team]
    lists = sum(item.kind in LISTS for item in waiting)
    papers, asked = len(waiting) - lists, sum(item.asked for item in items)
    words = [
        ngettext("%d list", "%d lists", lists) % lists if lists else "",
        ngettext("%d paper", "%d papers", papers) % papers if papers else "",
        ngettext("%d exchange", "%d exchanges", asked) % asked if asked else "",
    ]
    said = " · ".join(filter(None, words))
    url = reverse("campaigns:review", args=[campaign.pk])
    text = _("To be approved by your team: %s") % said
    if not said:
        text = _("Nothing waits for the approval of your team")
    yield Todo(campaign, text, url, _("Look at it"), done=not said)


def _office(campaign: Campaign, board: Board) -> Iterator[Todo]:
    """What is not settled, and how much of it is late."""
    items = [item for item in board.items if item.possible and not item.settled]
    if not items:
        return
    late = sum(bool(item.late) for item in items)
    text = ngettext(
        "%d list or paper is not approved yet",
        "%d lists and papers are not approved yet",
        len(items),
    )
    more = ngettext("%d is late", "%d are late", late) % late if late else ""
    url = reverse("campaigns:board", args=[campaign.pk])
    button = _("To the board")
    yield Todo(campaign, text % len(items), url, button, more, stops=bool(late))
