"""The papers of a meeting, a PDF each; with names, and so for the office alone."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from audit.models import record
from ballots import when
from ballots.desk import Desk
from ballots.papers import NAMED, PAPERS, Pack
from ballots.views.desk import campaign_at, page, staff_only
from campaigns.models import Campaign
from paper.pdf import render as pdf
from paper.qr import qr_svg

STYLES = ("css/paper.css", "css/meeting.css")


@staff_only
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every paper of every group, to be downloaded."""
    campaign = campaign_at(pk)
    desk = Desk(campaign)
    if desk.definition is None:
        raise Http404
    rosters = campaign.raters.exists()
    context: dict[str, Any] = {
        "groups": desk.groups,
        "papers": PAPERS,
        "rosters": rosters,
    }
    return page(request, "papers", campaign, **context)


@staff_only
@require_safe
def meeting_paper(
    request: HttpRequest, pk: int, group: str, what: str
) -> HttpResponseBase:
    """One paper; whose names are taken away is recorded, and never which."""
    campaign = campaign_at(pk)
    pack = _pack(campaign, group)
    if what not in PAPERS:
        raise Http404
    data = pdf(
        render_to_string("ballots/pdf/meeting.html", _context(pack, what)),
        stylesheets=STYLES,
    )
    if what in NAMED:
        by = request.user.get_username()
        record("names printed", by=by, campaign=pk, group=group, kind=what)
    response = HttpResponse(data, content_type="application/pdf")
    name = f"{campaign} {pack.group.title} {PAPERS[what]}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _pack(campaign: Campaign, group: str) -> Pack:
    definition = Desk(campaign).definition
    if definition is None or group not in definition.groups:
        raise Http404
    return Pack(campaign, definition, definition.groups[group])


def _context(pack: Pack, what: str) -> dict[str, object]:
    address = settings.PUBLIC_BASE_URL + reverse("ballots:entry")
    return {
        "pack": pack,
        "campaign": pack.campaign,
        "what": what,
        "title": PAPERS[what],
        "window": when.window(pack.campaign),
        "address": address,
        "qr": mark_safe(qr_svg(address, border=4)),  # noqa: S308 - our own
    }
