"""Whether what has to be approved is: papers before freezing, lists before voting."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from campaigns.approval.board import Board
from campaigns.approval.item import Item
from campaigns.approval.kinds import LISTS, PAPERS, State
from campaigns.blockers.blocker import Blocker, page

if TYPE_CHECKING:
    from campaigns.models import Campaign


NO_PAPER = ngettext_lazy(
    "%d paper is not approved by the supervision team.",
    "%d papers are not approved by the supervision team.",
)
NO_LIST = ngettext_lazy(
    "%d list of raters is not approved by the supervision team.",
    "%d lists of raters are not approved by the supervision team.",
)
UNMET = ngettext_lazy(
    "%d list of raters is not made up as required.",
    "%d lists of raters are not made up as required.",
)
NO_NOTICE = ngettext_lazy(
    "The notice goes out when all lists are approved: %d is not yet.",
    "The notice goes out when all lists are approved: %d are not yet.",
)


def papers(campaign: "Campaign") -> Iterator[Blocker]:
    """They are frozen with the definition: afterwards nobody can mend them."""
    board = Board(campaign, kinds=PAPERS)
    if campaign.approves_papers:
        yield from _blocker(NO_PAPER, board.lacking(PAPERS))
    if campaign.approves_lists:
        yield from _nobody(board)


def lists(campaign: "Campaign") -> Iterator[Blocker]:
    """Who rates takes effect once it is approved, and is made up as it has to be."""
    if campaign.approves_lists:
        board = Board(campaign, kinds=LISTS)
        yield from _blocker(NO_LIST, board.lacking(LISTS))
        unmet = [i for i in board.items if i.unmet and i.state != State.WAIVED]
        yield from _blocker(UNMET, unmet)


def notice(campaign: "Campaign") -> Iterator[Blocker]:
    """Nobody is told to come before it is approved who comes."""
    if campaign.approves_lists:
        yield from _blocker(NO_NOTICE, Board(campaign, kinds=LISTS).lacking(LISTS))


def _blocker(text: Any, items: Sequence[Item]) -> Iterator[Blocker]:
    """How many there are; nothing where there are none."""
    if items:
        yield Blocker(text % len(items), _there(items))


def _there(items: Sequence[Item]) -> str:
    """Straight to the one, or to the board, where the rest can be let pass, too."""
    if len(items) == 1 and items[0].with_team:
        return items[0].url
    return reverse("campaigns:board", args=[items[0].campaign.pk])


def _nobody(board: Board) -> Iterator[Blocker]:
    """Groups in which nobody approves, or nobody draws up the cross-unit list."""
    for group in board.groups:
        seats = list(group.seats.all())
        if not group.team_id and not all(seat.team_id for seat in seats):
            text = _(
                "In “%s” there is no supervision team to approve lists and papers."
            )
            yield Blocker(text % group, page(group), stops=False)
        if seats and not any(seat.lead for seat in seats):
            text = _("“%s” has no lead unit to draw up the list of cross-unit raters.")
            yield Blocker(text % group, page(group), stops=False)
