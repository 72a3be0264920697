"""Scales and the form: one list of ordered lines."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign
from campaigns.models.numbers import validate_number, validate_weight
from campaigns.models.unit import is_key
from campaigns.text import Text


class Scale(models.Model):
    """How an item is answered (等次): options, ticks or a number."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("one option")
        TICKS = "ticks", _("several ticks")
        NUMBER = "number", _("a whole number")

    class Share(models.TextChoices):
        PEOPLE = "people", _("people")
        TICKS = "ticks", _("all ticks")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="scales", verbose_name=_("campaign")
    )
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    title = models.CharField(_("title"), max_length=80, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a scale", "kind"),
        max_length=8,
        choices=Kind,
        default=Kind.CHOICE,
    )
    share = models.CharField(
        _("ticks as a share of"), max_length=8, choices=Share, default=Share.PEOPLE
    )
    low = models.PositiveSmallIntegerField(_("lowest number"), default=0)
    high = models.PositiveSmallIntegerField(_("highest number"), default=100)
    satisfied_from = models.PositiveSmallIntegerField(
        _("a number counts as satisfied from"), null=True, blank=True
    )
    excellent_from = models.PositiveSmallIntegerField(
        _("a number counts as excellent from"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ("campaign", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="scale_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
            models.CheckConstraint(
                condition=Q(high__gt=models.F("low")),
                name="scale_range",
                violation_error_code="high",
                violation_error_message=_(
                    "The highest number must be above the lowest."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.title, self.title_en)) or self.key

    def clean(self) -> None:
        """What counts lies among the numbers that can be given."""
        for name in ("satisfied_from", "excellent_from"):
            value = getattr(self, name)
            if value is not None and not self.low <= value <= self.high:
                why = _("Write a number from %(low)d to %(high)d.")
                words = {"low": self.low, "high": self.high}
                raise ValidationError({name: why % words})


class Option(models.Model):
    """One option of a scale and how it counts."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)
    satisfied = models.BooleanField(_("counts as satisfied"), default=False)
    excellent = models.BooleanField(_("counts as excellent"), default=False)
    outside = models.BooleanField(
        _("outside the denominator"),
        default=False,
        help_text=_("Such as “don't know”, where the formula leaves it out."),
    )
    reason = models.BooleanField(
        _("asks for a reason"),
        default=False,
        help_text=_("Asked, not demanded: no mark shall cost more work than another."),
    )
    score = models.CharField(
        _("score"),
        max_length=20,
        blank=True,
        validators=[validate_number],
        help_text=_("Such as 100, 0.75 or -1. Empty: no part in the score."),
    )

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("scale", "key"), name="option_key"),
            models.CheckConstraint(
                condition=Q(outside=False) | Q(satisfied=False, excellent=False),
                name="option_satisfied_counts",
                violation_error_code="satisfied",
                violation_error_message=_(
                    "An option outside the denominator cannot count as satisfied or "
                    "excellent."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.label, self.label_en))


class Form(models.Model):
    """The sheet that raters fill in (评价表)."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="forms", verbose_name=_("campaign")
    )
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    note = models.CharField(_("note to raters"), max_length=240, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ("campaign", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="form_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.title, self.title_en))


class Line(models.Model):
    """A line of the form: a heading, or an item with its scale."""

    class Kind(models.TextChoices):
        HEADING = "heading", _("heading")
        ITEM = "item", _("item")

    form = models.ForeignKey(Form, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(
        pgettext_lazy("of a line", "kind"),
        max_length=8,
        choices=Kind,
        default=Kind.ITEM,
    )
    key = models.CharField(
        _("key"),
        max_length=32,
        validators=[is_key],
        help_text=_("Stays the same over the years, whatever the wording."),
    )
    text = models.CharField(_("text"), max_length=240)
    text_en = models.CharField(_("text in English"), max_length=300, blank=True)
    scale = models.ForeignKey(
        Scale,
        models.RESTRICT,
        related_name="lines",
        null=True,
        blank=True,
        verbose_name=_("scale"),
    )
    main = models.BooleanField(_("overall item"), default=False)
    optional = models.BooleanField(_("may be left blank"), default=False)
    weight = models.CharField(
        _("weight"), max_length=20, default="1", validators=[validate_weight]
    )

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("form", "key"), name="line_key"),
            models.UniqueConstraint(
                fields=("form",),
                condition=Q(main=True),
                name="line_one_main",
                violation_error_code="main",
                violation_error_message=_("A form has one overall item."),
            ),
            models.CheckConstraint(
                condition=Q(kind="item") | Q(main=False, scale=None),
                name="line_heading_is_plain",
                violation_error_code="scale",
                violation_error_message=_(
                    "A heading has no scale and is not the overall item."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.text, self.text_en))
