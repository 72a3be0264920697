"""What cases, points and measures have in common: readers, the lock, the step kept."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q

from audit.models import Detail, record
from campaigns.definition import digest
from campaigns.models import GroupUnit, WrongState
from campaigns.roles import is_auditor, is_office, sees_nothing, sides, told_of

Row = TypeVar("Row", bound=models.Model)


class Meanwhile(WrongState):
    """Somebody else was faster; nothing was changed."""


class OfUnits(models.QuerySet[Row]):
    """Rows of units: office and auditors read all, a team its units'.

    The unit reads its own from the moment the result is released to it, and from when
    `READ` is so, if that is later; no other unit's ever.
    """

    UNIT: ClassVar[str] = "unit"  # the way to it
    READ: ClassVar[Q] = Q()

    def for_user(self, user: Any) -> Self:
        if sees_nothing(user):
            return self.none()
        if is_office(user) or is_auditor(user):
            return self
        own = told_of(user, self.UNIT) & self.READ
        return self.filter(GroupUnit.objects.watched(user, self.UNIT) | own)


def acts_as(mine: Collection[str], wanted: str | tuple[str, ...]) -> str:
    """The first of the wanted sides that is one's own. Raises PermissionDenied."""
    wanted = (wanted,) if isinstance(wanted, str) else wanted
    for side in wanted:
        if side in mine:
            return side
    raise PermissionDenied


class Stepping(models.Model):
    """It moves once, whoever presses together, and each step is kept.

    Each act raises PermissionDenied for whoever may not, and Meanwhile when the row is
    not where it was; nothing is changed then.
    """

    # how many steps whoever acts had before his eyes; None: it does not matter
    seen: int | None = None
    state: Any
    campaign: Any
    campaign_id: int
    unit: Any
    steps: Any

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        """Whether it may still move."""
        return True

    def taken(self) -> Any:
        """The steps that were taken so far."""
        return self.steps

    @contextmanager
    def _alone(
        self, user: Any, wanted: str | tuple[str, ...], *states: str
    ) -> Iterator[str]:
        """Alone with it, as it is now and as it was seen; as what `user` acts."""
        side = acts_as(sides(user, self.campaign, self.unit), wanted)
        with transaction.atomic():
            rows = type(self)._default_manager.select_for_update()
            self.refresh_from_db(from_queryset=rows)
            late = self.seen is not None and self.taken().count() != self.seen
            if self.state not in states or late or not self.stands:
                raise Meanwhile(self.pk)
            yield side

    def _tell(self, user: Any, act: str, said: dict[str, Any], **told: Detail) -> None:
        """Put a step into the campaign's audit chain, its words as a fingerprint."""
        if self.seen is not None:
            self.seen += 1
        by, words = user.get_username(), digest(said) if said else ""
        record(act, by=by, campaign=self.campaign_id, words=words, **told)
