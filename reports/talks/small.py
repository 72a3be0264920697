"""Making the second small rating of a campaign: a draft of its own. Office only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.models import record
from campaigns.load import load
from campaigns.models import Campaign, Group, Rater, Unit
from campaigns.roles import is_office
from reports.models import TALKING, SmallRating
from reports.talks.short import Short, own
from reports.talks.unit import Talks
from reports.talks.views import for_campaign, page
from reports.typed import Rows

CONTROL = {"class": "form-control"}


def drawn_units(campaign: Campaign) -> list[Unit]:
    """Units with a draw, that are in no small rating yet."""
    wanted = campaign.draws.wanted()
    small = SmallRating.objects.of(campaign).values("campaign")
    rows = Unit.objects.filter(pk__in=wanted)
    return list(rows.exclude(subjects__campaign__in=small))


class SmallForm(forms.Form):
    """Which units, who heads each; the form of the rating is changed in the draft."""

    units = Rows(
        queryset=Unit.objects.none(),
        label=gettext_lazy("Units"),
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Choose at least one unit.")},
    )
    teams = forms.BooleanField(
        label=gettext_lazy("The leadership team is rated as well, on one overall item"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, data: Any, campaign: Campaign) -> None:
        self.campaign, self.offered = campaign, drawn_units(campaign)
        super().__init__(data, initial={"units": self.offered})
        rows = Unit.objects.filter(pk__in=[unit.pk for unit in self.offered])
        self.fields["units"].queryset = rows  # type: ignore[attr-defined]
        self.wanted = campaign.draws.wanted()
        for unit in self.offered:
            self.fields[f"head-{unit.pk}"] = self._head(unit)

    def _head(self, unit: Unit) -> forms.CharField:
        mine = own()
        default = mine["head_en"] if get_language() == "en" else mine["head"]
        label = _("The head of %s stands on the form as") % unit
        widget = forms.TextInput(CONTROL)
        return forms.CharField(
            label=label, max_length=120, required=False, initial=default, widget=widget
        )

    def heads(self) -> Iterator[forms.BoundField]:
        return (self[f"head-{unit.pk}"] for unit in self.offered)

    @property
    def short(self) -> Short:
        """What is to be made; of a valid form."""
        given = self.cleaned_data
        units = list(given["units"])
        names = {unit.code: given[f"head-{unit.pk}"].strip() for unit in units}
        quota = max(self.wanted[unit.pk] for unit in units)
        return Short(self.campaign, names, given["teams"], quota)

    def hints(self) -> Iterator[str]:
        """What is to be minded about the numbers drawn."""
        numbers = sorted({self.wanted[unit.pk] for unit in self.offered})
        if len(numbers) > 1:
            text = _(
                "The units drew different numbers (%(least)d to %(most)d): there are "
                "slips for the largest in every unit, and those left over are not "
                "handed out."
            )
            yield text % {"least": numbers[0], "most": numbers[-1]}
        floor = self.campaign.rate_floor
        few = [unit for unit in self.offered if self.wanted[unit.pk] <= floor]
        if few:
            text = ngettext(
                "Rates are shown from %(floor)d ballots on. In %(units)s so few were "
                "drawn that the figures stay hidden, or do so as soon as one does not "
                "vote. Draw more, besides those drawn.",
                "Rates are shown from %(floor)d ballots on. In %(units)s so few were "
                "drawn that the figures stay hidden, or do so as soon as one does not "
                "vote. Draw more, besides those drawn.",
                len(few),
            )
            units = ", ".join(map(str, few))
            yield text % {"floor": floor, "units": units}


@require_http_methods(["GET", "HEAD", "POST"])
@for_campaign
def make(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Say what becomes of it, or make the draft and lead to it."""
    if not is_office(request.user):
        raise Http404
    posted = request.method == "POST"
    small = SmallRating.objects.of(campaign)
    form = SmallForm(request.POST if posted else None, campaign)
    context = {"form": form, "small": small, "open": campaign.state in TALKING}
    if posted and not context["open"]:
        return page(request, "small", campaign, 409, **context)
    with transaction.atomic():
        # of two presses the second finds the units taken
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        form = SmallForm(request.POST if posted else None, campaign)
        if not form.is_valid():
            context["form"] = form
            return page(request, "small", campaign, 422 if posted else 200, **context)
        made = begin(form.short, request.user)
    messages.success(request, _("“%s” is there as a draft.") % made)
    return redirect("admin:campaigns_campaign_change", made.pk)


def begin(short: Short, user: Any) -> Campaign:
    """The draft, with the teams of the campaign and the drawn on its roster."""
    campaign, by = short.campaign, user.get_username()
    days = campaign.names_kept_days
    made = load(short.document, parent=campaign, names_kept_days=days)
    SmallRating.objects.create(campaign=made, follows=campaign)
    _teams(campaign, made)
    for unit in Unit.objects.filter(code__in=short.heads):
        Rater.objects.bulk_create(_raters(made, Talks(campaign, unit)))
    record("add", by=by, campaign=made.pk, part="campaign", talks=campaign.pk)
    record("small rating made", by=by, campaign=campaign.pk, small=made.pk)
    return made


def _teams(campaign: Campaign, made: Campaign) -> None:
    for twin in made.groups.all():
        group = campaign.groups.get(key=twin.key)
        Group.objects.filter(pk=twin.pk).update(team=group.team_id)
        for seat in group.seats.all():
            twin.seats.filter(unit=seat.unit_id).update(team=seat.team_id)


def _raters(made: Campaign, talks: Talks) -> list[Rater]:
    """Those who are asked, with reserves in the place of the missed."""
    pool = made.pools.get()
    found: dict[tuple[str, str], Rater] = {}
    for one in talks.standing:
        for seat in one.seats():
            missed = seat.talk is not None and not seat.talk.is_held
            if seat.called and seat.name and not missed:
                row = Rater(
                    campaign=made, pool=pool, unit=talks.unit, name=seat.name[:60],
                    category=seat.category, contact=seat.contact,
                    position=len(found) + 1,
                )  # fmt: skip
                found[row.name, row.contact] = row
    return list(found.values())
