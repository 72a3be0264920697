"""Pages on which a supervision team reads comments and lets them go, all at once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import Comment, Summary
from campaigns.models import Blocked, Campaign, Subject, WrongState
from campaigns.roles import is_office, supervises
from reports import unshown
from reports.forms import ReadForm, SummaryForm
from reports.history import WITH_RESULTS
from reports.reading import Reading

A_PAGE = 50
View = Callable[..., HttpResponse]


def for_team(view: View) -> View:
    """Give the view the comments of this user's units.

    403 for the office; 404 for whoever is in no supervision team of the campaign,
    before the box is opened, and of a drill, whose comments nobody has to read.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **keys: Any) -> HttpResponse:
        rows = Campaign.objects.for_user(request.user).filter(state__in=WITH_RESULTS)
        campaign = get_object_or_404(rows.real(), pk=pk)
        if not supervises(request.user, campaign):
            # the office knows of the campaign; others are not told that it is there
            raise PermissionDenied if is_office(request.user) else Http404
        response = view(request, Reading(campaign, request.user), **keys)
        patch_cache_control(response, no_store=True)
        return response

    return wrapped


def page(
    request: HttpRequest, name: str, reading: Reading, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"campaign": reading.campaign, "reading": reading, "section": "results"}
    return render(request, f"reports/{name}.html", context | more, status=status)


@for_team
@require_safe
def comments(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The subjects with how much is read, and what stands in the way of the release."""
    return page(request, "comments", reading)


@for_team
@require_http_methods(["GET", "HEAD", "POST"])
def subject(request: HttpRequest, reading: Reading, subject: str) -> HttpResponse:
    """The comments on one subject: read, redact, withhold, undo; the summary."""
    rows = Subject.objects.filter(campaign=reading.campaign)
    row = get_object_or_404(rows.select_related("unit"), key=subject)
    if not any(line.subject == row for line in reading.lines):
        raise Http404
    if request.method != "POST":
        return _subject(request, reading, row)
    try:
        if "summary" in request.POST:
            return _summary(request, reading, row)
        return _decision(request, reading, row)
    except WrongState:
        return _over(request, reading)


def _subject(
    request: HttpRequest, reading: Reading, row: Subject, status: int = 200, **more: Any
) -> HttpResponse:
    found = Paginator(reading.on(row), A_PAGE).get_page(request.GET.get("page"))
    line = next(line for line in reading.lines if line.subject == row)
    context = {"line": line, "page": found, "reasons": Comment.Reason.choices}
    return page(request, "comments_on", reading, status, **context, **more)


def _decision(request: HttpRequest, reading: Reading, row: Subject) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        wrong = request.POST.get("comment", "")
        return _subject(request, reading, row, 422, form=form, wrong=wrong)
    comment = get_object_or_404(reading.on(row), pk=form.cleaned_data["comment"])
    number = form.decide(comment, request.user)
    if number > 1:
        text = _("Done for all %(n)d that say the same on several units.")
        messages.success(request, text % {"n": number})
    return redirect("reports:comments_on", reading.campaign.pk, row.key)


def _summary(request: HttpRequest, reading: Reading, row: Subject) -> HttpResponse:
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return _subject(request, reading, row, 422, summary_form=form)
    Summary.write(row, request.user, form.cleaned_data["summary"])
    messages.success(request, _("The summary is stored."))
    return redirect("reports:comments_on", reading.campaign.pk, row.key)


def _over(request: HttpRequest, reading: Reading) -> HttpResponse:
    """409: somebody has let them go meanwhile; what was typed is shown once more."""
    typed = request.POST.get("summary") or request.POST.get("text", "")
    now = Reading(reading.campaign, request.user)
    return page(request, "comments", now, 409, late=True, typed=typed)


@for_team
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Ask before the release of all comments of the campaign, or do it."""
    try:
        if request.method == "POST":
            number = reading.let_go()
            text = ngettext(
                "%(n)d comment is released.", "%(n)d comments are released.", number
            )
            messages.success(request, text % {"n": number})
            return redirect("reports:comments", reading.campaign.pk)
        reading.check()
    except WrongState:
        return _over(request, reading)
    except Blocked:
        # the page lists what stands in the way
        return page(request, "comments", reading, 409)
    except unshown.UNSHOWN as error:
        return unshown.page(request, reading.campaign, error)
    return page(request, "comments_release", reading)
