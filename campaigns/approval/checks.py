"""What is wrong with a list before it is handed in, and what its readers should see."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.approval.board import board_for
from campaigns.approval.item import Item, Seen
from campaigns.approval.leaders import Leaders, reach_all
from campaigns.lists.alike import skeleton
from campaigns.lists.cells import plain
from campaigns.lists.standing import Filled
from campaigns.models import GroupUnit, Rater


@dataclass(frozen=True, slots=True)
class Check:
    """Something about a list. `stops`: it is not handed in like this; `note`: only
    with a word why; `rater`: the line that has the name of a leader."""

    text: str
    stops: bool = True
    note: bool = False
    rater: Rater | None = None


@dataclass(frozen=True)
class Checks:
    """Of one list; of a paper there is nothing to check but that it is there."""

    item: Item

    @cached_property
    def raters(self) -> list[Rater]:
        if self.item.is_paper:
            return []
        return list(self.item.row.raters.in_order())

    @cached_property
    def all(self) -> list[Check]:
        found = [*self._names(), *self._numbers()]
        return sorted(found, key=lambda check: not check.stops)

    @property
    def stops(self) -> list[Check]:
        return [check for check in self.all if check.stops]

    @property
    def notes(self) -> list[Check]:
        """What asks for a word why."""
        return [check for check in self.all if check.note]

    # leaders ---------------------------------------------------------------------

    @cached_property
    def kept_off(self) -> set[str]:
        """Names of those whom the raters of this list would rate, or who lead them."""
        return Leaders.of(self.item.campaign, _rated(self.item)).all

    def is_leader(self, name: str) -> bool:
        return skeleton(name) in self.kept_off

    def _names(self) -> Iterator[Check]:
        for rater in self.raters:
            if not self.is_leader(rater.name):
                continue
            if rater.namesake:
                text = _("“%s” has the name of a leader, and is said to be another.")
                yield Check(text % rater.name, stops=False, rater=rater)
            else:
                text = _(
                    "“%s” has the name of a leader who is rated: leaders are kept off "
                    "the list."
                )
                yield Check(text % rater.name, rater=rater)

    # numbers ---------------------------------------------------------------------

    def _numbers(self) -> Iterator[Check]:
        if self.item.is_paper and not self.item.digest:
            yield Check(_("Nothing has been written yet."))
        elif self.item.lists and not self.item.n:
            yield Check(_("Nobody is on the list yet."))
        else:
            for each in self.item.lists:
                yield from self._list(each.unit.name, each)

    def _list(self, unit: str, each: Filled) -> Iterator[Check]:
        words = {"list": f"{unit} · {each.pool}"}
        if each.over:
            text = ngettext(
                "%(list)s: %(n)d name too many.",
                "%(list)s: %(n)d names too many.",
                each.over,
            )
            yield Check(text % {**words, "n": each.over})
        for share in each.unmet:
            text = _(
                "%(list)s: %(n)d of category “%(category)s”, at least %(least)d are "
                "required."
            )
            more = {"n": share.n, "category": share.name, "least": share.least}
            yield Check(text % {**words, **more})
        if each.missing:
            text = ngettext(
                "%(list)s: %(n)d name missing.",
                "%(list)s: %(n)d names missing.",
                each.missing,
            )
            yield Check(text % {**words, "n": each.missing}, stops=False, note=True)


@dataclass(frozen=True)
class Doubles:
    """People of a list who are on another list of the campaign, too.

    For the supervision team and the office: a unit learns nothing of another's list,
    and a team not where somebody is whose list it does not read.
    """

    seen: Seen
    raters: Sequence[Rater]

    @cached_property
    def read(self) -> set[tuple[int, int]]:
        """Unit and pool of every list that the reader may read."""
        given = self.seen.mandate
        items = board_for(self.seen.item.campaign, given).items
        read = [item for item in items if given.reads(item)]
        return {(each.unit.pk, each.pool.pk) for item in read for each in item.lists}

    def found(self) -> list[Check]:
        mine = {rater.pk for rater in self.raters}
        names = [rater.name for rater in self.raters]
        others: dict[str, list[Rater]] = defaultdict(list)
        rows = self.seen.item.campaign.raters.named(*names).in_order()
        for row in rows:
            if row.pk not in mine:
                others[plain(row.name)].append(row)
        return [
            check
            for rater in self.raters
            for other in others[plain(rater.name)]
            for check in self._said(rater, other)
        ]

    def _said(self, rater: Rater, other: Rater) -> Iterator[Check]:
        words = {"name": rater.name, "where": f"{other.unit} · {other.pool}"}
        known = (other.unit_id, other.pool_id) in self.read
        if rater.contact and rater.contact == other.contact:
            text = _("“%(name)s” is with the same contact on another list: %(where)s.")
            if not known:
                text = _("“%(name)s” is with the same contact on another list.")
            yield Check(text % words, stops=False)
        elif not (rater.contact and other.contact):
            text = _("A “%(name)s” is on another list, too: %(where)s.")
            if not known:
                text = _("A “%(name)s” is on another list of the campaign, too.")
            yield Check(text % words, stops=False)


def _rated(item: Item) -> list[GroupUnit]:
    """The units that the raters of this list rate."""
    if item.seat:
        return [item.seat]
    if reach_all(item.campaign):
        rows = GroupUnit.objects.filter(group__campaign=item.campaign)
        return list(rows.select_related("unit", "group"))
    return list(item.group.seats.all())
