"""What supervisors and the office see of the results, and what they take away."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Export, looked
from campaigns.again import recently_signed_in
from campaigns.models import Campaign, Subject, WrongState
from campaigns.parser import DocumentError, parse
from campaigns.roles import is_office, reads_log, supervises
from reports import excel, parts, pdf, start, wording
from reports.build import NotCounted, Unbalanced
from reports.history import WITH_RESULTS
from reports.overview import overview
from reports.preview import OTHER, Trial, choice_words, titles
from reports.releasing import TooClose, following
from reports.report import Report
from reports.seen import seen

OFFICE_FILE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    Export.Kind.PDF: "application/pdf",
    Export.Kind.WORKBOOK: OFFICE_FILE + "spreadsheetml.sheet",
    Export.Kind.WORD: OFFICE_FILE + "wordprocessingml.document",
    Export.Kind.ZIP: "application/zip",
}
DISPOSITION = "Content-Disposition"
NAME = 180  # characters of a file's name, without its ending


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)
View = Callable[..., HttpResponseBase]


def find(rows: Sequence[K], key: str) -> K:
    """The row with this key, or 404: what the user may not see is not in the report."""
    row = next((row for row in rows if row.key == key), None)
    if row is None:
        raise Http404
    return row


def with_report(view: View) -> View:
    """Give the view what this user may see of a campaign, or say why there is nothing.

    404 for a campaign without subjects of theirs and before the box is opened, 409
    while the ballot account does not add up.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **keys: str) -> HttpResponseBase:
        campaign = get_object_or_404(Campaign.objects.for_user(request.user), pk=pk)
        try:
            report = seen(request.user, campaign)
        except NotCounted:
            return _none(request, campaign, 404)
        except Unbalanced as error:
            return _none(request, campaign, 409, reason=wording.unbalanced(error))
        except TooClose as error:
            return _none(request, campaign, 409, sentences=error.sentences)
        response = view(request, campaign, report, **keys)
        if response.status_code == 200 and not response.has_header(DISPOSITION):
            page, by = "/".join(keys.values()), request.user.get_username()
            looked(page, by=by, campaign=campaign.pk)
        # a shared office computer keeps no result for whoever sits down next
        patch_cache_control(response, no_store=True)
        return response

    return wrapped


