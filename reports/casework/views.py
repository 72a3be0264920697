"""The pages of a case: list, page with the forms of the next step, second vote."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import looked
from campaigns.models import Campaign, Subject
from campaigns.parser import DocumentError
from campaigns.roles import OFFICE, is_office, sides
from reports.build import Unbalanced
from reports.casework import acts, before_after, opening, second
from reports.casework.course import ahead
from reports.casework.forms import SecondVote, Words
from reports.casework.listing import Listing
from reports.casework.reader import Reader
from reports.casework.waiting import todo
from reports.models import Case, Meanwhile
from reports.models.moving import SamePerson
from reports.releasing import TooClose


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All that the user may see, to be filtered and sorted."""
    context = {"listing": Listing(request.user, request.GET), "section": "cases"}
    return render(request, "cases/list.html", context)


def found(request: HttpRequest, pk: int) -> Case:
    """The case, or 404 for whoever may not know of it."""
    rows = Case.objects.for_user(request.user).select_related(
        "campaign", "subject__unit", "second"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what is next and whose turn it is, figures, measures, course."""
    row = found(request, pk)
    looked(f"case {row.pk}", by=request.user.get_username(), campaign=row.campaign_id)
    return page(request, row)


def page(
    request: HttpRequest,
    row: Case,
    status: int = 200,
    typed: tuple[acts.Act, Words] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a case; `typed` is the form that is sent back."""
    mine = sides(request.user, row.campaign, row.unit)
    steps = list(row.steps.all())
    offers = []
    for act in acts.offered(row, mine):
        form = typed[1] if typed and typed[0] == act else act.form(row, None, act.key)
        offers.append((act, form))
    reader = Reader.of(request.user, row)
    context = {
        "case": row,
        "offers": offers,
        "typed": typed[0] if typed else None,
        "seen": len(steps),
        "steps": [step for step in steps if reader.inside or not step.is_inner],
        "ahead": ahead(row),
        "figures": before_after.of(row, reader),
        "after": reader.after,
        "measures": row.measures.in_force().with_course(),
        "second_vote": OFFICE in mine and _may_make(row),
        "mine": row.turn in mine,
        "inside": reader.inside,
        "todo": todo(row),
        "section": "cases",
    }
    response = render(request, "cases/case.html", context | more, status=status)
    patch_cache_control(response, no_store=True)
    return response


def _may_make(row: Case) -> bool:
    states = (Case.State.WORK, Case.State.READY, Case.State.VOTE)
    return row.state in states and row.may_vote


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do the next step; what cannot simply be taken back is asked first."""
    row = found(request, pk)
    doing = acts.find(act, row)
    if doing is None:
        raise Http404
    if request.method != "POST":
        return redirect(row)
    if doing.side not in sides(request.user, row.campaign, row.unit):
        raise PermissionDenied
    form = doing.form(row, request.POST, doing.key)
    if "back" in request.POST or not form.is_valid():
        return _again(request, row, doing, form)
    if doing.asks and "sure" not in request.POST:
        return _ask(request, row, doing, form)
    return _do(request, row, doing, form)


def _again(
    request: HttpRequest, row: Case, doing: acts.Act, form: Words
) -> HttpResponse:
    """The page with what was typed; where the case has moved on, that it has."""
    if doing.offered(row, frozenset((doing.side,))):
        status = 200 if "back" in request.POST else 422
        return page(request, row, status, (doing, form))
    return _late(request, row, doing, form)


def _ask(request: HttpRequest, row: Case, doing: acts.Act, form: Words) -> HttpResponse:
    context = {
        "case": row,
        "act": doing,
        "form": form,
        "points": doing.points(row, form.cleaned_data),
        "seen": request.POST.get("seen", ""),
        "section": "cases",
    }
    return render(request, "cases/confirm.html", context)


def _do(request: HttpRequest, row: Case, doing: acts.Act, form: Words) -> HttpResponse:
    seen = request.POST.get("seen", "")
    row.seen = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    try:
        doing.do(row, request.user, form.cleaned_data)
    except Meanwhile:
        return _late(request, row, doing, form)
    except SamePerson:
        return _same(request, row, doing, form)
    messages.success(request, str(doing.said))
    return redirect(row)


def _same(
    request: HttpRequest, row: Case, doing: acts.Act, form: Words
) -> HttpResponse:
    """409: he has proposed it himself; what was typed stands in the form."""
    return page(request, found(request, row.pk), 409, (doing, form), same=True)


def _late(
    request: HttpRequest, row: Case, doing: acts.Act, form: Words
) -> HttpResponse:
    """409: somebody was faster; what was typed is shown once more."""
    now = found(request, row.pk)
    more = {"late": True, "last": now.steps.last(), "words": form.data.get("text", "")}
    typed = (doing, form) if doing.offered(now, frozenset((doing.side,))) else None
    return page(request, now, 409, typed, **more)


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest, pk: int, subject: str, rule: int) -> HttpResponse:
    """Ask before a case is opened on a finding, or open it."""
    rows = Subject.objects.for_user(request.user).select_related("campaign", "unit")
    row = get_object_or_404(rows, campaign=pk, key=subject)
    if not opening.may_open(request.user, row.campaign, row):
        raise Http404
    there = Case.objects.filter(campaign=pk, subject=row, rule=rule).first()
    if there:  # two at once, or pressed twice: the case is there
        return redirect(there)
    try:
        if request.method == "POST":
            made = opening.open_case(request.user, row, rule)
            messages.success(request, _("The case is open."))
            return redirect(made)
        report = opening.one(row.campaign, row.key)
    except Meanwhile:
        return _opened(request, row, rule)
    except (Unbalanced, TooClose):
        return redirect("reports:campaign", pk)
    except opening.Changed:
        text = _("The result has changed since its release: release it first.")
        messages.warning(request, text)
        return redirect("reports:campaign", pk)
    each = [one for one in opening.candidates(report) if one.reason.rule == rule]
    if not each:
        raise Http404
    context = {"subject": row, "found": each[0], "section": "cases"}
    return render(request, "cases/open.html", context)


def _opened(request: HttpRequest, row: Subject, rule: int) -> HttpResponse:
    """The case that somebody else has opened a moment ago; 404 where there is none."""
    rows = Case.objects.for_user(request.user)
    return redirect(get_object_or_404(rows, subject=row, rule=rule))


@require_http_methods(["GET", "HEAD", "POST"])
def second_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """What the second vote would be; made as a draft for the desk. Office only."""
    row = found(request, pk)
    if not is_office(request.user):
        raise Http404
    if not _may_make(row):
        return page(request, row, 409, late=True, last=row.steps.last())
    with timezone.override(row.campaign.zone):
        return _second(request, row)


def _second(request: HttpRequest, row: Case) -> HttpResponse:
    others, titles = second.others(row), second.titles(row)
    posted = request.POST if request.method == "POST" else None
    form = SecondVote(others, posted, {"title": titles["title"]})
    context = {"case": row, "form": form, "section": "cases"}
    try:
        if form.is_valid():
            chosen = _chosen(others, form)
            made = _made(request, [row, *chosen], titles, form.cleaned_data)
            return redirect("ballots:desk", made.pk)
        context["points"] = second.points(second.planned(row))
    except Meanwhile:
        return page(request, found(request, row.pk), 409, late=True)
    except DocumentError as error:
        context["refused"] = str(error)
    status = 422 if form.is_bound else 200
    return render(request, "cases/second.html", context, status=status)


def _chosen(others: list[Case], form: SecondVote) -> list[Case]:
    keys = form.cleaned_data.get("others", [])
    return [case for case in others if str(case.pk) in keys]


def _made(
    request: HttpRequest,
    rows: list[Case],
    titles: dict[str, str],
    given: dict[str, Any],
) -> Campaign:
    """The draft. Raises Meanwhile and DocumentError."""
    window = {name: given[name] for name in ("opens_at", "closes_at")}
    said = titles | {"title": given["title"]}
    made = second.make(request.user, rows, said, **window)
    text = _("The second vote is there as a draft. Check it, then freeze it.")
    messages.success(request, text)
    return made
