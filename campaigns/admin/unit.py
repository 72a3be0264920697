"""Units and supervision teams, kept across campaigns."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.office import Given, Office
from campaigns.admin.rows import Named
from campaigns.models import Account, Team, Unit


@admin.register(Unit)
class UnitAdmin(Office):
    list_display = ("code", "name", "name_en", "kind")
    list_display_links = ("code", "name")
    list_filter = (("kind", Given),)
    search_fields = ("code", "name", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Under another code no box would open and no result be found."""
        return ("code",) if obj and obj.is_frozen else ()


class TeamForm(Named):
    """A team holds the office in check: the office puts nobody of its own into it."""

    def clean_members(self) -> Any:
        found = self.cleaned_data["members"]
        before = set(self.instance.members.all()) if self.instance.pk else set()
        for account in Account.objects.filter(pk__in=[row.pk for row in found]):
            if account not in before and account.let_in_by_office():
                text = _(
                    "The office made or invited the account “%s”: only the "
                    "administrator of the accounts makes it a member, on its page "
                    "under “People”."
                )
                raise forms.ValidationError(text % account.username)
        return found


@admin.register(Team)
class TeamAdmin(Office):
    form = TeamForm
    list_display = ("name", "size")
    search_fields = ("name", "members__username")
    filter_horizontal = ("members",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(size=Count("members"))

    @admin.display(description=gettext_lazy("members"), ordering="size")
    def size(self, row: Any) -> int:
        return row.size
