"""The ballot as a Django form: slow and surely right, to judge the checker."""

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


def _field(definition: Definition, item: Item) -> forms.ChoiceField:
    choices = [(option.key, str(option.label)) for option in item.scale.options]
    return forms.ChoiceField(choices=choices, required=definition.blank == "refuse")
