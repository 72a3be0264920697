"""Files handed in as evidence: read apart, written anew, or refused with a sentence."""

import time
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.papers import apart, clean
from campaigns.papers.reading import Refused
from campaigns.papers.reading.kinds import LARGEST
from campaigns.papers.refusals import sentence
from reports.casework.forms import Words
from reports.models.evidence import MOST, Handed

TOGETHER = 12  # seconds for all of them: others wait for this process


class Several(forms.FileInput):
    """A field in which several files are chosen at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, or none; each as it will be kept."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Handed]:
        """Raises ValidationError for the first that is not taken, by its name."""
        given = [one for one in data or () if one]
        if len(given) > MOST:
            text = _("These are %(n)d files; %(most)d go with one report.")
            raise forms.ValidationError(text % {"n": len(given), "most": MOST})
        return list(self._kept(given))

    def _kept(self, given: list[Any]) -> Iterator[Handed]:
        begun = time.monotonic()
        for file in given:
            if time.monotonic() - begun > TOGETHER:
                text = _("Reading the files takes too long: send fewer at a time.")
                raise forms.ValidationError(text)
            yield self._one(file)

    def _one(self, file: Any) -> Handed:
        name = clean.file_name(str(file.name))
        try:
            kept = apart.keep(file.read(LARGEST + 1))
        except Refused as error:
            words = {"name": name, "reason": sentence(error)}
            text = _("%(name)s: %(reason)s") % words
            raise forms.ValidationError(text) from error
        return Handed(name, kept.kind, kept.content)


class Reporting(Words):
    """That a measure is done: in words, and with what shows it."""

    evidence = Files(
        label=gettext_lazy("Files that show it"),
        required=False,
        widget=Several(
            {"class": "form-control", "accept": ".pdf,.docx,.jpg,.jpeg,.png"}
        ),
        help_text=gettext_lazy(
            "Up to 5: PDF, Word (.docx), JPG or PNG, 10 MB each. Place and camera are "
            "taken out of pictures. No names of people who raised something."
        ),
    )

    def __init__(self, *how: Any, **more: Any) -> None:
        super().__init__(*how, **more)
        if self.errors:
            self.want_again()

    def want_again(self) -> None:
        """No browser sends files a second time by itself."""
        if self.files and not self.errors.get("evidence"):
            self.add_error("evidence", _("Choose the files once more."))
