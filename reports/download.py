"""A file of results that is taken away: recorded, signed, under a name people know."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from audit.models import Export
from reports.report import Report

OFFICE_FILE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    Export.Kind.PDF: "application/pdf",
    Export.Kind.WORKBOOK: OFFICE_FILE + "spreadsheetml.sheet",
    Export.Kind.WORD: OFFICE_FILE + "wordprocessingml.document",
    Export.Kind.ZIP: "application/zip",
}
DISPOSITION = "Content-Disposition"
NAME = 180  # characters of a file's name, without its ending


def taken(
    request: HttpRequest,
    content: bytes,
    kind: str,
    name: str,
    *,
    campaign: int,
    version: int,
) -> HttpResponse:
    """Record what is taken away; the browser saves it under a name people recognise."""
    kind = Export.Kind(kind)
    name = f"{name[:NAME]}.{kind}"
    Export.objects.sign(
        content,
        campaign=campaign,
        kind=kind,
        by=request.user.get_username(),
        name=name,
        version=version,
    )
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {DISPOSITION: disposition or "", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def download(
    request: HttpRequest, report: Report, kind: Export.Kind, content: bytes, name: str
) -> HttpResponse:
    """A file that is made of a report, to be taken away."""
    where = {"campaign": report.campaign, "version": report.version}
    return taken(request, content, kind, name, **where)
