"""Accounts: a superuser's business. Rights follow from roles, not from auth groups."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from campaigns.admin.told import Told

admin.site.unregister([Group, User])


@admin.register(User)
class AccountAdmin(Told, UserAdmin):
    """Django's page for users, for superusers only."""

    list_display = ("username", "last_name", "first_name", "is_staff", "is_superuser")
    list_filter = ("is_staff", "is_superuser", "is_active")
    filter_horizontal = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without groups and single permissions: nothing here asks for them."""
        if not obj:
            return super().get_fieldsets(request, obj)
        sets = []
        for name, options in super().get_fieldsets(request, obj):
            hidden = ("groups", "user_permissions")
            fields = tuple(f for f in options["fields"] if f not in hidden)
            sets.append((name, {**options, "fields": fields}))
        return sets

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser
