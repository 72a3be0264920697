"""The pages of lists: roster, upload with preview, taking over, template, export."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from audit.models import record
from campaigns.approval.kinds import CHANGING
from campaigns.approval.said import approved_again
from campaigns.lists.forms import UploadForm, carried, looked_at
from campaigns.lists.page import RosterPage
from campaigns.lists.plan import Altered, Plan
from campaigns.lists.refusals import Refused
from campaigns.lists.writing import export, template
from campaigns.models import Campaign, WrongState
from campaigns.roles import is_office

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponseBase]


def office_only(view: View) -> View:
    """Hands the view the campaign; 403 for whoever is not of the office.

    Names of people: no page of these is kept by a browser.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponseBase:
        if not is_office(request.user):
            raise PermissionDenied
        return view(request, get_object_or_404(Campaign, pk=pk))

    return never_cache(wrapped)


def page(
    request: HttpRequest, name: str, campaign: Campaign, status: int = 200, **more: Any
) -> HttpResponse:
    changing = campaign.state in CHANGING
    context = {"campaign": campaign, "section": "desk", "changing": changing, **more}
    if not campaign.is_draft:
        context["names"] = reverse("ballots:names", args=[campaign.pk])
    return render(request, f"campaigns/{name}.html", context, status=status)


@office_only
@require_safe
def roster(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Who is on the lists, by group and unit, against quota and composition."""
    return page(request, "roster", campaign, roster=RosterPage(campaign, request.GET))


@office_only
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def upload(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask for a workbook; show what it would change."""
    if campaign.state not in CHANGING:
        return closed(request, campaign)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if form.is_valid():
        try:
            return preview(request, form.plan(campaign))
        except Refused as error:
            form.add_error("file", str(error))
    return page(request, "upload", campaign, form=form)


@sensitive_variables()
def preview(
    request: HttpRequest, plan: Plan, status: int = 200, **more: Any
) -> HttpResponse:
    """Every problem by sheet and row, and what would change; nothing is stored."""
    ready = plan.changes and not plan.stops
    text = carried(plan, request.user) if ready else ""
    more = {"plan": plan, "carried": text, "again": approved_again(plan), **more}
    return page(request, "preview", plan.campaign, status, **more)


@office_only
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("lists")
@sensitive_variables()
def take_over(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Take over what the page showed: all of it or nothing.

    Who had to sign in meanwhile, or changes the language, comes back without it.
    """
    if request.method != "POST":
        return redirect("campaigns:upload", campaign.pk)
    try:
        plan, shown = looked_at(request.POST.get("lists", ""), campaign, request.user)
    except BadSignature:
        said = _("The preview is no longer valid. Upload the workbook once more.")
        messages.error(request, said)
        return redirect("campaigns:upload", campaign.pk)
    try:
        plan.take_over(request.user.get_username(), shown)
    except WrongState:
        return closed(request, campaign)
    except Altered:
        fresh = Plan(campaign, plan.lists, plan.rest)
        if not (fresh.changes or fresh.stops):  # pressed twice, or in two tabs
            messages.info(request, _("The lists are as in the workbook already."))
            return redirect("campaigns:roster", campaign.pk)
        return preview(request, fresh, 409, altered=True)
    messages.success(request, _("The lists are taken over."))
    return redirect("campaigns:roster", campaign.pk)


def closed(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """409: lists are exchanged until voting closes."""
    campaign.refresh_from_db(fields=["state"])
    found = RosterPage(campaign, {})
    return page(request, "roster", campaign, 409, roster=found, refused=True)


@office_only
@require_safe
def blank(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The template, with the places of this campaign."""
    return _workbook(template(campaign), _("Lists, template"), campaign)


@office_only
@require_safe
def exported(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The lists as they are; that they were taken away is recorded."""
    content = export(campaign)
    if request.method == "GET":
        by, n = request.user.get_username(), campaign.raters.count()
        record("lists taken", by=by, campaign=campaign.pk, raters=n)
    return _workbook(content, _("Lists"), campaign)


def _workbook(content: bytes, what: str, campaign: Campaign) -> HttpResponse:
    full = quote(f"{campaign} {what}.xlsx", safe="")
    name = f"attachment; filename=\"lists-{campaign.pk}.xlsx\"; filename*=UTF-8''{full}"
    headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
