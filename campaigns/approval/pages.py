"""What all pages of approval have in common: who may see them, and how they answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from campaigns.approval.board import board_of
from campaigns.approval.item import Item, Seen
from campaigns.approval.kinds import LISTS
from campaigns.models import (
    Campaign,
    GroupUnit,
    Outdated,
    OwnWork,
    Twice,
    WrongState,
)
from campaigns.roles import Mandate, mandate

View = Callable[..., HttpResponseBase]
NOT_NOW = (Outdated, OwnWork, WrongState)


def of_campaign(view: View) -> View:
    """Hands the view the campaign and what the user may do in it; 404 for others.

    Names of people: no page of these is kept by a browser.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
        campaign = Campaign.objects.real().defer("definition").filter(pk=pk).first()
        given = mandate(request.user, campaign) if campaign else Mandate()
        if campaign is None or not given:
            raise Http404
        return view(request, campaign, given, **more)

    return never_cache(sensitive_variables()(wrapped))


def of_item(view: View) -> View:
    """Hands the view a list or a paper; 404, alike for what there is not."""

    @of_campaign
    @wraps(view)
    def wrapped(
        request: HttpRequest,
        campaign: Campaign,
        given: Mandate,
        kind: str,
        code: str,
        **more: Any,
    ) -> HttpResponseBase:
        item = board_of(campaign, kind, code).find(kind, code)
        if item is None or not given.reads(item):
            raise Http404
        return view(request, Seen(item, given, request.user.get_username()), **more)

    return wrapped


def of_list(view: View) -> View:
    """The same of a list that the user draws up."""

    @of_item
    @wraps(view)
    def wrapped(request: HttpRequest, seen: Seen, **more: Any) -> HttpResponseBase:
        if seen.item.kind not in LISTS or not seen.hands_in:
            raise Http404
        return view(request, seen, **more)

    return wrapped


def of_unit(view: View) -> View:
    """Hands the view a unit's seat, to its liaison and the office."""

    @of_campaign
    @wraps(view)
    def wrapped(
        request: HttpRequest, campaign: Campaign, given: Mandate, unit: str
    ) -> HttpResponseBase:
        rows = GroupUnit.objects.select_related("unit", "group")
        seat = rows.filter(group__campaign=campaign, unit__code=unit).first()
        if seat is None or not (given.office or seat.unit_id in given.units):
            raise Http404
        return view(request, campaign, given, seat)

    return wrapped


def page(
    request: HttpRequest, name: str, campaign: Campaign, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"campaign": campaign, "section": "home", **more}
    return render(request, f"approval/{name}.html", context, status=status)


def again(request: HttpRequest, item: Item, error: Exception) -> HttpResponse:
    """Back to where it stands, which is not what the page had shown."""
    messages.error(request, said(error))
    return redirect(item.url)


def said(error: Exception) -> str:
    """Why an act was not done, in a sentence."""
    if isinstance(error, Outdated):
        return _("Nothing was done: it has changed since you looked. See it as it is.")
    if isinstance(error, OwnWork):
        return _("Whoever has handed it in does not decide on it: another member does.")
    if isinstance(error, Twice):
        return _("“%s” is on a list of the unit already") % error
    return _("Nothing was done: somebody was faster, or it is too late for it now.")
