"""Erasing names and slips of a campaign that is over, and how long they are kept."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.acts.act import Act
from ballots.acts.forms import Days, Reason
from ballots.erasure import Erasure
from ballots.models import Comment, CommentRelease
from ballots.models.archiving import Archiving, told
from campaigns.blockers import Blocker
from campaigns.models import Campaign
from campaigns.models.retention import ENDED

State = Campaign.State


class Archive(Act):
    key = "archive"
    states = ENDED
    label = gettext_lazy("Archive now")
    question = gettext_lazy("Erase names, contacts and slips now?")
    stay = gettext_lazy("No, keep them for now")
    after = "ballots:names"

    @property
    def fits(self) -> bool:
        """Once; a drill is wiped."""
        return not (self.campaign.drill or self.campaign.erased_at)

    @cached_property
    def numbers(self) -> dict[str, object]:
        numbers = Archiving(self.box).numbers()
        return {
            "what": told(numbers),
            "most": told({key: numbers[key] for key in ("names", "slips")}),
            "day": Erasure(self.campaign).day,
            "page": reverse(self.after, args=[self.campaign.pk]),
        }

    def form(self, data: Any = None) -> Reason | None:
        return None if self.campaign.names_are_due else Reason(data)

    def sentences(self) -> Iterator[str]:
        if not self.campaign.names_are_due and self.numbers["day"]:
            yield _("Their day is {day}; say why it is done <b>earlier</b>.")
        yield _("Erased are <b>{what}</b>. They <b>cannot come back</b>.")
        if self.campaign.state == State.RELEASED:
            yield _(
                "Results, released comments, receipts, the account of slips and the "
                "log <b>stay</b>, for everybody who may read them now."
            )
        else:
            yield _("The campaign stays void, and the log of acts stays.")
        yield _(
            'Backups and papers are not reached: see <a href="{page}">what has to be '
            "done about them</a>."
        )

    @property
    def button(self) -> str:
        return _("Erase %(most)s") % self.numbers

    def blockers(self) -> list[Blocker]:
        """Nothing stops it; what nobody will read afterwards is to be minded."""
        written = Comment.objects.filter(campaign=self.campaign)
        out = CommentRelease.objects.filter(campaign=self.campaign)
        if self.campaign.state == State.VOID or out.exists() or not written.exists():
            return []
        text = _("The comments are not released: nobody reads them afterwards.")
        return [Blocker(text, self.box.desk, stops=False)]

    def do(self) -> str:
        self.check()
        erased = Archiving(self.box).do(self.by, self.given.get("reason", ""))
        return _("Erased: %s.") % told(erased)


class Keep(Act):
    """No change of state: names are erased on another day."""

    key = "keep"
    grave = False
    states = (State.OPEN, State.SUSPENDED, State.CLOSED, State.COUNTED, *ENDED)
    label = gettext_lazy("Change the number of days")
    question = gettext_lazy("For how many days are names kept?")
    stay = gettext_lazy("No, leave the days as they are")
    after = "ballots:names"

    @property
    def fits(self) -> bool:
        return not (self.campaign.drill or self.campaign.erased_at)

    @cached_property
    def numbers(self) -> dict[str, object]:
        return {"now": Erasure(self.campaign).sentence}

    def form(self, data: Any = None) -> Days:
        return Days(data, self.campaign)

    def sentences(self) -> Iterator[str]:
        yield _("As it stands: {now}")
        yield _(
            "Raters rely on the day: the log keeps the number before and the reason."
        )

    def blockers(self) -> list[Blocker]:
        return []

    def do(self) -> str:
        days: int = self.given["days"]
        Archiving(self.box).keep(days, self.by, self.given["reason"])
        return Erasure(self.campaign).sentence
