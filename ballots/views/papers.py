"""The papers of a meeting, one by one or all in a ZIP; for the office alone.

Rosters and sign-in sheets hold names: that they are taken away is recorded.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import record
from ballots import when
from ballots.desk import Desk
from ballots.papers import bundle
from ballots.papers.pack import NAMED, PAPERS, Pack
from ballots.papers.printing import contents, html, printed
from ballots.papers.volumes import volumes
from ballots.views.desk import campaign_at, page, staff_only
from campaigns.again import recently_signed_in
from campaigns.definition import PRINTED, Definition
from campaigns.models import Campaign


@staff_only
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every paper of every group, to be downloaded; and all of them as one ZIP."""
    campaign = campaign_at(pk)
    definition, state = _definition(campaign), bundle.State.of(campaign)
    made = state.job and state.job.finished_at
    context: dict[str, Any] = {
        "groups": definition.groups.values(),
        "papers": PAPERS,
        "reported": _reported(definition),
        "rosters": campaign.raters.exists(),
        "state": state,
        "until": when.moment(state.until, campaign) if state.until else "",
        "made": when.moment(made, campaign) if made else "",
    }
    return page(request, "papers", campaign, **context)


def _definition(campaign: Campaign) -> Definition:
    definition = Desk(campaign).definition
    if definition is None:
        raise Http404
    return definition


def _reported(definition: Definition) -> set[str]:
    """Groups with a unit of which a report is printed, or its points."""
    papers = [paper for paper in definition.documents if paper.kind in PRINTED]
    return {definition.group_of(paper.unit).key for paper in papers}


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
    if any(len(volumes(pack, each)) > 1 for each in _needed(what)):
        said = _("This paper is too long to be printed here. It is in the ZIP.")
        messages.info(request, said)
        return redirect("ballots:papers", pk=pk)
    parts = volumes(pack, what)
    if not parts:
        raise Http404
    inside = contents(pack) if what == "cover" else ()
    response = HttpResponse(
        printed(html(pack, what, parts[0], inside)).content,
        content_type="application/pdf",
    )
    if what in NAMED:
        by = request.user.get_username()
        record("names printed", by=by, campaign=pk, group=group, kind=what)
    return _taken(response, f"{campaign} {pack.group.title} {PAPERS[what]}.pdf")


def _needed(what: str) -> list[str]:
    """What has to be laid out to print a paper: for the cover sheet all the others."""
    return list(PAPERS) if what == "cover" else [what]


def _taken(response: HttpResponseBase, name: str) -> HttpResponseBase:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _pack(campaign: Campaign, group: str) -> Pack:
    definition = _definition(campaign)
    if group not in definition.groups:
        raise Http404
    return Pack(campaign, definition, definition.groups[group])


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the ZIP made, or made anew; who comes back without a form only looks."""
    campaign = campaign_at(pk)
    definition = _definition(campaign)
    if request.method != "POST":
        return redirect("ballots:papers", pk=pk)
    if campaign.erased_at:
        messages.error(request, _(bundle.ERASED))
        return redirect("ballots:papers", pk=pk)
    by = request.user.get_username()
    job = bundle.start(campaign, len(definition.groups), by)
    return redirect("job", pk=job.pk)


@staff_only
@recently_signed_in
@require_safe
def taken(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The ZIP, or with `group` that of one group; names leave the site with it."""
    campaign = campaign_at(pk)
    groups, asked = list(_definition(campaign).groups), request.GET.get("group", "")
    if asked and asked not in groups:
        raise Http404
    state = bundle.State.of(campaign)
    if campaign.erased_at or state.until is None:
        gone = _("The ZIP is not there any more. Have it made anew.")
        messages.info(request, _(bundle.ERASED) if campaign.erased_at else gone)
        return redirect("ballots:papers", pk=pk)
    at = groups.index(asked) + 1 if asked else 0
    name = f"{campaign} {_pack(campaign, asked).group.title}" if at else f"{campaign}"
    response = StreamingHttpResponse((), content_type="application/zip")
    if request.method == "GET":
        by = request.user.get_username()
        record("names printed", by=by, campaign=pk, group=asked, kind="zip")
        response.streaming_content = state.zip(at)
    return _taken(response, f"{name} {_('Papers of the meeting')}.zip")
