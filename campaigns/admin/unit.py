"""Units and supervision teams, kept across campaigns."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.admin.office import Given, Office
from campaigns.models import Team, Unit


@admin.register(Unit)
class UnitAdmin(Office):
    list_display = ("code", "name", "name_en", "kind")
    list_display_links = ("code", "name")
    list_filter = (("kind", Given),)
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Under another code no box would open and no result be found."""
        return ("code",) if obj and obj.is_frozen else ()


@admin.register(Team)
class TeamAdmin(Office):
    list_display = ("name", "size")
    search_fields = ("name", "members__username")
    filter_horizontal = ("members",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(size=Count("members"))

    @admin.display(description=_("members"), ordering="size")
    def size(self, row: Any) -> int:
        return row.size
