"""The page of an audience: to whom a result is released; the office widens it, or not.

The supervision teams and auditors of the campaign look at it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Audience, Campaign, WrongState
from campaigns.roles import is_office
from reports import announced, circles
from reports.build import Unbalanced
from reports.releasing import Seen, TooClose, announce, take_back
from reports.report import Report
from reports.seen import watches
from reports.views import with_overview

LONGEST = 500  # characters of a reason, which stands on every paper


class Widening(forms.Form):
    """To whom the version that stands is released next."""

    act = "widen"
    to = forms.TypedChoiceField(
        label=gettext_lazy("Release it to"),
        coerce=lambda value: Audience(int(value)),
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Choose to whom.")},
    )

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.act}_%s")
        choices = [(one.audience.value, one.label) for one in self.offered(campaign)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def offered(self, campaign: Campaign) -> list[circles.Circle]:
        return [one for one in circles.circles(campaign) if not one.reached]


class TakingBack(Widening):
    """Who goes on seeing it, and why nobody else does."""

    act = "back"
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
        help_text=gettext_lazy(
            "It stands on every page and paper of the new version, and raters read it."
        ),
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        super().__init__(campaign, data)
        self.fields["to"].label = _("It stays released to")

    def offered(self, campaign: Campaign) -> list[circles.Circle]:
        found = circles.circles(campaign)
        return [one for one in found if one.reached and not one.here]


FORMS: dict[str, type[Widening]] = {one.act: one for one in (Widening, TakingBack)}


@require_http_methods(["GET", "HEAD", "POST"])
@with_overview
def page(request: HttpRequest, campaign: Campaign, report: Report) -> HttpResponse:
    """To whom it is released, every act so far, and the next one for the office."""
    if not campaign.is_certified or not watches(request.user, campaign):
        raise Http404
    if request.method != "POST":
        return _page(request, campaign, report)
    kind = FORMS.get(request.POST.get("act", ""))
    if kind is None or not is_office(request.user):
        raise Http404
    form = kind(campaign, request.POST)
    if _seen(request) != (report.version, campaign.audience):
        return _late(request, campaign, report, form)
    if "back" in request.POST or not form.is_valid():
        status = 200 if "back" in request.POST else 422
        return _page(request, campaign, report, status, form)
    if "sure" not in request.POST:
        return _ask(request, campaign, report, form)
    return _do(request, campaign, report, form)


def _seen(request: HttpRequest) -> Seen:
    """Version and audience that stood on the page; what is none is of no page."""
    version, _dash, audience = request.POST.get("seen", "").partition("-")
    if not (version + audience).isdecimal() or len(version + audience) > 9:
        return (0, 0)
    return int(version or 0), int(audience or 0)


def _page(
    request: HttpRequest,
    campaign: Campaign,
    report: Report,
    status: int = 200,
    typed: Widening | None = None,
    **more: Any,
) -> HttpResponse:
    """Both forms, as far as there is something to choose; `typed` as it was sent."""
    forms = [
        typed if typed and typed.act == kind.act else kind(campaign)
        for kind in FORMS.values()
        if is_office(request.user) and not (report.changed and kind is Widening)
    ]
    offers = [form for form in forms if form.offered(campaign)]
    context = {
        "campaign": campaign,
        "report": report,
        "circles": circles.circles(campaign),
        "standing": announced.standing(campaign),
        "lines": list(announced.lines(campaign)),
        "public": campaign.audience == Audience.PUBLIC and circles.address(campaign),
        "offers": offers,
        "typed": typed,
        "section": "results",
    }
    return render(request, "reports/audience.html", context | more, status=status)


def _ask(
    request: HttpRequest, campaign: Campaign, report: Report, form: Widening
) -> HttpResponse:
    """Names what follows, before it is done."""
    to = form.cleaned_data["to"]
    back = form.act == TakingBack.act
    points = (
        circles.narrowing(campaign, to, report.version)
        if back
        else circles.widening(campaign, to)
    )
    context = {"campaign": campaign, "report": report, "form": form, "back": back}
    context |= {"points": points, "to": to.label, "section": "results"}
    return render(request, "reports/announce.html", context)


def _do(
    request: HttpRequest, campaign: Campaign, report: Report, form: Widening
) -> HttpResponse:
    given, by = form.cleaned_data, request.user.get_username()
    seen = _seen(request)
    try:
        if form.act == TakingBack.act:
            made = take_back(campaign, given["to"], seen, given["reason"], by)
            text = _("Version %(version)d says that the one before was taken back.")
        else:
            made = announce(campaign, given["to"], seen, by)
            text = _("Version %(version)d is released to %(whom)s.")
    except (WrongState, TooClose, Unbalanced):
        now = Campaign.objects.get(pk=campaign.pk)
        return _late(request, now, report, form)
    words = {"version": made.version, "whom": announced.to(made.audience)}
    messages.success(request, text % words)
    return redirect("reports:audience", campaign.pk)


def _late(
    request: HttpRequest, campaign: Campaign, report: Report, form: Widening
) -> HttpResponse:
    """409: somebody was faster, or it has changed; what was typed stays."""
    kept = type(form)(campaign, form.data)
    return _page(request, campaign, report, 409, kept, late=True)
