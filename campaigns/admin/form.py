"""The form: one list of lines, “paste the sheet” and a look at it as raters see it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.admin.office import DrillFilter, Part, hold
from campaigns.admin.pasting import SheetForm, face, propose, store
from campaigns.admin.rows import Inline
from campaigns.admin.told import tell
from campaigns.models import Form, Line, Scale


class LineInline(Inline):
    model = Line
    fields = (
        "position", "kind", "key", "text", "text_en", "scale", "main", "optional",
        "weight",
    )  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, *args: Any, **kwargs: Any) -> Any:
        if db_field.name in ("text", "text_en"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, *args, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """The scales of the form's own campaign."""
        match = request.resolver_match
        pk = _number(match.kwargs["object_id"]) if match else 0
        kwargs["queryset"] = Scale.objects.filter(campaign__forms=pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Form)
class FormAdmin(Part):
    inlines = [LineInline]
    fields = ("campaign", "key", "title", "title_en", "note", "note_en")
    list_display = ("title", "campaign", "items")
    list_filter = (DrillFilter, "campaign__state")
    list_select_related = ("campaign",)
    search_fields = ("title", "title_en", "lines__text", "campaign__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        items = Count("lines", filter=Q(lines__kind=Line.Kind.ITEM))
        return super().get_queryset(request).annotate(items=items)

    @admin.display(description=gettext_lazy("items"), ordering="items")
    def items(self, row: Any) -> int:
        return row.items

    def get_urls(self) -> list[URLPattern]:
        own = {"sheet": self.sheet_view, "look": self.look_view}
        return [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"campaigns_form_{name}",
            )
            for name, view in own.items()
        ] + super().get_urls()

    def response_add(
        self, request: HttpRequest, obj: Form, post_url_continue: str | None = None
    ) -> HttpResponse:
        """After the head of a form come its lines."""
        return redirect("admin:campaigns_form_change", obj.pk)

    def look_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form as raters see it."""
        form = self._form(object_id)
        lines = form.lines.select_related("scale").prefetch_related("scale__options")
        context = self._context(request, form, _("The form as raters see it"))
        template = "admin/campaigns/form/look.html"
        return TemplateResponse(request, template, {**context, "face": face(lines)})

    def sheet_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Paste a sheet, look at what came of it, and only then store it."""
        form = self._form(object_id)
        if not self.has_change_permission(request, form):
            raise PermissionDenied(_("The campaign is in another state by now."))
        data = request.POST if request.method == "POST" else None
        sheet_form = SheetForm(data, form=form)
        context = {
            **self._context(request, form, _("Paste the sheet")),
            "form": sheet_form,
            "errors": sheet_form.errors,
        }
        if sheet_form.is_valid():
            context["proposal"] = proposal = propose(form, **sheet_form.cleaned_data)
            if "_save" in request.POST and proposal.usable:
                return self._store(request, form, proposal)
        template = "admin/campaigns/form/sheet.html"
        return TemplateResponse(request, template, context)

    def _store(self, request: HttpRequest, form: Form, proposal: Any) -> HttpResponse:
        with transaction.atomic():
            hold(form.campaign_id)
            store(form, proposal)
            number = len(proposal.lines)
            tell("change", request, form, pasted=number)
        said = ngettext("%d line was taken over.", "%d lines were taken over.", number)
        self.log_change(request, form, said % number)
        messages.success(request, said % number)
        return redirect("admin:campaigns_form_change", form.pk)

    def _form(self, object_id: str) -> Form:
        forms_ = Form.objects.select_related("campaign")
        return get_object_or_404(forms_, pk=_number(object_id))

    def _context(self, request: HttpRequest, form: Form, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": form,
            "title": title,
            "subtitle": str(form),
            "media": self.media,
            "fixed": not form.campaign.is_draft,
        }


def _number(object_id: str) -> int:
    """The number in an address; 0, which no row has, when it is none."""
    text = unquote(object_id)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
