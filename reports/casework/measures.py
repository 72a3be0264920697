"""The page of one measure: what was done on it, and the next step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import looked
from campaigns.papers.sending import attached
from campaigns.roles import TEAM, UNIT, sides
from reports.casework.files import Reporting
from reports.casework.forms import Note, Words
from reports.models import Evidence, Meanwhile, Measure, Progress

State = Measure.State
Given = dict[str, Any]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Act:
    """One act on a measure."""

    key: str
    side: str
    states: tuple[str, ...]
    label: Promise
    form: type[Words]
    do: Callable[[Measure, Any, Given], None]

    def offered(self, measure: Measure, mine: frozenset[str]) -> bool:
        if self.key == "withdraw" and measure.case and not measure.case.is_planned:
            return False
        here = self.side in mine and measure.state in self.states
        return here and measure.stands


def _said(do: Callable[[Measure, Any, str], None]) -> Callable[..., None]:
    """An act that takes the words alone."""
    return lambda measure, user, given: do(measure, user, given["text"])


ACTS = (
    Act("report", UNIT, (State.PLANNED, State.BEGUN),
        gettext_lazy("Report it done"), Reporting,
        lambda m, u, g: m.report(u, g["text"], g["evidence"])),
    Act("begin", UNIT, (State.PLANNED,),
        gettext_lazy("It is under way"), Note, _said(Measure.begin)),
    Act("withdraw", UNIT, (State.PLANNED,),
        gettext_lazy("Withdraw it"), Words, _said(Measure.withdraw)),
    Act("close", TEAM, (State.REPORTED,),
        gettext_lazy("Close it"), Note, _said(Measure.close)),
    Act("reopen", TEAM, (State.REPORTED, State.CLOSED),
        gettext_lazy("Reopen it"), Words, _said(Measure.reopen)),
)  # fmt: skip


def found(request: HttpRequest, pk: int) -> Measure:
    rows = Measure.objects.for_user(request.user)
    return get_object_or_404(rows.select_related("campaign", "unit", "case"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure; a step on it is taken here."""
    row = found(request, pk)
    if request.method != "POST":
        return page(request, row)
    doing = next((act for act in ACTS if act.key == request.POST.get("act")), None)
    if doing is None:
        raise Http404
    if doing.side not in sides(request.user, row.campaign, row.unit):
        raise PermissionDenied
    form = doing.form(None, request.POST, doing.key, request.FILES)
    if form.is_valid():
        return _do(request, row, doing, form)
    return page(request, row, 422, (doing, form))


def _do(request: HttpRequest, row: Measure, doing: Act, form: Words) -> HttpResponse:
    try:
        doing.do(row, request.user, form.cleaned_data)
    except Meanwhile:
        now = found(request, row.pk)
        words = form.cleaned_data["text"]
        return page(request, now, 409, late=True, words=words)
    messages.success(request, row.get_state_display())
    return redirect(row)


def page(
    request: HttpRequest,
    row: Measure,
    status: int = 200,
    typed: tuple[Act, Words] | None = None,
    **more: Any,
) -> HttpResponse:
    mine = sides(request.user, row.campaign, row.unit)
    offers = [
        (act, typed[1] if typed and typed[0] == act else act.form(None, None, act.key))
        for act in ACTS
        if act.offered(row, mine)
    ]
    context = {"measure": row, "offers": offers, "section": "cases", **more}
    context |= {"typed": typed[0] if typed else None}
    context["steps"] = row.progress.prefetch_related(Progress.with_files())
    response = render(request, "cases/measure.html", context, status=status)
    patch_cache_control(response, no_store=True)
    return response


@never_cache
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of evidence, to be taken away by whoever may read the measure."""
    row = found(request, pk)
    kept = get_object_or_404(Evidence, progress__measure=row, pk=number)
    if kept.content is None or not kept.intact():
        if kept.content is not None:
            logger.error("EvidenceAltered")
        raise Http404
    by = request.user.get_username()
    looked(f"measure {row.pk} file {kept.pk}", by=by, campaign=row.campaign_id)
    return attached(kept, kept.stem)
