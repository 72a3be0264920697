"""Pages on which an original team holds its talks; the office may as well."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import record
from campaigns.models import Campaign, GroupUnit, WrongState
from reports.models import TALKING, Feedback, Interview, SmallRating, alone
from reports.talks.forms import DrawForm, InterviewForm, Pasted
from reports.talks.progress import of_units
from reports.talks.unit import Drawn, Seat, Talks

State = Campaign.State
SHOWN = (*TALKING, State.ARCHIVED)
View = Callable[..., HttpResponse]


def page(
    request: HttpRequest, name: str, campaign: Campaign, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"campaign": campaign, "section": "results", **more}
    response = render(request, f"talks/{name}.html", context, status=status)
    # a shared office computer keeps no names for whoever sits down next
    patch_cache_control(response, no_store=True)
    return response


def seats(request: HttpRequest, campaign: Campaign) -> Any:
    """The units whose talks this user holds."""
    rows = GroupUnit.objects.for_user(request.user).filter(group__campaign=campaign)
    return rows.select_related("unit")


def for_campaign(view: View) -> View:
    """404 for whoever holds no talks of the campaign; 409 before voting is closed."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, **keys: Any) -> HttpResponse:
        rows = Campaign.objects.for_user(request.user).real()
        campaign = get_object_or_404(rows, pk=pk)
        if not seats(request, campaign).exists():
            raise Http404
        if campaign.state not in SHOWN:
            return page(request, "not_now", campaign, 409)
        return view(request, campaign, **keys)

    return wrapped


def for_unit(view: View) -> View:
    """Give the view the talks of one unit; 404 for a unit of somebody else's."""

    @for_campaign
    @wraps(view)
    def wrapped(
        request: HttpRequest, campaign: Campaign, unit: str, **keys: Any
    ) -> HttpResponse:
        seat = get_object_or_404(seats(request, campaign), unit__code=unit)
        return view(request, Talks(campaign, seat.unit), **keys)

    return wrapped


def for_draw(view: View) -> View:
    """Give the view one draw of the unit as well."""

    @for_unit
    @wraps(view)
    def wrapped(
        request: HttpRequest, talks: Talks, draw: int, **keys: Any
    ) -> HttpResponse:
        found = talks.drawn(draw)
        if found is None:
            raise Http404
        return view(request, talks, found, **keys)

    return wrapped


