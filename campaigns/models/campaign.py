"""The campaign: one stage of an appraisal, from draft to archive."""

from functools import reduce
from operator import or_
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.audience import Audience
from campaigns.models.asking import Asking
from campaigns.models.freezing import Freezing
from campaigns.models.handing_in import HandingIn
from campaigns.models.refusals import WrongState
from campaigns.models.released import Released
from campaigns.models.retention import ENDED, Retention
from campaigns.roles import CERTIFIED, campaigns_of, is_office, sees_nothing
from campaigns.text import Text


def validate_time_zone(name: str) -> None:
    """Refuse a name that the system's time zone data do not hold."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone “%s”.") % name)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def for_user(self, user: Any) -> Self:
        """What `user` may see: the office all, others where they have a role."""
        if is_office(user):
            return self
        if sees_nothing(user):
            return self.none()
        return self.filter(campaigns_of(user), drill=False).distinct()

    def real(self) -> Self:
        return self.filter(drill=False)

    def certified(self) -> Self:
        """Real ones with a result that stands."""
        return self.real().filter(state__in=CERTIFIED)

    def first_votes(self) -> Self:
        """Real ones without second votes, which nobody counts as one of a series."""
        return self.filter(drill=False, parent=None)

    def drills_of(self, campaign: "Campaign") -> Self:
        return self.filter(parent=campaign, drill=True)

    def zones(self) -> list[ZoneInfo]:
        """Where the campaigns are: a day ends in each of them at its own hour."""
        names = self.order_by().values_list("time_zone", flat=True).distinct()
        return [ZoneInfo(name) for name in names]

    def past(self, day: str) -> Q:
        """Of rows that hang on a campaign those whose `day` is over where it is."""
        over = (
            Q(campaign__time_zone=str(zone))
            & Q((f"{day}__lt", timezone.localdate(timezone=zone)))
            for zone in self.zones()
        )
        return reduce(or_, over, Q(pk__in=()))

    def holding(self) -> Self:
        """Over, and their names not erased yet; drills are wiped, with all in them."""
        rows = self.real().filter(state__in=ENDED, erased_at=None)
        return rows.exclude(ended_at=None).order_by("ended_at", "pk")


class Campaign(Asking, Freezing, HandingIn, Released, Retention):
    """A campaign (评议活动): who rates what, on which form, and how it is counted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FROZEN = "frozen", _("Frozen")
        OPEN = "open", _("Voting")
        CLOSED = "closed", _("Closed")
        COUNTED = "counted", _("Counted")
        RELEASED = "released", _("Released")
        ARCHIVED = "archived", _("Archived")
        SUSPENDED = "suspended", _("Suspended")
        VOID = "void", _("Void")

    LIVE = (State.FROZEN, State.OPEN, State.SUSPENDED)  # slips are made and used

    class Blank(models.TextChoices):
        REFUSE = "refuse", _("every item must be answered")
        ABSTAIN = "abstain", _("a blank item is an abstention on that item")

    class Comments(models.TextChoices):
        THEMES = "themes", _("as a summary in the supervision team's words")
        VERBATIM = "verbatim", _("word for word, after names are taken out")

    class Activation(models.TextChoices):
        ALL = "all", _("all slips as voting opens")
        PRESENT = "present", _("by the number present, place by place")

    class Custody(models.TextChoices):
        CARDS = "cards", _("two of three trustee cards")
        FILE = "file", _("key file on the server")

    class Occasion(models.TextChoices):
        REGULAR = "regular", _("regular")
        YEAR_END = "year-end", _("year-end")

    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    stage = models.CharField(
        _("stage"),
        max_length=80,
        blank=True,
        help_text=_("The stage (环节) this campaign belongs to."),
    )
    stage_en = models.CharField(_("stage in English"), max_length=120, blank=True)
    series = models.CharField(
        _("series"),
        max_length=80,
        blank=True,
        help_text=_("Campaigns that follow each other carry the same name."),
    )
    occasion = models.CharField(
        _("occasion"), max_length=8, choices=Occasion, default=Occasion.REGULAR
    )
    office = models.CharField(
        _("campaign office"),
        max_length=120,
        blank=True,
        help_text=_("Stands in the head of the papers."),
    )
    office_en = models.CharField(_("office in English"), max_length=160, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.DRAFT, editable=False
    )
    drill = models.BooleanField(_("drill"), default=False, editable=False)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        related_name="copies",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("copied from"),
    )
    opens_at = models.DateTimeField(_("voting opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("voting closes"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Asia/Shanghai",
        validators=[validate_time_zone],
    )
    blank = models.CharField(
        _("blank items"), max_length=8, choices=Blank, default=Blank.REFUSE
    )
    comments_to_unit = models.CharField(
        _("comments to the unit"),
        max_length=8,
        choices=Comments,
        default=Comments.THEMES,
        help_text=_(
            "Raters are told which before they write; the supervision team reads all "
            "first."
        ),
    )
    activation = models.CharField(
        _("slips become active"),
        max_length=8,
        choices=Activation,
        default=Activation.ALL,
        help_text=_(
            "By the number present: slips that were not handed out are scanned, and "
            "none of them can vote."
        ),
    )
    custody = models.CharField(
        _("who keeps the key of the box"),
        max_length=8,
        choices=Custody,
        default=Custody.CARDS,
        help_text=_(
            "Cards: office, supervision team and archive print one each after "
            "freezing; any two open the box, and who loses two loses the campaign. "
            "File: whoever runs the server could open the box early; every report "
            "says so. A drill always has a file."
        ),
    )
    rate_floor = models.PositiveSmallIntegerField(
        _("a rate from … ballots on"), default=5, validators=[MinValueValidator(3)]
    )
    distribution_floor = models.PositiveSmallIntegerField(
        _("all figures from … ballots on"),
        default=8,
        validators=[MinValueValidator(3)],
    )
    comment_floor = models.PositiveSmallIntegerField(
        _("comments from … ballots on"), default=10, validators=[MinValueValidator(3)]
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="campaign_closes_after_it_opens",
                violation_error_code="closes_at",
                violation_error_message=_("Voting must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="campaign_audience"
            ),
            models.CheckConstraint(
                condition=Q(rate_floor__gte=3, comment_floor__gte=3)
                & Q(distribution_floor__gte=F("rate_floor")),
                name="campaign_floors",
                violation_error_code="distribution_floor",
                violation_error_message=_(
                    "No floor may be below 3, and all figures need at least as many "
                    "ballots as one rate."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Text:
        return Text(self.title, self.title_en)

    @property
    def stage_text(self) -> Text:
        return Text(self.stage, self.stage_en)

    @property
    def office_text(self) -> Text:
        return Text(self.office, self.office_en)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_second_vote(self) -> bool:
        """Whether a case asked for it: what was flagged is rated once more.

        True of a small rating after talks as well: it opens no cases either.
        """
        return not self.drill and self.parent_id is not None

    @property
    def first_vote(self) -> "Campaign":
        """What a second vote repeats; itself, if it repeats none."""
        real = self.parent if self.drill and self.parent else self
        if real.is_second_vote and real.parent:
            return real.parent
        return self

    @property
    def may_go(self) -> bool:
        """Whether it may be deleted: nothing has been printed or decided by it."""
        return self.drill or self.state in (self.State.DRAFT, self.State.VOID)

    def leave(self, state: str, to: str, **columns: Any) -> None:
        """Go from `state` to the state `to`; WrongState when another act was first.

        `columns` are written with it.
        """
        rows = Campaign.objects.filter(pk=self.pk, state=state)
        if not rows.update(state=to, **columns):
            raise WrongState(f"{self.pk}: not {state}")
        self.state = to
        for name, value in columns.items():
            setattr(self, name, value)
