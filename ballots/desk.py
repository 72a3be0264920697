"""What the desk shows of one campaign: progress, checklist, turnout, slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ballots import when
from ballots.acts import Act, Rewrite, aside, following
from ballots.checklist import Done, Pile, settled
from ballots.erasure import Erasure, lingering
from ballots.models import Batch, Box, OpenLink, Proposal, Turnout
from ballots.models.issuing import takes_two
from ballots.models.presence import Presence
from ballots.models.turnout import Snapshot, due
from ballots.tabled import Line, table
from campaigns.blockers import Blocker, page
from campaigns.definition import Definition, Group
from campaigns.models import Campaign
from campaigns.roles import EVERYTHING, Scope
from campaigns.text import Text
from paper.qr import qr_svg

State = Campaign.State
LIFE = (
    State.DRAFT,
    State.FROZEN,
    State.OPEN,
    State.CLOSED,
    State.COUNTED,
    State.RELEASED,
    State.ARCHIVED,
)
HALL = (*Campaign.LIVE, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Step:
    """One state in the strip: `mark` is past, here or nothing."""

    label: str
    mark: str
    when: str


@dataclass(frozen=True)
class Desk:
    """One campaign as the desk shows it."""

    campaign: Campaign
    scope: Scope = EVERYTHING

    @cached_property
    def box(self) -> Box | None:
        return getattr(self.campaign, "box", None)

    @cached_property
    def definition(self) -> Definition | None:
        """The frozen one; a draft has none, its parts may still be missing."""
        return self.box.definition if self.box else None

    @cached_property
    def act(self) -> Act | None:
        return following(self.campaign)

    @cached_property
    def blockers(self) -> list[Blocker]:
        return self.act.blockers() if self.act else []

    @property
    def stops(self) -> int:
        return sum(blocker.stops for blocker in self.blockers)

    @cached_property
    def snapshot(self) -> Snapshot | None:
        return self.box.snapshot().of(self.scope) if self.box else None

    @property
    def may_clear(self) -> bool:
        """Whether something that was erased lies in the database's files."""
        return bool(self.box and Rewrite(self.campaign).fits)

    @property
    def erasure(self) -> Erasure | None:
        return Erasure(self.campaign) if self.box else None

    def lingers(self) -> str:
        """What is to be done about names that are kept with no end in sight."""
        rows = Campaign.objects.filter(pk=self.campaign.pk)
        return next((text for _row, text in lingering(rows)), "")

    @property
    def may_print(self) -> bool:
        return self.campaign.state in Campaign.LIVE

    @property
    def in_hall(self) -> bool:
        """Whether there is something to show in a hall: from freezing to opening."""
        return bool(self.box and self.campaign.state in HALL)

    @property
    def shared_tablet(self) -> str:
        return f"{settings.PUBLIC_BASE_URL}{reverse('ballots:entry')}?shared=1"

    @property
    def groups(self) -> list[Group]:
        return list(self.definition.groups.values()) if self.definition else []

    @property
    def has_results(self) -> bool:
        return self.campaign.state in (State.COUNTED, State.RELEASED, State.ARCHIVED)

    @property
    def has_talks(self) -> bool:
        """Whether people may be drawn for talks: not while anybody may still vote."""
        over = self.has_results or self.campaign.state == State.CLOSED
        return over and not self.campaign.drill

    def window(self) -> str:
        return when.window(self.campaign)

    def counted_at(self) -> str:
        """When the turnout was counted."""
        return when.time(self.snapshot.at, self.campaign) if self.snapshot else ""

    # parts of the page ---------------------------------------------------------

    def steps(self) -> list[Step]:
        """The lifecycle; empty for a campaign that has left it."""
        # a suspended one stands where it will go on
        suspended = self.campaign.state == State.SUSPENDED
        state = State.OPEN if suspended else State(self.campaign.state)
        if state not in LIFE:
            return []
        here = LIFE.index(state)
        return [
            Step(
                str(state.label),
                "past" if at < here else "here" if at == here else "",
                self._date(state, reached=at <= here),
            )
            for at, state in enumerate(LIFE)
        ]

    def _date(self, state: str, *, reached: bool) -> str:
        """What is recorded of it, and nothing else."""
        if self.box is None or not reached:
            return ""
        found = {
            State.OPEN: self.campaign.opens_at,
            State.CLOSED: self.box.closed_at,
            State.COUNTED: self.box.opened_at,
            State.RELEASED: self.campaign.ended_at,
            State.ARCHIVED: self.campaign.erased_at,
        }.get(State(state))
        return when.moment(found, self.campaign) if found else ""

    def clock(self) -> tuple[str, list[tuple[int, str]], str] | None:
        """What the time is counted to, how long, and what happens then."""
        opens, closes = self.campaign.opens_at, self.campaign.closes_at
        now = timezone.now()
        if opens is None or closes is None:
            return None
        if self.campaign.state == State.OPEN:
            return self._closing(opens, closes, now)
        if self.campaign.state not in (State.DRAFT, State.FROZEN):
            return None
        at = when.dated(opens, self.campaign)
        text = _("%s. Nothing starts by itself: you press the button.") % at
        if now >= opens:
            text = _("The window began at %s. Nothing starts by itself.") % at
            return _("Time to start"), [], text
        return _("Until voting opens"), when.span(opens - now), text

    def _closing(
        self, opens: datetime, closes: datetime, now: datetime
    ) -> tuple[str, list[tuple[int, str]], str]:
        at = when.dated(closes, self.campaign)
        if now < opens:
            text = _("Ballots are taken from %s on.") % when.dated(opens, self.campaign)
            return _("Until ballots are taken"), when.span(opens - now), text
        if now < closes:
            text = _("At %s the last ballot is taken. Then you close voting.") % at
            return _("Until voting ends"), when.span(closes - now), text
        text = _("Since %s no ballot is taken any more. Close voting now.") % at
        return _("Time is up"), [], text

    def done(self) -> list[Done]:
        return settled(self.definition, self.piles) if self.definition else []

    def places(self) -> list[Presence]:
        """Where people are counted before slips become active."""
        now = self.campaign.state in Campaign.LIVE
        return Presence.everywhere(self.box) if self.box and now else []

    def lines(self) -> list[Line]:
        """The turnout by pool and place, with the sum; counts only."""
        if self.snapshot is None or self.definition is None:
            return []
        return table(self.definition, self.snapshot)

    def links(self) -> list[tuple[Text, str, SafeString]]:
        """Open pools: name, address, QR code; from freezing on."""
        rows = OpenLink.objects.filter(pool__campaign=self.campaign)
        pools = self.definition.pools if self.definition else {}
        found = []
        for link in rows.select_related("pool").order_by("pool__position", "pool__key"):
            address = settings.PUBLIC_BASE_URL + reverse("ballots:open", args=[link.pk])
            qr = mark_safe(qr_svg(address, border=4))  # noqa: S308 - our own
            found.append((pools[link.pool.key].name, address, qr))
        return found

    @cached_property
    def _batches(self) -> list[Batch]:
        rows = Batch.objects.filter(campaign=self.campaign).select_related("group")
        return list(rows.order_by("number"))

    @cached_property
    def piles(self) -> list[Pile]:
        """The slips, group by group."""
        if self.box is None or self.definition is None:
            return []
        rows = self.box.turnout()
        return [self._pile(group, rows) for group in self.definition.groups.values()]

    def _pile(self, group: Group, rows: Sequence[Turnout]) -> Pile:
        mine = [batch for batch in self._batches if batch.group.key == group.key]
        asked = (
            row
            for row in self.proposals
            if (row.act, row.about) == (Proposal.Act.SLIPS, group.key) and row.standing
        )
        return Pile(
            group,
            [row for row in rows if row.group == group.key and not row.is_open],
            mine,
            takes_two(self.campaign, mine),
            next(asked, None),
        )

    @cached_property
    def proposals(self) -> list[Proposal]:
        """Acts that take two, the newest first."""
        return list(Proposal.objects.filter(campaign=self.campaign))

    @cached_property
    def aside(self) -> list[Act]:
        """What can be done besides the next act."""
        return aside(self.campaign)

    def batches(self) -> list[tuple[Batch, str]]:
        """Every batch, and when it was made."""
        return [(b, when.moment(b.made_at, self.campaign)) for b in self._batches]

    def turnout(self) -> tuple[int, int] | None:
        """Voted and due, for the list; closed campaigns have it written down."""
        if self.box is None or self.definition is None:
            return None
        if self.box.closed_with is None and self.snapshot:
            return self.snapshot.voted, self.snapshot.due
        return (self.box.closed_with or 0) - self.box.public, due(self.definition)

    # the box -------------------------------------------------------------------

    @property
    def key_there(self) -> bool:
        return bool(self.box and self.box.has_key)

    @property
    def key_gone_rightly(self) -> bool:
        released = self.campaign.state in (State.RELEASED, State.ARCHIVED)
        return released and not self.key_there

    @property
    def opening_runs(self) -> bool:
        return bool(self.box and self.box.progress.running)

    def results(self) -> str:
        return reverse("reports:campaign", args=[self.campaign.pk])

    def configuration(self) -> str:
        return page(self.campaign)
