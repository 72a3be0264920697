"""A point (意见条目): one thing that a unit is asked to mend or to answer.

It is made from released comments, several into one or one into several, or entered by
hand from a meeting, a talk, the letter box; it is an entry of the ledger (台账).
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models import Comment
from campaigns.models import Campaign, GroupUnit, Unit
from campaigns.roles import is_office, sides, told_of
from reports.models.handling import (
    DONE,
    KEEPERS,
    TOLD,
    UNANSWERED,
    Handling,
    Response,
)
from reports.models.measure import Measure
from reports.models.step import Dated
from reports.models.stepping import Meanwhile, OfUnits, acts_as


class PointQuerySet(OfUnits["Point"]):
    """The unit reads its own once they are assigned to it."""

    READ = Q(assigned_at__isnull=False)

    def in_force(self) -> Self:
        return self.exclude(state=Point.State.STRUCK)

    def told(self) -> Self:
        """Those that the unit knows of: assigned, answered or closed."""
        return self.filter(state__in=TOLD)

    def standing(self) -> Self:
        """Those with which somebody still has to do something."""
        return self.exclude(state__in=DONE)

    def waiting(self) -> Self:
        """Those that the unit has to answer."""
        return self.filter(state=Point.State.ASSIGNED)

    def waiting_for(self, user: Any) -> Self:
        """Those in which it is the turn of `user`: the unit's, or who keeps them."""
        own = Q(state=Point.State.ASSIGNED) & told_of(user)
        kept = self.filter(state__in=(Point.State.ENTERED, Point.State.ANSWERED))
        if not is_office(user):
            kept = kept.filter(GroupUnit.objects.watched(user))
        return self.filter(own | Q(pk__in=kept.values("pk")))

    def late(self) -> Self:
        """Those that were to be answered by now."""
        return self.waiting().filter(Campaign.objects.past("due"))

    def listed(self) -> Self:
        """With what the ledger says of them, however many there are."""
        rows = self.select_related("campaign", "unit").prefetch_related("measures")
        return rows.defer("campaign__definition")

    def make(
        self, user: Any, comments: Collection[Comment] = (), **columns: Any
    ) -> "Point":
        """A new point of a unit, resting on these comments.

        Raises PermissionDenied, Meanwhile while there is no released result, and
        NotReleased when it is to rest on a comment that may not be read.
        """
        made = Point(**columns)
        side = made.keeper(user)
        with transaction.atomic():
            # one number after the other, whoever enters at the same moment
            Campaign.objects.select_for_update().get(pk=made.campaign_id)
            made.campaign.refresh_from_db(fields=["state"])
            if not made.campaign.is_certified:
                raise Meanwhile(made.campaign_id)
            made.number = self.next_number(made.campaign, made.unit)
            made.save(force_insert=True)
            made._rest_on(comments)
            made._step(user, side, PointStep.Kind.ENTERED, merged=len(comments))
        return made

    def locked(self, points: Collection["Point"]) -> list["Point"]:
        """These points for an act on all of them, which ends with the transaction.

        Each act on one ends in the chain of the campaign, and nobody waits for the next
        row with the chain in hand: all are locked before, in the same order always.
        """
        rows = self.filter(pk__in=[point.pk for point in points])
        return list(rows.select_for_update().order_by("pk"))

    def draw(self, user: Any, points: Collection["Point"], **columns: Any) -> Measure:
        """A measure with all points that it serves, or nothing. Raises Meanwhile."""
        with transaction.atomic():
            rows = self.locked(points)
            drawn = Measure.objects.draw(user, **columns)
            for row in rows:
                row.serve(user, drawn)
        return drawn

    def reopen(
        self, user: Any, points: Collection["Point"], text: str, due: date
    ) -> int:
        """Reopen all of them, or none: raters are not content. Raises Meanwhile."""
        with transaction.atomic():
            rows = self.locked(points)
            for row in rows:
                row.reopen(user, text, due, discontent=True)
        return len(rows)

    def next_number(self, campaign: Campaign, unit: Unit) -> int:
        rows = Point.objects.filter(campaign=campaign, unit=unit)
        return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


class NotReleased(Exception):
    """A point rests on comments of its own unit that were let go, on nothing else."""


