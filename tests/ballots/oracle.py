"""The ballot as a Django form: slow and surely right, to judge the checker."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms

from ballots.checker import COMMENT_BYTES
from campaigns.definition import Definition, Item, Subject


def no_longer_than_fits(text: str) -> None:
    if len(text.encode()) > COMMENT_BYTES:
        raise forms.ValidationError("too long")


def ballot_form(
    definition: Definition, subjects: Sequence[Subject], data: dict[str, Any]
) -> forms.Form:
    """A form with one field an item and a comment, bound to flat `data`."""
    form = forms.Form(data)
    for subject in subjects:
        for item in subject.form.items:
            form.fields[f"a.{subject.key}.{item.key}"] = _field(definition, item)
        form.fields[f"c.{subject.key}"] = forms.CharField(
            required=False, validators=[no_longer_than_fits]
        )
    return form


def _field(definition: Definition, item: Item) -> forms.Field:
    choices = [(option.key, str(option.label)) for option in item.scale.options]
    required = definition.blank == "refuse" and not item.optional
    if item.kind == "ticks":
        return forms.MultipleChoiceField(choices=choices, required=required)
    if item.kind == "number":
        scale = item.scale
        return Number(min_value=scale.low, max_value=scale.high, required=required)
    return forms.ChoiceField(choices=choices, required=required)


class Number(forms.IntegerField):
    """Digits alone, of any width: no sign, no point, at most five of them."""

    def to_python(self, value: Any) -> int | None:
        text = unicodedata.normalize("NFKC", value or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 6):
            raise forms.ValidationError("digits")
        return super().to_python(text)
