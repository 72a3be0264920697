"""The comments of a campaign as somebody of its supervision team reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Case, Count, Prefetch, Q, Sum, When
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import disclosure
from ballots.models import Account, Comment, CommentRelease, Summary
from ballots.models.comment import LONG, READABLE, CommentQuerySet
from campaigns.blockers import Blocker
from campaigns.definition import Definition
from campaigns.frozen import frozen
from campaigns.models import Audience, Blocked, Campaign, GroupUnit, WrongState
from campaigns.models import Subject as SubjectRow
from reports import releasing
from reports.build import build
from reports.models import Basis, Point, Release


@dataclass(frozen=True, slots=True)
class Line:
    """A subject, how far its comments are read, and what is told of them."""

    subject: SubjectRow
    read: int
    written: int
    summary: str


@dataclass(frozen=True)
class Reading:
    """A campaign's comments, in the hands of one member of a supervision team."""

    campaign: Campaign
    user: Any

    @cached_property
    def definition(self) -> Definition:
        return frozen(self.campaign)

    @cached_property
    def release(self) -> CommentRelease | None:
        return CommentRelease.objects.filter(campaign=self.campaign).first()

    @property
    def is_open(self) -> bool:
        """Whether decisions can still be made."""
        return self.campaign.state in READABLE and self.release is None

    @cached_property
    def shown(self) -> list[str]:
        """Subjects whose comments may be read at all: the floors bind the team, too."""
        closed = [p.key for p in self.definition.pools.values() if not p.is_open]
        rows = Account.objects.filter(campaign=self.campaign, subject__isnull=False)
        valid = dict(
            rows.filter(pool__key__in=closed or list(self.definition.pools))
            .values_list("subject__key")
            .annotate(n=Sum("valid"))
        )
        numbers: dict[str, int] = {}
        written = Comment.objects.filter(campaign=self.campaign)
        for key in written.values_list("subject__key", flat=True):
            numbers[key] = numbers.get(key, 0) + 1
        floors = self.definition.floors
        return [
            key
            for key, n in numbers.items()
            if disclosure.comments_shown(valid.get(key, 0), n, floors)
        ]

    @property
    def everybodys(self) -> CommentQuerySet:
        """All that will be released, whoever reads them."""
        rows = Comment.objects.filter(campaign=self.campaign)
        return rows.on(self.shown)

    @property
    def comments(self) -> CommentQuerySet:
        """Those on the units of this user."""
        return self.everybodys.for_user(self.user).order_by("pk")

    @property
    def hidden(self) -> int:
        """Comments on this user's units that nobody reads, because they are few."""
        rows = Comment.objects.filter(campaign=self.campaign).for_user(self.user)
        return rows.count() - self.comments.count()

    @cached_property
    def lines(self) -> list[Line]:
        """The subjects of this user's units on which something was written."""
        rows = self.comments.order_by().values("subject__key")
        done = Count("pk", filter=~Q(review=Comment.Review.UNREAD))
        found = rows.annotate(done=done, n=Count("pk"))
        numbers = {row["subject__key"]: (row["done"], row["n"]) for row in found}
        summaries = Summary.objects.filter(campaign=self.campaign)
        told = dict(summaries.values_list("pk", "text"))
        subjects = SubjectRow.objects.filter(campaign=self.campaign)
        return [
            Line(row, *numbers[row.key], told.get(row.pk, ""))
            for row in subjects.select_related("unit")
            if row.key in numbers
        ]

    def on(self, subject: SubjectRow) -> CommentQuerySet:
        """The comments on one subject, those that nobody has read first."""
        read = Case(When(review=Comment.Review.UNREAD, then=0), default=1)
        rows = self.comments.filter(subject=subject).order_by(read, "pk")
        return rows.prefetch_related(self.in_points)

    @property
    def in_points(self) -> Prefetch[str]:
        """Into which points they were made, as far as this user may know of these."""
        points = Point.objects.for_user(self.user).in_force()
        bases = Basis.objects.filter(point__in=points).select_related("point__unit")
        return Prefetch("bases", bases)

    @cached_property
    def several(self) -> set[str]:
        """Long texts that stand on several units: they are read once for all."""
        rows = self.comments.order_by().annotate(size=Length("text"))
        texts = rows.filter(size__gte=LONG).values("text")
        units = texts.annotate(units=Count("subject__unit", distinct=True))
        return {row["text"] for row in units.filter(units__gt=1)}

    @cached_property
    def progress(self) -> tuple[int, int]:
        """How many of this user's comments are read, and of how many."""
        return sum(x.read for x in self.lines), sum(x.written for x in self.lines)

    @property
    def changed(self) -> CommentQuerySet:
        """What was redacted or withheld on this user's units: to be looked at twice."""
        return self.comments.changed().select_related("subject__unit")

    # letting go ------------------------------------------------------------------

    def blockers(self) -> list[Blocker]:
        """What stands in the way of the release, stops first."""
        found = [*self._unread(), *self._second(), *self._untold()]
        return sorted(found, key=lambda each: not each.stops)

    def _unread(self) -> Iterator[Blocker]:
        n = self.everybodys.unread().count()
        if n:
            keys = self.everybodys.unread().values_list("subject__key", flat=True)
            told = self._named(set(keys))
            text = ngettext(
                "%(n)d comment has not been read: %(names)s.",
                "%(n)d comments have not been read: %(names)s.",
                n,
            ) % {"n": n, "names": ", ".join(told)}
            yield Blocker(text, self.page)

    def _second(self) -> Iterator[Blocker]:
        """Two people: who changes something or reads all is not the one to let go."""
        me, rows = self.user.get_username(), self.everybodys
        mine = rows.changed().filter(reader=me).count()
        others = rows.exclude(reader__in=("", me))
        if not mine and (others.exists() or not rows.filter(reader=me).exists()):
            return
        if not self._members():
            text = _(
                "You are the only one in the supervision teams of this campaign, and "
                "what one has read another releases. Ask the campaign office to add "
                "a second member to your team."
            )
        elif mine:
            text = ngettext(
                "You have redacted or withheld %(n)d comment: another member releases, "
                "%(names)s. Or put it back and let another read it.",
                "You have redacted or withheld %(n)d comments: another member "
                "releases, %(names)s. Or put them back and let another read them.",
                mine,
            ) % {"n": mine, "names": ", ".join(self._members())}
        else:
            text = _(
                "You have read all comments yourself: another member releases, "
                "%(names)s."
            ) % {"names": ", ".join(self._members())}
        yield Blocker(text, self.page)

    def _members(self) -> list[str]:
        """The others in a supervision team of the campaign."""
        seats = GroupUnit.objects.filter(group__campaign=self.campaign)
        mine = Q(teams__seats__in=seats) | Q(teams__groups__campaign=self.campaign)
        users = get_user_model().objects.filter(mine, is_active=True)
        users = users.exclude(pk=self.user.pk).distinct().order_by("username")
        return [user.get_full_name() or user.get_username() for user in users]

    def _untold(self) -> Iterator[Blocker]:
        """Where the unit gets a summary, one should be there."""
        if self.definition.verbatim:
            return
        told = Summary.objects.filter(campaign=self.campaign).exclude(text="")
        keys = set(told.values_list("subject__key", flat=True))
        passed = self.everybodys.passed().values_list("subject__key", flat=True)
        names = self._named(set(passed) - keys)
        if names:
            text = _("No summary yet, so the unit reads nothing of them: %(names)s.")
            words = {"names": ", ".join(names)}
            yield Blocker(text % words, self.page, stops=False)

    def _named(self, keys: set[str]) -> list[str]:
        """Subjects in the order of the definition."""
        rows = self.definition.subjects.items()
        return [str(subject.name) for key, subject in rows if key in keys]

    @property
    def stops(self) -> bool:
        return any(blocker.stops for blocker in self.blockers())

    def points(self) -> list[str]:
        """What follows from the release, with the numbers of this campaign."""
        rows = self.everybodys
        words = {
            "passed": rows.passed().count(),
            "redacted": rows.passed().changed().count(),
            "withheld": rows.withheld().count(),
        }
        unit = _("The units get the summaries, not the words.")
        if self.definition.verbatim:
            unit = _("The units get them word for word.")
        return [
            _(
                "%(passed)d comments go out, %(redacted)d of them redacted; "
                "%(withheld)d are withheld and only counted."
            )
            % words,
            _("The campaign office and the supervision teams see them in the reports."),
            unit,
            *self._known(),
            _("You stand by what another has redacted and withheld."),
            _("It is done once for the whole campaign and cannot be taken back."),
        ]

    def _known(self) -> Iterator[str]:
        """What the units, raters and public see of a result that is out already."""
        if self.campaign.is_released_to(Audience.HEAD):
            yield _(
                "The result is released already and changes with them: outside office, "
                "teams and auditors it is seen again once it is released as the next "
                "version."
            )

    @property
    def button(self) -> str:
        n = self.everybodys.passed().count()
        text = ngettext("Release %(n)d comment", "Release %(n)d comments", n)
        return text % {"n": n}

    def check(self) -> None:
        """Raise what `let_go` would: Blocked, WrongState."""
        if not self.is_open:
            raise WrongState(f"{self.campaign.pk}: comments are not being read")
        stops = [blocker for blocker in self.blockers() if blocker.stops]
        if stops:
            raise Blocked(stops)

    def let_go(self) -> int:
        """Release all comments of the campaign at once; how many go out.

        A released result has its next version with them, unless nobody wrote. Raises
        Blocked and WrongState.
        """
        with transaction.atomic():
            CommentRelease.objects.still_open(self.campaign)
            # the next version does so as well: not when the chain is in hand already
            Campaign.objects.select_for_update().get(pk=self.campaign.pk)
            self.check()
            CommentRelease.objects.make(self.campaign, self.user, self.everybodys)
            released = Release.objects.latest_of(self.campaign)
            if released and build(self.campaign).changed:
                releasing.following(self.campaign, self.user.get_username())
            return self.everybodys.passed().count()

    @property
    def page(self) -> str:
        return reverse("reports:comments", args=[self.campaign.pk])
