"""What is flagged."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.definition import bound_text
from campaigns.models.campaign import Campaign
from campaigns.models.subject import Subject

COMPARISONS = {
    "below": _("below"),
    "at-below": _("at or below"),
    "above": _("above"),
    "at-above": _("at or above"),
}


class Rule(models.Model):
    """A rule (结果运用规则); what it finds is a proposal (S1)."""

    class Consequence(models.TextChoices):
        REWORK = "rework", _("propose rework")
        REMINDER = "reminder", _("reminder talk")
        ADMONITION = "admonition", _("admonition talk")
        INELIGIBLE = "ineligible", _("not eligible")
        TRAINING = "training", _("training")
        RECTIFY = "rectify", _("rectify and report again")
        DROP = "drop", _("drop or improve")
        SPREAD = "spread", _("continue and spread")
        REPLACE = "replace", _("move the head")

    class Against(models.TextChoices):
        BOUND = "bound", _("the bound")
        GROUP = "group-mean", _("the mean of the group")
        CAMPAIGN = "campaign-mean", _("the mean of the campaign")
        LAST = "last", _("being among the last")

    class Occasion(models.TextChoices):
        ANY = "", _("any campaign")
        REGULAR = "regular", _("regular campaigns")
        YEAR_END = "year-end", _("year-end campaigns")

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="rules", verbose_name=_("campaign")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    measure = models.CharField(
        _("measure"),
        max_length=32,
        blank=True,
        help_text=_(
            "Empty: what heads the result. Or satisfied, excellent, score, title, the "
            "key of a rate or of an indicator."
        ),
    )
    item = models.CharField(
        _("item"),
        max_length=32,
        blank=True,
        help_text=_("Its key; empty: the deciding row."),
    )
    pool = models.CharField(
        _("pool"), max_length=32, blank=True, help_text=_("Its key; empty: all.")
    )
    kind = models.CharField(
        _("only"),
        max_length=12,
        blank=True,
        choices=(("", _("all subjects")), *Subject.Kind.choices),
    )
    form = models.CharField(
        _("form"),
        max_length=32,
        blank=True,
        help_text=_("Its key; empty: whatever form is used."),
    )
    principal = models.BooleanField(_("only principal leaders"), default=False)
    against = models.CharField(
        _("measured against"), max_length=14, choices=Against, default=Against.BOUND
    )
    last = models.CharField(
        _("last"), max_length=20, blank=True, help_text=_("Such as 3 or 10 %.")
    )
    above = models.BooleanField(_("finds what lies above"), default=False)
    inclusive = models.BooleanField(_("finds the bound itself, too"), default=False)
    bound = models.CharField(
        _("bound"),
        max_length=32,
        blank=True,
        help_text=_("As the rule is written: 2/3 or 80 %."),
    )
    occasion = models.CharField(
        _("in"), max_length=8, blank=True, choices=Occasion, default=Occasion.ANY
    )
    times = models.PositiveSmallIntegerField(
        _("times in the series"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    running = models.BooleanField(_("one after another"), default=True)
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
        if not self.bound:
            return f"{self.get_against_display()}"
        return f"{COMPARISONS[self.comparison]} {self.bound}"

    @property
    def comparison(self) -> str:
        """Direction and limit in one, as a key of COMPARISONS."""
        return ("at-" if self.inclusive else "") + ("above" if self.above else "below")

    def compare(self, comparison: str) -> None:
        """Set direction and limit by a key of COMPARISONS."""
        self.inclusive = comparison.startswith("at-")
        self.above = comparison.endswith("above")

    def clean(self) -> None:
        """Write the bound the way reports print it: 2/3, 80 %."""
        self.bound = bound_text(self.bound)
        self.last = bound_text(self.last)
