"""Who rates."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.composition import Category, composition, validate_composition
from campaigns.models.campaign import Campaign
from campaigns.models.numbers import validate_weight
from campaigns.models.subject import Subject
from campaigns.models.unit import is_key
from campaigns.text import Text


class Pool(models.Model):
    """A class of raters (参评人员类别) with its reach and its quota a unit."""

    class Reach(models.TextChoices):
        UNIT = "unit", _("the own unit only")
        GROUP = "group", _("every unit of the group")
        CAMPAIGN = "campaign", _("every unit of the campaign")
        PEERS = "peers", _("persons of a unit each other, not themselves")
        OPEN = "open", _("open link for the public: the unit each chooses")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="pools", verbose_name=_("campaign")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    short = models.CharField(_("short name"), max_length=20, blank=True)
    short_en = models.CharField(_("short in English"), max_length=30, blank=True)
    reach = models.CharField(_("rates"), max_length=8, choices=Reach)
    quota = models.PositiveSmallIntegerField(
        _("raters a unit"),
        default=0,
        validators=[MaxValueValidator(5000)],
        help_text=_("0 for peers and for the open link."),
    )
    weight = models.CharField(
        _("weight"), max_length=20, default="1", validators=[validate_weight]
    )
    kinds = models.CharField(
        _("rates only"),
        max_length=60,
        blank=True,
        help_text=_("Kinds of subjects: team person initiative pledge. Empty: all."),
    )
    composition = models.CharField(
        _("categories"),
        max_length=300,
        blank=True,
        validators=[validate_composition],
        help_text=_(
            "Who the raters of a unit are, with the least share where one is required, "
            "and in brackets the kinds of units of which it is: service clients 1/5 "
            "(window); party members; residents."
        ),
    )

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "key"),
                name="pool_key",
                violation_error_code="key",
                violation_error_message=_("This campaign has that key already."),
            ),
        )

    def __str__(self) -> str:
        return str(Text(self.name, self.name_en))

    @property
    def brief(self) -> Text:
        """As a narrow column has it."""
        return Text(self.short or self.name, self.short_en or self.name_en)

    @property
    def has_roster(self) -> bool:
        """Whether its raters are named on a list; peers and the public are not."""
        return self.quota > 0

    @property
    def rated_kinds(self) -> set[str]:
        """The kinds of subjects that it rates."""
        return set(self.kinds.split() or Subject.Kind.values)

    @property
    def categories(self) -> tuple[Category, ...]:
        """Of whom it has to be made up; none: of whomever."""
        return composition(self.composition)

    def clean(self) -> None:
        """Closed pools have a quota, peers and the public none."""
        without = self.reach in (self.Reach.PEERS, self.Reach.OPEN)
        if self.quota and without:
            why = _("Peers and the public have no quota: write 0.")
            raise ValidationError({"quota": why})
        if not (self.quota or without):
            raise ValidationError({"quota": _("Write 1 or more.")})
        unknown = set(self.kinds.split()) - set(Subject.Kind.values)
        if unknown:
            text = _("“%s” is no kind of subject.")
            raise ValidationError({"kinds": text % " ".join(sorted(unknown))})
