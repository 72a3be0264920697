"""The acts from freezing to the end of voting."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballots import when
from ballots.acts.act import Act
from ballots.acts.forms import Reason
from ballots.models import Box
from ballots.models.turnout import due
from campaigns.blockers import Blocker
from campaigns.models import Campaign

State = Campaign.State


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
        if self.campaign.custody == Campaign.Custody.FILE:
            yield _(
                "The box gets a key, kept in <b>a file on this server</b>: whoever "
                "runs the server could open the box early. Every report says so."
            )
            return
        yield _(
            "Then office, supervision team and archive print <b>one trustee card "
            "each</b>, and try them out together: before that voting cannot start."
        )
        yield _(
            "Any two cards open the box; with one alone nobody can. If two cards are "
            "lost, <b>no ballot can ever be read</b>, and the campaign is lost."
        )

    @property
    def button(self) -> str:
        return _("Freeze, %(n)d ballots due") % self.numbers

    def blockers(self) -> list[Blocker]:
        return self.campaign.definition_blockers()

    def do(self) -> str:
        Box.objects.freeze(self.campaign, self.by)
        if self.box.has_cards:
            return _("Frozen. Now print the three trustee cards, then the slips.")
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
        self.box.open_voting(self.by)
        return _("Voting is open.")


class Close(Act):
    key = "close"
    states = (State.OPEN, State.SUSPENDED)
    label = gettext_lazy("Close voting")
    question = gettext_lazy("Close voting now?")
    stay = gettext_lazy("No, keep voting open")

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"n": self.now.left, "at": when.time(self.now.at, self.campaign)}

    @property
    def early(self) -> bool:
        """Whether the window has not ended, and somebody may still mean to vote."""
        closes = self.campaign.closes_at
        return bool(self.now.left and closes and closes > timezone.now())

    def form(self, data: Any = None) -> Reason | None:
        return Reason(data) if self.early else None

    def sentences(self) -> Iterator[str]:
        if self.early:
            yield _("The window has <b>not ended yet</b>; say why it is closed early.")
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
        n = self.box.close(self.by, self.given.get("reason", ""))
        text = ngettext(
            "Voting is closed with %(n)d ballot.",
            "Voting is closed with %(n)d ballots.",
            n,
        )
        return text % {"n": n}
