"""What is typed of a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Document, PaperFile
from campaigns.papers import apart, clean
from campaigns.papers.blocks import Block, blocks
from campaigns.papers.reading import MOST, Found, Refused
from campaigns.papers.reading.kinds import LARGEST
from campaigns.papers.refusals import sentence
from campaigns.placed import Placed

ROWS = {"body": 24, "body_en": 8}
FACES = {"drop": "form-check-input"}


class Prose(forms.CharField):
    """A text of paragraphs, cleaned before it is measured."""

    def to_python(self, value: Any) -> str:
        return clean.body(str(value or ""))


class Words(forms.CharField):
    """A title or a name, in one line."""

    def to_python(self, value: Any) -> str:
        return clean.line(str(value or ""))


class UploadForm(forms.Form):
    """A file with the paper; read as soon as it is there."""

    found: Found

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A Word document (.docx), a PDF or a text, up to 10 MB."
        ),
        error_messages={
            "required": gettext_lazy("Choose the file first."),
            "empty": gettext_lazy("The file is empty."),
            "max_length": gettext_lazy("The name of the file is too long."),
        },
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".docx,.pdf,.txt,.md"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = "id_file_helptext" + " id_file_error" * bool(self.errors)
        self.fields["file"].widget.attrs["aria-describedby"] = told

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.content = file.read(LARGEST + 1)
        try:
            self.found = apart.read(self.content)
        except Refused as error:
            raise forms.ValidationError(sentence(error)) from error
        return file


class PaperForm(Placed):
    """Title and text of a paper, as it stands or as it was read from a file."""

    class Meta:
        model = Document
        fields = ("title", "author", "body", "title_en", "author_en", "body_en")
        field_classes = {
            **dict.fromkeys(("title", "author", "title_en", "author_en"), Words),
            **dict.fromkeys(("body", "body_en"), Prose),
        }
        labels = {"author": gettext_lazy("By whom")}
        help_texts = {
            "body": gettext_lazy(
                "An empty line begins a new paragraph. A line that begins with # and a "
                "space is a heading. Up to 20,000 characters."
            ),
            "author": gettext_lazy("May be left empty."),
        }

    data: Any

    # what the paper was when the page was made: whoever comes later is told
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    drop = forms.BooleanField(
        label=gettext_lazy("Take the file away and keep the text"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.source_id:
            del self.fields["drop"]
        for name, field in self.fields.items():
            attrs = field.widget.attrs
            attrs["class"] = FACES.get(name, "form-control")
            if name in ROWS:
                # what is too long has to fit in, to be shortened here
                attrs |= {"rows": ROWS[name], "maxlength": MOST}
            told = [f"id_{name}_helptext"] if field.help_text else []
            told += [f"id_{name}_error"] if self.errors.get(name) else []
            if told:
                attrs["aria-describedby"] = " ".join(told)

    @property
    def blocks(self) -> list[Block]:
        """The text in the form as raters would read it."""
        return blocks(clean.body(str(self["body"].value() or "")))

    @property
    def chinese(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "author", "body")]

    @property
    def english(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title_en", "author_en", "body_en")]

    @property
    def has_english(self) -> bool:
        """Whether something stands there, or is wrong."""
        return any(field.value() or field.errors for field in self.english)

    @property
    def pdf(self) -> PaperFile | None:
        """What raters may take away, without its bytes."""
        return PaperFile.objects.light().filter(pk=self.instance.pdf_id).first()

    def lacks_file(self) -> None:
        """The file that was looked at is no longer at hand."""
        self.add_error(
            None,
            _(
                "Too much time has passed since the file was looked at. Upload it once "
                "more; what you corrected is still below."
            ),
        )

    def came_between(self, stands: str) -> None:
        """Another one was stored meanwhile; whoever stores again has seen it."""
        self.data = {**self.data.dict(), "was": stands}

    def clean(self) -> dict[str, Any]:
        """Before the row says whether it has a text or a file that raters can open."""
        cleaned = super().clean() or {}
        if cleaned.get("drop"):
            self.instance.source = self.instance.pdf = None
            self.instance.source_name = ""
        return cleaned
