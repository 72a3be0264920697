"""What some acts ask before they are done: a reason, a later end, a number of days."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from campaigns.models.retention import LONGEST as MOST_DAYS

LONGEST = 500


class Reason(forms.Form):
    """Why; it stands in the audit chain with the name of who did it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("Recorded with your name; no names of raters."),
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
    )


class Later(Reason):
    """A later end of voting, in the time zone of the campaign."""

    until = forms.DateTimeField(
        label=gettext_lazy("Voting closes"),
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "form-control"}, "%Y-%m-%dT%H:%M"
        ),
    )
    field_order = ("until", "reason")

    def __init__(self, data: Any, ends: datetime | None) -> None:
        super().__init__(data, initial={"until": ends})
        self.ends = ends

    def clean_until(self) -> datetime:
        """Later only: who relies on the end must not find it earlier.

        And to come: an end that has passed already would prolong nothing.
        """
        until: datetime = self.cleaned_data["until"]
        if self.ends and until <= max(self.ends, timezone.now()):
            raise forms.ValidationError(_("It must be later than it is now."))
        return until


class Days(Reason):
    """For how many days names are kept; never so few that it was yesterday."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.NumberInput({"class": "form-control w-auto"}),
    )
    field_order = ("days", "reason")

    def __init__(self, data: Any, campaign: Campaign) -> None:
        super().__init__(data, initial={"days": campaign.names_kept_days})
        self.campaign = campaign

    def clean_days(self) -> int:
        """To erase at once is another act, which says what goes."""
        days: int = self.cleaned_data["days"]
        ended = self.campaign.ended_at
        if days == self.campaign.names_kept_days:
            raise forms.ValidationError(_("That is the number as it stands."))
        if ended and ended + timedelta(days=days) <= timezone.now():
            least = (timezone.now() - ended).days + 1
            text = _("That day has passed: give at least %d, or archive now.")
            raise forms.ValidationError(text % least)
        return days
