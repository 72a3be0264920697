"""Groups of units, each with its units."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.models import record
from campaigns.admin.office import DrillFilter, Ordered, hold
from campaigns.admin.rows import Inline
from campaigns.models import Group, GroupUnit
from campaigns.roles import is_office

SHORT = forms.Textarea(attrs={"rows": 2, "cols": 24})


class SeatInline(Inline):
    model = GroupUnit
    fields = ("position", "unit", "lead", "team", "leaders")
    formfield_overrides = {models.TextField: {"widget": SHORT}}


@admin.register(Group)
class GroupAdmin(Ordered):
    inlines = [SeatInline]
    fields = ("campaign", "key", "title", "title_en", "team", "position")
    list_display = ("title", "campaign", "units", "team")
    list_filter = (DrillFilter, "campaign__state", "team")
    list_select_related = ("campaign", "team")
    search_fields = ("title", "title_en", "campaign__title", "seats__unit__name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """After freezing only a team that is lacking: without it nobody can agree."""
        lacking = bool(obj and obj.team_id is None and is_office(request.user))
        return lacking or super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or obj.campaign.is_draft:
            return super().get_readonly_fields(request, obj)
        return tuple(name for name in self.fields if name != "team")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The units cannot be changed any more; the definition shows them."""
        free = obj is None or obj.campaign.is_draft
        return super().get_inlines(request, obj) if free else []

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if not change or obj.campaign.is_draft:
            return super().save_model(request, obj, form, change)
        hold(obj.campaign_id, obj.campaign.state)
        told = {"group": obj.key, "team": str(obj.team)}
        record("team", by=request.user.get_username(), campaign=obj.campaign_id, **told)
        return obj.save(update_fields=["team"])

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("seats__unit")

    @admin.display(description=_("units"))
    def units(self, row: Group) -> str:
        return " · ".join(str(seat.unit) for seat in row.seats.all())
