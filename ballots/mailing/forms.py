"""What is asked before a reminder: the pool, and the group or all of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Group, Pool


class ReminderForm(forms.Form):
    """There is no finer choice, and none that knows who has voted."""

    pool = forms.ModelChoiceField(
        Pool.objects.none(),
        label=_("Pool"),
        to_field_name="key",
        empty_label=None,
        widget=forms.Select({"class": "form-select"}),
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Group"),
        to_field_name="key",
        required=False,
        empty_label=_("all groups"),
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, data: Any, campaign: Campaign) -> None:
        super().__init__(data)
        # peers and the public are on no list
        self.fields["pool"].queryset = campaign.pools.filter(quota__gt=0)  # type: ignore[attr-defined]
        self.fields["group"].queryset = campaign.groups.all()  # type: ignore[attr-defined]
