"""Pages on which the next campaign is made to ask, and points are reopened for it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.models import Audience, Campaign, WrongState
from campaigns.roles import is_office
from reports.ledger.asking import Plan, drafts
from reports.ledger.forms import OpeningAgain
from reports.ledger.pages import for_keepers, page
from reports.ledger.unit import OfUnit
from reports.models import Asked, Meanwhile, Point
from reports.models.asked import Untold


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft would be given; posted, give it or take it back. Office only."""
    about = get_object_or_404(Campaign.objects.certified(), pk=pk)
    if not is_office(request.user):
        raise Http404
    found = drafts(about)
    given = request.POST if request.method == "POST" else request.GET
    chosen = next((row for row in found if str(row.pk) == given.get("draft")), None)
    if request.method != "POST":
        return _ask(request, about, found, chosen)
    if chosen is None:  # none was chosen, or it is a draft no more
        late = bool(given.get("draft"))
        return _ask(request, about, found, None, 409 if late else 422, late=late)
    try:
        _do(request, about, chosen)
    except Untold:
        about.refresh_from_db()  # the page says what to do first
        return _ask(request, about, found, chosen, 409)
    except WrongState:
        rest = [row for row in found if row != chosen]
        return _ask(request, about, rest, None, 409, late=True)
    return redirect(f"{request.path}?draft={chosen.pk}")


def _do(request: HttpRequest, about: Campaign, draft: Campaign) -> None:
    """Raises Untold, WrongState."""
    if request.POST.get("act") == "remove":
        text = _("The papers are taken out of “%s”; the item stays, for it decides.")
        if Asked.objects.take_back(request.user, draft):
            text = _("Section and papers are taken out of “%s” again.")
        text %= draft
    elif Plan(about, draft).add(request.user):
        text = _("“%s” asks about the points.") % draft
    else:
        text = _("Nothing has changed: all of it was there already.")
    messages.success(request, text)


def _ask(
    request: HttpRequest,
    about: Campaign,
    found: list[Campaign],
    chosen: Campaign | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    plan = Plan(about, chosen) if chosen else None
    context = {"campaign": about, "drafts": found, "plan": plan, "section": "ledger"}
    context["told"] = about.is_released_to(Audience.UNIT)
    asked = set(Asked.objects.filter(about=about).values_list("campaign", flat=True))
    context["asking"] = [row for row in found if row.pk in asked]
    context |= {"unchosen": status == 422, **more}
    return render(request, "ledger/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def reopen(request: HttpRequest, found: OfUnit) -> HttpResponse:
    """Reopen points of a unit because a later campaign's raters are not content."""
    shown = [one for one in found.mended if one.figure]
    if not shown:
        raise Http404
    reason = " ".join(one.reason for one in shown)
    posted = request.POST if request.method == "POST" else None
    form = OpeningAgain(found.closed, reason, found.quoted, posted)
    more = {"form": form, "told": shown}
    if not form.is_valid():
        status = 200 if posted is None else 422
        return page(request, "reopen", found, status, **more)
    try:
        n = Point.objects.reopen(request.user, **form.cleaned_data)
    except Meanwhile:
        return page(request, "reopen", found, 409, late=True, **more)
    text = ngettext("%d point is open again.", "%d points are open again.", n) % n
    messages.success(request, text)
    return redirect("ledger:unit", found.campaign.pk, found.unit.code)
