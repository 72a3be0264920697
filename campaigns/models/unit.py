"""Organisations and the teams that supervise them, kept across campaigns."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.definition import BUILT_IN, TITLE
from campaigns.order import Sound
from campaigns.text import Text

is_key = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9_-]*\Z",
    _("Use Latin letters, digits, - and _ only, for example A or office-2."),
)


def refuse_taken(key: str) -> None:
    """Refuse a key that names a measure every campaign has. Raises ValidationError."""
    if key in (*BUILT_IN, TITLE):
        raise ValidationError({"key": _("“%s” is taken.") % key})


class Unit(models.Model):
    """An organisation: rated, and sending raters (参评单位)."""

    code = models.CharField(
        _("code"),
        max_length=32,
        unique=True,
        validators=[is_key],
        help_text=_("Short and lasting; lists and files name the unit by it."),
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a unit", "kind"),
        max_length=60,
        blank=True,
        help_text=_("Such as department, service window, street office."),
    )
    code_order = Sound(of="code")
    name_order = Sound(of="name")

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("code_order", "code")

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Text:
        return Text(self.name, self.name_en)

    @property
    def is_frozen(self) -> bool:
        """Whether a frozen definition, and with it slips and results, name its code."""
        return self.seats.exclude(group__campaign__state="draft").exists()


class Team(models.Model):
    """A supervision team (督导组); its members see the results of its units."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="teams",
        blank=True,
        verbose_name=_("members"),
    )
    name_order = Sound(of="name")

    class Meta:
        verbose_name = _("supervision team")
        verbose_name_plural = _("supervision teams")
        ordering = ("name_order", "name")

    def __str__(self) -> str:
        return self.name
