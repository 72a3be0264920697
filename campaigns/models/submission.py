"""What is handed in for approval: lists and papers (报送、审核)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Detail, record
from campaigns.approval.kinds import (
    CHANGING,
    HANDED_IN,
    LISTS,
    PAPERS,
    PAPERS_CHANGE,
    TAKEN_BACK,
    WITH_TEAM,
    WITH_UNIT,
    Kind,
    State,
)
from campaigns.approval.known import OF_LIST, known_by
from campaigns.models.campaign import Campaign
from campaigns.models.group import Group
from campaigns.models.listed import Listed
from campaigns.models.refusals import WrongState
from campaigns.models.unit import Unit

WORDS = 500


class Outdated(Exception):
    """What somebody decided on has become something else since he looked."""


class OwnWork(Exception):
    """Whoever has handed something in does not approve it."""


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of(self, kind: str, place: Unit | Group) -> Self:
        column = "group" if isinstance(place, Group) else "unit"
        return self.filter(kind=kind, **{column: place})

    def within(self, groups: Iterable[Group]) -> Self:
        """Those of these groups and of the units in them."""
        keys = [group.pk for group in groups]
        return self.filter(Q(group__in=keys) | Q(unit__seats__group__in=keys))

    def worded(self) -> Self:
        """Those with words that nobody reads any more.

        Why something was let pass without approval stands in reports and in the log.
        """
        return self.exclude(Q(note="") & (Q(reason="") | Q(state=State.WAIVED)))

    def erase(self) -> int:
        """Forget these words, for archiving; what was decided stays."""
        n = self.count()
        self.exclude(state=State.WAIVED).update(reason="")
        self.exclude(note="").update(note="")
        return n

    def keep_changed(self) -> None:
        """Write down which approved lists were changed since, before their names go."""
        rows = self.filter(kind__in=LISTS, state=State.APPROVED)
        rows = rows.select_related("unit", "group")
        changed = [r.pk for r in rows if r.standing(r.content()) == State.CHANGED]
        self.filter(pk__in=changed).update(changed=True)


class Submission(Listed):
    """A list or a paper on its way: who handed it in, who decided, and on what.

    There is none before the first act. What was decided on is known by its digest, so
    that whatever changes it afterwards, by whatever way, is seen.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="submissions", verbose_name=_("campaign")
    )
    kind = models.CharField(max_length=6, choices=Kind)
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="submissions", null=True, blank=True
    )
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="submissions", null=True, blank=True
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    digest = models.CharField(max_length=64, blank=True)
    # written down as the names are erased: no digest tells it any more
    changed = models.BooleanField(default=False)
    # what the unit says along with it, such as why places are free
    note = models.CharField(max_length=WORDS, blank=True)
    # why it was sent back, or let pass
    reason = models.CharField(max_length=WORDS, blank=True)
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "kind", "unit"),
                condition=Q(unit__isnull=False),
                name="submission_of_unit_once",
            ),
            models.UniqueConstraint(
                fields=("kind", "group"),
                condition=Q(group__isnull=False),
                name="submission_of_group_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="cross", unit__isnull=True, group__isnull=False)
                | Q(~Q(kind="cross"), unit__isnull=False, group__isnull=True),
                name="submission_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.unit or self.group}"

    # what it is about ------------------------------------------------------------

    @property
    def is_stored(self) -> bool:
        """Whether anybody has done anything about it."""
        return not self._state.adding

    @property
    def is_paper(self) -> bool:
        return self.kind in PAPERS

    def content(self) -> str:
        """The digest of what there is now; empty while there is nothing."""
        if self.is_paper:
            papers = self.campaign.documents.filter(
                unit=self.unit, kind=self.kind, subject=None
            )
            return known_by([paper.fingerprint] for paper in papers)
        return known_by(self.raters.values_list(*OF_LIST))

    def standing(self, content: str) -> State:
        """How it stands, if this is what there is now."""
        acted = self.state in (State.SUBMITTED, State.APPROVED)
        if not acted or self._is_same(content):
            return State(self.state)
        if self.is_paper:
            return State.OPEN
        return State.CHANGED if self.state == State.APPROVED else State.SUBMITTED

    def _is_same(self, content: str) -> bool:
        """Whether it is what was handed in or approved."""
        if self.campaign.erased_at and not self.is_paper:
            return not self.changed
        return self.digest == content

    # acts ------------------------------------------------------------------------

    @contextmanager
    def alone(self, *states: str) -> Iterator[str]:
        """Alone with it as it is now, in one of `states`; gives its digest. WrongState.

        Of all that changes lists or decides on them, one at a time has the campaign.
        """
        possible = PAPERS_CHANGE if self.is_paper else CHANGING
        with transaction.atomic():
            rows = Campaign.objects.select_for_update(no_key=True)
            if not rows.filter(pk=self.campaign_id, state__in=possible).exists():
                raise WrongState(f"{self}: not {' or '.join(possible)}")
            same = Submission.objects.of(self.kind, self.unit or self.group)  # type: ignore[arg-type]
            now = same.filter(campaign=self.campaign).first()
            if now:
                self.__dict__.update(now.__dict__)
            content = self.content()
            if states and self.standing(content) not in states:
                raise WrongState(f"{self}: not {' or '.join(states)}")
            yield content

    def hand_in(self, by: str, shown: str, note: str = "") -> None:
        """To the supervision team. Raises WrongState, and Outdated."""
        with self.alone(*HANDED_IN) as content:
            if content != shown or not content:
                raise Outdated
            self.digest, self.note = content, note
            self.submitted_by, self.submitted_at = by, timezone.now()
            self._become(State.SUBMITTED, "handed in", by)

    def take_back(self, by: str) -> None:
        """Before anybody has decided. Raises WrongState."""
        with self.alone(State.SUBMITTED):
            self._become(State.OPEN, "taken back", by)

    def approve(self, by: str, shown: str) -> None:
        """What was shown takes effect. Raises WrongState, Outdated and OwnWork."""
        with self.alone(*WITH_TEAM) as content:
            if content != shown:
                raise Outdated
            if by == self.submitted_by:
                raise OwnWork
            self.digest, self.reason = content, ""
            self._decided(State.APPROVED, "approved", by)

    def send_back(self, by: str, reason: str) -> None:
        """To be mended; until voting opens also once it was approved. WrongState."""
        with self.alone(*WITH_TEAM, State.APPROVED) as content:
            if self.standing(content) == State.APPROVED:
                self._before_voting()
            self.reason = reason
            self._decided(State.RETURNED, "sent back", by)

    def _before_voting(self) -> None:
        rows = Campaign.objects.filter(pk=self.campaign_id, state__in=TAKEN_BACK)
        if not rows.exists():
            raise WrongState(f"{self}: voting has begun")

    def waive(self, by: str, reason: str) -> None:
        """Go on without approval; every report says so. Raises WrongState."""
        with self.alone(*WITH_UNIT, *WITH_TEAM):
            self.reason = reason
            self._decided(State.WAIVED, "waived", by, reason=reason)

    def _decided(self, state: State, act: str, by: str, **told: Detail) -> None:
        self.decided_by, self.decided_at = by, timezone.now()
        self._become(state, act, by, **told)

    def _become(self, state: State, act: str, by: str, **told: Detail) -> None:
        self.state = state
        self.save()
        number = {} if self.is_paper else {"raters": self.raters.count()}
        self.tell(act, by, **number, **told)

    def tell(self, act: str, by: str, **told: Detail) -> None:
        """Into the campaign's chain: numbers, and no name of a rater."""
        place = self.unit.code if self.unit else self.group.key  # type: ignore[union-attr]
        what: dict[str, Detail] = {"submission": self.kind, "place": place}
        record(act, by=by, campaign=self.campaign_id, **what, **told)
