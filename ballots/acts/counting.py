"""The acts from opening the box to releasing what was in it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots.acts.act import Act
from ballots.models import Proposal
from ballots.opening import rewrite
from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign

State = Campaign.State


class Unseal(Act):
    key = "unseal"
    states = (State.CLOSED,)
    label = gettext_lazy("Open the box")
    question = gettext_lazy("Open the box now?")
    stay = gettext_lazy("No, leave it sealed")
    after = "ballots:opening"

    def sentences(self) -> Iterator[str]:
        yield _(
            "{n} envelopes are checked, opened and counted. A forged or broken one is "
            "void and counted as such."
        )
        yield _(
            "The ballots are shuffled, and what ties them to the slips is <b>erased "
            "for ever</b>: nobody can tell afterwards whose they were."
        )
        yield _("It can be done <b>only once</b>; no ballot can be added afterwards.")

    @property
    def button(self) -> str:
        n = self.envelopes
        text = ngettext(
            "Open the box, %(n)d envelope", "Open the box, %(n)d envelopes", n
        )
        return text % {"n": n}

    def do(self) -> str:
        self.box.start_unsealing(self.by)
        return ""


class Release(Act):
    key = "release"
    states = (State.COUNTED,)
    label = gettext_lazy("Release the results")
    question = gettext_lazy("Release the results?")
    stay = gettext_lazy("No, check them once more")

    def sentences(self) -> Iterator[str]:
        yield _(
            "The office and the supervision team have checked the results of {n} "
            "ballots and stand by them."
        )
        if not self.campaign.drill:
            yield _("You ask for it; <b>the supervision team agrees</b> or refuses.")
        yield _("The key of the box is <b>destroyed</b>: no copy is opened again.")
        if self.box.has_cards:
            yield _(
                "The trustee cards are worthless then: <b>shred all three</b> at once, "
                "because with a backup from before they would open it still."
            )
        if not self.campaign.drill:
            yield _(
                "The supervision teams and auditors see them then. <b>Nobody else "
                "does</b> until you release them to the heads of the units, and "
                "afterwards to units and raters, on the page of the results."
            )
        yield _("It cannot be undone; a new version can say that it is taken back.")

    @property
    def button(self) -> str:
        text = _("Ask for the release, %(n)d ballots")
        if self.campaign.drill:
            text = _("Release, %(n)d ballots")
        return text % {"n": self.envelopes}

    def blockers(self) -> list[Blocker]:
        asked = Proposal.objects.standing().filter(
            campaign=self.campaign, act=Proposal.Act.RELEASE
        )
        return [*super().blockers(), *(row.waits() for row in asked)]

    def do(self) -> str:
        if not self.campaign.drill:
            return self._ask()
        self.box.certify(self.by)
        return _("Released. The key of the box has been destroyed.")

    def _ask(self) -> str:
        """The two: the office here, the supervision team on the proposal's page."""
        self.check()
        Proposal.objects.ask(self.campaign, Proposal.Act.RELEASE, self.by)
        return _("The supervision team is asked; the release is done when it agrees.")


class Rewrite(Act):
    """No change of state: what was erased is cleared from the files."""

    key = "rewrite"
    states = (State.COUNTED, State.RELEASED, State.ARCHIVED, State.VOID)
    label = gettext_lazy("Clear what was erased")
    question = gettext_lazy("Clear what was erased from the database's files?")
    stay = gettext_lazy("No, later")

    @property
    def fits(self) -> bool:
        """Of a void campaign only names and slips were erased."""
        erased = self.campaign.state != State.VOID or self.campaign.erased_at
        here = self.campaign.state in self.states
        return bool(here and erased and not self.box.rewritten)

    def sentences(self) -> Iterator[str]:
        if self.box.opened_at:
            yield _(
                "Opening has erased the envelopes, and releasing the wrapped key of "
                "trustee cards; their remains still lie in the files of the database."
            )
        if self.campaign.erased_at:
            yield _(
                "Archiving has erased names and slips; their remains still lie in the "
                "files of the database."
            )
        yield _("Now the files are rewritten without them.")
        yield _("It takes a few seconds. No result changes.")

    def blockers(self) -> list[Blocker]:
        if not Campaign.objects.filter(state=State.OPEN).exists():
            return []
        text = _("Another campaign is open: its voting must be closed first.")
        return [Blocker(text, self.box.desk)]

    def do(self) -> str:
        self.check()
        if not rewrite():
            text = _("Somebody was reading the database's files. Try again later.")
            raise Blocked([Blocker(text, self.box.desk)])
        self.box.tell("rewrite", self.by)
        return _("What was erased is gone from the database's files.")
