"""Figures that come from elsewhere: points, grades, veto facts, signed ratings."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.definition import fraction
from campaigns.models.campaign import Campaign
from campaigns.models.subject import Subject
from campaigns.models.unit import is_key, refuse_taken
from campaigns.text import Text


class Indicator(models.Model):
    """What else decides on a title (S10): targets reached, veto facts, superiors."""

    class Kind(models.TextChoices):
        POINTS = "points", _("points")
        GRADE = "grade", _("grade reached")
        VETO = "veto", _("veto fact")
        SIGNED = "signed", _("signed rating of superiors")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="indicators", verbose_name=_("campaign")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(
        pgettext_lazy("of an indicator", "kind"),
        max_length=8,
        choices=Kind,
        default=Kind.POINTS,
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="indicator_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.name, self.name_en))

    def clean(self) -> None:
        """Its key names no other measure."""
        refuse_taken(self.key)
        if self.campaign_id and self.campaign.rates.filter(key=self.key).exists():
            raise ValidationError({"key": _("A rate has that key already.")})


class IndicatorStep(models.Model):
    """A step of a grade that is reached elsewhere, the best first."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "key"), name="step_key"),
        )

    def __str__(self) -> str:
        return str(Text(self.label, self.label_en))


class IndicatorValue(models.Model):
    """What an indicator says of one subject: entered by the office, with its source.

    Not part of the definition: it comes during the year. `signed_by` is the superior
    of a signed rating, which is no secret ballot: one row a superior, fewer than five.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="values", verbose_name=_("indicator")
    )
    subject = models.ForeignKey(
        Subject,
        models.CASCADE,
        related_name="indicator_values",
        verbose_name=_("subject"),
    )
    value = models.CharField(
        _("value"),
        max_length=32,
        help_text=_("Points, the key of the step, or yes / no for a veto fact."),
    )
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering = ("indicator", "subject", "signed_by")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "subject", "signed_by"),
                name="indicator_value_once",
                violation_error_message=_("This value is there already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.subject}: {self.value}"

    def clean(self) -> None:
        """Refuse a value that the indicator does not know."""
        if self.subject.campaign_id != self.indicator.campaign_id:
            raise ValidationError({"subject": _("This is of another campaign.")})
        kind = self.indicator.kind
        if kind == Indicator.Kind.GRADE:
            known = list(self.indicator.steps.values_list("key", flat=True))
        elif kind == Indicator.Kind.VETO:
            known = ["yes", "no"]
        else:
            self._clean_points()
            return
        if self.value not in known:
            why = _("Write one of: %s") % ", ".join(known)
            raise ValidationError({"value": why})

    def _clean_points(self) -> None:
        try:
            fraction(self.value)
        except (ValueError, ZeroDivisionError):
            why = _("Write a number such as 80, 0.75 or 2/3.")
            raise ValidationError({"value": why}) from None
