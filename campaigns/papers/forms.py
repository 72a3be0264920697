"""What is typed of a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Document
from campaigns.models.subject import LONGEST
from campaigns.papers import clean

ROWS = {"body": 24, "body_en": 8}


class Prose(forms.CharField):
    """A text of paragraphs, cleaned before it is measured."""

    def to_python(self, value: Any) -> str:
        return clean.body(str(value or ""))


class Words(forms.CharField):
    """A title or a name, in one line."""

    def to_python(self, value: Any) -> str:
        return clean.line(str(value or ""))


class PaperForm(forms.ModelForm):
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

    def __init__(self, *args: Any, has_file: bool = False, **kwargs: Any) -> None:
        self.has_file = has_file
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            attrs = field.widget.attrs
            attrs["class"] = "form-control"
            if name in ROWS:
                # what is too long has to fit in, to be shortened here
                attrs |= {"rows": ROWS[name], "maxlength": LONGEST * 5}
            told = [f"id_{name}_helptext"] if field.help_text else []
            told += [f"id_{name}_error"] if self.errors.get(name) else []
            if told:
                attrs["aria-describedby"] = " ".join(told)

    def clean_body(self) -> str:
        """Without a text there has to be a file that raters can open."""
        text: str = self.cleaned_data["body"]
        if not text and not self.has_file:
            raise forms.ValidationError(_("Write the text, or upload a file with it."))
        return text
