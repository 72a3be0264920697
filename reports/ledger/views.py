"""The ledger: of all campaigns as a list, of one campaign by unit, of one unit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Campaign
from reports.ledger.campaign import OfCampaign
from reports.ledger.forms import UnitMeasure
from reports.ledger.listing import Listing
from reports.ledger.pages import of_unit, page
from reports.ledger.unit import OfUnit
from reports.models import Meanwhile, Point


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """All points that the user may see, to be filtered and sorted."""
    context = {"listing": Listing(request.user, request.GET), "section": "ledger"}
    response = render(request, "ledger/list.html", context)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit by unit: points, answers, measures, and who has drawn none."""
    row = get_object_or_404(Campaign.objects.certified(), pk=pk)
    found = OfCampaign(row, request.user, request.GET.get("only", ""))
    if not found.is_readable:
        raise Http404
    context = {"of": found, "campaign": row, "section": "ledger"}
    return render(request, "ledger/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int, unit: str) -> HttpResponse:
    """The points and measures of a unit; here it draws a measure, flagged or not."""
    found = of_unit(request, pk, unit)
    if request.method != "POST":
        return _unit(request, found, UnitMeasure(found.served))
    if not found.may_draw:
        raise PermissionDenied
    form = UnitMeasure(found.served, request.POST)
    with timezone.override(found.campaign.zone):
        valid = form.is_valid()
    if not valid:
        return _unit(request, found, form, 422)
    where = {"campaign": found.campaign, "unit": found.unit}
    points = form.cleaned_data.pop("points", ())
    try:
        Point.objects.draw(request.user, points, **where, **form.cleaned_data)
    except Meanwhile:
        return _unit(request, found, form, 409, late=True)
    messages.success(request, _("The measure is drawn."))
    return redirect("ledger:unit", pk, found.unit.code)


def _unit(
    request: HttpRequest,
    found: OfUnit,
    form: UnitMeasure,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    response = page(request, "unit", found, status, form=form, **more)
    patch_cache_control(response, no_store=True)
    return response
