"""The ledger of one unit in one campaign, as far as somebody may read it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ballots.models import Comment
from ballots.models.comment import CommentQuerySet
from campaigns.models import Audience, Campaign, GroupUnit, Unit
from campaigns.roles import UNIT, is_auditor, sides
from reports.ledger.counts import Counts, counts
from reports.ledger.mended import Mended, figures_of
from reports.models import Measure, Point
from reports.models.handling import AT_WORK, KEEPERS, UNANSWERED
from reports.models.point import Basis
from reports.reading import Reading


def units(campaign: Campaign) -> QuerySet[Unit]:
    """Those that are rated in it; of a second vote not the others of a group."""
    rated = Unit.objects.filter(subjects__campaign=campaign)
    return rated.distinct()


def watched(user: Any, campaign: Campaign) -> QuerySet[Unit]:
    """The units whose ledger `user` keeps or checks: of the office and auditors all."""
    seats = GroupUnit.objects.filter(group__campaign=campaign)
    if not is_auditor(user):
        seats = seats.for_user(user)
    return units(campaign).filter(pk__in=seats.values("unit"))


@dataclass(frozen=True)
class OfUnit:
    """A unit in a campaign, in the eyes of one user."""

    campaign: Campaign
    unit: Unit
    user: Any

    @cached_property
    def sides(self) -> frozenset[str]:
        return sides(self.user, self.campaign, self.unit)

    @property
    def is_readable(self) -> bool:
        return bool(self.sides) or is_auditor(self.user)

    @property
    def may_keep(self) -> bool:
        """Whether the user makes points: of the original team or the office."""
        return bool(self.sides & set(KEEPERS))

    @property
    def untold(self) -> bool:
        """Whether its keeper has to be told that the unit reads nothing of it yet."""
        return self.may_keep and not self.campaign.is_released_to(Audience.HEAD)

    @property
    def may_draw(self) -> bool:
        return UNIT in self.sides

    @property
    def mine(self) -> Any:
        rows = Point.objects.for_user(self.user)
        return rows.filter(campaign=self.campaign, unit=self.unit)

    @cached_property
    def points(self) -> list[Point]:
        return list(self.mine.listed().order_by("number"))

    @cached_property
    def counts(self) -> Counts:
        return counts(self.mine)

    @cached_property
    def measures(self) -> QuerySet[Measure]:
        """Read once, or only counted beside a result."""
        rows = Measure.objects.for_user(self.user).in_force()
        rows = rows.filter(campaign=self.campaign, unit=self.unit)
        return rows.select_related("case").with_course()

    @property
    def served(self) -> Any:
        """Points that a new measure may serve."""
        return self.mine.filter(state__in=AT_WORK).select_related("unit")

    @property
    def closed(self) -> Any:
        """Points that may be opened again."""
        return self.mine.filter(state=Point.State.CLOSED).select_related("unit")

    @cached_property
    def mended(self) -> list[Mended]:
        """What raters of later campaigns say of it, as far as it may be read."""
        return figures_of(self.user, self.campaign, self.unit)

    @property
    def may_reopen(self) -> bool:
        """Whether there are figures, and points that are closed."""
        told = any(one.figure for one in self.mended)
        return told and self.may_keep and self.closed.exists()

    # comments ----------------------------------------------------------------------

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.campaign, self.user)

    @cached_property
    def comments(self) -> CommentQuerySet:
        """What was let go on the unit, what is in no point yet first."""
        rows: Any = self.reading.everybodys.let_go().filter(subject__unit=self.unit)
        bases = Basis.objects.filter(comment=OuterRef("pk"))
        taken = Exists(bases.exclude(point__state=Point.State.STRUCK))
        found: CommentQuerySet = rows.annotate(taken=taken).order_by("taken", "pk")
        return found

    @cached_property
    def progress(self) -> tuple[int, int]:
        """How many comments are in a point, and of how many."""
        rows: Any = self.comments
        taken = list(rows.values_list("taken", flat=True))
        return sum(taken), len(taken)

    @property
    def open_points(self) -> Any:
        """Those into which more comments may be merged."""
        return self.mine.filter(state__in=UNANSWERED).select_related("unit")

    @property
    def quoted(self) -> set[str]:
        """Comments that the unit is not to read: what was held back, or all words."""
        rows = Comment.objects.filter(campaign=self.campaign, subject__unit=self.unit)
        found = set(rows.held_back().values_list("text", flat=True))
        if not self.reading.definition.verbatim:
            found |= set(rows.let_go().values_list("published", flat=True))
        return found
