"""The campaign's page: where it stands, what is missing, what the results will say."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.admin.counting import (
    FormulaInline,
    PoolInline,
    QuorumInline,
    RateInline,
    StepInline,
)
from campaigns.admin.draws import Draws
from campaigns.admin.figures import Figures
from campaigns.admin.office import DrillFilter, Given, Office, hold
from campaigns.admin.rule import RuleInline
from campaigns.admin.standing import stand
from campaigns.admin.starting import Starting
from campaigns.models import Campaign

State = Campaign.State
# no part of the definition
LATER = ("opens_at", "closes_at", "names_kept_days", "lists_by", "papers_by")


class CampaignDrillFilter(DrillFilter):
    path = "drill"


@admin.register(Campaign)
class CampaignAdmin(Starting, Figures, Draws, Office):
    inlines = [
        PoolInline,
        FormulaInline,
        RateInline,
        StepInline,
        QuorumInline,
        RuleInline,
    ]
    list_display = ("title", "stage", "stand", "opens_at", "closes_at")
    list_filter = (CampaignDrillFilter, "state", ("series", Given))
    search_fields = (
        "title",
        "title_en",
        "stage",
        "series",
        "groups__seats__unit__name",
    )
    date_hierarchy = "opens_at"
    fieldsets = (
        (
            _("The campaign"),
            {"fields": (
                ("title", "title_en"), ("stage", "stage_en"),
                ("series", "occasion"), ("office", "office_en"),
            )},
        ),
        (_("When"), {"fields": ("opens_at", "closes_at", "time_zone")}),
        (
            _("Lists and papers"), {"fields": ("approval", ("lists_by", "papers_by"))},
        ),
        (
            _("On the ballot and its slips"),
            {"fields": ("blank", "activation", "comments_to_unit")},
        ),
        (_("The key of the box"), {"fields": ("custody",)}),
        (
            _("What may be shown"),
            {
                "fields": ("rate_floor", "distribution_floor", "comment_floor"),
                "description": _("With fewer ballots the figure is hidden everywhere."),
            },
        ),
        (_("To whom the results are released"), {"fields": ("publishable",)}),
        (_("Names on the lists"), {"fields": ("names_kept_days",)}),
    )  # fmt: skip

    @admin.display(description=_("state"), ordering="state")
    def stand(self, row: Campaign) -> str:
        drill = _("Drill")
        return (
            f"{drill} · {row.get_state_display()}"
            if row.drill
            else row.get_state_display()
        )

    def get_urls(self) -> list[URLPattern]:
        own = [*self.starting_urls(), *self.figure_urls(), *self.draw_urls()]
        return own + super().get_urls()

    # who may change what ---------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Until freezing everything, until opening times and the days of names."""
        free = obj is None or obj.state in (State.DRAFT, State.FROZEN)
        return free and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        free = obj is None or obj.may_go
        return free and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or obj.is_draft:
            return ()
        fields = {field.name for field in Campaign._meta.fields if field.editable}
        return sorted(fields - {"id", *LATER})

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj else []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its own parts go with it; ballots and slips are not listed one by one."""
        _all, counts, refused, protected = super().get_deleted_objects(objs, request)
        parts = {str(m._meta.verbose_name) for m in self.admin_site._registry}
        refused = set(refused) - (parts - {str(self.opts.verbose_name)})
        return [str(row) for row in objs], counts, refused, protected

    def save_model(
        self, request: HttpRequest, obj: Campaign, form: Any, change: bool
    ) -> None:
        """Only what was changed, and only in the state in which it was shown."""
        if not change:
            return super().save_model(request, obj, form, change)
        hold(obj.pk, obj.state)
        return obj.save(update_fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Campaign) -> None:
        hold(obj.pk, obj.state)
        super().delete_model(request, obj)

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[Campaign]
    ) -> None:
        """Many at once, none of them frozen since the page asked."""
        with transaction.atomic():
            for row in queryset.order_by("pk"):
                hold(row.pk, row.state if row.may_go else State.DRAFT)
            super().delete_queryset(request, queryset)

    # the page --------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Times are read and shown in the campaign's own time zone."""
        row = self.get_object(request, object_id or "") if object_id else None
        zone = request.POST.get("time_zone") or (row or Campaign()).time_zone
        zone = zone if zone in available_timezones() else Campaign().time_zone
        with timezone.override(ZoneInfo(zone)):
            view = super().changeform_view
            response = view(request, object_id, form_url, extra_context)
            if isinstance(response, TemplateResponse):
                response.render()
        return response

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        row = kwargs.get("obj")
        if row:
            context |= stand(row)
        return super().render_change_form(request, context, *args, **kwargs)
