"""One thing that is to be handed in, and how it stands."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.approval.kinds import (
    CHANGING,
    CROSS_REACH,
    HANDED_IN,
    OWN_REACH,
    PAPERS,
    PAPERS_CHANGE,
    SETTLED,
    TAKEN_BACK,
    WITH_TEAM,
    WITH_UNIT,
    Kind,
    State,
)
from campaigns.lists.standing import Filled
from campaigns.roles import Mandate

if TYPE_CHECKING:
    from campaigns.models import Campaign, Group, GroupUnit, Pool, Submission, Unit

PAGES = (
    *("add", "paste", "own_upload", "own_take_over", "own_template", "own_export"),
    *("hand_in", "take_back", "decide"),
)


@dataclass(frozen=True)
class Item:
    """A list or a paper of a unit, or the cross-unit list of a group.

    `lists` are the parts of a list against their quotas; `exchanged` names since it
    was approved, `asked` exchanges that wait.
    """

    campaign: "Campaign"
    kind: Kind
    group: "Group"
    seat: "GroupUnit | None"
    row: "Submission"
    digest: str
    lists: tuple[Filled, ...] = ()
    exchanged: int = 0
    asked: int = 0

    @property
    def place(self) -> "Unit | Group":
        return self.seat.unit if self.seat else self.group

    @property
    def code(self) -> str:
        return self.seat.unit.code if self.seat else self.group.key

    @property
    def title(self) -> str:
        """What it is and whose: for a page's head and for a row."""
        return f"{self.place} · {self.kind.label}"

    @property
    def is_paper(self) -> bool:
        return self.kind in PAPERS

    # whose it is -----------------------------------------------------------------

    @cached_property
    def lead(self) -> "GroupUnit | None":
        return next((seat for seat in self.group.seats.all() if seat.lead), None)

    @property
    def drawer(self) -> "GroupUnit | None":
        """The unit that draws it up."""
        return self.seat or self.lead

    @property
    def drawn_up_by(self) -> int | None:
        return self.drawer.unit_id if self.drawer else None

    @property
    def decided_by(self) -> int | None:
        """A unit's own by its original team, what is the group's by the responsible.

        Where there is none, by the other one.
        """
        own = self.drawer.team_id if self.drawer else None
        teams = (own, self.group.team_id) if self.seat else (self.group.team_id, own)
        return teams[0] or teams[1]

    @property
    def team(self) -> str:
        """The name of the team that decides."""
        rows = [seat.team for seat in self.group.seats.all()]
        names = {row.pk: str(row) for row in (self.group.team, *rows) if row}
        return names.get(self.decided_by or 0, "")

    @property
    def read_by(self) -> set[int]:
        """The responsible team reads all of its group, an original team its unit's."""
        seats = [self.seat] if self.seat else list(self.group.seats.all())
        teams = {self.group.team_id, *(seat.team_id for seat in seats)}
        return {team for team in teams if team}

    # how it stands ---------------------------------------------------------------

    @cached_property
    def state(self) -> State:
        return self.row.standing(self.digest)

    @property
    def deadline(self) -> date | None:
        row = self.campaign
        return row.papers_by if self.is_paper else row.lists_by

    @property
    def late(self) -> int:
        """Days since the deadline, while it is not settled."""
        if self.deadline is None or self.state in SETTLED:
            return 0
        return max((self.campaign.today() - self.deadline).days, 0)

    @property
    def with_unit(self) -> bool:
        return self.state in WITH_UNIT

    @property
    def overdue(self) -> bool:
        """Whether it is late and lies with the unit: what a team has, is not."""
        return bool(self.late and self.with_unit)

    @property
    def with_team(self) -> bool:
        return self.state in WITH_TEAM

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def possible(self) -> bool:
        """Whether the campaign still lets it change: papers until freezing."""
        states = PAPERS_CHANGE if self.is_paper else CHANGING
        return self.campaign.state in states

    @property
    def open(self) -> bool:
        """Whether its lines can be written freely; later names are exchanged."""
        return self.possible and self.with_unit

    @property
    def can_be_handed_in(self) -> bool:
        return self.possible and self.state in HANDED_IN

    @property
    def revocable(self) -> bool:
        """Whether its approval can still be taken back."""
        return self.state == State.APPROVED and self.campaign.state in TAKEN_BACK

    @property
    def missing(self) -> int:
        return sum(each.missing for each in self.lists)

    @property
    def n(self) -> int:
        return sum(each.n for each in self.lists)

    @property
    def quota(self) -> int:
        return sum(each.pool.quota for each in self.lists)

    @property
    def several(self) -> bool:
        """Whether its raters are of several pools."""
        return len({each.pool.pk for each in self.lists}) > 1

    @property
    def unmet(self) -> bool:
        """Whether a list is not made up as it has to be."""
        return any(each.unmet for each in self.lists)

    @property
    def short(self) -> str:
        """What is missing, in a few words; nothing when nothing is."""
        if self.is_paper:
            return "" if self.digest else _("not written yet")
        words = []
        if self.missing:
            text = ngettext("%d name missing", "%d names missing", self.missing)
            words.append(text % self.missing)
        if self.unmet:
            words.append(_("not made up as required"))
        return " · ".join(words)

    # where it is -----------------------------------------------------------------

    def at(self, name: str, *more: int) -> str:
        """The address of a page on it."""
        args = [self.campaign.pk, self.kind.value, self.code, *more]
        return reverse(f"campaigns:{name}", args=args)

    @property
    def url(self) -> str:
        return self.at("item")

    @property
    def to(self) -> dict[str, str]:
        """The pages that change it, by name."""
        return {name: self.at(name) for name in PAGES}

    @property
    def paper(self) -> str:
        """Where the paper is written."""
        args = [self.campaign.pk, self.code, self.kind.value]
        return reverse("campaigns:paper", args=args)


def pools_of(kind: Kind, pools: list["Pool"]) -> list["Pool"]:
    """The pools whose raters are named on such a list."""
    reach = OWN_REACH if kind == Kind.LIST else CROSS_REACH
    return [pool for pool in pools if pool.has_roster and pool.reach in reach]


@dataclass(frozen=True)
class Seen:
    """Something that is to be handed in, with what its reader may do to it."""

    item: Item
    mandate: Mandate
    by: str = ""  # the reader

    @property
    def hands_in(self) -> bool:
        return self.mandate.hands_in(self.item)

    @property
    def decides(self) -> bool:
        return self.mandate.decides(self.item)

    @property
    def writes(self) -> bool:
        return self.hands_in and self.item.open

    @property
    def may_hand_in(self) -> bool:
        return self.hands_in and self.item.can_be_handed_in

    @property
    def changes_lines(self) -> bool:
        """Whether a line has anything to press."""
        possible = self.item.possible and (self.hands_in or self.decides)
        return possible and (self.hands_in or self.item.settled)

    @property
    def may_decide(self) -> bool:
        there = self.item.with_team or self.item.revocable
        return self.decides and self.item.possible and there

    @property
    def own_work(self) -> bool:
        """Whether the reader has handed it in: another one decides."""
        return self.by == self.item.row.submitted_by
