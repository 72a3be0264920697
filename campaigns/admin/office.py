"""Who may do what: the campaign office everything, until a campaign is frozen.

The administrator of the accounts reads it.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.rows import InOrder, Named, number, without_side_doors
from campaigns.admin.told import Told
from campaigns.models import Campaign
from campaigns.roles import is_office, reads_configuration


class Office(Told):
    """A page for the campaign office: its role suffices, no permission a model."""

    form = Named

    def has_module_permission(self, request: HttpRequest) -> bool:
        return reads_configuration(request.user)

    def has_view_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return reads_configuration(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_office(request.user)

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return is_office(request.user)

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return is_office(request.user)

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """Without the pencils and crosses beside a choice; pages have links."""
        return without_side_doors(super().formfield_for_dbfield(*args, **kwargs))


class Part(Office):
    """A page of a part of one campaign: fixed with it, never moved to another."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        free = obj is None or obj.campaign.is_draft
        return free and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> list[str] | tuple[str, ...]:
        return ("campaign",) if obj else ()

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Only campaigns that can still be changed; drills are copies."""
        if db_field.name == "campaign":
            drafts = Campaign.objects.real().filter(state=Campaign.State.DRAFT)
            kwargs["queryset"] = drafts
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """First the part itself is saved, then its rows are written."""
        return super().get_inlines(request, obj) if obj else []

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        hold(obj.campaign_id)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        hold(obj.campaign_id)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # a list's page has no transaction of its own, unlike a row's
        with transaction.atomic():
            for pk in sorted(set(queryset.values_list("campaign", flat=True))):
                hold(pk)
            super().delete_queryset(request, queryset)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Say why a page is read-only, and the way back to the campaign."""
        obj = kwargs.get("obj")
        if obj:
            context |= {"campaign": obj.campaign, "fixed": not obj.campaign.is_draft}
        return super().render_change_form(request, context, *args, **kwargs)


class Ordered(Part):
    """A part among its like: each has a place, and what is given none is the last."""

    form = InOrder
    ordering = ("campaign", "position", "pk")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        number(self.model._default_manager.filter(campaign=obj.campaign_id))


class Given(admin.AllValuesFieldListFilter):
    """The values of a text that may be empty; that it is empty has a name too."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("(none)")}


class DrillFilter(admin.SimpleListFilter):
    """Leaves drills out of a list until they are asked for."""

    title = gettext_lazy("drills")
    parameter_name = "drills"
    path = "campaign__drill"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("only", _("Drills only")), ("all", _("With drills"))]

    def choices(self, changelist: Any) -> Any:
        """“Without drills” stands where Django says “All”."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Without drills")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(**{self.path: self.value() == "only"})


def hold(pk: int, state: str = Campaign.State.DRAFT) -> None:
    """Keep the campaign in `state` to the end of the transaction, or refuse."""
    row = Campaign.objects.select_for_update().filter(pk=pk, state=state)
    if not row.exists():
        raise PermissionDenied(_("The campaign is in another state by now."))
