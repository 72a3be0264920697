"""The supervision team: what waits for it, approving, sending back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.approval.board import Board, board_for
from campaigns.approval.checks import Checks
from campaigns.approval.forms import SendBackForm
from campaigns.approval.item import Item, Seen
from campaigns.approval.kinds import State
from campaigns.approval.pages import NOT_NOW, again, of_campaign, of_item, page
from campaigns.approval.views import shown
from campaigns.models import Campaign, Group
from campaigns.roles import Mandate

VERBS = ["GET", "HEAD", "POST"]


def decidable(board: Board, given: Mandate) -> list[Item]:
    """What this team decides on, whether it waits or not."""
    return [item for item in board.items if given.decides(item)]


def waits(item: Item) -> bool:
    return item.possible and (item.with_team or bool(item.asked))


def is_plain(item: Item, by: str) -> bool:
    """Whether it may be approved with others: complete, and nothing was said to it."""
    whole = item.state == State.SUBMITTED and not (item.short or item.row.note)
    return bool(whole and item.possible and by != item.row.submitted_by)


@of_campaign
@require_http_methods(VERBS)
def review(request: HttpRequest, campaign: Campaign, given: Mandate) -> HttpResponse:
    """What waits for the team, group by group; several are approved at once."""
    if given.office or not given.teams:
        raise Http404
    by, board = request.user.get_username(), board_for(campaign, given)
    mine = decidable(board, given)
    if request.method == "POST":
        _approve_ticked(request, mine, by)
        return redirect("campaigns:review", campaign.pk)
    context: dict[str, Any] = {
        "groups": list(_by_group(board, [item for item in mine if waits(item)], by)),
        "rest": [item for item in mine if not waits(item)],
    }
    return page(request, "review", campaign, **context)


def _by_group(
    board: Board, items: list[Item], by: str
) -> Iterator[tuple[Group, list[tuple[Item, bool]]]]:
    for group in board.groups:
        rows = [(i, is_plain(i, by)) for i in items if i.group == group]
        if rows:
            yield group, rows


def _approve_ticked(request: HttpRequest, items: list[Item], by: str) -> None:
    """Each as it was shown; what has changed meanwhile waits on."""
    ticked = set(request.POST.getlist("item"))
    done = left = 0
    for item in items:
        if f"{item.kind.value}:{item.code}:{item.digest}" not in ticked:
            continue
        if is_plain(item, by) and not Checks(item).stops and _approved(item, by):
            done += 1
        else:
            left += 1
    left += len(ticked) - done - left
    if done:
        text = ngettext("%d is approved.", "%d are approved.", done)
        messages.success(request, text % done)
    if left or not ticked:
        told = _("Nothing was ticked.")
        if left:
            text = ngettext(
                "%d was not approved: it has changed since you looked.",
                "%d were not approved: they have changed since you looked.",
                left,
            )
            told = text % left
        messages.error(request, told)


def _approved(item: Item, by: str) -> bool:
    try:
        item.row.approve(by, item.digest)
    except NOT_NOW:
        return False
    return True


@of_item
@require_http_methods(VERBS)
def decide(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Approve what was shown, or send it back with a reason."""
    row = seen.item
    if not seen.decides:
        raise Http404
    if request.method != "POST":
        return redirect(row.url)
    if "approve" in request.POST:
        return _approve(request, seen)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return shown(request, seen, 422, send_back_form=form)
    try:
        row.row.send_back(request.user.get_username(), form.cleaned_data["reason"])
    except NOT_NOW as error:
        return again(request, row, error)
    messages.success(request, _("Sent back: %s") % row.title)
    return redirect(reverse("campaigns:review", args=[row.campaign.pk]))


def _approve(request: HttpRequest, seen: Seen) -> HttpResponse:
    row = seen.item
    if Checks(row).stops:
        return shown(request, seen, 409, refused=True)
    try:
        shown_then = request.POST.get("shown", "")
        row.row.approve(request.user.get_username(), shown_then)
    except NOT_NOW as error:
        return again(request, row, error)
    messages.success(request, _("Approved: %s") % row.title)
    return redirect(reverse("campaigns:review", args=[row.campaign.pk]))
