"""Writing a list: one person, lines that are pasted, a workbook."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.approval.checks import Checks
from campaigns.approval.forms import ContactForm, OwnUploadForm, PasteForm, PersonForm
from campaigns.approval.item import Item, Seen
from campaigns.approval.own import OwnPlan, looked_at
from campaigns.approval.pages import NOT_NOW, again, of_list, page, said
from campaigns.approval.views import shown
from campaigns.approval.workbook import own_workbook
from campaigns.lists.plan import Altered
from campaigns.lists.refusals import Refused
from campaigns.lists.views import XLSX
from campaigns.models import Rater, Twice, WrongState

VERBS = ["GET", "HEAD", "POST"]


def person_at(item: Item, number: int) -> Rater:
    rows = item.row.raters.select_related("unit", "pool").filter(pk=number)
    row = rows.first()
    if row is None:
        raise Http404
    return row


@of_list
@require_http_methods(VERBS)
def add(request: HttpRequest, seen: Seen) -> HttpResponse:
    """One more person."""
    item = seen.item
    if request.method != "POST":
        return redirect(item.url)
    if not item.open:
        return again(request, item, WrongState())
    form = PersonForm(request.POST, item=item)
    if form.is_valid():
        stay = [row for row in Checks(item).raters if form.chosen.has(row)]
        plan = form.plan(stay)
        if form.is_valid() and _taken(plan, request.user.get_username()):
            messages.success(request, _("Added: %s") % form.cleaned_data["name"])
            return redirect(f"{item.url}#add")
    return shown(request, seen, 422, form=form)


def _taken(plan: OwnPlan, by: str) -> bool:
    """Take over what was typed; False when the list was changed meanwhile."""
    try:
        plan.take_over(by, plan.numbers)
    except (Altered, WrongState):
        return False
    return True


@of_list
@require_http_methods(VERBS)
def change(request: HttpRequest, seen: Seen, number: int) -> HttpResponse:
    """Put a line right, take it off, or say that it is a leader's namesake.

    Once the list is handed in only the contact: it says who is reached, not who rates.
    """
    item, row = seen.item, person_at(seen.item, number)
    if not item.open:
        return _contact(request, item, row)
    acts = {"remove": _remove, "namesake": _namesake}
    act = next((acts[name] for name in acts if name in request.POST), None)
    try:
        return act(request, item, row) if act else _line(request, item, row)
    except NOT_NOW as error:
        return again(request, item, error)


def _line(request: HttpRequest, item: Item, row: Rater) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    part = f"{row.unit.code}:{row.pool.key}"
    now = {"name": row.name, "category": row.category, "contact": row.contact}
    form = PersonForm(data, item=item, only=part, initial=now)
    if form.is_valid() and _changed(request, item, row, form):
        messages.success(request, _("Saved."))
        return redirect(item.url)
    return _ask(request, item, row, form)


def _changed(request: HttpRequest, item: Item, row: Rater, form: PersonForm) -> bool:
    rows = Checks(item).raters
    at = next((at for at, each in enumerate(rows) if each.pk == row.pk), 0)
    before = [each for each in rows[:at] if form.chosen.has(each)]
    after = [each for each in rows[at + 1 :] if form.chosen.has(each)]
    plan = form.plan(before, after)
    return form.is_valid() and _taken(plan, request.user.get_username())


def _contact(request: HttpRequest, item: Item, row: Rater) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, initial={"contact": row.contact})
    if form.is_valid():
        contact, by = form.cleaned_data["contact"], request.user.get_username()
        try:
            item.row.reach(row, contact, by)
        except Twice as error:
            form.add_error("contact", said(error))
        except NOT_NOW as error:
            return again(request, item, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(item.url)
    return _ask(request, item, row, form)


def _ask(request: HttpRequest, item: Item, row: Rater, form: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"item": item, "rater": row, "form": form}
    return page(request, "person", item.campaign, status, **context)


def _remove(request: HttpRequest, item: Item, row: Rater) -> HttpResponse:
    item.row.take_off(row, request.user.get_username())
    messages.success(request, _("Taken off: %s") % row.name)
    return redirect(item.url)


def _namesake(request: HttpRequest, item: Item, row: Rater) -> HttpResponse:
    item.row.tell_apart(row, request.user.get_username())
    messages.success(request, _("Noted: “%s” is another person.") % row.name)
    return redirect(item.url)


# many at once --------------------------------------------------------------------


@of_list
@require_http_methods(VERBS)
def paste(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Lines from a spreadsheet; what they would change is looked at first."""
    item = seen.item
    if not item.open:
        return again(request, item, WrongState())
    data = request.POST if request.method == "POST" else None
    form = PasteForm(data, item=item, initial={"how": "add"})
    if form.is_valid():
        return look(request, form.plan(Checks(item).raters), form)
    status = 422 if form.is_bound else 200
    return page(request, "paste", item.campaign, status, item=item, form=form)


@of_list
@require_http_methods(VERBS)
def upload(request: HttpRequest, seen: Seen) -> HttpResponse:
    """A workbook of this list."""
    item = seen.item
    if not item.open:
        return again(request, item, WrongState())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OwnUploadForm(*sent)
    if form.is_valid():
        return look(request, OwnPlan.of(item, form.lists))
    status = 422 if form.is_bound else 200
    return page(request, "upload", item.campaign, status, item=item, form=form)


def look(
    request: HttpRequest,
    plan: OwnPlan,
    form: Any = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Every problem by line, and what would change; nothing is stored.

    What was pasted stands below, to be mended there and then.
    """
    carried = ""
    if plan.changes and not plan.stops:
        try:
            carried = plan.carried(request.user)
        except Refused as error:
            more["too_much"] = str(error)
    status = 422 if plan.stops else status
    context = {"item": plan.item, "plan": plan, "carried": carried, "form": form}
    return page(request, "preview", plan.campaign, status, **context, **more)


@of_list
@require_http_methods(VERBS)
@sensitive_post_parameters("lists")
def take_over(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Take over what the page showed: all of it or nothing."""
    item = seen.item
    if request.method != "POST":
        return redirect(item.url)
    try:
        plan, then = looked_at(request.POST.get("lists", ""), item, request.user)
    except BadSignature:
        messages.error(request, _("The preview is no longer valid. Do it once more."))
        return redirect(item.url)
    try:
        plan.take_over(request.user.get_username(), then)
    except WrongState as error:
        return again(request, item, error)
    except Altered:
        fresh = OwnPlan.of(item, plan.lists)
        if not (fresh.changes or fresh.stops):  # pressed twice, or in two tabs
            messages.info(request, _("The list is like that already."))
            return redirect(item.url)
        return look(request, fresh, None, 409, altered=True)
    messages.success(request, _("The list is taken over."))
    return redirect(item.url)


# files ---------------------------------------------------------------------------


@of_list
@require_safe
def blank(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The template, with the places of this list."""
    return _file(seen.item, _("template"), slots=True)


@of_list
@require_safe
def exported(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The list as it is; that it was taken away is recorded."""
    if request.method == "GET":
        by, n = request.user.get_username(), seen.item.n
        seen.item.row.tell("lists taken", by, raters=n)
    return _file(seen.item, _("list"), slots=False)


def _file(item: Item, what: str, *, slots: bool) -> HttpResponse:
    full = quote(f"{item.title} {what}.xlsx", safe="")
    name = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{full}"
    headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(
        own_workbook(item, slots=slots), content_type=XLSX, headers=headers
    )
