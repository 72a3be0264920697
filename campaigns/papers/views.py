"""The pages of papers: what raters will read, upload with preview, writing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import record
from campaigns.models import Campaign, Document
from campaigns.papers.forms import PaperForm, UploadForm
from campaigns.papers.looked_at import LookedAt
from campaigns.papers.overview import overview
from campaigns.papers.page import PaperPage, paper_at
from campaigns.papers.sending import attached

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


@never_cache
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Which papers are there, of the units whose papers one may read."""
    campaign = get_object_or_404(Campaign, pk=pk)
    units = overview(campaign, request.user)
    context = {"campaign": campaign, "units": units, "section": "desk"}
    return render(request, "campaigns/papers.html", context)


@of_paper
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """The paper as it stands; posted, a file is looked at or the paper stored."""
    if request.method == "POST":
        if page.campaign.is_draft and not page.changes:
            raise PermissionDenied  # of those who read it
        looks = request.POST.get("act") == "look"
        return look(request, page) if looks else store(request, page)
    if page.changes and "write" in request.GET:
        return write(request, page, form_of(page))
    return show(request, "paper", page, upload=UploadForm())


def write(
    request: HttpRequest,
    page: PaperPage,
    form: PaperForm,
    looked_at: LookedAt | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The text to be corrected, beside it what raters will read on their phones."""
    more["looked_at"] = looked_at
    more["carried"] = looked_at.carry(page) if looked_at else ""
    return show(request, "paper_write", page, status, form=form, **more)


def form_of(
    page: PaperPage, data: Any = None, looked_at: LookedAt | None = None, **said: str
) -> PaperForm:
    """The form over the paper that is there, or over a new one."""
    initial = {"was": page.was, **said}
    row = page.paper or page.blank
    if looked_at:
        looked_at.put(row)
    return PaperForm(data, instance=row, initial=initial)


@sensitive_variables()
def look(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """Read a file and show what raters would read; nothing is changed yet."""
    if not page.changes:
        return show(request, "paper", page, 409, late=True)
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        return show(request, "paper", page, 422, upload=upload)
    found, name = upload.found, str(upload.cleaned_data["file"].name)
    looked_at = LookedAt.kept(upload.content, name, found)
    title = found.title or (page.paper.title if page.paper else str(page.kind.label))
    form = form_of(page, looked_at=looked_at, title=title, body=found.text)
    return write(request, page, form, looked_at)


@sensitive_variables()
def store(request: HttpRequest, page: PaperPage) -> HttpResponse:
    """Store what the page sent, unless something is wrong or has come between."""
    carried = request.POST.get("carried", "")
    looked_at = LookedAt.carried(carried, page) if carried else None
    form = form_of(page, request.POST, looked_at)
    if not page.changes:
        return write(request, page, form, looked_at, 409, late=True)
    if carried and looked_at is None:
        form.lacks_file()
    if not form.is_valid():
        return write(request, page, form, looked_at, 422)
    if request.POST.get("act") == "again":
        return write(request, page, form, looked_at)
    return keep(request, page, form, looked_at)


def keep(
    request: HttpRequest, page: PaperPage, form: PaperForm, looked_at: LookedAt | None
) -> HttpResponse:
    """Store it while nobody freezes the campaign or stores the paper besides."""
    with transaction.atomic():
        rows = Campaign.objects.select_for_update().filter(pk=page.campaign.pk)
        if not rows.filter(state=Campaign.State.DRAFT).exists():
            return write(request, page, form, looked_at, 409, late=True)
        there = page.found()
        stands = there.fingerprint if there else ""
        wanted = form.save(commit=False)
        if stands not in (form.cleaned_data["was"], wanted.fingerprint):
            form.came_between(stands)
            return write(request, page, form, looked_at, 409, between=True, there=there)
        if stands != wanted.fingerprint:
            wanted.pk = there.pk if there else None
            wanted.save()
            tell(request, wanted)
    messages.success(request, _("The paper is stored."))
    return redirect(page.url)


def tell(request: HttpRequest, paper: Document) -> None:
    """Record that a paper was written: how long it is and from which file."""
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


@never_cache
@require_safe
def file(request: HttpRequest, pk: int, paper: int, which: str) -> HttpResponseBase:
    """The file as it was uploaded, or as raters may take it away.

    For the staff alone; never under the type or the name that it came with.
    """
    row = paper_at(request.user, pk, paper)
    found = row.source if which == "original" else row.pdf if which == "pdf" else None
    if found is None:
        raise Http404
    stem = row.source_name.rpartition(".")[0] if which == "original" else ""
    return attached(found, stem or row.title)
