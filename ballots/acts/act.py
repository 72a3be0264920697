"""What every act of the desk has in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ballots.models import Box
from ballots.models.turnout import Snapshot
from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign, WrongState


class Act(ABC):
    """One act on one campaign, by a login name.

    `do` raises Blocked and WrongState, changing nothing then.
    """

    key: ClassVar[str]
    states: ClassVar[Sequence[str]]
    label: ClassVar[Promise]
    question: ClassVar[Promise]
    stay: ClassVar[Promise]
    after: ClassVar[str] = "ballots:desk"
    # whether it takes something away that does not come back
    grave: ClassVar[bool] = True

    def __init__(self, campaign: Campaign, by: str = "") -> None:
        self.campaign, self.by = campaign, by
        # what the form was filled in with
        self.given: dict[str, Any] = {}

    def form(self, data: Any = None) -> forms.Form | None:
        """What is asked before it is done; most acts ask nothing."""
        return None

    @property
    def fits(self) -> bool:
        """Whether it is offered at all."""
        return True

    @property
    def box(self) -> Box:
        return self.campaign.box

    @cached_property
    def now(self) -> Snapshot:
        return self.box.snapshot()

    @property
    def envelopes(self) -> int:
        """The number at closing."""
        return self.box.closed_with or 0

    @cached_property
    def numbers(self) -> dict[str, object]:
        """Those of this campaign, for the sentences."""
        return {"n": self.envelopes}

    @abstractmethod
    def sentences(self) -> Iterator[str]:
        """What follows, with places for the numbers."""

    def points(self) -> list[SafeString]:
        """What follows."""
        return [format_html(each, **self.numbers) for each in self.sentences()]

    @property
    def button(self) -> str:
        """The act again, where it has one with its number."""
        return str(self.label)

    def blockers(self) -> list[Blocker]:
        """What stands in the way, and what to mind."""
        return self.box.blockers()

    def check(self) -> None:
        """Raise what `do` would raise, as far as it can be known beforehand."""
        if self.campaign.state not in self.states:
            raise WrongState(self.key)
        stops = [blocker for blocker in self.blockers() if blocker.stops]
        if stops:
            raise Blocked(stops)

    @abstractmethod
    def do(self) -> str:
        """Do it; returns what is said afterwards."""
