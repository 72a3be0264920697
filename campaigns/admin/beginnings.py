"""The forms with which a campaign begins."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextInputWidget
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.rows import Named
from campaigns.files import located, read_text
from campaigns.load import copy, load, renamed_units
from campaigns.models import Approval, Campaign, Unit
from campaigns.parser import DocumentError
from campaigns.preset import Preset, UnitListError, read_units, with_units

FILE = 1024 * 1024
# Presets of systems whose lists and papers a supervision team approves. It is offered,
# and is not in the preset: a campaign from the command line has no team yet.
APPROVED = ("joint-appraisal",)
TYPED = 200_000


class PresetForm(Named):
    """What an organiser says of a campaign; the rest stands in the preset."""

    units = forms.CharField(
        label=gettext_lazy("Units of the group"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "One name a line; the first one is the lead unit. You may put a short code "
            "in front, such as “TJJ 区统计局”; otherwise it gets one. A unit that is "
            "there already is recognised."
        ),
    )

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = (
            "title", "stage", "office", "opens_at", "closes_at", "approval",
        )  # fmt: skip
        field_classes = {
            "opens_at": forms.SplitDateTimeField,
            "closes_at": forms.SplitDateTimeField,
        }
        widgets = {
            "title": AdminTextInputWidget,
            "stage": AdminTextInputWidget,
            "office": AdminTextInputWidget,
            "opens_at": AdminSplitDateTime,
            "closes_at": AdminSplitDateTime,
        }

    def __init__(self, *args: Any, preset: Preset, **kwargs: Any) -> None:
        self.preset = preset
        said = {
            name: preset.document["campaign"].get(name, "")
            for name in ("title", "stage", "office")
        }
        initial = {**said, "units": preset.units}
        if preset.name in APPROVED:
            initial["approval"] = Approval.ALL
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["approval"].required = False

    def clean_units(self) -> str:
        try:
            there = dict(Unit.objects.values_list("name", "code"))
            units = read_units(self.cleaned_data["units"], there, there.values())
            self.document = with_units(self.preset.document, units)
            refuse_renamed(self.document)
        except (UnitListError, DocumentError) as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data["units"]

    def make(self) -> Campaign | None:
        """The campaign, or an error at the units."""
        values = self.cleaned_data
        document = {**self.document, "campaign": dict(self.document["campaign"])}
        for name in ("title", "stage", "office"):
            if document["campaign"].get(name, "") != values[name]:
                document["campaign"].pop(f"{name}_en", None)
            document["campaign"][name] = values[name]
        document["campaign"]["approval"] = values["approval"] or Approval.NONE
        try:
            return load(
                document, opens_at=values["opens_at"], closes_at=values["closes_at"]
            )
        except DocumentError as error:
            self.add_error("units", str(error))
            return None


class CopyForm(Named):
    """What the next campaign says of itself; everything else is taken over."""

    SAID = ("title", "title_en", "stage", "stage_en", "series")

    class Meta(PresetForm.Meta):
        fields = (
            "title", "title_en", "stage", "stage_en", "series", "opens_at", "closes_at",
        )  # fmt: skip
        widgets = {
            **PresetForm.Meta.widgets,
            "title_en": AdminTextInputWidget,
            "stage_en": AdminTextInputWidget,
            "series": AdminTextInputWidget,
        }

    def __init__(self, data: Any, original: Campaign) -> None:
        self.original = original
        said = {name: getattr(original, name) for name in self.SAID}
        super().__init__(data, initial=said)

    def make(self) -> Campaign:
        """The copy. Raises DocumentError."""
        values = self.cleaned_data
        window = {name: values[name] for name in ("opens_at", "closes_at")}
        said = {name: values[name] for name in self.SAID}
        return copy(self.original, said, **window)


class FileForm(forms.Form):
    """A campaign file, uploaded or pasted."""

    data: Any
    place: str
    content: bytes
    document: dict[str, Any]

    file = forms.FileField(
        label=gettext_lazy("Campaign file"),
        required=False,
        help_text=gettext_lazy("A .toml file of 1 MB at most."),
    )
    text = forms.CharField(
        label=gettext_lazy("or its text"),
        required=False,
        max_length=TYPED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
    )

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > FILE:
            raise forms.ValidationError(_("This file is larger than 1 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if self.errors:
            return cleaned
        if not file and not text.strip():
            raise forms.ValidationError(_("Choose a file or paste its text."))
        self.content = file.read() if file else text.encode()
        self.place = "file" if file else "text"
        try:
            self.document = read_text(
                self.content, file.name if file else _("The text")
            )
            refuse_renamed(self.document)
        except DocumentError as error:
            self.refuse(error)
        return cleaned

    def refuse(self, error: DocumentError) -> None:
        """Say it at the field; what was uploaded is laid out to be mended."""
        text = self.content.decode(errors="replace").replace(
            "\0", "\N{REPLACEMENT CHARACTER}"
        )
        if self.place == "file" and len(text) <= TYPED:
            self.data = self.data.copy()
            self.data["text"] = text
        self.add_error(self.place, str(error))

    def make(self) -> Campaign | None:
        """The campaign, or an error at the field."""
        try:
            with located(self.content):
                return load(self.document)
        except DocumentError as error:
            self.refuse(error)
            return None


def refuse_renamed(document: Any) -> None:
    """A code stands for one unit. Raises DocumentError naming both."""
    for unit, name in renamed_units(document):
        raise DocumentError(
            _(
                "The code %(code)s belongs to “%(there)s” already, not to “%(name)s”. "
                "Give the new unit another code, or write the name as it is there."
            )
            % {"code": unit.code, "there": unit.name, "name": name}
        )