def _none(
    request: HttpRequest, campaign: Campaign, status: int, **why: Any
) -> HttpResponse:
    context = {"campaign": campaign, "section": "results", **why}
    return render(request, "reports/none.html", context, status=status)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """My work; for whoever is not signed in, the way to the ballot or the login."""
    if not request.user.is_authenticated:
        return render(request, "reports/welcome.html", {"demo": settings.DEMO})
    context = {
        "waiting": list(start.waiting(request.user)),
        "unread": start.unread(request.user),
        "asked": start.asked(request.user),
        "counting": [] if is_office(request.user) else start.counting(request.user),
        "running": start.running() if is_office(request.user) else [],
        "cards": start.cards(request.user),
        "duties": parts.duties(request.user),
        "parts": list(parts.parts(request.user)),
        "uninvited": start.uninvited(request.user),
        "jobs": start.jobs(request.user),
        "section": "home",
    }
    return render(request, "reports/home.html", context)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Campaigns with results that the user may see, the newest first."""
    mine = Subject.objects.for_user(request.user).values("campaign")
    rows = Campaign.objects.for_user(request.user).filter(
        state__in=WITH_RESULTS, pk__in=mine
    )
    context = {"campaigns": rows, "section": "results"}
    return render(request, "reports/results.html", context)


@require_safe
@with_report
def campaign(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """The groups; straight to the group when there is only one."""
    if len(report.groups) == 1:
        return redirect("reports:group", campaign.pk, report.groups[0].key)
    context = {
        "campaign": campaign,
        "report": report,
        "section": "results",
        "log": reads_log(request.user, campaign),
    }
    return render(request, "reports/campaign.html", context)


@require_safe
@with_report
def group(
    request: HttpRequest, campaign: Campaign, report: Report, group: str
) -> HttpResponse:
    """A group at a glance, what needs action first."""
    row = find(report.groups, group)
    by_name = request.GET.get("order") == "name"
    context = {
        "campaign": campaign,
        "report": report,
        "group": row,
        "overview": overview(row, by_name),
        "by_name": by_name,
        "section": "results",
        "log": reads_log(request.user, campaign),
    }
    return render(request, "reports/group.html", context)


@require_safe
@with_report
def subject(
    request: HttpRequest, campaign: Campaign, report: Report, group: str, subject: str
) -> HttpResponse:
    """One subject: the verdict, what it comes from, how it was counted."""
    row = find(report.groups, group)
    found = find(row.subjects, subject)
    context = {
        "campaign": campaign,
        "report": report,
        "group": row,
        "subject": found,
        "may_read": supervises(request.user, campaign),
        "section": "results",
    }
    return render(request, "reports/subject.html", context)


@require_safe
@with_report
@recently_signed_in
def group_pdf(
    request: HttpRequest, campaign: Campaign, report: Report, group: str
) -> HttpResponse:
    """The overview and a report a subject, on paper."""
    row = find(report.groups, group)
    content, name = pdf.render_group(report, row), f"{report.title} {row.title}"
    return download(request, report, Export.Kind.PDF, content, name)


@require_safe
@with_report
@recently_signed_in
def subject_pdf(
    request: HttpRequest, campaign: Campaign, report: Report, group: str, subject: str
) -> HttpResponse:
    """The report of one subject, on paper."""
    row = find(report.groups, group)
    found = find(row.subjects, subject)
    content = pdf.render_subject(report, row, found)
    name = f"{report.title} {found.title}"
    return download(request, report, Export.Kind.PDF, content, name)


@require_safe
@with_report
@recently_signed_in
def group_workbook(
    request: HttpRequest, campaign: Campaign, report: Report, group: str
) -> HttpResponse:
    """The group as a workbook."""
    row = find(report.groups, group)
    content, name = excel.render_workbook(report, row), f"{report.title} {row.title}"
    return download(request, report, Export.Kind.WORKBOOK, content, name)


@require_http_methods(["GET", "HEAD", "POST"])
@with_report
def release(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """Ask before a changed report becomes the next version, or do it. Office only."""
    if not is_office(request.user):
        raise Http404
    context = {"campaign": campaign, "report": report, "section": "results"}
    if not report.changed:
        return render(request, "reports/release.html", context, status=409)
    if request.method != "POST":
        context["next"] = report.version + 1
        return render(request, "reports/release.html", context)
    try:
        made = following(campaign, request.user.get_username())
    except (WrongState, TooClose):  # somebody else was faster; the page says what is
        return redirect("reports:campaign", campaign.pk)
    text = _("Version %(version)d is released.") % {"version": made.version}
    messages.success(request, text)
    return redirect("reports:campaign", campaign.pk)


def download(
    request: HttpRequest, report: Report, kind: Export.Kind, content: bytes, name: str
) -> HttpResponse:
    """Record what is taken away; the browser saves it under a name people recognise."""
    name = f"{name[:NAME]}.{kind}"
    Export.objects.sign(
        content,
        campaign=report.campaign,
        kind=kind,
        by=request.user.get_username(),
        name=name,
        version=report.version,
    )
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {DISPOSITION: disposition or "", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a campaign's formula with typed counts; what it would flag. Office only."""
    if not is_office(request.user):
        raise Http404
    campaign = get_object_or_404(Campaign, pk=pk)
    context: dict[str, Any] = {"campaign": campaign, "section": "desk"}
    try:
        document = campaign.definition or campaign.document()
        subjects = titles(parse(document))
        key = request.GET.get("subject", "")
        key = key if key in subjects else next(iter(subjects), "")
        if key:
            trial = Trial(document, key, request.GET.dict())
            context |= {"trial": trial, "subjects": subjects, "key": key}
            context |= _outcomes(trial)
    except DocumentError as error:
        context["error"] = error
    response = render(request, "reports/preview.html", context)
    patch_cache_control(response, no_store=True)
    return response


def _outcomes(trial: Trial) -> dict[str, Any]:
    """Both outcomes, once counts are there, and the choices of the other formula."""
    options = {**OTHER, "best": [str(n) for n in range(1, 5)]}
    choices = [
        (name, choice_words(name), [(v, choice_words(name, v)) for v in values])
        for name, values in options.items()
    ]
    outcomes = [trial.outcome(), trial.other().outcome()] if trial.complete else []
    return {"choices": choices, "outcomes": outcomes, "typed": trial.typed}
