"""The campaign desk: list, desk, turnout, and the acts with their confirmations."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.acts import ACTS, Act
from ballots.desk import Desk
from ballots.erasure import lingering
from ballots.models import Box
from ballots.noting import note
from campaigns.again import recently_signed_in
from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign, WrongState
from campaigns.roles import is_office, turnout_scope

State = Campaign.State
# what has to be done next comes first
URGENCY = (State.OPEN, State.CLOSED, State.COUNTED, State.FROZEN, State.DRAFT)
View = Callable[..., HttpResponseBase]
# what shows ballots, destroys their key or erases: the password is asked for again
WITH_PASSWORD = ("unseal", "release", "archive")


def staff_only(view: View) -> View:
    """403 for whoever is not of the office; the login page comes before that."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_office(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


def campaign_at(pk: int) -> Campaign:
    """The campaign with its box, or 404."""
    return get_object_or_404(Campaign.objects.select_related("box"), pk=pk)


def page(
    request: HttpRequest, name: str, campaign: Campaign, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"campaign": campaign, "section": "desk", **more}
    return render(request, f"ballots/{name}.html", context, status=status)


def not_now(
    request: HttpRequest,
    campaign: Campaign,
    what: object,
    blockers: Sequence[Blocker] = (),
    **why: Any,
) -> HttpResponse:
    """409: the act does not fit, nothing was changed, and why."""
    campaign.refresh_from_db(fields=["state"])
    why = {"what": what, "blockers": blockers, **why}
    return page(request, "not_now", campaign, 409, **why)


def busy(request: HttpRequest, campaign: Campaign, what: object) -> HttpResponse:
    """503: the campaign could not be locked, because so many are voting."""
    response = page(request, "not_now", campaign, 503, what=what, busy=True)
    response["Retry-After"] = "5"
    return response


# pages -------------------------------------------------------------------------


@staff_only
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """All campaigns, what is urgent first; drills apart."""
    # no database looks for a NUL
    asked = request.GET.get("q", "").replace("\0", "").strip()
    state = request.GET.get("state", "")
    rows = list(_found(asked, state))
    context = {
        "real": [Desk(row) for row in rows if not row.drill],
        "drills": [Desk(row) for row in rows if row.drill],
        "q": asked,
        "state": state,
        "states": State.choices,
        "new": _preset_page(),
        "lingering": list(lingering()),
        "section": "desk",
    }
    return render(request, "ballots/desks.html", context)


def _found(asked: str, state: str) -> QuerySet[Campaign]:
    ranks = [When(state=each, then=Value(rank)) for rank, each in enumerate(URGENCY)]
    rows = Campaign.objects.select_related("box").defer("definition")
    if asked:
        fields = ("title", "title_en", "stage", "stage_en", "series")
        match = Q()
        for field in fields:
            match |= Q(**{f"{field}__icontains": asked})
        rows = rows.filter(match)
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.order_by(Case(*ranks, default=Value(len(ranks))), "-pk")


def _preset_page() -> str:
    """“New campaign from a preset”; the plain form of the admin without that page."""
    try:
        return reverse("admin:campaigns_campaign_preset")
    except NoReverseMatch:
        return reverse("admin:campaigns_campaign_add")


@staff_only
@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: where it stands, what is next and what stands in the way."""
    campaign = campaign_at(pk)
    if hasattr(campaign, "box"):
        note(campaign.box)
    return page(request, "desk", campaign, desk=Desk(campaign))


@require_safe
def turnout(request: HttpRequest, pk: int) -> HttpResponse:
    """The turnout alone, for htmx; tells it to stop when voting is over.

    Of the part of the campaign that is the user's; 404 tells nobody that there is more.
    """
    rows = Campaign.objects.for_user(request.user).exclude(box=None)
    campaign = get_object_or_404(rows.select_related("box"), pk=pk)
    scope = turnout_scope(request.user, campaign)
    if not scope:
        raise Http404
    note(campaign.box)
    return page(request, "_turnout", campaign, desk=Desk(campaign, scope))


@staff_only
@require_safe
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """What of a campaign is erased and when, what stays, what is out of reach."""
    desk = Desk(campaign_at(pk))
    if desk.erasure is None or desk.campaign.drill:
        raise Http404
    more: dict[str, Any] = {"configuration": desk.configuration()}
    return page(request, "names", desk.campaign, erasure=desk.erasure, **more)


# acts --------------------------------------------------------------------------


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponseBase:
    """Ask before an act, or do it: once, and only where it fits."""
    if act not in ACTS:
        raise Http404
    asked = recently_signed_in(_act) if act in WITH_PASSWORD else _act
    return asked(request, pk, act)


def _act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    doing = ACTS[act](campaign_at(pk), request.user.get_username())
    with timezone.override(doing.campaign.zone):
        return _asked(request, doing)


def _asked(request: HttpRequest, doing: Act) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    try:
        # before the form: a draft has no box that could refuse
        if doing.campaign.state not in doing.states or not doing.fits:
            raise WrongState(doing.key)
        form = doing.form(posted)
        if posted is not None and (form is None or form.is_valid()):
            doing.given = form.cleaned_data if form else {}
            return _done(request, doing)
        doing.check()
    except Blocked as error:
        return not_now(request, doing.campaign, doing.label, error.blockers)
    except WrongState:
        return not_now(request, doing.campaign, doing.label)
    except OperationalError:
        return busy(request, doing.campaign, doing.label)
    status = 200 if posted is None else 422
    return page(request, "confirm", doing.campaign, status, act=doing, form=form)


def _done(request: HttpRequest, doing: Act) -> HttpResponse:
    if said := doing.do():
        messages.success(request, said)
    return redirect(doing.after, pk=doing.campaign.pk)


@staff_only
@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the opening is; htmx asks for the part that changes."""
    box = get_object_or_404(Box.objects.select_related("campaign"), pk=pk)
    # first whether it runs, then the state: it commits before it ends
    running = box.progress.running
    box.refresh_from_db(fields=["opened_at"])
    box.campaign.refresh_from_db(fields=["state"])
    found = _outcome(box, running=running)
    if found is None:
        return redirect(box.desk)
    name = "_opening" if request.htmx else "opening"  # type: ignore[attr-defined]
    return page(request, name, box.campaign, box=box, **found)


def _outcome(box: Box, *, running: bool) -> dict[str, Any] | None:
    """running, done or failed with its kind; None when nobody tried."""
    if box.opened_at and box.campaign.state != State.CLOSED:
        return {"outcome": "done"}
    if box.campaign.state != State.CLOSED:
        return None
    line = box.progress.line
    if running:
        n = int(line) if line.isdigit() else 0
        return {"outcome": "running", "n": n}
    if not box.progress_file.exists():
        return None
    kind, _space, name = line.removeprefix("! ").partition(" ")
    known = kind if line.startswith("!") else "killed"
    return {"outcome": "failed", "kind": known, "which": name}
