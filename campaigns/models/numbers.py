"""Columns that hold an exact number as it was written."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.definition import bound_text, fraction, third


def validate_number(text: str) -> None:
    """Refuse what is no exact number."""
    try:
        fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValidationError(_("Write a number such as 80, 0.75 or 2/3.")) from None


def validate_weight(text: str) -> None:
    """Refuse a weight that is no number or below 0."""
    validate_number(text)
    if fraction(text) < 0:
        raise ValidationError(_("A weight may not be negative."))


def validate_share(text: str) -> None:
    """Refuse a share that is no number above 0 and up to 1, or a rounded third.

    0.667 for 2/3 would fail a unit with exactly two thirds.
    """
    try:
        value = fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValidationError(_("Write the bound as 2/3 or 80 %.")) from None
    if not 0 < value <= 1:
        raise ValidationError(_("The bound must lie above 0 and not above 1 (100 %)."))
    exact = third(value)
    if exact:
        why = _("%(bound)s is not exactly %(third)s. Write %(third)s.")
        raise ValidationError(why % {"bound": bound_text(text), "third": exact})
