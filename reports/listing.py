"""A list as its address asks for it: which rows, in which order, which page."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Q

A_PAGE = 50


@dataclass(frozen=True)
class Listing(ABC):
    """What one user asked to see; a question that makes no sense is left out.

    The queryset of its model knows `for_user`, `standing`, `waiting_for`, `late` and
    `listed`.
    """

    user: Any
    asked: Mapping[str, str]

    model: ClassVar[Any]
    # where the words that are looked for may stand
    WORDS: ClassVar[tuple[str, ...]]
    # by name: what it is called, and the columns
    ORDERS: ClassVar[dict[str, tuple[Any, tuple[Any, ...]]]]
    ONLY: ClassVar[tuple[str, ...]] = ("mine", "late")

    @cached_property
    def mine(self) -> Any:
        return self.model.objects.for_user(self.user)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all for this user."""
        return not self.mine.exists()

    @property
    def q(self) -> str:
        return self.asked.get("q", "").replace("\0", "").strip()[:80]

    @property
    def state(self) -> str:
        """One of the states; "open" is all that stand open, which is the default."""
        return self.one_of((*self.model.State.values, "all"), "state", "open")

    @property
    def only(self) -> str:
        return self.one_of(self.ONLY, "only")

    @property
    def order(self) -> str:
        return self.one_of(self.ORDERS, "order", "due")

    def one_of(self, fit: Collection[str], name: str, usual: str = "") -> str:
        """What was asked under this name if it is one of these."""
        found = self.asked.get(name, usual)
        return found if found in fit else usual

    @property
    def states(self) -> list[tuple[str, Any]]:
        return list(self.model.State.choices)

    @property
    def orders(self) -> list[tuple[str, Any]]:
        return [(key, label) for key, (label, _columns) in self.ORDERS.items()]

    @abstractmethod
    def chosen(self) -> Any:
        """The rows of what else was chosen: a team, a unit."""

    def narrowed(self, rows: Any) -> Any:
        """Those rows alone of which there is something to say."""
        if self.only == "mine":
            return rows.waiting_for(self.user)
        return rows.late() if self.only == "late" else rows

    def _found(self) -> Any:
        rows = self.chosen()
        if self.state == "open":
            rows = rows.standing()
        elif self.state != "all":
            rows = rows.filter(state=self.state)
        if self.q:
            there = [(f"{name}__icontains", self.q) for name in self.WORDS]
            rows = rows.filter(Q(*there, _connector=Q.OR))
        return self.narrowed(rows).listed().order_by(*self.ORDERS[self.order][1])

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self._found(), A_PAGE).get_page(self.asked.get("page"))
