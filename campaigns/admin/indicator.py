"""Figures that come from elsewhere: what there is; entering them is `figures`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.admin.office import DrillFilter, Part
from campaigns.admin.rows import Inline, InOrder, number
from campaigns.models import Indicator, IndicatorStep


class IndicatorStepInline(Inline):
    model = IndicatorStep
    fields = ("position", "key", "label", "label_en")


@admin.register(Indicator)
class IndicatorAdmin(Part):
    form = InOrder
    inlines = [IndicatorStepInline]
    fields = ("campaign", "kind", "key", "name", "name_en", "position")
    list_display = ("name", "kind", "campaign", "steps")
    list_filter = (DrillFilter, "campaign__state", "kind")
    list_select_related = ("campaign",)
    search_fields = ("name", "name_en", "key", "campaign__title")
    ordering = ("campaign", "position", "pk")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        number(obj.campaign.indicators.all())

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=_("steps"))
    def steps(self, row: Indicator) -> str:
        return " / ".join(str(step) for step in row.steps.all())

    def get_inlines(self, request: Any, obj: Any) -> Any:
        """Only a grade has steps."""
        grade = obj and obj.kind == Indicator.Kind.GRADE
        return super().get_inlines(request, obj) if grade else []
