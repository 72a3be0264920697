"""What reports say of approval, and what an upload of the office does to it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.approval.board import Board
from campaigns.approval.item import Item
from campaigns.approval.kinds import LISTS, State

if TYPE_CHECKING:
    from campaigns.lists.plan import Plan
    from campaigns.models import Campaign


def approval_words(campaign: "Campaign") -> str:
    """How lists and papers came to take effect; nothing where nobody approves them."""
    if not campaign.approves_lists:
        return ""
    return " ".join(_words(Board(campaign).items))


def _words(items: list[Item]) -> Iterator[str]:
    """By how they stand: what was approved may have become something else."""
    waived = [item for item in items if item.state == State.WAIVED]
    approved = sum(item.state == State.APPROVED for item in items)
    if approved == len(items):
        yield _("The supervision team approved all lists and papers.")
    else:
        text = _("The supervision team approved %(n)d of %(all)d lists and papers.")
        yield text % {"n": approved, "all": len(items)}
    changed = sum(item.state == State.CHANGED for item in items)
    if changed:
        text = ngettext(
            "%d list was changed after it had been approved, and not approved again.",
            "%d lists were changed after they had been approved, and not approved "
            "again.",
            changed,
        )
        yield text % changed
    for reason in dict.fromkeys(item.row.reason for item in waived):
        n = sum(item.row.reason == reason for item in waived)
        text = ngettext(
            "%(n)d was let pass by the office without approval: %(reason)s",
            "%(n)d were let pass by the office without approval: %(reason)s",
            n,
        )
        yield text % {"n": n, "reason": reason}
    exchanged = sum(item.exchanged for item in items)
    if exchanged:
        text = ngettext(
            "%d name was exchanged on lists afterwards.",
            "%d names were exchanged on lists afterwards.",
            exchanged,
        )
        yield text % exchanged


def approved_again(plan: "Plan") -> int:
    """How many approved lists an upload changes: they have to be approved again."""
    if not plan.campaign.approves_lists:
        return 0
    touched = _touched(plan)
    items = Board(plan.campaign).items
    return sum(
        item.kind in LISTS
        and item.state in (State.APPROVED, State.CHANGED)
        and any((each.unit.code, each.pool.key) in touched for each in item.lists)
        for item in items
    )


def _touched(plan: "Plan") -> set[tuple[str, str]]:
    """Units and pools whose names or categories would be others."""
    found = {(row.unit.code, row.pool.key) for row in plan.roster.leaving}
    for each, row in plan.roster.pairs:
        if row is None:
            found.add(each.roster)
        elif row.pool.key != each.pool or each.category not in (None, row.category):
            found |= {each.roster, (row.unit.code, row.pool.key)}
    return found
