"""One step of a case: who did what when. It stands; a later one may say otherwise."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.roles import OFFICE, TEAM, UNIT


class Side(models.TextChoices):
    """As what somebody acts."""

    OFFICE = OFFICE, _("campaign office")
    TEAM = TEAM, _("supervision team")
    UNIT = UNIT, pgettext_lazy("who acts", "the unit")


class Outcome(models.TextChoices):
    """What the office decides, and what is proposed to it."""

    REWORK = "rework", _("rework")
    TALK = "talk", _("a talk")
    TRAINING = "training", _("training")
    INELIGIBLE = "ineligible", _("not eligible")
    MOVED = "moved", _("the head is moved")
    CONTINUED = "continued", _("continue and spread")
    IMPROVED = "improved", _("improve")
    DROPPED = "dropped", _("drop")
    REFUSED = "refused", _("no consequence")


class Signed(models.Model):
    """Who did something, as what, and when; the name stays when the account goes."""

    side = models.CharField(max_length=6, choices=Side)
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=4000, blank=True)

    class Meta:
        abstract = True
        ordering = ("pk",)


class Dated(Signed):
    """With the day that it sets, and the numbers and names of choices with it."""

    told: Any = models.JSONField(default=dict)
    due = models.DateField(null=True)

    class Meta(Signed.Meta):
        abstract = True


class Step(Dated):
    """What somebody did on a case, with their words; appended, never changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Case opened")
        TALKS = "talks", _("Talks held")
        ANALYSED = "analysed", _("Analysis")
        PROPOSED = "proposed", _("Proposal")
        DECIDED = "decided", _("Decision")
        MEASURE = "measure", _("Measure planned")
        SUBMITTED = "submitted", _("Plan submitted")
        SENT_BACK = "sent-back", _("Sent back")
        CONFIRMED = "confirmed", _("Plan confirmed")
        EVIDENCE = "evidence", _("Evidence")
        ASKED = "asked", _("Ready for the second vote")
        VOTE = "vote", _("Second vote made")
        GONE_ON = "gone-on", _("Work goes on")
        CLOSING = "closing", _("Closing proposed")
        HELD = "held", _("Carried out")
        WAIVED = "waived", _("Nothing is to be done")
        CLOSED = "closed", pgettext_lazy("of a case", "Closed")
        REOPENED = "reopened", _("Reopened")

    case = models.ForeignKey("Case", models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)

    def __str__(self) -> str:
        return f"{self.case_id}-{self.pk} {self.kind}"

    @property
    def is_inner(self) -> bool:
        """What people said in talks is not for the unit that they talked about."""
        return self.kind == self.Kind.TALKS

    @property
    def outcome(self) -> str:
        """What was proposed or decided, in words."""
        return str(dict(Outcome.choices).get(self.told.get("outcome", ""), ""))


def signature(user: Any, side: str) -> dict[str, str]:
    """The columns of whoever acts."""
    login = user.get_username()
    return {"side": side, "by": login, "name": user.get_full_name() or login}