@require_safe
@for_campaign
def campaign(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The units whose talks the user holds, with how far each is."""
    small = SmallRating.objects.of(campaign).for_user(request.user)
    units = of_units(campaign, request.user)
    return page(request, "campaign", campaign, units=units, small=small)


@require_safe
@for_unit
def unit(request: HttpRequest, talks: Talks) -> HttpResponse:
    """Who was drawn, what is noted, and the feedback to the head."""
    return unit_page(request, talks)


def unit_page(
    request: HttpRequest, talks: Talks, status: int = 200, **more: Any
) -> HttpResponse:
    return page(request, "unit", talks.campaign, status, talks=talks, **more)


def late(request: HttpRequest, talks: Talks, **typed: Any) -> HttpResponse:
    """409: it has changed meanwhile. As it is now, and what was typed."""
    now = Talks(Campaign.objects.get(pk=talks.campaign.pk), talks.unit)
    return unit_page(request, now, 409, late=True, **typed)


# drawing ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_unit
def draw(request: HttpRequest, talks: Talks) -> HttpResponse:
    """Draw people of the unit; each draw stays and shows beside the next."""
    if not talks.is_open:
        return late(request, talks)
    form = DrawForm(request.POST if request.method == "POST" else None, talks)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "draw", talks.campaign, status, talks=talks, form=form)
    if not store(talks, form, request.user):
        return _drawn_meanwhile(request, talks)
    messages.success(request, _("Drawn and recorded."))
    return redirect("talks:unit", talks.campaign.pk, talks.unit.code)


def _drawn_meanwhile(request: HttpRequest, talks: Talks) -> HttpResponse:
    """409: what was typed, to be looked at once more beside the draw that is new."""
    now = Talks(Campaign.objects.get(pk=talks.campaign.pk), talks.unit)
    if not now.is_open:
        return late(request, talks)
    data = request.POST.copy()
    data["after"] = str(len(now.draws))
    context = {"talks": now, "form": DrawForm(data, now), "late": True}
    return page(request, "draw", now.campaign, 409, **context)


def store(talks: Talks, form: DrawForm, user: Any) -> bool:
    """Keep the draw, unless somebody has drawn since the page was shown."""
    row = form.draw
    row.drawn_by = user
    try:
        with transaction.atomic():
            alone(talks.campaign, talks.unit)
            before = talks.campaign.draws.filter(unit=talks.unit).count()
            if before != form.cleaned_data["after"]:
                return False
            row.save()
            by, told = user.get_username(), row.record
            record("draw for talks", by=by, campaign=row.campaign_id, **told)
    except WrongState:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@for_draw
def drawn(request: HttpRequest, talks: Talks, one: Drawn) -> HttpResponse:
    """How a draw was made; the list pasted again shows whether it comes out alike."""
    form = Pasted(request.POST if request.method == "POST" else None)
    verdict = one.draw.again(form.cleaned_data["lines"]) if form.is_valid() else ""
    context = {"talks": talks, "one": one, "form": form, "verdict": verdict}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, "drawn", talks.campaign, status, **context)


# notes --------------------------------------------------------------------------


def seat_at(one: Drawn, number: int) -> Seat:
    seat = one.seat(number)
    if seat is None:
        raise Http404
    return seat


@require_http_methods(["GET", "HEAD", "POST"])
@for_draw
def note(request: HttpRequest, talks: Talks, one: Drawn, number: int) -> HttpResponse:
    """The talk with one of the drawn: look at it, note it, change it."""
    seat = seat_at(one, number)
    if not seat.called or (request.method == "POST" and not talks.is_open):
        return late(request, talks, uncalled=not seat.called, typed=request.POST)
    row = seat.talk or Interview(
        campaign=talks.campaign, unit=talks.unit, draw=one.draw, number=number
    )
    form = InterviewForm(request.POST if request.method == "POST" else None, row)
    context: dict[str, Any] = {"talks": talks, "one": one, "seat": seat, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(request, "note", talks.campaign, status, **context)
    try:
        form.instance.write(request.user, form.cleaned_data["seen"])
    except WrongState:
        return late(request, talks, typed=request.POST)
    messages.success(request, _("Stored: talk %d.") % number)
    return redirect("talks:unit", talks.campaign.pk, talks.unit.code)


def _number(text: str) -> int:
    """How many times a note had been written when its page was shown; else 0."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@for_draw
def delete(request: HttpRequest, talks: Talks, one: Drawn, number: int) -> HttpResponse:
    """Ask before a note is deleted, or do it."""
    seat = seat_at(one, number)
    if seat.talk is None or not talks.is_open:
        return late(request, talks)
    if request.method != "POST":
        context: dict[str, Any] = {"talks": talks, "one": one, "seat": seat}
        return page(request, "delete", talks.campaign, **context)
    seen = request.POST.get("seen", "")
    try:
        seat.talk.remove(request.user, _number(seen))
    except WrongState:
        return late(request, talks)
    messages.success(request, _("Deleted: the note on talk %d.") % number)
    return redirect("talks:unit", talks.campaign.pk, talks.unit.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_unit
def feedback(request: HttpRequest, talks: Talks) -> HttpResponse:
    """Ask before the points of all talks are fed back to the head, or do it."""
    if not talks.is_open or not talks.held:
        return late(request, talks)
    if request.method != "POST":
        return page(request, "feedback", talks.campaign, talks=talks)
    try:
        Feedback.give(talks.campaign, talks.unit, request.user)
    except WrongState:
        return late(request, talks)
    messages.success(request, _("Fed back. Nothing of these talks changes any more."))
    return redirect("talks:unit", talks.campaign.pk, talks.unit.code)
