"""The public page of a result: figures and findings, where the office publishes them.

Nothing leads to it, and no search engine is to keep it.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ballots.pages import page
from campaigns.models import Audience, Campaign
from reports.models import Announcement
from reports.outside import NotShown, outside


@require_safe
@login_not_required
@cache_control(no_store=True)
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The result, or that it was taken back; 404 where it was never public."""
    campaign = Campaign.objects.filter(pk=pk).first()
    if campaign is None or not Announcement.objects.ever_public(campaign):
        raise Http404
    context = {"campaign": campaign}
    try:
        report = outside(campaign, Audience.PUBLIC)
    except NotShown as why:
        body = page("published", "reports", why=why.sentences, **context)
        return HttpResponse(body)
    return HttpResponse(page("published", "reports", report=report, **context))
