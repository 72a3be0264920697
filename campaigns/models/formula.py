"""How a campaign counts (计分口径)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign


class Formula(models.Model):
    """The formula: which row decides, over which ballots, printed how.

    Which options count as satisfied is said by the options of the scale. Heads of all
    pools are added together (S1). Variants: counting.md §1.1 and §1.3.
    """

    class Deciding(models.TextChoices):
        OVERALL = "overall", _("the overall item alone")
        ITEMS = "items", _("all items together")

    class Denominator(models.TextChoices):
        VALID = "valid", _("valid ballots")
        ANSWERED = "answered", _("ballots that answered this row")
        INSIDE = "inside", _("valid ballots less the options left out")
        RETURNED = "returned", _("returned ballots")
        ISSUED = "issued", _("issued ballots")

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, related_name="formula", verbose_name=_("campaign")
    )
    deciding = models.CharField(
        _("which row decides"), max_length=8, choices=Deciding, default=Deciding.OVERALL
    )
    denominator = models.CharField(
        _("denominator"), max_length=8, choices=Denominator, default=Denominator.VALID
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"),
        default=1,
        validators=[MaxValueValidator(3)],
        help_text=_("For display only: decisions compare exact numbers of ballots."),
    )

    class Meta:
        verbose_name = _("formula")
        verbose_name_plural = _("formulas")

    def __str__(self) -> str:
        return f"{self.get_deciding_display()} / {self.get_denominator_display()}"
