"""How a campaign begins: from a preset, from a file, as a copy; and how it is taken
away as a file."""

from typing import Any

import tomli_w
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import Detail
from campaigns.admin.beginnings import CopyForm, FileForm, PresetForm
from campaigns.comparison import before, compare, taken_over
from campaigns.load import left_behind
from campaigns.models import Campaign
from campaigns.parser import DocumentError
from campaigns.preset import all_presets
from campaigns.unasked import unasked


class Starting:
    """The pages on which a campaign begins; a part of its admin."""

    admin_site: Any
    opts: Any
    media: Any
    get_object: Any
    has_add_permission: Any
    log_addition: Any

    def starting_urls(self) -> list[URLPattern]:
        own = {
            "preset": ("preset/", self.preset_view),
            "import": ("import/", self.import_view),
            "export": ("<path:object_id>/export/", self.export_view),
            "copy": ("<path:object_id>/copy/", self.copy_view),
            "changes": ("<path:object_id>/changes/", self.changes_view),
        }
        return [
            path(
                route,
                self.admin_site.admin_view(view),
                name=f"campaigns_campaign_{name}",
            )
            for name, (route, view) in own.items()
        ]

    def preset_view(self, request: HttpRequest) -> HttpResponse:
        """A campaign from a preset, with the organiser's own units."""
        self._refuse_readers(request)
        presets = all_presets()
        name = request.GET.get("preset", next(iter(presets)))
        if name not in presets:
            raise Http404
        data = request.POST if request.method == "POST" else None
        form = PresetForm(data, preset=presets[name])
        with transaction.atomic():
            campaign = form.make() if form.is_valid() else None
            if campaign:
                return self._begun(request, campaign, preset=name)
        context = {
            **self._context(request, _("New campaign from a preset")),
            "form": form,
            "presets": presets.values(),
            "chosen": presets[name],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, f"{TEMPLATES}/preset.html", context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A campaign from a campaign file."""
        self._refuse_readers(request)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = FileForm(*sent)
        with transaction.atomic():
            campaign = form.make() if form.is_valid() else None
            if campaign:
                self._tell_of_files(request, form.document)
                return self._begun(request, campaign, file=True)
        context = self._context(request, _("Campaign from a file")) | {"form": form}
        return TemplateResponse(request, f"{TEMPLATES}/import.html", context)

    def export_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The campaign as a file, without what it asked about an earlier one."""
        campaign = self._campaign(request, object_id)
        text = tomli_w.dumps(unasked(campaign.definition or campaign.document()))
        name = f"campaign-{campaign.pk}.toml"
        return HttpResponse(
            text,
            content_type="application/toml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The next campaign, from this one: what is taken over, and what it is called.

        Leads to what changed, as soon as something does.
        """
        self._refuse_readers(request)
        campaign = self._campaign(request, object_id)
        form = CopyForm(request.POST if request.method == "POST" else None, campaign)
        refused = ""
        if form.is_valid():
            try:
                with transaction.atomic():
                    return self._begun(request, form.make(), copied=campaign.pk)
            except DocumentError as error:
                refused = str(error)
        context = self._context(request, _("Copy this campaign?"))
        context |= {"original": campaign, "refused": refused, "form": form}
        context |= {"plan": taken_over(campaign), "media": self.media + form.media}
        return TemplateResponse(request, f"{TEMPLATES}/copy.html", context)

    def changes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What differs from another campaign, by default the one before."""
        campaign = self._campaign(request, object_id)
        others = Campaign.objects.real().exclude(pk=campaign.pk).order_by("-pk")
        asked = request.GET.get("with", "")
        if asked.isdecimal() and len(asked) < 10:
            other = others.filter(pk=asked).first()
        else:
            other = before(campaign, others)
        context = self._context(request, _("What changed"))
        context |= {"original": campaign, "other": other, "others": others[:200]}
        if other:
            try:
                context["changes"] = compare(other.current(), campaign.current())
            except DocumentError as error:
                context["refused"] = str(error)
        return TemplateResponse(request, f"{TEMPLATES}/changes.html", context)

    def _refuse_readers(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _tell_of_files(self, request: HttpRequest, document: Any) -> None:
        """A campaign file names the files of papers; the bytes are not in it."""
        n = left_behind(document)
        if n:
            said = ngettext(
                "The file of %d paper is not in a campaign file: upload it again.",
                "The files of %d papers are not in a campaign file: upload them again.",
                n,
            )
            messages.warning(request, said % n)

    def _begun(
        self, request: HttpRequest, campaign: Campaign, **source: Detail
    ) -> HttpResponse:
        self.log_addition(request, campaign, [{"added": {}}], **source)
        said = _("“%s” is there as a draft. What is left to do stands below.")
        messages.success(request, said % campaign)
        return redirect("admin:campaigns_campaign_change", campaign.pk)

    def _campaign(self, request: HttpRequest, object_id: str) -> Campaign:
        campaign = self.get_object(request, unquote(object_id))
        if campaign is None:
            raise Http404
        return campaign

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        context = self.admin_site.each_context(request)
        return {**context, "opts": self.opts, "title": title, "media": self.media}


TEMPLATES = "admin/campaigns/campaign"
