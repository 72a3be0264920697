"""A drill with real phones: made from a campaign, and wiped before that one opens."""

from collections.abc import Iterator
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots.acts.act import Act
from ballots.models import Box
from ballots.rehearsal import copy_as_drill, discard
from campaigns.blockers import Blocker
from campaigns.models import Campaign

State = Campaign.State


class Drill(Act):
    """Afterwards the desk is that of the drill."""

    key = "drill"
    grave = False
    states = (State.DRAFT, State.FROZEN)
    label = gettext_lazy("Make a drill")
    question = gettext_lazy("Make a drill of this campaign?")
    stay = gettext_lazy("No, not now")

    @property
    def fits(self) -> bool:
        return not self.campaign.drill

    @cached_property
    def numbers(self) -> dict[str, object]:
        """A draft has no box that would have any."""
        return {"campaign": self.campaign}

    def sentences(self) -> Iterator[str]:
        yield _(
            "A copy with slips of its own: print them, vote with real phones, close, "
            "open the box, read the result."
        )
        yield _("Each of its pages and papers says <b>drill</b>; nothing in it counts.")
        yield _("Its key is a file on the server; nobody has to print cards.")
        yield _(
            "This campaign stays as it is. It opens only when no drill takes ballots "
            "any more: wipe it with one click."
        )

    def blockers(self) -> list[Blocker]:
        """What would stop freezing: the drill is frozen at once."""
        if self.campaign.state != State.DRAFT:
            return []
        return self.campaign.definition_blockers(drill=True)

    def do(self) -> str:
        self.check()
        with transaction.atomic():
            self.campaign = copy_as_drill(self.campaign, self.by)
            Box.objects.freeze(self.campaign, self.by)
        return _("The drill is made and frozen. Now print its slips.")


class Wipe(Act):
    """Deletes a drill, or all drills of a campaign, with everything in them."""

    key = "wipe"
    states = tuple(State)
    label = gettext_lazy("Wipe the drill")
    question = gettext_lazy("Wipe the drill?")
    stay = gettext_lazy("No, keep it")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"n": len(self.drills)}

    @cached_property
    def drills(self) -> list[Campaign]:
        if self.campaign.drill:
            return [self.campaign]
        return list(Campaign.objects.drills_of(self.campaign))

    @property
    def fits(self) -> bool:
        return bool(self.drills)

    def sentences(self) -> Iterator[str]:
        yield ngettext(
            "{n} drill is deleted: its slips, ballots and results.",
            "{n} drills are deleted: their slips, ballots and results.",
            len(self.drills),
        )
        yield _("Slips of a drill <b>cannot vote any more</b>; throw them away.")
        yield _("The real campaign is not touched.")

    def blockers(self) -> list[Blocker]:
        return []

    def do(self) -> str:
        drills = self.drills
        self.campaign = self.campaign.parent or self.campaign
        discard(drills, self.by)
        n = len(drills)
        return ngettext("%d drill is wiped.", "%d drills are wiped.", n) % n
