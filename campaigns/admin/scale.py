"""Scales, each with its options."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.admin.office import DrillFilter, Part
from campaigns.admin.rows import Inline
from campaigns.models import Option, Scale


class OptionInline(Inline):
    model = Option
    fields = (
        "position", "key", "label", "label_en", "satisfied", "excellent", "outside",
        "reason", "score",
    )  # fmt: skip


@admin.register(Scale)
class ScaleAdmin(Part):
    inlines = [OptionInline]
    fieldsets = (
        (None, {"fields": ("campaign", "key", ("title", "title_en"), "kind")}),
        (_("Of ticks"), {"classes": ["collapse"], "fields": ("share",)}),
        (
            _("Of a number"),
            {
                "classes": ["collapse"],
                "fields": (("low", "high"), ("satisfied_from", "excellent_from")),
            },
        ),
    )
    list_display = ("__str__", "campaign", "kind", "options", "satisfied")
    list_filter = (DrillFilter, "campaign__state")
    list_select_related = ("campaign",)
    search_fields = ("title", "title_en", "key", "campaign__title")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("options")

    @admin.display(description=_("options"))
    def options(self, row: Scale) -> str:
        return " / ".join(str(option) for option in row.options.all())

    @admin.display(description=_("counts as satisfied"))
    def satisfied(self, row: Scale) -> str:
        return " / ".join(str(o) for o in row.options.all() if o.satisfied)
