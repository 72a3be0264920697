"""The pages of a unit: what it hands in, its list, its word on the cross-unit list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.approval.agreeing import Voice, voices
from campaigns.approval.board import Board
from campaigns.approval.checks import Checks, Doubles
from campaigns.approval.forms import (
    LeadersForm,
    ObjectForm,
    PersonForm,
    SendBackForm,
)
from campaigns.approval.item import Item, Seen
from campaigns.approval.kinds import Kind
from campaigns.approval.pages import NOT_NOW, of_item, of_unit, page, said
from campaigns.models import Campaign, Exchange, GroupUnit, Rater
from campaigns.models.agreement import say
from campaigns.papers.blocks import blocks
from campaigns.roles import Mandate

REFUSED = 3  # exchanges that were refused, the last ones


@of_item
@require_safe
def item(request: HttpRequest, seen: Seen) -> HttpResponse:
    """A list or a paper: how it stands, what is on it, what there is to do."""
    return shown(request, seen)


def shown(
    request: HttpRequest, seen: Seen, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of an item, with whatever form was not right."""
    row, checks = seen.item, Checks(seen.item)
    context = {
        "seen": seen,
        "item": row,
        "checks": checks,
        "send_back_form": SendBackForm(),
        "section": "desk" if seen.mandate.office else "home",
        **more,
    }
    if row.is_paper:
        paper = row.campaign.documents.filter(
            unit=row.drawn_up_by, kind=row.kind, subject=None
        ).first()
        context |= {"paper": paper, "blocks": blocks(str(paper.text)) if paper else []}
        return page(request, "item", row.campaign, status, **context)
    if seen.writes:
        context.setdefault("form", PersonForm(item=row))
    if seen.decides or seen.mandate.office:
        context["doubles"] = Doubles(seen, checks.raters).found()
    context |= {"voices": voices(row), "exchanges": waiting(row)}
    context["turned_down"] = refused(row) if seen.hands_in else []
    return page(request, "item", row.campaign, status, **context)


def waiting(row: Item) -> list[Exchange]:
    """Exchanges that wait for the supervision team."""
    rows = row.row.exchanges.asked() if row.asked else Exchange.objects.none()
    return list(rows.select_related("rater__unit", "rater__pool"))


def refused(row: Item) -> list[Exchange]:
    """The last that the team has refused, for the unit to read."""
    if not row.row.is_stored:
        return []
    rows = row.row.exchanges.filter(state=Exchange.State.REFUSED)
    return list(rows.order_by("-decided_at")[:REFUSED])


# the unit ------------------------------------------------------------------------


@of_unit
@require_safe
def unit(
    request: HttpRequest, campaign: Campaign, given: Mandate, seat: GroupUnit
) -> HttpResponse:
    """All that a unit has to do, on one page."""
    return unit_page(request, campaign, given, seat)


def unit_page(
    request: HttpRequest,
    campaign: Campaign,
    given: Mandate,
    seat: GroupUnit,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    board = Board(campaign, frozenset({seat.group.key}))
    mine = [
        Seen(each, given, request.user.get_username())
        for each in board.items
        if each.drawn_up_by == seat.unit_id and (each.seat or seat.lead)
    ]
    cross = board.find(Kind.CROSS, seat.group.key)
    voice, lines = _word(cross, seat)
    context = {
        "seat": seat,
        "unit": seat.unit,
        "mine": mine,
        "cross": cross,
        "voice": voice,
        "lines": lines,
        "object_form": ObjectForm(),
        "given": given,
        "section": "desk" if given.office else "home",
        **more,
    }
    return page(request, "unit", campaign, status, **context)


def _word(cross: Item | None, seat: GroupUnit) -> tuple[Voice | None, list[Rater]]:
    """What was put down for the unit on the cross-unit list, and its word on it."""
    if cross is None or seat.lead:
        return None, []
    voice = next((each for each in voices(cross) if each.seat == seat), None)
    return voice, list(cross.row.raters.filter(unit=seat.unit_id).in_order())


@of_unit
@require_http_methods(["GET", "HEAD", "POST"])
def agree(
    request: HttpRequest, campaign: Campaign, given: Mandate, seat: GroupUnit
) -> HttpResponse:
    """Agree to the unit's lines of the cross-unit list, or object in a sentence."""
    back = redirect("campaigns:unit", campaign.pk, seat.unit.code)
    if request.method != "POST":
        return back
    board = Board(campaign, frozenset({seat.group.key}))
    cross = board.find(Kind.CROSS, seat.group.key)
    if cross is None or seat.lead:
        raise Http404
    objects = "object" in request.POST
    form = ObjectForm(request.POST if objects else None)
    if objects and not form.is_valid():
        return unit_page(request, campaign, given, seat, 422, object_form=form)
    words = form.cleaned_data["words"] if objects else ""
    try:
        shown = request.POST.get("shown", "")
        say(cross.row, seat, request.user.get_username(), shown, words)
    except NOT_NOW as error:
        messages.error(request, said(error))
    else:
        done = _("You have objected; the lead unit and the supervision team read it.")
        messages.success(request, done if objects else _("You have agreed."))
    return back


@of_unit
@require_http_methods(["GET", "HEAD", "POST"])
def leaders(
    request: HttpRequest, campaign: Campaign, given: Mandate, seat: GroupUnit
) -> HttpResponse:
    """Who leads the unit: nobody of these names rates it. The office says so."""
    if not given.office:
        raise Http404
    form = LeadersForm(request.POST or None, instance=seat)
    if form.is_valid():
        form.save(commit=False).keep_leaders(request.user.get_username())
        messages.success(request, _("Saved."))
        return redirect("campaigns:unit", campaign.pk, seat.unit.code)
    context = {"seat": seat, "form": form, "section": "desk"}
    status = 422 if form.is_bound else 200
    return page(request, "leaders", campaign, status, **context)
