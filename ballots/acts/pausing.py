"""The acts that hold voting up, let it go on, or prolong it."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots import when
from ballots.acts.act import Act
from ballots.acts.forms import Later, Reason
from ballots.models.pausing import Pausing
from campaigns.blockers import Blocker, page
from campaigns.models import Campaign

State = Campaign.State


class Suspend(Act):
    key = "suspend"
    states = (State.OPEN,)
    label = gettext_lazy("Suspend voting")
    question = gettext_lazy("Suspend voting now?")
    stay = gettext_lazy("No, keep voting open")

    def form(self, data: Any = None) -> Reason:
        return Reason(data)

    def sentences(self) -> Iterator[str]:
        yield _("No ballot is taken <b>until voting goes on</b>. Slips stay valid.")
        yield _("Ballots that were received stay in the box and count.")
        yield _("The window does not move: extend it if the time gets short.")

    def do(self) -> str:
        Pausing(self.box).suspend(self.by, self.given["reason"])
        return _("Voting is suspended.")


class Resume(Act):
    key = "resume"
    grave = False
    states = (State.SUSPENDED,)
    label = gettext_lazy("Let voting go on")
    question = gettext_lazy("Let voting go on now?")
    stay = gettext_lazy("No, keep it suspended")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"window": when.window(self.campaign)}

    def form(self, data: Any = None) -> Reason:
        return Reason(data)

    def sentences(self) -> Iterator[str]:
        yield _("Ballots are taken again, until the window ends: {window}.")

    def blockers(self) -> list[Blocker]:
        closes = self.campaign.closes_at
        if closes is None or closes > timezone.now():
            return []
        text = _("The time at which voting closes has passed: extend it, or close.")
        return [Blocker(text, page(self.campaign), stops=False)]

    def do(self) -> str:
        Pausing(self.box).resume(self.by, self.given["reason"])
        return _("Voting goes on.")


class Extend(Act):
    """No change of state: voting closes later than was said."""

    key = "extend"
    grave = False
    states = (State.OPEN, State.SUSPENDED)
    label = gettext_lazy("Extend voting")
    question = gettext_lazy("Let voting close later?")
    stay = gettext_lazy("No, leave it as it is")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"window": when.window(self.campaign)}

    def form(self, data: Any = None) -> Later:
        return Later(data, self.campaign.closes_at)

    def sentences(self) -> Iterator[str]:
        yield _("Now: {window}.")
        yield _("Slips name the old time; tell the raters. It can be done again.")

    def blockers(self) -> list[Blocker]:
        return []

    def do(self) -> str:
        until: datetime = self.given["until"]
        Pausing(self.box).extend(until, self.by, self.given["reason"])
        return _("Voting closes on %s.") % when.dated(until, self.campaign)
