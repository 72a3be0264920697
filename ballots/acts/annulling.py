"""Declaring a campaign void, which takes two."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.acts.act import Act
from ballots.acts.forms import Reason
from ballots.models import Proposal
from ballots.models.box import RUNNING
from campaigns.blockers import Blocker


class Annul(Act):
    key = "annul"
    states = RUNNING
    label = gettext_lazy("Declare the campaign void")
    question = gettext_lazy("Declare this campaign void?")
    stay = gettext_lazy("No, keep it")

    @property
    def fits(self) -> bool:
        """A drill is simply deleted."""
        return not self.campaign.drill

    def form(self, data: Any = None) -> Reason:
        return Reason(data)

    def sentences(self) -> Iterator[str]:
        yield _("You ask for it; <b>the supervision team agrees</b> or refuses.")
        yield _(
            "Nothing of it counts then: <b>no slip can vote, no result is shown</b>."
        )
        yield _("It <b>cannot be taken back</b>. The record of the acts stays.")

    @property
    def button(self) -> str:
        return _("Ask to declare it void")

    def blockers(self) -> list[Blocker]:
        rows = Proposal.objects.standing().filter(
            campaign=self.campaign, act=Proposal.Act.VOID
        )
        return [row.waits() for row in rows]

    def do(self) -> str:
        self.check()
        act, why = Proposal.Act.VOID, self.given["reason"]
        Proposal.objects.ask(self.campaign, act, self.by, why)
        return _("The supervision team is asked; it is void when it agrees.")