class Point(Handling):
    """An entry of the ledger: what it is about, whence, whose it is, how far it is."""

    class Source(models.TextChoices):
        COMMENTS = "comments", _("comments of the ballot")
        MEETING = "meeting", pgettext_lazy("source of a point", "meeting")
        TALK = "talk", pgettext_lazy("source of a point", "talk")
        LETTER = "letter", pgettext_lazy("source of a point", "letter box")
        HOTLINE = "hotline", pgettext_lazy("source of a point", "hotline")
        INSPECTION = "inspection", pgettext_lazy("source of a point", "inspection")
        OTHER = "other", pgettext_lazy("source of a point", "other")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="points")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="points")
    # counted within its unit, so that a gap tells nothing of others
    number = models.PositiveIntegerField()
    source = models.CharField(_("source"), max_length=10, choices=Source)
    # which meeting, which inspection
    detail = models.CharField(_("source in words"), max_length=120, blank=True)
    raised_on = models.DateField(_("raised on"))
    measures = models.ManyToManyField(Measure, related_name="points", blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ("campaign", "unit", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "unit", "number"), name="point_number"
            ),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("ledger:point", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether the unit was to have answered by now."""
        waits = self.state == self.State.ASSIGNED
        return waits and self.campaign.is_past(self.due)

    @property
    def was_late(self) -> bool:
        """Whether it was answered after the day on which it was due."""
        return bool(self.answered_on and self.due and self.answered_on > self.due)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something with it."""
        return self.state not in DONE

    @property
    def is_told(self) -> bool:
        """Whether the unit knows of it."""
        return self.state in TOLD

    @property
    def drawn(self) -> list[Measure]:
        """Its measures, without those that the unit has taken back."""
        gone = Measure.State.WITHDRAWN
        return [row for row in self.measures.all() if row.state != gone]

    def keeper(self, user: Any) -> str:
        """As what `user` keeps the ledger: team or office. Raises PermissionDenied."""
        mine = sides(user, self.campaign, self.unit)
        seats = GroupUnit.objects.filter(group__campaign=self.campaign, unit=self.unit)
        if not seats.exists():
            raise PermissionDenied
        return acts_as(mine, KEEPERS)

    def comments(self) -> models.QuerySet[Comment]:
        """The comments on which it rests, as far as they are still there."""
        return Comment.objects.filter(bases__point=self).let_go().order_by("pk")

    def rest_on(self, user: Any, comments: Collection[Comment]) -> None:
        """Merge more comments into it. Raises NotReleased."""
        with self._alone(user, KEEPERS, *UNANSWERED) as side:
            self._rest_on(comments)
            self._step(user, side, "rested", merged=len(comments))

    def _rest_on(self, comments: Collection[Comment]) -> None:
        """Rest on these comments as well; on each once. Raises NotReleased."""
        asked = {comment.pk for comment in comments}
        rows = Comment.objects.filter(pk__in=asked).let_go()
        fit = rows.filter(campaign=self.campaign_id, subject__unit=self.unit_id)
        if set(fit.values_list("pk", flat=True)) != asked:
            raise NotReleased
        there = set(self.bases.values_list("comment", flat=True))
        new = [Basis(point=self, comment=row) for row in fit if row.pk not in there]
        Basis.objects.bulk_create(new)


class Basis(models.Model):
    """That a point rests on a comment; its number stays when the comment vanishes."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="bases")
    comment = models.ForeignKey(
        Comment, models.SET_NULL, related_name="bases", null=True
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("point", "comment"), name="basis_once"),
        )

    def __str__(self) -> str:
        return f"{self.point_id} {self.comment_id}"


class PointStep(Dated):
    """What somebody did on a point; appended, never changed."""

    class Kind(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("of a point", "Entered")
        CHANGED = "changed", pgettext_lazy("of a point", "Wording changed")
        RESTED = "rested", pgettext_lazy("of a point", "More comments merged into it")
        ASSIGNED = "assigned", pgettext_lazy("of a point", "Assigned to the unit")
        MEASURE = "measure", pgettext_lazy("of a point", "Measure drawn")
        ANSWERED = "answered", pgettext_lazy("of a point", "Answered")
        SENT_BACK = "sent-back", pgettext_lazy("of a point", "Answer sent back")
        CLOSED = "closed", pgettext_lazy("of a point", "Closed")
        REOPENED = "reopened", pgettext_lazy("of a point", "Reopened")
        STRUCK = "struck", pgettext_lazy("of a point", "Struck out")

    point = models.ForeignKey(Point, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)

    def __str__(self) -> str:
        return f"{self.point_id}-{self.pk} {self.kind}"

    @property
    def response(self) -> str:
        """Accepted or not, in words."""
        return str(dict(Response.choices).get(self.told.get("response", ""), ""))

    @property
    def is_discontent(self) -> bool:
        """Whether it was reopened because those who raised it are not content."""
        return bool(self.told.get("discontent"))
