"""Archiving: names, contacts and slips are erased, figures stay.

Of a released campaign the results stay as they are, for everybody who could read them;
a void one stays void.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext

from audit.models import Detail
from ballots.models.batch import Batch
from ballots.models.comment import Comment, CommentQuerySet
from ballots.models.ticket import Ticket
from ballots.models.turnout import shown
from campaigns.models import (
    Agreement,
    Campaign,
    Draw,
    Exchange,
    GroupUnit,
    Rater,
    Submission,
    WrongState,
)
from campaigns.models.draw import DrawQuerySet
from campaigns.models.exchange import ExchangeQuerySet
from campaigns.models.group import GroupUnitQuerySet
from campaigns.models.retention import ENDED
from campaigns.models.submission import SubmissionQuerySet
from jobs.models import Outcome

if TYPE_CHECKING:
    from ballots.models.box import Box

State = Campaign.State


def deleted(rows: QuerySet[Any]) -> int:
    """Delete rows, with what goes along with them; how many of their own there were."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of what is erased; `key` is its name in the audit chain.

    An app above this one adds its own to `settings.ALSO_ERASED`, by a dotted name, and
    the words of the key to `reports.log_words`. On PostgreSQL columns with names or
    words are to have no statistics (`campaigns.unsampled`): these would outlive them.
    """

    key: str
    label: str | Promise
    words: str | Promise  # with the number
    rows: Callable[[Campaign], QuerySet[Any]]
    count: Callable[[Any], int] = QuerySet.count
    erase: Callable[[Any], int] = deleted

    def number(self, campaign: Campaign) -> int:
        return self.count(self.rows(campaign))

    @property
    def table(self) -> str:
        """Where the rows lay, to be rewritten."""
        return self.rows(Campaign(pk=0)).model._meta.db_table


PARTS = (
    Part(
        "names",
        gettext_lazy("Names and contacts on the lists"),
        ngettext_lazy("%d name", "%d names"),
        lambda campaign: Rater.objects.filter(campaign=campaign.pk),
    ),
    Part(
        "names drawn",
        gettext_lazy("Names drawn at random"),
        ngettext_lazy("%d drawn name", "%d drawn names"),
        lambda campaign: Draw.objects.filter(campaign=campaign.pk).named(),
        DrawQuerySet.people,
        DrawQuerySet.erase,
    ),
    Part(
        "exchanges",
        gettext_lazy("Exchanges of names: who was to come, and why"),
        ngettext_lazy("%d exchange of a name", "%d exchanges of names"),
        lambda campaign: Exchange.objects.filter(
            submission__campaign=campaign.pk
        ).worded(),
        erase=ExchangeQuerySet.erase,
    ),
    Part(
        "handed in",
        gettext_lazy("Words between units and teams on what was handed in"),
        ngettext_lazy("words on %d list or paper", "words on %d lists or papers"),
        lambda campaign: Submission.objects.filter(campaign=campaign.pk).worded(),
        erase=SubmissionQuerySet.erase,
    ),
    Part(
        # of an objection the words are a must: without the list there is none
        "agreements",
        gettext_lazy("What units said of their cross-unit raters"),
        ngettext_lazy(
            "the word of %d unit on its cross-unit raters",
            "the words of %d units on their cross-unit raters",
        ),
        lambda campaign: Agreement.objects.filter(seat__group__campaign=campaign.pk),
    ),
    Part(
        "leaders",
        gettext_lazy("Names of leadership teams, kept to check the lists"),
        ngettext_lazy("%d name of a leader", "%d names of leaders"),
        lambda campaign: GroupUnit.objects.filter(group__campaign=campaign.pk).led(),
        GroupUnitQuerySet.people,
        GroupUnitQuerySet.erase,
    ),
    Part(
        "slips",
        gettext_lazy("Slips, and votes by open links: key, place, state"),
        ngettext_lazy("%d slip", "%d slips"),
        lambda campaign: Ticket.objects.filter(campaign=campaign.pk),
    ),
    Part(
        "comments",
        gettext_lazy("Words of comments that were not released"),
        ngettext_lazy(
            "words of %d comment that were not released",
            "words of %d comments that were not released",
        ),
        lambda campaign: Comment.objects.filter(campaign=campaign.pk).held_back(),
        CommentQuerySet.count,
        CommentQuerySet.erase,
    ),
    Part(
        # rosters and sign-in sheets, that would wait there to be taken away
        "papers",
        gettext_lazy("Papers that were made as a ZIP: files"),
        ngettext_lazy("%d file of papers", "%d files of papers"),
        lambda campaign: Outcome.objects.about("papers", campaign.pk),
    ),
)


def parts() -> list[Part]:
    """Everything that is erased, what apps above have named last."""
    return [*PARTS, *map(import_string, settings.ALSO_ERASED)]


def tables() -> Iterator[str]:
    """Tables in which something was erased."""
    yield from dict.fromkeys(part.table for part in parts())


def told(numbers: dict[str, int]) -> str:
    """What is or was erased, as part of a sentence; every number that is none is left
    out, but for the names and the slips.
    """
    always = ("names", "slips")
    found = [(part, numbers.get(part.key, 0)) for part in parts()]
    words = [part.words % n for part, n in found if n or part.key in always]
    return pgettext("between things that are counted", ", ").join(words)


@dataclass(frozen=True, slots=True)
class Archiving:
    """One act on the names and slips of one campaign that is over."""

    box: "Box"

    def numbers(self) -> dict[str, int]:
        """What would be erased now."""
        campaign = self.box.campaign
        return {part.key: part.number(campaign) for part in parts()}

    def do(self, by: str = "", reason: str = "") -> dict[str, int]:
        """Erase, once for ever; returns what. Raises WrongState.

        In one transaction: killed in the middle nothing is erased, and it runs again.
        The system itself, without a name, does it when it is due and not before.
        """
        campaign = self.box.campaign
        with self.box.alone(*ENDED):
            # talks, lists and papers lock this row: what they put down goes as well
            Campaign.objects.select_for_update().get(pk=campaign.pk)
            campaign.refresh_from_db(
                fields=["ended_at", "erased_at", "names_kept_days"]
            )
            early = not campaign.names_are_due
            if campaign.erased_at or campaign.drill or (early and not by):
                raise WrongState(f"{campaign.pk}: nothing is due")
            why: dict[str, Detail] = {"reason": reason} if reason else {}
            self._write_down()
            erased = {part.key: part.erase(part.rows(campaign)) for part in parts()}
            self._end()
            self.box.tell("archive", by, **erased, **why, early=early)
        return erased

    def keep(self, days: int, by: str, reason: str) -> None:
        """Keep names for other than so many days; both stand in the audit chain.

        Raises WrongState once they are erased.
        """
        campaign = self.box.campaign
        with self.box.alone():
            campaign.refresh_from_db(fields=["erased_at", "names_kept_days"])
            if campaign.erased_at:
                raise WrongState(f"{campaign.pk}: erased already")
            before, campaign.names_kept_days = campaign.names_kept_days, days
            campaign.save(update_fields=["names_kept_days"])
            self.box.tell("keep", by, before=before, days=days, reason=reason)

    def _write_down(self) -> None:
        """What pages read from rows that go; of peers by unit, as it was shown."""
        box, campaign = self.box, self.box.campaign
        Batch.objects.filter(campaign=campaign).unsettled().settle()
        box.last_turnout = list(map(astuple, shown(box.definition, box.turnout())))
        campaign.roster_counts = campaign.raters.numbers()
        if campaign.approves_lists:
            campaign.submissions.keep_changed()

    def _end(self) -> None:
        box, campaign = self.box, self.box.campaign
        if campaign.state == State.RELEASED:
            campaign.leave(State.RELEASED, State.ARCHIVED)
        campaign.erased_at = timezone.now()
        campaign.save(update_fields=["erased_at", "roster_counts"])
        box.rewritten = False
        box.save(update_fields=["last_turnout", "rewritten"])
