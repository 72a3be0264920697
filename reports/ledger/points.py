"""The page of one point: whence it comes, what was done about it, the next step."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.models import looked
from campaigns.frozen import frozen
from campaigns.roles import is_inside, reads_comments, sides
from reports.ledger import acts, forms
from reports.ledger.unit import OfUnit, untold
from reports.models import Meanwhile, Measure, Point, PointStep
from reports.models.handling import KEEPERS


def found(request: HttpRequest, pk: int) -> Point:
    """The point, or 404 for whoever may not know of it."""
    rows = Point.objects.for_user(request.user)
    return get_object_or_404(rows.select_related("campaign", "unit"), pk=pk)


def reads_words(user: Any, point: Point) -> bool:
    """Whether `user` reads the comments themselves, and how many there are."""
    return reads_comments(user, point.campaign) or frozen(point.campaign).verbatim


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """One point; a step on it is taken here."""
    row = found(request, pk)
    if request.method != "POST":
        by = request.user.get_username()
        looked(f"point {row.label}", by=by, campaign=row.campaign_id)
        return page(request, row)
    doing = acts.find(request.POST.get("act", ""))
    if doing is None:
        raise Http404
    if not set(doing.sides) & sides(request.user, row.campaign, row.unit):
        raise PermissionDenied
    form = doing.form(row, request.POST, doing.key)
    if form.is_valid() and _fits(doing, form, row, request.user):
        return _do(request, row, doing, form)
    return page(request, row, 422, (doing, form))


def _fits(doing: acts.Act, form: Any, row: Point, user: Any) -> bool:
    """Whether no comment goes to the unit that it is not to read.

    The unit's own words are its own: a refusal would tell it what was written.
    """
    if doing.sides == KEEPERS:
        forms.refuse_quotes(form, OfUnit(row.campaign, row.unit, user).quoted)
    return bool(form.is_valid())


def _do(request: HttpRequest, row: Point, doing: acts.Act, form: Any) -> HttpResponse:
    seen = request.POST.get("seen", "")
    row.seen = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    try:
        doing.do(row, request.user, form.cleaned_data)
    except Meanwhile:
        now, words = found(request, row.pk), form.data.get("text", "")
        return page(request, now, 409, late=True, last=now.steps.last(), words=words)
    waits = doing.key == "assign" and untold(row.campaign)
    messages.success(request, _("Assigned.") if waits else str(doing.said))
    return redirect(row)


def page(
    request: HttpRequest,
    row: Point,
    status: int = 200,
    typed: tuple[acts.Act, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a point; `typed` is the form that is sent back."""
    mine, steps = sides(request.user, row.campaign, row.unit), list(row.steps.all())
    offers = [
        (act, typed[1] if typed and typed[0] == act else act.form(row, None, act.key))
        for act in acts.ACTS
        if act.offered(row, mine)
    ]
    inside = is_inside(request.user, row.campaign, row.unit)
    reads = reads_words(request.user, row)
    comments, based = list(row.comments()) if reads else [], row.bases.count()
    context = {
        "point": row,
        "offers": offers,
        "typed": typed[0] if typed else None,
        "seen": len(steps),
        "steps": steps if inside else _told(steps),
        "untold": inside and row.is_open and untold(row.campaign),
        "measures": Measure.objects.filter(points=row).with_course(),
        "words_read": reads,
        "comments": comments,
        "based": based,
        "gone": based - len(comments),
        "section": "ledger",
    }
    response = render(request, "ledger/point.html", context | more, status=status)
    patch_cache_control(response, no_store=True)
    return response


def _told(steps: list[PointStep]) -> list[PointStep]:
    """For whoever does not keep or check the ledger: from the assignment on.

    That it was entered is no secret; the words before are.
    """
    since = [step.kind for step in steps].index(PointStep.Kind.ASSIGNED)
    return [steps[0], *steps[since:]]
