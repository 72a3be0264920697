"""Figures that come from elsewhere: what there is; entering them is `figures`."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.admin.office import DrillFilter, Ordered
from campaigns.admin.rows import Inline
from campaigns.models import Indicator, IndicatorStep


class IndicatorStepInline(Inline):
    model = IndicatorStep
    fields = ("position", "key", "label", "label_en")


@admin.register(Indicator)
class IndicatorAdmin(Ordered):
    inlines = [IndicatorStepInline]
    fields = ("campaign", "kind", "key", "name", "name_en", "position")
    list_display = ("name", "kind", "campaign", "steps")
    list_filter = (DrillFilter, "campaign__state", "kind")
    list_select_related = ("campaign",)
    search_fields = ("name", "name_en", "key", "campaign__title")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=_("steps"))
    def steps(self, row: Indicator) -> str:
        return " / ".join(str(step) for step in row.steps.all())

    def get_inlines(self, request: Any, obj: Any) -> Any:
        """Only a grade has steps."""
        grade = obj and obj.kind == Indicator.Kind.GRADE
        return super().get_inlines(request, obj) if grade else []
