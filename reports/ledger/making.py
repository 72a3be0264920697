"""Pages on which points are made: from released comments, or by hand."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.ledger.forms import Entering, Merging
from reports.ledger.unit import OfUnit, campaigns, units
from reports.models import Meanwhile, NotReleased, Point

A_PAGE = 200
View = Callable[..., HttpResponse]


def of_unit(request: HttpRequest, pk: int, unit: str) -> OfUnit:
    """A unit in a campaign, or 404 for whoever may not read its ledger."""
    campaign = get_object_or_404(campaigns(), pk=pk)
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


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def comments(request: HttpRequest, found: OfUnit) -> HttpResponse:
    """Released comments to choose from; chosen ones are made into one point."""
    posted = request.POST if request.method == "POST" else None
    form = Merging(found, posted)
    if form.is_valid():
        try:
            made = _merge(found, form.cleaned_data)
        except (Meanwhile, NotReleased):
            return _comments(request, found, form, 409, late=True)
        text = _("In point %(label)s.") % {"label": made.label}
        messages.success(request, text)
        return redirect("ledger:comments", found.campaign.pk, found.unit.code)
    return _comments(request, found, form, 422 if form.is_bound else 200)


def _comments(
    request: HttpRequest, found: OfUnit, form: Merging, status: int, **more: Any
) -> HttpResponse:
    rows = found.comments.prefetch_related("bases__point__unit")
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    chosen = set(request.POST.getlist("comments"))
    return page(
        request, "comments", found, status, form=form, page=part, chosen=chosen, **more
    )


def _merge(found: OfUnit, given: dict[str, Any]) -> Point:
    """Into a point that is there, or a new one. Raises Meanwhile and NotReleased."""
    chosen, into = list(given["comments"]), given["into"]
    if into:
        into.rest_on(found.user, chosen)
        return Point.objects.select_related("unit").get(pk=into.pk)
    release = found.reading.release
    raised = release.released_at if release else timezone.now()
    return Point.objects.make(
        found.user,
        chosen,
        campaign=found.campaign,
        unit=found.unit,
        text=given["text"],
        source=Point.Source.COMMENTS,
        raised_on=raised.astimezone(found.campaign.zone).date(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def new(request: HttpRequest, found: OfUnit) -> HttpResponse:
    """Enter a point by hand, with its source and its day."""
    posted = request.POST if request.method == "POST" else None
    form = Entering(found.quoted, posted)
    if not form.is_valid():
        return page(request, "new", found, 422 if form.is_bound else 200, form=form)
    given = form.cleaned_data
    try:
        made = Point.objects.make(
            found.user, campaign=found.campaign, unit=found.unit, **given
        )
    except Meanwhile:
        return page(request, "new", found, 409, form=form, late=True)
    messages.success(request, _("Entered as %(label)s.") % {"label": made.label})
    return redirect(made)
