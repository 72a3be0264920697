"""Accounts: a superuser's business. Rights follow from roles, not from auth groups."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from audit.models import record
from campaigns.admin.rows import NamedRow, without_side_doors
from campaigns.admin.told import Told
from campaigns.models import Role
from campaigns.roles import is_administrator

# the secrets of second factors are nobody's to read
admin.site.unregister([Group, User, StaticDevice, TOTPDevice])

SAID = _(
    "With staff status the account is of the campaign office. A superuser keeps the "
    "accounts and sees no ballot and no result: give him staff status as well, or he "
    "cannot enter these pages. Supervision teams have a page of their own."
)


class RoleInline(admin.TabularInline):
    """Roles besides office and supervision team; teams have a page of their own."""

    model = Role
    form = NamedRow
    fields = ("kind", "unit", "group")
    extra = 0

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(*args, **kwargs))


@admin.register(User)
class AccountAdmin(Told, UserAdmin):
    """Django's page for users, for superusers only."""

    inlines = [RoleInline]
    actions = ("without_second_factor",)
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
            if "is_staff" in fields:
                sets[-1][1]["description"] = SAID
        return sets

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """First the account, then what it is for."""
        return super().get_inlines(request, obj) if obj else []

    @admin.action(description=_("Take off the second factor (phone and codes lost)"))
    def without_second_factor(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> None:
        """The next login goes by password alone and leads to setting up a new one."""
        for user in queryset:
            for kind in (TOTPDevice, StaticDevice):
                kind.objects.filter(user=user).delete()
            name = user.get_username()
            by = request.user.get_username()
            record("second factor taken off", by=by, account=name)
        n = len(queryset)
        text = ngettext(
            "%d account has no second factor now.",
            "%d accounts have no second factor now.",
            n,
        )
        messages.success(request, text % n)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request.user)
