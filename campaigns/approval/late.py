"""Who is late, and whom a letter reaches."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from audit.models import record
from campaigns.approval.board import Board
from campaigns.approval.item import Item
from campaigns.models import Account, Role, Unit


@dataclass(frozen=True)
class Late:
    """Units whose deadline has passed, and their liaisons."""

    board: Board

    @cached_property
    def items(self) -> list[Item]:
        return [item for item in self.board.items if item.overdue]

    @cached_property
    def units(self) -> list[Unit]:
        seats = [item.drawer for item in self.items if item.drawer]
        return list({seat.unit_id: seat.unit for seat in seats}.values())

    @cached_property
    def liaisons(self) -> dict[int, list[Account]]:
        """By unit."""
        units = {unit.pk for unit in self.units}
        rows = Role.objects.of_kind(Role.Kind.LIAISON).filter(user__is_active=True)
        found: dict[int, list[Account]] = defaultdict(list)
        for role in rows.select_related("user").order_by("pk"):
            if role.unit_id in units:
                found[role.unit_id].append(role.user)  # type: ignore[arg-type,index]
        return found

    @cached_property
    def people(self) -> list[Account]:
        rows = (row for rows in self.liaisons.values() for row in rows)
        return list({row.pk: row for row in rows}.values())

    @property
    def reached(self) -> list[Account]:
        """Those who have an e-mail address."""
        return [row for row in self.people if row.email]

    @property
    def unreached(self) -> list[Unit]:
        """Units with nobody to whom a letter could go: somebody has to call."""
        return [
            unit
            for unit in self.units
            if not any(row.email for row in self.liaisons.get(unit.pk, ()))
        ]

    def tell(self, by: str) -> None:
        campaign = self.board.campaign.pk
        record("reminders", by=by, campaign=campaign, number=len(self.reached))
