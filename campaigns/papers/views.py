"""The pages of papers: what raters will read, upload with preview, writing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from audit.models import record
from campaigns.models import Campaign, Document
from campaigns.papers.forms import PaperForm
from campaigns.papers.page import PaperPage

View = Callable[[HttpRequest, PaperPage], HttpResponseBase]


def of_paper(view: View) -> Callable[..., HttpResponseBase]:
    """Hands the view the paper's page; 404 for whom it is not."""

    @wraps(view)
    def wrapped(request: HttpRequest, **where: Any) -> HttpResponseBase:
        return view(request, PaperPage.at(request.user, **where))

    return never_cache(wrapped)


def show(
    request: HttpRequest, name: str, page: PaperPage, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"page": page, "campaign": page.campaign, "section": "desk", **more}
    return render(request, f"campaigns/{name}.html", context, status=status)


@of_paper
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """The paper as it stands; posted, what was typed or confirmed is stored."""
    if request.method == "POST":
        return store(request, page)
    if page.changes and "write" in request.GET:
        return show(request, "paper_write", page, form=form_of(page))
    return show(request, "paper", page)


def form_of(page: PaperPage, data: Any = None, **how: Any) -> PaperForm:
    """The form over the paper that is there, or over a new one."""
    row = page.paper or page.blank
    return PaperForm(data, instance=row, has_file=bool(row.pdf_id), **how)


@sensitive_variables()
def store(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """Store what the page sent, unless something is wrong or has come between."""
    if page.campaign.is_draft and not page.changes:
        raise PermissionDenied  # of those who read it
    before = page.paper.fingerprint if page.paper else ""
    form = form_of(page, request.POST)
    if not page.changes:
        return show(request, "paper_write", page, 409, form=form, late=True)
    if not form.is_valid():
        return show(request, "paper_write", page, 422, form=form)
    with transaction.atomic():
        rows = Campaign.objects.select_for_update().filter(pk=page.campaign.pk)
        if not rows.filter(state=Campaign.State.DRAFT).exists():
            return show(request, "paper_write", page, 409, form=form, late=True)
        told(request, form.save(), before)
    messages.success(request, _("The paper is stored."))
    return redirect(page.url)


def told(request: HttpRequest, paper: Document, before: str) -> None:
    """Record that a paper was written, if it is another one now."""
    if paper.fingerprint == before:
        return
    record(
        "paper",
        by=request.user.get_username(),
        campaign=paper.campaign_id,
        unit=paper.unit.code,
        paper=paper.kind,
        on=paper.subject.key if paper.subject else "",
        characters=len(paper.body),
        sha256=paper.source_id or "",
    )
