"""A workbook of one list: nothing of other units is in it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from campaigns.approval.item import Item
from campaigns.approval.own import pools, seats_of
from campaigns.lists.standing import Standing
from campaigns.lists.writing import written

if TYPE_CHECKING:
    from campaigns.models import Pool, Unit


@dataclass(frozen=True)
class OwnStanding(Standing):
    """The places of one list."""

    item: Item

    @cached_property
    def pools(self) -> list["Pool"]:
        return pools(self.item)

    @property
    def units(self) -> list["Unit"]:
        return [seat.unit for seat in seats_of(self.item)]


def own_workbook(item: Item, *, slots: bool) -> bytes:
    return written(OwnStanding(item.campaign, item), slots=slots, units=False)
