"""What people at the desk type."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from ballots.models import Box, Trustee
from ballots.trustees import Secret, WrongWords


class WordsField(forms.CharField):
    """The secret of a card, or None where nothing was typed.

    The template writes the field, because no answer may repeat what was typed in it.
    """

    @sensitive_variables()
    def to_python(self, value: Any) -> Any:
        """Read the words; the sentence of a mistake does not repeat them either."""
        text = super().to_python(value)
        try:
            return Secret.read(text) if text else None
        except WrongWords as error:
            raise forms.ValidationError(str(error)) from None


class CardsForm(forms.Form):
    """A field for each of the three cards; so many of them must be filled."""

    def __init__(self, box: Box, needed: int, data: Any = None) -> None:
        super().__init__(data)
        self.box, self.needed = box, needed
        for role in Trustee.Role:
            self.fields[role] = WordsField(required=False, label=role.label)

    @property
    def secrets(self) -> list[Secret]:
        """The cards that were typed."""
        return [secret for secret in self.cleaned_data.values() if secret]

    def clean(self) -> dict[str, Any]:
        """Each card is that of its field, and there are enough of them."""
        rows, cards = self.box.trustees.rows(), dict(self.cleaned_data)
        for role, secret in cards.items():
            if secret and not (role in rows and rows[role].fits(secret)):
                self.add_error(role, _stranger(rows, secret))
        if not self.errors and len(self.secrets) < self.needed:
            text = ngettext(
                "%(needed)d cards are needed; here is %(n)d.",
                "%(needed)d cards are needed; here are %(n)d.",
                len(self.secrets),
            )
            numbers = {"needed": self.needed, "n": len(self.secrets)}
            raise forms.ValidationError(text % numbers)
        return self.cleaned_data


def _stranger(rows: Mapping[str, Trustee], secret: Secret) -> str:
    """Which card it is instead, if it is one of this box."""
    for row in rows.values():
        if row.fits(secret):
            text = _("This is the card “%(role)s”; it belongs into that field.")
            return text % {"role": row}
    return _(
        "The words are right, but of no card of this campaign: another campaign's, or "
        "one that was printed anew since."
    )
