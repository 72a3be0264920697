"""Handing in, and taking back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.approval.agreeing import agreed, voices
from campaigns.approval.checks import Checks
from campaigns.approval.forms import HandInForm
from campaigns.approval.item import Item, Seen
from campaigns.approval.pages import NOT_NOW, again, of_item, page
from campaigns.approval.views import shown
from campaigns.models import WrongState

VERBS = ["GET", "HEAD", "POST"]


@of_item
@require_http_methods(VERBS)
def hand_in(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Ask once more, with the numbers; then it is the supervision team's turn."""
    row, checks = seen.item, Checks(seen.item)
    if not seen.hands_in:
        raise Http404
    if not row.can_be_handed_in:
        return again(request, row, WrongState())
    if checks.stops:
        return shown(request, seen, 409, refused=True)
    needed = bool(checks.notes) or not agreed(row)
    data = request.POST if request.method == "POST" else None
    form = HandInForm(data, needed=needed, initial={"shown": row.digest})
    if form.is_valid():
        return _handed_in(request, row, form)
    return ask(request, row, checks, form, needed)


def ask(
    request: HttpRequest, row: Item, checks: Checks, form: HandInForm, needed: bool
) -> HttpResponse:
    context: dict[str, Any] = {
        "item": row,
        "checks": checks,
        "form": form,
        "needed": needed,
        "voices": voices(row),
    }
    status = 422 if form.is_bound else 200
    return page(request, "hand_in", row.campaign, status, **context)


def _handed_in(request: HttpRequest, row: Item, form: HandInForm) -> HttpResponse:
    data, by = form.cleaned_data, request.user.get_username()
    try:
        row.row.hand_in(by, data["shown"], data["note"])
    except NOT_NOW as error:
        return again(request, row, error)
    messages.success(request, _("Handed in. The supervision team has it now."))
    return redirect(row.url)


@of_item
@require_http_methods(VERBS)
def take_back(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Before the team has decided, to mend something."""
    if not seen.hands_in:
        raise Http404
    if request.method == "POST":
        try:
            seen.item.row.take_back(request.user.get_username())
        except NOT_NOW as error:
            return again(request, seen.item, error)
        messages.success(request, _("Taken back. Mend it, and hand it in again."))
    return redirect(seen.item.url)
