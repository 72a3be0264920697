"""What the desk says of names and slips: until when, what goes, what stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import Entry
from ballots import when
from ballots.models import Batch, Box, Comment, Receipt
from ballots.models.archiving import Archiving, parts, told
from ballots.models.turnout import slips
from campaigns.models import Campaign, GroupUnit, Rater, Subject
from campaigns.models.retention import ENDED

State = Campaign.State
YEAR = timedelta(days=365)
DECIDED = (State.RELEASED, State.ARCHIVED, State.VOID)


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of what goes or stays, and how much there is."""

    label: str | Promise
    n: int
    note: str = ""


@dataclass(frozen=True)
class Erasure:
    """The names and slips of one campaign that has a box."""

    campaign: Campaign

    @property
    def box(self) -> Box:
        return self.campaign.box

    @property
    def shown(self) -> bool:
        """Whether the desk says it: from the release or the voiding on."""
        return self.campaign.state in DECIDED and not self.campaign.drill

    @property
    def over(self) -> bool:
        """Whether it may be done now."""
        return self.campaign.state in ENDED and not self.campaign.erased_at

    @property
    def day(self) -> str:
        """The day on which it is done."""
        at = self.campaign.names_go_at
        return when.day(at, self.campaign) if at else ""

    @property
    def sentence(self) -> str:
        """When it is done, or was."""
        if self.campaign.erased_at:
            words = {"day": when.day(self.campaign.erased_at, self.campaign)}
            words["what"] = told(self.erased)
            return _("Erased on %(day)s: %(what)s.") % words
        if self.campaign.names_are_due:
            text = _(
                "Names, contacts and slips were due on %(day)s: they are erased within "
                "the hour."
            )
            return text % {"day": self.day}
        if self.day:
            text = _("Names, contacts and slips are erased on %(day)s (%(after)s).")
            return text % {"day": self.day, "after": self.after}
        return _("Names, contacts and slips are erased %s.") % self.after

    @property
    def after(self) -> str:
        """How long they are kept, from when on."""
        days = self.campaign.names_kept_days
        text = ngettext("%d day after the release", "%d days after the release", days)
        if self.campaign.state == State.VOID:
            text = ngettext(
                "%d day after it was declared void",
                "%d days after it was declared void",
                days,
            )
        return text % days

    @cached_property
    def erased(self) -> dict[str, int]:
        """The numbers that were erased, as they stand in the audit chain."""
        entry = Entry.objects.of(self.campaign.pk).filter(action="archive").last()
        return dict(entry.detail) if entry else {}

    def goes(self) -> list[Line]:
        """What is erased; afterwards, what was."""
        erased = bool(self.campaign.erased_at)
        numbers = self.erased if erased else Archiving(self.box).numbers()
        return [Line(part.label, numbers.get(part.key, 0)) for part in parts()]

    def stays(self) -> list[Line]:
        """What is kept for good; of what there is none, nothing is said."""
        return [line for line in self._stays() if line.n]

    def _stays(self) -> Iterator[Line]:
        pk = self.campaign.pk
        if self.campaign.state != State.VOID:
            text = _("as many as now, for everybody who may read them now")
            yield Line(_("Results: ballots counted"), self.box.closed_with or 0, text)
        comments = Comment.objects.filter(campaign=pk).let_go()
        yield Line(
            _("Comments, in the words in which they were released"), comments.count()
        )
        text = _("a rater can still check that the ballot was counted")
        yield Line(_("Receipts"), Receipt.objects.filter(campaign=pk).count(), text)
        text = _("how many were used, unused, void and not handed out")
        yield Line(_("Account of slips: printed"), slips(self.campaign)[0], text)
        text = _("their checksums stand on the cover sheets and in the log")
        yield Line(_("Batches"), Batch.objects.filter(campaign=pk).count(), text)
        text = _("how many were on the list of each unit, without a name")
        yield Line(_("Numbers of the lists: raters"), self._listed(), text)
        persons = Subject.objects.filter(campaign=pk, kind=Subject.Kind.PERSON)
        text = _("their names are part of the results")
        yield Line(_("Persons who are rated"), persons.count(), text)
        yield Line(_("Log of acts: entries"), Entry.objects.of(pk).count())

    def _listed(self) -> int:
        if self.campaign.erased_at:
            return sum(each.total() for each in self.campaign.listed.values())
        return self.campaign.raters.count()

    def beyond(self) -> Iterator[str]:
        """What no act on this site reaches."""
        at = self.campaign.erased_at or self.campaign.names_go_at
        text = _("Backups made before the erasing hold everything: delete them then.")
        if at:
            text = _(
                "Backups made before %(day)s hold everything: make a fresh one on that "
                "day, and delete the older ones."
            ) % {"day": when.day(at, self.campaign)}
        yield text
        entries = Entry.objects.of(self.campaign.pk)
        n = entries.filter(action__in=("names printed", "lists taken")).count()
        text = ngettext(
            "Lists, rosters and sign-in sheets were taken away %d time; the log says "
            "by whom. They are destroyed by those who have them.",
            "Lists, rosters and sign-in sheets were taken away %d times; the log says "
            "by whom. They are destroyed by those who have them.",
            n,
        )
        yield text % n
        yield _("Printed slips are destroyed once nobody asks about them any more.")


def lingering(rows: QuerySet[Campaign] | None = None) -> Iterator[tuple[Campaign, str]]:
    """Campaigns that hold names with no end in sight, each with what to do about it."""
    found = Campaign.objects.all() if rows is None else rows
    last = Entry.objects.acts().filter(chain=OuterRef("pk")).order_by("-seq")
    named = Exists(Rater.objects.filter(campaign=OuterRef("pk")))
    leaders = Exists(GroupUnit.objects.led().filter(group__campaign=OuterRef("pk")))
    follows = Q(leaders, parent__erased_at__isnull=False)
    found = found.filter(Q(named) | follows, drill=False).exclude(state__in=DECIDED)
    found = found.annotate(before=F("parent__erased_at"))
    for campaign in found.annotate(touched=Subquery(last.values("at")[:1])):
        if text := _lingers(campaign):
            yield campaign, text


def _lingers(campaign: Any) -> str:
    """Why it should come to an end; empty for one that is under way."""
    if campaign.before:
        return _follows(campaign)
    kept = timedelta(days=campaign.names_kept_days)
    if campaign.is_draft:
        since, patience = campaign.touched, YEAR
        text = _(
            "A draft with names on its lists, untouched since %s. Delete it if nobody "
            "needs it."
        )
    else:
        since, patience = campaign.closes_at, kept
        text = _(
            "Voting was to end on %s, and the result is not released: the names are "
            "kept until it is. Release it, or declare it void."
        )
    if since is None or timezone.now() - since <= patience:
        return ""
    return text % when.day(since, campaign)


def _follows(campaign: Any) -> str:
    """Of a second vote or small rating: the names it took over outlive their origin."""
    if campaign.is_draft:
        return _(
            "What it follows is archived, and names of the same people are still here. "
            "Delete this draft if nobody needs it."
        )
    return _(
        "What it follows is archived, and names of the same people are kept here until "
        "the result is released. Release it, or declare it void."
    )
