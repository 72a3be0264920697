"""Pages of the office on people: who there is, and what each is for."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from campaigns.models import Account, Stage
from campaigns.order import by_sound
from campaigns.people.forms import (
    DutyForm,
    NewPersonForm,
    PersonForm,
    account_from,
)
from campaigns.roles import is_administrator, keeps, keeps_people

A_PAGE = 50
PILE = 100  # invitations that are printed at once
View = Callable[..., HttpResponse]


def keepers_only(view: View) -> View:
    """403 for whoever keeps no accounts; what is shown is nobody else's to see."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_people(request.user):
            raise PermissionDenied
        return never_cache(view)(request, *args, **kwargs)

    return wrapped


def posted_only(view: View) -> View:
    """Who comes back without a form, after signing in, is led to what it was about."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        pk = kwargs.get("pk")
        return redirect("people:one", pk=pk) if pk else redirect("people:list")

    return wrapped


def page(
    request: HttpRequest, name: str, status: int = 200, **context: Any
) -> HttpResponse:
    context = {"section": "people", "sends_mail": settings.SENDS_MAIL, **context}
    return render(request, f"people/{name}.html", context, status=status)


def account_at(pk: int) -> Account:
    """An account that is kept here; an administrator's is not there."""
    return get_object_or_404(Account.objects.kept().with_duties(), pk=pk)


def kept_at(request: HttpRequest, pk: int) -> Account:
    """The same to change it; 403 when only the administrator may."""
    account = account_at(pk)
    if not keeps(request.user, account):
        raise PermissionDenied
    return account


@keepers_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, with what each is for and how far it has got."""
    # PostgreSQL looks for no NUL
    asked = request.GET.get("q", "").replace("\0", "").strip()[:80]
    stage, kept = request.GET.get("stage", ""), Account.objects.kept().with_duties()
    rows = kept.like(asked) if asked else kept
    locked = Account.objects.locked()
    found = [(row, row.stage(locked)) for row in rows]
    found.sort(key=lambda pair: by_sound(pair[0].username))
    counts = Counter(each for _row, each in found)
    if stage in Stage.values:
        found = [pair for pair in found if pair[1] == stage]
    due = Account.objects.uninvited(request.user)
    by_mail = [row for row in due if row.email and settings.SENDS_MAIL]
    return page(
        request,
        "list",
        found=Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        counts=[(each, counts[each]) for each in Stage if counts[each]],
        q=asked,
        stage=stage,
        by_mail=len(by_mail),
        on_paper=min(len(due) - len(by_mail), PILE),
    )


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One new account with its first role."""
    posted = request.POST if request.method == "POST" else None
    form = NewPersonForm(posted, by=request.user)
    if form.is_valid():
        by, account = request.user.get_username(), account_from(form.cleaned_data)
        try:
            with transaction.atomic():
                account.begin(by)
                form.cleaned_data["duty"].give(account, by)
        except IntegrityError:  # made elsewhere at the same moment, or pressed twice
            form.add_error("username", _("This login name is taken."))
            return page(request, "new", 422, form=form)
        messages.success(request, _("The account is there. Now invite the person."))
        return redirect("people:one", pk=account.pk)
    return page(request, "new", 422 if form.is_bound else 200, form=form)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: state, roles, invitation; posted, name and e-mail are put right."""
    if request.method != "POST":
        return shown(request, account_at(pk))
    account = kept_at(request, pk)
    form = PersonForm(request.POST, account=account)
    if form.is_valid():
        data, by = form.cleaned_data, request.user.get_username()
        account.rename(data["name"], data["email"], by)
        messages.success(request, _("Saved."))
        return redirect("people:one", pk=pk)
    return shown(request, account, form=form)


def shown(request: HttpRequest, account: Account, **forms: Any) -> HttpResponse:
    """The page of an account, with whatever form was not right."""
    locked = Account.objects.locked()
    context = {
        "account": account,
        "stage": account.stage(locked),
        "until": locked.get(account.username),
        "kept": keeps(request.user, account),
        "lets_all_in": is_administrator(request.user),
        "form": PersonForm(initial={"name": account.name, "email": account.email}),
        "duty_form": DutyForm(by=request.user),
        **forms,
    }
    bad = any(form.is_bound for form in forms.values())
    return page(request, "one", 422 if bad else 200, **context)


@keepers_only
@posted_only
@transaction.atomic
def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role, or take one away: `take` names it."""
    account, by = kept_at(request, pk), request.user.get_username()
    if "take" in request.POST:
        return _taken(request, account, request.POST["take"])
    form = DutyForm(request.POST, by=request.user)
    if not form.is_valid():
        return shown(request, account, duty_form=form)
    given = form.cleaned_data["duty"]
    if given.give(account, by):
        messages.success(request, _("Given: %s") % given)
    return redirect("people:one", pk=pk)


def _taken(request: HttpRequest, account: Account, key: str) -> HttpResponse:
    held = next((row for row in account.duties() if row.key == key), None)
    if held:
        held.take(account, request.user.get_username())
        messages.success(request, _("Taken away: %s") % held)
    return redirect("people:one", pk=account.pk)


@keepers_only
@posted_only
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Withdraw an invitation; deactivate an account or activate it."""
    account, by = kept_at(request, pk), request.user.get_username()
    if act == "withdraw":
        account.withdraw(by)
        messages.success(request, _("No link of this account works any more."))
    elif act in ("deactivate", "activate"):
        account.switch(on=act == "activate", by=by)
        messages.success(request, _("Done. %s") % account.stage({}).label)
    else:
        raise Http404
    return redirect("people:one", pk=pk)
