"""No comment that a unit is not to read goes to it in somebody else's words."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ballots.models.comment import LONG


class OwnWords(forms.Form):
    """Refuses each text in which one of the comments `quoted` stands."""

    quoted: Collection[str] = ()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(given.items()):
            if isinstance(text, str) and quotes(text, self.quoted):
                self.add_error(name, not_theirs())
        return given


def quotes(text: str, comments: Collection[str]) -> bool:
    """Whether a comment stands in it word for word; short ones are nobody's.

    However the lines are broken: a comment keeps them otherwise than a form does.
    """
    text = _unbroken(text)
    return any(len(w) >= LONG and w in text for w in map(_unbroken, comments))


def _unbroken(text: str) -> str:
    return "".join(text.split())


def not_theirs() -> str:
    return _(
        "A comment that this unit is not to read stands in it word for word. Put it "
        "in your own words."
    )
