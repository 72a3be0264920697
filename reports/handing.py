"""The papers of a campaign: which there are, each as a file, and all as one ZIP."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.models import Export
from campaigns.again import recently_signed_in
from campaigns.models import Campaign
from reports.papers.catalogue import KINDS, Item, Material
from reports.report import Report
from reports.seen import material
from reports.views import download, with_report


@require_safe
@with_report
def papers(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """Every paper that is for this user, to be downloaded."""
    made_of = material(request.user, campaign, report)
    context = {
        "campaign": campaign,
        "report": report,
        "kinds": _by_kind(made_of),
        "section": "results",
    }
    return render(request, "reports/papers.html", context)


def _by_kind(made_of: Material) -> list[tuple[str, Any, list[Item]]]:
    """The kinds with their papers, in the order of the catalogue."""
    offered = list(made_of.offered)
    found = [
        (name, kind, [item for item in offered if item.paper == name])
        for name, kind in KINDS.items()
    ]
    return [row for row in found if row[2]]


@require_safe
@with_report
@recently_signed_in
def take(
    request: HttpRequest, campaign: Campaign, report: Report, paper: str, how: str
) -> HttpResponse:
    """One paper as a file."""
    made_of = material(request.user, campaign, report)
    item = made_of.item(paper)
    if item is None or how not in item.kind.formats:
        raise Http404
    content = item.render(made_of, how)
    return download(request, report, Export.Kind(how), content, item.title(report))
