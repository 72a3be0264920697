"""The board: who has handed in what, what is late, and with whom it lies."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.approval.board import Board, board_for
from campaigns.approval.forms import WaiveForm
from campaigns.approval.item import Item
from campaigns.approval.kinds import LISTS, PAPERS, Kind, State
from campaigns.approval.late import Late
from campaigns.approval.pages import NOT_NOW, of_campaign, page
from campaigns.models import Account, Campaign, Group, GroupUnit, Reminder
from campaigns.roles import Mandate
from jobs.models import Job

VERBS = ["GET", "HEAD", "POST"]
WHAT = {"papers": PAPERS, "lists": LISTS}


@dataclass(frozen=True)
class Row:
    """A unit with its list and papers; of a group without a unit, its own list."""

    group: Group
    seat: GroupUnit | None
    cells: Mapping[str, Item]

    @property
    def name(self) -> str:
        return str(self.seat.unit if self.seat else self.group)

    @cached_property
    def late(self) -> int:
        return max(item.late for item in self.cells.values())

    def line(self, kinds: list[Kind]) -> list[Item | None]:
        """Its cells in the order of the columns; a group's list goes over all."""
        if self.seat is None:
            return list(self.cells.values())
        return [self.cells.get(kind.value) for kind in kinds]

    @property
    def need(self) -> tuple[int, int, int]:
        """What waits longest comes first."""
        items = self.cells.values()
        unit = sum(item.with_unit for item in items)
        return -self.late, -unit, -sum(item.with_team for item in items)


@dataclass(frozen=True)
class Overview:
    """The board, narrowed down by what was asked for."""

    board: Board
    given: Mandate
    asked: Mapping[str, str]

    @cached_property
    def items(self) -> list[Item]:
        """An original team sees its units, the responsible team its group."""
        return [item for item in self.board.items if self.given.reads(item)]

    @property
    def late_only(self) -> bool:
        return self.asked.get("only") == "late"

    @property
    def state(self) -> str:
        found = self.asked.get("state", "")
        return found if found in State else ""

    @property
    def group(self) -> str:
        return self.asked.get("group", "")

    @cached_property
    def columns(self) -> list[Kind]:
        there = {item.kind for item in self.items}
        return [kind for kind in (Kind.LIST, *PAPERS) if kind in there]

    @cached_property
    def counts(self) -> Counter[str]:
        found = Counter(item.state.value for item in self.items)
        found["late"] = sum(bool(item.late) for item in self.items)
        found["exchanged"] = sum(item.exchanged for item in self.items)
        return found

    @property
    def states(self) -> list[tuple[State, int]]:
        """Those that there are, with how many."""
        return [(s, self.counts[s.value]) for s in State if self.counts[s.value]]

    @cached_property
    def groups(self) -> list[tuple[Group, list[tuple[Row, list[Item | None]]]]]:
        """Groups and their units with their cells, what waits longest first."""
        found = []
        for group in self.board.groups:
            if self.group in ("", group.key):
                rows = sorted(self._rows(group), key=lambda row: row.need)
                lines = [(row, row.line(self.columns)) for row in rows]
                found += [(group, lines)] if lines else []
        return sorted(found, key=lambda pair: pair[1][0][0].need)

    def _rows(self, group: Group) -> list[Row]:
        cells: dict[int | None, dict[str, Item]] = {}
        seats: dict[int | None, GroupUnit | None] = {}
        for item in self._of(group.pk):
            key = item.seat.pk if item.seat else None
            cells.setdefault(key, {})[item.kind.value] = item
            seats[key] = item.seat
        return [
            Row(group, seats[key], found)
            for key, found in cells.items()
            if any(map(self._wanted, found.values()))
        ]

    def _of(self, group: int) -> list[Item]:
        return self._by_group.get(group, [])

    @cached_property
    def _by_group(self) -> dict[int, list[Item]]:
        found: dict[int, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.group.pk, []).append(item)
        return found

    def _wanted(self, item: Item) -> bool:
        if self.late_only and not item.late:
            return False
        return self.state in ("", item.state.value)


@of_campaign
@require_safe
def board(request: HttpRequest, campaign: Campaign, given: Mandate) -> HttpResponse:
    """For the office all of it, for a team its groups."""
    if not (given.office or given.teams):
        raise Http404
    found = Overview(board_for(campaign, given), given, request.GET)
    context: dict[str, Any] = {"overview": found, "given": given}
    if given.office:
        refused = Reminder.objects.refused(campaign)
        context |= {"section": "desk", "late": Late(found.board)}
        rows = Account.objects.with_duties().filter(reminders__in=refused)
        context["refused"] = rows.order_by("username")
        context["waivable"] = [what for what in WHAT if unsettled(found.board, what)]
    return page(request, "board", campaign, **context)


# reminding -----------------------------------------------------------------------


@of_campaign
@require_http_methods(VERBS)
def remind(request: HttpRequest, campaign: Campaign, given: Mandate) -> HttpResponse:
    """Letters to the liaisons of units that are late; first how many."""
    if not given.office:
        raise Http404
    late = Late(Board(campaign))
    if request.method != "POST":
        context: dict[str, Any] = {"late": late, "section": "desk"}
        context["sends_mail"] = settings.SENDS_MAIL
        return page(request, "remind", campaign, **context)
    if not (late.reached and settings.SENDS_MAIL):
        messages.error(request, _("No letter can be sent."))
        return redirect("campaigns:board", campaign.pk)
    by = request.user.get_username()
    with transaction.atomic():
        rows = [Reminder(campaign=campaign, user=u, by=by) for u in late.reached]
        about = [row.pk for row in Reminder.objects.bulk_create(rows)]
        late.tell(by)
        job = Job.objects.start("reminders", by=by, about=about)
    return redirect("job", pk=job.pk)


# going on without approval -------------------------------------------------------


def unsettled(board: Board, what: str) -> list[Item]:
    """Papers, or lists, that stand in the way."""
    return [item for item in board.lacking(WHAT[what]) if item.possible]


@of_campaign
@require_http_methods(VERBS)
def waive(
    request: HttpRequest, campaign: Campaign, given: Mandate, what: str
) -> HttpResponse:
    """Let what is not approved pass, with a reason that every report carries."""
    if not given.office or what not in WHAT:
        raise Http404
    items = unsettled(Board(campaign), what)
    if not items:
        messages.info(request, _("Nothing stands in the way here."))
        return redirect("campaigns:board", campaign.pk)
    form = WaiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _waived(request, campaign, items, form.cleaned_data["reason"])
    context = {"items": items, "what": what, "form": form, "section": "desk"}
    status = 422 if form.is_bound else 200
    return page(request, "waive", campaign, status, **context)


def _waived(
    request: HttpRequest, campaign: Campaign, items: list[Item], reason: str
) -> HttpResponse:
    by, done = request.user.get_username(), 0
    for item in items:
        try:
            item.row.waive(by, reason)
        except NOT_NOW:
            continue
        done += 1
    text = ngettext("%d goes on without approval.", "%d go on without approval.", done)
    messages.success(request, text % done)
    return redirect(reverse("ballots:desk", args=[campaign.pk]))
