"""How a campaign counts (计分口径)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.numbers import validate_number, validate_share
from campaigns.models.unit import is_key, refuse_taken
from campaigns.text import Text


class Formula(models.Model):
    """The formula: what is measured, on which row, over which ballots, printed how.

    Which options count for what is said by the scales. Variants: counting.md §1.
    """

    class Measure(models.TextChoices):
        SATISFIED = "satisfied", _("satisfaction rate")
        EXCELLENT = "excellent", _("excellent rate")
        SCORE = "score", _("score")

    class Deciding(models.TextChoices):
        OVERALL = "overall", _("the overall item alone")
        ITEMS = "items", _("all items together")
        MEAN = "mean", _("the mean of the items by their weights")

    class Denominator(models.TextChoices):
        VALID = "valid", _("valid ballots")
        ANSWERED = "answered", _("ballots that answered this row")
        INSIDE = "inside", _("valid ballots less the options left out")
        RETURNED = "returned", _("returned ballots")
        ISSUED = "issued", _("issued ballots")
        DUE = "due", _("the full number of raters")

    class Pools(models.TextChoices):
        HEADS = "heads", _("ballots added together")
        WEIGHTS = "weights", _("each pool's figure by its weight")

    class Empty(models.TextChoices):
        UNDECIDED = "undecided", _("there is no result")
        SPREAD = "spread", _("its weight goes to the others")
        ZERO = "zero", _("it counts as nothing")

    class Rounding(models.TextChoices):
        HALF_UP = "half-up", _("half up")
        HALF_EVEN = "half-even", _("half to even")
        DOWN = "down", _("cut off")

    class Zeros(models.TextChoices):
        KEEP = "keep", _("keep (25.0 %)")
        DROP = "drop", _("drop (25 %)")

    class Total(models.TextChoices):
        AS_IS = "as-is", _("leave as it falls")
        LAST = "last", _("change the last option")
        LARGEST = "largest", _("change the largest option")

    class Rank(models.TextChoices):
        NONE = "none", _("no ranks")
        GROUP = "group", _("within the group")
        KIND = "kind", _("among units of the same kind")
        CAMPAIGN = "campaign", _("in the whole campaign")

    class Method(models.TextChoices):
        NONE = "none", _("no grades")
        BANDS = "bands", _("by bands of the figure")
        MAJORITY = "majority", _("by majority, from the best option down")
        PLURALITY = "plurality", _("the option with most votes")
        QUOTA = "quota", _("by shares of the ranking")

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, related_name="formula", verbose_name=_("campaign")
    )
    measure = models.CharField(
        _("what heads the result"),
        max_length=32,
        default=Measure.SATISFIED,
        help_text=_("satisfied, excellent, score, or the key of a further rate."),
    )
    deciding = models.CharField(
        _("which row decides"), max_length=8, choices=Deciding, default=Deciding.OVERALL
    )
    denominator = models.CharField(
        _("denominator"), max_length=8, choices=Denominator, default=Denominator.VALID
    )
    pools = models.CharField(
        _("pools"), max_length=8, choices=Pools, default=Pools.HEADS
    )
    empty = models.CharField(
        _("a pool without ballots"),
        max_length=10,
        choices=Empty,
        default=Empty.UNDECIDED,
        help_text=_("Where pools have weights."),
    )
    trim_each = models.PositiveSmallIntegerField(
        _("highest and lowest answers left out"),
        default=0,
        help_text=_("Of a score, so many of each."),
    )
    trim_least = models.PositiveSmallIntegerField(
        _("left out from … answers on"), default=0
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"),
        default=1,
        validators=[MaxValueValidator(3)],
        help_text=_("For display only: decisions compare exact numbers of ballots."),
    )
    rounding = models.CharField(
        _("rounding"), max_length=10, choices=Rounding, default=Rounding.HALF_UP
    )
    zeros = models.CharField(
        _("trailing zeros"), max_length=4, choices=Zeros, default=Zeros.KEEP
    )
    total = models.CharField(
        _("shares that do not add up to 100"),
        max_length=8,
        choices=Total,
        default=Total.AS_IS,
        help_text=_("For display only."),
    )
    rank = models.CharField(_("ranking"), max_length=8, choices=Rank, default=Rank.NONE)
    grading = models.CharField(
        _("grades"), max_length=10, choices=Method, default=Method.NONE
    )
    grading_measure = models.CharField(
        _("grades are made of"),
        max_length=32,
        blank=True,
        help_text=_("Empty: of what heads the result."),
    )
    grading_bound = models.CharField(
        _("majority"), max_length=20, default="1/2", validators=[validate_share]
    )
    grading_inclusive = models.BooleanField(
        _("reaching the majority suffices"), default=True
    )
    grading_fails = models.CharField(
        _("below this always the last grade"),
        max_length=20,
        blank=True,
        validators=[validate_number],
    )
    void_alike = models.BooleanField(
        _("all items alike make a card void"), default=False
    )
    void_extremes = models.PositiveSmallIntegerField(
        _("best marks, and worst marks, at most"),
        default=0,
        help_text=_("Subjects of one ballot; the limit holds for both. 0: no limit."),
    )
    void_incomplete = models.BooleanField(
        _("a blank item makes a card void"), default=False
    )

    class Meta:
        verbose_name = _("formula")
        verbose_name_plural = _("formulas")

    def __str__(self) -> str:
        return f"{self.get_deciding_display()} / {self.get_denominator_display()}"

    def clean(self) -> None:
        """Trimming leaves something; shares are given out by a ranking."""
        least = 2 * self.trim_each + 1
        if self.trim_each and self.trim_least < least:
            why = _("Write %d or more: of fewer answers nothing would be left.")
            raise ValidationError({"trim_least": why % least})
        if self.grading == self.Method.QUOTA and self.rank == self.Rank.NONE:
            text = _("Shares are given out by the ranking: choose one.")
            raise ValidationError({"rank": text})


class Rate(models.Model):
    """A further named rate beside 满意率 and 优秀率 (counting.md §1.1, R1-R3)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rates")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.CharField(_("key"), max_length=32, validators=[is_key])
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    options = models.CharField(
        _("options that count"),
        max_length=240,
        help_text=_("Their keys, such as: good fair"),
    )

    class Meta:
        verbose_name = _("further rate")
        verbose_name_plural = _("further rates")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "key"), name="rate_key"),
        )

    def __str__(self) -> str:
        return str(Text(self.name, self.name_en))

    def clean(self) -> None:
        """Its key is no name that measures have anyway."""
        refuse_taken(self.key)


