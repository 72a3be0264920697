"""What a team takes along: the drawn with room for notes, the list of the draw."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.models import record
from campaigns.again import recently_signed_in
from campaigns.models import Draw
from paper.pdf import render as pdf
from reports.talks.unit import Drawn, Talks
from reports.talks.views import for_draw

STYLES = ("css/paper.css", "css/meeting.css")


@require_safe
@for_draw
@recently_signed_in
def printed(request: HttpRequest, talks: Talks, one: Drawn) -> HttpResponse:
    """Everybody who is asked and the reserves, with lines to write on; recorded."""
    if not one.draw.names:
        raise Http404
    context = {"talks": talks, "one": one, "campaign": talks.campaign}
    html = render_to_string("talks/pdf/list.html", context)
    title = _("People to talk with")
    name = f"{talks.campaign} {talks.unit} {title}.pdf"
    content = pdf(html, stylesheets=STYLES)
    return taken(request, one, "talks", content, "application/pdf", name)


@require_safe
@for_draw
@recently_signed_in
def roster(request: HttpRequest, talks: Talks, one: Drawn) -> HttpResponse:
    """The roster's lines as they were drawn from, for whoever draws again; recorded."""
    lines = list(talks.people)
    if one.draw.source != Draw.Source.ROSTER or not one.draw.is_of(lines):
        raise Http404
    title = _("list of the draw")
    name = f"{talks.campaign} {talks.unit} {title}.txt"
    content = "".join(f"{line}\n" for line in sorted(lines)).encode()
    kind = "text/plain; charset=utf-8"
    return taken(request, one, "list", content, kind, name)


def taken(
    request: HttpRequest, one: Drawn, kind: str, content: bytes, mime: str, name: str
) -> HttpResponse:
    """Record that names are taken away, never whose."""
    by, draw = request.user.get_username(), one.draw
    with transaction.atomic():
        record(
            "names printed", by=by, campaign=draw.campaign_id, kind=kind, draw=draw.pk
        )
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    headers["Cache-Control"] = "no-store"
    return HttpResponse(content, content_type=mime, headers=headers)
