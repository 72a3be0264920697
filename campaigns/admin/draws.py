"""Drawing raters at random: the page of a campaign's draws and that of each one."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.rows import Named
from campaigns.admin.told import tell
from campaigns.draw import DrawError, read_lines
from campaigns.models import Campaign, Draw
from campaigns.roles import is_office

State = Campaign.State
OVER = (State.RELEASED, State.ARCHIVED, State.VOID)
LIST = 50_000


class ListForm(forms.Form):
    """A list, one person a line."""

    lines = forms.CharField(
        label=gettext_lazy("The list"),
        max_length=LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "One person a line, each line different. It is not kept, only who is drawn "
            "and a hash by which the list is known again."
        ),
    )

    def clean_lines(self) -> list[str]:
        try:
            return read_lines(self.cleaned_data["lines"])
        except DrawError as error:
            raise forms.ValidationError(str(error)) from error


class DrawForm(ListForm, Named):
    """A draw that is to be made."""

    field_order = ("title", "lines", "number", "seed")

    class Meta:
        model = Draw
        fields = ("title", "number", "seed")
        widgets = {
            "title": AdminTextInputWidget,
            "number": AdminIntegerFieldWidget,
            "seed": AdminTextInputWidget,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        row = self.instance
        row.number, row.seed = cleaned["number"], cleaned["seed"]
        try:
            row.take(cleaned["lines"])
        except DrawError as error:
            self.add_error("number", str(error))
            return cleaned
        return {**cleaned, "seed": row.seed}


class Draws:
    """The pages of draws; a part of the campaign's admin."""

    admin_site: Any
    opts: Any
    log_change: Any
    _campaign: Any
    _context: Any

    def draw_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:object_id>/draws/",
                view(self.draws_view),
                name="campaigns_campaign_draws",
            ),
            path(
                "<int:object_id>/draws/<int:pk>/",
                view(self.draw_view),
                name="campaigns_campaign_draw",
            ),
        ]

    def draws_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Every draw of raters, and a new one; those for talks are apart."""
        campaign = self._campaign(request, str(object_id))
        data = request.POST if request.method == "POST" else None
        form = DrawForm(data, instance=Draw(campaign=campaign))
        over = campaign.state in OVER or not is_office(request.user)
        if data is not None and over:
            raise PermissionDenied(_("The campaign is in another state by now."))
        if form.is_valid():
            form.instance.drawn_by = request.user
            with transaction.atomic():
                row = form.save()
                tell("draw", request, campaign, **row.record)
                self.log_change(request, campaign, _("Drawn: %s") % row)
            return redirect("admin:campaigns_campaign_draw", campaign.pk, row.pk)
        context = self._context(request, _("Draw raters at random"))
        context |= {
            "original": campaign,
            "form": form,
            "draws": campaign.draws.of_raters().select_related("drawn_by"),
            "over": over,
        }
        return TemplateResponse(request, f"{TEMPLATES}/draws.html", context)

    def draw_view(self, request: HttpRequest, object_id: int, pk: int) -> HttpResponse:
        """Who was drawn; the list pasted again shows whether it comes out the same."""
        campaign = self._campaign(request, str(object_id))
        row = get_object_or_404(campaign.draws.of_raters(), pk=pk)
        form = ListForm(request.POST if request.method == "POST" else None)
        verdict = row.again(form.cleaned_data["lines"]) if form.is_valid() else ""
        context = self._context(request, str(row))
        context |= {
            "original": campaign,
            "draw": row,
            "form": form,
            "verdict": verdict,
        }
        return TemplateResponse(request, f"{TEMPLATES}/draw.html", context)


TEMPLATES = "admin/campaigns/campaign"
