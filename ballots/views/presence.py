"""Counting who is present, place by place, and activating what was handed out."""

from django import forms
from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models.presence import LONGEST, CountsDiffer, Presence
from ballots.views.desk import busy, not_now, page
from ballots.views.sides import both_sides, takes_part
from campaigns.models import Campaign, WrongState

LABEL = gettext_lazy("Activate slips")
AREA = forms.Textarea(
    {"rows": 6, "class": "form-control code", "autocomplete": "off", "spellcheck": "0"}
)


class Counted(forms.Form):
    """The number present, and the codes of the slips that nobody was given."""

    present = forms.IntegerField(
        label=gettext_lazy("People present"),
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Those who rate here, as counted in the room."),
        widget=forms.NumberInput({"class": "form-control", "autocomplete": "off"}),
    )
    codes = forms.CharField(
        label=gettext_lazy("Slips that were not handed out"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Scan or type the code of each, one a line. None left over: leave it empty."
        ),
        widget=AREA,
    )


class Late(forms.Form):
    """The codes of left-over slips that latecomers are given."""

    codes = forms.CharField(
        label=gettext_lazy("Slips of latecomers"),
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Scan or type the left-over slip before you hand it out; one a line."
        ),
        widget=AREA,
    )


@both_sides
@require_safe
def places(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The places of the user's groups, and whether their slips are active."""
    return page(request, "places", campaign, places=_all(request, campaign))


def _all(request: HttpRequest, campaign: Campaign) -> list[Presence]:
    """Those in the user's groups, or 404."""
    if not hasattr(campaign, "box"):
        raise Http404
    keys = campaign.box.definition.groups
    mine = {key for key in keys if takes_part(request.user, campaign, key)}
    found = Presence.everywhere(campaign.box)
    found = [each for each in found if each.row.group in mine]
    if not found:
        raise Http404
    return found


def _at(
    request: HttpRequest, campaign: Campaign, group: str, pool: str, key: str
) -> Presence:
    for each in _all(request, campaign):
        if (each.row.group, each.row.pool, each.key) == (group, pool, key):
            return each
    raise Http404


@both_sides
@cache_control(no_store=True)  # what is wrong is shown again, codes and all
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def present(
    request: HttpRequest, campaign: Campaign, group: str, pool: str, key: str
) -> HttpResponse:
    """Count one place; once that is done, let latecomers in."""
    place = _at(request, campaign, group, pool, key)
    if campaign.state not in Campaign.LIVE:
        return not_now(request, campaign, LABEL)
    kind = Late if place.begun else Counted
    form = kind(request.POST if request.method == "POST" else None)
    differences: list[str] = []
    if form.is_valid():
        try:
            return _activated(request, place, form)
        except CountsDiffer as error:
            differences = error.differences
        except WrongState:
            return not_now(request, campaign, LABEL)
        except OperationalError:
            return busy(request, campaign, LABEL)
    status = 422 if form.is_bound else 200
    more = {"place": place, "form": form, "differences": differences}
    return page(request, "present", campaign, status, late=kind is Late, **more)


def _activated(request: HttpRequest, place: Presence, form: forms.Form) -> HttpResponse:
    by, given = request.user.get_username(), form.cleaned_data
    if isinstance(form, Counted):
        n = place.activate(given["present"], given["codes"], by)
    else:
        n = place.admit(given["codes"], by)
    text = ngettext(
        "%(name)s: %(n)d slip is active now.",
        "%(name)s: %(n)d slips are active now.",
        n,
    )
    messages.success(request, text % {"name": place.name, "n": n})
    return redirect("ballots:places", pk=place.box.pk)
