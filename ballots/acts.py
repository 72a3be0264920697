"""The acts of the desk: what each asks, what follows from it, and the deed itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots import when
from ballots.models import Box
from ballots.models.turnout import Snapshot, due
from ballots.opening import rewrite
from campaigns.blockers import Blocker
from campaigns.models import Blocked, Campaign, WrongState

State = Campaign.State


class Act(ABC):
    """One act on one campaign. `do` raises Blocked and WrongState, changing nothing."""

    key: ClassVar[str]
    states: ClassVar[Sequence[str]]
    label: ClassVar[Promise]
    question: ClassVar[Promise]
    stay: ClassVar[Promise]
    after: ClassVar[str] = "ballots:desk"

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign

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
    @abstractmethod
    def button(self) -> str:
        """The act again, with its number."""

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


class Freeze(Act):
    key = "freeze"
    states = (State.DRAFT,)
    label = gettext_lazy("Freeze")
    question = gettext_lazy("Freeze this campaign?")
    stay = gettext_lazy("No, keep configuring")

    @cached_property
    def numbers(self) -> dict[str, object]:
        definition = self.campaign.current()
        return {
            "items": max(len(s.form.items) for s in definition.subjects.values()),
            "units": len(definition.units),
            "n": due(definition),
        }

    def sentences(self) -> Iterator[str]:
        yield _(
            "The form with its {items} items, the {units} units, who rates, how it is "
            "counted, the rules and the floors <b>cannot be changed any more</b>."
        )
        yield _("{n} slips can be printed then. Voting does not start by itself.")
        yield _("When voting opens and closes can still be changed.")
        yield _(
            "The box gets a key, kept in <b>a file on this server</b>: whoever runs "
            "the server could open the box early. Every report says so."
        )

    @property
    def button(self) -> str:
        return _("Freeze, %(n)d ballots due") % self.numbers

    def blockers(self) -> list[Blocker]:
        return self.campaign.definition_blockers()

    def do(self) -> str:
        Box.objects.freeze(self.campaign)
        return _("Frozen. Now print the slips.")


class Open(Act):
    key = "open"
    states = (State.FROZEN,)
    label = gettext_lazy("Start voting")
    question = gettext_lazy("Start voting now?")
    stay = gettext_lazy("No, not yet")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"n": self.now.unused, "window": when.window(self.campaign)}

    def sentences(self) -> Iterator[str]:
        opens = self.campaign.opens_at
        if opens and opens > timezone.now():
            yield _("Ballots are taken <b>not before the window begins</b>: {window}.")
        else:
            yield _(
                "Ballots are taken <b>at once</b>, until the window ends: {window}."
            )
        yield _("{n} slips can be used, each once.")
        yield _("Only how many have voted can be seen, never who or what.")
        yield _("Voting can be closed, but <b>not taken back</b>.")

    @property
    def button(self) -> str:
        return _("Start voting, %(n)d slips") % self.numbers

    def do(self) -> str:
        self.box.open_voting()
        return _("Voting is open.")


class Close(Act):
    key = "close"
    states = (State.OPEN,)
    label = gettext_lazy("Close voting")
    question = gettext_lazy("Close voting now?")
    stay = gettext_lazy("No, keep voting open")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"n": self.now.left, "at": when.time(self.now.at, self.campaign)}

    def sentences(self) -> Iterator[str]:
        yield ngettext(
            "<b>{n} person has not voted</b> (as of {at}) and will not be able to.",
            "<b>{n} people have not voted</b> (as of {at}) and will not be able to.",
            self.now.left,
        )
        yield _("Ballots that are filled in but not submitted do not count.")
        yield _(
            "Voting <b>cannot be started again</b>; the number of ballots received "
            "stays for ever."
        )
        yield _("The ballots stay sealed until the box is opened.")

    @property
    def button(self) -> str:
        n = self.now.voted + self.now.public
        text = ngettext("Close voting, %(n)d ballot", "Close voting, %(n)d ballots", n)
        return text % {"n": n}

    def do(self) -> str:
        n = self.box.close()
        text = ngettext(
            "Voting is closed with %(n)d ballot.",
            "Voting is closed with %(n)d ballots.",
            n,
        )
        return text % {"n": n}


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
        self.box.start_unsealing()
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
        yield _("The key of the box is <b>destroyed</b>: no copy is opened again.")
        yield _("A release <b>cannot be taken back</b>.")

    @property
    def button(self) -> str:
        return _("Release, %(n)d ballots") % {"n": self.envelopes}

    def do(self) -> str:
        self.box.certify()
        return _("Released. The key of the box has been destroyed.")


class Rewrite(Act):
    """No change of state: what opening left behind in the files is cleared."""

    key = "rewrite"
    states = (State.COUNTED, State.RELEASED, State.ARCHIVED)
    label = gettext_lazy("Clear the erased envelopes")
    question = gettext_lazy("Clear the erased envelopes from the database's files?")
    stay = gettext_lazy("No, later")

    def sentences(self) -> Iterator[str]:
        yield _(
            "Opening has erased the envelopes; their remains still lie in the files of "
            "the database. Now the files are rewritten without them."
        )
        yield _("It takes a few seconds. No result changes.")

    @property
    def button(self) -> str:
        return _("Clear, %(n)d envelopes") % {"n": self.envelopes}

    def blockers(self) -> list[Blocker]:
        if not Campaign.objects.filter(state=State.OPEN).exists():
            return []
        text = _("Another campaign is open: its voting must be closed first.")
        return [Blocker(text, self.box.desk)]

    def check(self) -> None:
        super().check()
        if self.box.rewritten:
            raise WrongState(self.key)

    def do(self) -> str:
        self.check()
        if not rewrite():
            text = _("Somebody was reading the database's files. Try again later.")
            raise Blocked([Blocker(text, self.box.desk)])
        return _("The erased envelopes are gone from the database's files.")


LADDER: tuple[type[Act], ...] = (Freeze, Open, Close, Unseal, Release)
ALL: tuple[type[Act], ...] = (*LADDER, Rewrite)
ACTS: dict[str, type[Act]] = {act.key: act for act in ALL}


def following(campaign: Campaign) -> Act | None:
    """The act that leads to the next state, or None where the ladder ends."""
    acts = [act(campaign) for act in LADDER if campaign.state in act.states]
    return acts[0] if acts else None