class Step(models.Model):
    """A grade (等次), the best first."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)
    lowest = models.CharField(
        _("from"), max_length=20, blank=True, validators=[validate_number]
    )
    inclusive = models.BooleanField(_("this very figure counts"), default=True)
    share = models.CharField(
        _("share"), max_length=20, blank=True, validators=[validate_share]
    )

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(Text(self.label, self.label_en))


class Quorum(models.Model):
    """How many must have voted for a result to stand (counting.md §1.5)."""

    class Scope(models.TextChoices):
        CAMPAIGN = "campaign", _("the whole campaign")
        UNIT = "unit", _("each subject")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="quorums")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    scope = models.CharField(
        _("scope"), max_length=8, choices=Scope, default=Scope.CAMPAIGN
    )
    pool = models.CharField(
        _("pool"), max_length=32, blank=True, help_text=_("Its key; empty: all.")
    )
    bound = models.CharField(
        _("share of those due"), max_length=20, blank=True, validators=[validate_share]
    )
    inclusive = models.BooleanField(_("reaching it suffices"), default=True)
    least = models.PositiveIntegerField(_("or ballots returned"), default=0)

    class Meta:
        verbose_name = _("quorum")
        verbose_name_plural = _("quorums")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.bound or self.least}"

    def clean(self) -> None:
        """Either a share or a number."""
        if bool(self.bound) == bool(self.least):
            why = _("Write a share or a number of ballots, one of both.")
            raise ValidationError({"least": why})
