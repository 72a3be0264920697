"""What is rated, and the papers read beside the form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.office import DrillFilter, Ordered, Part
from campaigns.admin.rows import InOrder, Named
from campaigns.models import Document, Form, Subject
from campaigns.papers import clean

LINES = {"title", "title_en", "author", "author_en"}
TEXTS = {"body", "body_en"}


class PartForm(Named):
    """Refuses what belongs to another campaign; `foreign` says what of each choice."""

    foreign: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        campaign = cleaned.get("campaign") or self.instance.campaign_id
        pk = getattr(campaign, "pk", campaign)
        for name, why in self.foreign.items():
            chosen = cleaned.get(name)
            if chosen and pk and chosen.campaign_id != pk:
                self.add_error(name, why)
        return cleaned


class SubjectForm(InOrder, PartForm):
    foreign = {
        "form": gettext_lazy("This form belongs to another campaign."),
        "of": gettext_lazy("This person is rated in another campaign."),
    }

    def clean(self) -> dict[str, Any]:
        """Only a pledge is somebody's."""
        cleaned = super().clean()
        pledge = cleaned.get("kind") == Subject.Kind.PLEDGE
        if cleaned.get("of") and not pledge:
            self.add_error("of", _("Only a pledge is somebody's."))
        return cleaned


class DocumentForm(PartForm):
    foreign = {"subject": gettext_lazy("This is rated in another campaign.")}

    def clean(self) -> dict[str, Any]:
        """Texts as papers have them, however they are typed."""
        cleaned = super().clean()
        for name in LINES & set(cleaned):
            cleaned[name] = clean.line(cleaned[name])
        for name in TEXTS & set(cleaned):
            cleaned[name] = clean.body(cleaned[name])
        return cleaned


class Chosen(Part):
    """A part with choices out of all drafts, each named with its campaign."""

    chosen: dict[str, Any] = {}

    def formfield_for_foreignkey(
        self, db_field: Any, request: Any, **kwargs: Any
    ) -> Any:
        """Only what can still be changed, each with its campaign."""
        if db_field.name not in self.chosen:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        rows = self.chosen[db_field.name].objects.filter(
            campaign__state="draft", campaign__drill=False
        )
        kwargs["queryset"] = rows.select_related("campaign")
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda row: f"{row} ({row.campaign})"
        return field


@admin.register(Subject)
class SubjectAdmin(Ordered, Chosen):
    form = SubjectForm
    chosen = {"form": Form, "of": Subject}
    fields = (
        "campaign", "unit", "kind", "key", "name", "name_en", "form", "principal",
        "of", "position",
    )  # fmt: skip
    list_display = ("__str__", "unit", "kind", "campaign", "form")
    list_filter = (DrillFilter, "campaign__state", "kind")
    list_select_related = ("campaign", "unit", "form")
    search_fields = ("name", "unit__name", "unit__code", "campaign__title")


@admin.register(Document)
class DocumentAdmin(Chosen):
    form = DocumentForm
    chosen = {"subject": Subject}
    fields = (
        "campaign", "unit", "kind", "subject", "author", "author_en", "title",
        "title_en", "body", "body_en", "file",
    )  # fmt: skip
    list_display = ("title", "unit", "kind", "campaign")
    list_filter = (DrillFilter, "campaign__state", "kind")
    list_select_related = ("campaign", "unit")
    search_fields = ("title", "author", "unit__name", "campaign__title")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A file is uploaded to a paper that is there."""
        return [name for name in self.fields if obj or name != "file"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "file")

    @admin.display(description=gettext_lazy("file"))
    def file(self, row: Document) -> str:
        """Where a file is uploaded, looked at first, and taken away."""
        args = [row.campaign_id, row.unit.code, row.kind]
        if row.subject:
            args.append(row.subject.key)
        url = reverse("campaigns:paper", args=args)
        return format_html('<a href="{}">{}</a>', url, _("Upload or look at it"))
