"""Whether a unit agrees to the cross-unit raters put down for it."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.approval.kinds import WITH_UNIT
from campaigns.approval.known import OF_UNIT, known_by
from campaigns.models.group import GroupUnit
from campaigns.models.submission import WORDS, Outdated, Submission


class Agreement(models.Model):
    """A unit's word on its lines of the cross-unit list (会商); the last one holds.

    Lines that the lead unit changes afterwards have nobody's word any more.
    """

    seat = models.OneToOneField(
        GroupUnit, models.CASCADE, primary_key=True, related_name="agreement"
    )
    agrees = models.BooleanField()
    words = models.CharField(max_length=WORDS, blank=True)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(words=""), name="agreement_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat} {self.at:%Y-%m-%d}"


def lines_of(submission: Submission, seat: GroupUnit) -> str:
    """The digest of what the lead unit has put down for one unit."""
    rows = submission.raters.filter(unit=seat.unit_id)
    return known_by(rows.values_list(*OF_UNIT))


def say(
    submission: Submission, seat: GroupUnit, by: str, shown: str, words: str = ""
) -> None:
    """Agree, or with `words` object. Raises WrongState and Outdated."""
    with submission.alone(*WITH_UNIT), transaction.atomic():
        if not shown or lines_of(submission, seat) != shown:
            raise Outdated
        said = {"agrees": not words, "words": words, "digest": shown, "by": by}
        Agreement.objects.update_or_create(
            seat=seat, defaults={**said, "at": timezone.now()}
        )
        act = "objected" if words else "agreed with the unit"
        submission.tell(act, by, unit=seat.unit.code)
