"""Suspending, resuming and extending voting: each with a reason, each recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign

if TYPE_CHECKING:
    from ballots.models.box import Box

State = Campaign.State


@dataclass(frozen=True, slots=True)
class Pausing:
    """The acts that hold voting up or prolong it, alone with the campaign."""

    box: "Box"

    def suspend(self, by: str = "", reason: str = "") -> None:
        """No ballot is taken until it goes on; what was taken stays."""
        with self.box.alone(State.OPEN):
            self.box.campaign.leave(State.OPEN, State.SUSPENDED)
            self.box.tell("suspend", by, reason=reason)

    def resume(self, by: str = "", reason: str = "") -> None:
        """Ballots are taken again, within the window."""
        with self.box.alone(State.SUSPENDED):
            self.box.campaign.leave(State.SUSPENDED, State.OPEN)
            self.box.tell("resume", by, reason=reason)

    def extend(self, until: datetime, by: str = "", reason: str = "") -> None:
        """Let voting close later, never earlier. Raises Blocked and WrongState."""
        with self.box.alone(State.OPEN, State.SUSPENDED):
            campaign = self.box.campaign
            ends = campaign.closes_at
            if ends is None or until <= max(ends, timezone.now()):
                text = _("Voting can be made to close later only.")
                raise Blocked([Blocker(text, self.box.desk)])
            Campaign.objects.filter(pk=campaign.pk).update(closes_at=until)
            campaign.closes_at = until
            self.box.tell("extend", by, until=until.isoformat(), reason=reason)
