"""The log of acts: pages that read it, and the signatures of what was taken away."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from audit.models import SITE, Export
from audit.words import broken
from campaigns.models import Campaign
from campaigns.roles import is_office, reads_log
from reports.trail import Trail

A_PAGE = 50
ASKED = 80


@require_safe
def campaign_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what on a campaign, for those who may know; 404 for others."""
    campaign = _readable(request, pk)
    return _page(request, campaign)


@require_safe
def site_log(request: HttpRequest) -> HttpResponse:
    """What belongs to no campaign: accounts, units, keys."""
    if not (is_office(request.user) or request.user.is_superuser):
        raise Http404
    return _page(request, None)


@require_safe
def signature(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """The signature file of what was taken away with an entry."""
    campaign = _readable(request, pk)
    exports = Export.objects.filter(campaign=campaign.pk).select_related("key")
    export = get_object_or_404(exports, seq=seq)
    name = f"{export.kind}-{campaign.pk}-{seq}.sig"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = export.signature_file()
    return HttpResponse(text, content_type="application/json", headers=headers)


def _readable(request: HttpRequest, pk: int) -> Campaign:
    campaign = get_object_or_404(Campaign.objects.defer("definition"), pk=pk)
    if not reads_log(request.user, campaign):
        raise Http404
    return campaign


def _page(request: HttpRequest, campaign: Campaign | None) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:ASKED]
    trail = Trail.of(campaign.pk if campaign else SITE, asked)
    page = Paginator(trail.lines, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "trail": trail,
        "broken": broken(trail.broken) if trail.broken else "",
        "page": page,
        "asked": asked,
        "zone": campaign.time_zone if campaign else settings.TIME_ZONE,
        "section": "results",
    }
    response = render(request, "reports/log.html", context)
    patch_cache_control(response, no_store=True)
    return response
