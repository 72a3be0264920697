"""Closed points are opened again because a later campaign's raters are not content."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from reports.casework.forms import Day
from reports.ledger.forms import Words, named, refuse_quotes
from reports.models import Point


class OpeningAgain(Words):
    """Which closed points are opened again, why, and until when they wait."""

    points = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Points to open again"),
        queryset=Point.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Choose at least one point.")},
    )
    due = Day(label=gettext_lazy("To be answered by"), required=False)
    field_order = ("points", "due", "text")

    def __init__(
        self, points: Any, reason: str, quoted: Collection[str], data: Any = None
    ) -> None:
        self.reason, self.quoted = reason, quoted
        super().__init__(None, data, "reopen")
        field: Any = self.fields["points"]
        field.queryset = points
        field.label_from_instance = named

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        refuse_quotes(self, self.quoted)
        return given

    def usual(self, point: Any) -> dict[str, Any]:
        """The figures; whoever reopens may say more."""
        return {"text": self.reason}
