"""Pages on which points are made: from released comments, or by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reports.ledger.forms import Entering, Merging
from reports.ledger.pages import for_keepers, page
from reports.ledger.unit import OfUnit
from reports.models import Meanwhile, NotReleased, Point

A_PAGE = 200


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
    rows = found.comments.prefetch_related(found.reading.in_points)
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
