"""Exchanging names on a list that was approved, until voting closes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.approval.exchange_form import ExchangeForm
from campaigns.approval.forms import RefuseForm
from campaigns.approval.item import Seen
from campaigns.approval.kinds import LISTS
from campaigns.approval.pages import NOT_NOW, again, of_item, page, said
from campaigns.approval.views import shown
from campaigns.approval.writing import person_at
from campaigns.models import Exchange, Twice, WrongState

VERBS = ["GET", "HEAD", "POST"]


@of_item
@require_http_methods(VERBS)
def exchange(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """Who comes for whom: the team does it, a unit asks for it."""
    item = seen.item
    if item.kind not in LISTS or not (seen.hands_in or seen.decides):
        raise Http404
    rater = person_at(item, number)
    if not (item.settled and item.possible):
        return again(request, item, WrongState())
    data = request.POST if request.method == "POST" else None
    form = ExchangeForm(data, item=item, rater=rater)
    if form.is_valid() and _made(request, seen, form):
        return redirect(item.url)
    status = 422 if form.is_bound else 200
    context = {"seen": seen, "item": item, "rater": rater, "form": form}
    return page(request, "exchange", item.campaign, status, **context)


def _made(request: HttpRequest, seen: Seen, form: ExchangeForm) -> bool:
    by = request.user.get_username()
    row = form.exchange(by)
    try:
        if seen.decides:
            row.do(by)
            messages.success(request, _("Exchanged. The log has it without names."))
        else:
            row.ask()
            messages.success(request, _("Proposed. The supervision team decides."))
    except Twice as error:
        form.add_error(None, said(error))
        return False
    except NOT_NOW as error:
        again(request, seen.item, error)
    return True


@of_item
@require_http_methods(VERBS)
def answer(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """Do what a unit has proposed, refuse it, or, as the unit, withdraw it."""
    item = seen.item
    row = item.row.exchanges.filter(pk=number).first() if item.row.is_stored else None
    if row is None or not (seen.hands_in or seen.decides):
        raise Http404
    if request.method != "POST":
        return redirect(item.url)
    row.submission = item.row
    try:
        return _answered(request, seen, row)
    except (*NOT_NOW, Twice) as error:
        return again(request, item, error)


def _answered(request: HttpRequest, seen: Seen, row: Exchange) -> HttpResponse:
    by, item = request.user.get_username(), seen.item
    if seen.decides and "do" in request.POST:
        row.do(by)
        messages.success(request, _("Exchanged. The log has it without names."))
    elif seen.decides:
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return shown(request, seen, 422, refuse_form=form, refusing=row.pk)
        row.refuse(by, form.cleaned_data["answer"])
        messages.success(request, _("Refused; the list stays as it is."))
    else:
        row.withdraw(by)
        messages.success(request, _("Withdrawn; the list stays as it is."))
    return redirect(item.url)
