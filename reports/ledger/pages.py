"""What the pages of a unit's ledger have in common: for whom, and with what."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from campaigns.models import Campaign
from reports.ledger.unit import OfUnit, units

View = Callable[..., HttpResponse]


def of_unit(request: HttpRequest, pk: int, unit: str) -> OfUnit:
    """A unit in a campaign, or 404 for whoever may not read its ledger."""
    campaign = get_object_or_404(Campaign.objects.certified(), pk=pk)
    row = get_object_or_404(units(campaign), code=unit)
    found = OfUnit(campaign, row, request.user)
    if not found.is_readable:
        raise Http404
    return found


def for_keepers(view: View) -> View:
    """Give the view the ledger of a unit; 404 for whoever does not keep it."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, unit: str) -> HttpResponse:
        found = of_unit(request, pk, unit)
        if not found.may_keep:
            raise Http404
        with timezone.override(found.campaign.zone):
            response = view(request, found)
        patch_cache_control(response, no_store=True)
        return response

    return wrapped


def page(
    request: HttpRequest, name: str, found: OfUnit, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"of": found, "campaign": found.campaign, "unit": found.unit}
    context |= {"section": "ledger", **more}
    return render(request, f"ledger/{name}.html", context, status=status)
