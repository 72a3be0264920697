"""What is rated, and the papers read beside the form."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _

from campaigns.admin.office import DrillFilter, Part
from campaigns.admin.rows import Checked
from campaigns.models import Document, Form, Subject


class SubjectForm(Checked):
    """Refuses the form of another campaign."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        campaign = cleaned.get("campaign") or self.instance.campaign_id
        form = cleaned.get("form")
        if form and campaign and form.campaign_id != getattr(campaign, "pk", campaign):
            self.add_error("form", _("This form belongs to another campaign."))
        return cleaned


@admin.register(Subject)
class SubjectAdmin(Part):
    form = SubjectForm
    fields = ("campaign", "unit", "kind", "key", "name", "name_en", "form", "position")
    list_display = ("__str__", "unit", "kind", "campaign", "form")
    list_filter = (DrillFilter, "campaign__state", "kind")
    list_select_related = ("campaign", "unit", "form")
    search_fields = ("name", "unit__name", "unit__code", "campaign__title")

    def formfield_for_foreignkey(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> Any:
        """Only forms that can still be changed, each with its campaign."""
        if db_field.name != "form":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs["queryset"] = Form.objects.filter(
            campaign__state="draft", campaign__drill=False
        ).select_related("campaign")
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda form: f"{form} ({form.campaign})"
        return field


@admin.register(Document)
class DocumentAdmin(Part):
    fields = ("campaign", "unit", "title", "title_en", "body", "body_en")
    list_display = ("title", "unit", "campaign")
    list_filter = (DrillFilter, "campaign__state")
    list_select_related = ("campaign", "unit")
    search_fields = ("title", "unit__name", "campaign__title")
