"""The case (案卷): what people make of a finding, from the analysis to the end."""

from datetime import date, timedelta
from typing import Any, Self, cast

from django.db import IntegrityError, models, transaction
from django.db.models import (
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, GroupUnit, Subject, Team, Unit
from campaigns.roles import (
    CERTIFIED,
    OFFICE,
    TEAM,
    UNIT,
    is_office,
    sides,
    told_of,
)
from campaigns.text import Text
from reports.models.course import Course
from reports.models.measure import Measure
from reports.models.moving import State
from reports.models.release import Release
from reports.models.step import Outcome, Side, Step
from reports.models.stepping import Meanwhile, OfUnits, acts_as

AFTER_VOTE = timedelta(days=7)
# whose turn it is in which state; work and the second vote depend on how far they are
TURNS = {
    State.ANALYSIS: TEAM,
    State.PROPOSED: OFFICE,
    State.PLAN: UNIT,
    State.REVIEW: TEAM,
    State.READY: OFFICE,
    State.ACTION: TEAM,
    State.CLOSING: OFFICE,
}


class CaseQuerySet(OfUnits["Case"]):
    """The unit reads its own from the decision on: before, nothing is settled."""

    UNIT = "subject__unit"
    READ = Q(decided_at__isnull=False)

    def turn_of(self, side: str) -> Self:
        """Cases in which this side has to do the next step."""
        states = [state for state, whose in TURNS.items() if whose == side]
        here = Q(state__in=states)
        to_do = Exists(
            Measure.objects.filter(state__in=Measure.TO_DO, case=OuterRef("pk"))
        )
        voted = Q(second__state__in=CERTIFIED)
        if side == UNIT:
            here |= Q(to_do, state=State.WORK)
        elif side == TEAM:
            here |= Q(~to_do, state=State.WORK) | Q(voted, state=State.VOTE)
        else:
            # of the second vote itself the desk tells, unless it is gone
            here |= Q(state=State.VOTE) & (
                Q(second=None) | Q(second__state=Campaign.State.VOID)
            )
        return self.filter(here)

    def waiting_for(self, user: Any) -> Self:
        """Cases in which it is the turn of `user`, the first deadline first."""
        seats = GroupUnit.objects.watched(user, "subject__unit")
        mine = Q(pk__in=self.turn_of(TEAM).filter(seats).values("pk"))
        units = told_of(user, "subject__unit")
        mine |= Q(pk__in=self.turn_of(UNIT).filter(units).values("pk"))
        if is_office(user):
            mine |= Q(pk__in=self.turn_of(OFFICE).values("pk"))
        rows = self.for_user(user).filter(mine)
        return rows.dated().order_by(models.F("day").asc(nulls_last=True), "pk")

    def standing(self) -> Self:
        return self.exclude(state=State.CLOSED)

    def late(self) -> Self:
        return self.standing().dated().filter(Campaign.objects.past("day"))

    def dated(self) -> Self:
        """With `day`, by when the next step is due.

        A second vote has its own times, which the office may still change.
        """
        released = Release.objects.filter(campaign=OuterRef("second"))
        after = ExpressionWrapper(
            Subquery(released.order_by("pk").values("made_at")[:1]) + AFTER_VOTE,
            models.DateTimeField(),
        )
        ends = Coalesce(after, "second__closes_at")
        in_vote = Q(state=State.VOTE, second__isnull=False)
        days = (
            When(
                in_vote,
                campaign__time_zone=str(zone),
                then=TruncDate(ends, tzinfo=zone),
            )
            for zone in Campaign.objects.zones()
        )
        return self.annotate(day=models.Case(*days, default="due"))

    def of_team(self, team: Team) -> Self:
        """Those of the units whose original team it is."""
        seats = GroupUnit.objects.filter(
            group__campaign=OuterRef("campaign"),
            unit=OuterRef("subject__unit"),
            team=team,
        )
        return self.filter(Exists(seats))

    def listed(self) -> Self:
        """With what a list says of them, however many there are."""
        with_rows = self.select_related("campaign", "subject__unit", "second")
        rows = with_rows.prefetch_related("measures").dated()
        return rows.defer("campaign__definition", "second__definition")

    def on(self, campaign: Campaign) -> dict[str, "Case"]:
        """The cases on subjects of a campaign, or on what it rates again, by key.

        Of several on one subject that which stands, else the newest.
        """
        rows = self.filter(Q(campaign=campaign) | Q(second=campaign))
        found = list(rows.select_related("subject").order_by("pk"))
        closed = [row for row in found if row.is_closed]
        standing = [row for row in found if not row.is_closed]
        return {row.subject.key: row for row in [*closed, *standing]}

    def open(self, user: Any, side: str, **columns: Any) -> "Case":
        """A case on a finding, once. Raises PermissionDenied and Meanwhile."""
        case = Case(**columns)
        acts_as(sides(user, case.campaign, case.unit), side)
        if case.light:
            case.state, case.outcome = State.ACTION, Outcome.TALK
            case.decided_at = timezone.now()
        try:
            with transaction.atomic():
                case._go(case.state)
                case._step(user, side, Step.Kind.OPENED, rule=case.rule)
        except IntegrityError:
            raise Meanwhile(case.campaign_id) from None
        return case


class Case(Course):
    """One finding on one subject of a released result, and what came of it.

    The finding is kept as it stood, in both languages, with its figures: a later
    version of the result changes nothing of it. `light` is of a unit that only just
    passed: the team talks to its head, and no more.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cases")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="cases")
    # the place of its rule in the frozen definition
    rule = models.PositiveSmallIntegerField()
    consequence = models.CharField(max_length=12)
    light = models.BooleanField(default=False)
    finding = models.TextField()
    finding_en = models.TextField(blank=True)
    figures: Any = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField()
    second = models.ForeignKey(
        Campaign, models.SET_NULL, related_name="asked_by", null=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "subject", "rule"), name="case_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.pk])

    @property
    def number(self) -> str:
        """2026-003: the year in which it was opened, and a number of the site."""
        return f"{self.opened_at.astimezone(self.campaign.zone):%Y}-{self.pk:03d}"

    @property
    def unit(self) -> Unit:
        return self.subject.unit

    @property
    def team(self) -> Team | None:
        """The unit's original team, which analyses and proposes."""
        seats = Q(seats__group__campaign=self.campaign_id, seats__unit=self.unit)
        return Team.objects.filter(seats).first()

    @property
    def whose(self) -> str:
        """Whose turn it is, by name."""
        if self.turn == UNIT:
            return str(self.unit)
        team = self.team if self.turn == TEAM else None
        return str(team or Side(self.turn).label) if self.turn else ""

    @property
    def title(self) -> str:
        """The unit, and who or what of it where it is not its team."""
        unit, name = str(self.unit), str(self.subject)
        return unit if name == unit else f"{unit} · {name}"

    @property
    def words(self) -> Text:
        """What was found, as it was said then."""
        return Text(self.finding, self.finding_en)

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_planned(self) -> bool:
        """Whether the unit still writes its plan."""
        return self.state == State.PLAN

    @property
    def turn(self) -> str:
        """Whose turn it is; nobody's when it is closed."""
        if self.state == State.WORK:
            to_do = any(measure.is_open for measure in self.measures.all())
            return UNIT if to_do else TEAM
        if self.state == State.VOTE:
            return TEAM if self.voted else OFFICE
        return TURNS.get(State(self.state), "")

    @property
    def deadline(self) -> date | None:
        """By when the next step is due; a list has asked for all of its rows."""
        listed = "day" in self.__dict__
        row = self if listed else Case.objects.dated().only("pk").get(pk=self.pk)
        return cast("date | None", row.__dict__["day"])

    @property
    def is_late(self) -> bool:
        return not self.is_closed and self.campaign.is_past(self.deadline)

    @property
    def outcomes(self) -> list[Outcome]:
        """What may come of it: of an initiative other things than of a unit."""
        if self.subject.kind == Subject.Kind.INITIATIVE:
            fit = [Outcome.CONTINUED, Outcome.IMPROVED, Outcome.DROPPED]
        else:
            fit = [Outcome.REWORK, Outcome.TALK, Outcome.TRAINING]
            fit += [Outcome.INELIGIBLE, Outcome.MOVED]
        return [*fit, Outcome.REFUSED]

    @property
    def usual(self) -> str:
        """The outcome that its rule names."""
        found = {
            "rework": Outcome.REWORK,
            "rectify": Outcome.REWORK,
            "training": Outcome.TRAINING,
            "ineligible": Outcome.INELIGIBLE,
            "replace": Outcome.MOVED,
            "drop": Outcome.IMPROVED,
            "spread": Outcome.CONTINUED,
        }.get(self.consequence, Outcome.TALK)
        return found if found in self.outcomes else self.outcomes[0]
