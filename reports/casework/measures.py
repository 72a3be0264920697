"""The page of one measure: what was done on it, and the next step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.roles import TEAM, UNIT, sides
from reports.casework.forms import Note, Words
from reports.models import Meanwhile, Measure

State = Measure.State


@dataclass(frozen=True)
class Act:
    """One act on a measure."""

    key: str
    side: str
    states: tuple[str, ...]
    label: Promise
    form: type[Words]
    do: Callable[[Measure, Any, str], None]

    def offered(self, measure: Measure, mine: frozenset[str]) -> bool:
        if self.key == "withdraw" and measure.case and not measure.case.is_planned:
            return False
        here = self.side in mine and measure.state in self.states
        return here and measure.stands


ACTS = (
    Act("report", UNIT, (State.PLANNED, State.BEGUN),
        gettext_lazy("Report it done"), Words, Measure.report),
    Act("begin", UNIT, (State.PLANNED,),
        gettext_lazy("It is under way"), Note, Measure.begin),
    Act("withdraw", UNIT, (State.PLANNED,),
        gettext_lazy("Withdraw it"), Words, Measure.withdraw),
    Act("close", TEAM, (State.REPORTED,),
        gettext_lazy("Close it"), Note, Measure.close),
    Act("reopen", TEAM, (State.REPORTED, State.CLOSED),
        gettext_lazy("Reopen it"), Words, Measure.reopen),
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
    form = doing.form(None, request.POST, doing.key)
    if form.is_valid():
        return _do(request, row, doing, form)
    return page(request, row, 422, (doing, form))


def _do(request: HttpRequest, row: Measure, doing: Act, form: Words) -> HttpResponse:
    try:
        doing.do(row, request.user, form.cleaned_data["text"])
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
    return render(request, "cases/measure.html", context, status=status)
