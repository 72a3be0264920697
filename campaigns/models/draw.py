"""Raters drawn at random from a list (随机抽取), kept so that it can be done again."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from campaigns.draw import draw, list_hash, new_seed
from campaigns.models.campaign import Campaign
from campaigns.models.unit import Unit


class DrawQuerySet(models.QuerySet["Draw"]):
    def of_raters(self) -> Self:
        """Those that the office makes for rating; the others are drawn for talks."""
        return self.filter(unit=None)

    def for_talks(self) -> Self:
        return self.filter(unit__isnull=False)

    def standing(self) -> Self:
        """Those for talks in whose place no other was drawn."""
        return self.for_talks().filter(replaced_by=None)

    def wanted(self) -> dict[int, int]:
        """How many talks are to be held, by unit."""
        rows = self.standing().order_by().values_list("unit")
        return dict(rows.annotate(n=Sum("number")))

    def named(self) -> Self:
        """Those that still say who was drawn."""
        return self.exclude(drawn="")

    def people(self) -> int:
        """How many were drawn in all of them, reserves included."""
        drawn = Sum(F("number") + F("reserves"), default=0)
        return int(self.aggregate(n=drawn)["n"])

    def erase(self) -> int:
        """Forget who was drawn; how many they were. Seed and hashes stay."""
        n = self.people()
        self.update(drawn="")
        return n


class Draw(models.Model):
    """A draw, with the seed and the hash of the list, but not the list itself.

    It is never changed nor deleted alone: drawing until the result pleases would show.
    With a unit it is of people to talk with; reserves are drawn along with them, so
    that who cannot be reached has a successor without another draw.
    """

    class Source(models.TextChoices):
        ROSTER = "roster", _("the unit's own raters, from the roster")
        LIST = "list", _("a list of its own, such as residents")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="draws", verbose_name=_("campaign")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="draws",
        null=True,
        editable=False,
        verbose_name=_("unit"),
    )
    source = models.CharField(
        _("from"), max_length=6, choices=Source, default=Source.LIST, editable=False
    )
    title = models.CharField(
        _("what for"),
        max_length=120,
        help_text=_("Such as: 10 residents of unit A."),
    )
    number = models.PositiveIntegerField(
        _("how many"), validators=[MinValueValidator(1)]
    )
    reserves = models.PositiveIntegerField(_("reserves"), default=0, editable=False)
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
    # of a further draw for a unit
    reason = models.CharField(max_length=300, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.CASCADE,
        related_name="replaced_by",
        null=True,
        editable=False,
    )
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

    def take(self, lines: list[str]) -> None:
        """Draw from these lines, with as many reserves as there are.

        Nothing is stored yet. Raises DrawError.
        """
        self.seed = self.seed.strip() or new_seed()
        self.reserves = max(0, min(self.reserves, len(lines) - self.number))
        self.drawn = "\n".join(draw(lines, self.number + self.reserves, self.seed))
        self.list_size, self.list_hash = len(lines), list_hash(lines)

    def again(self, lines: list[str]) -> str:
        """Whether a list is that of the draw, and draws the same again."""
        if not self.is_of(lines):
            return "other"
        if not self.names:
            return "erased"
        same = draw(lines, self.number + self.reserves, self.seed) == self.names
        return "same" if same else "differs"

    def is_of(self, lines: list[str]) -> bool:
        """Whether it was drawn from this very list, in whatever order."""
        return list_hash(lines) == self.list_hash

    @property
    def names(self) -> list[str]:
        """The drawn lines in the order drawn; none once they were erased."""
        return self.drawn.splitlines()

    @property
    def record(self) -> dict[str, str | int | None]:
        """What the audit chain keeps: numbers, and digests that fix list and draw."""
        of_unit: dict[str, str | int | None] = {}
        if self.unit:
            of_unit = {"unit": self.unit.code, "reserves": self.reserves}
        return {
            "draw": self.pk,
            **of_unit,
            "number": self.number,
            "of": self.list_size,
            "list": self.list_hash,
            "drawn": list_hash(self.names),
        }
