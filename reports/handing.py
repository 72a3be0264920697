"""The papers of a campaign: which there are, each as a file, and all as one ZIP."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Export
from campaigns.again import recently_signed_in
from campaigns.models import Campaign
from reports import bundle
from reports.casework.filed import material
from reports.download import DISPOSITION, NAME, TYPES, download
from reports.papers.catalogue import KINDS, Item, Kind, Material
from reports.report import Report
from reports.views import with_report


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def papers(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """Every paper that is for this user; posted, have all of them made as one ZIP."""
    made_of = material(request.user, campaign, report)
    if request.method == "POST":
        job = bundle.start(campaign, request.user, made_of)
        return redirect("job", pk=job.pk)
    context = {
        "campaign": campaign,
        "report": report,
        "parts": list(_parts(made_of)),
        "state": bundle.State.of(campaign, request.user, made_of),
        "total": len(bundle.files(made_of)),
        "section": "results",
    }
    return render(request, "reports/papers.html", context)


@dataclass(frozen=True, slots=True)
class Part:
    """The papers of the campaign, its groups, units or cases, as a table."""

    of: str
    title: str
    name: str
    kinds: list[Kind]
    rows: list[tuple[str, list[Item | None]]]  # none where there is no such paper


def _parts(made_of: Material) -> Iterator[Part]:
    """As far as there is something in them; a row a group, unit or case."""
    titles = {
        "campaign": (_("Whole campaign"), _("Campaign")),
        "group": (_("Groups"), _("Group")),
        "unit": (_("Units"), _("Unit")),
        "case": (_("Cases"), _("Case")),
    }
    offered = list(made_of.offered)
    for of, (title, name) in titles.items():
        found: dict[str, list[Item]] = {}
        for item in offered:
            if item.kind.of == of:
                found.setdefault(item.key, []).append(item)
        if found:
            whole = made_of.report.title
            kinds = [kind for kind in KINDS.values() if kind in _kinds(found)]
            rows = [
                (items[0].about or whole, _by_kind(items, kinds))
                for items in found.values()
            ]
            yield Part(of, title, name, kinds, rows)


def _kinds(found: dict[str, list[Item]]) -> list[Kind]:
    return [item.kind for items in found.values() for item in items]


def _by_kind(items: list[Item], kinds: list[Kind]) -> list[Item | None]:
    there = {item.kind.title: item for item in items}
    return [there.get(kind.title) for kind in kinds]


@require_safe
@with_report
@recently_signed_in
def paper(
    request: HttpRequest, campaign: Campaign, report: Report, item: str, how: str
) -> HttpResponse:
    """One paper as a file."""
    made_of = material(request.user, campaign, report)
    found = made_of.item(item)
    if found is None or how not in found.kind.formats:
        raise Http404
    content = found.render(made_of, how)
    return download(request, report, Export.Kind(how), content, found.title(report))


@require_safe
@with_report
@recently_signed_in
def everything(
    request: HttpRequest, campaign: Campaign, report: Report
) -> HttpResponseBase:
    """The ZIP, while it is there and still says what the results say."""
    made_of = material(request.user, campaign, report)
    state = bundle.State.of(campaign, request.user, made_of)
    if state.until is None:
        messages.info(request, _("The ZIP is not there any more. Have it made anew."))
        return redirect("reports:papers", pk=campaign.pk)
    name = f"{report.title} {_('Papers')}"[:NAME] + ".zip"
    response = StreamingHttpResponse((), content_type=TYPES[Export.Kind.ZIP])
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response[DISPOSITION] = disposition or "attachment"
    if request.method == "GET":
        Export.objects.vouch(
            state.sha256(),
            campaign=campaign.pk,
            kind=Export.Kind.ZIP,
            by=request.user.get_username(),
            name=name,
            version=report.version,
        )
        response.streaming_content = state.zip()
    return response
