"""The pages of a case: list, page with the forms of the next step, second vote."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import looked
from campaigns.models import Campaign, Subject
from campaigns.parser import DocumentError
from campaigns.roles import OFFICE, is_office
from reports.acts import Act, StepPage
from reports.casework import before_after, opening, second
from reports.casework.acts import ACTS, follows
from reports.casework.course import ahead
from reports.casework.forms import SecondVote
from reports.casework.listing import Listing
from reports.casework.reader import Reader
from reports.casework.waiting import todo
from reports.models import Case, Meanwhile
from reports.models.moving import SamePerson
from reports.typed import ActForm
from reports.unshown import UNSHOWN


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All that the user may see, to be filtered and sorted."""
    context = {"listing": Listing(request.user, request.GET), "section": "cases"}
    return render(request, "cases/list.html", context)


class CasePage(StepPage):
    """One case: what is next and whose turn it is, figures, measures, course."""

    model, related = Case, ("campaign", "subject__unit", "second")
    acts, template, section = ACTS, "cases/case.html", "cases"

    @classmethod
    def rows(cls, user: Any) -> Any:
        return super().rows(user).dated()

    def context(self) -> dict[str, Any]:
        row, reader = self.row, Reader.of(self.request.user, self.row)
        return {
            "case": row,
            "steps": reader.reads(row.steps.all()),
            "ahead": ahead(row),
            "figures": before_after.of(row, reader),
            "after": reader.after,
            "measures": row.measures.in_force().with_course(),
            "second_vote": OFFICE in self.mine and _may_make(row),
            "mine": row.turn in self.mine,
            "inside": reader.inside,
            "todo": todo(row),
        }

    def take(self, act: Act, form: ActForm) -> HttpResponse:
        """What cannot simply be taken back is asked first."""
        offered = act.offered(self.row, self.mine)
        if act.asks and offered and "sure" not in self.request.POST:
            return self._ask(act, form)
        try:
            return super().take(act, form)
        except SamePerson:
            now = CasePage.of(self.request, self.row.pk)
            return now.show(409, (act, form), same=True)

    def _ask(self, act: Act, form: ActForm) -> HttpResponse:
        context = {
            "case": self.row,
            "act": act,
            "form": form,
            "points": follows(act, self.row, form.cleaned_data),
            "seen": self.request.POST.get("seen", ""),
            "section": "cases",
        }
        response = render(self.request, "cases/confirm.html", context)
        patch_cache_control(response, no_store=True)
        return response


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case."""
    page = CasePage.of(request, pk)
    row, by = page.row, request.user.get_username()
    looked(f"case {row.pk}", by=by, campaign=row.campaign_id)
    return page.show()


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do the next step."""
    page = CasePage.of(request, pk)
    page.find(act)
    return page.step(act) if request.method == "POST" else redirect(page.row)


def _may_make(row: Case) -> bool:
    states = (Case.State.WORK, Case.State.READY, Case.State.VOTE)
    return row.state in states and row.may_vote


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
    except UNSHOWN:
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
    page = CasePage.of(request, pk)
    row = page.row
    if not is_office(request.user):
        raise Http404
    if not _may_make(row):
        return page.show(409, late=True, last=row.steps.last())
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
        return CasePage.of(request, row.pk).show(409, late=True)
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
