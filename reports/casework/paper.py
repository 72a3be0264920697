"""A case taken away as a paper, from its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from campaigns.again import recently_signed_in
from reports.casework.filed import filed
from reports.casework.views import CasePage
from reports.download import taken
from reports.models import Case
from reports.papers import case
from reports.papers.catalogue import KINDS


@require_safe
def paper(request: HttpRequest, pk: int, how: str) -> HttpResponseBase:
    """The paper as PDF or DOCX, for whoever may read the case; 404 for others."""
    row = CasePage.of(request, pk).row
    if how not in KINDS["case"].formats:
        raise Http404
    return _paper(request, row, how)


@recently_signed_in
def _paper(request: HttpRequest, row: Case, how: str) -> HttpResponse:
    file = filed(request.user, row)
    content = case.render(file, how)
    name = f"{file.campaign} {KINDS['case'].title} {file.number} {file.title}"
    where = {"campaign": row.campaign_id, "version": row.version}
    return taken(request, content, how, name, **where)
