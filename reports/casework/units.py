"""The page of a unit's record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from campaigns.models import Unit
from reports.casework.record import Record


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Results over the years, cases, measures; 404 for whoever may not read it."""
    record = Record(get_object_or_404(Unit, code=code), request.user)
    if not record.is_readable:
        raise Http404
    context = {"record": record, "unit": record.unit, "section": "cases"}
    response = render(request, "cases/unit.html", context)
    patch_cache_control(response, no_store=True)
    return response
