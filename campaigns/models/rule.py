"""What is flagged."""

from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.definition import bound_text, fraction
from campaigns.models.campaign import Campaign

THIRDS = (Fraction(1, 3), Fraction(2, 3))
CLOSE = Fraction(1, 1000)


def validate_bound(text: str) -> None:
    """Refuse a bound that is no number between 0 and 1, or a rounded third.

    0.667 for 2/3 would fail a unit with exactly two thirds.
    """
    try:
        value = fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValidationError(_("Write the bound as 2/3 or 80 %.")) from None
    if not 0 < value <= 1:
        raise ValidationError(_("The bound must lie above 0 and not above 1 (100 %)."))
    for third in THIRDS:
        if 0 < abs(value - third) < CLOSE:
            why = _("%(bound)s is not exactly %(third)s. Write %(third)s.")
            raise ValidationError(why % {"bound": bound_text(text), "third": third})


class Rule(models.Model):
    """A rule on the deciding rate (结果运用规则); what it finds is a proposal (S1)."""

    class Consequence(models.TextChoices):
        REWORK = "rework", _("propose rework")
        REMINDER = "reminder", _("reminder talk")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="rules", verbose_name=_("campaign")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    inclusive = models.BooleanField(
        _("comparison"),
        default=False,
        choices=((False, _("below")), (True, _("at or below"))),
    )
    bound = models.CharField(
        _("bound"),
        max_length=20,
        validators=[validate_bound],
        help_text=_("As the rule is written: 2/3 or 80 %."),
    )
    consequence = models.CharField(_("consequence"), max_length=12, choices=Consequence)
    margin = models.PositiveSmallIntegerField(
        _("margin in ballots"),
        default=0,
        help_text=_(
            "Say so when a unit passes with no more ballots than this to spare."
        ),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.get_inclusive_display()} {self.bound}"

    def clean(self) -> None:
        """Write the bound the way reports print it: 2/3, 80 %."""
        self.bound = bound_text(self.bound)
