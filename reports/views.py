"""What supervisors and the office see of the results, and what they take away."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import Export, looked
from campaigns.again import recently_signed_in
from campaigns.models import Campaign, Subject, WrongState
from campaigns.roles import is_office, reads_log, supervises
from reports import announced, excel, pdf, unshown
from reports.casework import beside as cases
from reports.download import DISPOSITION, download
from reports.filters import Filter
from reports.history import WITH_RESULTS
from reports.ledger import beside as ledger
from reports.overview import overview
from reports.releasing import TooClose, following
from reports.report import Report, SubjectReport
from reports.rows import ITEMS, SECTIONS, WHOLE
from reports.seen import seen, watches
from reports.talks.beside import beside, may_talk

A_PAGE = 100  # subjects on one page of an overview


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


def with_report(view: View, brief: bool = False) -> View:
    """Give the view what this user may see of a campaign, or say why there is nothing.

    404 for a campaign without subjects of theirs and before the box is opened, 409
    while the ballot account does not add up. `brief`: without what no overview shows.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **keys: str) -> HttpResponseBase:
        campaign = get_object_or_404(Campaign.objects.for_user(request.user), pk=pk)
        group, detail = keys.get("group", ""), _detail(request, brief)
        try:
            report = seen(request.user, campaign, group=group, detail=detail)
        except unshown.UNSHOWN as error:
            return unshown.page(request, campaign, error)
        response = view(request, campaign, report, **keys)
        if response.status_code == 200 and not response.has_header(DISPOSITION):
            page, by = "/".join(keys.values()), request.user.get_username()
            looked(page, by=by, campaign=campaign.pk)
        # a shared office computer keeps no result for whoever sits down next
        patch_cache_control(response, no_store=True)
        return response

    return wrapped


def _detail(request: HttpRequest, brief: bool) -> str:
    """How much of each subject a page shows: items only of a section that is chosen."""
    if not brief:
        return WHOLE
    return ITEMS if request.GET.get("section") else SECTIONS


with_overview = partial(with_report, brief=True)


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
@with_overview
def campaign(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """All units at a glance; straight to the group when there is only one."""
    if not report.several:
        path = reverse("reports:group", args=[campaign.pk, report.groups[0].key])
        return redirect("?".join(filter(None, [path, request.META["QUERY_STRING"]])))
    subjects = [one for group in report.groups for one in group.subjects]
    context = _glance(request, campaign, report, subjects)
    return render(request, "reports/campaign.html", context)


def _glance(
    request: HttpRequest,
    campaign: Campaign,
    report: Report,
    subjects: Sequence[SubjectReport],
) -> dict[str, Any]:
    """The part of some subjects that the address asks for."""
    view = Filter(request.GET, subjects)
    page = Paginator(view.rows, A_PAGE).get_page(request.GET.get("page"))
    query = f"?{view.query}" if view.query else ""
    return {
        "campaign": campaign,
        "report": report,
        "view": view,
        "page": page,
        "overview": overview([*page], view.value("section")),
        "address": request.build_absolute_uri(request.path + query),
        "section": "results",
        "log": reads_log(request.user, campaign),
        **_released(request, campaign),
    }


def _released(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """To whom the version that stands is released, for the head of a page."""
    if not campaign.is_certified:
        return {}
    inside = watches(request.user, campaign)
    return {"standing": announced.standing(campaign), "watches": inside}


@require_safe
@with_overview
def group(
    request: HttpRequest, campaign: Campaign, report: Report, group: str
) -> HttpResponse:
    """A group at a glance, what needs action first."""
    row = find(report.groups, group)
    context = _glance(request, campaign, report, row.subjects)
    context |= {"group": row, "may_talk": may_talk(request.user, campaign)}
    context |= cases.group(request.user, campaign)
    return render(request, "reports/group.html", context)


@require_safe
@with_report
def subject(
    request: HttpRequest, campaign: Campaign, report: Report, group: str, subject: str
) -> HttpResponse:
    """One subject: the verdict, what it comes from, how it was counted."""
    row = find(report.groups, group)
    found = find(row.subjects, subject)
    context: dict[str, Any] = {
        "campaign": campaign,
        "report": report,
        "group": row,
        "subject": found,
        "may_read": supervises(request.user, campaign),
        "beside": beside(campaign, found.unit_code, request.user),
        "section": "results",
        **_released(request, campaign),
        **cases.subject(request.user, campaign, found),
    }
    unit = context["row"].unit
    context["ledger"] = ledger.subject(request.user, campaign, unit)
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
    context["whom"] = announced.to(campaign.audience)
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
