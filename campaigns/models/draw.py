"""Raters drawn at random from a list (随机抽取), kept so that it can be done again."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from campaigns.draw import list_hash
from campaigns.models.campaign import Campaign


class DrawQuerySet(models.QuerySet["Draw"]):
    def named(self) -> Self:
        """Those that still say who was drawn."""
        return self.exclude(drawn="")

    def people(self) -> int:
        """How many were drawn in all of them."""
        return int(self.aggregate(n=Sum("number", default=0))["n"])

    def erase(self) -> int:
        """Forget who was drawn; how many they were. Seed and hashes stay."""
        n = self.people()
        self.update(drawn="")
        return n


class Draw(models.Model):
    """A draw, with the seed and the hash of the list, but not the list itself.

    It is never changed nor deleted alone: drawing until the result pleases would show.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="draws", verbose_name=_("campaign")
    )
    title = models.CharField(
        _("what for"),
        max_length=120,
        help_text=_("Such as: 10 residents of unit A."),
    )
    number = models.PositiveIntegerField(
        _("how many"), validators=[MinValueValidator(1)]
    )
    seed = models.CharField(
        _("seed"),
        max_length=120,
        blank=True,
        help_text=_(
            "Any text that nobody knew when the list was closed, such as the numbers "
            "of a lottery drawn afterwards. Empty: the computer takes one at random."
        ),
    )
    list_size = models.PositiveIntegerField(_("lines of the list"), editable=False)
    list_hash = models.CharField(_("hash of the list"), max_length=64, editable=False)
    drawn = models.TextField(_("drawn"), editable=False)
    drawn_at = models.DateTimeField(_("drawn at"), auto_now_add=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="draws",
        null=True,
        editable=False,
        verbose_name=_("drawn by"),
    )

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title

    def is_of(self, lines: list[str]) -> bool:
        """Whether it was drawn from this very list, in whatever order."""
        return list_hash(lines) == self.list_hash

    @property
    def names(self) -> list[str]:
        """The drawn lines in the order drawn; none once they were erased."""
        return self.drawn.splitlines()

    @property
    def record(self) -> dict[str, str | int]:
        """What the audit chain keeps: numbers, and digests that fix list and draw."""
        return {
            "draw": self.pk,
            "number": self.number,
            "of": self.list_size,
            "list": self.list_hash,
            "drawn": list_hash(self.names),
        }
