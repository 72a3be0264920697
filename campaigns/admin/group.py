"""Groups of units, each with its units."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.admin.office import DrillFilter, Part
from campaigns.admin.rows import Inline
from campaigns.models import Group, GroupUnit


class SeatInline(Inline):
    model = GroupUnit
    fields = ("position", "unit", "lead", "team")


@admin.register(Group)
class GroupAdmin(Part):
    inlines = [SeatInline]
    fields = ("campaign", "key", "title", "title_en", "team")
    list_display = ("title", "campaign", "units", "team")
    list_filter = (DrillFilter, "campaign__state", "team")
    list_select_related = ("campaign", "team")
    search_fields = ("title", "title_en", "campaign__title", "seats__unit__name")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("seats__unit")

    @admin.display(description=_("units"))
    def units(self, row: Group) -> str:
        return " · ".join(str(seat.unit) for seat in row.seats.all())
